from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.web.accounts.signing_in import (
    CHANGE_PASSWORD_PAGE,
    OTHER_PASSWORD,
    PASSWORD,
    SECURITY_PAGE,
    actions,
    count,
    errors_of,
    give_password,
    is_signed_in,
    later,
    make_neighbour,
    make_staff,
    token_of,
)
from tests.web.conftest import SignIn, Visitor
from webapp.models import Account
from webapp.vocabulary import AuditAction

EMAIL = "staf@example.nl"
FILLED = {"password": PASSWORD, "new_password": OTHER_PASSWORD}


@pytest.fixture
def account_id(records: Session) -> int:
    return make_staff(records, EMAIL)


def test_password_is_changed_and_only_this_browser_stays_signed_in(
    records: Session, account_id: int, sign_in: SignIn, visitor: Visitor
) -> None:
    here, there = sign_in(account_id), sign_in(account_id)
    token = token_of(here)
    page = here.submit(CHANGE_PASSWORD_PAGE, FILLED, status=303)

    assert page.response.headers["Location"] == f"{SECURITY_PAGE}?bewaard=1"
    assert [is_signed_in(each) for each in (here, there)] == [True, False]
    assert token_of(here) != token
    assert (AuditAction.PASSWORD_CHANGED, account_id) in actions(records)
    give_password(visitor, EMAIL, PASSWORD, status=422)
    give_password(visitor, EMAIL, OTHER_PASSWORD)


def test_wrong_password_changes_nothing(account_id: int, sign_in: SignIn, visitor: Visitor) -> None:
    here, there = sign_in(account_id), sign_in(account_id)
    page = here.submit(CHANGE_PASSWORD_PAGE, {**FILLED, "password": "niet mijn wachtwoord"}, status=422)

    assert errors_of(page) == {"password": "Dit is niet je wachtwoord."}
    assert "niet mijn wachtwoord" not in page.response.text
    assert OTHER_PASSWORD not in page.response.text
    assert [is_signed_in(each) for each in (here, there)] == [True, True]
    give_password(visitor, EMAIL, PASSWORD)


@pytest.mark.parametrize("password", ["", "kort", "hinkestaf1234", "StafHinke2026", "stafexamplenl", "qwertyuiop123"])
def test_password_that_is_guessed_quickly_is_refused(account_id: int, sign_in: SignIn, password: str) -> None:
    page = sign_in(account_id).submit(CHANGE_PASSWORD_PAGE, {**FILLED, "new_password": password}, status=422)

    assert list(errors_of(page)) == ["new_password"]


def test_who_signs_in_by_link_cannot_get_a_password_here(records: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_neighbour(records))
    for given in ({**FILLED, "password": "x"}, FILLED, {**FILLED, "password": ""}):
        browser.submit(CHANGE_PASSWORD_PAGE, given, status=422)

    assert count(records, Account, Account.email == "proefbuur@example.nl", Account.password_hash.is_not(None)) == 0


def test_ten_wrong_tries_in_a_quarter_of_an_hour_are_enough(account_id: int, sign_in: SignIn) -> None:
    browser = sign_in(account_id)
    for _ in range(10):
        browser.submit(CHANGE_PASSWORD_PAGE, {"password": "x"}, status=422)
    page = browser.submit(CHANGE_PASSWORD_PAGE, FILLED, status=429)
    assert PASSWORD not in page.response.text
    assert OTHER_PASSWORD not in page.response.text

    with later(minutes=16):
        browser.submit(CHANGE_PASSWORD_PAGE, FILLED, status=303)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {}}, 422),
        ({"data": {**FILLED, "password": "a\x00"}}, 400),
        ({"data": {**FILLED, "password": "x" * 900_000}}, 422),
        ({"data": {**FILLED, "new_password": "x" * 900_000}}, 422),
        ({"data": {**FILLED, "new_password": "x" * 2_000_000}}, 413),
        ({"json": FILLED}, 422),
    ],
)
def test_bad_input_is_refused(account_id: int, sign_in: SignIn, sent: dict[str, Any], status: int) -> None:
    browser = sign_in(account_id)

    assert browser.client.post(CHANGE_PASSWORD_PAGE, **sent).status_code == status
    assert is_signed_in(browser)


def test_visitor_is_sent_to_sign_in(visitor: Visitor, app: Flask) -> None:
    visitor.visit(CHANGE_PASSWORD_PAGE, status=303)
    page = visitor.submit(CHANGE_PASSWORD_PAGE, FILLED, status=401)
    assert PASSWORD not in page.response.text
    assert OTHER_PASSWORD not in page.response.text
