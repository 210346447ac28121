"""Helpers for all open needs of a neighbourhood at once, compared with taking the best one each time.

Looked at are, per need, the nearest of each level on its very theme, with the hard limits of
`webapp.matching.queries.ranking`; of those the `KEPT` that fit best. People of other neighbourhoods come in as far as
theirs can spare them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import column, text
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.errors import DomainError
from webapp.matching.actions.life import Proposal, propose
from webapp.matching.links import Links
from webapp.matching.queries.nearness import tell_nearness
from webapp.matching.queries.ranking import (
    FACTS,
    MAY_BE_USED,
    STATED,
    AskedNeed,
    Candidate,
    find_candidate,
    find_names,
    fit_of,
    list_open_needs,
    shown,
)
from webapp.matching.queries.spare import list_spares
from webapp.matching.queries.weights import find_weights
from webapp.matching.rules.allocation import Allocation, Chosen, Link, Problem, allocate, allocate_greedily
from webapp.matching.rules.ranking import SPREAD_COST, TIMES_A_MONTH, Fit, Score, cost_of, score, value_of

KEPT = 10
"""Candidates per need: with ten, 97% of needs that can be covered are; with three, 84%."""

LOOKED_AT = 24
"""Nearest per need and level that are looked at first: of those ten can nearly always be asked."""
AT_ONCE = 200
"""Needs that one statement looks at: a few tenths of a second, so that none comes near the limit on statements."""

_NEEDS = """
    WITH n AS MATERIALIZED (
        SELECT need.id, need.neighbourhood_id, need.person_id, need.weekly, need.language, need.requirements,
               need.theme_id, need_place(need.id) AS place,
               CASE need.recurrence WHEN 'weekly' THEN 4 WHEN 'fortnightly' THEN 2 ELSE 1 END AS times
        FROM need WHERE need.id = ANY (:needs)
    )"""
_COLUMNS = (
    "need_id offer_id talent_id asset_id person_id neighbourhood_id theme_id level metres overlap_minutes asked_minutes"
    " speaks times_left asked_days_ago"
)
NEAREST = text(f"""
    {_NEEDS}, near AS MATERIALIZED (
        SELECT n.id AS need_id, found.*
        FROM n CROSS JOIN generate_series(0, 2) AS wanted (level)
        CROSS JOIN LATERAL (
            SELECT o.* FROM offer o
            WHERE o.fit_key = n.theme_id * 8 + wanted.level AND {MAY_BE_USED}
            ORDER BY o.geom <-> n.place LIMIT {LOOKED_AT}
        ) found
    ), s AS MATERIALIZED (
        SELECT * FROM helper_states(ARRAY(SELECT DISTINCT person_id FROM near WHERE person_id IS NOT NULL), :today)
    )
    SELECT o.need_id, {FACTS}, ({STATED}) IS TRUE AS is_usable
    FROM near o JOIN n ON n.id = o.need_id LEFT JOIN s ON s.person_id = o.person_id
    ORDER BY o.need_id, o.level, metres, o.id
""").columns(*(column(name) for name in (*_COLUMNS.split(), "is_usable")))  # noqa: S608  (only texts of ours)

HELPERS = text("""
    WITH p AS MATERIALIZED (
        SELECT DISTINCT o.person_id, o.capacity FROM offer o
        WHERE o.theme_id = :theme AND o.person_id IS NOT NULL
          AND (o.neighbourhood_id = :place OR o.goes_beyond) AND (o.paused_until > :today) IS NOT TRUE
    )
    SELECT p.person_id FROM p JOIN helper_states(ARRAY(SELECT person_id FROM p), :today) s ON s.person_id = p.person_id
    WHERE s.may_be_asked AND s.times < p.capacity
""")
FARTHER = text(f"""
    {_NEEDS}
    SELECT n.id AS need_id, found.*
    FROM n CROSS JOIN generate_series(0, 2) AS wanted (level)
    CROSS JOIN LATERAL (
        SELECT {FACTS}
        FROM offer o LEFT JOIN LATERAL helper_state(o.person_id, :today) s ON o.person_id IS NOT NULL
        WHERE o.fit_key = n.theme_id * 8 + wanted.level AND {MAY_BE_USED}
          AND (o.person_id IS NULL OR o.person_id = ANY (:usable)) AND {STATED}
        ORDER BY o.geom <-> n.place LIMIT {KEPT}
    ) found
