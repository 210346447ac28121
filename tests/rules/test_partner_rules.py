from datetime import date, timedelta

import pytest

from webapp.initiatives import rules as initiative_rules
from webapp.partners.rules import (
    UNKNOWN_CELL,
    Answer,
    Bond,
    Branch,
    Cell,
    CellKey,
    CellState,
    Column,
    Tally,
    Tint,
    fill_matrix,
    grow_tree,
    is_stale,
    is_web_address,
    shown_since,
    sign_of,
    slug_of,
    tally,
    tint_of,
)
from webapp.vocabulary import ActivityAnswer

TODAY = date(2026, 11, 22)
LONG_AGO = date(2024, 1, 1)
GROUP, PART, OTHER_PART, LONE = 1, 2, 3, 9
HERE, THERE = 100, 101
FOOD, ALONE = Column(GROUP, (PART, OTHER_PART)), Column(LONE)


def yes(partner: int, theme: int = PART, place: int | None = HERE, on: date = TODAY) -> Answer:
    return Answer(partner, theme, place, ActivityAnswer.DOES, on)


def no(partner: int, theme: int = PART, place: int | None = HERE, on: date = TODAY) -> Answer:
    return Answer(partner, theme, place, ActivityAnswer.DOES_NOT, on)


def cell(*answers: Answer, column: Column = FOOD, place: int | None = HERE) -> Cell:
    return fill_matrix([column], answers, today=TODAY).get(CellKey(place, column.theme_id), UNKNOWN_CELL)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Kerk aan de Laan", "kerk-aan-de-laan"),
        ("Sint-Élisabeth (RK)", "sint-elisabeth-rk"),
        ("  --  ", "partner"),
        ("كنيسة", "partner"),
        ("Nieuw", "nieuw-partner"),
        ("x" * 200, "x" * 80),
    ],
)
def test_address_is_made_of_a_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize("text", ["https://www.voorbeeld.nl", "http://a.example.nl/pad?x=1#y", "https://a.nl:8080/"])
def test_address_of_a_page_is_taken(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JAVASCRIPT://a.nl/%0aalert(1)",
        "data:text/html,x",
        "www.voorbeeld.nl",
        "https://",
        "https://localhost",
        "https://a.nl@b.nl",
        "https://a.nl/ x",
        "//a.nl",
        "https:\\\\a.nl",
        "",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(text: str) -> None:
    assert not is_web_address(text)


def test_answer_is_old_on_the_day_a_year_after_it() -> None:
    assert not is_stale(date(2025, 11, 23), today=TODAY)
    assert is_stale(date(2025, 11, 22), today=TODAY)
    assert is_stale(None, today=TODAY)


def test_initiatives_are_shown_with_a_partner_as_long_as_everywhere_else() -> None:
    assert shown_since(TODAY) == initiative_rules.shown_since(TODAY)


# --- the tree ---


def test_members_stand_under_what_they_belong_to_in_the_order_of_the_list() -> None:
    assert grow_tree([3, 1, 2, 4], [Bond(2, 1), Bond(3, 1)]) == (Branch(1, (Branch(3), Branch(2))),)


def test_who_belongs_to_two_stands_under_both_and_branches_go_on() -> None:
    bonds = [Bond(2, 1), Bond(3, 2), Bond(3, 4)]
    assert grow_tree([1, 2, 3, 4], bonds) == (Branch(1, (Branch(2, (Branch(3),)),)), Branch(4, (Branch(3),)))


def test_ring_and_stranger_leave_the_tree_whole() -> None:
    assert grow_tree([1, 2], [Bond(1, 2), Bond(2, 1)]) == ()
    assert grow_tree([1, 2, 3], [Bond(2, 1), Bond(3, 2), Bond(2, 3)]) == (Branch(1, (Branch(2, (Branch(3),)),)),)
    assert grow_tree([1, 2], [Bond(2, 1), Bond(2, 99), Bond(99, 1)]) == (Branch(1, (Branch(2),)),)
    assert grow_tree([1, 2], []) == ()


# --- who does what where ---


def test_partner_that_does_one_of_the_parts_counts_once() -> None:
    assert cell(yes(1), yes(1, OTHER_PART), yes(2, GROUP)) == Cell(CellState.SOME, 2, 0, TODAY, is_stale=False)


def test_who_does_something_is_not_counted_among_who_does_not() -> None:
    assert cell(yes(1), no(1, OTHER_PART), no(2)) == Cell(CellState.SOME, 1, 1, TODAY, is_stale=False)


def test_nobody_answered_is_unknown_and_differs_from_nobody_does_it() -> None:
    assert cell() == UNKNOWN_CELL
    assert cell().state is CellState.UNKNOWN
    assert cell(no(1, GROUP)) == Cell(CellState.NONE, 0, 1, TODAY, is_stale=False)


def test_nobody_does_a_group_only_when_all_of_its_parts_were_answered() -> None:
    assert cell(no(1)).state is CellState.UNKNOWN
    assert cell(no(1), no(2, OTHER_PART)).state is CellState.NONE
    assert cell(no(1), column=Column(PART)).state is CellState.NONE
    assert cell(no(1, LONE), column=ALONE).state is CellState.NONE


def test_city_fills_its_own_row_and_no_other() -> None:
    cells = fill_matrix([FOOD], [yes(1, place=None), yes(2, place=THERE)], today=TODAY)
    assert set(cells) == {CellKey(None, GROUP), CellKey(THERE, GROUP)}
    assert cell(yes(1, place=None)).state is CellState.UNKNOWN


def test_answer_about_a_theme_that_has_no_column_is_left_out() -> None:
    assert fill_matrix([ALONE], [yes(1)], today=TODAY) == {}


def test_cell_has_the_date_of_the_latest_answer_that_its_state_rests_on() -> None:
    assert cell(yes(1, on=LONG_AGO), yes(2), no(3, on=TODAY)).confirmed_on == TODAY
    old = cell(yes(1, on=LONG_AGO), no(2, on=TODAY))
    assert (old.confirmed_on, old.is_stale) == (LONG_AGO, True)


@pytest.mark.parametrize(
    ("count", "tint"), [(1, Tint.ONE), (2, Tint.FEW), (3, Tint.FEW), (4, Tint.MANY), (40, Tint.MANY)]
)
def test_tint_goes_by_how_many_do_it(count: int, tint: Tint) -> None:
    found = cell(*(yes(number) for number in range(count)))
    assert (tint_of(found), sign_of(found)) == (tint, str(count))


def test_unknown_and_nobody_have_a_tint_and_a_sign_of_their_own() -> None:
    assert (tint_of(UNKNOWN_CELL), sign_of(UNKNOWN_CELL)) == (Tint.UNKNOWN, "?")
    nobody = cell(no(1, GROUP))
    assert (tint_of(nobody), sign_of(nobody)) == (Tint.NONE, "0")


def test_states_are_counted() -> None:
    cells = fill_matrix([FOOD], [yes(1), no(2, GROUP, THERE)], today=TODAY)
    keys = [CellKey(place, GROUP) for place in (HERE, THERE, 102, 103)]
    assert tally(cells, keys) == Tally(some=1, none=1, unknown=2)


def test_web_address_of_a_megabyte_is_refused_at_once() -> None:
    # forms stop at 300 signs; this is what an import could hand over
    assert not is_web_address("https://" + "a." * 150 + " ")
    assert TODAY - timedelta(days=454) == shown_since(TODAY)
