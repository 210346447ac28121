import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.network_making import make_group, make_linked, make_tie, node_id_of
from tests.web.conftest import SignIn, Visitor
from tests.web.networks.noting import Kept, a_network
from tests.web.people.browsing import make_coordinator
from tests.web.statements import counted
from tests.web.talents.neighbours import a_place
from webapp.vocabulary import TieKind, TieStrength

OWN = "?soort=person&soort=group"
"""Leaves out the organisations that the seeded city has there."""

AGO = TODAY - timedelta(days=20)
LONG = TODAY - timedelta(days=500)


@pytest.fixture
def kept(records: Session, sign_in: SignIn) -> Kept:
    """Kees knows Bart and goes to the garden; Aisha and Truus stand alone; Dirk knows somebody elsewhere."""
    made = a_network(records, sign_in)
    kees, bart, dirk = (
        make_linked(records, name, made.place.id, buurt_code=made.place.buurt)
        for name in ("Kees Proef", "Bart Proef", "Dirk Proef")
    )
    garden = make_group(records, "De moestuin", made.place.id)
    make_tie(records, kees, bart, since=AGO, strength=TieStrength.CLOSE)
    make_tie(records, kees, garden, kind=TieKind.MEMBER_OF, since=LONG, confirmed_on=LONG)
    make_tie(records, dirk, make_linked(records, "Geheim Elders", a_place(records, number=1).id), since=AGO)
    records.commit()
    return made


def fetched(kept: Kept, query: str = "") -> dict[str, Any]:
    answer = kept.coordinator.client.get(f"{kept.url}.geojson{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    made: dict[str, Any] = json.loads(answer.data)
    return made


def points(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["properties"]["label"]: each for each in data["features"] if "id" in each}


def lines(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [each["properties"] for each in data["features"] if "id" not in each]


def test_points_tell_what_stands_there_and_how(kept: Kept) -> None:
    data = fetched(kept, OWN)
    assert data["type"] == "FeatureCollection"
    found = points(data)
    assert set(found) == {"Aisha Proef", "Truus Proef", "Kees Proef", "Bart Proef", "Dirk Proef", "De moestuin"}
    kees = found["Kees Proef"]["properties"]
    assert {name: kees[name] for name in ("kind", "degree", "neighbourhood")} == {
        "kind": "person", "degree": 2, "neighbourhood": kept.place.slug,
    }  # fmt: skip
    assert kees["weight"] > found["Bart Proef"]["properties"]["weight"] == 0
    assert found["Aisha Proef"]["properties"]["group"] is None
    assert kees["group"] == found["Bart Proef"]["properties"]["group"] is not None
    assert len(kees["form"]) == 2


def test_nobody_stands_on_somebody_else_and_all_are_in_the_city(kept: Kept) -> None:
    places = [tuple(each["geometry"]["coordinates"]) for each in points(fetched(kept)).values()]
    assert len(set(places)) == len(places)
    assert all(6.4 < lon < 6.8 and 53.1 < lat < 53.4 for lon, lat in places)


def test_lines_tell_what_ties_are(kept: Kept, records: Session) -> None:
    data = fetched(kept, OWN)
    known, member = sorted(lines(data), key=lambda each: str(each["kind"]))
    assert {name: known[name] for name in ("kind", "strength", "stale", "since", "derived")} == {
        "kind": "knows", "strength": "close", "stale": False, "since": AGO.isoformat(), "derived": False,
    }  # fmt: skip
    assert member["kind"] == "member_of"
    assert member["stale"] is True
    found = points(data)
    assert (member["from"], member["to"]) == (found["Kees Proef"]["id"], found["De moestuin"]["id"])


def test_who_is_elsewhere_is_a_number_in_a_bundle(kept: Kept, records: Session) -> None:
    answer = kept.coordinator.client.get(f"{kept.url}.geojson")
    assert "Geheim" not in answer.get_data(as_text=True)
    data = json.loads(answer.data)
    (bundle,) = data["beyond"]
    dirk = points(data)["Dirk Proef"]["id"]
    assert bundle["properties"]["count"] == 1
    assert bundle["properties"]["nodes"] == {dirk: 1}
    assert bundle["geometry"]["type"] == "LineString"


def test_a_day_before_has_its_own_ties_and_two_days_tell_the_difference(kept: Kept) -> None:
    before = (TODAY - timedelta(days=25)).isoformat()
    assert [each["kind"] for each in lines(fetched(kept, f"{OWN}&op={before}"))] == ["member_of"]
    both = {each["kind"]: each.get("change") for each in lines(fetched(kept, f"{OWN}&met={before}"))}
    assert both == {"knows": "new", "member_of": None}


def test_filters_leave_out(kept: Kept) -> None:
    assert set(points(fetched(kept, "?soort=group"))) == {"De moestuin"}
    assert [each["kind"] for each in lines(fetched(kept, "?relatie=knows"))] == ["knows"]


def test_a_picture_stays_the_same(kept: Kept) -> None:
    assert fetched(kept) == fetched(kept)


def test_is_kept_nowhere(kept: Kept) -> None:
    answer = kept.coordinator.client.get(f"{kept.url}.geojson")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("op=2026-13-40", 400),
        ("op=1500-01-01", 400),
        ("soort=kat", 400),
        ("thema=nergens", 400),
        ("op=2190-01-01", 200),
        ("op=1901-01-01", 200),
    ],
)
def test_dates_and_filters_are_read_as_elsewhere(kept: Kept, query: str, status: int) -> None:
    assert kept.coordinator.client.get(f"{kept.url}.geojson?{query}").status_code == status


def test_nobody_else_gets_a_name(records: Session, kept: Kept, visitor: Visitor, sign_in: SignIn) -> None:
    elsewhere = sign_in(make_coordinator(records, a_place(records, number=1).id).id)
    for other in (visitor, elsewhere):
        answer = other.client.get(f"{kept.url}.geojson")
        assert answer.status_code in (303, 404)
        assert "Kees" not in answer.get_data(as_text=True)
    assert "Kees Proef" in points(fetched(kept))


def test_costs_as_many_statements_however_large_it_is(records: Session, kept: Kept) -> None:
    def statements() -> int:
        with counted(kept.coordinator.client.application) as sent:
            fetched(kept)
        return len(sent)

    few = statements()
    people = [make_linked(records, f"Velen {number}", kept.place.id) for number in range(12)]
    for one, other in pairwise(people):
        make_tie(records, one, other)
    assert node_id_of(records, people[0])
    records.commit()
    assert statements() == few
