"""The seed asks PDOK first; here PDOK is a small server on this machine."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import shapely
from sqlalchemy import URL, func, select
from sqlalchemy.orm import Session

from seeds import areas as seeded
from seeds.areas import LOAD_COMMAND, PDOK_YEAR, seed_areas
from seeds.facts import read_buurten
from seeds.reference import seed_neighbourhoods
from tests.conftest import TODAY
from tests.db.conftest import CommandLine
from webapp.areas.queries import count_unassigned_buurten, find_release_in_force, list_proposals
from webapp.config import MUNICIPALITY
from webapp.models import Area, AreaRelease, Neighbourhood

OFFICIAL = [fact for fact in read_buurten() if fact.is_official]


@dataclass
class Pdok:
    """What the service gives, and what it was asked."""

    url: str = ""
    features: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    refuses_filters: bool = False
    asked: list[str] = field(default_factory=list)


class PdokHandler(BaseHTTPRequestHandler):
    """Answers as PDOK's OGC API Features does: pages by cursor, 400 to a parameter it does not know."""

    def do_GET(self) -> None:
        pdok: Pdok = self.server.pdok  # type: ignore[attr-defined]  # set by the fixture
        pdok.asked.append(self.path)
        if pdok.status != 200 or (pdok.refuses_filters and ("gemeentecode" in self.path or "bbox" in self.path)):
            self._answer(pdok.status if pdok.status != 200 else 400, {"title": "Bad Request"})
            return
        half = len(pdok.features) // 2
        first = "cursor" not in self.path
        links = [{"rel": "next", "href": f"{self.path}&cursor=Dv4"}] if first else []
        page = pdok.features[:half] if first else pdok.features[half:]
        self._answer(200, {"type": "FeatureCollection", "links": links, "features": page})

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def _answer(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/geo+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def feature(code: str, name: str, lon: float, lat: float, inhabitants: int = -99997) -> dict[str, Any]:
    """A buurt in the shape of PDOK, as a small square."""
    return {
        "type": "Feature",
        "id": code,
        "properties": {
            "buurtcode": code,
            "buurtnaam": name,
            "wijkcode": "WK" + code[2:8],
            "gemeentecode": MUNICIPALITY,
            "water": "NEE",
            "aantal_inwoners": inhabitants,
        },
        "geometry": json.loads(shapely.to_geojson(shapely.box(lon, lat, lon + 0.001, lat + 0.001))),
    }


@pytest.fixture
def pdok() -> Iterator[Pdok]:
    with ThreadingHTTPServer(("127.0.0.1", 0), PdokHandler) as server:
        kept = Pdok(url=f"http://127.0.0.1:{server.server_address[1]}/cbs")
        kept.features = [feature(each.code, each.name, each.point.lon, each.point.lat) for each in OFFICIAL]
        server.pdok = kept  # type: ignore[attr-defined]  # read by the handler
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


def is_schematic(session: Session) -> bool:
    release = find_release_in_force(session)
    assert release is not None
    return release.is_schematic


def test_official_boundaries_are_taken_when_pdok_answers(empty_session: Session, pdok: Pdok) -> None:
    said = list(seed_areas(empty_session, today=TODAY, pdok_url=pdok.url))
    assert said == [
        f"Officiële grenzen van {PDOK_YEAR} geladen: {len(OFFICIAL)} buurten, PDOK wijken-en-buurten-{PDOK_YEAR}."
    ]
    assert f"/cbs/wijken-en-buurten-{PDOK_YEAR}/ogc/v1/collections/buurten/items" in pdok.asked[0]
    assert not is_schematic(empty_session)
    assert seed_neighbourhoods(empty_session, today=TODAY) == 42
    assert count_unassigned_buurten(empty_session, today=TODAY, municipality=MUNICIPALITY) == 0
    assert empty_session.scalar(select(func.count()).where(Neighbourhood.geom.is_(None))) == 0


def test_pdok_that_refuses_filters_is_asked_without(empty_session: Session, pdok: Pdok) -> None:
    pdok.refuses_filters = True
    pdok.features.append(feature("BU03630000", "Amsterdam", 4.9, 52.37))
    list(seed_areas(empty_session, today=TODAY, pdok_url=pdok.url))
    assert empty_session.scalar(select(func.count()).select_from(Area)) == len(OFFICIAL)
    assert set(empty_session.scalars(select(Area.municipality_code))) == {MUNICIPALITY}


def test_official_boundaries_take_the_place_of_schematic_ones(session: Session, pdok: Pdok) -> None:
    new = OFFICIAL[0]
    pdok.features.append(feature("BU00149999", "Nieuwe buurt", new.point.lon + 0.001, new.point.lat))
    said = list(seed_areas(session, today=TODAY, pdok_url=pdok.url))
    assert len(said) == 1
    assert not is_schematic(session)
    assert count_unassigned_buurten(session, today=TODAY, municipality=MUNICIPALITY) == 0
    assert list_proposals(session) == ()
    assert session.get(AreaRelease, ("buurt", seeded.SCHEMATIC_YEAR, True)) is not None


def test_withheld_figure_is_taken_from_the_facts(session: Session, pdok: Pdok) -> None:
    list(seed_areas(session, today=TODAY, pdok_url=pdok.url))
    fact = next(each for each in OFFICIAL if each.inhabitants)
    found = session.scalars(select(Area.inhabitants).where(Area.code == fact.code, Area.year == PDOK_YEAR)).one()
    assert found == fact.inhabitants


def test_pdok_is_not_asked_once_official_boundaries_are_in_force(empty_session: Session, pdok: Pdok) -> None:
    list(seed_areas(empty_session, today=TODAY, pdok_url=pdok.url))
    asked = len(pdok.asked)
    assert list(seed_areas(empty_session, today=TODAY, pdok_url=pdok.url)) == []
    assert len(pdok.asked) == asked


@pytest.mark.parametrize("status", [404, 500, 503])
def test_pdok_that_refuses_leaves_schematic_boundaries_and_says_why(
    empty_session: Session, pdok: Pdok, status: int
) -> None:
    pdok.status = status
    said = list(seed_areas(empty_session, today=TODAY, pdok_url=pdok.url))
    assert said[0].startswith(f"Officiële grenzen niet geladen. PDOK antwoordde met {status}")
    assert said[1] == f"Schematische grenzen gemaakt voor 148 buurten. Officiële laad je met: {LOAD_COMMAND}"
    assert is_schematic(empty_session)
    again = list(seed_areas(empty_session, today=TODAY, pdok_url=pdok.url))
    assert again == said[:1]


def test_pdok_that_is_not_there_leaves_schematic_boundaries(empty_session: Session, pdok: Pdok) -> None:
    nobody = "http://127.0.0.1:9"
    said = list(seed_areas(empty_session, today=TODAY, pdok_url=nobody))
    assert "niet te bereiken" in said[0]
    assert is_schematic(empty_session)
    # the control: the one that is there is reached
    list(seed_areas(empty_session, today=TODAY, pdok_url=pdok.url))
    assert not is_schematic(empty_session)


def test_answer_that_is_useless_leaves_schematic_boundaries(empty_session: Session, pdok: Pdok) -> None:
    pdok.features = [{"type": "Feature", "properties": {"naam": "x"}, "geometry": None}]
    said = list(seed_areas(empty_session, today=TODAY, pdok_url=pdok.url))
    assert said[0].startswith("Officiële grenzen niet geladen. ")
    assert is_schematic(empty_session)


def test_answer_that_lacks_buurten_leaves_the_schematic_map_as_it_is(session: Session, pdok: Pdok) -> None:
    pdok.features = pdok.features[:20]
    said = list(seed_areas(session, today=TODAY, pdok_url=pdok.url))
    assert is_schematic(session)
    missing = len(OFFICIAL) - 20
    assert said[0].startswith(
        f"Officiële grenzen van {PDOK_YEAR} bewaard, maar niet in gebruik: {missing} buurten van nu ontbreken, 0 nieuwe"
    )
    assert said[0].endswith(f"./dev cli areas use {PDOK_YEAR} --accept-missing")
    assert len(said) == 1


def test_command_asks_pdok_unless_it_is_told_to_stay_offline(
    missie050: CommandLine, empty_clone: URL, pdok: Pdok, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISSIE050_PDOK_URL", pdok.url)
    offline = missie050(empty_clone, "seed", "areas")
    assert (offline.exit_code, "Schematische grenzen" in offline.out, pdok.asked) == (0, True, [])
    monkeypatch.setenv("MISSIE050_OFFLINE", "0")
    online = missie050(empty_clone, "seed", "areas")
    assert (online.exit_code, "Officiële grenzen van" in online.out) == (0, True)
    imported = missie050(empty_clone, "areas", "import", f"pdok:{PDOK_YEAR}")
    assert (imported.exit_code, "0 nieuw, 0 veranderd" in imported.out) == (0, True)
