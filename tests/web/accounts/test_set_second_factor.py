import base64

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import key_file
from tests.web.accounts.signing_in import (
    APP_PAGE,
    CODE_PAGE,
    OWN_PAGE,
    PASSWORD_PAGE,
    actions,
    code_of_now,
    codes_on,
    count,
    errors_of,
    give_password,
    is_signed_in,
    later,
    mailed_link,
    make_neighbour,
    make_staff,
    secret_on,
)
from tests.web.conftest import Visitor
from webapp.encryption import read_key_ring
from webapp.models import Account, RecoveryCode
from webapp.vocabulary import AuditAction

EMAIL = "staf@example.nl"


@pytest.fixture
def account_id(records: Session) -> int:
    return make_staff(records, EMAIL, with_app=False)


@pytest.fixture
def waiting(account_id: int, visitor: Visitor) -> Visitor:
    """Somebody who gave the password, and has no app yet."""
    give_password(visitor, EMAIL)
    return visitor


def test_page_shows_a_secret_as_picture_and_in_letters(waiting: Visitor) -> None:
    page = waiting.visit(APP_PAGE)

    assert len(base64.b32decode(secret_on(page))) == 20
    assert page.soup.select_one("img[src^='data:image/svg+xml']")["alt"]
    assert secret_on(waiting.visit(APP_PAGE)) == secret_on(page)
    assert page.response.headers["Cache-Control"] == "no-store"


def test_right_code_sets_the_app_signs_in_and_shows_recovery_codes(
    records: Session, account_id: int, waiting: Visitor
) -> None:
    secret = secret_on(waiting.visit(APP_PAGE))
    page = waiting.submit(APP_PAGE, {"code": code_of_now(secret=secret)})

    assert len(set(codes_on(page))) == 10
    assert page.response.headers["Cache-Control"] == "no-store"
    assert is_signed_in(waiting)
    account = records.get_one(Account, account_id)
    ring = read_key_ring(key_file())
    kept = ring.open_sealed(account.totp_secret or b"", table="account", column="totp_secret", row=account_id)
    assert (kept, account.totp_confirmed_at is not None) == (secret, True)
    assert {action for action, _ in actions(records)} == {
        AuditAction.SECOND_FACTOR_SET,
        AuditAction.CHANGED,
        AuditAction.SIGNED_IN,
    }


def test_code_that_set_the_app_does_not_sign_in_again(waiting: Visitor, app: Flask) -> None:
    secret = secret_on(waiting.visit(APP_PAGE))
    code = code_of_now(secret=secret)
    waiting.submit(APP_PAGE, {"code": code})
    other = Visitor(app.test_client())
    assert give_password(other, EMAIL).response.headers["Location"] == CODE_PAGE

    other.submit(CODE_PAGE, {"code": code}, status=422)
    with later(minutes=1):
        other.submit(CODE_PAGE, {"code": code_of_now(secret=secret)}, status=303)


def test_recovery_codes_are_shown_once(records: Session, waiting: Visitor) -> None:
    secret = secret_on(waiting.visit(APP_PAGE))
    shown = codes_on(waiting.submit(APP_PAGE, {"code": code_of_now(secret=secret)}))

    for path in (APP_PAGE, OWN_PAGE, "/mijn/herstelcodes", "/mijn/beveiliging"):
        text = waiting.client.get(path).text
        assert not [code for code in shown if code in text]
    assert count(records, RecoveryCode) == 10


def test_wrong_code_sets_nothing_and_keeps_the_secret(records: Session, account_id: int, waiting: Visitor) -> None:
    secret = secret_on(waiting.visit(APP_PAGE))
    for code in ("", "x", code_of_now(3, secret=secret), code_of_now()):
        page = waiting.submit(APP_PAGE, {"code": code}, status=422)
        assert "code" in errors_of(page)
        assert secret_on(page) == secret
    assert records.get_one(Account, account_id).totp_secret is None
    assert not is_signed_in(waiting)


def test_page_without_a_password_first_leads_back(visitor: Visitor, account_id: int) -> None:
    assert visitor.visit(APP_PAGE, status=303).response.headers["Location"] == PASSWORD_PAGE
    page = visitor.submit(APP_PAGE, {"code": "123456"}, status=303)
    assert page.response.headers["Location"] == PASSWORD_PAGE


def test_secret_that_somebody_else_saw_at_this_browser_is_not_used(
    records: Session, account_id: int, visitor: Visitor
) -> None:
    make_neighbour(records, "link@example.nl")
    visitor.submit(mailed_link(visitor, records, "link@example.nl"), {}, status=303)
    seen = secret_on(visitor.visit("/mijn/app"))
    give_password(visitor, EMAIL)

    assert secret_on(visitor.visit(APP_PAGE)) != seen


def test_page_that_shows_the_codes_can_be_left_by_its_forms(
    account_id: int, visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(visitor, EMAIL)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    shown = visitor.visit(APP_PAGE)
    token = shown.soup.select_one("[name=csrf_token]")["value"]
    visitor.submit(APP_PAGE, {"code": code_of_now(secret=secret_on(shown)), "csrf_token": token})

    visitor.submit("/uitloggen", {"csrf_token": token}, status=400)
    new = visitor.visit(OWN_PAGE).soup.select_one("[name=csrf_token]")["value"]
    visitor.submit("/uitloggen", {"csrf_token": new}, status=303)


def test_app_counts_from_the_moment_that_it_was_confirmed(records: Session, account_id: int, waiting: Visitor) -> None:
    assert list(records.scalars(select(Account.totp_confirmed_at).where(Account.id == account_id))) == [None]
    records.commit()
    secret = secret_on(waiting.visit(APP_PAGE))
    waiting.submit(APP_PAGE, {"code": code_of_now(secret=secret)})
    assert list(records.scalars(select(Account.totp_confirmed_at).where(Account.id == account_id))) != [None]
