"""Ranking one need among very many offers, and allocating very many needs at once; how the cost of both grows."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import psycopg
import shapely
from ortools.graph.python import min_cost_flow
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from bench.city import TODAY
from bench.databases import Databases, libpq_url
from bench.errors import BenchError
from bench.plan import Plan
from bench.results import Row, at_most, middle
from bench.shapes import SEED
from webapp.access.policy import Actor, Holding
from webapp.database import read_engine_options
from webapp.matching.actions.allocation import build_graph
from webapp.matching.queries.ranking import (
    NEAREST,
    SEARCH,
    SHOWN,
    AskedNeed,
    find_need,
    list_candidates,
    list_open_needs,
)
from webapp.matching.rules.allocation import Allocation, Link, Problem, allocate, allocate_greedily
from webapp.matching.rules.ranking import DEFAULT_WEIGHTS
from webapp.vocabulary import Role

_PLACES, _THEMES, _NEEDS = 40, 20, 60
_VIEWER = 1
_ACTOR = Actor(account_id=_VIEWER, holdings=(Holding(Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=1),))
_TELL = f"SELECT set_config('missie050.viewer', '{_VIEWER}', false), set_config('missie050.today', '{TODAY}', false)"
_SQUARE = "ST_SetSRID(ST_MakePoint(228000 + 14000 * {x}, 576000 + 12000 * {y}), 28992)"
_TOWN = f"""
    INSERT INTO neighbourhood (slug, name, aliases, label_point)
    SELECT 'wijk-' || n, 'Wijk ' || n, '{{}}', ST_Transform({_SQUARE.format(x="n / 40.0", y="0.5")}, 4326)
    FROM generate_series(1, {_PLACES}) n;
    INSERT INTO theme (slug, name) SELECT 'thema-' || n, 'Thema ' || n FROM generate_series(1, {_THEMES}) n;
    INSERT INTO account (id, email) VALUES ({_VIEWER}, 'wijk@example.nl');
    INSERT INTO role_grant (account_id, role, neighbourhood_id, period, reason, needs_approval)
    VALUES ({_VIEWER}, 'neighbourhood_coordinator', 1, daterange('2020-01-01', NULL), 'bench', false);
    DROP INDEX ix_offer_fit_key_geom
"""
_OFFERS = f"""
    INSERT INTO person (id, name, neighbourhood_id, location_level)
    SELECT n, 'Mens ' || n, 1 + n % {_PLACES}, 'buurt' FROM generate_series(%(first)s::int, %(last)s::int) n;
    INSERT INTO consent (person_id, purpose, scope, text_version, given_on, expires_on, channel)
    SELECT n, purpose, 'neighbourhood', 1, date '{TODAY}' - 30,
           date '{TODAY}' + CASE WHEN n / 20 % 20 = 0 THEN 0 ELSE 90 END, 'web'
    FROM generate_series(%(first)s::int, %(last)s::int) n, unnest(ARRAY['be_known', 'be_asked']) purpose;
    INSERT INTO talent (id, person_id, theme_id, what, level, stage, scouted_on)
    SELECT n, n, 1 + n % {_THEMES}, 'Iets', (ARRAY['learning', 'able', 'skilled'])[1 + n % 3], 'recognised', '{TODAY}'
    FROM generate_series(%(first)s::int, %(last)s::int) n;
    INSERT INTO offer (talent_id, person_id, neighbourhood_id, theme_id, level, fit_key, geom, reach_metres,
        goes_beyond, weekly, languages, capacity, paused_until)
    SELECT n, n, 1 + n % {_PLACES}, 1 + n % {_THEMES}, n % 3, 8 * (1 + n % {_THEMES}) + n % 3,
           {_SQUARE.format(x="random()", y="random()")},
           CASE WHEN n / 20 % 7 = 0 THEN 1500 END, n / 20 % 5 <> 0,
           CASE WHEN n / 20 % 2 = 0
               THEN int4multirange(int4range(540 + 1440 * (n / 40 % 7), 720 + 1440 * (n / 40 % 7))) END,
           '{{nl}}', 1 + n / 20 % 6, CASE WHEN n / 20 % 11 = 0 THEN date '{TODAY}' + 9 END
    FROM generate_series(%(first)s::int, %(last)s::int) n
"""
_ASKED = f"""
    INSERT INTO person (id, name, neighbourhood_id, location_level)
    SELECT 10000000 + n, 'Vrager ' || n, 1, 'masked' FROM generate_series(1, %(count)s::int) n ON CONFLICT DO NOTHING;
    INSERT INTO masked_place (person_id, geom)
    SELECT 10000000 + n, {_SQUARE.format(x="random()", y="random()")} FROM generate_series(1, %(count)s::int) n
    ON CONFLICT DO NOTHING;
    INSERT INTO need (id, key, kind, person_id, neighbourhood_id, theme_id, urgency, recurrence, weekly, level,
        created_on, expires_on, provenance, language)
    SELECT n, 'vraag-' || n, 'private', 10000000 + n, 1, 1 + n % {_THEMES}, 'this_month', 'once',
           int4multirange(int4range(540, 6000)), 'able', '{TODAY}', date '{TODAY}' + 60, 'entered', 'nl'
    FROM generate_series(1, %(count)s::int) n ON CONFLICT DO NOTHING
