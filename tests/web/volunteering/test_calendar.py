"""The private address of one's own calendar: shown once, renewed, revoked."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.volunteer_making import make_helper
from tests.web.conftest import SignIn
from tests.web.volunteering.addresses import PAGE, make_address
from webapp.models import CalendarFeed
from webapp.tokens import hash_of


def test_address_is_shown_once_and_kept_as_a_hash(records: Session, sign_in: SignIn) -> None:
    helper = make_helper(records)
    browser = sign_in(helper.id)
    assert "Maak een adres" in browser.visit(PAGE).text
    path = make_address(browser)

    page = browser.visit(PAGE)

    token = path.removeprefix("/agenda/eigen/").removesuffix(".ics")
    assert token not in page.response.get_data(as_text=True)
    assert "Je maakte een adres op" in page.text
    kept = records.scalars(select(CalendarFeed)).one()
    assert (kept.account_id, kept.token_hash) == (helper.id, hash_of(token))


def test_new_address_ends_the_old_one_and_stopping_ends_both(app: Flask, records: Session, sign_in: SignIn) -> None:
    browser, calendar = sign_in(make_helper(records).id), app.test_client()
    first = make_address(browser)
    assert calendar.get(first).status_code == 200
    second = make_address(browser)
    assert [calendar.get(path).status_code for path in (first, second)] == [404, 200]

    page = browser.submit(PAGE, {"doe": "stoppen"}, status=303)

    assert "Het adres werkt niet meer." in browser.visit(page.response.headers["Location"]).text
    assert calendar.get(second).status_code == 404
    browser.submit(PAGE, {"doe": "stoppen"}, status=303)
