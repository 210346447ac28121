"""Taking in a list of ties: what becomes of each row, and then all the good ones at once. Nothing is kept between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from webapp.models import Tie
from webapp.networks.actions.ties import give_sign, record_tie, refusals, take_turns
from webapp.networks.queries.ties import find_nodes, nodes_by_name, search_nodes
from webapp.networks.rules.importing import Judged, KeptTie, ReadTie, Same, TypedTie, Verdict, judge, names_in
from webapp.networks.rules.network import KnownNode
from webapp.vocabulary import AuditAction, TieSource

MOST_LOOKED_UP = 25
"""For how many unknown names the ones that may have been meant are looked up; a list with more is another city's."""


@dataclass(frozen=True)
class Preview:
    """What becomes of each row of a list, and per name that asks for it what to choose from."""

    rows: tuple[Judged, ...]
    choices: Mapping[str, Sequence[KnownNode]]

    @property
    def good(self) -> tuple[Judged, ...]:
        """The rows that can be taken in."""
        return tuple(each for each in self.rows if each.verdict == Verdict.NEW)

    @property
    def others(self) -> tuple[Judged, ...]:
        """The rows that cannot, or need not."""
        return tuple(each for each in self.rows if each.verdict != Verdict.NEW)


def preview_list(
    session: Session, neighbourhood_id: int, rows: Sequence[TypedTie], chosen: Mapping[str, int], *, today: date
) -> Preview:
    """What would become of each row; `chosen` is per name which node is meant by it."""
    names = names_in(rows)
    exact = nodes_by_name(session, neighbourhood_id, names)
    nodes = find_nodes(session, neighbourhood_id, sorted(set(chosen.values())))
    meant: dict[str, Sequence[KnownNode]] = {
        name: [nodes[chosen[name]]] if chosen.get(name) in nodes else exact[name] for name in names
    }
    unsure = [name for name in names if len(meant[name]) != 1]
    unknown = [name for name in unsure if not meant[name]][:MOST_LOOKED_UP]
    alike = {name: search_nodes(session, neighbourhood_id, name, most=4) for name in unknown}
    ids = sorted({node.id for known in meant.values() if len(known) == 1 for node in known})
    judged = judge(rows, meant, _same(session, ids), today=today)
    asked = dict.fromkeys(name for each in judged for name in each.asked)
    return Preview(tuple(judged), {name: alike.get(name) or meant[name] for name in asked})


def take_in(
    session: Session,
    neighbourhood_id: int,
    rows: Sequence[TypedTie],
    chosen: Mapping[str, int],
    *,
    by: int | None,
    today: date,
) -> Preview:
    """Note all ties of a list that can be; gives what became of each row as it stood just before.

    All of them or none: raises `DomainError` `tie_there` or `tie_side_gone` when somebody changed the network at the
    same moment.
    """
    take_turns(session, neighbourhood_id)
    seen = preview_list(session, neighbourhood_id, rows, chosen, today=today)
    made = [_tie(neighbourhood_id, each.tie, by=by, today=today) for each in seen.good if each.tie is not None]
    if not made:
        return seen
    with refusals(session):
        session.add_all(made)
        session.flush()
    ids = [tie.id for tie in made]
    people = select(Tie.id, Tie.from_person_id, Tie.to_person_id).where(Tie.id.in_(ids)).order_by(Tie.id)
    for tie_id, *both in session.execute(people):
        record_tie(session, AuditAction.CREATED, tie_id, both, by=by)
    give_sign(session, neighbourhood_id, today=today)
    return seen


def _tie(neighbourhood_id: int, read: ReadTie, *, by: int | None, today: date) -> Tie:
    return Tie(
        neighbourhood_id=neighbourhood_id,
        from_node_id=read.from_id,
        to_node_id=read.to_id,
        kind=read.kind,
        strength=read.strength,
        period=Range(read.since, None),
        confirmed_on=today,
        source=TieSource.IMPORTED,
        noted_by=by,
    )


def _same(session: Session, node_ids: Sequence[int]) -> Same:
    """The tie that is there already of one that goes on from a day, by the ties between these nodes; the latest."""
    begin, until = func.lower(Tie.period), func.upper(Tie.period)
    between = Tie.from_node_id.in_(node_ids), Tie.to_node_id.in_(node_ids)
    query = select(Tie.from_node_id, Tie.to_node_id, Tie.kind, Tie.strength, begin, until).where(*between)
    there: dict[tuple[int, int, str], list[tuple[KeptTie, date | None]]] = {}
    for from_id, to_id, kind, strength, since, ends in session.execute(query.order_by(begin.desc(), Tie.id)):
        there.setdefault((from_id, to_id, kind), []).append((KeptTie(strength, since), ends))

    def find(tie: ReadTie) -> KeptTie | None:
        kept = there.get((tie.from_id, tie.to_id, tie.kind), [])
        return next((each for each, ends in kept if ends is None or ends > tie.since), None)

    return find