"""
_SIZES = (1_000, 10_000, 100_000, 1_000_000)
_GRAPH_NEEDS = 1_000
_GRAPH_OFFERS = (10_000, 100_000)
_DEGREE = 10


def ranking(plan: Plan, databases: Databases) -> Iterator[Row]:
    """Candidates for one need among up to a million offers, with reasons and names, until Python has them."""
    url = databases.make_migrated("matching")
    sizes = [size for size in _SIZES if size <= plan.offers]
    _fill(url, _TOWN)
    _fill(url, _ASKED, count=_NEEDS)
    begun, medians = 0, []
    for size in sizes:
        _grow(url, begun, size)
        begun = size
        row = _rank(plan, url, size)
        medians.append(middle(row.ours))
        yield row
        if size in _GRAPH_OFFERS:
            yield _graph(plan, url, size)
    yield from _growth("ranking", sizes, medians, 0.2)


def allocation(plan: Plan) -> Iterator[Row]:
    """As many needs as helpers, ten candidates each, against OR-tools called bare on the same graph."""
    sizes = [size for size in _SIZES[:3] if size <= plan.offers]
    medians = []
    for size in sizes:
        problem = _problem(size)
        found, cost = allocate(problem), _bare(problem)
        if (len(found.chosen), found.cost) != cost:
            raise BenchError("ours and the floor do not allocate as well", size=size)
        own: list[float] = []
        floors: list[float] = []
        for _ in range(plan.rounds):
            before = _seconds(partial(_bare, problem))
            own.append(_seconds(partial(allocate, problem)))
            floors.append((before + _seconds(partial(_bare, problem))) / 2)
        ratios = tuple(ours / floor for ours, floor in zip(own, floors, strict=True))
        greedy = allocate_greedily(problem)
        row = Row("allocation", f"{size:,} needs", "s", tuple(own), tuple(floors), ratios)
        limit = {10_000: 1.0, 100_000: 10.0}.get(size)
        goals = (at_most("s", row.ours, limit),) if limit else ()
        yield replace(row, goals=(*goals, at_most("ours:floor", ratios, 2)))
        yield _left_out(size, found, greedy)
        medians.append(middle(row.ours))
    yield from _growth("allocation", sizes, medians, 1.25)


def _rank(plan: Plan, url: str, size: int) -> Row:
    options = read_engine_options()
    engine = create_engine(url, **options)
    own: list[float] = []
    floors: list[float] = []
    with engine.connect() as kept, psycopg.connect(libpq_url(url), autocommit=True, **options["connect_args"]) as bare:
        kept.execute(text(_TELL))
        bare.execute(_TELL.encode())
        needs = [_need(kept, number) for number in range(1, _NEEDS + 1)]

        def ours() -> list[set[int]]:
            with Session(kept) as session:
                return [
                    {
                        each.offer_id
                        for each in list_candidates(session, _ACTOR, need, weights=DEFAULT_WEIGHTS, today=TODAY)
                    }
                    for need in needs
                ]

        statement = _bare_search()

        def floor() -> list[set[int]]:
            return [{row[0] for row in bare.execute(statement, _values(need)).fetchall()} for need in needs]

        if not all(len(few) == SHOWN and few <= many for few, many in zip(ours(), floor(), strict=True)):
            raise BenchError("ours shows what the floor does not find", size=size)
        for _ in range(plan.rounds):
            before = _seconds(floor)
            own.append(_seconds(ours) * 1000 / _NEEDS)
            floors.append((before + _seconds(floor)) / 2 * 1000 / _NEEDS)
    engine.dispose()
    ratios = tuple(figure / other for figure, other in zip(own, floors, strict=True))
    row = Row("ranking one need", f"{size:,} offers", "ms", tuple(own), tuple(floors), ratios)
    return replace(row, goals=(at_most("ms", row.ours, 5), at_most("ours:floor", ratios, 1.5)))


def _graph(plan: Plan, url: str, size: int) -> Row:
    """The candidate graph of many needs, read from PostGIS: for who wonders how long the whole page takes."""
    _fill(url, _ASKED, count=_GRAPH_NEEDS)
    engine = create_engine(url, **read_engine_options())
    with engine.connect() as kept:
        kept.execute(text(_TELL))
        with Session(kept) as session:
            needs = list_open_needs(session, _ACTOR, neighbourhood_id=1, today=TODAY)
            build = partial(build_graph, session, needs, neighbourhood_id=1, today=TODAY)
            times = [_seconds(build) for _ in range(plan.rounds)]
    engine.dispose()
    return Row("candidate graph in SQL", f"{len(needs):,} needs, {size:,} offers", "s", tuple(times))


def _need(kept: Any, number: int) -> AskedNeed:
    with Session(kept) as session:
        found = find_need(session, _ACTOR, f"vraag-{number}", neighbourhood_id=1, today=TODAY)
    if found is None:
        raise BenchError("a need of the bench is not there", number=number)
    return found


def _bare_search() -> bytes:
    """The very search, names included, as somebody would send it by hand."""
    search = str(SEARCH)
    for name in ("times", "need_id", "fit_keys", "today", "nearest"):
        search = search.replace(f":{name}", f"%({name})s")
    return search.encode()


def _values(need: AskedNeed) -> dict[str, Any]:
    keys = [need.theme_id * 8 + level for level in range(3)]
    return {"need_id": need.id, "times": 1, "today": TODAY, "fit_keys": keys, "nearest": NEAREST * 4 // 3}


def _fill(url: str, statements: str, **values: int) -> None:
    with psycopg.connect(libpq_url(url)) as connection:
        # rows for the index itself: its triggers would look at each of a million people
        connection.execute("SET session_replication_role = replica")
        connection.execute("SELECT setseed(0.5)")
        for statement in statements.split(";"):
            connection.execute((statement.replace(" % ", " %% ") if values else statement).encode(), values or None)


def _grow(url: str, begun: int, size: int) -> None:
    _fill(url, "DROP INDEX IF EXISTS ix_offer_fit_key_geom")
    _fill(url, _OFFERS, first=begun + 1, last=size)
    _fill(url, "CREATE INDEX ix_offer_fit_key_geom ON offer USING gist (fit_key, geom)")
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _problem(size: int) -> Problem:
    """Needs and helpers of a town, each with a theme; links to the ten nearest helpers on it, dearer when farther."""
    draw = np.random.default_rng(SEED)
    side = math.sqrt(size) * 100
    needs, helpers = draw.random((2, size, 2)) * side
    links: list[Link] = []
    per_theme = max(1, size // 500)
    for theme in range(per_theme):
        own = np.arange(theme, size, per_theme)
        tree = shapely.STRtree(shapely.points(helpers[own]))
        reach = side * math.sqrt(4 * _DEGREE / math.pi / len(own))
        near, found = tree.query(shapely.points(needs[own]), predicate="dwithin", distance=reach)
        metres = np.hypot(*(needs[own][near] - helpers[own][found]).T)
        order = np.lexsort((metres, near))
        nth = np.arange(len(order)) - np.searchsorted(near[order], near[order])
        kept = order[nth < _DEGREE]
        links += [
            Link(int(own[a]), int(own[b]), int(cost))
            for a, b, cost in zip(near[kept], found[kept], metres[kept], strict=True)
        ]
    everyone = dict.fromkeys(range(size), 1)
    return Problem(links, wanted=everyone, left=everyone)


def _bare(problem: Problem) -> tuple[int, int]:
    """How many are covered and at what cost, by one flow over everything."""
    size = len(problem.wanted)
    arcs = np.array([(link.need, link.helper, link.cost) for link in problem.links], dtype=np.int64)
    each = np.arange(size)
    source, sink = 2 * size, 2 * size + 1
    solver = min_cost_flow.SimpleMinCostFlow()
    tails = np.concatenate([arcs[:, 0], np.full(size, source), size + each])
    heads = np.concatenate([size + arcs[:, 1], each, np.full(size, sink)])
    costs = np.concatenate([arcs[:, 2], np.zeros(2 * size, dtype=np.int64)])
    solver.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), dtype=np.int64), costs)
    solver.set_nodes_supplies(np.array([source, sink]), np.array([size, -size]))
    solver.solve_max_flow_with_min_cost()
    return solver.maximum_flow(), solver.optimal_cost()


def _left_out(size: int, best: Allocation, greedy: Allocation) -> Row:
    """Which share is left without, by ours and by greedy as if it were the floor."""
    shares = [(100 * (size - len(each.chosen)) / size,) for each in (best, greedy)]
    return Row("allocation, left out (floor: greedy)", f"{size:,} needs", "%", shares[0], shares[1])


def _growth(job: str, sizes: Sequence[int], medians: Sequence[float], most: float) -> Iterator[Row]:
    """By which power of the size the cost grows, by least squares over all sizes."""
    if len(sizes) > 1:
        slope = float(np.polyfit(np.log(sizes), np.log(medians), 1)[0])
        row = Row(f"{job}, growth exponent", f"{sizes[0]:,} to {sizes[-1]:,}", "power", (slope,))
        yield replace(row, goals=(at_most("exponent", row.ours, most),))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
