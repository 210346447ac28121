"""How a match lives: steps, when a place is told, when each side tells, how it stands, links in mails."""

from datetime import UTC, date, datetime, timedelta

import pytest

from webapp.calendar.week_times import WeekPart
from webapp.clock import CITY_TIMEZONE
from webapp.matching.letters import WORDS, Letter
from webapp.matching.links import Answering, Links, make_token, read_token
from webapp.matching.rules.life import (
    OPEN,
    STEPS,
    Doubt,
    Standing,
    Wanted,
    answer_until,
    asked_since,
    contradict,
    day_of,
    is_over,
    may_become,
    may_cancel,
    may_tell,
    place_is_told,
    plan_doubts,
    standing_of,
)
from webapp.vocabulary import MatchOutcome, MatchSide, MatchState, Recurrence

TODAY = date(2026, 11, 22)
TASK_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(hours=24)
PROPOSED, ACCEPTED, DONE = MatchState.PROPOSED, MatchState.ACCEPTED, MatchState.DONE
CLOSED = [MatchState.DECLINED, MatchState.WITHDRAWN, MatchState.EXPIRED, MatchState.DONE]


def test_what_is_closed_stays_closed() -> None:
    assert [state for state in MatchState if not STEPS[state]] == CLOSED
    assert {PROPOSED, ACCEPTED} == OPEN


def test_nothing_is_done_before_both_said_yes() -> None:
    assert may_become(ACCEPTED, DONE)
    assert not may_become(PROPOSED, DONE)
    assert not may_become(ACCEPTED, MatchState.DECLINED)


@pytest.mark.parametrize(
    ("now", "is_told"),
    [
        (TASK_AT - DAY - SECOND, False),
        (TASK_AT - DAY, True),
        (TASK_AT, True),
        (TASK_AT + timedelta(days=30), True),
    ],
)
def test_place_is_told_from_exactly_a_day_before(now: datetime, *, is_told: bool) -> None:
    assert place_is_told(ACCEPTED, TASK_AT, now=now) == is_told


@pytest.mark.parametrize("state", [PROPOSED, *CLOSED])
def test_place_is_not_told_in_any_other_state(state: MatchState) -> None:
    assert not place_is_told(state, TASK_AT, now=TASK_AT)


def test_place_is_not_told_without_a_time() -> None:
    assert not place_is_told(ACCEPTED, None, now=TASK_AT)


@pytest.mark.parametrize(("now", "may"), [(TASK_AT - SECOND, False), (TASK_AT, True)])
def test_how_it_went_is_told_once_it_began(now: datetime, *, may: bool) -> None:
    assert may_tell(ACCEPTED, TASK_AT, None, told=None, now=now) == may


def test_how_it_went_can_be_told_anew_while_it_goes_on() -> None:
    assert may_tell(ACCEPTED, TASK_AT, None, told=MatchOutcome.PARTLY, now=TASK_AT)


def test_without_a_time_there_is_nothing_to_tell_until_it_is_closed() -> None:
    assert not may_tell(ACCEPTED, None, None, told=None, now=TASK_AT)
    assert may_tell(DONE, None, TASK_AT, told=None, now=TASK_AT)


@pytest.mark.parametrize(
    ("helper", "asker", "differ"),
    [
        (MatchOutcome.WELL, MatchOutcome.NOT, True),
        (MatchOutcome.NOT, MatchOutcome.PARTLY, True),
        (MatchOutcome.WELL, MatchOutcome.PARTLY, False),
        (MatchOutcome.NOT, MatchOutcome.NOT, False),
        (MatchOutcome.NOT, None, False),
    ],
)
def test_it_came_to_something_and_it_did_not_contradict_each_other(
    helper: MatchOutcome, asker: MatchOutcome | None, *, differ: bool
) -> None:
    assert contradict(helper, asker) == differ


@pytest.mark.parametrize(("days", "told", "may"), [(90, None, True), (91, None, False), (1, MatchOutcome.WELL, False)])
def test_how_it_went_is_told_once_and_in_time_after_it_closed(
    days: int, told: MatchOutcome | None, *, may: bool
) -> None:
    assert may_tell(DONE, TASK_AT, TASK_AT, told=told, now=TASK_AT + timedelta(days=days)) == may


AFTERNOON = (WeekPart(1, 12 * 60, 17 * 60),)
"""Tuesday."""


