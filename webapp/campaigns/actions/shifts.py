"""Which initiatives carry a campaign with their tasks; saying when one comes; asking who said so."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.audit.actions import record
from webapp.campaigns.actions.rounds_letters import Letter, post_letter
from webapp.campaigns.queries.shifts import ShiftRow, link_subject, list_droppable, list_helper_addresses
from webapp.campaigns.rules.shifts import Availability, may_be_asked
from webapp.errors import BadInput, NotFound
from webapp.models import Campaign, CampaignInitiative, FlexibleHelper, Initiative
from webapp.vocabulary import AuditAction


def add_carrier(session: Session, campaign: Campaign, initiative_id: int, *, by: int | None) -> None:
    """Let the tasks of an initiative be shifts of a campaign; twice is as good as once.

    Raises `BadInput` code `initiative_unknown`.
    """
    if session.scalar(select(Initiative.id).where(Initiative.id == initiative_id)) is None:
        raise BadInput("initiative_unknown")
    added = session.scalar(
        insert(CampaignInitiative)
        .values(campaign_id=campaign.id, initiative_id=initiative_id)
        .on_conflict_do_nothing()
        .returning(CampaignInitiative.initiative_id)
    )
    if added is not None:
        # who linked it may take it off again, and this is where that stands
        link = link_subject(campaign.id, initiative_id)
        record(session, AuditAction.CREATED, by=by, table="campaign", row=link, fields=("shifts",))


def remove_carrier(session: Session, campaign: Campaign, initiative_id: int, *, viewer: Actor) -> None:
    """Let the tasks of an initiative be no shifts of a campaign any more; who took them still has them.

    Raises `NotFound` code `initiative_unknown` for what does not carry it, and for what is not the viewer's to take
    off (`list_droppable`).
    """
    if initiative_id not in list_droppable(session, viewer, campaign.id):
        raise NotFound("initiative_unknown")
    session.execute(
        delete(CampaignInitiative).where(
            CampaignInitiative.campaign_id == campaign.id, CampaignInitiative.initiative_id == initiative_id
        )
    )
    link = link_subject(campaign.id, initiative_id)
    record(session, AuditAction.DELETED, by=viewer.account_id, table="campaign", row=link, fields=("shifts",))


def offer_help(
    session: Session, campaign: Campaign, available: Availability, *, name: str, place_id: int | None, by: int
) -> None:
    """Keep when somebody comes if they are needed; said again, it replaces what they said before."""
    values = {
        "name": name,
        "neighbourhood_id": place_id,
        "people": available.people,
        "from_day": available.from_day,
        "until_day": available.until_day,
        "from_minute": available.from_minute,
        "until_minute": available.until_minute,
    }
    kept = insert(FlexibleHelper).values(campaign_id=campaign.id, account_id=by, **values)
    session.execute(kept.on_conflict_do_update(index_elements=["campaign_id", "account_id"], set_=values))
    session.expire_all()


def stop_helping(session: Session, campaign: Campaign, *, by: int) -> None:
    """Forget that somebody comes when they are needed."""
    session.execute(
        delete(FlexibleHelper).where(FlexibleHelper.campaign_id == campaign.id, FlexibleHelper.account_id == by)
    )
    session.expire_all()


def ask_helpers(session: Session, campaign: Campaign, shift: ShiftRow, *, link: str, by: int, now: datetime) -> int:
    """Mail who can come to a shift and were not asked in the last hours; gives how many were mailed."""
    addresses = list_helper_addresses(session, campaign.id)
    asked = [each for each in shift.helpers if each.id in addresses and may_be_asked(each.asked_at, now=now)]
    for helper in asked:
        email, language = addresses[helper.id]
        post_letter(
            session,
            Letter.COME,
            email=email,
            language=language,
            link=link,
            on_day=shift.choice.occurrence.day if shift.choice.occurrence else shift.choice.on_day,
            task=shift.task.title,
        )
    ids = [helper.id for helper in asked]
    session.execute(update(FlexibleHelper).where(FlexibleHelper.id.in_(ids)).values(asked_at=now))
    record(session, AuditAction.CHANGED, by=by, table="campaign", row=campaign.id, fields=("shifts",))
    return len(asked)
