"""The address in the mail that asks whether an initiative is still right: signed, for one organiser and one asking."""

from dataclasses import dataclass
from datetime import date, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

ANSWERED_WITHIN = timedelta(days=120)
PATH = "/initiatieven/klopt-nog"
_SALT = "klopt-nog"
_PARTS = 3


@dataclass(frozen=True)
class Asking:
    """Which initiative was asked about, of which account, and on what day."""

    initiative_id: int
    account_id: int
    asked_on: date


def make_token(secret_key: str, asking: Asking) -> str:
    """The part of an address by which the asking is known again."""
    made = _serializer(secret_key).dumps([asking.initiative_id, asking.account_id, asking.asked_on.isoformat()])
    return made.decode() if isinstance(made, bytes) else made


def read_token(secret_key: str, token: str, *, today: date) -> Asking | None:
    """What `make_token` wrote; None when somebody else did, or more than 120 days ago."""
    try:
        parts = _serializer(secret_key).loads(token)
    except BadSignature:
        return None
    # signed by us, so of our making: but perhaps by another version of us
    if not isinstance(parts, list) or len(parts) != _PARTS:
        return None
    asking = Asking(int(parts[0]), int(parts[1]), date.fromisoformat(parts[2]))
    return asking if asking.asked_on <= today <= asking.asked_on + ANSWERED_WITHIN else None


def _serializer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_SALT)
