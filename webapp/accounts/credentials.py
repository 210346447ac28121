"""Passwords (argon2id), codes of an authenticator app (TOTP), recovery codes: thin words around libraries for each."""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime
from itertools import combinations
from math import prod

import pyotp
import segno
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from webapp.accounts.rules import CHECK_DIGITS, PASSWORD_SCORE, RECOVERY_CODES, TOTP_DRIFT, TOTP_SECONDS

ISSUER = "Missie050"
_HASHER = PasswordHasher()
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
"""Letters and digits that nobody mistakes for another (Crockford's base 32)."""

SALT_AND_HASH_BYTES = (16, 32)
SITE_WORDS = ("missie050", "missie", "kwartiermakers", "groningen", "wachtwoord")
"""What somebody would try first here."""

GUESSED_LENGTH = 72
OWN_WORDS_LENGTH = 80
TELLING_LENGTH = 3
"""Shorter words, such as "de", stand in any sentence."""

LOOKALIKES = ("4@", "({[<", "69", "1!|", "1|7", "$5", "+7")
"""Signs that zxcvbn takes for one letter each; it tries every combination of those in a text, seconds on end."""

MOST_READINGS = 12
ONE_LOOKALIKE = str.maketrans("@{[<9!|$+", "4(((61157")


def hash_password(password: str) -> str:
    """The argon2id hash to keep, with the library's own parameters (RFC 9106, low memory)."""
    return _HASHER.hash(password)


def check_password(password: str, kept: str | None) -> bool:
    """Whether the password is right; takes as long when there is none to compare with."""
    try:
        return _HASHER.verify(kept or _nobodys_hash(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def is_guessable(password: str, own_words: list[str]) -> bool:
    """Whether somebody who tries the usual ones, or the person's own words, would find it."""
    # zxcvbn takes long over long texts, and 72 characters say enough
    text, known = password[:GUESSED_LENGTH], [*SITE_WORDS, *_as_typed(own_words)]
    if _score(text, known) < PASSWORD_SCORE:
        return True
    # own words give nothing away only when what stands around them would do by itself
    telling = sorted((re.escape(word) for word in known if len(word) >= TELLING_LENGTH), key=len, reverse=True)
    around = re.sub("|".join(telling), "", text, flags=re.IGNORECASE)
    return around != text and _score(around, known) < PASSWORD_SCORE


def _score(text: str, known: list[str]) -> int:
    if not text:
        return 0
    if prod(max(1, sum(sign in text for sign in signs)) for signs in LOOKALIKES) > MOST_READINGS:
        text = text.translate(ONE_LOOKALIKE)
    return int(zxcvbn(text, user_inputs=known)["score"])


def _as_typed(own_words: list[str]) -> list[str]:
    """The words of names and addresses apart, and as people run them together in a password."""
    found = [words for each in own_words if (words := re.findall(r"\w+", each.lower()[:OWN_WORDS_LENGTH]))]
    runs = ["".join(words[start:end]) for words in found for start, end in combinations(range(len(words) + 1), 2)]
    return list(dict.fromkeys(run for run in runs if len(run) > 1))


def new_totp_secret() -> str:
    """A secret for an authenticator app, in base 32."""
    return pyotp.random_base32()


def totp_uri(secret: str, email: str) -> str:
    """What the QR code says."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def qr_svg(text: str) -> str:
    """A QR code as an SVG document, without styles, to be shown as a picture."""
    return str(segno.make(text, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff"))


def used_step(secret: str, code: str, *, now: datetime, last_step: int | None) -> int | None:
    """The 30-second step that a right code belongs to; None when it is wrong, or was used before (RFC 6238, 5.2)."""
    totp = pyotp.TOTP(secret, interval=TOTP_SECONDS)
    step = int(now.timestamp()) // TOTP_SECONDS
    for candidate in range(step - TOTP_DRIFT, step + TOTP_DRIFT + 1):
        fits = hmac.compare_digest(totp.generate_otp(candidate).encode(), code.encode("utf-8", "surrogatepass"))
        if fits and (last_step is None or candidate > last_step):
            return candidate
    return None


def new_recovery_codes() -> list[str]:
    """Codes for who lost the app: 50 random bits each, in two groups of five."""
    made = ("".join(secrets.choice(_CROCKFORD) for _ in range(10)) for _ in range(RECOVERY_CODES))
    return [f"{code[:5]}-{code[5:]}" for code in made]


def recovery_hash(code: str, *, key: bytes, account_id: int) -> bytes:
    """What is kept of a recovery code: a keyed hash, so that the database alone gives nothing to guess at."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hmac.new(key, f"recovery:{account_id}:{plain}".encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def new_check_digits() -> str:
    """Digits that the browser shows that asked for a link."""
    return "".join(secrets.choice("0123456789") for _ in range(CHECK_DIGITS))


def check_hash(digits: str, *, key: bytes, token_hash: bytes) -> bytes:
    """What is kept of check digits."""
    return hmac.new(key, b"check:" + token_hash + digits.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def _nobodys_hash() -> str:
    """A hash that fits no password, and takes as long to compare with as any; made without computing one."""
    salt, digest = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in SALT_AND_HASH_BYTES)
    costs = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"
