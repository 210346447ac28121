"""The feed of a neighbourhood, which other calendars read."""

from datetime import time, timedelta

from icalendar import Calendar
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_content, make_initiative
from tests.web.conftest import Visitor
from webapp.initiatives.actions import set_state
from webapp.models import Initiative
from webapp.vocabulary import InitiativeLayer, InitiativeState, Reach

WEEKLY = {
    "starts_on": TODAY + timedelta(days=2),
    "starts_at": time(18),
    "minutes": 90,
    "rrule": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630",
}


def put(session: Session, title: str = "Soep", **changes: object) -> Initiative:
    made = make_initiative(session, make_content(title, **changes), on=TODAY)
    session.commit()
    return made


def test_feed_holds_what_the_month_holds(records: Session, visitor: Visitor) -> None:
    soup = put(records, **WEEKLY)
    put(records, "Overal", reach=Reach.CITY, lon=None, lat=None, starts_on=TODAY + timedelta(days=2))
    put(records, "Altijd")
    put(records, "KANARIE", layer=InitiativeLayer.MISSIONARY, faith="KANARIE", starts_on=TODAY)
    answer = visitor.client.get("/agenda/selwerd.ics")
    events = {str(each["summary"]): each for each in Calendar.from_ical(answer.data).walk("vevent")}

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert set(events) == {"Soep", "Overal"}
    assert events["Soep"]["uid"] == f"initiatief-{soup.id}@127.0.0.1"
    assert events["Soep"]["url"] == "http://127.0.0.1:8050/initiatieven/soep"
    assert events["Soep"]["status"] == "CONFIRMED"
    assert "FREQ=WEEKLY" in events["Soep"]["rrule"].to_ical().decode()


def test_feed_is_the_same_bytes_until_something_changes(records: Session, visitor: Visitor) -> None:
    put(records, **WEEKLY)
    first = visitor.client.get("/agenda/selwerd.ics")
    same = visitor.client.get("/agenda/selwerd.ics", headers={"If-None-Match": first.headers["ETag"]})
    put(records, "Stamppot", **WEEKLY)
    changed = visitor.client.get("/agenda/selwerd.ics", headers={"If-None-Match": first.headers["ETag"]})

    assert same.status_code == 304
    assert changed.status_code == 200
    assert b"Stamppot" in changed.data


def test_what_rests_is_cancelled_and_what_ended_is_gone(records: Session, visitor: Visitor) -> None:
    rests, ended = put(records, "Rust", **WEEKLY), put(records, "Voorbij", **WEEKLY)
    set_state(records, rests, InitiativeState.PAUSED, by=None, today=TODAY, now=rests.changed_at)
    set_state(records, ended, InitiativeState.ENDED, by=None, today=TODAY, now=ended.changed_at)
    records.commit()
    (event,) = Calendar.from_ical(visitor.client.get("/agenda/selwerd.ics").data).walk("vevent")

    assert (str(event["summary"]), event["status"]) == ("Rust", "CANCELLED")
    assert visitor.client.get("/initiatieven/voorbij.ics").status_code == 404
    assert "ligt even stil" in visitor.visit("/wijken/selwerd/agenda").text


def test_hostile_words_stay_words_in_a_calendar(records: Session, visitor: Visitor) -> None:
    title = "Soep\\; BEGIN:VEVENT <b>${a}`"
    put(records, title, **WEEKLY, description="Regel\r\nEND:VEVENT\r\nBEGIN:VEVENT")
    events = Calendar.from_ical(visitor.client.get("/agenda/selwerd.ics").data).walk("vevent")

    assert [str(each["summary"]) for each in events] == [title]
    assert title in visitor.visit("/wijken/selwerd/agenda").text
