"""Putting a bundle on the agenda of a body, and what comes of that; and who does what next."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import BadInput, DomainError, EditConflict, NotFound
from webapp.models import AgendaItem, Bundle, BundleStep
from webapp.signals.actions.bundling import hold, note_event, settle
from webapp.signals.queries.bundles import list_bodies, list_handlers
from webapp.signals.rules.bundles import check_answer, check_meeting, check_open, check_question, check_step
from webapp.vocabulary import AuditAction, BodyAnswer, BundleEventKind

EVENT_OF = {
    BodyAnswer.ANSWERED: BundleEventKind.ANSWERED,
    BodyAnswer.REFUSED: BundleEventKind.REFUSED,
    BodyAnswer.ASKED_AGAIN: BundleEventKind.ASKED_AGAIN,
}


@dataclass(frozen=True)
class Question:
    """What is asked of which body, and when it meets."""

    partner_id: int
    meeting_on: date
    question: str


@dataclass(frozen=True)
class Given:
    """What a body answered; its words are told to whoever raised the signals."""

    outcome: BodyAnswer
    answer: str
    answered_on: date


def put_on_agenda(
    session: Session, bundle: Bundle, asked: Question, *, version: int, by: int, today: date
) -> AgendaItem:
    """Put a bundle on the agenda of a body.

    Raises `BadInput` `meeting_past`, `meeting_far`, `question_*` or `body_unknown`, `DomainError` `bundle_is_closed` or
    `body_has_it` when that body is still to answer, and `EditConflict` `changed_meanwhile`.
    """
    check_meeting(asked.meeting_on, today=today)
    check_question(asked.question)
    body = next((each for each in list_bodies(session) if each.id == asked.partner_id), None)
    if body is None:
        raise BadInput("body_unknown")
    hold(session, bundle, version=version)
    check_open(bundle.state)
    waits = select(AgendaItem.id).where(
        AgendaItem.bundle_id == bundle.id, AgendaItem.partner_id == body.id, AgendaItem.outcome.is_(None)
    )
    if session.scalar(waits) is not None:
        raise DomainError("body_has_it")
    row = AgendaItem(bundle_id=bundle.id, **vars(asked), body_name=body.name, put_on=today)
    session.add(row)
    _settle(session, bundle)
    record(session, AuditAction.CREATED, by=by, table="agenda_item", row=row.id)
    note_event(session, bundle.id, BundleEventKind.PUT, f"{body.name}, {asked.meeting_on.isoformat()}", today=today)
    return row


def move_meeting(
    session: Session, bundle: Bundle, item_id: int, meeting_on: date, *, version: int, by: int, today: date
) -> None:
    """Have a body meet on another day. `version` is of the item.

    Raises `BadInput` `meeting_past` or `meeting_far`, `NotFound` `item_unknown`, `DomainError` `item_is_answered`, and
    `EditConflict` `changed_meanwhile`.
    """
    check_meeting(meeting_on, today=today)
    item = _held(session, bundle, item_id, version=version)
    if item.meeting_on == meeting_on:
        return
    item.meeting_on, item.version = meeting_on, item.version + 1
    _settle(session, bundle)
    record(session, AuditAction.CHANGED, by=by, table="agenda_item", row=item.id, fields=("meeting_on",))
    words = f"{item.body_name}, {meeting_on.isoformat()}"
    note_event(session, bundle.id, BundleEventKind.MEETING_MOVED, words, today=today)


def take_off(session: Session, bundle: Bundle, item_id: int, *, version: int, by: int, today: date) -> None:
    """Take a bundle off an agenda, as if it was never put there. Raises as `move_meeting` does."""
    item = _held(session, bundle, item_id, version=version)
    record(session, AuditAction.DELETED, by=by, table="agenda_item", row=item.id)
    note_event(session, bundle.id, BundleEventKind.TAKEN_OFF, item.body_name, today=today)
    session.delete(item)
    _settle(session, bundle)


def record_answer(
    session: Session, bundle: Bundle, item_id: int, given: Given, *, version: int, by: int, today: date
) -> None:
    """Write down what a body answered; whoever raised the signals is mailed those words.

    Raises `BadInput` `answer_missing`, `answer_long`, `answer_later` or `answer_before_question`, and as `move_meeting`
    does.
    """
    item = _held(session, bundle, item_id, version=version)
    check_answer(given.answer, given.answered_on, put_on=item.put_on, today=today)
    item.outcome, item.answer, item.answered_on = given.outcome, given.answer, given.answered_on
    item.version += 1
    _settle(session, bundle)
    fields = ("outcome", "answer")
    record(session, AuditAction.CHANGED, by=by, table="agenda_item", row=item.id, fields=fields)
    note_event(session, bundle.id, EVENT_OF[given.outcome], item.body_name, today=today)


def set_step(
    session: Session, bundle: Bundle, words: str, *, owner_id: int, due_on: date, by: int, today: date
) -> BundleStep:
    """Agree who does what next, and by when.

    Raises `BadInput` `step_words`, `step_past` or `step_far`, and `DomainError` `step_owner` for who is no coordinator
    of the city.
    """
    check_step(words, due_on, today=today)
    if owner_id != by and owner_id not in list_handlers(session):
        raise DomainError("step_owner")
    row = BundleStep(bundle_id=bundle.id, words=words, owner_id=owner_id, due_on=due_on)
    session.add(row)
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="bundle_step", row=row.id)
    note_event(session, bundle.id, BundleEventKind.STEP_SET, words, today=today)
    return row


def finish_step(session: Session, bundle: Bundle, step_id: int, *, by: int, today: date) -> None:
    """Note that a next step was done; twice is as good as once. Raises `NotFound` `step_unknown`."""
    row = session.get(BundleStep, step_id, with_for_update=True)
    if row is None or row.bundle_id != bundle.id:
        raise NotFound("step_unknown")
    if row.done_on is not None:
        return
    row.done_on, row.version = today, row.version + 1
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="bundle_step", row=row.id, fields=("done_on",))
    note_event(session, bundle.id, BundleEventKind.STEP_DONE, row.words, today=today)


def _held(session: Session, bundle: Bundle, item_id: int, *, version: int) -> AgendaItem:
    """An item of an open bundle that waits for an answer, as it was looked at."""
    hold(session, bundle, version=None)
    item = session.get(AgendaItem, item_id, populate_existing=True)
    if item is None or item.bundle_id != bundle.id:
        raise NotFound("item_unknown")
    if item.version != version:
        raise EditConflict("changed_meanwhile", version=item.version)
    check_open(bundle.state)
    if item.outcome is not None:
        raise DomainError("item_is_answered")
    return item


def _settle(session: Session, bundle: Bundle) -> None:
    settle(session, bundle)
    bundle.version += 1
    session.flush()
