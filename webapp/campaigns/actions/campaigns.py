"""Making and changing campaigns and their lines. Whoever calls minds the scope."""

from dataclasses import fields
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.campaigns.actions.holding import hold_open
from webapp.campaigns.queries.campaigns import free_slug, has_name
from webapp.campaigns.rules.campaigns import (
    MOST_LINES,
    CampaignFacts,
    LineFacts,
    require_line_end,
    require_period,
    slug_of,
)
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.models import Campaign, CampaignDemand, CampaignLine, CampaignSupply
from webapp.partners.actions import refusing
from webapp.vocabulary import AuditAction, Provenance

TAKEN = {"uq_campaign_name": "campaign_name_taken", "uq_campaign_slug": "campaign_name_taken"}
PLAIN = tuple(each.name for each in fields(CampaignFacts))


def facts_of(campaign: Campaign) -> CampaignFacts:
    """What is kept about a campaign now."""
    return CampaignFacts(**{name: getattr(campaign, name) for name in PLAIN})


def add_campaign(
    session: Session, facts: CampaignFacts, *, by: int | None, provenance: Provenance = Provenance.ENTERED
) -> Campaign:
    """A new campaign, being prepared, without lines; its address is made of its name.

    Raises `DomainError` with `campaign_name_taken`, or as `require_period`.
    """
    require_period(facts.starts_on, facts.ends_on)
    _require_own_name(session, facts.name)
    made = Campaign(
        slug=free_slug(session, slug_of(facts.name)),
        provenance=provenance,
        **{name: getattr(facts, name) for name in PLAIN},
    )
    with refusing(session, TAKEN):
        session.add(made)
        session.flush()
    record(session, AuditAction.CREATED, by=by, table="campaign", row=made.id)
    return made


def change_campaign(session: Session, campaign: Campaign, facts: CampaignFacts, *, version: int, by: int) -> None:
    """Keep what is different, when the campaign is still the version that was looked at; also of a closed one.

    Raises `EditConflict` code `changed_meanwhile`, `DomainError` with `campaign_line_end` when a line would end outside
    the period, and as `add_campaign`.
    """
    require_period(facts.starts_on, facts.ends_on)
    _require_own_name(session, facts.name, but=campaign.id)
    for ends_on in session.scalars(select(CampaignLine.ends_on).where(CampaignLine.campaign_id == campaign.id)):
        require_line_end(ends_on, starts_on=facts.starts_on, campaign_ends_on=facts.ends_on)
    changed = [name for name in PLAIN if getattr(campaign, name) != getattr(facts, name)]
    with refusing(session, TAKEN):
        raise_version(session, campaign, version, **{name: getattr(facts, name) for name in PLAIN})
    record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=changed)


def add_line(session: Session, campaign: Campaign, facts: LineFacts, *, by: int | None) -> CampaignLine:
    """One more line, behind the others.

    Raises `DomainError` with `campaign_is_closed`, `campaign_lines_full`, `campaign_line_name_taken` or
    `campaign_line_end`.
    """
    hold_open(session, campaign)
    _require_line(session, campaign, facts)
    found, last = session.execute(
        select(func.count(), func.max(CampaignLine.position)).where(CampaignLine.campaign_id == campaign.id)
    ).one()
    if found >= MOST_LINES:
        raise DomainError("campaign_lines_full", most=MOST_LINES)
    made = CampaignLine(
        campaign_id=campaign.id,
        kind=facts.kind,
        name=facts.name,
        unit=facts.unit,
        ends_on=facts.ends_on,
        position=(last or 0) + 1,
    )
    session.add(made)
    session.flush()
    _note_change(session, campaign, by)
    return made


def change_line(
    session: Session, campaign: Campaign, line: CampaignLine, facts: LineFacts, *, version: int, by: int
) -> None:
    """Change a line, when its campaign is still the version that was looked at.

    Raises `EditConflict` code `changed_meanwhile`, and `DomainError` as `add_line`.
    """
    hold_open(session, campaign)
    _require_line(session, campaign, facts, but=line.id)
    raise_version(session, campaign, version)
    line.kind, line.name, line.unit, line.ends_on = facts.kind, facts.name, facts.unit, facts.ends_on
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=("lines",))


def remove_line(session: Session, campaign: Campaign, line: CampaignLine, *, by: int) -> None:
    """Take away a line of which nobody asked or pledged anything yet.

    Raises `DomainError` with `campaign_is_closed` or `campaign_line_in_use`.
    """
    hold_open(session, campaign)
    asked = session.scalar(select(CampaignDemand.line_id).where(CampaignDemand.line_id == line.id).limit(1))
    pledged = session.scalar(select(CampaignSupply.id).where(CampaignSupply.line_id == line.id).limit(1))
    if asked is not None or pledged is not None:
        raise DomainError("campaign_line_in_use")
    session.execute(delete(CampaignLine).where(CampaignLine.id == line.id))
    _note_change(session, campaign, by)


def find_line(session: Session, campaign: Campaign, line_id: int) -> CampaignLine | None:
    """A line of this campaign; None when it is not one of its lines."""
    return session.scalar(
        select(CampaignLine).where(CampaignLine.id == line_id, CampaignLine.campaign_id == campaign.id)
    )


def raise_version(session: Session, campaign: Campaign, version: int, **values: object) -> None:
    """Set values of a campaign that is still this version; raises `EditConflict` code `changed_meanwhile`."""
    campaign_id = campaign.id
    changed = session.scalar(
        update(Campaign)
        .where(Campaign.id == campaign_id, Campaign.version == version)
        .values(**values, version=Campaign.version + 1, changed_at=datetime.now(UTC))
        .returning(Campaign.version)
        .execution_options(synchronize_session=False)
    )
    session.expire(campaign)
    if changed is None:
        now = session.scalar(select(Campaign.version).where(Campaign.id == campaign_id))
        if now is None:
            raise NotFound("campaign_unknown")
        raise EditConflict("changed_meanwhile", version=now)


def _note_change(session: Session, campaign: Campaign, by: int | None) -> None:
    raise_version(session, campaign, campaign.version)
    record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=("lines",))


def _require_own_name(session: Session, name: str, *, but: int | None = None) -> None:
    if has_name(session, name, but=but):
        raise DomainError("campaign_name_taken")


def _require_line(session: Session, campaign: Campaign, facts: LineFacts, *, but: int | None = None) -> None:
    require_line_end(facts.ends_on, starts_on=campaign.starts_on, campaign_ends_on=campaign.ends_on)
    taken = session.scalar(
        select(CampaignLine.id).where(
            CampaignLine.campaign_id == campaign.id,
            CampaignLine.name == facts.name,
            CampaignLine.id.is_distinct_from(but),
        )
    )
    if taken is not None:
        raise DomainError("campaign_line_name_taken")
