"""Signed addresses in mails: one agrees to news, one ends it. No account is needed, and nothing is kept of them."""

from collections.abc import Sequence

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

CONFIRM_SECONDS = 7 * 24 * 3600
"""How long an address to agree with works; the wish itself is kept no longer."""

MOST_NUMBERS = 50
_CONFIRM, _STOP = "following.confirm", "following.stop"


def with_language(url: str, language: str) -> str:
    """An address in a mail, whose page is in the language of the mail."""
    return url if language == "nl" else f"{url}?taal={language}"


def confirm_token(secret: str, number: int) -> str:
    """What agrees to one subscription, within a week."""
    return str(URLSafeTimedSerializer(secret, _CONFIRM).dumps(number))


def read_confirm_token(secret: str, token: str) -> int | None:
    """The number of the subscription; None for a token that is too old or not ours."""
    try:
        found = URLSafeTimedSerializer(secret, _CONFIRM).loads(token, max_age=CONFIRM_SECONDS)
    except BadData:
        return None
    return found if isinstance(found, int) else None


def stop_token(secret: str, numbers: Sequence[int]) -> str:
    """What ends subscriptions, for ever: those that one mail is about."""
    return str(URLSafeSerializer(secret, _STOP).dumps(sorted(numbers)[:MOST_NUMBERS]))


def read_stop_token(secret: str, token: str) -> tuple[int, ...] | None:
    """The numbers of the subscriptions; None for a token that is not ours."""
    try:
        found = URLSafeSerializer(secret, _STOP).loads(token)
    except BadData:
        return None
    return tuple(each for each in found if isinstance(each, int)) if isinstance(found, list) else None
