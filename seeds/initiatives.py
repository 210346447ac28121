"""Demonstration initiatives: invented, marked so, in every state of their course, and removable without a trace."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Text, cast, delete, select, update
from sqlalchemy.orm import Session

from geo.values import Point
from seeds.drawings import draw
from seeds.facts import read_toml
from seeds.initiative_content import HELP_OPEN, Places, changed_content, content_of, places_named
from webapp.audit.actions import WAITING
from webapp.calendar.rules import next_occurrence
from webapp.clock import CITY_TIMEZONE
from webapp.initiatives.actions import approve, merge_into, propose, register, return_to_organiser, set_state
from webapp.initiatives.content import Content
from webapp.initiatives.pictures import keep_picture
from webapp.initiatives.publishing import publish, refresh_help, show_state
from webapp.initiatives.queries import find_approved, find_waiting
from webapp.initiatives.rules import ASK_AFTER, slug_of
from webapp.models import (
    Account,
    Initiative,
    InitiativeDraft,
    InitiativeOrganiser,
    InitiativeRevision,
    InitiativeTask,
    Neighbourhood,
    Partner,
    Person,
    Picture,
    Subscription,
    TaskSignup,
    Theme,
)
from webapp.vocabulary import DigestRhythm, FollowKind, InitiativeState, Provenance, Role, SignupState

FILES = ("demo/initiatives.toml", "demo/initiatives_course.toml")
CITY_COORDINATOR = "stad@example.nl"
REGISTERED_AT, DECIDED_AT = time(9, 20), time(16, 40)
DECIDED_AFTER = 2
"""Days from registering to a decision."""

SIGNED_UP_BEFORE = 5
"""Days before the last day of a task that is over."""

SIGNED_UP_OVER = 150
"""Over at most so many days people took the tasks of an initiative."""

ENDS = (InitiativeState.PAUSED, InitiativeState.ENDED)


@dataclass(frozen=True)
class _Cast:
    """Who plays in it: demonstration accounts by address, their names by account, and who decides per neighbourhood."""

    accounts: Mapping[str, int]
    names: Mapping[int, str]
    coordinators: Mapping[str, int]
    partners: Mapping[str, int]
    today: date

    def decides(self, record: Mapping[str, Any]) -> int | None:
        """The coordinator of the neighbourhood, else the one of the city; None when neither is there."""
        return self.coordinators.get(record.get("neighbourhood", ""), self.accounts.get(CITY_COORDINATOR))

    def day(self, days_ago: int) -> date:
        """So many days before the day of seeding."""
        return self.today - timedelta(days=days_ago)

    def moment(self, days_ago: int, at: time) -> datetime:
        """An hour on such a day."""
        return datetime.combine(self.day(days_ago), at, CITY_TIMEZONE)


def seed_demo_initiatives(session: Session, *, today: date) -> int:
    """Add the demonstration initiatives that are not there yet; gives how many. For who sees all rows.

    One whose address is taken, or whose organiser or place is not there, is left out. What was changed since stays.
    """
    files = [read_toml(name) for name in FILES]
    who = _who_plays(session, today=today)
    places = Places(session, today=today)
    kept = dict(session.execute(select(Initiative.slug, Initiative.provenance)).all())
    if Provenance.DEMO not in kept.values():
        _add_subscriptions(session, files[0]["subscription"], who)
    pins: dict[str, Point] = {}
    added = 0
    with nothing_in_the_log(session):
        for record in (each for file in files for each in file["initiative"]):
            playable = record["by"] in who.accounts and places_named(record) <= places.slugs
            if playable and slug_of(record["title"]) not in kept:
                _add(session, record, content_of(record, places, pins, today=today), who)
                added += 1
    return added


def remove_demo_initiatives(session: Session, *, today: date, now: datetime) -> int:
    """Remove the demonstration initiatives with all that hangs on them; gives how many rows went.

    One of somebody real that was merged into an invented one is shown again. To be called before the people go.
    """
    invented = select(Initiative.id).where(Initiative.provenance == Provenance.DEMO)
    used = InitiativeRevision.content["picture_key"].astext
    keys = session.scalars(
        select(used).where(InitiativeRevision.initiative_id.in_(invented), used.is_not(None)).distinct()
    ).all()
    merged = session.scalars(
        select(Initiative).where(
            Initiative.provenance != Provenance.DEMO, Initiative.merged_into_id.in_(invented.scalar_subquery())
        )
    ).all()
    for initiative in merged:
        _take_out(session, initiative, today=today, now=now)
    removed = len(
        session.scalars(
            delete(Initiative).where(Initiative.provenance == Provenance.DEMO).returning(Initiative.id)
        ).all()
    )
    elsewhere = select(InitiativeRevision.id).where(used == Picture.key).exists()
    in_draft = select(InitiativeDraft.id).where(cast(InitiativeDraft.fields, Text).contains(Picture.key)).exists()
    unused = delete(Picture).where(Picture.key.in_(keys), ~elsewhere, ~in_draft).returning(Picture.key)
    return removed + len(session.scalars(unused).all())


def _who_plays(session: Session, *, today: date) -> _Cast:
    rows = session.execute(
        select(Account.email, Account.id, Person.name)
        .join(Person, Person.account_id == Account.id)
        .where(Account.is_demo)
    ).all()
    accounts = {email: account_id for email, account_id, _ in rows}
    return _Cast(
        accounts=accounts,
        names={account_id: name for _, account_id, name in rows},
        coordinators={
            each["neighbourhood"]: accounts[each["email"]]
            for each in read_toml("demo/people.toml")["account"]
            if each["role"] == Role.NEIGHBOURHOOD_COORDINATOR and each["email"] in accounts
        },
        partners=dict(session.execute(select(Partner.slug, Partner.id)).all()),
        today=today,
    )


def _add(session: Session, record: Mapping[str, Any], content: Content, who: _Cast) -> None:
    by, days_ago = who.accounts[record["by"]], record["days_ago"]
    registered = who.moment(days_ago, REGISTERED_AT)
    if "picture" in record:
        key = keep_picture(session, draw(record["picture"]["drawing"]), now=registered)
        content = replace(content, picture_key=key, picture_alt=record["picture"]["alt"])
    initiative = register(
        session,
        content,
        by=by,
        today=who.day(days_ago),
        now=registered,
        partner_ids=[who.partners[slug] for slug in content.partners if slug in who.partners],
        provenance=Provenance.DEMO,
    )
    initiative.created_at = registered
    session.execute(
        update(InitiativeOrganiser)
        .where(InitiativeOrganiser.initiative_id == initiative.id)
        .values(created_at=registered)
    )
    kept = _find(session, record["merged_into"]) if "merged_into" in record else None
    if kept is not None:
        at = who.moment(record["state_days_ago"], DECIDED_AT)
        merge_into(session, initiative, kept, by=who.decides(record) or by, now=at)
        return
    _decide(session, initiative, record, content, who)


def _decide(session: Session, initiative: Initiative, record: Mapping[str, Any], content: Content, who: _Cast) -> None:
    """Let it come as far as its record says."""
    state = InitiativeState(record.get("state", "running"))
    waiting = find_waiting(session, initiative.id)
    if state == InitiativeState.RECEIVED or waiting is None:
        return
    by, decides = who.accounts[record["by"]], who.decides(record)
    decided_ago = max(1, record["days_ago"] - DECIDED_AFTER)
    decided = who.moment(decided_ago, DECIDED_AT)
    if state == InitiativeState.RETURNED:
        return_to_organiser(session, initiative, waiting, by=decides or by, reason=record["reason"], now=decided)
        return
    approve(session, initiative, waiting, by=decides, today=who.day(decided_ago), now=decided)
    _confirm(session, initiative, record.get("confirmed_days_ago", decided_ago), who)
    _add_signups(session, initiative, record.get("tasks", ()), content, who, decided_ago=decided_ago)
    if state in ENDS:
        ago = record["state_days_ago"]
        set_state(session, initiative, state, by=by, today=who.day(ago), now=who.moment(ago, REGISTERED_AT))
    if "change" in record:
        change = record["change"]
        moment = who.moment(change["days_ago"], REGISTERED_AT)
        wanted = changed_content(content, change)
        version = initiative.version
        propose(session, initiative, wanted, by=by, version=version, now=moment, note=change["note"])


def _confirm(session: Session, initiative: Initiative, days_ago: int, who: _Cast) -> None:
    """Let an organiser have said so long ago that it is right; after a year they were asked, and did not answer."""
    initiative.confirmed_on = who.day(days_ago)
    asked_on = initiative.confirmed_on + ASK_AFTER
    initiative.asked_on = asked_on if asked_on <= who.today else None
    session.flush()
    show_state(session, initiative, now=who.moment(days_ago, DECIDED_AT))


def _add_signups(
    session: Session,
    initiative: Initiative,
    tasks: Sequence[Mapping[str, Any]],
    content: Content,
    who: _Cast,
    *,
    decided_ago: int,
) -> None:
    """Let people have taken tasks, of what comes back the next time; those for whom there is no place wait.

    They came one after the other, since it was shown.
    """
    ids = dict(
        session.execute(
            select(InitiativeTask.key, InitiativeTask.id).where(InitiativeTask.initiative_id == initiative.id)
        ).all()
    )
    for task in tasks:
        day = None
        last_ago = max(2, SIGNED_UP_BEFORE - task.get("open", HELP_OPEN))
        first_ago = max(last_ago, min(decided_ago, last_ago + SIGNED_UP_OVER))
        if task.get("each_time") and content.rhythm is not None:
            coming = next_occurrence(content.rhythm, who.today + timedelta(days=1))
            if coming is None:
                continue
            day = coming.day
        takers = [who.accounts[email] for email in task.get("signups", ()) if email in who.accounts]
        for slot, account_id in enumerate(takers, start=1):
            fits = slot <= task["needed"]
            ago = last_ago + (first_ago - last_ago) * (len(takers) + 1 - slot) // (len(takers) + 1)
            moment = who.moment(ago, REGISTERED_AT)
            session.add(
                TaskSignup(
                    task_id=ids[task["key"]],
                    on_day=day,
                    account_id=account_id,
                    name=who.names[account_id],
                    state=SignupState.TAKEN if fits else SignupState.WAITING,
                    slot=slot if fits else None,
                    created_at=moment + timedelta(minutes=slot),
                    changed_at=moment + timedelta(minutes=slot),
                )
            )
    session.flush()
    refresh_help(session, initiative.id)


def _add_subscriptions(session: Session, records: list[dict[str, Any]], who: _Cast) -> None:
    neighbourhoods = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    themes = dict(session.execute(select(Theme.slug, Theme.id)).all())
    moment = who.moment(30, REGISTERED_AT)
    for record in records:
        neighbourhood_id = neighbourhoods.get(record.get("neighbourhood", ""))
        theme_id = themes.get(record.get("theme", ""))
        if record["email"] in who.accounts and (neighbourhood_id is not None or theme_id is not None):
            session.add(
                Subscription(
                    email=record["email"],
                    kind=FollowKind.THEME if theme_id is not None else FollowKind.NEIGHBOURHOOD,
                    neighbourhood_id=neighbourhood_id,
                    theme_id=theme_id,
                    rhythm=DigestRhythm(record["rhythm"]),
                    confirmed_at=moment,
                    # no mail on what was there from the beginning
                    mailed_until=who.moment(0, time()),
                    created_at=moment,
                )
            )
    session.flush()


def _take_out(session: Session, initiative: Initiative, *, today: date, now: datetime) -> None:
    """Undo that an initiative was merged: it runs on as it was shown, or has ended when it never was."""
    approved = find_approved(session, initiative.id)
    initiative.state = InitiativeState.RUNNING if approved else InitiativeState.ENDED
    initiative.ended_on = None if approved else today
    initiative.merged_into_id = None
    initiative.changed_at = now
    initiative.version += 1
    session.flush()
    if approved is not None:
        publish(session, initiative, Content.from_json(approved.content), today=today, now=now)


def _find(session: Session, slug: str) -> Initiative | None:
    return session.scalar(select(Initiative).where(Initiative.slug == slug))


@contextmanager
def nothing_in_the_log(session: Session) -> Iterator[None]:
    """Leave out of the log what invented people did: it tells what happened, and this did not."""
    before = list(session.info.get(WAITING, ()))
    yield
    session.info[WAITING] = before
