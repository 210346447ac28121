"""What whoever raised a signal is mailed: each thing that became of it once, and one mail a day at most."""

from datetime import date

from webapp.vocabulary import SignalState

UNTOLD = "raised"
"""The standing of a signal about which nothing was told."""


def standing(state: SignalState, item_id: int | None, item_day: date | None) -> str:
    """A code of how a signal stands, which changes when there is news.

    `item_id` and `item_day` are of the agenda item that it is about: the meeting, or the day of the answer.
    """
    if state in (SignalState.PUT, SignalState.ANSWERED) and item_id is not None:
        return f"{state.value}-{item_id}-{item_day or ''}"
    return state.value


def is_news(told: str, now: str) -> bool:
    """Whether somebody is to be mailed: it stands otherwise than they were told, and it is not back where it began."""
    return now not in (told, UNTOLD)
