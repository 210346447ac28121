"""Opening, closing and opening a campaign again; who carries on with what it brought."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.campaigns.actions.campaigns import raise_version
from webapp.campaigns.actions.holding import hold, hold_open
from webapp.campaigns.rules.campaigns import CarryOn
from webapp.errors import DomainError
from webapp.models import Campaign, CampaignCarryOn, CampaignLine
from webapp.vocabulary import AuditAction, CampaignState


def start_campaign(session: Session, campaign: Campaign, *, by: int | None) -> None:
    """Open a campaign that was being prepared, and let everyone see it.

    Raises `DomainError` with `campaign_state` or `campaign_without_lines`.
    """
    hold(session, campaign)
    if campaign.state != CampaignState.PREPARING:
        raise DomainError("campaign_state")
    if not session.scalar(select(exists().where(CampaignLine.campaign_id == campaign.id))):
        raise DomainError("campaign_without_lines")
    raise_version(session, campaign, campaign.version, state=CampaignState.RUNNING, is_public=True)
    record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=("state",))


def close_campaign(
    session: Session,
    campaign: Campaign,
    carried_on: Mapping[int, CarryOn],
    *,
    outcome: str,
    by: int | None,
    today: date,
) -> None:
    """Close a campaign that runs, with for each of its lines (by id) who carries on, and what came of it.

    Raises `DomainError` with `campaign_state`, or `campaign_carry_on_missing` when a line has no answer.
    """
    hold(session, campaign)
    if campaign.state != CampaignState.RUNNING:
        raise DomainError("campaign_state")
    lines = session.scalars(select(CampaignLine.id).where(CampaignLine.campaign_id == campaign.id)).all()
    if any(line_id not in carried_on for line_id in lines):
        raise DomainError("campaign_carry_on_missing")
    for line_id in lines:
        _answer_line(session, line_id, carried_on[line_id])
    raise_version(session, campaign, campaign.version, state=CampaignState.CLOSED, closed_on=today, outcome=outcome)
    record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=("state", "carried_on"))


def reopen_campaign(session: Session, campaign: Campaign, reason: str, *, by: int | None) -> None:
    """Open a closed campaign again; what was said of who carries on stays.

    Raises `DomainError` with `campaign_state` or `campaign_reason_missing`.
    """
    hold(session, campaign)
    if campaign.state != CampaignState.CLOSED:
        raise DomainError("campaign_state")
    if not reason.strip():
        raise DomainError("campaign_reason_missing")
    raise_version(
        session,
        campaign,
        campaign.version,
        state=CampaignState.RUNNING,
        closed_on=None,
        reopen_reason=reason.strip(),
    )
    record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=("state", "reopen_reason"))


def answer_for_place(
    session: Session, campaign: Campaign, place_id: int, answers: Mapping[int, CarryOn | None], *, by: int | None
) -> None:
    """Note who carries on in one neighbourhood, by line; None: as the line as a whole.

    Raises `DomainError` code `campaign_is_closed`.
    """
    hold_open(session, campaign)
    gone = [line_id for line_id, answer in answers.items() if answer is None]
    session.execute(
        delete(CampaignCarryOn).where(CampaignCarryOn.neighbourhood_id == place_id, CampaignCarryOn.line_id.in_(gone))
    )
    for line_id, answer in answers.items():
        if answer is None:
            continue
        values = {
            "carried_on_by": answer.by,
            "carried_on_partner_id": answer.partner_id,
            "carried_on_words": answer.words,
        }
        made = insert(CampaignCarryOn).values(line_id=line_id, neighbourhood_id=place_id, **values)
        session.execute(made.on_conflict_do_update(index_elements=["line_id", "neighbourhood_id"], set_=values))
    record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=("carried_on",))


def _answer_line(session: Session, line_id: int, answer: CarryOn) -> None:
    session.execute(
        update(CampaignLine)
        .where(CampaignLine.id == line_id)
        .values(
            carried_on_by=answer.by,
            carried_on_partner_id=answer.partner_id,
            carried_on_words=answer.words,
        )
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