""").columns(*(column(name) for name in _COLUMNS.split()))  # noqa: S608  (only texts of ours)


@dataclass(frozen=True)
class Pairing:
    """A need and whom the plan gives it."""

    need: AskedNeed
    candidate: Candidate


@dataclass(frozen=True)
class Uncovered:
    """A need that stays without so many helpers, and why: `nobody`, `kept_by_others` or `all_taken`."""

    need: AskedNeed
    missing: int
    why: str


@dataclass(frozen=True)
class AllocationPlan:
    """Who would help with what, what stays uncovered, and what taking the best one each time would have covered.

    `mean_fit` and `mean_fit_of_greedy` are means of scores, from 0 to 1; 0 without any pairing.
    """

    wanted: int
    pairings: tuple[Pairing, ...]
    uncovered: tuple[Uncovered, ...]
    covered_by_greedy: int
    mean_fit: float
    mean_fit_of_greedy: float

    @property
    def gain(self) -> int:
        """How many more are covered than by taking the best one each time."""
        return len(self.pairings) - self.covered_by_greedy

    @property
    def bridges(self) -> tuple[Pairing, ...]:
        """Those with somebody of another neighbourhood."""
        return tuple(each for each in self.pairings if each.candidate.is_from_elsewhere and each.candidate.person_id)


@dataclass(frozen=True)
class Graph:
    """The problem, with what each link is: the need, the row of the search, and how well it fits."""

    problem: Problem
    rows: tuple[tuple[AskedNeed, Any, Score], ...]


def plan_allocation(session: Session, viewer: Actor, neighbourhood_id: int, *, today: date) -> AllocationPlan:
    """The best plan for all open needs of a neighbourhood that the viewer may match; nothing is changed."""
    needs = list_open_needs(session, viewer, neighbourhood_id=neighbourhood_id, today=today)
    graph = build_graph(session, needs, neighbourhood_id=neighbourhood_id, today=today)
    best, greedy = allocate(graph.problem), allocate_greedily(graph.problem)
    chosen = [graph.rows[place] for place in best.chosen]
    names = find_names(session, [row.offer_id for _, row, _ in chosen])
    called = shown(viewer, neighbourhood_id, [(value, row) for _, row, value in chosen], names)
    named = tell_nearness(session, [(need.id, each) for (need, _, _), each in zip(chosen, called, strict=True)])
    pairings = [Pairing(need, candidate) for (need, _, _), candidate in zip(chosen, named, strict=True)]
    return AllocationPlan(
        wanted=sum(need.still_wanted for need in needs),
        pairings=tuple(
            sorted(pairings, key=lambda each: (each.need.created_on, each.need.id, -each.candidate.score.value))
        ),
        uncovered=tuple(_uncovered(needs, graph, best)),
        covered_by_greedy=len(greedy.chosen),
        mean_fit=_mean_fit(graph, best),
        mean_fit_of_greedy=_mean_fit(graph, greedy),
    )


def build_graph(session: Session, needs: Sequence[AskedNeed], *, neighbourhood_id: int, today: date) -> Graph:
    """The candidates of all these needs of a neighbourhood, and the limits on them.

    In a statement for each `AT_ONCE` needs, and some more per theme only where few of the nearest can be asked.
    """
    if not needs:
        return Graph(Problem([], {}, {}), ())
    weights = find_weights(session)
    rows: list[tuple[AskedNeed, Any, Score]] = []
    for need, near in _candidates(session, needs, neighbourhood_id, today):
        best: dict[int, tuple[float, Fit, Any]] = {}
        for row in near:
            fit = fit_of(row, need)
            value = value_of(fit, weights)
            known = best.get(_helper_of(row))
            if known is None or value > known[0]:
                best[_helper_of(row)] = (value, fit, row)
        kept = sorted(best.values(), key=lambda each: (-each[0], each[2].offer_id))[:KEPT]
        rows += [(need, row, score(fit, weights)) for _, fit, row in kept]
    return Graph(
        Problem(
            links=[_link(need, row, value) for need, row, value in rows],
            wanted={need.id: need.still_wanted for need in needs},
            left={row.person_id: row.times_left for _, row, _ in rows if row.person_id is not None},
            spare={group: each.spare for group, each in list_spares(session, exactly=True).items()},
            spread=SPREAD_COST,
        ),
        tuple(rows),
    )


def _candidates(
    session: Session, needs: Sequence[AskedNeed], neighbourhood_id: int, today: date
) -> Iterator[tuple[AskedNeed, list[Any]]]:
    """Per need the `KEPT` nearest of each level that can be asked for it."""
    short: dict[int, list[AskedNeed]] = defaultdict(list)
    for some in _in_parts(needs):
        seen: dict[int, Counter[int]] = defaultdict(Counter)
        usable: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for row in session.execute(NEAREST, {"needs": [need.id for need in some], "today": today}).all():
            seen[row.need_id][row.level] += 1
            if row.is_usable and len(usable[row.need_id][row.level]) < KEPT:
                usable[row.need_id][row.level].append(row)
        for need in some:
            found = usable[need.id]
            if any(count == LOOKED_AT and len(found[level]) < KEPT for level, count in seen[need.id].items()):
                short[need.theme_id].append(need)
            else:
                yield need, [row for rows in found.values() for row in rows]
    for theme_id, theirs in short.items():
        yield from _farther(session, theirs, theme_id, neighbourhood_id, today)


def _farther(
    session: Session, needs: Sequence[AskedNeed], theme_id: int, neighbourhood_id: int, today: date
) -> Iterator[tuple[AskedNeed, list[Any]]]:
    """The same for needs on a theme where too few of the nearest can be asked: first who can, then their nearest."""
    values = {"theme": theme_id, "place": neighbourhood_id, "today": today}
    usable = session.scalars(HELPERS, values).all()
    for some in _in_parts(needs):
        near: dict[int, list[Any]] = defaultdict(list)
        values = {"needs": [need.id for need in some], "usable": usable, "today": today}
        for row in session.execute(FARTHER, values):
            near[row.need_id].append(row)
        yield from ((need, near[need.id]) for need in some)


def propose_chosen(
    session: Session,
    viewer: Actor,
    chosen: Iterable[Chosen],
    find: Callable[[str], AskedNeed | None],
    *,
    links: Links,
    until: date,
    now: datetime,
    today: date,
) -> tuple[int, list[tuple[Chosen, str]]]:
    """Propose what was chosen, one by one, as it fits now; `find` gives a need by its key.

    Gives how many were proposed, and what was refused with the code of why. What is refused does not stop the others.
    """
    made, refused = 0, []
    for each in chosen:
        need = find(each.need_key)
        candidate = (
            find_candidate(session, viewer, need, talent_id=each.talent_id, asset_id=each.asset_id, today=today)
            if need
            else None
        )
        if need is None:
            refused.append((each, "need_unknown"))
            continue
        try:
            with session.begin_nested():
                _propose_one(session, viewer, each, need, candidate, links=links, until=until, now=now)
        except DomainError as error:
            refused.append((each, error.code))
        else:
            made += 1
    return made, refused


def _propose_one(
    session: Session,
    viewer: Actor,
    chosen: Chosen,
    need: AskedNeed,
    candidate: Candidate | None,
    *,
    links: Links,
    until: date,
    now: datetime,
) -> None:
    """Propose what was chosen. The database tells why it cannot be, also when it is no candidate (any more).

    Raises `DomainError` with why not; what was done then is to be taken back.
    """
    score = tell_nearness(session, [(need.id, candidate)])[0].score if candidate else None
    proposal = Proposal(
        need_id=need.id,
        slug=need.slug,
        talent_id=chosen.talent_id,
        asset_id=chosen.asset_id,
        score=score.value if score else 0.0,
        reasons=[reason.to_json() for reason in score.reasons] if score else [],
    )
    propose(session, proposal, links=links, by=viewer.account_id or 0, until=until, now=now)
    if candidate is None:
        # the database knows nothing against it: it is too far away, or has no time then
        raise DomainError("candidate_gone")


def _in_parts(needs: Sequence[AskedNeed]) -> Iterator[Sequence[AskedNeed]]:
    return (needs[first : first + AT_ONCE] for first in range(0, len(needs), AT_ONCE))


def _helper_of(row: Any) -> int:
    """Who or what helps: people by their number, assets below zero."""
    return int(row.person_id) if row.person_id is not None else -int(row.asset_id)


def _link(need: AskedNeed, row: Any, value: Score) -> Link:
    is_lent = row.person_id is not None and row.neighbourhood_id != need.neighbourhood_id
    return Link(
        need=need.id,
        helper=_helper_of(row),
        cost=cost_of(value.value, need.urgency),
        takes=TIMES_A_MONTH[need.recurrence],
        group=(row.neighbourhood_id, row.theme_id) if is_lent else None,
    )


def _uncovered(needs: Sequence[AskedNeed], graph: Graph, best: Allocation) -> Iterable[Uncovered]:
    covered: dict[int, int] = defaultdict(int)
    for place in best.chosen:
        covered[graph.problem.links[place].need] += 1
    links: dict[int, list[Link]] = defaultdict(list)
    for link in graph.problem.links:
        links[link.need].append(link)
    for need in needs:
        missing = need.still_wanted - covered[need.id]
        if missing > 0:
            yield Uncovered(need, missing, _why(links[need.id], graph.problem))


def _why(links: Sequence[Link], problem: Problem) -> str:
    if not links:
        return "nobody"
    if all(link.group is not None and not problem.spare.get(link.group, 0) for link in links):
        return "kept_by_others"
    return "all_taken"


def _mean_fit(graph: Graph, found: Allocation) -> float:
    if not found.chosen:
        return 0.0
    return sum(graph.rows[place][2].value for place in found.chosen) / len(found.chosen)
