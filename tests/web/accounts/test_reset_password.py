from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.accounts.signing_in import (
    OTHER_PASSWORD,
    PASSWORD,
    PASSWORD_PAGE,
    RESET_PAGE,
    SENT_PAGE,
    SPENT,
    Site,
    actions,
    at_once,
    copy_of,
    count,
    digits_on,
    errors_of,
    give_password,
    is_signed_in,
    last_link,
    later,
    mailed_link,
    make_neighbour,
    make_staff,
    posting,
    sign_in_fully,
    wrong,
)
from tests.web.conftest import Visitor
from webapp.models import Account, AccountSession, EmailLink
from webapp.vocabulary import AuditAction

EMAIL = "staf@example.nl"
NEW = {"new_password": OTHER_PASSWORD}


@pytest.fixture
def account_id(records: Session) -> int:
    return make_staff(records, EMAIL)


@pytest.fixture
def path(account_id: int, records: Session, visitor: Visitor) -> str:
    return mailed_link(visitor, records, EMAIL, page=RESET_PAGE)


def test_new_password_works_and_the_old_one_does_not(
    records: Session, account_id: int, path: str, visitor: Visitor
) -> None:
    page = visitor.submit(path, NEW, status=303)
    assert page.response.headers["Location"] == f"{PASSWORD_PAGE}?gewijzigd=1"
    assert not is_signed_in(visitor)
    assert (AuditAction.PASSWORD_CHANGED, account_id) in actions(records)

    give_password(visitor, EMAIL, PASSWORD, status=422)
    sign_in_fully(visitor, EMAIL, OTHER_PASSWORD)
    assert is_signed_in(visitor)


def test_new_password_signs_out_everywhere(path: str, visitor: Visitor, app: Flask, records: Session) -> None:
    elsewhere, other = Visitor(app.test_client()), Visitor(app.test_client())
    make_staff(records, "ander@example.nl")
    sign_in_fully(elsewhere, EMAIL)
    sign_in_fully(other, "ander@example.nl")
    assert is_signed_in(elsewhere)
    visitor.submit(path, NEW, status=303)

    assert not is_signed_in(elsewhere)
    assert is_signed_in(other)


def test_second_step_stays_needed(path: str, visitor: Visitor) -> None:
    visitor.submit(path, NEW, status=303)

    assert give_password(visitor, EMAIL, OTHER_PASSWORD).response.headers["Location"] == "/inloggen/code"


def test_link_works_once_and_half_an_hour(records: Session, path: str, visitor: Visitor) -> None:
    with later(minutes=31):
        visitor.visit(path, status=410)
        visitor.submit(path, NEW, status=410)
    with later(minutes=29):
        visitor.submit(path, NEW, status=303)
        assert SPENT in visitor.visit(path, status=410).text
        visitor.submit(path, {"new_password": PASSWORD}, status=410)


def test_new_password_uses_up_the_other_links_to_it(records: Session, path: str, visitor: Visitor, app: Flask) -> None:
    second = mailed_link(Visitor(app.test_client()), records, EMAIL, page=RESET_PAGE)
    to_sign_in = mailed_link(visitor, records, EMAIL)
    visitor.visit(second)
    visitor.submit(path, NEW, status=303)

    visitor.visit(second, status=410)
    visitor.visit(to_sign_in)


def test_opening_and_a_refused_password_do_not_use_the_link_up(path: str, visitor: Visitor) -> None:
    visitor.visit(path)
    visitor.client.head(path)
    page = visitor.submit(path, {"new_password": "wachtwoord123"}, status=422)
    assert "new_password" in errors_of(page)

    visitor.submit(path, NEW, status=303)


