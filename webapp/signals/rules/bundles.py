"""What holds for bundles: how many signals make one, what a body is asked and answers, and what follows."""

from collections.abc import Sequence
from datetime import date, timedelta

from webapp.errors import BadInput, DomainError
from webapp.signals.rules.raising import check_reason
from webapp.vocabulary import BodyAnswer, BundleState

FEWEST = 2
"""Fewer signals than this are no bundle: a body is asked about what several saw."""
SHORTEST_TITLE, TITLE_LENGTH = 3, 120
ABOUT_LENGTH = 2000
QUESTION_LENGTH = 1000
ANSWER_LENGTH = 2000
SHORTEST_STEP, STEP_LENGTH = 3, 300
FARTHEST = timedelta(days=730)
"""No meeting or step is planned further ahead."""
LATELY = timedelta(days=30)
"""How long an answer counts as new, for who tells it on in the neighbourhood."""

ENDED = (BundleState.ANSWERED, BundleState.CLOSED)


def state_after(outcomes: Sequence[BodyAnswer | None]) -> BundleState:
    """How far a bundle has come, by what came of its agenda items, the latest answer last; None waits for one."""
    if not outcomes:
        return BundleState.BUNDLED
    if None in outcomes or outcomes[-1] == BodyAnswer.ASKED_AGAIN:
        return BundleState.PUT
    return BundleState.ANSWERED


def check_title(title: str) -> None:
    """Refuse a title that is none. Raises `BadInput` `bundle_title`."""
    if not SHORTEST_TITLE <= len(title) <= TITLE_LENGTH:
        raise BadInput("bundle_title", least=SHORTEST_TITLE, most=TITLE_LENGTH)


def check_about(about: str) -> None:
    """Refuse too many words. Raises `BadInput` `bundle_about_long`."""
    if len(about) > ABOUT_LENGTH:
        raise BadInput("bundle_about_long", most=ABOUT_LENGTH)


def check_count(signals: int) -> None:
    """Refuse a bundle of one, or of none. Raises `BadInput` `bundle_of_one`."""
    if signals < FEWEST:
        raise BadInput("bundle_of_one", least=FEWEST)


def check_open(state: BundleState) -> None:
    """Refuse to change a bundle that is closed. Raises `DomainError` `bundle_is_closed`."""
    if state == BundleState.CLOSED:
        raise DomainError("bundle_is_closed")


def check_split(moved: int, of: int) -> None:
    """Refuse to split off one, or to leave one. Raises `BadInput` `bundle_of_one`, `bundle_left_with_one`."""
    check_count(moved)
    check_left(of - moved)


def check_left(left: int) -> None:
    """Refuse to leave a bundle of one. Raises `BadInput` `bundle_left_with_one`."""
    if left < FEWEST:
        raise BadInput("bundle_left_with_one", least=FEWEST)


def check_meeting(meeting_on: date, *, today: date) -> None:
    """Refuse a meeting that was, or is years away. Raises `BadInput` `meeting_past`, `meeting_far`."""
    if meeting_on < today:
        raise BadInput("meeting_past")
    if meeting_on > today + FARTHEST:
        raise BadInput("meeting_far")


def check_question(question: str) -> None:
    """Refuse to ask nothing, or a book. Raises `BadInput` `question_missing`, `question_long`."""
    if not question:
        raise BadInput("question_missing")
    if len(question) > QUESTION_LENGTH:
        raise BadInput("question_long", most=QUESTION_LENGTH)


def check_answer(answer: str, answered_on: date, *, put_on: date, today: date) -> None:
    """Refuse an answer without words, or of a day that cannot be.

    Raises `BadInput` `answer_missing`, `answer_long`, `answer_later`, `answer_before_question`.
    """
    if not answer:
        raise BadInput("answer_missing")
    if len(answer) > ANSWER_LENGTH:
        raise BadInput("answer_long", most=ANSWER_LENGTH)
    if answered_on > today:
        raise BadInput("answer_later")
    if answered_on < put_on:
        raise BadInput("answer_before_question")


def check_step(words: str, due_on: date, *, today: date) -> None:
    """Refuse a step that says nothing, or of another time. Raises `BadInput` `step_words`, `step_past`, `step_far`."""
    if not SHORTEST_STEP <= len(words) <= STEP_LENGTH:
        raise BadInput("step_words", least=SHORTEST_STEP, most=STEP_LENGTH)
    if due_on < today:
        raise BadInput("step_past")
    if due_on > today + FARTHEST:
        raise BadInput("step_far")


def check_closing(state: BundleState, reason: str, *, waits: bool) -> None:
    """Refuse to close what is closed, or while a body is still to answer.

    Raises `DomainError` `bundle_is_closed`, `bundle_waits`, and `BadInput` as `check_reason` does.
    """
    check_open(state)
    if waits:
        raise DomainError("bundle_waits")
    check_reason(reason)


def check_reopening(state: BundleState, *, is_merged: bool) -> None:
    """Refuse to open what is open, or has gone into another. Raises `DomainError` `bundle_stays`."""
    if state != BundleState.CLOSED or is_merged:
        raise DomainError("bundle_stays")
