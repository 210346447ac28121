"""Initiatives on the start page and on the page of a neighbourhood."""

from datetime import time, timedelta

import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_content, make_initiative, make_task
from tests.web.conftest import Visitor
from tests.web.statements import counted
from webapp.initiatives.actions import set_state
from webapp.vocabulary import InitiativeLayer, InitiativeState, Reach


def line(visitor: Visitor, path: str) -> str:
    found = visitor.visit(path).soup.select_one(".listing-line")
    assert found is not None
    return " ".join(found.get_text(" ").split())


def test_start_page_says_how_many_and_leads_to_them(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Soep"), on=TODAY)
    make_initiative(records, make_content("Overal", reach=Reach.CITY, lon=None, lat=None), on=TODAY)
    make_initiative(records, make_content("Alpha", layer=InitiativeLayer.MISSIONARY, faith="Alpha"), on=TODAY)
    records.commit()
    page = visitor.visit("/")

    assert line(visitor, "/").startswith("2 initiatieven")
    assert page.soup.select_one('.listing-line a[href="/initiatieven"]') is not None
    assert page.soup.select_one("[data-points-toggle][checked]") is not None


def test_start_page_without_any_asks_for_one(visitor: Visitor) -> None:
    assert "Meld je initiatief" in line(visitor, "/")


def test_start_page_follows_a_change_at_once(records: Session, visitor: Visitor) -> None:
    made = make_initiative(records, make_content("Soep"), on=TODAY)
    records.commit()
    before = line(visitor, "/")
    set_state(records, made, InitiativeState.ENDED, by=None, today=TODAY, now=made.changed_at)
    records.commit()

    assert before.startswith("1 initiatief")
    assert "Meld je initiatief" in line(visitor, "/")


def test_past_date_tells_what_stood_there_then_and_asks_the_map_for_that(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Oud"), on=TODAY - timedelta(days=60))
    make_initiative(records, make_content("Vers"), on=TODAY)
    records.commit()
    day = TODAY - timedelta(days=30)
    page = visitor.visit(f"/?op={day}")

    assert line(visitor, f"/?op={day}") == "1 initiatief stond toen op de kaart."
    asked = page.soup.select_one("[data-points-now]")
    assert asked is not None
    assert f"op={day}" in str(asked["data-points-now"])
    assert page.soup.select_one("[data-points]")["data-points-query"] == asked["data-points-now"]  # type: ignore[index]  # it is there


def test_neighbourhood_tells_what_happens_there(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Soep", tasks=(make_task(),), starts_on=TODAY), on=TODAY)
    make_initiative(records, make_content("In Beijum", lon=6.5905, lat=53.2445), on=TODAY)
    records.commit()
    page = visitor.visit("/wijken/selwerd")

    assert [each.get_text(strip=True) for each in page.soup.select(".listing__title")] == ["Soep"]
    assert "Helpen met koken" in page.text
    for path in ("/wijken/selwerd/agenda", "/volgen?wijk=selwerd", "/initiatieven/nieuw"):
        assert page.soup.select_one(f'a[href="{path}"]') is not None, path


def test_what_is_over_today_no_longer_stands_first_in_a_neighbourhood(
    app: Flask, records: Session, visitor: Visitor
) -> None:
    daily = {"minutes": 60, "rrule": "FREQ=DAILY;UNTIL=20270630"}
    make_initiative(records, make_content("Ontbijt", starts_on=TODAY, starts_at=time(8), **daily), on=TODAY)
    make_initiative(records, make_content("Avondeten", starts_on=TODAY, starts_at=time(18), **daily), on=TODAY)
    records.commit()

    def titles(at: str) -> list[str]:
        with time_machine.travel(f"{TODAY}T{at}:00+01:00", tick=False):
            page = visitor.visit("/wijken/selwerd")
        return [each.get_text(strip=True) for each in page.soup.select(".listing__title")]

    assert titles("07:30") == ["Ontbijt", "Avondeten"]
    assert titles("12:00") == ["Avondeten", "Ontbijt"]


def test_neighbourhood_without_any_asks_for_one(visitor: Visitor) -> None:
    assert "Er is in Selwerd nog niets gemeld" in visitor.visit("/wijken/selwerd").text


def test_looking_back_shows_nothing_to_take_part_in(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Soep"), on=TODAY)
    records.commit()
    page = visitor.visit("/wijken/selwerd?op=2021-06-01")

    assert page.soup.select_one("#gebeurt-kop") is None
    assert "Soep" not in page.text


def test_page_of_a_neighbourhood_needs_no_more_statements_for_more(
    records: Session, app: Flask, visitor: Visitor
) -> None:
    def sent() -> int:
        visitor.visit("/wijken/selwerd")
        with counted(app) as statements:
            visitor.visit("/wijken/selwerd")
        return len([each for each in statements if each.startswith("SELECT")])

    make_initiative(records, make_content("Soep", tasks=(make_task(),), starts_on=TODAY), on=TODAY)
    records.commit()
    small = sent()
    for number in range(20):
        make_initiative(records, make_content(f"Soep {number}", tasks=(make_task(),), starts_on=TODAY), on=TODAY)
    records.commit()

    assert sent() == small
