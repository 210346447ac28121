"""Helpers for all open needs of a neighbourhood at once, compared with taking the best one each time.

Looked at are, per need, the nearest of each level on its very theme, with the hard limits of `webapp.matching.ranking`;
of those the `KEPT` that fit best. People of other neighbourhoods come in as far as theirs can spare them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.errors import DomainError
from webapp.matching.allocation_rules import Allocation, Link, Problem, allocate, allocate_greedily
from webapp.matching.life import Proposal, propose
from webapp.matching.links import Links
from webapp.matching.ranking import (
    FACTS,
    MAY_BE_USED,
    AskedNeed,
    Candidate,
    find_candidate,
    fit_of,
    list_open_needs,
    shown,
)
from webapp.matching.rules import SPREAD_COST, TIMES_A_MONTH, Fit, Score, cost_of, score
from webapp.matching.spare import list_spares
from webapp.matching.weights import find_weights

KEPT = 10
"""Candidates per need: with ten, 97% of needs that can be covered are; with three, 84%."""

HELPERS = text("""
    WITH p AS MATERIALIZED (
        SELECT DISTINCT o.person_id, o.capacity FROM offer o
        WHERE o.theme_id = ANY (:themes) AND o.person_id IS NOT NULL
          AND (o.neighbourhood_id = :place OR o.goes_beyond) AND (o.paused_until > :today) IS NOT TRUE
    )
    SELECT p.person_id, p.capacity - s.times AS times_left, s.last_asked, s.papers
    FROM p JOIN helper_states(ARRAY(SELECT person_id FROM p), :today) s ON s.person_id = p.person_id
    WHERE s.may_be_asked AND s.times < p.capacity
    ORDER BY p.person_id
""")
_FACTS_OF_OFFER = FACTS.replace("o.capacity - s.times", "0").replace("s.last_asked", "NULL::date")
GRAPH = text(f"""
    WITH n AS MATERIALIZED (
        SELECT need.id, need.neighbourhood_id, need.person_id, need.weekly, need.language, need.requirements,
               need.theme_id, need_place(need.id) AS place
        FROM need WHERE need.id = ANY (:needs)
    )
    SELECT n.id AS need_id, found.*
    FROM n CROSS JOIN generate_series(0, 2) AS wanted (level)
    CROSS JOIN LATERAL (
        SELECT {_FACTS_OF_OFFER}
        FROM offer o
        WHERE o.fit_key = n.theme_id * 8 + wanted.level AND {MAY_BE_USED}
          AND (o.person_id IS NULL OR (
              o.person_id = ANY (:usable)
              AND (n.requirements = '{{}}' OR n.requirements <@ (
                  SELECT s.papers FROM helper_state(o.person_id, :today) s
              ))
          ))
          AND NOT EXISTS (
              SELECT FROM match m
              WHERE m.need_id = n.id AND m.state NOT IN ('withdrawn', 'expired')
                AND (m.helper_id = o.person_id OR m.asset_id = o.asset_id)
          )
        ORDER BY o.geom <-> n.place LIMIT {KEPT}
    ) found
""")  # noqa: S608  (only texts of ours)


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


@dataclass(frozen=True)
class Chosen:
    """Somebody, or something, that a coordinator chose for a need."""

    need_key: str
    talent_id: int | None
    asset_id: int | None


def plan_allocation(session: Session, viewer: Actor, neighbourhood_id: int, *, today: date) -> AllocationPlan:
    """The best plan for all open needs of a neighbourhood that the viewer may match; nothing is changed."""
    needs = list_open_needs(session, viewer, neighbourhood_id=neighbourhood_id, today=today)
    graph = build_graph(session, needs, neighbourhood_id=neighbourhood_id, today=today)
    best, greedy = allocate(graph.problem), allocate_greedily(graph.problem)
    chosen = [graph.rows[place] for place in best.chosen]
    named = shown(session, viewer, neighbourhood_id, [(value, row) for _, row, value in chosen])
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
    """The candidates of all these needs of a neighbourhood, and the limits on them."""
    if not needs:
        return Graph(Problem([], {}, {}), ())
    themes = sorted({need.theme_id for need in needs})
    place = {"themes": themes, "place": neighbourhood_id, "today": today}
    helpers = {row.person_id: row for row in session.execute(HELPERS, place)}
    found = session.execute(GRAPH, {"needs": [need.id for need in needs], "usable": list(helpers), "today": today})
    by_id, weights = {need.id: need for need in needs}, find_weights(session)
    best: dict[int, dict[int, tuple[Score, Any]]] = defaultdict(dict)
    for row in found:
        need = by_id[row.need_id]
        helper = helpers.get(row.person_id)
        if helper is not None and helper.times_left < TIMES_A_MONTH[need.recurrence]:
            continue
        value = score(_fit_with_state(row, need, helper, today), weights)
        known = best[need.id].get(_helper_of(row))
        if known is None or value.value > known[0].value:
            best[need.id][_helper_of(row)] = (value, row)
    rows = [
        (by_id[need_id], row, value)
        for need_id, theirs in best.items()
        for value, row in sorted(theirs.values(), key=lambda each: (-each[0].value, each[1].offer_id))[:KEPT]
    ]
    return Graph(
        Problem(
            links=[_link(need, row, value) for need, row, value in rows],
            wanted={need.id: need.still_wanted for need in needs},
            left={person_id: row.times_left for person_id, row in helpers.items()},
            spare={group: each.spare for group, each in list_spares(session).items()},
            spread=SPREAD_COST,
        ),
        tuple(rows),
    )


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
        if need is None or candidate is None:
            refused.append((each, "candidate_gone"))
            continue
        reasons = [reason.to_json() for reason in candidate.score.reasons]
        proposal = Proposal(need.id, need.slug, each.talent_id, each.asset_id, candidate.score.value, reasons)
        try:
            with session.begin_nested():
                propose(session, proposal, links=links, by=viewer.account_id or 0, until=until, now=now)
        except DomainError as error:
            refused.append((each, error.code))
        else:
            made += 1
    return made, refused


def _fit_with_state(row: Any, need: AskedNeed, helper: Any, today: date) -> Fit:
    """The fit of a row of the graph, with what is known of who helps put in."""
    fit = fit_of(row, need)
    if helper is None:
        return fit
    days_ago = (today - helper.last_asked).days if helper.last_asked else None
    return replace(fit, times_left=helper.times_left, asked_days_ago=days_ago)


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
