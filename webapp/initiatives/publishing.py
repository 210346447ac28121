"""Putting an approved version where the public sees it, set by set.

The one writer of listings and of faith sides, but for imports, which publish many at once
(`exchange.actions.publishing`).
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from geo.sql import covers_point, rd_point
from webapp.calendar.rules import occurrences
from webapp.initiatives.content import Content
from webapp.models import (
    FaithSide,
    Initiative,
    InitiativeTask,
    Listing,
    ListingDay,
    ListingEffect,
    ListingNeighbourhood,
    ListingPartner,
    ListingTheme,
    Neighbourhood,
    Partner,
)
from webapp.themes.queries import theme_ids
from webapp.vocabulary import Reach

TASK_COUNTS = text("SELECT task_id, on_day, taken FROM task_counts(:tasks)")
PARTS = (ListingTheme, ListingNeighbourhood, ListingEffect, ListingDay, ListingPartner)


def publish(session: Session, initiative: Initiative, content: Content, *, today: date, now: datetime) -> None:
    """Show this version: its social side to everyone, its missionary side to who has an account.

    A pin gets the neighbourhood that it lies in; tasks that are no longer in it are closed, and keep who took them.
    """
    _set_faith_side(session, initiative.id, content)
    _set_tasks(session, initiative.id, content, now=now)
    if not content.has_social_side:
        session.execute(delete(Listing).where(Listing.initiative_id == initiative.id))
        return
    themes = theme_ids(session, (*content.themes, *(each.theme for each in content.effects)))
    _set_listing(session, initiative, content, themes, today=today, now=now)
    for part in PARTS:
        session.execute(delete(part).where(part.initiative_id == initiative.id))
    _add_parts(session, initiative.id, content, themes)
    # a task that has its people already asks for nobody
    refresh_help(session, initiative.id)


def show_state(session: Session, initiative: Initiative, *, now: datetime) -> None:
    """Show that an initiative is paused, ended, running or confirmed again, without another version."""
    values = {
        "state": initiative.state,
        "confirmed_on": initiative.confirmed_on,
        "ended_on": initiative.ended_on,
        "changed_at": now,
    }
    session.execute(update(Listing).where(Listing.initiative_id == initiative.id).values(values))


def withdraw(session: Session, initiative_id: int, *, now: datetime) -> None:
    """Show it no longer to anyone, and take no more help for it."""
    session.execute(delete(Listing).where(Listing.initiative_id == initiative_id))
    session.execute(delete(FaithSide).where(FaithSide.initiative_id == initiative_id))
    _close_tasks(session, initiative_id, keep=(), now=now)


def neighbourhoods_of(session: Session, content: Content) -> list[int]:
    """The ids of the neighbourhoods that it is in, as the database finds them; none for the whole city."""
    found = _places(content)
    return [] if found is None else sorted(session.scalars(select(Neighbourhood.id).where(found)))


def _places(content: Content) -> ColumnElement[bool] | None:
    """Condition on `Neighbourhood`: it is one of them; None for the whole city."""
    if content.reach == Reach.NEIGHBOURHOODS:
        return Neighbourhood.slug.in_(content.neighbourhoods)
    if content.reach == Reach.PLACE and content.lon is not None and content.lat is not None:
        covering = select(Neighbourhood.id).where(covers_point(Neighbourhood.geom, content.lon, content.lat))
        # on a border one of the two, always the same
        return Neighbourhood.id == covering.order_by(Neighbourhood.slug).limit(1).scalar_subquery()
    return None


def _set_faith_side(session: Session, initiative_id: int, content: Content) -> None:
    kept = content.to_json() if not content.has_social_side else {"faith": content.faith}
    if content.has_social_side and not content.faith:
        session.execute(delete(FaithSide).where(FaithSide.initiative_id == initiative_id))
        return
    made = upsert(FaithSide).values(initiative_id=initiative_id, content=kept)
    session.execute(made.on_conflict_do_update(index_elements=[FaithSide.initiative_id], set_={"content": kept}))


def _set_listing(
    session: Session, initiative: Initiative, content: Content, themes: dict[str, int], *, today: date, now: datetime
) -> None:
    rhythm = content.rhythm
    at_place = content.reach == Reach.PLACE and content.lon is not None and content.lat is not None
    values = {
        "slug": initiative.slug,
        "state": initiative.state,
        "title": content.title,
        "description": content.description,
        "for_whom": content.for_whom,
        "organiser": content.organiser,
        "main_theme_id": themes[content.themes[0]],
        "reach": content.reach,
        "address": content.address,
        "geom": rd_point(content.lon or 0.0, content.lat or 0.0) if at_place else None,
        "starts_on": content.starts_on,
        "starts_at": content.starts_at,
        "minutes": content.minutes,
        "rrule": content.rrule,
        "ends_on": rhythm.ends_on if rhythm else None,
        "help_until": max((task.open_until for task in content.tasks), default=None),
        "picture_key": content.picture_key,
        "picture_alt": content.picture_alt,
        "links": [{"url": link.url, "label": link.label} for link in content.links],
        "confirmed_on": initiative.confirmed_on,
        "ended_on": initiative.ended_on,
        "changed_at": now,
        "provenance": initiative.provenance,
    }
    made = upsert(Listing).values(initiative_id=initiative.id, published_on=today, **values)
    session.execute(made.on_conflict_do_update(index_elements=[Listing.initiative_id], set_=values))


def _add_parts(session: Session, initiative_id: int, content: Content, themes: dict[str, int]) -> None:
    _add(session, ListingTheme, [{"theme_id": themes[slug]} for slug in dict.fromkeys(content.themes)], initiative_id)
    _add(
        session,
        ListingEffect,
        [{"theme_id": themes[each.theme], "direction": each.direction} for each in content.effects],
        initiative_id,
    )
    rhythm = content.rhythm
    days = occurrences(rhythm, rhythm.starts_on, rhythm.ends_on) if rhythm else ()
    _add(session, ListingDay, [{"day": each.day} for each in days], initiative_id)
    places = _places(content)
    if places is not None:
        chosen = select(literal(initiative_id), Neighbourhood.id).where(places)
        session.execute(insert(ListingNeighbourhood).from_select(["initiative_id", "neighbourhood_id"], chosen))
    if content.partners:
        shown = select(literal(initiative_id), Partner.id).where(Partner.slug.in_(content.partners))
        session.execute(insert(ListingPartner).from_select(["initiative_id", "partner_id"], shown))


def _add(session: Session, part: type[object], rows: Sequence[dict[str, object]], initiative_id: int) -> None:
    if rows:
        session.execute(insert(part), [{"initiative_id": initiative_id, **row} for row in rows])


def _set_tasks(session: Session, initiative_id: int, content: Content, *, now: datetime) -> None:
    _close_tasks(session, initiative_id, keep=tuple(task.key for task in content.tasks), now=now)
    for position, task in enumerate(content.tasks):
        values = {
            "title": task.title,
            "minutes": task.minutes,
            "needed": task.needed,
            "each_time": task.each_time,
            "open_until": task.open_until,
            "position": position,
            "closed_at": None,
        }
        made = upsert(InitiativeTask).values(initiative_id=initiative_id, key=task.key, **values)
        session.execute(
            made.on_conflict_do_update(index_elements=[InitiativeTask.initiative_id, InitiativeTask.key], set_=values)
        )


def _close_tasks(session: Session, initiative_id: int, *, keep: Sequence[str], now: datetime) -> None:
    open_ones = update(InitiativeTask).where(
        InitiativeTask.initiative_id == initiative_id,
        InitiativeTask.closed_at.is_(None),
        InitiativeTask.key.not_in(keep),
    )
    session.execute(open_ones.values(closed_at=now))


def refresh_help(session: Session, initiative_id: int) -> None:
    """Set until when help is welcome: the last day of its tasks that still need somebody.

    A task that is done once counts until it has its people; one of a series as long as it is open. Nothing is written
    when nothing changes: of many who sign up, only the last one touches what the map shows.
    """
    # locked first: of two who fill two tasks at the same moment, the second sees what the first did
    shown = select(Listing.help_until).where(Listing.initiative_id == initiative_id).with_for_update()
    row = session.execute(shown).one_or_none()
    if row is None:
        return
    tasks = session.execute(
        select(InitiativeTask.id, InitiativeTask.needed, InitiativeTask.each_time, InitiativeTask.open_until).where(
            InitiativeTask.initiative_id == initiative_id, InitiativeTask.closed_at.is_(None)
        )
    ).all()
    counts = session.execute(TASK_COUNTS, {"tasks": [task.id for task in tasks if not task.each_time]})
    taken = {each.task_id: each.taken for each in counts if each.on_day is None}
    last = max((task.open_until for task in tasks if taken.get(task.id, 0) < task.needed), default=None)
    if last != row.help_until:
        session.execute(update(Listing).where(Listing.initiative_id == initiative_id).values(help_until=last))
