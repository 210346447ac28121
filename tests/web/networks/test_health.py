"""How a network is doing over time, in pictures, words and a table."""

from datetime import date

from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Visitor
from tests.web.statements import counted
from webapp.models import NetworkHealth
from webapp.networks.rules.health import Measure
from webapp.networks.words.health import change_told, measure_words
from webapp.vocabulary import Provenance

PATH = "/werkplek/lewenborg/netwerk/gezondheid"


def stood(records: Session, place: int, on: date, people: int) -> None:
    records.add(
        NetworkHealth(
            neighbourhood_id=place, on_day=on, people=people, groups=2, others=3, ties=people * 2,
            ties_per_person=2.5, density=0.123, reach=0.5, largest_share=0.8, resilience=0.4, alone=1, stale_ties=2,
            begun_ties=4, ended_ties=1, provenance=Provenance.ENTERED,
        )
    )  # fmt: skip
    records.commit()


def test_visitor_goes_to_sign_in(visitor: Visitor) -> None:
    assert visitor.visit(PATH, status=303).response.location.startswith("/inloggen")


def test_somebody_elses_neighbourhood_is_not_there(coordinator: Visitor) -> None:
    coordinator.visit("/werkplek/selwerd/netwerk/gezondheid", status=404)
    assert "Er is nog niets gemeten" in coordinator.visit(PATH).text


def test_lines_words_and_table_tell_the_same(records: Session, coordinator: Visitor, place: int) -> None:
    for on, people in ((date(2026, 8, 1), 10), (date(2026, 9, 1), 12), (date(2026, 11, 1), 19), (TODAY, 20)):
        stood(records, place, on, people)
    page = coordinator.visit(PATH)
    pictures = page.soup.select(".health__picture svg[role=img]")
    assert len(pictures) == 6
    assert pictures[0]["aria-label"] == "Mensen: van 10 naar 20; Relaties: van 20 naar 40."
    # the day that is nearest to three months ago
    assert "We vergelijken met di 1 september 2026." in page.text
    changes = [each.get_text(strip=True) for each in page.soup.select(".health__change")]
    assert changes[0] == "Dat is meer dan op 1 september 2026 (12)."
    assert "Dat is even veel als op 1 september 2026." in changes
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.soup.select("tbody tr")]
    assert [row[:2] for row in rows] == [
        ["22 november 2026", "20"], ["1 november 2026", "19"], ["1 september 2026", "12"], ["1 augustus 2026", "10"],
    ]  # fmt: skip
    assert "12,3%" in rows[0]


def test_one_day_is_told_without_a_picture(records: Session, coordinator: Visitor, place: int) -> None:
    stood(records, place, TODAY, 5)
    page = coordinator.visit(PATH)
    assert not page.soup.select(".health__picture")
    assert len(page.soup.select(".health__chart")) == 6
    assert "Over drie maanden kun je vergelijken." in page.text


def test_days_with_fewer_than_five_people_tell_nothing(records: Session, coordinator: Visitor, place: int) -> None:
    for on, people in ((date(2026, 8, 1), 4), (date(2026, 9, 1), 1), (date(2026, 11, 1), 5), (TODAY, 6)):
        stood(records, place, on, people)
    page = coordinator.visit(PATH)
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.soup.select("tbody tr")]
    assert [len(row) for row in rows] == [14, 14, 2, 2]
    assert rows[2] == ["1 september 2026", "te klein om iets te zeggen"]
    picture = page.soup.select(".health__picture svg")[0]
    assert picture["aria-label"] == "Mensen: van 5 naar 6; Relaties: van 10 naar 12."
    assert not page.soup.select(".health__change")
    assert "Over drie maanden kun je vergelijken." in page.text


def test_a_network_that_is_too_small_now_tells_nothing_of_now(
    records: Session, coordinator: Visitor, place: int
) -> None:
    stood(records, place, date(2026, 8, 1), 9)
    stood(records, place, TODAY, 4)
    page = coordinator.visit(PATH)
    assert not page.soup.select(".health__chart")
    assert "minder dan 5 mensen in het netwerk. Dat is te klein om iets te zeggen." in page.text
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.soup.select("tbody tr")]
    assert [row[1] for row in rows] == ["te klein om iets te zeggen", "9"]


def test_names_of_lines_stand_above_the_picture(records: Session, coordinator: Visitor, place: int) -> None:
    for on in (date(2026, 8, 1), TODAY):
        stood(records, place, on, 12)
    texts = coordinator.visit(PATH).soup.select(".health__picture:first-of-type svg .role-mark text")
    names = [
        float(str(text["transform"]).rstrip(")").split(",")[1])
        for text in texts
        if text.get_text() in ("Mensen", "Relaties")
    ]
    # of the picture itself the top is at 0
    assert len(names) == 2
    assert max(names) < -4


def test_from_the_city_nothing_of_fewer_than_five_people(
    records: Session, coordinator: Visitor, from_the_city: Visitor, place: int
) -> None:
    stood(records, place, TODAY, 4)
    assert "minder dan 5 mensen" in from_the_city.visit(PATH).text
    assert not from_the_city.visit(PATH).soup.select("tbody tr")
    assert coordinator.visit(PATH).soup.select("tbody tr")
    stood(records, place, date(2026, 11, 1), 5)
    assert len(from_the_city.visit(PATH).soup.select("tbody tr")) == 1


def test_statements_do_not_grow_with_the_years(app: Flask, records: Session, coordinator: Visitor, place: int) -> None:
    stood(records, place, TODAY, 6)
    with counted(app) as few:
        coordinator.visit(PATH)
    for month in range(1, 11):
        stood(records, place, date(2026, month, 1), 6)
    with counted(app) as many:
        coordinator.visit(PATH)
    assert len(few) == len(many)


def test_every_measure_has_words_of_its_own(app: Flask) -> None:
    with app.test_request_context():
        told = [measure_words(each) for each in Measure]
        assert len({each.name for each in told}) == len({each.meaning for each in told}) == len(Measure)
        assert all(each.hint.endswith(".") for each in told)
        on = date(2026, 8, 1)
        assert change_told(Measure.REACH, None, 0.5, on) == ""
        assert change_told(Measure.REACH, 0.4, 0.5, on) == "Dat is minder dan op 1 augustus 2026 (50%)."
