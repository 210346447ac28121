from flask import Flask
from sqlalchemy.orm import Session

from tests.web.accounts.signing_in import (
    CODE_PAGE,
    PASSWORD_PAGE,
    actions,
    count,
    give_password,
    is_signed_in,
    make_neighbour,
    make_staff,
    token_of,
)
from tests.web.conftest import SignIn, Visitor
from webapp.models import AccountSession
from webapp.vocabulary import AuditAction

PATH = "/uitloggen"


def test_signing_out_ends_this_session_and_no_other(records: Session, sign_in: SignIn, app: Flask) -> None:
    account_id = make_neighbour(records)
    here, there = sign_in(account_id), sign_in(account_id)
    token = token_of(here)
    page = here.submit(PATH, {}, status=303)

    assert page.response.headers["Location"] == "/"
    assert token_of(here) is None
    assert count(records, AccountSession) == 1
    stolen = Visitor(app.test_client())
    stolen.client.set_cookie("missie050", str(token))
    assert [is_signed_in(each) for each in (here, stolen, there)] == [False, False, True]
    assert actions(records) == [(AuditAction.SIGNED_OUT, account_id)]


def test_asking_for_the_page_changes_nothing(records: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_neighbour(records))
    page = browser.visit(PATH)

    assert page.soup.select_one(f'form[action="{PATH}"] button').text.strip() == "Log uit"
    assert browser.client.head(PATH).status_code == 200
    assert is_signed_in(browser)


def test_who_is_not_signed_in_is_told_so(records: Session, visitor: Visitor) -> None:
    assert "Je bent uitgelogd" in visitor.visit(PATH).soup.h1.text
    assert visitor.submit(PATH, {}, status=303).response.headers["Location"] == "/"
    assert actions(records) == []


def test_nothing_stays_behind_in_the_browser(records: Session, visitor: Visitor) -> None:
    make_neighbour(records)
    visitor.submit("/inloggen", {"email": "proefbuur@example.nl"}, status=303)
    assert visitor.client.get_cookie("session") is not None
    visitor.submit(PATH, {}, status=303)

    assert visitor.client.get_cookie("session") is None
    visitor.visit("/inloggen/verstuurd", status=303)


def test_half_a_sign_in_ends_too(records: Session, visitor: Visitor) -> None:
    make_staff(records)
    give_password(visitor, "staf@example.nl")
    visitor.visit(CODE_PAGE)
    visitor.submit(PATH, {}, status=303)

    assert visitor.visit(CODE_PAGE, status=303).response.headers["Location"] == PASSWORD_PAGE
    assert count(records, AccountSession) == 0
