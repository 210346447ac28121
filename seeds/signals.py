"""What is seen in the demonstration: signals, bundles with what bodies answered, and lessons."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from seeds.needs import demo_key
from webapp.models import (
    Account,
    AgendaItem,
    Bundle,
    BundleEvent,
    BundleStep,
    Lesson,
    Neighbourhood,
    Partner,
    Signal,
    SignalRaiser,
    Theme,
)
from webapp.signals.actions.agenda import EVENT_OF
from webapp.signals.actions.bundling import settle
from webapp.signals.actions.lessons import keep_lesson
from webapp.signals.actions.telling import told_item
from webapp.signals.queries.bundles import list_items
from webapp.signals.rules.lessons import LessonWords
from webapp.signals.rules.raising import signal_state
from webapp.signals.rules.telling import standing
from webapp.vocabulary import BodyAnswer, BundleEventKind, Provenance

Ids = Mapping[str, int]


def seed_demo_signals(session: Session, *, today: date) -> int:
    """Add the invented signals, bundles and lessons where there are none; gives how many signals.

    What lacks its place or theme is left out, and so is who raised it without their account.
    """
    if session.scalar(select(Signal.id).where(Signal.provenance == Provenance.DEMO).limit(1)) is not None:
        return 0
    facts = read_toml("demo/signals.toml")
    themes = dict(session.execute(select(Theme.slug, Theme.id)).all())
    places = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    accounts = dict(session.execute(select(Account.email, Account.id).where(Account.is_demo)).all())
    wanted = [each for each in facts["signal"] if each["neighbourhood"] in places and each["theme"] in themes]
    if not wanted:
        return 0
    bundles = _add_bundles(session, facts["bundle"], themes, accounts, today=today)
    for record in wanted:
        _add_signal(session, record, themes=themes, places=places, accounts=accounts, bundles=bundles, today=today)
    session.flush()
    for bundle in bundles.values():
        settle(session, bundle)
    _have_told(session, today=today)
    _add_lessons(session, facts["lesson"], themes, places, bundles, today=today)
    return len(wanted)


def remove_demo_signals(session: Session) -> int:
    """Remove the invented signals, bundles and lessons, also the lessons of invented campaigns; gives how many rows."""
    gone = 0
    for table in (Lesson, Signal, Bundle):
        invented = delete(table).where(table.provenance == Provenance.DEMO).returning(table.id)
        gone += len(session.scalars(invented).all())
    return gone


def _add_bundles(
    session: Session, records: list[dict[str, Any]], themes: Ids, accounts: Ids, *, today: date
) -> dict[str, Bundle]:
    bodies = {
        slug: (number, name) for slug, number, name in session.execute(select(Partner.slug, Partner.id, Partner.name))
    }
    made: dict[str, Bundle] = {}
    for record in records:
        bundle = Bundle(
            key=demo_key("bundle", record["name"]),
            title=record["title"],
            about=record["about"],
            theme_id=themes[record["theme"]],
            made_on=_day(record, today),
            changed_at=_noon(_day(record, today)),
            provenance=Provenance.DEMO,
        )
        session.add(bundle)
        session.flush()
        made[record["name"]] = bundle
        _note(session, bundle, BundleEventKind.MADE, "4" if "item" in record else "3", bundle.made_on)
        for item in record.get("item", ()):
            if item["body"] in bodies:
                _add_item(session, bundle, item, bodies[item["body"]], today=today)
        for step in record.get("step", ()):
            _add_step(session, bundle, step, accounts, today=today)
    return made


def _add_item(
    session: Session, bundle: Bundle, record: Mapping[str, Any], body: tuple[int, str], *, today: date
) -> None:
    number, name = body
    item = AgendaItem(
        bundle_id=bundle.id,
        partner_id=number,
        body_name=name,
        question=record["question"],
        put_on=_day(record, today, "put"),
        meeting_on=_day(record, today, "meeting"),
    )
    _note(session, bundle, BundleEventKind.PUT, f"{name}, {item.meeting_on.isoformat()}", item.put_on)
    if "outcome" in record:
        item.outcome = BodyAnswer(record["outcome"])
        item.answer, item.answered_on = record["answer"], _day(record, today, "answered")
        _note(session, bundle, EVENT_OF[item.outcome], name, item.answered_on)
    session.add(item)


def _add_step(session: Session, bundle: Bundle, record: Mapping[str, Any], accounts: Ids, *, today: date) -> None:
    due = _day(record, today, "due")
    done = _day(record, today, "done") if "done_ago" in record else None
    words = record["words"]
    owner = accounts.get(record["by"])
    session.add(BundleStep(bundle_id=bundle.id, words=words, owner_id=owner, due_on=due, done_on=done))
    _note(session, bundle, BundleEventKind.STEP_SET, words, min(due, today) - timedelta(days=10))
    if done:
        _note(session, bundle, BundleEventKind.STEP_DONE, words, done)


def _add_signal(
    session: Session,
    record: Mapping[str, Any],
    *,
    themes: Ids,
    places: Ids,
    accounts: Ids,
    bundles: Mapping[str, Bundle],
    today: date,
) -> None:
    raised = _day(record, today)
    closed = _day(record, today, "closed") if "closed_ago" in record else None
    bundle = bundles.get(record.get("bundle", ""))
    signal = Signal(
        key=demo_key("signal", record["name"]),
        theme_id=themes[record["theme"]],
        neighbourhood_id=places[record["neighbourhood"]],
        words=record["words"],
        seen_on=raised - timedelta(days=record["seen"]),
        raised_on=raised,
        bundle_id=bundle.id if bundle else None,
        closed_on=closed,
        closed_because=record.get("because", ""),
        changed_at=_noon(raised),
        provenance=Provenance.DEMO,
    )
    session.add(signal)
    session.flush()
    if record["by"] in accounts:
        session.add(SignalRaiser(signal_id=signal.id, account_id=accounts[record["by"]]))


def _have_told(session: Session, *, today: date) -> None:
    """Whoever raised a signal was told how it stands now."""
    session.flush()
    rows = session.execute(
        select(SignalRaiser, Signal, Bundle)
        .join(Signal, Signal.id == SignalRaiser.signal_id)
        .outerjoin(Bundle, Bundle.id == Signal.bundle_id)
        .where(Signal.provenance == Provenance.DEMO)
    ).all()
    items = list_items(session, {row.Bundle.id for row in rows if row.Bundle is not None})
    for row in rows:
        state = signal_state(row.Bundle.state if row.Bundle else None, row.Signal.closed_on)
        item = told_item(state, [each for each in items if row.Bundle and each.bundle_id == row.Bundle.id])
        row.SignalRaiser.told = standing(
            state, item.id if item else None, (item.answered_on or item.meeting_on) if item else None
        )
        row.SignalRaiser.told_on = today - timedelta(days=1)
    session.flush()


def _add_lessons(
    session: Session,
    records: list[dict[str, Any]],
    themes: Ids,
    places: Ids,
    bundles: Mapping[str, Bundle],
    *,
    today: date,
) -> None:
    for record in records:
        bundle = bundles.get(record.get("bundle", ""))
        words = LessonWords(
            title=record["title"],
            what_was_done=record["what_was_done"],
            what_came_of_it=record["what_came_of_it"],
            theme_id=themes[record["theme"]],
            learned_on=_day(record, today),
            neighbourhood_id=places.get(record.get("neighbourhood", "")),
            bundle_id=bundle.id if bundle else None,
        )
        keep_lesson(session, words, by=None, today=today, provenance=Provenance.DEMO)


def _note(session: Session, bundle: Bundle, kind: BundleEventKind, words: str, day: date) -> None:
    session.add(BundleEvent(bundle_id=bundle.id, kind=kind, words=words, on_day=day))


def _day(record: Mapping[str, Any], today: date, name: str = "days") -> date:
    """The day that `<name>_ago` or `<name>_in` tells, in days."""
    if f"{name}_in" in record:
        return today + timedelta(days=record[f"{name}_in"])
    return today - timedelta(days=record[f"{name}_ago"])


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
