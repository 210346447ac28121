"""The calendar of a neighbourhood, month by month, and as other calendars read it."""

from datetime import time, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_content, make_initiative
from tests.web.conftest import Visitor
from webapp.models import Initiative
from webapp.vocabulary import Reach

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


def test_month_shows_every_time_and_the_whole_city_too(records: Session, visitor: Visitor) -> None:
    put(records, **WEEKLY)
    put(records, "Overal", reach=Reach.CITY, lon=None, lat=None, starts_on=TODAY + timedelta(days=2))
    put(records, "In Beijum", lon=6.5905, lat=53.2445, starts_on=TODAY)
    put(records, "Altijd")

    assert days(visitor) == {"2026-11-24": ["Overal", "Soep"]}
    assert list(days(visitor, "?maand=2026-12")) == [f"2026-12-{day:02}" for day in (1, 8, 15, 22, 29)]
    assert days(visitor, "?maand=2027-07") == {}


def test_days_that_have_been_are_folded_away_where_there_are_others(records: Session, visitor: Visitor) -> None:
    put(records, **(WEEKLY | {"starts_on": TODAY - timedelta(days=19)}))

    def dates(month: str, choose: str) -> list[str]:
        found = visitor.visit(f"/wijken/selwerd/agenda?maand={month}").soup.select(f"{choose} time")
        return [str(each["datetime"]) for each in found]

    now = visitor.visit("/wijken/selwerd/agenda").soup
    folded = now.select_one("details.agenda-past")
    assert folded is not None
    assert not folded.has_attr("open")
    assert folded.select_one("summary").get_text(strip=True) == "3 dagen die al zijn geweest"  # type: ignore[union-attr]  # it is there
    assert dates("2026-11", ".agenda-past") == ["2026-11-03", "2026-11-10", "2026-11-17"]
    assert dates("2026-11", "main > .agenda") == ["2026-11-24"]
    assert dates("2026-12", ".agenda-past") == []
    assert len(dates("2026-12", "main > .agenda")) == 5


def test_month_in_which_everything_has_been_is_not_folded(records: Session, visitor: Visitor) -> None:
    put(records, starts_on=TODAY - timedelta(days=5))

    assert visitor.visit("/wijken/selwerd/agenda").soup.select_one("details.agenda-past") is None
    assert days(visitor) == {"2026-11-17": ["Soep"]}


def test_months_lead_to_each_other_as_far_as_there_are_any(visitor: Visitor) -> None:
    page = visitor.visit("/wijken/selwerd/agenda?maand=2026-12")

    assert page.soup.select_one('a[rel="prev"]')["href"] == "/wijken/selwerd/agenda?maand=2026-11"  # type: ignore[index]  # it is there
    assert page.soup.select_one('a[rel="next"]')["href"] == "/wijken/selwerd/agenda?maand=2027-01"  # type: ignore[index]  # it is there
    assert visitor.visit("/wijken/selwerd/agenda?maand=1900-01").soup.select_one('a[rel="prev"]') is None
    assert visitor.visit("/wijken/selwerd/agenda?maand=2200-12").soup.select_one('a[rel="next"]') is None


@pytest.mark.parametrize("month", ["2026-13", "nu", "1850-01"])
def test_month_that_is_none_is_refused(visitor: Visitor, month: str) -> None:
    visitor.visit(f"/wijken/selwerd/agenda?maand={month}", status=400)


def test_unknown_neighbourhood_has_no_calendar(visitor: Visitor) -> None:
    visitor.visit("/wijken/selwerdd/agenda", status=404)
    assert visitor.client.get("/agenda/selwerdd.ics").status_code == 404
