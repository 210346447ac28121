"""What holds for a signal: how long its words are, when it was seen, and how far it has come."""

from datetime import date, timedelta

from webapp.errors import BadInput
from webapp.vocabulary import BundleState, SignalState

SHORTEST_WORDS, WORDS_LENGTH = 10, 1000
REASON_LENGTH = 500
OLDEST_SEEN = timedelta(days=365)
PAGE_SIZE = 30


def signal_state(bundle: BundleState | None, closed_on: date | None) -> SignalState:
    """How far a signal has come: as its bundle has, or closed by itself, or only raised [S4]."""
    if bundle is not None:
        return SignalState(bundle.value)
    return SignalState.RAISED if closed_on is None else SignalState.CLOSED


def check_words(words: str) -> None:
    """Refuse words that say nothing, or too much. Raises `BadInput` `signal_words_missing`, `signal_words_long`."""
    if len(words) < SHORTEST_WORDS:
        raise BadInput("signal_words_missing", least=SHORTEST_WORDS)
    if len(words) > WORDS_LENGTH:
        raise BadInput("signal_words_long", most=WORDS_LENGTH)


def check_seen(seen_on: date, *, today: date) -> None:
    """Refuse what is still to be seen, or was over a year ago. Raises `BadInput` `signal_seen_*`."""
    if seen_on > today:
        raise BadInput("signal_seen_later")
    if seen_on < today - OLDEST_SEEN:
        raise BadInput("signal_seen_long_ago")


def check_reason(reason: str) -> None:
    """Refuse to end something without telling why. Raises `BadInput` `signal_reason_missing`, `signal_reason_long`."""
    if not reason:
        raise BadInput("signal_reason_missing")
    if len(reason) > REASON_LENGTH:
        raise BadInput("signal_reason_long", most=REASON_LENGTH)
