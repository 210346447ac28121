"""How far a bundle has come, and what it, a body or a next step may be asked."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.conftest import TODAY
from webapp.errors import BadInput, DomainError
from webapp.signals.rules import bundles as rules
from webapp.vocabulary import BodyAnswer, BundleState

YES, NO, AGAIN = BodyAnswer.ANSWERED, BodyAnswer.REFUSED, BodyAnswer.ASKED_AGAIN


def refusal(rule: Callable[[], object]) -> str:
    """The code with which a rule refuses."""
    with pytest.raises(DomainError) as refused:
        rule()
    return refused.value.code


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([], BundleState.BUNDLED),
        ([None], BundleState.PUT),
        ([YES], BundleState.ANSWERED),
        ([NO], BundleState.ANSWERED),
        ([AGAIN], BundleState.PUT),
        ([AGAIN, YES], BundleState.ANSWERED),
        ([YES, None], BundleState.PUT),
    ],
)
def test_state_follows_from_what_bodies_answered(outcomes: list[BodyAnswer | None], state: BundleState) -> None:
    assert rules.state_after(outcomes) == state


def test_bundle_of_one_is_none() -> None:
    assert refusal(lambda: rules.check_count(1)) == "bundle_of_one"
    assert refusal(lambda: rules.check_left(1)) == "bundle_left_with_one"
    assert refusal(lambda: rules.check_split(1, 4)) == "bundle_of_one"
    assert refusal(lambda: rules.check_split(3, 4)) == "bundle_left_with_one"
    rules.check_split(2, 4)


@pytest.mark.parametrize("title", ["", "ab", "x" * 121])
def test_bundle_has_a_title(title: str) -> None:
    assert refusal(lambda: rules.check_title(title)) == "bundle_title"
    rules.check_title("Wachten")


def test_bundle_that_is_closed_stays_as_it_is() -> None:
    assert refusal(lambda: rules.check_open(BundleState.CLOSED)) == "bundle_is_closed"
    rules.check_open(BundleState.ANSWERED)
    assert refusal(lambda: rules.check_about("x" * 2001)) == "bundle_about_long"
    rules.check_about("x" * 2000)


@pytest.mark.parametrize(("days", "code"), [(-1, "meeting_past"), (731, "meeting_far")])
def test_meeting_is_ahead_and_not_years_away(days: int, code: str) -> None:
    assert refusal(lambda: rules.check_meeting(TODAY + timedelta(days=days), today=TODAY)) == code
    rules.check_meeting(TODAY, today=TODAY)


def test_body_is_asked_something() -> None:
    assert refusal(lambda: rules.check_question("")) == "question_missing"
    assert refusal(lambda: rules.check_question("x" * 1001)) == "question_long"
    rules.check_question("Kan dat?")


@pytest.mark.parametrize(
    ("words", "day", "code"),
    [
        ("", TODAY, "answer_missing"),
        ("x" * 2001, TODAY, "answer_long"),
        ("Ja", TODAY + timedelta(days=1), "answer_later"),
        ("Ja", TODAY - timedelta(days=11), "answer_before_question"),
    ],
)
def test_answer_has_words_and_a_day_that_can_be(words: str, day: date, code: str) -> None:
    put_on = TODAY - timedelta(days=10)
    assert refusal(lambda: rules.check_answer(words, day, put_on=put_on, today=TODAY)) == code
    rules.check_answer("Ja", put_on, put_on=put_on, today=TODAY)


@pytest.mark.parametrize(
    ("words", "days", "code"), [("", 1, "step_words"), ("Bellen", -1, "step_past"), ("Bellen", 731, "step_far")]
)
def test_step_says_something_and_is_ahead(words: str, days: int, code: str) -> None:
    assert refusal(lambda: rules.check_step(words, TODAY + timedelta(days=days), today=TODAY)) == code
    rules.check_step("Bellen", TODAY, today=TODAY)


def test_bundle_closes_with_a_reason_once_no_body_is_to_answer() -> None:
    assert refusal(lambda: rules.check_closing(BundleState.CLOSED, "Klaar", waits=False)) == "bundle_is_closed"
    assert refusal(lambda: rules.check_closing(BundleState.PUT, "Klaar", waits=True)) == "bundle_waits"
    with pytest.raises(BadInput):
        rules.check_closing(BundleState.ANSWERED, "", waits=False)
    rules.check_closing(BundleState.ANSWERED, "Klaar", waits=False)


def test_only_a_bundle_that_was_closed_by_itself_opens_again() -> None:
    assert refusal(lambda: rules.check_reopening(BundleState.PUT, is_merged=False)) == "bundle_stays"
    assert refusal(lambda: rules.check_reopening(BundleState.CLOSED, is_merged=True)) == "bundle_stays"
    rules.check_reopening(BundleState.CLOSED, is_merged=False)
