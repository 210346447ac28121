"""The feed of one initiative."""

from datetime import time, timedelta

from icalendar import Calendar
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_content, make_initiative
from tests.web.conftest import Visitor
from webapp.models import Initiative

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
        str(day.select_one("time")["datetime"]): [each.get_text(strip=True) for each in day.select("a")]  # type: ignore[index]  # it is there
        for day in page.soup.select(".agenda__day")
    }


def test_one_initiative_has_a_feed_when_it_has_days(records: Session, visitor: Visitor) -> None:
    put(records, **WEEKLY)
    put(records, "Altijd")
    answer = visitor.client.get("/initiatieven/soep.ics")
    (event,) = Calendar.from_ical(answer.data).walk("vevent")

    assert str(event["summary"]) == "Soep"
    assert event["geo"].to_ical().startswith("53.2327")
    assert visitor.client.get("/initiatieven/soep.ics").data == answer.data
    assert visitor.client.get("/initiatieven/altijd.ics").status_code == 404
