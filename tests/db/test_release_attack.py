"""An attacker with the releases of two months, their totals and a linear program proves no small cell.

What is known to the attacker is what a release prints: the cells in tens, the total, and the method, down to the
ceiling of the total. For each cell of each month the program asks how few and how many it may hold. The constraints of
a cell and of a sum are those of a network, so that the bounds of whole numbers are those of the linear program.
"""

from collections.abc import Sequence
from datetime import date

import pytest
from ortools.linear_solver import pywraplp
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.release_making import ask, made_release
from webapp.opendata.rules.counts import in_tens, span_of_tens, total_in_tens
from webapp.vocabulary import Reader

SMALL = range(1, 5)
MONTHS = (date(2026, 10, 20), TODAY)
TOLD = text("""
    SELECT r.month, a.code, a.needs, r.needs AS total FROM pub.release_area a JOIN pub.release r ON r.id = a.release_id
    WHERE a.kind = 'neighbourhood' ORDER BY r.month, a.code
""")

Told = dict[date, tuple[list[int], int]]
"""Per month the cells and the total, as they are told."""


def bounds(told: Told, *, is_total_capped: bool = True) -> list[list[tuple[int, int]]]:
    """Per month and cell the least and the most that it may hold."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    months = []
    for cells, total in told.values():
        spans = [span_of_tens(each) for each in cells]
        held = [solver.NumVar(least, most, "") for least, most in spans]
        least, most = span_of_tens(total)
        # a total at its ceiling may stand for more
        ceiling = total_in_tens([most for _, most in spans])
        reached = is_total_capped and total >= ceiling
        solver.Add(sum(held) >= least)
        if not reached:
            solver.Add(sum(held) <= most)
        months.append(held)
    return [[(_extreme(solver, cell, 1), _extreme(solver, cell, -1)) for cell in held] for held in months]


def _extreme(solver: pywraplp.Solver, cell: pywraplp.Variable, sign: int) -> int:
    solver.Minimize(sign * cell)
    assert solver.Solve() == pywraplp.Solver.OPTIMAL
    held: float = cell.solution_value()
    return round(held)


def cracked(told: Told, counts: Sequence[Sequence[int]], **rules: bool) -> list[tuple[int, int]]:
    """Month and cell of what holds one to four, and is proven to hold something or pinned to a number."""
    return [
        (month, cell)
        for month, row in enumerate(bounds(told, **rules))
        for cell, (least, most) in enumerate(row)
        if counts[month][cell] in SMALL and (least >= 1 or (least == most and least in SMALL))
    ]


def told_to(session: Session, reader: Reader) -> Told:
    session.execute(text(f"SET LOCAL ROLE {reader.value}"))
    found: Told = {}
    for row in session.execute(TOLD):
        found.setdefault(row.month, ([], row.total))[0].append(row.needs)
    session.execute(text("RESET ROLE"))
    return found


@pytest.fixture
def counts(session: Session) -> list[list[int]]:
    """A city in which nearly everywhere four households ask, which is where totals tell most; in two months."""
    slugs = session.scalars(text("SELECT slug FROM neighbourhood ORDER BY slug")).all()
    first = [4 if number % 9 else (0, 1, 3, 14, 5)[number // 9 % 5] for number in range(len(slugs))]
    second = [4 if count < 4 else count + number % 2 for number, count in enumerate(first)]
    for slug, before, now in zip(slugs, first, second, strict=True):
        ask(session, slug, before, since=date(2026, 9, 1), until=date(2026, 11, 1))
        ask(session, slug, now, since=date(2026, 11, 2))
    return [first, second]


@pytest.mark.parametrize("reader", list(Reader))
def test_two_months_of_releases_prove_no_small_cell(session: Session, counts: list[list[int]], reader: Reader) -> None:
    for day in MONTHS:
        made_release(session, on=day)
    told = told_to(session, reader)
    assert [cells for cells, _ in told.values()] == [[in_tens(count) for count in month] for month in counts]
    assert cracked(told, counts) == []


def test_a_release_that_is_not_rounded_is_cracked() -> None:
    # the control: exact cells, and a total of nearly full cells that is only rounded
    exact = [[0, 3, 2], [1, 3, 2]]
    plain = pywraplp.Solver.CreateSolver("GLOP")
    held = [plain.NumVar(count, count, "") for count in exact[0]]
    assert [_extreme(plain, cell, 1) for cell in held] == exact[0]
    full = [[4, 4, 4, 4]] * 2
    told = {day: ([0, 0, 0, 0], in_tens(16)) for day in MONTHS}
    assert cracked(told, full, is_total_capped=False) == [(month, cell) for month in range(2) for cell in range(4)]


def test_no_city_of_three_neighbourhoods_is_cracked_in_any_two_months() -> None:
    cities = [(a, b, c) for a in (0, 1, 4, 5) for b in (1, 4, 9) for c in (0, 3, 4, 5)]
    for first, second in zip(cities, reversed(cities), strict=True):
        months = dict(zip(MONTHS, (first, second), strict=True))
        told = {day: ([in_tens(each) for each in city], total_in_tens(city)) for day, city in months.items()}
        assert cracked(told, (first, second)) == [], (first, second)
