"""The calendar of a neighbourhood, month by month, and as other calendars read it."""

from datetime import time, timedelta

import pytest
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


def days(visitor: Visitor, query: str = "") -> dict[str, list[str]]:
    page = visitor.visit(f"/wijken/selwerd/agenda{query}")
    return {
        str(day.select_one("time")["datetime"]): [each.get_text(strip=True) for each in day.select("a")]  # type: ignore[index]
        for day in page.soup.select(".agenda__day")
    }


def test_month_shows_every_time_and_the_whole_city_too(records: Session, visitor: Visitor) -> None:
    put(records, **WEEKLY)
    put(records, "Overal", reach=Reach.CITY, lon=None, lat=None, starts_on=TODAY + timedelta(days=2))
    put(records, "In Beijum", lon=6.5905, lat=53.2445, starts_on=TODAY)
    put(records, "Altijd")

    assert days(visitor) == {"2026-11-24": ["Overal", "Soep"]}
    assert list(days(visitor, "?maand=2026-12")) == [f"2026-12-{day:02}" for day in (1, 8, 15, 22, 29)]
    assert days(visitor, "?maand=2027-07") == {}


def test_months_lead_to_each_other_as_far_as_there_are_any(visitor: Visitor) -> None:
    page = visitor.visit("/wijken/selwerd/agenda?maand=2026-12")

    assert page.soup.select_one('a[rel="prev"]')["href"] == "/wijken/selwerd/agenda?maand=2026-11"  # type: ignore[index]
    assert page.soup.select_one('a[rel="next"]')["href"] == "/wijken/selwerd/agenda?maand=2027-01"  # type: ignore[index]
    assert visitor.visit("/wijken/selwerd/agenda?maand=1900-01").soup.select_one('a[rel="prev"]') is None
    assert visitor.visit("/wijken/selwerd/agenda?maand=2200-12").soup.select_one('a[rel="next"]') is None


@pytest.mark.parametrize("month", ["2026-13", "nu", "1850-01"])
def test_month_that_is_none_is_refused(visitor: Visitor, month: str) -> None:
    visitor.visit(f"/wijken/selwerd/agenda?maand={month}", status=400)


def test_unknown_neighbourhood_has_no_calendar(visitor: Visitor) -> None:
    visitor.visit("/wijken/selwerdd/agenda", status=404)
    assert visitor.client.get("/agenda/selwerdd.ics").status_code == 404


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


def test_one_initiative_has_a_feed_when_it_has_days(records: Session, visitor: Visitor) -> None:
    put(records, **WEEKLY)
    put(records, "Altijd")
    answer = visitor.client.get("/initiatieven/soep.ics")
    (event,) = Calendar.from_ical(answer.data).walk("vevent")

    assert str(event["summary"]) == "Soep"
    assert event["geo"].to_ical().startswith("53.2327")
    assert visitor.client.get("/initiatieven/soep.ics").data == answer.data
    assert visitor.client.get("/initiatieven/altijd.ics").status_code == 404


def test_hostile_words_stay_words_in_a_calendar(records: Session, visitor: Visitor) -> None:
    title = "Soep\\; BEGIN:VEVENT <b>${a}`"
    put(records, title, **WEEKLY, description="Regel\r\nEND:VEVENT\r\nBEGIN:VEVENT")
    events = Calendar.from_ical(visitor.client.get("/agenda/selwerd.ics").data).walk("vevent")

    assert [str(each["summary"]) for each in events] == [title]
    assert title in visitor.visit("/wijken/selwerd/agenda").text
