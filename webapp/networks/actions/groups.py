"""Groups that neighbours form: adding, changing, ending."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import itemgetter

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.models import NeighbourGroup, NetworkNode, Tie
from webapp.networks.actions.ties import record_tie, take_turns
from webapp.networks.rules.network import OLDEST
from webapp.vocabulary import AuditAction, GroupKind, Provenance

NAMED_ONCE = "uq_neighbour_group_name"


@dataclass(frozen=True)
class GroupFacts:
    """What is kept of a group; it is no more from `ended_on` on."""

    kind: GroupKind
    name: str
    about: str = ""
    started_on: date | None = None
    ended_on: date | None = None


def add_group(
    session: Session,
    neighbourhood_id: int,
    facts: GroupFacts,
    *,
    by: int | None,
    today: date,
    provenance: Provenance = Provenance.ENTERED,
) -> NeighbourGroup:
    """Add a group to a neighbourhood.

    Raises `DomainError` `group_twice` for a name that another group there has, `group_in_future`, `group_too_old`, or
    `group_ends_first`.
    """
    _check(facts, today=today)
    group = NeighbourGroup(neighbourhood_id=neighbourhood_id, provenance=provenance, **vars(facts))
    try:
        with session.begin_nested():
            session.add(group)
            session.flush()
    except IntegrityError as error:
        raise _refusal(error) from error
    record(session, AuditAction.CREATED, by=by, table="neighbour_group", row=group.id)
    return group


def change_group(
    session: Session,
    neighbourhood_id: int,
    group_id: int,
    facts: GroupFacts,
    *,
    version: int,
    by: int | None,
    today: date,
) -> tuple[str, ...]:
    """Keep what is different in a group; gives the names of those fields. One that ends takes its ties along.

    Raises `NotFound` `group_unknown`, `EditConflict` `changed_meanwhile`, `DomainError` `group_has_later_ties` when
    ties with it began on or after the day on which it would end, and as `add_group` does.
    """
    _check(facts, today=today)
    take_turns(session, neighbourhood_id)
    group = _get(session, neighbourhood_id, group_id)
    changes = {name: value for name, value in vars(facts).items() if value != getattr(group, name)}
    if not changes:
        return ()
    if group.version != version:
        raise EditConflict("changed_meanwhile", version=group.version)
    if "ended_on" in changes and facts.ended_on is not None:
        _end_ties(session, group_id, facts.ended_on, by=by)
    try:
        with session.begin_nested():
            for name, value in changes.items():
                setattr(group, name, value)
            group.version, group.changed_at = version + 1, datetime.now(UTC)
            session.flush()
    except IntegrityError as error:
        raise _refusal(error) from error
    record(session, AuditAction.CHANGED, by=by, table="neighbour_group", row=group_id, fields=tuple(changes))
    return tuple(changes)


def _get(session: Session, neighbourhood_id: int, group_id: int) -> NeighbourGroup:
    own = NeighbourGroup.id == group_id, NeighbourGroup.neighbourhood_id == neighbourhood_id
    found = session.scalar(select(NeighbourGroup).where(*own).execution_options(populate_existing=True))
    if found is None:
        raise NotFound("group_unknown")
    return found


def _check(facts: GroupFacts, *, today: date) -> None:
    if any(day is not None and day > today for day in (facts.started_on, facts.ended_on)):
        raise DomainError("group_in_future")
    if any(day is not None and day < OLDEST for day in (facts.started_on, facts.ended_on)):
        raise DomainError("group_too_old")
    if facts.started_on is not None and facts.ended_on is not None and facts.ended_on < facts.started_on:
        raise DomainError("group_ends_first")


def _end_ties(session: Session, group_id: int, ended_on: date, *, by: int | None) -> None:
    node = select(NetworkNode.id).where(NetworkNode.group_id == group_id).scalar_subquery()
    own = or_(Tie.from_node_id == node, Tie.to_node_id == node)
    if session.scalar(select(exists().where(own, func.lower(Tie.period) >= ended_on))):
        raise DomainError("group_has_later_ties")
    goes_on = or_(func.upper_inf(Tie.period), func.upper(Tie.period) > ended_on)
    ended = session.execute(
        update(Tie)
        .where(and_(own, goes_on))
        .values(
            period=func.daterange(func.lower(Tie.period), ended_on),
            version=Tie.version + 1,
            changed_at=datetime.now(UTC),
        )
        .returning(Tie.id, Tie.from_person_id, Tie.to_person_id)
        .execution_options(synchronize_session=False)
    ).all()
    for tie_id, *people in sorted(ended, key=itemgetter(0)):
        record_tie(session, AuditAction.CHANGED, tie_id, people, by=by, fields=("period",))


def _refusal(error: IntegrityError) -> DomainError:
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if constraint == NAMED_ONCE:
        return DomainError("group_twice")
    raise error
