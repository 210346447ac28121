"""How long a message is kept, and what a notice of it says."""

import hmac
from datetime import date, timedelta
from hashlib import sha256

KEPT_DAYS = 90
MESSAGE_LENGTH = (10, 2000)

SAME_WITHIN = timedelta(minutes=10)
"""The same words from the same address to the same neighbourhood within this time are one message, sent twice."""


def fingerprint(secret: bytes, neighbourhood_id: int, *, reply_to: str, body: str) -> bytes:
    """By what a message is known again: 32 bytes, from which nobody without the secret learns what it said."""
    whole = hmac.new(secret, digestmod=sha256)
    for part in (b"contact", str(neighbourhood_id).encode(), reply_to.lower().encode(), body.encode()):
        # its length first: else two messages could be one when their parts are put behind each other
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.digest()


def erase_on(today: date) -> date:
    """The day on which a message of today is erased."""
    return today + timedelta(days=KEPT_DAYS)
