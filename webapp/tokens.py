"""Random secrets that are handed out, and what is kept of them."""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """A secret that nobody guesses: 256 random bits, in characters that an address can hold."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> bytes:
    """What the database keeps of a token: a fast hash will do, since there is nothing to guess."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
