"""The private address of one's own calendar: shown once, renewed, revoked; and what stands there."""

from datetime import timedelta

from flask import Flask
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.volunteer_making import FIRST_MONDAY, every_monday, make_helped, make_helper, sign_up
from tests.web.conftest import SignIn, Visitor
from webapp.models import CalendarFeed
from webapp.tokens import hash_of
from webapp.vocabulary import SignupState

PAGE = "/mijn/agenda"


def make_address(browser: Visitor) -> str:
    """The path of a new address, as the page shows it once."""
    page = browser.submit(PAGE, {"doe": "maken"})
    address = str(page.soup.find(id="agenda-adres")["value"])
    assert address.startswith("http://127.0.0.1:8050/agenda/eigen/")
    assert page.response.headers["Cache-Control"] == "no-store"
    return address.removeprefix("http://127.0.0.1:8050")


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


def test_feed_holds_the_tasks_of_its_owner_on_their_days(app: Flask, records: Session, sign_in: SignIn) -> None:
    helper, other = make_helper(records), make_helper(records)
    _, task = make_helped(records, needed=5, each_time=True, rhythm=every_monday())
    _, undated = make_helped(records, title="Zonder dag")
    mine = sign_up(records, task, helper.id, on_day=FIRST_MONDAY)
    sign_up(records, task, helper.id, on_day=FIRST_MONDAY + timedelta(weeks=1), state=SignupState.WAITING)
    sign_up(records, task, helper.id, on_day=FIRST_MONDAY + timedelta(weeks=2), state=SignupState.CANCELLED)
    sign_up(records, task, other.id, on_day=FIRST_MONDAY, slot=2)
    sign_up(records, undated, helper.id)
    path = make_address(sign_in(helper.id))

    # a calendar asks without signing in
    response = app.test_client().get(path)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    (event,) = Calendar.from_ical(response.data).walk("VEVENT")
    assert event["uid"] == f"taak-{mine.id}@127.0.0.1"
    assert event["summary"] == "Helpen met koken: Samen eten in Selwerd"
    assert event["dtstart"].dt.isoformat() == "2026-11-23T10:00:00+01:00"
    assert event["dtend"].dt.isoformat() == "2026-11-23T12:00:00+01:00"
    assert event["location"] == "Eikenlaan"


def test_feed_is_its_owners_whoever_is_signed_in(records: Session, sign_in: SignIn) -> None:
    helper, other = make_helper(records), make_helper(records)
    _, task = make_helped(records, each_time=True, rhythm=every_monday())
    sign_up(records, task, helper.id, on_day=FIRST_MONDAY)
    path = make_address(sign_in(helper.id))

    response = sign_in(other.id).client.get(path)

    assert len(Calendar.from_ical(response.data).walk("VEVENT")) == 1


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


def test_address_that_nobody_made_is_not_there(visitor: Visitor) -> None:
    visitor.visit(f"/agenda/eigen/{'x' * 43}.ics", status=404)
