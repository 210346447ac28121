import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn import zxcvbn

from tests.factories import property_test
from webapp.accounts import credentials
from webapp.accounts.credentials import (
    check_hash,
    check_password,
    hash_password,
    is_guessable,
    is_outdated,
    new_check_digits,
    new_recovery_codes,
    new_totp_secret,
    qr_svg,
    recovery_hash,
    totp_uri,
    used_step,
)
from webapp.accounts.demo import demo_password, demo_totp_secret

PASSWORD = "kievit lantaarn soepel dakgoot"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
KEY = b"k" * 32
NOW = datetime(2026, 11, 22, 12, 0, 10, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30


def test_password_is_hashed_with_argon2id_and_a_salt() -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    parameters = extract_parameters(first)

    assert first != second
    assert parameters.type is Type.ID
    # OWASP Password Storage Cheat Sheet: at least 19 MiB and two passes, or 46 MiB and one
    assert parameters.memory_cost >= 47_104
    assert parameters.time_cost >= 2
    assert check_password(PASSWORD, first)
    assert not check_password(PASSWORD + " ", first)
    assert not is_outdated(first)


@pytest.mark.parametrize("kept", [None, "", "geen hash", "$argon2id$v=19$m=8,t=1,p=1$YWJjZGVmZ2g$kapot"])
@pytest.mark.parametrize("password", ["", PASSWORD, "\U0001f984", "\ud800"])
def test_nothing_fits_where_there_is_no_hash(password: str, kept: str | None) -> None:
    if password == "\ud800":
        password = password.encode("utf-8", "replace").decode()
    assert not check_password(password, kept)


def test_comparing_with_nobodys_hash_costs_what_any_costs() -> None:
    made = credentials._nobodys_hash()

    assert extract_parameters(made) == extract_parameters(hash_password("x"))
    assert made != credentials._nobodys_hash()
    assert not is_outdated(made)


@pytest.mark.parametrize(
    ("password", "own_words"),
    [
        ("aaaaaaaaaaaa", []),
        ("qwertyuiop123", []),
        ("welkom123456", []),
        ("wachtwoord123", []),
        ("missie050missie050", []),
        ("Missie050-2026!", []),
        ("groningen2026!", []),
        ("fennaproef12", ["Fenna Proef"]),
        ("FennaProef2026", ["Fenna Proef"]),
        ("Fenna-Proef-1990!", ["Fenna Proef"]),
        ("Fenna Proef 2026", ["Fenna Proef"]),
        ("proeffenna1234", ["Fenna Proef"]),
        ("f3nn@pr03f2026", ["Fenna Proef"]),
        ("jan.devries2026", ["jan.devries@example.nl"]),
        ("Jan.DeVries@Example.nl", ["jan.devries@example.nl"]),
        ("fenna+[proef", ["fenna+[proef"]),
        ("", []),
    ],
)
def test_is_guessed_quickly(password: str, own_words: list[str]) -> None:
    assert is_guessable(password, own_words)


@pytest.mark.parametrize(
    ("password", "own_words"),
    [
        (PASSWORD, ["Fenna Proef", "fenna@example.nl"]),
        ("kievit fenna soepel dakgoot", ["Fenna Proef"]),
        ("xK9#vQ2!mW7z", []),
        ("drie de vogels op het dak met jan", ["Jan de Vries"]),
    ],
)
def test_is_not_guessed_quickly(password: str, own_words: list[str]) -> None:
    assert not is_guessable(password, own_words)


def test_text_that_keeps_the_estimator_busy_is_made_simpler(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def note(text: str, user_inputs: list[str]) -> object:
        asked.append(text)
        return zxcvbn(text, user_inputs)

    monkeypatch.setattr(credentials, "zxcvbn", note)
    is_guessable("4@({[<691!|$5+7" * 6, [])
    is_guessable("P@ssw0rd-1984!", [])

    assert all(len(text) <= 72 for text in asked)
    assert not set("@{[<9!|$+") & set(asked[0])
    assert asked[1] == "P@ssw0rd-1984!"


@pytest.mark.parametrize("drift", range(-3, 4))
def test_code_of_the_step_and_its_neighbours_is_right(drift: int) -> None:
    code = pyotp.TOTP(SECRET).generate_otp(STEP + drift)

    assert used_step(SECRET, code, now=NOW, last_step=None) == (STEP + drift if abs(drift) <= 1 else None)


def test_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, for SHA-1 and its last six digits
    at = datetime.fromtimestamp(1111111109, UTC)
    assert used_step(SECRET, "081804", now=at, last_step=None) == 1111111109 // 30


def test_code_is_right_once() -> None:
    code = pyotp.TOTP(SECRET).generate_otp(STEP)

    assert used_step(SECRET, code, now=NOW, last_step=STEP - 1) == STEP
    assert used_step(SECRET, code, now=NOW, last_step=STEP) is None
    assert used_step(SECRET, code, now=NOW + timedelta(seconds=30), last_step=STEP) is None


@given(st.text(max_size=12))
@property_test()
def test_text_that_is_no_code_is_wrong(code: str) -> None:
    right = {pyotp.TOTP(SECRET).generate_otp(STEP + drift) for drift in (-1, 0, 1)}
    assert (used_step(SECRET, code, now=NOW, last_step=None) is not None) == (code in right)


def test_secret_and_its_picture() -> None:
    secret = new_totp_secret()
    uri = totp_uri(secret, "fenna proef@example.nl")

    assert len(secret) == 32
    assert secret != new_totp_secret()
    assert uri.startswith("otpauth://totp/Missie050:fenna%20proef%40example.nl?")
    assert f"secret={secret}" in uri
    assert qr_svg(uri).startswith("data:image/svg+xml")
    assert "style" not in qr_svg(uri)


def test_recovery_codes_are_ten_that_differ() -> None:
    codes = new_recovery_codes()

    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}", code) for code in codes)


@pytest.mark.parametrize("typed", ["abcde-12345", "ABCDE-12345", " abcde 12345 ", "abcde12345", "a b c d e 1 2 3 4 5"])
def test_recovery_code_may_be_typed_in_many_ways(typed: str) -> None:
    assert recovery_hash(typed, key=KEY, account_id=1) == recovery_hash("abcde-12345", key=KEY, account_id=1)


def test_recovery_code_belongs_to_one_account_and_key() -> None:
    made = recovery_hash("abcde-12345", key=KEY, account_id=1)

    assert made != recovery_hash("abcde-12345", key=KEY, account_id=2)
    assert made != recovery_hash("abcde-12345", key=b"l" * 32, account_id=1)
    assert made != recovery_hash("abcde-12346", key=KEY, account_id=1)


def test_digits_are_four_and_belong_to_one_link() -> None:
    assert all(re.fullmatch(r"[0-9]{4}", new_check_digits()) for _ in range(50))
    assert len({new_check_digits() for _ in range(50)}) > 10
    assert check_hash("1234", key=KEY, token_hash=b"a") != check_hash("1234", key=KEY, token_hash=b"b")
    assert check_hash("1234", key=KEY, token_hash=b"a") != check_hash("1235", key=KEY, token_hash=b"a")


def test_demonstration_secrets_follow_from_the_installation() -> None:
    email = "beheer@example.nl"
    password, secret = demo_password("sleutel", email), demo_totp_secret("sleutel", email)

    assert (password, secret) == (demo_password("sleutel", email.upper()), demo_totp_secret("sleutel", email))
    assert password not in (demo_password("andere", email), demo_password("sleutel", "x@example.nl"))
    assert secret not in (demo_totp_secret("andere", email), demo_totp_secret("sleutel", "x@example.nl"))
    assert not is_guessable(password, [email])
