"""Noting, confirming, changing and removing ties; a tie that is noted or confirmed is a sign of life.

Nobody notes the same tie twice, however many do so at the same moment: coordinators of one neighbourhood wait for each
other, and for the rest the database refuses the second.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.coverage.actions import add_evidence
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.models import Evidence, Tie
from webapp.networks.queries.ties import TieRow, find_tie
from webapp.networks.rules.network import Side, check_period, oriented
from webapp.vocabulary import AuditAction, EvidenceKind, Provenance, TieKind, TieSource, TieStrength

SIGN_EVERY = timedelta(days=7)
"""How long one sign of life of a network goes for all ties that are noted or confirmed."""

SIGN_NOTE = (
    "Er werden relaties in het burennetwerk genoteerd of bevestigd.",
    "Ties in the network of neighbours were noted or confirmed.",
)
ONCE = "ex_tie_once_at_a_time"
GONE = ("fk_tie_from_node_id_network_node", "fk_tie_to_node_id_network_node")
NOT_ALLOWED = "42501"
"""SQLSTATE of a row that a policy refuses: one of the two is not in the network any more."""


@dataclass(frozen=True)
class TieFacts:
    """What is kept of a tie. It holds up to `until`, that day not included."""

    kind: TieKind
    strength: TieStrength
    since: date
    until: date | None = None


def note_tie(
    session: Session,
    neighbourhood_id: int,
    one: Side,
    other: Side,
    facts: TieFacts,
    *,
    source: TieSource,
    by: int | None,
    today: date,
    provenance: Provenance = Provenance.ENTERED,
) -> int:
    """Note a tie between two nodes, in the network of a neighbourhood; gives its id.

    Raises `BadInput` as `oriented` and `check_period` do, and `DomainError` `tie_there` (with its `tie_id`) when it is
    noted already for some of that time, or `tie_side_gone` when one of the two left the network meanwhile.
    """
    from_id, to_id = oriented(facts.kind, one, other)
    check_period(facts.since, facts.until, today=today)
    take_turns(session, neighbourhood_id)
    there = _find_same(session, from_id, to_id, facts)
    if there is not None:
        raise DomainError("tie_there", tie_id=there)
    tie = Tie(
        neighbourhood_id=neighbourhood_id,
        from_node_id=from_id,
        to_node_id=to_id,
        kind=facts.kind,
        strength=facts.strength,
        period=Range(facts.since, facts.until),
        confirmed_on=today,
        source=source,
        noted_by=by,
    )
    with refusals(session):
        session.add(tie)
        session.flush()
    session.refresh(tie)
    _account_for(session, AuditAction.CREATED, tie, by=by)
    give_sign(session, neighbourhood_id, today=today, provenance=provenance)
    return tie.id


def confirm_tie(session: Session, neighbourhood_id: int, tie_id: int, *, by: int | None, today: date) -> bool:
    """Note that somebody said today that it is still so; False for one that ended meanwhile, which stays as it is.

    Raises `NotFound` `tie_unknown`.
    """
    if _get(session, neighbourhood_id, tie_id).until is not None:
        return False
    _confirm(session, neighbourhood_id, [tie_id], by=by, today=today)
    return True


def confirm_ties_of(session: Session, neighbourhood_id: int, node_id: int, *, by: int | None, today: date) -> int:
    """Note that all ties of a node that go on are still so; gives how many were not confirmed today before."""
    own = or_(Tie.from_node_id == node_id, Tie.to_node_id == node_id)
    going_on = select(Tie.id).where(own, func.upper_inf(Tie.period), Tie.confirmed_on < today).order_by(Tie.id)
    seen = [each for each in session.scalars(going_on) if find_tie(session, neighbourhood_id, each) is not None]
    _confirm(session, neighbourhood_id, seen, by=by, today=today)
    return len(seen)


def change_tie(
    session: Session,
    neighbourhood_id: int,
    tie_id: int,
    facts: TieFacts,
    *,
    is_turned: bool = False,
    version: int,
    by: int | None,
    today: date,
) -> tuple[str, ...]:
    """Keep what is different in a tie; `is_turned` when the other of the two does it. Gives the names of what changed.

    With `until` it ends. Raises `NotFound` `tie_unknown`, `EditConflict` `changed_meanwhile`, and as `note_tie` does.
    """
    row = _get(session, neighbourhood_id, tie_id)
    sides = (row.to_side, row.from_side) if is_turned else (row.from_side, row.to_side)
    ends = oriented(facts.kind, *sides)
    check_period(facts.since, facts.until, today=today)
    changed = tuple(name for name, value in vars(facts).items() if value != getattr(row, name))
    changed += ("from_node_id",) if ends != (row.from_id, row.to_id) else ()
    if not changed:
        return ()
    if row.version != version:
        raise EditConflict("changed_meanwhile", version=row.version)
    take_turns(session, neighbourhood_id)
    there = _find_same(session, *ends, facts, other_than=tie_id)
    if there is not None:
        raise DomainError("tie_there", tie_id=there)
    values = {"kind": facts.kind, "strength": facts.strength, "period": Range(facts.since, facts.until)}
    with refusals(session):
        done = session.scalar(
            update(Tie)
            .where(Tie.id == tie_id, Tie.version == version)
            .values(
                **values,
                from_node_id=ends[0],
                to_node_id=ends[1],
                version=Tie.version + 1,
                changed_at=datetime.now(UTC),
            )
            .returning(Tie.id)
            .execution_options(synchronize_session=False)
        )
    if done is None:
        raise EditConflict("changed_meanwhile", version=_get(session, neighbourhood_id, tie_id).version)
    session.expire_all()
    _account_for(session, AuditAction.CHANGED, session.get_one(Tie, tie_id), by=by, fields=changed)
    return changed


def remove_tie(session: Session, neighbourhood_id: int, tie_id: int, *, version: int, by: int | None) -> None:
    """Take away a tie that never was.

    Raises `NotFound` `tie_unknown`, and `EditConflict` `changed_meanwhile` when somebody changed it after it was
    looked at.
    """
    row = _get(session, neighbourhood_id, tie_id)
    tie = session.get_one(Tie, tie_id)
    gone = delete(Tie).where(Tie.id == tie_id, Tie.version == version).returning(Tie.id)
    if session.scalar(gone.execution_options(synchronize_session=False)) is None:
        raise EditConflict("changed_meanwhile", version=row.version)
    _account_for(session, AuditAction.DELETED, tie, by=by)


def take_turns(session: Session, neighbourhood_id: int) -> None:
    """Let coordinators of one neighbourhood wait for each other, so that the second sees what the first did."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("network"), neighbourhood_id)))


