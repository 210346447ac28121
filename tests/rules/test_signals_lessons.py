"""What a lesson says, what is chosen of signals and lessons, and signals over time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.conftest import TODAY
from webapp.errors import BadInput
from webapp.signals.rules import trends
from webapp.signals.rules.filters import (
    LessonFilters,
    Sort,
    WorkFilters,
    bundle_state,
    lesson_filters,
    work_filters,
)
from webapp.signals.rules.lessons import LessonSource, LessonWords, check_lesson, source_of
from webapp.vocabulary import BundleState, SignalState

LESSON = LessonWords("Vaste tijden", "We zaten er elke week.", "Mensen kwamen.", 1, TODAY)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": "ab"}, "lesson_title"),
        ({"title": "x" * 121}, "lesson_title"),
        ({"what_was_done": ""}, "lesson_done_missing"),
        ({"what_came_of_it": ""}, "lesson_result_missing"),
        ({"what_came_of_it": "x" * 2001}, "lesson_words_long"),
        ({"learned_on": TODAY + timedelta(days=1)}, "lesson_not_yet"),
        ({"bundle_id": 1, "campaign_id": 1}, "lesson_sources"),
    ],
)
def test_lesson_that_says_too_little_or_cannot_be_is_refused(changed: dict[str, object], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_lesson(replace(LESSON, **changed), today=TODAY)
    assert refused.value.code == code
    check_lesson(replace(LESSON, bundle_id=1), today=TODAY)


def test_lesson_tells_what_it_came_from() -> None:
    assert source_of(1, None, None) == LessonSource.BUNDLE
    assert source_of(None, 1, None) == LessonSource.CAMPAIGN
    assert source_of(None, None, 1) == LessonSource.INITIATIVE
    assert source_of(None, None, None) == LessonSource.HAND


def test_address_chooses_signals_and_is_made_again_of_the_choice() -> None:
    args = {"stand": "put", "thema": "schulden", "wijk": "selwerd", "zoek": " lang  wachten ", "volgorde": "oud"}
    found = work_filters({**args, "pagina": "3"})
    assert found == WorkFilters(SignalState.PUT, "schulden", "selwerd", "lang wachten", Sort.OLDEST, 3)
    assert found.to_args() == args | {"zoek": "lang wachten"}
    assert work_filters({}).to_args() == {}


def test_address_chooses_lessons_and_is_made_again_of_the_choice() -> None:
    args = {"zoek": "soep", "thema": "schulden", "wijk": "selwerd", "bron": "bundle"}
    found = lesson_filters(args)
    assert found == LessonFilters("soep", "schulden", "selwerd", LessonSource.BUNDLE, 1)
    assert found.to_args() == args
    assert lesson_filters({}).to_args() == {}


@pytest.mark.parametrize("args", [{"stand": "weg"}, {"volgorde": "raar"}, {"zoek": "x" * 81}])
def test_choice_of_signals_that_is_none_is_refused(args: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        work_filters(args)


def test_choice_of_lessons_or_bundles_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput):
        lesson_filters({"bron": "hoorzeggen"})
    with pytest.raises(BadInput):
        bundle_state({"stand": "raised"})
    assert bundle_state({"stand": "closed"}) == BundleState.CLOSED
    assert bundle_state({}) is None


def test_trend_counts_whole_quarters_up_to_now() -> None:
    assert trends.since(date(2026, 11, 22), 1) == date(2026, 1, 1)
    assert trends.since(date(2026, 2, 1), 2) == date(2024, 4, 1)
    days = list(trends.quarters(date(2025, 8, 3), date(2026, 4, 1)))
    assert days == [date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1)]


def test_quarter_without_signals_is_none_for_who_reads_them_and_not_told_to_others() -> None:
    counts = {date(2026, 7, 1): 6}
    first, today = date(2026, 7, 1), date(2026, 11, 22)
    exact = trends.series(counts, first=first, today=today, is_exact=True)
    told = trends.series(counts, first=first, today=today, is_exact=False)
    assert [(each.number, each.raised) for each in exact] == [(3, 6), (4, 0)]
    assert [each.raised for each in told] == [6, None]
    assert trends.has_line(exact)
    assert not trends.has_line(told)
    assert not trends.has_line(trends.series({}, first=first, today=today, is_exact=True))


def test_most_come_first() -> None:
    counts = [trends.Count("B", "b", 2), trends.Count("C", "c", 5), trends.Count("A", "a", 2)]
    assert [each.name for each in trends.most_first(counts)] == ["C", "A", "B"]