@pytest.mark.parametrize(
    ("at", "wanted", "doubts"),
    [
        ((24, 13), Wanted(), []),
        ((24, 13), Wanted(date(2026, 11, 24), date(2026, 11, 24), AFTERNOON, AFTERNOON), []),
        ((24, 3), Wanted(), [Doubt.NIGHT]),
        ((24, 5), Wanted(offered=AFTERNOON), [Doubt.NIGHT, Doubt.HELPER_TIMES]),
        ((24, 6), Wanted(), []),
        ((23, 13), Wanted(starts_on=date(2026, 11, 24)), [Doubt.PERIOD]),
        ((25, 13), Wanted(ends_on=date(2026, 11, 24)), [Doubt.PERIOD]),
        ((25, 13), Wanted(asked=AFTERNOON, offered=AFTERNOON), [Doubt.ASKER_TIMES, Doubt.HELPER_TIMES]),
        # it would last until after what was offered
        ((24, 16), Wanted(offered=AFTERNOON), [Doubt.HELPER_TIMES]),
    ],
)
def test_time_that_suits_somebody_badly_is_doubted(at: tuple[int, int], wanted: Wanted, doubts: list[Doubt]) -> None:
    day, hour = at
    assert plan_doubts(datetime(2026, 11, day, hour, tzinfo=CITY_TIMEZONE), 90, wanted) == doubts


def test_what_was_never_agreed_has_no_outcome() -> None:
    assert not may_tell(PROPOSED, None, None, told=None, now=TASK_AT)


@pytest.mark.parametrize(
    ("recurrence", "helper", "asker", "has_asker", "over"),
    [
        (Recurrence.ONCE, MatchOutcome.WELL, MatchOutcome.WELL, True, True),
        (Recurrence.ONCE, MatchOutcome.WELL, None, True, False),
        (Recurrence.ONCE, None, MatchOutcome.WELL, True, False),
        (Recurrence.ONCE, MatchOutcome.WELL, None, False, True),
        (Recurrence.WEEKLY, MatchOutcome.WELL, MatchOutcome.WELL, True, False),
    ],
)
def test_what_is_for_once_is_over_when_everybody_told(
    recurrence: Recurrence, helper: MatchOutcome | None, asker: MatchOutcome | None, *, has_asker: bool, over: bool
) -> None:
    assert is_over(recurrence, helper=helper, asker=asker, has_asker=has_asker) == over


@pytest.mark.parametrize(("now", "may"), [(TASK_AT - SECOND, True), (TASK_AT, False)])
def test_calling_off_is_possible_until_it_begins(now: datetime, *, may: bool) -> None:
    assert may_cancel(ACCEPTED, TASK_AT, now=now) == may
    assert may_cancel(ACCEPTED, None, now=now)
    assert not may_cancel(PROPOSED, TASK_AT, now=now)


@pytest.mark.parametrize(
    ("state", "said", "until", "standing"),
    [
        (PROPOSED, None, TODAY, Standing.ASKED),
        (PROPOSED, True, TODAY, Standing.SAID_YES),
        (PROPOSED, None, TODAY - timedelta(days=1), Standing.LATE),
        (ACCEPTED, True, TODAY, Standing.AGREED),
        (MatchState.DECLINED, False, TODAY, Standing.SAID_NO),
        (MatchState.DECLINED, True, TODAY, Standing.OFF),
        (MatchState.DECLINED, None, TODAY, Standing.OFF),
        (MatchState.WITHDRAWN, True, TODAY, Standing.OFF),
        (MatchState.EXPIRED, None, TODAY, Standing.LATE),
        (DONE, True, TODAY, Standing.OVER),
    ],
)
def test_each_side_is_told_how_it_stands_for_them(
    state: MatchState, said: bool | None, until: date, standing: Standing
) -> None:
    assert standing_of(state, said=said, answer_until=until, today=TODAY) == standing


def test_answer_counts_for_as_many_days_as_the_city_gives() -> None:
    assert answer_until(TODAY, days=7) == date(2026, 11, 29)


def test_day_is_that_of_groningen() -> None:
    assert day_of(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 11, 22), date(2026, 5, 22)),
        (date(2026, 6, 1), date(2025, 12, 1)),
        (date(2026, 8, 31), date(2026, 2, 28)),
    ],
)
def test_half_a_year_ago_is_a_day_that_exists(today: date, since: date) -> None:
    assert asked_since(today) == since


@pytest.mark.parametrize("side", MatchSide)
def test_link_tells_which_match_and_which_side(side: MatchSide) -> None:
    assert read_token("secret", make_token("secret", Answering("abc", side))) == Answering("abc", side)


def test_link_of_another_site_or_with_a_changed_letter_is_none() -> None:
    token = make_token("secret", Answering("abc", MatchSide.HELPER))

    assert read_token("other", token) is None
    assert read_token("secret", token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert read_token("secret", "onzin") is None


def test_links_lead_to_this_site() -> None:
    links = Links("secret", "https://site.example")

    assert links.answer("abc", MatchSide.ASKER).startswith("https://site.example/koppeling/")
    assert links.task("abc") == "https://site.example/mijn/taken/koppeling/abc"
    assert links.follow("selwerd", "abc") == "https://site.example/werkplek/selwerd/koppelingen/abc"
    assert "secret" not in repr(links)


@pytest.mark.parametrize("letter", Letter)
def test_every_letter_is_there_in_both_languages(letter: Letter) -> None:
    assert set(WORDS[letter]) == {"nl", "en"}
