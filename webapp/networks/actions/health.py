"""Keeping how networks are doing: numbers per neighbourhood and day, by the worker, as the owner of the tables.

What is kept of the first of a month is never worked out again: when people are erased the numbers stay as they were.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from sqlalchemy import delete, extract, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.models import NetworkHealth
from webapp.networks.rules.health import (
    HealthNumbers,
    MeasuredTie,
    Members,
    measure_health,
    month_firsts,
    quarter_before,
)
from webapp.vocabulary import Provenance

_MEMBERS = text("""
    SELECT n.id, n.kind::text AS kind, k.neighbourhood_id, coalesce(a.is_demo, false) AS is_demo,
           (p.created_at AT TIME ZONE 'Europe/Amsterdam')::date <= :on AS is_known
    FROM connected_person k
    JOIN network_node n ON n.person_id = k.person_id
    JOIN person p ON p.id = k.person_id
    LEFT JOIN account a ON a.id = p.account_id
    WHERE k.neighbourhood_id IS NOT NULL
    UNION ALL
    SELECT n.id, n.kind::text, g.neighbourhood_id, g.provenance = 'demo',
           coalesce(g.started_on, (g.created_at AT TIME ZONE 'Europe/Amsterdam')::date) <= :on
           AND (g.ended_on IS NULL OR g.ended_on > :on)
    FROM neighbour_group g JOIN network_node n ON n.group_id = g.id
""")
_TIES = text("""
    SELECT from_node_id, from_kind, to_node_id, to_kind, since, confirmed_on FROM network_ties(NULL, :on)
""")
_ENDED = text("""
    SELECT t.from_node_id, t.to_node_id FROM network_tie t
    LEFT JOIN connected_person f ON f.person_id = t.from_person_id
    LEFT JOIN connected_person g ON g.person_id = t.to_person_id
    WHERE t.until > :began AND t.until <= :on AND t.since < t.until
      AND (t.from_person_id IS NULL OR f.person_id IS NOT NULL)
      AND (t.to_person_id IS NULL OR g.person_id IS NOT NULL)
""")
_HERE = text("SELECT DISTINCT node_id, neighbourhood_id FROM network_node_here WHERE neighbourhood_id IS NOT NULL")
_PERSONAL = ("person", "group")


@dataclass(frozen=True, slots=True)
class Measured:
    """How a network stood on a day; `is_demo` when people or groups of the demonstration are in it."""

    numbers: HealthNumbers
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What was worked out: of how many neighbourhoods today, and how many firsts of months."""

    neighbourhoods: int
    months: int


def keep_health(session: Session, *, today: date, is_dry: bool = False) -> Kept:
    """Keep how all networks stand today, and the firsts of months that are not kept yet; gives how many.

    A neighbourhood of which nothing is kept gets two years, from the periods of ties and of who is known now. Days
    before today that are no first of a month go. With `is_dry` nothing is kept.
    """
    homes = _homes(session)
    now = measure_day(session, homes, on=today)
    wanted = _missing(session, now, today=today)
    months = 0
    for on in sorted(wanted):
        found = now if on == today else measure_day(session, homes, on=on)
        rows = {place: found[place] for place in wanted[on] if place in found}
        months += len(rows)
        if not is_dry:
            _write(session, rows, on=on)
    if not is_dry:
        _write(session, now, on=today)
        earlier = NetworkHealth.on_day < today
        session.execute(delete(NetworkHealth).where(earlier, extract("day", NetworkHealth.on_day) != 1))
    return Kept(len(now), months)


def measure_day(session: Session, homes: Mapping[int, frozenset[int]], *, on: date) -> dict[int, Measured]:
    """How each network stood on a day, by neighbourhood; those without anything are not there. Three statements.

    Who stood in it is told in `webapp.networks.rules.health`; `webapp.networks.queries.network.get_network` gives the
    same people, groups and ties of that day.
    """
    ties, personal = _ties_by_place(session, homes, on=on)
    people: dict[int, set[int]] = defaultdict(set)
    groups: dict[int, set[int]] = defaultdict(set)
    demo: set[int] = set()
    for row in session.execute(_MEMBERS, {"on": on}):
        if not (row.is_known or row.id in personal):
            continue
        (people if row.kind == "person" else groups)[row.neighbourhood_id].add(row.id)
        if row.is_demo:
            demo.add(row.neighbourhood_id)
    ended = _ended_by_place(session, homes, on=on)
    found = {}
    for place in people.keys() | groups.keys() | ties.keys():
        members = Members(frozenset(people[place]), frozenset(groups[place]))
        elsewhere = personal - members.people - members.groups
        numbers = measure_health(members, ties.get(place, []), elsewhere, on=on, ended_ties=ended.get(place, 0))
        # what organisations have among themselves is no network of neighbours yet
        if members.people or members.groups:
            found[place] = Measured(numbers, place in demo)
    return found


def _homes(session: Session) -> dict[int, frozenset[int]]:
    """In which neighbourhoods each node stands."""
    found: dict[int, set[int]] = defaultdict(set)
    for row in session.execute(_HERE):
        found[row.node_id].add(row.neighbourhood_id)
    return {node: frozenset(places) for node, places in found.items()}


def _ties_by_place(
    session: Session, homes: Mapping[int, frozenset[int]], *, on: date
) -> tuple[dict[int, list[MeasuredTie]], set[int]]:
    """The ties that touch each neighbourhood, and which of their nodes are people or groups."""
    found: dict[int, list[MeasuredTie]] = defaultdict(list)
    personal: set[int] = set()
    for row in session.execute(_TIES, {"on": on}):
        tie = MeasuredTie(row.from_node_id, row.to_node_id, row.since, row.confirmed_on)
        for place in _touched(homes, tie.one, tie.other):
            found[place].append(tie)
        personal.update(
            node for node, kind in ((tie.one, row.from_kind), (tie.other, row.to_kind)) if kind in _PERSONAL
        )
    return found, personal


def _ended_by_place(session: Session, homes: Mapping[int, frozenset[int]], *, on: date) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for row in session.execute(_ENDED, {"on": on, "began": quarter_before(on)}):
        for place in _touched(homes, row.from_node_id, row.to_node_id):
            found[place] += 1
    return found


def _touched(homes: Mapping[int, frozenset[int]], one: int, other: int) -> frozenset[int]:
    return homes.get(one, frozenset()) | homes.get(other, frozenset())


def _missing(session: Session, now: Iterable[int], *, today: date) -> dict[date, set[int]]:
    """Which firsts of months are still to be worked out, for which neighbourhoods."""
    last = select(NetworkHealth.neighbourhood_id, func.max(NetworkHealth.on_day)).group_by(
        NetworkHealth.neighbourhood_id
    )
    kept = dict(session.execute(last).all())
    wanted: dict[date, set[int]] = defaultdict(set)
    for place in now:
        for on in month_firsts(kept.get(place), today):
            wanted[on].add(place)
    return wanted


def _write(session: Session, rows: Mapping[int, Measured], *, on: date) -> None:
    if not rows:
        return
    at = datetime.now(UTC)
    values = [
        {
            "neighbourhood_id": place,
            "on_day": on,
            **asdict(each.numbers),
            "provenance": Provenance.DEMO if each.is_demo else Provenance.ENTERED,
            "computed_at": at,
        }
        for place, each in sorted(rows.items())
    ]
    put = insert(NetworkHealth).values(values)
    kept = {name: put.excluded[name] for name in values[0] if name not in ("neighbourhood_id", "on_day")}
    session.execute(put.on_conflict_do_update(index_elements=["neighbourhood_id", "on_day"], set_=kept))
