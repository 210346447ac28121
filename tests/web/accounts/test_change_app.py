from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.web.accounts.signing_in import (
    CHANGE_APP_PAGE,
    CODE_PAGE,
    PASSWORD,
    actions,
    code_of_now,
    codes_on,
    count,
    errors_of,
    give_password,
    is_signed_in,
    later,
    make_neighbour,
    make_staff,
    secret_on,
    token_of,
)
from tests.web.conftest import SignIn, Visitor
from webapp.models import Account
from webapp.vocabulary import AuditAction

EMAIL = "staf@example.nl"


@pytest.fixture
def account_id(records: Session) -> int:
    return make_staff(records, EMAIL)


def test_new_app_takes_over_and_only_this_browser_stays_signed_in(
    records: Session, account_id: int, sign_in: SignIn, visitor: Visitor
) -> None:
    here, there = sign_in(account_id), sign_in(account_id)
    token, secret = token_of(here), secret_on(here.visit(CHANGE_APP_PAGE))
    page = here.submit(CHANGE_APP_PAGE, {"password": PASSWORD, "code": code_of_now(secret=secret)})

    assert len(codes_on(page)) == 10
    assert page.response.headers["Cache-Control"] == "no-store"
    assert [is_signed_in(each) for each in (here, there)] == [True, False]
    assert token_of(here) != token
    assert (AuditAction.SECOND_FACTOR_SET, account_id) in actions(records)
    with later(minutes=1):
        give_password(visitor, EMAIL)
        visitor.submit(CODE_PAGE, {"code": code_of_now()}, status=422)
        visitor.submit(CODE_PAGE, {"code": code_of_now(secret=secret)}, status=303)


def test_old_recovery_codes_stop_working(account_id: int, sign_in: SignIn, visitor: Visitor) -> None:
    here = sign_in(account_id)
    shown = []
    for minutes in (0, 1):
        with later(minutes=minutes):
            secret = secret_on(here.visit(CHANGE_APP_PAGE))
            sent = {"password": PASSWORD, "code": code_of_now(secret=secret)}
            shown.append(codes_on(here.submit(CHANGE_APP_PAGE, sent)))
    give_password(visitor, EMAIL)

    visitor.submit(CODE_PAGE, {"code": shown[0][0]}, status=422)
    visitor.submit(CODE_PAGE, {"code": shown[1][0]}, status=303)


@pytest.mark.parametrize(("password", "wrong"), [("niet mijn wachtwoord", "password"), (PASSWORD, "code")])
def test_without_password_or_code_nothing_changes(
    records: Session, account_id: int, sign_in: SignIn, password: str, wrong: str
) -> None:
    here, there = sign_in(account_id), sign_in(account_id)
    secret = secret_on(here.visit(CHANGE_APP_PAGE))
    kept = records.get_one(Account, account_id).totp_secret
    records.commit()
    code = code_of_now(secret=secret) if wrong == "password" else code_of_now(5, secret=secret)
    page = here.submit(CHANGE_APP_PAGE, {"password": password, "code": code}, status=422)

    assert list(errors_of(page)) == [wrong]
    assert secret_on(page) == secret
    assert password not in page.response.text
    assert records.get_one(Account, account_id).totp_secret == kept
    assert [is_signed_in(each) for each in (here, there)] == [True, True]


def test_code_of_the_old_app_does_not_do(account_id: int, sign_in: SignIn) -> None:
    here = sign_in(account_id)
    here.visit(CHANGE_APP_PAGE)

    here.submit(CHANGE_APP_PAGE, {"password": PASSWORD, "code": code_of_now()}, status=422)


def test_who_signs_in_by_link_cannot_set_an_app(records: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_neighbour(records))
    secret = secret_on(browser.visit(CHANGE_APP_PAGE))
    browser.submit(CHANGE_APP_PAGE, {"password": PASSWORD, "code": code_of_now(secret=secret)}, status=422)

    assert count(records, Account, Account.email == "proefbuur@example.nl", Account.totp_secret.is_not(None)) == 0


def test_ten_wrong_tries_in_a_quarter_of_an_hour_are_enough(account_id: int, sign_in: SignIn) -> None:
    browser = sign_in(account_id)
    for _ in range(10):
        browser.submit(CHANGE_APP_PAGE, {"password": "", "code": "x"}, status=422)
    browser.submit(CHANGE_APP_PAGE, {"password": PASSWORD, "code": "x"}, status=429)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {}}, 422),
        ({"data": {"password": "a\x00", "code": "1"}}, 400),
        ({"data": {"password": "x" * 900_000, "code": "1"}}, 422),
        ({"data": {"password": PASSWORD, "code": "1" * 900_000}}, 422),
        ({"json": {"password": PASSWORD}}, 422),
    ],
)
def test_bad_input_is_refused(account_id: int, sign_in: SignIn, sent: dict[str, Any], status: int) -> None:
    browser = sign_in(account_id)

    assert browser.client.post(CHANGE_APP_PAGE, **sent).status_code == status
    assert is_signed_in(browser)


def test_visitor_is_sent_to_sign_in(visitor: Visitor, app: Flask) -> None:
    visitor.visit(CHANGE_APP_PAGE, status=303)
    visitor.submit(CHANGE_APP_PAGE, {"password": PASSWORD, "code": "1"}, status=401)
