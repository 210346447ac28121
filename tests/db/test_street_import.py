"""Streets come into the gazetteer: cut by neighbourhood, over what was known before, by the command line too."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import URL, NullPool, create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geo.crs import RD_NEW, WGS84, transform
from seeds.areas import seed_streets
from tests.conftest import TODAY
from tests.db.conftest import CommandLine
from tests.factories import CITY_CORNER, buurt_code, small_city
from webapp.areas.gazetteer_files import StreetTable
from webapp.areas.gazetteer_streets import StreetReport, add_known_streets, import_streets
from webapp.areas.releases import assign_codes
from webapp.areas.shapes import refresh
from webapp.models import Street
from webapp.vocabulary import PlacePrecision

EAST, NORTH = CITY_CORNER
Rows = list[tuple[str, str, str]]


@pytest.fixture
def city(empty_session: Session) -> Session:
    """Two neighbourhoods of a kilometre by half a kilometre: west of x = 1000, and oost."""
    small_city(empty_session, today=TODAY)
    return empty_session


def line(*corners: tuple[float, float]) -> BaseGeometry:
    """A street, in metres from the corner of the city."""
    return shapely.LineString([(EAST + x, NORTH + y) for x, y in corners])


def spot(x: float, y: float) -> BaseGeometry:
    return shapely.Point(EAST + x, NORTH + y)


def take_in(session: Session, *streets: tuple[str, BaseGeometry]) -> StreetReport:
    table = StreetTable(
        origin="straten.geojson",
        names=tuple(name for name, _ in streets),
        geoms=np.array([shape for _, shape in streets], dtype=object),
        findings=(),
        rows_read=len(streets),
    )
    return import_streets(session, table)


def rows(session: Session) -> Rows:
    found = session.execute(
        text("""SELECT s.name, n.slug, s.precision FROM street s JOIN neighbourhood n ON n.id = s.neighbourhood_id
                ORDER BY s.name, n.slug""")
    )
    return [tuple(row) for row in found]  # type: ignore[misc]  # three texts


def places(session: Session) -> list[tuple[str, float, float]]:
    found = session.execute(text("SELECT name, ST_X(point), ST_Y(point) FROM street ORDER BY name, ST_X(point)"))
    return [(name, round(x - EAST, 2), round(y - NORTH, 2)) for name, x, y in found]


def counts(report: StreetReport) -> Sequence[int]:
    return (report.added, report.changed, report.unchanged, report.removed, report.outside)


def test_street_through_two_neighbourhoods_has_a_point_on_it_in_each(city: Session) -> None:
    report = take_in(city, ("Langeweg", line((200, 100), (1400, 100))))
    assert counts(report) == (2, 0, 0, 0, 0)
    assert rows(city) == [("Langeweg", "oost", "street"), ("Langeweg", "west", "street")]
    assert places(city) == [("Langeweg", 600, 100), ("Langeweg", 1200, 100)]


def test_parts_of_a_street_become_one_point_on_it(city: Session) -> None:
    take_in(
        city,
        ("Bochtweg", line((100, 100), (300, 100))),
        ("bochtweg", line((300, 100), (300, 200))),
        ("Bochtweg", line((300, 200), (300, 300))),
        ("Pleintje", spot(700, 300)),
        ("Pleintje", spot(720, 300)),
        ("Pleintje", spot(790, 300)),
    )
    (bend, square) = places(city)
    assert bend == ("Bochtweg", 250, 100)
    assert square == ("Pleintje", 720, 300)


def test_street_that_only_touches_a_neighbourhood_is_not_in_it(city: Session) -> None:
    take_in(
        city,
        ("Raakweg", line((800, 200), (1000, 200))),
        ("Hapweg", line((700, 200), (1005, 200))),
        ("Stompje", line((998, 200), (1004, 200))),
        ("Grensweg", line((1000, 100), (1000, 300))),
    )
    assert rows(city) == [
        ("Grensweg", "oost", "street"),
        ("Grensweg", "west", "street"),
        ("Hapweg", "west", "street"),
        ("Raakweg", "west", "street"),
        ("Stompje", "oost", "street"),
    ]


def test_street_in_no_neighbourhood_is_counted(city: Session) -> None:
    report = take_in(city, ("Buitenweg", line((3000, 0), (3000, 500))), ("Binnenweg", spot(100, 100)))
    assert counts(report) == (1, 0, 0, 0, 1)


def test_same_file_again_changes_nothing_and_a_newer_one_only_what_differs(city: Session) -> None:
    old = (("Eikenlaan", line((100, 100), (300, 100))), ("Zonnelaan", spot(100, 300)))
    take_in(city, *old)
    assert counts(take_in(city, *old)) == (0, 0, 2, 0, 0)
    moved = take_in(city, ("Eikenlaan", spot(150, 100)), old[1])
    assert counts(moved) == (0, 1, 1, 0, 0)
    elsewhere = take_in(city, ("EIKENLAAN", spot(1200, 100)))
    assert counts(elsewhere) == (1, 0, 0, 1, 0)
    assert rows(city) == [("EIKENLAAN", "oost", "street"), ("Zonnelaan", "west", "street")]


def test_real_streets_take_the_place_of_approximate_ones(city: Session) -> None:
    known = [("Eikenlaan", "west"), ("Eikenlaan", "oost"), ("Beukenlaan", "west"), ("Nergens", "bestaat-niet")]
    assert add_known_streets(city, known, source="proef") == 3
    assert add_known_streets(city, known, source="proef") == 0
    report = take_in(city, ("Eikenlaan", spot(100, 100)))
    assert counts(report) == (0, 1, 0, 1, 0)
    assert report.still_approximate == 1
    assert rows(city) == [("Beukenlaan", "west", "neighbourhood"), ("Eikenlaan", "west", "street")]
    assert add_known_streets(city, known, source="proef") == 0


def test_streets_follow_the_neighbourhoods_when_these_change(city: Session) -> None:
    ids = dict(city.execute(text("SELECT slug, id FROM neighbourhood")).all())
    add_known_streets(city, [("Beukenlaan", "oost")], source="proef")
    take_in(
        city,
        ("Eikenlaan", spot(700, 100)),
        ("Langeweg", line((600, 100), (1900, 100))),
        ("Blijfweg", spot(100, 100)),
    )
    (before,) = [place for place in places(city) if place[0] == "Beukenlaan"]
    assign_codes(city, ids["oost"], [buurt_code(1)], on=TODAY)
    refresh(city, today=TODAY)
    assert rows(city) == [
        ("Beukenlaan", "oost", "neighbourhood"),
        ("Blijfweg", "west", "street"),
        ("Eikenlaan", "oost", "street"),
        ("Langeweg", "oost", "street"),
    ]
    (after,) = [place for place in places(city) if place[0] == "Beukenlaan"]
    assert after != before


def test_shipped_streets_stand_in_the_seeded_city_and_only_by_neighbourhood(session: Session) -> None:
    assert seed_streets(session) == 0
    found = session.execute(text("SELECT name, precision, source, count(*) OVER () FROM street")).all()
    assert found[0][3] > 200
    assert {row.precision for row in found} == {PlacePrecision.NEIGHBOURHOOD}
    assert {row.source for row in found} == {"seeds/data/streets.csv"}
    outside = text("""SELECT count(*) FROM street s JOIN neighbourhood n ON n.id = s.neighbourhood_id
                      WHERE NOT ST_Covers(n.geom, s.point)""")
    assert session.scalar(outside) == 0


@pytest.fixture
def grown_city(empty_clone: URL) -> URL:
    engine = create_engine(empty_clone, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        small_city(session, today=TODAY)
        add_known_streets(session, [("Beukenlaan", "west")], source="proef")
    engine.dispose()
    return empty_clone


def stored(url: URL) -> list[str]:
    engine = create_engine(url, poolclass=NullPool)
    with Session(engine) as session:
        names = [row[0] for row in rows(session)]
    engine.dispose()
    return names


def written(path: Path, *streets: tuple[str, BaseGeometry]) -> str:
    made = [
        {
            "type": "Feature",
            "properties": {"naam": name},
            "geometry": json.loads(shapely.to_geojson(transform(np.array([shape], dtype=object), RD_NEW, WGS84)[0])),
        }
        for name, shape in streets
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}), encoding="utf-8")
    return str(path)


def test_command_takes_streets_in(missie050: CommandLine, grown_city: URL, tmp_path: Path) -> None:
    file = written(
        tmp_path / "straten.geojson",
        ("Eikenlaan", line((100, 100), (1400, 100))),
        ("Buitenweg", line((3000, 0), (3000, 500))),
    )
    tried = missie050(grown_city, "areas", "streets", file, "--dry-run")
    assert tried.exit_code == 0
    assert "er is niets veranderd" in tried.out
    assert stored(grown_city) == ["Beukenlaan"]
    ended = missie050(grown_city, "areas", "streets", file)
    assert ended.exit_code == 0
    assert "2 van 2 rijen uit straten.geojson" in ended.out
    assert "2 nieuw" in ended.out
    assert "in geen wijk liggen, weggelaten: 1" in ended.out
    assert "alleen de wijk bekend is: 1" in ended.out
    assert stored(grown_city) == ["Beukenlaan", "Eikenlaan", "Eikenlaan"]


def test_command_refuses_a_file_with_bad_rows_unless_told_to_skip_them(
    missie050: CommandLine, grown_city: URL, tmp_path: Path
) -> None:
    file = tmp_path / "straten.csv"
    file.write_text("naam;lon;lat\nEikenlaan;6,54;53,2\nVerkeerd;53,2;6,54\nDam;4,9;52,4\n", encoding="utf-8")
    refused = missie050(grown_city, "areas", "streets", str(file))
    assert refused.exit_code == 2
    assert "rij 2 (Verkeerd): lengte en breedte lijken verwisseld" in refused.err
    assert "--skip-bad" in refused.err
    assert stored(grown_city) == ["Beukenlaan"]
    ended = missie050(grown_city, "areas", "streets", str(file), "--skip-bad")
    assert ended.exit_code == 0
    assert "Weggelaten: 1" in ended.err


def store(session: Session, **columns: object) -> None:
    session.add(Street(**columns))
    session.flush()


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"name": ""}, "ck_street_name"),
        ({"name": "y" * 81}, "ck_street_name"),
        ({"precision": PlacePrecision.EXACT}, "ck_street_precision_of_street"),
        ({"point": "SRID=28992;POINT(6.5 53.2)"}, "ck_street_point"),
        ({"point": "SRID=28992;POINT(NaN NaN)"}, "ck_street_point"),
        ({"search_name": "beukenlaan"}, "uq_street_neighbourhood_id_search_name"),
    ],
)
def test_database_refuses_a_street_that_cannot_be(city: Session, wrong: dict[str, object], constraint: str) -> None:
    home = city.scalar(text("SELECT min(id) FROM neighbourhood"))
    point = f"SRID=28992;POINT({EAST} {NORTH})"
    good = {"name": "x", "search_name": "x", "neighbourhood_id": home, "point": point, "source": ""}
    good |= {"precision": PlacePrecision.STREET}
    store(city, **good | {"search_name": "beukenlaan"})
    store(city, **good)
    with pytest.raises(IntegrityError, match=constraint):
        store(city, **(good | {"search_name": "z"} | wrong))
