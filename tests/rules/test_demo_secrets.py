import re

import pyotp

from webapp.accounts.credentials import is_guessable
from webapp.accounts.demo import demo_password, demo_totp_secret
from webapp.accounts.rules import PASSWORD_LENGTH


def test_secrets_follow_from_the_installations_own() -> None:
    for secret_of in (demo_password, demo_totp_secret):
        assert secret_of("one", "a@example.nl") == secret_of("one", "A@example.nl")
        assert secret_of("one", "a@example.nl") != secret_of("two", "a@example.nl")
        assert secret_of("one", "a@example.nl") != secret_of("one", "b@example.nl")


def test_password_is_as_good_as_one_that_somebody_chooses() -> None:
    password = demo_password("one", "a@example.nl")

    assert re.fullmatch(r"[a-z2-7]{4}(-[a-z2-7]{4}){3}", password)
    assert len(password) >= PASSWORD_LENGTH[0]
    assert not is_guessable(password, ["a@example.nl"])


def test_totp_secret_is_one_that_an_app_takes() -> None:
    secret = demo_totp_secret("one", "a@example.nl")

    assert len(pyotp.TOTP(secret).byte_secret()) == 20
