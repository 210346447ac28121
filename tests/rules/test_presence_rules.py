from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.coverage.rules import (
    EVIDENCE_KINDS_NEEDED,
    PRESENT_STAGES,
    STAGES,
    check_stage_change,
    evidence_short,
    is_stale,
    years_before,
)
from webapp.errors import DomainError
from webapp.vocabulary import EvidenceKind, Stage

TODAY = date(2026, 11, 22)
ALL_KINDS = frozenset(EvidenceKind)
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def test_stages_stand_in_the_order_of_the_source() -> None:
    assert [stage.value for stage in STAGES] == ["unreached", "exploring", "starting", "active", "self_sustaining"]


def test_present_is_active_or_self_sustaining() -> None:
    assert {Stage.ACTIVE, Stage.SELF_SUSTAINING} == PRESENT_STAGES


def test_every_stage_above_exploring_rests_on_evidence() -> None:
    needed = [EVIDENCE_KINDS_NEEDED[stage] for stage in STAGES]
    assert needed == sorted(needed)
    assert [stage for stage in STAGES if EVIDENCE_KINDS_NEEDED[stage] == 0] == [Stage.UNREACHED, Stage.EXPLORING]


@pytest.mark.parametrize(
    ("stage", "kinds", "short"),
    [
        (Stage.UNREACHED, [], 0),
        (Stage.EXPLORING, [], 0),
        (Stage.STARTING, [], 1),
        (Stage.STARTING, [EvidenceKind.NETWORK], 0),
        (Stage.ACTIVE, [EvidenceKind.NETWORK], 1),
        (Stage.ACTIVE, [EvidenceKind.NETWORK, EvidenceKind.NETWORK], 1),
        (Stage.ACTIVE, [EvidenceKind.NETWORK, EvidenceKind.COORDINATOR], 0),
        (Stage.SELF_SUSTAINING, [], 3),
        (Stage.SELF_SUSTAINING, list(EvidenceKind), 0),
    ],
)
def test_kinds_of_evidence_count_once_each(stage: Stage, kinds: list[EvidenceKind], short: int) -> None:
    assert evidence_short(stage, kinds) == short


def test_change_with_evidence_after_the_current_stage_is_allowed() -> None:
    check_stage_change(Stage.ACTIVE, on=TODAY, kinds=ALL_KINDS, current_since=TODAY - timedelta(days=1), today=TODAY)
    check_stage_change(Stage.EXPLORING, on=TODAY, kinds=(), current_since=None, today=TODAY)


def refused(stage: Stage, *, on: date, kinds: frozenset[EvidenceKind], current_since: date | None) -> DomainError:
    with pytest.raises(DomainError) as caught:
        check_stage_change(stage, on=on, kinds=kinds, current_since=current_since, today=TODAY)
    return caught.value


def test_stage_cannot_begin_tomorrow() -> None:
    error = refused(Stage.EXPLORING, on=TODAY + timedelta(days=1), kinds=ALL_KINDS, current_since=None)
    assert error.code == "stage_in_future"


@pytest.mark.parametrize("days_earlier", [0, 1, 400])
def test_stage_cannot_begin_on_or_before_the_first_day_of_the_current_one(days_earlier: int) -> None:
    on = TODAY - timedelta(days=days_earlier)
    error = refused(Stage.EXPLORING, on=on, kinds=ALL_KINDS, current_since=TODAY)
    assert (error.code, error.detail["current_since"]) == ("stage_before_current", TODAY)


def test_refusal_for_lack_of_evidence_says_how_much_is_missing() -> None:
    error = refused(Stage.ACTIVE, on=TODAY, kinds=frozenset({EvidenceKind.NETWORK}), current_since=None)
    assert error.code == "stage_needs_evidence"
    assert (error.detail["needed"], error.detail["missing"]) == (2, 1)


@pytest.mark.parametrize(
    ("last_sign_on", "at", "stale"),
    [
        (date(2025, 6, 1), date(2026, 5, 31), False),
        (date(2025, 6, 1), date(2026, 6, 1), True),
        (date(2025, 6, 1), date(2026, 6, 2), True),
        (date(2024, 2, 29), date(2025, 2, 27), False),
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 3, 1), True),
        (date(2023, 2, 28), date(2024, 2, 27), False),
        (date(2023, 2, 28), date(2024, 2, 28), True),
        (date(2023, 2, 28), date(2024, 2, 29), True),
        (date(2023, 3, 1), date(2024, 2, 29), False),
        (date(2026, 1, 1), date(2026, 1, 1), False),
        (None, date(2026, 1, 1), True),
    ],
)
def test_evidence_is_stale_from_the_day_that_a_year_is_full(
    last_sign_on: date | None, at: date, *, stale: bool
) -> None:
    assert is_stale(Stage.ACTIVE, last_sign_on, at) is stale


@pytest.mark.parametrize("stage", [Stage.UNREACHED, Stage.EXPLORING])
def test_stage_that_rests_on_no_evidence_is_never_stale(stage: Stage) -> None:
    assert not is_stale(stage, None, TODAY)
    assert is_stale(Stage.STARTING, None, TODAY)


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2026, 11, 22), 1, date(2025, 11, 22)),
        (date(2024, 2, 29), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 4, date(2020, 2, 29)),
        (date(2024, 2, 29), 124, date(1900, 2, 28)),
    ],
)
def test_same_day_years_earlier(day: date, years: int, expected: date) -> None:
    assert years_before(day, years) == expected


@property_test()
@given(last_sign_on=days, at=days)
def test_stale_stays_stale_and_fresh_was_fresh(last_sign_on: date, at: date) -> None:
    if is_stale(Stage.ACTIVE, last_sign_on, at):
        assert is_stale(Stage.ACTIVE, last_sign_on, min(date(2200, 12, 31), at + timedelta(days=1)))
    else:
        assert not is_stale(Stage.ACTIVE, last_sign_on, max(date(1900, 1, 1), at - timedelta(days=1)))


@property_test()
@given(day=days, years=st.integers(0, 150))
def test_years_earlier_is_the_same_day_of_the_year_or_28_february(day: date, years: int) -> None:
    earlier = years_before(day, years)
    assert earlier.year == day.year - years
    assert (earlier.month, earlier.day) in {(day.month, day.day), (2, 28)}
