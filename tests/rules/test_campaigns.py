"""Rules of campaigns: what may be typed, what a viewer is told, what lasts, and what happens when there is less."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.campaigns.rules.board import (
    Board,
    Line,
    Place,
    count_paces,
    lines_told,
    places_told,
)
from webapp.campaigns.rules.campaigns import (
    MOST,
    CarryOn,
    is_slug,
    parse_amount,
    require_line_end,
    require_open,
    require_period,
    slug_of,
)
from webapp.campaigns.rules.figures import (
    FEW,
    SIGNS,
    UNKNOWN,
    Amounts,
    Figure,
    Pace,
    figure,
    told,
    told_share,
    total,
)
from webapp.campaigns.rules.grid import Trouble, TypedCell, grid_of, judge, with_trouble
from webapp.campaigns.rules.lasting import lasting_of, lasting_share
from webapp.campaigns.rules.supply import Promise, cut_back
from webapp.errors import BadInput, DomainError
from webapp.vocabulary import CampaignLineKind, CampaignState, CarriedOnBy

START, END = date(2026, 12, 1), date(2026, 12, 31)
PLACES = tuple(Place(number, f"wijk-{number}", f"Wijk {number}") for number in (1, 2, 3))


def line(number: int = 1, carry_on: CarryOn | None = None) -> Line:
    return Line(number, CampaignLineKind.PARCELS, f"Lijn {number}", "pakketten", END, carry_on)


def board(
    cells: dict[tuple[int, int], Amounts],
    *lines: Line,
    carried_on: dict[tuple[int, int], CarryOn] | None = None,
    pledged: dict[int, tuple[int, int]] | None = None,
) -> Board:
    return Board(lines or (line(),), PLACES, cells, pledged or {}, carried_on or {})


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Kerst050 2026", "kerst050-2026"),
        ("Één stad", "een-stad"),
        ("!!!", "actie"),
        ("Nieuw", "nieuw-actie"),
        ("x" * 120, "x" * 76),
    ],
)
def test_address_is_made_of_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug
    assert is_slug(slug_of(name))


@pytest.mark.parametrize("text", ["", "a_b", "A", "-a", "a" * 81])
def test_what_is_no_address_is_none(text: str) -> None:
    assert not is_slug(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("", None), ("  ", None), ("0", 0), ("12", 12), (" 1.200 ", 1200), ("1 200", 1200), ("100000", MOST)],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: int | None) -> None:
    assert parse_amount(text) == amount


@pytest.mark.parametrize("text", ["-1", "1,5", "1.5", "1e3", "100001", "1000000000", "9" * 400, "tien", "١٢", "+3"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="campaign_amount_invalid"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "code"),
    [
        (END, START, "campaign_period_reversed"),
        (date(1989, 12, 31), date(1990, 1, 2), "campaign_period_far"),
        (date(2200, 12, 1), date(2201, 1, 1), "campaign_period_far"),
        (START, START + timedelta(days=401), "campaign_period_long"),
    ],
)
def test_periods_that_cannot_be_are_refused(starts_on: date, ends_on: date, code: str) -> None:
    require_period(START, START)
    require_period(START, START + timedelta(days=400))
    with pytest.raises(DomainError, match=code):
        require_period(starts_on, ends_on)


@pytest.mark.parametrize("day", [START - timedelta(days=1), END + timedelta(days=1)])
def test_line_ends_within_its_campaign(day: date) -> None:
    require_line_end(END, starts_on=START, campaign_ends_on=END)
    with pytest.raises(DomainError, match="campaign_line_end"):
        require_line_end(day, starts_on=START, campaign_ends_on=END)


def test_what_is_closed_is_not_changed() -> None:
    require_open(CampaignState.PREPARING)
    with pytest.raises(DomainError, match="campaign_is_closed"):
        require_open(CampaignState.CLOSED)


@pytest.mark.parametrize(
    ("amount", "exact", "rounded"),
    [
        (None, UNKNOWN, UNKNOWN),
        (0, Figure(0), FEW),
        (4, Figure(4), FEW),
        (5, Figure(5), Figure(5)),
        (7, Figure(7), Figure(5)),
        (8, Figure(8), Figure(10)),
        (1203, Figure(1203), Figure(1205)),
    ],
)
def test_coordinators_are_told_amounts_and_others_about_how_much(
    amount: int | None, exact: Figure, rounded: Figure
) -> None:
    assert figure(amount, is_exact=True) == exact
    assert figure(amount, is_exact=False) == rounded


def test_nothing_and_a_few_look_the_same_and_no_total_tells_them_apart() -> None:
    few = {(1, 1): Amounts(3), (1, 2): Amounts(97)}
    none = {(1, 1): Amounts(0), (1, 2): Amounts(97)}
    shown = [[each.told.asked for each in places_told(board(cells), line(), is_exact=False)] for cells in (few, none)]
    assert shown == [[FEW, Figure(95)]] * 2
    wholes = [lines_told(board(cells), is_exact=False)[0].whole.asked for cells in (few, none)]
    assert wholes == [Figure(100), Figure(95)]
    # 95 is 93 to 97, and 100 is 98 to 102: what is left can be 1 to 9
    exact = places_told(board(few), line(), is_exact=True)
    assert [each.told.asked for each in exact] == [Figure(3), Figure(97)]


@given(st.lists(st.integers(0, 40), min_size=2, max_size=6))
@property_test(50)
def test_no_small_amount_follows_from_what_is_told(amounts: list[int]) -> None:
    """Every cell that is too small to tell could be nothing, or another small amount, for all that is shown."""
    cells = [figure(each, is_exact=False) for each in amounts]
    for place, cell in enumerate(cells):
        if cell == FEW:
            others = [other for index, other in enumerate(amounts) if index != place]
            # another hidden amount can make up for it, or the rounding of any other cell
            shown = figure(sum(amounts), is_exact=False)
            fits = {
                mine
                for mine in range(5)
                for drift in range(-2 * len(others), 2 * len(others) + 1)
                if figure(max(0, mine + sum(others) + drift), is_exact=False) == shown
            }
            assert len(fits) > 1


def test_total_of_what_nobody_said_is_unknown() -> None:
    assert total([]) == Amounts(None, 0, 0)
    assert total([Amounts(), Amounts(3, 2, 1), Amounts(None, 4, 0)]) == Amounts(3, 6, 1)
    assert Amounts().is_empty
    assert not Amounts(0).is_empty
    assert (Amounts(5, 2).lacking, Amounts(2, 5).lacking, Amounts(None, 5).lacking) == (3, 0, 0)


@pytest.mark.parametrize(
    ("amounts", "pace"),
    [
        (Amounts(None, 5, 0), Pace.UNKNOWN),
        (Amounts(0), Pace.QUIET),
        (Amounts(10, 4), Pace.LACKING),
        (Amounts(10, 5), Pace.PARTLY),
        (Amounts(10, 12, 9), Pace.PROMISED),
        (Amounts(10, 10, 10), Pace.REACHED),
    ],
)
def test_how_far_a_line_is(amounts: Amounts, pace: Pace) -> None:
    shown = told(amounts, is_exact=True)
    assert shown.pace == pace
    assert pace in SIGNS


def test_shares_are_at_most_one_and_unknown_without_demand() -> None:
    assert told(Amounts(10, 20, 5), is_exact=True).committed_share == 1.0
    assert told(Amounts(10, 20, 5), is_exact=True).reached_share == 0.5
    assert told(Amounts(0, 20, 5), is_exact=True).reached_share is None
    assert told(Amounts(3, 20, 5), is_exact=False).pace == Pace.QUIET
    assert (told_share(None, is_exact=False), told_share(0.44, is_exact=True), told_share(0.44, is_exact=False)) == (
        None,
        0.44,
        0.4,
    )


def test_board_gives_lines_and_who_takes_part() -> None:
    made = board(
        {(1, 1): Amounts(10, 4), (1, 2): Amounts(5, 6), (2, 3): Amounts()},
        line(1),
        line(2),
        pledged={1: (8, 3)},
    )
    assert made.line(None) == line(1)
    assert made.line(2) == line(2)
    assert made.line(9) is None
    assert Board((), PLACES, {}, {}, {}).line(None) is None
    assert [each.id for each in made.taking_part()] == [1, 2]
    assert not made.is_empty
    assert board({(1, 1): Amounts(0)}).is_empty
    first, second = lines_told(made, is_exact=True)
    assert (first.lacking, first.pledged, first.hoped) == (6, 11, 3)
    assert (second.pledged, second.hoped) == (0, 0)
    assert lines_told(made, is_exact=False)[0].lacking is None
    rows = places_told(made, line(1), is_exact=True)
    assert dict(count_paces(rows, places=3))[Pace.UNKNOWN] == 1
    assert dict(count_paces(rows, places=3))[Pace.LACKING] == 1


def test_lasting_is_what_neighbours_or_a_partner_go_on_with_and_each_line_counts_as_one() -> None:
    first, second = line(1, CarryOn(CarriedOnBy.NOBODY)), line(2)
    made = board(
        {(1, 1): Amounts(0, 0, 60), (1, 2): Amounts(0, 0, 40), (2, 3): Amounts(0, 0, 10), (2, 1): Amounts(0, 0, 10)},
        first,
        second,
        line(3),
        carried_on={(1, 1): CarryOn(CarriedOnBy.NEIGHBOURS), (2, 1): CarryOn(CarriedOnBy.PARTNER, 7)},
    )
    parcels, visits, nothing = lasting_of(made)
    assert (parcels.by_neighbours, parcels.ended, parcels.unknown, parcels.share) == (60, 40, 0, 0.6)
    assert (visits.by_partner, visits.unknown, visits.share, visits.unknown_share) == (10, 10, 0.5, 0.5)
    assert (nothing.share, nothing.unknown_share) == (None, 0.0)
    assert lasting_share([parcels, visits, nothing]) == pytest.approx(0.55)
    assert lasting_share([nothing]) is None


def test_cell_that_nobody_touched_stays_as_somebody_else_made_it() -> None:
    judged = judge({"a": 40, "b": None}, {"a": TypedCell("30", "30"), "b": TypedCell("7", "")})
    assert judged.changes == {"b": 7}
    assert judged.is_sound


def test_cell_that_two_changed_is_told_with_both_amounts() -> None:
    judged = judge({"a": 40}, {"a": TypedCell("35", "30")})
    cell = judged.cells["a"]
    assert (cell.typed, cell.seen, cell.trouble, cell.now) == ("35", "40", Trouble.CHANGED, 40)
    assert judged.has_conflict
    assert not judged.is_sound
    assert judge({"a": 40}, {"a": TypedCell(cell.typed, cell.seen)}).changes == {"a": 35}
    assert judge({"a": 40}, {"a": TypedCell("40", "30")}).is_sound


def test_wrong_cell_keeps_what_was_typed_and_spoils_the_whole() -> None:
    judged = judge({"a": 4, "b": 5}, {"a": TypedCell("veel", "4"), "b": TypedCell("6", "5")})
    assert (judged.cells["a"].typed, judged.cells["a"].trouble) == ("veel", Trouble.NO_AMOUNT)
    assert not judged.is_sound
    assert not judged.has_conflict


def test_cell_without_what_was_seen_is_taken_as_it_is_and_what_was_not_sent_stays() -> None:
    assert judge({"a": 4, "b": 5}, {"a": TypedCell("")}).changes == {"a": None}
    assert grid_of({"a": 4, "b": None})["b"].typed == ""
    marked = with_trouble(grid_of({"a": 4, "b": 5}), {"a": (Trouble.TOO_MUCH, 3)})
    assert (marked["a"].trouble, marked["a"].now, marked["b"].trouble) == (Trouble.TOO_MUCH, 3, None)


def test_less_supply_is_taken_from_all_in_proportion_to_what_they_have_not_got_yet() -> None:
    promises = {1: Promise(40, 10), 2: Promise(30, 0), 3: Promise(20, 20)}
    assert cut_back(promises, 90) == {}
    assert cut_back(promises, 60) == {1: 25, 2: 15}
    assert cut_back(promises, 89) in ({1: 39}, {2: 29})
    assert cut_back(promises, 30) == {1: 10, 2: 0}
    with pytest.raises(DomainError) as refused:
        cut_back(promises, 29)
    assert refused.value.detail["delivered"] == 30


@given(
    st.dictionaries(st.integers(1, 9), st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=6),
    st.integers(0, 200),
)
@property_test(50)
def test_after_less_supply_everything_promised_is_there(rows: dict[int, tuple[int, int]], amount: int) -> None:
    promises = {key: Promise(promised, delivered) for key, (promised, delivered) in rows.items()}
    kept = sum(min(each.amount, each.delivered) for each in promises.values())
    if kept > amount:
        with pytest.raises(DomainError, match="campaign_supply_delivered"):
            cut_back(promises, amount)
        return
    left = {key: each.amount for key, each in promises.items()} | cut_back(promises, amount)
    assert sum(left.values()) <= amount or not cut_back(promises, amount)
    assert sum(left.values()) == min(amount, sum(each.amount for each in promises.values()))
    assert all(left[key] >= min(each.amount, each.delivered) for key, each in promises.items())
