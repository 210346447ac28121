"""Where several do the same, where nobody does though there is need, and where nobody knows."""

from datetime import date

import pytest

from webapp.coverage.rules.overlap import (
    Count,
    Facts,
    OverlapCell,
    OverlapOrder,
    OverlapRow,
    OverlapState,
    Shown,
    Work,
    fill_overlap,
    find_notable,
    is_shown,
    ordered,
    parse_overlap_order,
    parse_shown,
    state_of,
)
from webapp.errors import BadInput
from webapp.partners.rules import Answer, CellKey, Column
from webapp.vocabulary import ActivityAnswer

TODAY = date(2026, 11, 22)
FOOD, TABLE, GREEN = 1, 2, 3
COLUMNS = (Column(FOOD, (TABLE,)), Column(GREEN))
HERE, THERE = 10, 20


def answer(partner: int, theme: int, place: int | None, *, does: bool = True) -> Answer:
    return Answer(partner, theme, place, ActivityAnswer.DOES if does else ActivityAnswer.DOES_NOT, TODAY)


def filled(**facts: object) -> dict[CellKey, OverlapCell]:
    known: dict[str, object] = {"answers": [], "works": [], "assets": [], "asks": [], "needs": {}, **facts}
    return fill_overlap(COLUMNS, (HERE, THERE), Facts(**known), today=TODAY)


def test_partners_and_initiatives_of_others_are_counted_once_each() -> None:
    cells = filled(
        answers=[answer(1, FOOD, HERE), answer(2, TABLE, HERE), answer(2, FOOD, HERE)],
        works=[
            Work(1, TABLE, HERE, frozenset({1})),
            Work(2, FOOD, HERE, frozenset()),
            Work(2, TABLE, HERE, frozenset()),
            Work(3, FOOD, HERE, frozenset({9})),
        ],
        assets=[Count(1, FOOD, HERE), Count(1, TABLE, HERE), Count(2, GREEN, THERE)],
    )
    cell = cells[CellKey(HERE, FOOD)]
    # partners 1, 2 and 9, and the initiative that has none
    assert (cell.partners, cell.initiatives, cell.doers, cell.assets) == (2, 3, 4, 1)
    assert (cell.state, cell.sign, cell.is_overlap) == (OverlapState.SEVERAL, "4", True)
    assert cells[CellKey(THERE, FOOD)] == OverlapCell()
    assert filled(assets=[Count(1, 99, HERE)])[CellKey(HERE, FOOD)] == OverlapCell()
    assert cells[CellKey(THERE, GREEN)].assets == 1


def test_whole_city_stands_apart_and_fills_no_hole() -> None:
    cells = filled(
        answers=[answer(1, GREEN, None), answer(1, GREEN, HERE, does=False)],
        works=[Work(4, GREEN, None, frozenset())],
        asks=[Count(7, GREEN, HERE)],
        needs={HERE: 0.2, THERE: 0.9},
    )
    assert cells[CellKey(None, GREEN)].doers == 2
    assert (cells[CellKey(HERE, GREEN)].state, cells[CellKey(HERE, GREEN)].asks) == (OverlapState.HOLE, 1)
    assert cells[CellKey(THERE, GREEN)].state == OverlapState.ASKED


@pytest.mark.parametrize(
    ("doers", "is_known", "has_need", "state", "sign"),
    [
        (0, True, True, OverlapState.HOLE, "0 !"),
        (0, True, False, OverlapState.NONE, "0"),
        (0, False, True, OverlapState.ASKED, "? !"),
        (0, False, False, OverlapState.UNKNOWN, "?"),
        (1, False, True, OverlapState.ONE, "1"),
        (2, True, True, OverlapState.TWO, "2"),
        (3, False, False, OverlapState.SEVERAL, "3"),
    ],
)
def test_unknown_is_never_nobody(doers: int, is_known: bool, has_need: bool, state: OverlapState, sign: str) -> None:
    assert state_of(doers, is_known=is_known, has_need=has_need) == state
    assert OverlapCell(state, doers=doers).sign == sign


def row(name: str, index: float | None, *states: OverlapState, doers: int = 0) -> OverlapRow:
    return OverlapRow(1, name.lower(), name, index, tuple(OverlapCell(state, doers=doers) for state in states))


HOLE, ASKED, UNKNOWN, SEVERAL = OverlapState.HOLE, OverlapState.ASKED, OverlapState.UNKNOWN, OverlapState.SEVERAL
ROWS = (
    row("Aa", 0.9, UNKNOWN, UNKNOWN),
    row("Bb", 0.1, HOLE, UNKNOWN),
    row("Cc", None, ASKED, HOLE),
    row("Dd", 0.5, SEVERAL, UNKNOWN, doers=4),
)


def test_holes_stand_on_top() -> None:
    def names(order: OverlapOrder) -> str:
        return " ".join(each.name for each in ordered(ROWS, order))

    assert names(OverlapOrder.HOLES) == "Cc Bb Aa Dd"
    assert names(OverlapOrder.NEED) == "Aa Dd Bb Cc"
    assert names(OverlapOrder.NAME) == "Aa Bb Cc Dd"


def test_what_stands_out_is_found_by_column() -> None:
    first, second = find_notable(ROWS, 2, most=5)
    assert (first.column, first.holes, first.asked, first.most) == (0, ("Bb",), ("Cc",), ("Dd", 4))
    assert (second.column, second.holes, second.asked, second.most) == (1, ("Cc",), (), None)
    assert len(find_notable(ROWS, 2, most=1)) == 1
    assert find_notable((row("Ee", None, UNKNOWN),), 1, most=3) == ()
    assert find_notable((), 1, most=3) == ()


def test_table_lists_what_is_asked_for() -> None:
    cells = [OverlapCell(state) for state in (HOLE, ASKED, SEVERAL, UNKNOWN)]

    def shown(which: Shown) -> list[bool]:
        return [is_shown(cell, which) for cell in cells]

    assert shown(Shown.ALL) == [True] * 4
    assert shown(Shown.NOTABLE) == [True, True, True, False]
    assert shown(Shown.HOLES) == [True, True, False, False]
    assert shown(Shown.OVERLAP) == [False, False, True, False]


def test_words_of_an_address_are_read_or_refused() -> None:
    assert (parse_shown(None), parse_shown("gaten")) == (Shown.NOTABLE, Shown.HOLES)
    assert (parse_overlap_order(""), parse_overlap_order("nood")) == (OverlapOrder.HOLES, OverlapOrder.NEED)
    with pytest.raises(BadInput, match="overlap_shown"):
        parse_shown("niets")
    with pytest.raises(BadInput, match="sort_invalid"):
        parse_overlap_order("grootte")
