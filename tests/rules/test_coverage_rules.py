from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test, state
from webapp.coverage.rules import (
    STAGES,
    Coverage,
    CoveragePoint,
    NeighbourhoodState,
    Tally,
    Target,
    check_target,
    summarise,
    target_share,
)
from webapp.errors import DomainError
from webapp.vocabulary import Provenance, Stage

TARGET = Target(start_year=2020, target_year=2025)
DAY = date(2022, 7, 2)

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
targets = st.tuples(st.integers(1900, 2199), st.integers(1, 300)).map(
    lambda years: Target(years[0], min(2200, years[0] + years[1]))
)
states = st.builds(
    state,
    slug=st.sampled_from(["selwerd", "beijum", "de-wijert"]),
    stage=st.sampled_from(Stage),
    inhabitants=st.none() | st.integers(0, 20_000),
    is_stale=st.booleans(),
    provenance=st.none() | st.sampled_from(Provenance),
)


@pytest.mark.parametrize(
    ("at", "share"),
    [
        (date(1900, 1, 1), 0.0),
        (date(2019, 12, 31), 0.0),
        (date(2020, 1, 1), 0.0),
        (date(2020, 1, 2), 1 / 1827),
        (date(2021, 1, 1), 366 / 1827),
        (date(2024, 12, 31), 1826 / 1827),
        (date(2025, 1, 1), 1.0),
        (date(2200, 12, 31), 1.0),
    ],
)
def test_target_line_is_straight_between_the_first_days_of_two_years(at: date, share: float) -> None:
    assert target_share(at, TARGET) == pytest.approx(share, abs=1e-12)


@property_test()
@given(at=days, later=st.integers(0, 4000), target=targets)
def test_target_share_lies_between_0_and_1_and_never_falls(at: date, later: int, target: Target) -> None:
    share = target_share(at, target)
    assert 0.0 <= share <= 1.0
    assert share <= target_share(at + timedelta(days=later), target)


@pytest.mark.parametrize("target", [TARGET, Target(1900, 1901), Target(1900, 2200), Target(2199, 2200)])
def test_target_that_runs_forward_is_allowed(target: Target) -> None:
    check_target(target)


@pytest.mark.parametrize("target", [Target(2020, 2020), Target(2025, 2020), Target(1899, 2020), Target(2020, 2201)])
def test_target_that_stands_still_or_leaves_the_centuries_is_refused(target: Target) -> None:
    with pytest.raises(DomainError, match="target_years"):
        check_target(target)


def test_share_of_nothing_is_0() -> None:
    assert Tally(0, 0).share == 0.0
    assert Tally(1, 4).share == 0.25


def test_empty_city_is_covered_for_0() -> None:
    found = summarise([], at=DAY, target=TARGET)
    assert found.neighbourhoods == Tally(0, 0)
    assert found.inhabitants == Tally(0, 0, unknown=0)
    assert found.behind == 0
    assert not found.has_demo
    assert set(found.by_stage) == set(STAGES)


def test_coverage_counts_neighbourhoods_and_inhabitants_with_and_without_stale_evidence() -> None:
    found = summarise(
        [
            state("a", stage=Stage.ACTIVE, inhabitants=1000),
            state("b", stage=Stage.SELF_SUSTAINING, inhabitants=500, is_stale=True),
            state("c", stage=Stage.STARTING, inhabitants=2000, is_stale=True),
            state("d", stage=Stage.UNREACHED, inhabitants=1500, since=None, provenance=None),
        ],
        at=DAY,
        target=TARGET,
    )
    assert found.neighbourhoods == Tally(2, 4)
    assert found.inhabitants == Tally(1500, 5000)
    assert found.fresh_neighbourhoods == Tally(1, 4)
    assert found.fresh_inhabitants == Tally(1000, 5000)
    assert found.by_stage == {
        Stage.UNREACHED: 1,
        Stage.EXPLORING: 0,
        Stage.STARTING: 1,
        Stage.ACTIVE: 1,
        Stage.SELF_SUSTAINING: 1,
    }
    assert not found.has_demo


def test_unknown_inhabitants_count_as_unknown_and_not_as_reached_or_missed() -> None:
    known = state("a", inhabitants=0)
    found = summarise([known, state("b", inhabitants=None)], at=DAY, target=TARGET)
    assert found.inhabitants == Tally(0, 0, unknown=1)
    assert found.fresh_inhabitants == Tally(0, 0, unknown=1)
    assert found.inhabitants.share == 0.0
    assert summarise([known], at=DAY, target=TARGET).inhabitants.unknown == 0


def test_one_demonstration_stage_marks_the_whole() -> None:
    entered, demo = state("a"), state("b", provenance=Provenance.DEMO)
    assert summarise([entered, demo], at=DAY, target=TARGET).has_demo
    assert not summarise([entered], at=DAY, target=TARGET).has_demo


def coverage(reached: int, total: int, at: date) -> Coverage:
    present = [state(f"a{number}") for number in range(reached)]
    rest = [state(f"b{number}", stage=Stage.EXPLORING) for number in range(total - reached)]
    return summarise(present + rest, at=at, target=TARGET)


@pytest.mark.parametrize(("reached", "behind"), [(0, 42), (40, 2), (42, 0)])
def test_behind_is_what_the_line_asks_beyond_what_is_reached(reached: int, behind: int) -> None:
    found = coverage(reached, 42, date(2025, 1, 1))
    assert (found.target_neighbourhoods, found.behind) == (42, behind)


def test_ahead_of_the_line_is_not_behind() -> None:
    assert coverage(5, 42, date(2020, 1, 1)).behind == 0


@property_test()
@given(every=st.lists(states, max_size=12), at=days)
def test_counts_add_up(every: list[NeighbourhoodState], at: date) -> None:
    found = summarise(iter(every), at=at, target=TARGET)
    assert sum(found.by_stage.values()) == found.neighbourhoods.total == len(every)
    reached = found.by_stage[Stage.ACTIVE] + found.by_stage[Stage.SELF_SUSTAINING]
    assert found.neighbourhoods.reached == reached >= found.fresh_neighbourhoods.reached
    assert found.inhabitants.total >= found.inhabitants.reached >= found.fresh_inhabitants.reached >= 0
    assert found.inhabitants.unknown == sum(each.inhabitants is None for each in every)
    for tally in (found.neighbourhoods, found.inhabitants, found.fresh_neighbourhoods, found.fresh_inhabitants):
        assert 0.0 <= tally.share <= 1.0
    assert 0 <= found.behind <= len(every)


def test_point_of_the_series_has_a_share() -> None:
    point = CoveragePoint(
        at=DAY,
        neighbourhoods=3,
        neighbourhoods_total=12,
        inhabitants=0,
        inhabitants_total=0,
        fresh_neighbourhoods=1,
        target_share=0.5,
    )
    assert point.share == 0.25
    empty = CoveragePoint(
        at=DAY,
        neighbourhoods=0,
        neighbourhoods_total=0,
        inhabitants=0,
        inhabitants_total=0,
        fresh_neighbourhoods=0,
        target_share=0.5,
    )
    assert empty.share == 0.0