@pytest.mark.parametrize("known", [True, False])
def test_without_a_password_there_is_nothing_to_renew(records: Session, visitor: Visitor, *, known: bool) -> None:
    if known:
        make_neighbour(records, "link@example.nl")
    path = mailed_link(visitor, records, "link@example.nl", page=RESET_PAGE)
    for page in (visitor.visit(path), visitor.submit(path, NEW)):
        assert "Er is geen wachtwoord om te vernieuwen" in page.soup.h1.text
        assert page.soup.select_one("[name=new_password]") is None

    assert count(records, Account, Account.email == "link@example.nl", Account.password_hash.is_not(None)) == 0
    assert count(records, EmailLink, EmailLink.used_at.is_not(None)) == 0
    give_password(visitor, "link@example.nl", OTHER_PASSWORD, status=422)


def test_another_browser_gives_the_digits(path: str, visitor: Visitor, app: Flask) -> None:
    digits, other = digits_on(visitor.visit(SENT_PAGE)), Visitor(app.test_client())
    assert other.visit(path).soup.select_one("[name=digits]") is not None
    assert visitor.visit(path).soup.select_one("[name=digits]") is None
    for given in ({}, {"digits": wrong(digits, 1)}):
        page = other.submit(path, {**NEW, **given}, status=422)
        assert "digits" in errors_of(page)
        assert OTHER_PASSWORD not in page.response.text
    give_password(other, EMAIL, OTHER_PASSWORD, status=422)

    other.submit(path, {**NEW, "digits": digits}, status=303)


def test_five_wrong_guesses_use_the_link_up(site: Site) -> None:
    with site.owner() as owner:
        make_staff(owner, EMAIL)
    visitor, thief = site.visitor(), site.visitor()
    visitor.submit(RESET_PAGE, {"email": EMAIL}, status=303)
    digits = digits_on(visitor.visit(SENT_PAGE))
    with site.owner() as owner:
        path = last_link(owner)
    thief.submit(path, {"new_password": "wachtwoord123", "digits": wrong(digits, 9)}, status=422)  # not a guess yet
    for number in range(1, 6):
        thief.submit(path, {**NEW, "digits": wrong(digits, number)}, status=422)

    thief.submit(path, {**NEW, "digits": digits}, status=410)
    visitor.submit(path, NEW, status=410)


def test_of_two_who_use_a_link_at_once_one_is_heard(site: Site) -> None:
    with site.owner() as owner:
        make_staff(owner, EMAIL)
    visitor = site.visitor()
    visitor.submit(RESET_PAGE, {"email": EMAIL}, status=303)
    with site.owner() as owner:
        path = last_link(owner)

    assert at_once(*(posting(copy_of(visitor, site), path, **NEW) for _ in range(2))) == [303, 410]


@pytest.mark.parametrize(
    "password",
    [
        "",
        "kort",
        "elftekens12",
        " " * 14,
        "x" * 201,
        "aaaaaaaaaaaaaaaa",
        "wachtwoord123",
        "stafexample",
        "Staf-2026-staf",
    ],
)
def test_password_that_is_guessed_quickly_is_refused(path: str, visitor: Visitor, password: str) -> None:
    page = visitor.submit(path, {"new_password": password}, status=422)

    assert "new_password" in errors_of(page)
    assert not page.soup.find(id="new_password").get("value")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {}}, 422),
        ({"data": {"new_password": "a\x00" * 20}}, 400),
        ({"data": {"new_password": "x" * 900_000}}, 422),
        ({"data": {"new_password": "x" * 2_000_000}}, 413),
        ({"json": NEW}, 422),
        ({"data": {"new_password": ["kort", OTHER_PASSWORD]}}, 422),
    ],
)
def test_bad_input_is_refused(records: Session, path: str, visitor: Visitor, sent: dict[str, Any], status: int) -> None:
    assert visitor.client.post(path, **sent).status_code == status
    assert list(records.scalars(select(EmailLink.used_at))) == [None]
    assert count(records, AccountSession) == 0


def test_tokens_that_are_none_are_dead_links(visitor: Visitor) -> None:
    visitor.visit(f"{RESET_PAGE}/{'x' * 43}", status=410)
    visitor.submit(f"{RESET_PAGE}/{'x' * 43}", NEW, status=410)
