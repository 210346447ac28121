"""The shifts of a campaign, which are tasks of the initiatives that carry it; and who comes when they are needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, Target, can
from webapp.campaigns.rules.shifts import Availability, Heads, can_come, heads
from webapp.models import (
    AuditEvent,
    Campaign,
    CampaignInitiative,
    FlexibleHelper,
    Initiative,
    InitiativeTask,
    Listing,
    Neighbourhood,
)
from webapp.vocabulary import AuditAction, InitiativeState
from webapp.volunteering.queries import Choice, OpenTask, list_open_tasks

MOST_OFFERED = 200
"""Initiatives to choose from; a city has fewer with open tasks."""
ADDRESSES = text("SELECT id, email, language FROM flexible_addresses(:campaign)")


@dataclass(frozen=True)
class Carrier:
    """An initiative whose tasks are shifts of a campaign; `title` is None for one that is not shown to the viewer."""

    id: int
    slug: str
    title: str | None


@dataclass(frozen=True)
class HelperRow:
    """Somebody who comes when they are needed, as whoever coordinates sees them; no `place`: wherever."""

    id: int
    name: str
    available: Availability
    place: str | None
    asked_at: datetime | None


@dataclass(frozen=True)
class ShiftRow:
    """One time on which a task is done: how many heads it has, and who could still come."""

    task: OpenTask
    choice: Choice
    heads: Heads
    helpers: tuple[HelperRow, ...]

    @property
    def can_come(self) -> int:
        """How many people could still come, as far as they said."""
        return heads(helper.available for helper in self.helpers)


def list_carriers(session: Session, campaign_id: int) -> list[Carrier]:
    """The initiatives that carry a campaign, by title."""
    rows = session.execute(
        select(Initiative.id, Initiative.slug, Listing.title)
        .join(CampaignInitiative, CampaignInitiative.initiative_id == Initiative.id)
        .outerjoin(Listing, Listing.initiative_id == Initiative.id)
        .where(CampaignInitiative.campaign_id == campaign_id)
        .order_by(Listing.title, Initiative.id)
    )
    return [Carrier(*row) for row in rows]


def link_subject(campaign_id: int, initiative_id: int) -> str:
    """What the audit calls the link between an initiative and a campaign that it carries."""
    return f"{campaign_id} initiatief {initiative_id}"


def list_droppable(session: Session, viewer: Actor, campaign_id: int) -> frozenset[int]:
    """The ids of the initiatives that carry a campaign and that the viewer may take off it.

    Whoever coordinates the city: all; a neighbourhood: those that are there, and those that they linked themselves,
    which they read in their own lines of the audit. What is for the whole city is in no neighbourhood.
    """
    rows = session.execute(
        select(Initiative.id, Initiative.neighbourhood_ids)
        .join(CampaignInitiative, CampaignInitiative.initiative_id == Initiative.id)
        .where(CampaignInitiative.campaign_id == campaign_id)
    )
    places = {row.id: row.neighbourhood_ids for row in rows}
    if can(viewer, Permission.CARRY_CAMPAIGN, Target()):
        return frozenset(places)
    linked = set(
        session.scalars(
            select(AuditEvent.subject_id).where(
                AuditEvent.account_id == viewer.account_id,
                AuditEvent.subject_table == "campaign",
                AuditEvent.action == AuditAction.CREATED,
                AuditEvent.subject_id.in_([link_subject(campaign_id, each) for each in places]),
            )
        )
    )
    return frozenset(
        each
        for each, where in places.items()
        if link_subject(campaign_id, each) in linked or not viewer.neighbourhood_ids.isdisjoint(where)
    )


def list_possible_carriers(session: Session, campaign_id: int) -> list[Carrier]:
    """Running initiatives that everyone can read, with tasks that are open, and that do not carry it yet; by title."""
    has_tasks = exists().where(
        InitiativeTask.initiative_id == Listing.initiative_id, InitiativeTask.closed_at.is_(None)
    )
    carries = exists().where(
        CampaignInitiative.initiative_id == Listing.initiative_id, CampaignInitiative.campaign_id == campaign_id
    )
    rows = session.execute(
        select(Listing.initiative_id, Listing.slug, Listing.title)
        .where(Listing.state == InitiativeState.RUNNING, has_tasks, ~carries)
        .order_by(Listing.title, Listing.initiative_id)
        .limit(MOST_OFFERED)
    )
    return [Carrier(*row) for row in rows]


def list_shifts(
    session: Session, viewer: Actor, campaign: Campaign, helpers: Sequence[HelperRow], *, now: datetime
) -> list[ShiftRow]:
    """The times to come, in the period of a campaign, of the tasks that carry it: by day, those without a day last."""
    tasks = [
        task
        for carrier in list_carriers(session, campaign.id)
        for task in list_open_tasks(session, viewer, carrier.id, now=now)
    ]
    shifts = [
        _shift(task, choice, helpers)
        for task in tasks
        for choice in task.choices
        if choice.on_day is None or campaign.starts_on <= choice.on_day <= campaign.ends_on
    ]
    return sorted(shifts, key=lambda each: (str(each.choice.on_day or "9"), each.task.title, each.task.id))


def list_helpers(session: Session, campaign_id: int) -> list[HelperRow]:
    """Who comes when they are needed, as far as the viewer coordinates where that is; by name."""
    rows = session.execute(
        select(FlexibleHelper, Neighbourhood.name)
        .outerjoin(Neighbourhood, Neighbourhood.id == FlexibleHelper.neighbourhood_id)
        .where(FlexibleHelper.campaign_id == campaign_id)
        .order_by(FlexibleHelper.name, FlexibleHelper.id)
    )
    return [HelperRow(each.id, each.name, available_of(each), place, each.asked_at) for each, place in rows]


def find_own_helper(session: Session, campaign_id: int, viewer: Actor) -> FlexibleHelper | None:
    """What the viewer said of when they come."""
    return session.scalar(
        select(FlexibleHelper).where(
            FlexibleHelper.campaign_id == campaign_id, FlexibleHelper.account_id == viewer.account_id
        )
    )


def list_helper_addresses(session: Session, campaign_id: int) -> dict[int, tuple[str, str]]:
    """The e-mail address and language of helpers that the viewer may ask, by the helper's id."""
    return {row.id: (row.email, row.language) for row in session.execute(ADDRESSES, {"campaign": campaign_id})}


def available_of(helper: FlexibleHelper) -> Availability:
    """When somebody comes, as a value."""
    return Availability(helper.from_day, helper.until_day, helper.from_minute, helper.until_minute, helper.people)


def _shift(task: OpenTask, choice: Choice, helpers: Sequence[HelperRow]) -> ShiftRow:
    starts = choice.occurrence.starts if choice.occurrence else None
    at = starts.time() if isinstance(starts, datetime) else None
    day = choice.occurrence.day if choice.occurrence else choice.on_day
    able = tuple(each for each in helpers if can_come(each.available, day, at))
    return ShiftRow(task, choice, Heads(choice.places.needed, choice.places.taken), able)