def give_sign(
    session: Session, neighbourhood_id: int, *, today: date, provenance: Provenance = Provenance.ENTERED
) -> None:
    """Note a sign of life of a network, at most once in seven days for each neighbourhood."""
    lately = exists().where(
        Evidence.neighbourhood_id == neighbourhood_id,
        Evidence.kind == EvidenceKind.NETWORK,
        Evidence.observed_on > today - SIGN_EVERY,
        Evidence.observed_on <= today,
    )
    if session.scalar(select(lately)):
        return
    note, note_en = SIGN_NOTE
    add_evidence(
        session,
        neighbourhood_id,
        EvidenceKind.NETWORK,
        observed_on=today,
        today=today,
        note=note,
        note_en=note_en,
        provenance=provenance,
    )


def _get(session: Session, neighbourhood_id: int, tie_id: int) -> TieRow:
    found = find_tie(session, neighbourhood_id, tie_id)
    if found is None:
        raise NotFound("tie_unknown")
    return found


def _confirm(session: Session, neighbourhood_id: int, ids: list[int], *, by: int | None, today: date) -> None:
    if not ids:
        return
    take_turns(session, neighbourhood_id)
    session.execute(
        update(Tie)
        .where(Tie.id.in_(ids), Tie.confirmed_on < today)
        .values(confirmed_on=today, changed_at=datetime.now(UTC))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    for tie in session.scalars(select(Tie).where(Tie.id.in_(ids)).order_by(Tie.id)):
        _account_for(session, AuditAction.CHANGED, tie, by=by, fields=("confirmed_on",))
    give_sign(session, neighbourhood_id, today=today)


def _find_same(
    session: Session, from_id: int, to_id: int, facts: TieFacts, *, other_than: int | None = None
) -> int | None:
    """The tie of this kind between these two that overlaps, if the viewer may see it."""
    same = select(Tie.id).where(
        Tie.from_node_id == from_id,
        Tie.to_node_id == to_id,
        Tie.kind == facts.kind,
        Tie.period.op("&&")(func.daterange(facts.since, facts.until)),
    )
    if other_than is not None:
        same = same.where(Tie.id != other_than)
    return session.scalar(same.order_by(Tie.id).limit(1))


@contextmanager
def refusals(session: Session) -> Iterator[None]:
    """What the database refuses, as far as people can do something about it; the error itself for the rest."""
    try:
        with session.begin_nested():
            yield
    except (IntegrityError, ProgrammingError) as error:
        raise _refusal(error) from error


def _refusal(error: DBAPIError) -> DomainError:
    diagnosis = getattr(error.orig, "diag", None)
    if getattr(diagnosis, "constraint_name", None) == ONCE:
        return DomainError("tie_there", tie_id=None)
    if getattr(diagnosis, "constraint_name", None) in GONE or getattr(error.orig, "sqlstate", None) == NOT_ALLOWED:
        return DomainError("tie_side_gone")
    raise error


def record_tie(
    session: Session,
    action: AuditAction,
    tie_id: int,
    people: Sequence[int | None],
    *,
    by: int | None,
    fields: tuple[str, ...] = (),
) -> None:
    """Account for what was done with a tie once for each person that it is about, so that both can see it."""
    about: Sequence[int | None] = [each for each in people if each is not None] or [None]
    for person_id in about:
        record(session, action, by=by, table="tie", row=tie_id, person_id=person_id, fields=fields)


def _account_for(
    session: Session, action: AuditAction, tie: Tie, *, by: int | None, fields: tuple[str, ...] = ()
) -> None:
    record_tie(session, action, tie.id, (tie.from_person_id, tie.to_person_id), by=by, fields=fields)
