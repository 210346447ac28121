"""What stands at the private address of a calendar."""

from datetime import timedelta

from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from tests.volunteer_making import FIRST_MONDAY, every_monday, make_helped, make_helper, sign_up
from tests.web.conftest import SignIn, Visitor
from tests.web.volunteering.addresses import make_address
from webapp.vocabulary import SignupState


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


def test_address_that_nobody_made_is_not_there(visitor: Visitor) -> None:
    visitor.visit(f"/agenda/eigen/{'x' * 43}.ics", status=404)
