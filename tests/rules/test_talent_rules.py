"""What terms, papers, stages and steps may be."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import TODAY
from tests.factories import property_test
from webapp.errors import BadInput
from webapp.talents.rules import (
    FIRST_TERMS,
    LEAST_METRES,
    MOST_A_MONTH,
    MOST_METRES,
    LanguageCode,
    Paper,
    PaperState,
    Silence,
    Terms,
    check_done,
    check_due,
    check_paper,
    check_pause,
    check_stage,
    paper_state,
    parse_a_month,
    parse_metres,
    silences,
    usual_due,
)
from webapp.vocabulary import DevelopmentStep, Requirement, TalentStage, TravelReach

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
FAR = TODAY + timedelta(days=8000)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def code_of(rule: Callable[[], object]) -> str:
    with pytest.raises(BadInput) as refused:
        rule()
    return refused.value.code


def terms(**changes: object) -> Terms:
    return Terms(**{**vars(FIRST_TERMS), **changes})


@property_test(80)
@given(st.integers(-(10**9), 10**9))
def test_a_number_of_times_is_kept_from_nothing_to_twice_a_day(times: int) -> None:
    if 0 <= times <= MOST_A_MONTH:
        assert parse_a_month(str(times)) == times
        assert terms(a_month=times).a_month == times
    else:
        expected = "capacity_below_zero" if times < 0 else "capacity_too_large"
        if len(str(abs(times))) <= 9:
            assert code_of(lambda: parse_a_month(str(times))) == expected
        assert code_of(lambda: terms(a_month=times)) == expected


@pytest.mark.parametrize("typed", ["", "twee", "1,5", "2.0", "1e2", "²", "٢", "--1", "1" * 30])
def test_what_is_no_whole_number_of_times_is_refused(typed: str) -> None:
    assert code_of(lambda: parse_a_month(typed)) == "capacity_invalid"


@pytest.mark.parametrize("typed", ["-1", "\N{MINUS SIGN}1", " -3 "])
def test_below_zero_is_refused_however_it_is_written(typed: str) -> None:
    assert code_of(lambda: parse_a_month(typed)) == "capacity_below_zero"


@property_test(80)
@given(st.integers(0, 10**8))
def test_a_distance_is_kept_within_the_city_and_never_beyond(metres: int) -> None:
    if metres < LEAST_METRES:
        assert code_of(lambda: parse_metres(str(metres))) == "reach_too_near"
    elif metres > MOST_METRES:
        assert code_of(lambda: parse_metres(str(metres))) == "reach_too_far"
        assert code_of(lambda: terms(reach_metres=metres)) == "reach_too_far"
    else:
        assert parse_metres(str(metres)) == metres == terms(reach_metres=metres).reach_metres


@pytest.mark.parametrize(
    ("typed", "metres"),
    [
        ("1500", 1500),
        ("1.500", 1500),
        ("1500 m", 1500),
        ("1,5 km", 1500),
        ("1.5 km", 1500),
        ("1,5", 1500),
        ("1.5", 1500),
        ("1,500", 1500),
        ("1,500 km", 1500),
        ("12.345 m", 12345),
        ("150,5", 150),
        ("150.5 m", 150),
        ("0,5km", 500),
        ("2 Kilometer", 2000),
        (" 800 meter ", 800),
    ],
)
def test_a_distance_is_read_as_people_write_it(typed: str, metres: int) -> None:
    assert parse_metres(typed) == metres


@pytest.mark.parametrize("typed", ["300 km", "300.000", "999999999.999"])
def test_the_whole_country_is_refused(typed: str) -> None:
    assert code_of(lambda: parse_metres(typed)) == "reach_too_far"


@pytest.mark.parametrize("typed", ["", "ver", "-500", "1.5.0", "1,5,0", "1.", ",5 km", "NaN", "1e3", "١٥٠٠"])
def test_what_is_no_distance_is_refused(typed: str) -> None:
    assert code_of(lambda: parse_metres(typed)) == "reach_invalid"


def test_a_distance_goes_with_the_reach_in_metres_and_with_no_other() -> None:
    assert code_of(lambda: terms(reach_metres=None)) == "reach_needed"
    assert code_of(lambda: terms(reach=TravelReach.CITY)) == "reach_needed"
    assert terms(reach=TravelReach.CITY, reach_metres=None).reach_metres is None


def test_who_stays_in_the_building_does_not_go_to_another_neighbourhood() -> None:
    inside = {"reach": TravelReach.BUILDING, "reach_metres": None}
    assert code_of(lambda: terms(**inside, goes_beyond=True)) == "reach_and_beyond"
    assert not terms(**inside).goes_beyond


def test_languages_are_those_of_the_list() -> None:
    assert code_of(lambda: terms(languages=("nl", "xx"))) == "language_unknown"
    assert code_of(lambda: terms(languages=tuple(list(LanguageCode)[:13]))) == "languages_too_many"
    assert terms(languages=("nl", "ar")).languages == ("nl", "ar")


def test_no_pause_is_as_good_as_any() -> None:
    check_pause(None, today=TODAY)
    check_pause(TOMORROW, today=TODAY)


@property_test(60)
@given(DAYS)
def test_a_pause_lies_ahead_and_within_a_year(until: date) -> None:
    if TODAY < until <= TODAY + timedelta(days=366):
        check_pause(until, today=TODAY)
    else:
        expected = "pause_over" if until <= TODAY else "pause_too_long"
        assert code_of(lambda: check_pause(until, today=TODAY)) == expected


@property_test(60)
@given(DAYS, st.none() | DAYS)
def test_a_paper_counts_when_it_was_seen_and_until_its_last_day(valid_until: date, seen_on: date | None) -> None:
    state = paper_state(Paper(Requirement.VOG, valid_until, seen_on), today=TODAY)
    assert (state == PaperState.COUNTS) == (seen_on is not None and valid_until >= TODAY)
    assert (state == PaperState.EXPIRED) == (valid_until < TODAY)


def test_a_paper_without_a_last_day_counts_once_it_was_seen() -> None:
    assert paper_state(Paper(Requirement.FIRST_AID, None, TODAY), today=TODAY) == PaperState.COUNTS
    assert paper_state(Paper(Requirement.FIRST_AID, None, None), today=TODAY) == PaperState.UNSEEN


def test_an_expired_vog_is_refused_and_one_of_today_is_not() -> None:
    check_paper(TODAY, today=TODAY)
    check_paper(None, today=TODAY)
    assert code_of(lambda: check_paper(YESTERDAY, today=TODAY)) == "requirement_expired"
    assert code_of(lambda: check_paper(FAR, today=TODAY)) == "requirement_too_long"


@pytest.mark.parametrize("now", list(TalentStage))
@pytest.mark.parametrize("to", list(TalentStage))
def test_a_talent_goes_to_any_other_stage_forward_and_back(now: TalentStage, to: TalentStage) -> None:
    if now == to:
        assert code_of(lambda: check_stage(now, to, on_day=TODAY, since=TODAY, today=TODAY)) == "stage_same"
    else:
        check_stage(now, to, on_day=TODAY, since=YESTERDAY, today=TODAY)


def test_a_stage_begins_after_the_last_one_and_not_tomorrow() -> None:
    now, to = TalentStage.SCOUTED, TalentStage.RECOGNISED
    assert code_of(lambda: check_stage(now, to, on_day=TOMORROW, since=TODAY, today=TODAY)) == "stage_in_future"
    assert code_of(lambda: check_stage(now, to, on_day=YESTERDAY, since=TODAY, today=TODAY)) == "stage_before_last"


def test_a_step_is_followed_up_within_a_year_and_done_when_it_was() -> None:
    check_due(TODAY, today=TODAY)
    assert code_of(lambda: check_due(YESTERDAY, today=TODAY)) == "step_over"
    assert code_of(lambda: check_due(FAR, today=TODAY)) == "step_too_far"
    check_done(TODAY, began_on=TODAY, today=TODAY)
    assert code_of(lambda: check_done(TOMORROW, began_on=TODAY, today=TODAY)) == "step_done_later"
    assert code_of(lambda: check_done(YESTERDAY, began_on=TODAY, today=TODAY)) == "step_done_before"


@pytest.mark.parametrize("kind", list(DevelopmentStep))
def test_the_usual_day_of_a_step_is_one_that_may_be_chosen(kind: DevelopmentStep) -> None:
    check_due(usual_due(kind, today=TODAY), today=TODAY)


def test_nobody_is_asked_without_both_consents_a_place_and_terms() -> None:
    none = silences(is_known=False, may_be_asked=False, lives_somewhere=False, terms=None, today=TODAY)
    assert none == (Silence.NOT_KNOWN, Silence.NOT_ASKED, Silence.NOWHERE, Silence.NO_TERMS)


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, ()),
        ({"a_month": 0}, (Silence.NEVER,)),
        ({"paused_until": TOMORROW}, (Silence.PAUSED,)),
        ({"paused_until": TODAY}, ()),
    ],
)
def test_terms_can_keep_somebody_from_being_asked(changes: dict[str, object], reasons: tuple[Silence, ...]) -> None:
    found = silences(is_known=True, may_be_asked=True, lives_somewhere=True, terms=terms(**changes), today=TODAY)
    assert found == reasons
