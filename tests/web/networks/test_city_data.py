"""The data of the map of the city's networks: kept by version, and of nobody."""

import json
from typing import Any

from sqlalchemy.orm import Session

from tests.network_making import make_tie
from tests.web.conftest import Visitor
from tests.web.networks.city import a_town, publish
from webapp.vocabulary import TieKind

URL = "/kaart/netwerk.geojson"


def features(visitor: Visitor, query: str = "") -> list[dict[str, Any]]:
    answer = visitor.client.get(URL + query)
    assert (answer.status_code, answer.mimetype) == (200, "application/geo+json")
    found: list[dict[str, Any]] = json.loads(answer.data)["features"]
    return found


def test_networks_are_points_and_links_are_lines(visitor: Visitor, records: Session) -> None:
    a_town(records)
    found = features(visitor)
    points = {each["properties"]["slug"]: each["properties"] for each in found if each["geometry"]["type"] == "Point"}
    lines = [each["properties"] for each in found if each["geometry"]["type"] == "LineString"]
    assert points["haren"] == {"slug": "haren", "name": "Haren", "people": 5, "ties": 5}
    # of Meerstad, with two people, nothing, as of where there is nobody
    assert set(points) == {"haren", "reitdiep"}
    personal = [each for each in lines if each["ties"] is not None]
    assert personal == [{"one": "haren", "other": "reitdiep", "people": 10, "ties": 5, "shared": 0}]
    assert lines == personal


def test_answer_stays_the_same_when_a_network_changes_until_it_is_published(visitor: Visitor, records: Session) -> None:
    town = a_town(records)
    first = visitor.client.get(URL)
    again = visitor.client.get(URL, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    for person in town.reitdiep:
        make_tie(records, town.haren[3], person, kind=TieKind.HELPS)
    publish(records)
    again = visitor.client.get(URL, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["ETag"]) == (304, first.headers["ETag"])
    publish(records, anew=True)
    assert visitor.client.get(URL, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_days_of_one_month_have_one_answer(visitor: Visitor, records: Session) -> None:
    a_town(records)
    answers = {visitor.client.get(f"{URL}?op={day}").headers["ETag"] for day in ("2026-11-01", "2026-11-22")}
    assert len(answers) == 1


def test_nobody_is_named(visitor: Visitor, records: Session) -> None:
    town = a_town(records)
    body = visitor.client.get(URL).text
    assert "Reitdiep" in body
    assert not any(person.name in body for person in town.everyone)


def test_day_that_is_no_day_is_refused(visitor: Visitor) -> None:
    assert visitor.client.get(f"{URL}?op=gisteren").status_code == 400
