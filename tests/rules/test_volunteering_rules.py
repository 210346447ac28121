"""When a task can be taken, on which days, and how full it is."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from webapp.calendar.rules import Rhythm
from webapp.outbox.rules import is_daytime
from webapp.vocabulary import InitiativeState
from webapp.volunteering.letters import WORDS, Letter
from webapp.volunteering.rules import MOST_DAYS, Places, days_to_choose, is_coming, is_open, occurrence_of

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
DAILY = Rhythm(TODAY, time(10), 60, "FREQ=DAILY;UNTIL=20270110")
ONCE = Rhythm(TODAY + timedelta(days=5), time(10), 60)


def opened(**changes: object) -> bool:
    usual: dict[str, object] = {
        "closed_at": None,
        "open_until": TODAY,
        "confirmed_on": TODAY,
        "rhythm": None,
        "today": TODAY,
    }
    state = changes.pop("state", InitiativeState.RUNNING)
    return is_open(state, **(usual | changes))  # type: ignore[arg-type]  # passed on


def test_task_of_what_runs_is_open_until_its_last_day() -> None:
    assert opened()
    assert opened(rhythm=ONCE)
    assert opened(confirmed_on=TODAY - timedelta(days=454))


@pytest.mark.parametrize(
    "changes",
    [
        {"open_until": TODAY - timedelta(days=1)},
        {"closed_at": NOW},
        {"state": InitiativeState.PAUSED},
        {"state": InitiativeState.ENDED},
        {"confirmed_on": TODAY - timedelta(days=455)},
        {"rhythm": Rhythm(TODAY - timedelta(days=1))},
    ],
)
def test_task_is_closed_when_it_or_its_initiative_is_over(changes: dict[str, object]) -> None:
    assert not opened(**changes)


@pytest.mark.parametrize(
    ("needed", "taken", "waiting", "free"), [(2, 0, 0, 2), (2, 1, 0, 1), (2, 2, 0, 0), (2, 3, 0, 0), (2, 1, 1, 0)]
)
def test_place_is_free_for_who_comes_now_unless_somebody_waits(
    needed: int, taken: int, waiting: int, free: int
) -> None:
    assert Places(needed, taken, waiting).free == free


def test_days_to_choose_are_the_next_twelve_that_have_not_begun() -> None:
    days = days_to_choose(DAILY, each_time=True, open_until=date(2027, 1, 1), now=NOW)

    # today it began at ten, and it is noon
    assert [each.day for each in days][:2] == [TODAY + timedelta(days=1), TODAY + timedelta(days=2)]
    assert len(days) == MOST_DAYS


def test_days_to_choose_end_with_the_task() -> None:
    until = TODAY + timedelta(days=2)
    assert [each.day for each in days_to_choose(DAILY, each_time=True, open_until=until, now=NOW)] == [
        TODAY + timedelta(days=1),
        until,
    ]
    assert days_to_choose(DAILY, each_time=False, open_until=until, now=NOW) == []
    assert days_to_choose(None, each_time=True, open_until=until, now=NOW) == []


def test_time_of_a_task_is_its_day_or_the_only_one_of_what_happens_once() -> None:
    taken = occurrence_of(DAILY, TODAY + timedelta(days=3))
    assert taken is not None
    assert taken.day == TODAY + timedelta(days=3)
    only = occurrence_of(ONCE, None)
    assert only is not None
    assert only.day == ONCE.starts_on
    assert occurrence_of(DAILY, None) is None
    assert occurrence_of(None, None) is None


def test_task_without_a_day_is_to_come_until_it_closes() -> None:
    assert is_coming(None, None, open_until=TODAY, today=TODAY)
    assert not is_coming(None, None, open_until=TODAY - timedelta(days=1), today=TODAY)
    assert is_coming(ONCE, None, open_until=TODAY - timedelta(days=1), today=TODAY)
    assert not is_coming(DAILY, TODAY - timedelta(days=1), open_until=TODAY, today=TODAY)


@pytest.mark.parametrize(("hour", "is_day"), [(6, False), (7, True), (19, True), (20, False)])
def test_nobody_is_mailed_at_night_in_groningen(hour: int, is_day: bool) -> None:
    assert is_daytime(datetime(2026, 11, 22, hour, 30, tzinfo=UTC)) is is_day


@pytest.mark.parametrize("letter", Letter)
def test_letter_has_words_in_both_languages_and_one_link(letter: Letter) -> None:
    assert set(WORDS[letter]) == {"nl", "en"}
    for subject, body in WORDS[letter].values():
        assert subject
        assert body.count("{link}") == 1
