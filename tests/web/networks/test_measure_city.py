"""Measuring the whole city: asked for by who coordinates it, told while it goes on, and closed to everyone else."""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.match_making import find_place
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import make_coordinator
from webapp.models import NetworkRun
from webapp.vocabulary import RunState

URL = "/netwerk/meten"


def answer_of(place: int) -> dict[str, Any]:
    row = {"id": place, "people": 7, "ties": 9, "outward": 0.25, "between": None}
    return {
        "people": 7, "ties": 9, "parts": 2, "largest_share": 0.8, "reach": 3.25, "is_sampled": True, "error": 0.01,
        "neighbourhoods": [row],
    }  # fmt: skip


def done(records: Session, **values: Any) -> None:
    records.execute(update(NetworkRun).values(**values))
    records.commit()


def test_button_asks_for_a_run_and_the_page_tells_how_far_it_is(records: Session, from_the_city: Visitor) -> None:
    page = from_the_city.visit("/netwerk")
    assert "De stad is nog niet gemeten." in page.text
    from_the_city.submit(URL, {}, status=303)
    from_the_city.submit(URL, {}, status=303)
    assert len(records.scalars(select(NetworkRun.id)).all()) == 1
    page = from_the_city.visit("/netwerk")
    assert re.search(r"De meting staat in de wacht sinds \w\w \d+ \w+, \d\d:\d\d\.", page.text)
    assert not page.soup.select("progress")
    done(records, state=RunState.RUNNING, progress=75)
    page = from_the_city.visit("/netwerk")
    assert page.soup.select("progress")[0]["value"] == "75"
    assert page.soup.select("#meting")[0]["hx-trigger"] == "every 2s"
    assert not page.soup.select("form[action='/netwerk/meten']")


def test_answer_stands_on_the_page_in_words_and_figures(records: Session, from_the_city: Visitor) -> None:
    from_the_city.submit(URL, {}, status=303)
    finished = {"finished_at": datetime.now(UTC), "progress": 100}
    done(records, state=RunState.DONE, answer=answer_of(find_place(records, "haren")), **finished)
    page = from_the_city.visit(URL)
    assert "Er staan 7 mensen in de netwerken. Er zijn 9 relaties, ook met groepen en initiatieven." in page.text
    assert "Het valt uiteen in 2 delen. Het grootste deel omvat 80% van alles" in page.text
    assert "Iemand bereikt gemiddeld ongeveer 3 anderen" in page.text
    assert [cell.get_text(strip=True) for cell in page.soup.select("tbody tr th, tbody tr td")][:3] == [
        "Haren",
        "7",
        "25%",
    ]
    assert "geschat uit een steekproef" in page.text
    assert not page.soup.select("form[action='/netwerk/meten']")


def test_run_that_failed_can_be_asked_for_again(records: Session, from_the_city: Visitor) -> None:
    from_the_city.submit(URL, {}, status=303)
    done(records, state=RunState.FAILED)
    assert "niet gelukt" in from_the_city.visit(URL).text
    from_the_city.submit(URL, {}, status=303)
    assert len(records.scalars(select(NetworkRun.id)).all()) == 2


def test_part_is_fetched_alone_while_it_goes_on(records: Session, from_the_city: Visitor) -> None:
    from_the_city.submit(URL, {}, status=303)
    part = from_the_city.client.get(URL, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<div")
    assert "in de wacht" in part


def test_run_that_waits_is_taken_back_and_one_that_began_is_not(records: Session, from_the_city: Visitor) -> None:
    from_the_city.submit(URL, {}, status=303)
    from_the_city.submit(URL, {"terug": "1"}, status=303)
    assert records.scalars(select(NetworkRun.id)).all() == []
    assert "De stad is nog niet gemeten." in from_the_city.visit("/netwerk").text
    from_the_city.submit(URL, {}, status=303)
    done(records, state=RunState.RUNNING, progress=20)
    assert not from_the_city.visit(URL).soup.select("button[name='terug']")
    from_the_city.submit(URL, {"terug": "1"}, status=303)
    assert len(records.scalars(select(NetworkRun.id)).all()) == 1


def test_one_of_something_is_told_as_one(records: Session, from_the_city: Visitor) -> None:
    from_the_city.submit(URL, {}, status=303)
    answer = answer_of(find_place(records, "haren")) | {"people": 1, "ties": 1, "reach": 1.0, "parts": 1}
    done(records, state=RunState.DONE, answer=answer, finished_at=datetime.now(UTC), progress=100)
    text = from_the_city.visit(URL).text
    assert "Er staat 1 mens in de netwerken. Er is 1 relatie" in text
    assert "gemiddeld ongeveer 1 ander in" in text


def test_who_coordinates_one_neighbourhood_has_nothing_to_do_with_it(records: Session, sign_in: SignIn) -> None:
    somebody = sign_in(make_coordinator(records, find_place(records, "haren")).id)
    somebody.visit(URL, status=404)
    somebody.submit(URL, {}, status=404)
    assert records.scalars(select(NetworkRun.id)).all() == []
