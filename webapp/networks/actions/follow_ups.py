"""Taking up what a network shows: by whom and by when, that it was done, another day or somebody else, not any more."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.models import FollowUp, NetworkNode
from webapp.networks.actions.ties import confirm_tie, take_turns
from webapp.networks.queries.follow_ups import find_follow_up, list_coordinators, list_open, list_ties_between
from webapp.networks.rules.follow_ups import FollowUpRow, about, check_due
from webapp.vocabulary import AuditAction, FollowUpKind

NOT_ALLOWED = "42501"
"""SQLSTATE of a row that a policy refuses: somebody it is about is not in the network any more."""


@dataclass(frozen=True)
class Intent:
    """What somebody is going to do, about which nodes, and from which insight it came."""

    kind: FollowUpKind
    node_id: int
    other_node_id: int | None
    insight: str
    owner_id: int
    due_on: date


def add_follow_up(session: Session, neighbourhood_id: int, intent: Intent, *, by: int, today: date) -> int:
    """Take something up; gives its id.

    Raises `BadInput` as `check_due` does, `NotFound` `node_unknown` for what is not theirs to know, and `DomainError`
    `follow_up_owner` for who does not coordinate here, `follow_up_there` when the same is open already.
    """
    check_due(intent.due_on, today=today)
    _check_owner(session, neighbourhood_id, intent.owner_id, by=by)
    wanted = {intent.node_id} | ({intent.other_node_id} - {None})
    known = session.scalars(select(NetworkNode.id).where(NetworkNode.id.in_(wanted))).all()
    if len(known) != len(wanted):
        raise NotFound("node_unknown")
    take_turns(session, neighbourhood_id)
    same = about(intent.kind, intent.node_id, intent.other_node_id)
    if any(each.about == same for each in list_open(session, neighbourhood_id)):
        raise DomainError("follow_up_there")
    row = FollowUp(
        neighbourhood_id=neighbourhood_id,
        kind=intent.kind,
        insight=intent.insight,
        node_id=intent.node_id,
        other_node_id=intent.other_node_id,
        owner_id=intent.owner_id,
        due_on=intent.due_on,
    )
    session.add(row)
    try:
        session.flush()
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) == NOT_ALLOWED:
            raise NotFound("node_unknown") from error
        raise
    session.refresh(row)
    _account_for(session, AuditAction.CREATED, row, by=by)
    return row.id


def finish(
    session: Session,
    neighbourhood_id: int,
    follow_up_id: int,
    *,
    outcome: str,
    is_still_so: bool = False,
    version: int,
    by: int,
    today: date,
) -> FollowUpRow:
    """Note that it was done and how it went; gives what it was.

    With `is_still_so` what was asked is confirmed: the ties between the two of a `confirm_tie`. Raises `NotFound`
    `follow_up_unknown`, and `EditConflict` `changed_meanwhile`.
    """
    take_turns(session, neighbourhood_id)
    row, seen = _get_open(session, neighbourhood_id, follow_up_id, version=version)
    row.done_on, row.outcome, row.version = today, outcome, row.version + 1
    session.flush()
    _account_for(session, AuditAction.CHANGED, row, by=by, fields=("done_on", "outcome"))
    if is_still_so and row.kind == FollowUpKind.CONFIRM_TIE and row.other_node_id is not None:
        for tie_id in list_ties_between(session, neighbourhood_id, row.node_id, row.other_node_id):
            confirm_tie(session, neighbourhood_id, tie_id, by=by, today=today)
    return seen


def change_follow_up(
    session: Session,
    neighbourhood_id: int,
    follow_up_id: int,
    *,
    owner_id: int,
    due_on: date,
    version: int,
    by: int,
    today: date,
) -> tuple[str, ...]:
    """Do it on another day, or have somebody else do it; gives the names of what changed.

    Raises as `add_follow_up` and `finish` do.
    """
    row, seen = _get_open(session, neighbourhood_id, follow_up_id, version=version)
    if due_on != seen.due_on:
        check_due(due_on, today=today)
    if owner_id != seen.owner_id:
        _check_owner(session, neighbourhood_id, owner_id, by=by)
    wanted = {"owner_id": owner_id, "due_on": due_on}
    changed = tuple(name for name, value in wanted.items() if getattr(row, name) != value)
    if not changed:
        return ()
    row.owner_id, row.due_on, row.version = owner_id, due_on, row.version + 1
    session.flush()
    _account_for(session, AuditAction.CHANGED, row, by=by, fields=changed)
    return changed


def remove_follow_up(session: Session, neighbourhood_id: int, follow_up_id: int, *, version: int, by: int) -> None:
    """Let go of it; raises as `finish` does."""
    row, _ = _get_open(session, neighbourhood_id, follow_up_id, version=version)
    _account_for(session, AuditAction.DELETED, row, by=by)
    session.delete(row)
    session.flush()


def _get_open(
    session: Session, neighbourhood_id: int, follow_up_id: int, *, version: int
) -> tuple[FollowUp, FollowUpRow]:
    seen = find_follow_up(session, neighbourhood_id, follow_up_id)
    row = session.get(FollowUp, follow_up_id, with_for_update=True, populate_existing=True) if seen else None
    if seen is None or row is None or row.done_on is not None:
        raise NotFound("follow_up_unknown")
    if row.version != version:
        raise EditConflict("changed_meanwhile", version=row.version)
    return row, seen


def _check_owner(session: Session, neighbourhood_id: int, owner_id: int, *, by: int) -> None:
    """Only who does it themselves, or who coordinates here."""
    if owner_id != by and owner_id not in list_coordinators(session, neighbourhood_id):
        raise DomainError("follow_up_owner")


def _account_for(
    session: Session, action: AuditAction, row: FollowUp, *, by: int, fields: tuple[str, ...] = ()
) -> None:
    """Note it for each of the people whom it is about, and once when it is about none."""
    people = tuple(each for each in (row.person_id, row.other_person_id) if each is not None)
    for person_id in people or (None,):
        record(session, action, by=by, table="follow_up", row=row.id, person_id=person_id, fields=fields)
