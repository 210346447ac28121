"""`missie050 areas`: what it does, what it says, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import URL, NullPool, create_engine, text
from sqlalchemy.orm import Session

from geo.crs import RD_NEW, WGS84
from geo.crs import transform as to_system
from tests.conftest import TODAY
from tests.db.conftest import CommandLine
from tests.factories import HISTORY_TABLES, MAP_TABLES, dump, small_city, source_areas, square
from webapp.areas.sources import SourceAreas

ALL_TABLES = (*MAP_TABLES, *HISTORY_TABLES, "place_name", "data_version")
Dump = dict[str, list[str]]


@pytest.fixture
def dumped() -> Callable[[URL], Dump]:
    def read(url: URL) -> Dump:
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            found = dump(connection, ALL_TABLES, without=())
        engine.dispose()
        return found

    return read


@pytest.fixture
def grown_city(empty_clone: URL) -> URL:
    """Four squares in two neighbourhoods, in a database to commit in."""
    engine = create_engine(empty_clone, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        small_city(session, today=TODAY)
    engine.dispose()
    return empty_clone


def write(path: Path, areas: SourceAreas) -> str:
    """The areas as a GeoJSON file."""
    shapes = to_system(areas.geoms, RD_NEW, WGS84)
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "naam": name},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, name, shape in zip(areas.codes, areas.names, shapes, strict=True)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return str(path)


A, B, C, D = (f"BU0014000{number}" for number in range(4))
SQUARES = [square(column, 0) for column in range(4)]


def test_real_files_in_a_row(
    missie050: CommandLine, city_clone: URL, shared_data: Path, dumped: Callable[[URL], Dump]
) -> None:
    def load(name: str, year: int, *options: str) -> str:
        ended = missie050(
            city_clone, "areas", "import", str(shared_data / name), "--year", str(year), "--skip-bad", *options
        )
        assert ended.exit_code == 0, ended.err
        return ended.out

    before = dumped(city_clone)
    tried = load("buurten.geojson", 2024, "--dry-run")
    assert "148 nieuw" in tried
    assert "er is niets veranderd" in tried
    assert dumped(city_clone) == before

    old = load("buurten_cbs2017_compleet.geojson", 2017)
    assert "de kaart blijft van de huidige grenzen" in old
    assert "Buurten van nu die hierin ontbreken" in old
    after_old = dumped(city_clone)
    assert [after_old[table] for table in ("neighbourhood", "neighbourhood_outline", "neighbourhood_area")] == [
        before[table] for table in ("neighbourhood", "neighbourhood_outline", "neighbourhood_area")
    ]

    assert "De kaart is nu van deze grenzen gemaakt." in load("buurten.geojson", 2024)
    now = dumped(city_clone)
    assert now["neighbourhood"] != before["neighbourhood"]
    again = load("buurten.geojson", 2024)
    assert "0 nieuw, 0 veranderd, 148 gelijk" in again
    assert dumped(city_clone) == now

    assert "20 nieuw" in load("wijken.geojson", 2024)
    assert "1 nieuw" in load("gemeente_GM0014.geojson", 2024)
    assert "nieuwere indeling in gebruik" in load("buurten_cbs2017_compleet.geojson", 2017)
    assert dumped(city_clone)["neighbourhood"] == now["neighbourhood"]

    listed = missie050(city_clone, "areas", "list").out
    assert "buurt 2024 (in gebruik): buurten.geojson" in listed
    assert "buurt 2024 (schematisch): seeds/data/buurten.csv" in listed
    assert "wijk 2024: wijken.geojson" in listed
    assert missie050(city_clone, "areas", "unassigned").out.strip() == "Buurten zonder wijk: 0."


def test_national_file_is_read_whole_and_stored(missie050: CommandLine, city_url: URL, shared_data: Path) -> None:
    path = str(shared_data / "buurten_nl_lbm2024.geojson")
    ended = missie050(city_url, "areas", "import", path, "--year", "2023", "--everywhere", "--skip-bad", "--dry-run")
    assert ended.exit_code == 0, ended.err
    assert "12147 gebieden (buurt, 2023)" in ended.out


def bad_file(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "buurten.geojson"
    path.write_bytes(content)
    return str(path)


def collection(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def feature(code: str, **geometry: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code, "naam": "Proef"}, "geometry": geometry or None}


@pytest.mark.parametrize(
    "case",
    [
        (b"", "is leeg"),
        (b'{"type": "FeatureCollection", "features": [{"type"', "beschadigd of half geschreven"),
        (b'{"type": "FeatureCollection", "features": []}', "Geen enkele feature"),
        (b'{"type": "FeatureCollection", "naam": "caf\xe9", "features": []}', "geen UTF-8"),
        (b"PK\x03\x04half", "beschadigd of half geschreven"),
        (b"zomaar wat", "geen GeoJSON"),
        (collection(feature("BU00140000")), "feature 1 (BU00140000): geen vorm"),
        (collection(feature("BU00140000", type="Point", coordinates=[6.5, 53.2])), "geen vlak maar een punt"),
    ],
)
def test_file_that_cannot_be_used_is_told_and_changes_nothing(
    missie050: CommandLine,
    city_url: URL,
    dumped: Callable[[URL], Dump],
    tmp_path: Path,
    case: tuple[bytes, str],
) -> None:
    content, said = case
    before = dumped(city_url)
    ended = missie050(city_url, "areas", "import", bad_file(tmp_path, content), "--year", "2024")
    assert (ended.exit_code, said in ended.err) == (2, True), ended.err
    assert dumped(city_url) == before


def test_file_that_is_not_there_is_told(missie050: CommandLine, city_url: URL, tmp_path: Path) -> None:
    ended = missie050(city_url, "areas", "import", str(tmp_path / "weg.geojson"), "--year", "2024")
    assert (ended.exit_code, "weg.geojson is er niet" in ended.err) == (2, True)


def test_file_larger_than_allowed_is_refused_unread(missie050: CommandLine, city_url: URL, tmp_path: Path) -> None:
    path = tmp_path / "groot.geojson"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    ended = missie050(city_url, "areas", "import", str(path), "--year", "2024")
    assert (ended.exit_code, "300 MB" in ended.err) == (2, True)


@pytest.mark.parametrize("year", ["1994", "2101"])
def test_year_out_of_range_is_told(missie050: CommandLine, city_url: URL, tmp_path: Path, year: str) -> None:
    ended = missie050(city_url, "areas", "import", bad_file(tmp_path, collection()), "--year", year)
    assert (ended.exit_code, f"Jaar {year} kan niet" in ended.err) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "x.geojson"),
        ("import", "pdok:nu"),
        ("assign", "2025"),
        ("assign", "2025", A, "--all"),
        ("assign", "2025", A, "--to", "west", "--none"),
        ("assign", "2025", "--all", "--to", "west"),
        ("assign", "2025", "--all", "--none"),
        ("move", A),
        ("move", A, "--to", "west", "--none"),
        ("onbekend",),
    ],
)
def test_command_that_asks_two_things_or_nothing_is_refused(
    missie050: CommandLine, city_url: URL, arguments: tuple[str, ...]
) -> None:
    assert missie050(city_url, "areas", *arguments).exit_code == 2


def test_import_that_the_rules_refuse_changes_nothing(
    missie050: CommandLine, grown_city: URL, tmp_path: Path, dumped: Callable[[URL], Dump]
) -> None:
    before = dumped(grown_city)
    path = write(tmp_path / "half.geojson", source_areas(SQUARES[:2]))
    ended = missie050(grown_city, "areas", "import", path, "--year", "2025", "--accept-missing")
    assert (ended.exit_code, ended.err.splitlines()[-1]) == (
        1,
        "Deze wijken zouden hun vorm verliezen: Oost. Er is niets veranderd.",
    )
    assert dumped(grown_city) == before


def test_changed_codes_are_shown_decided_and_then_in_force(
    missie050: CommandLine, grown_city: URL, tmp_path: Path
) -> None:
    new = source_areas([*SQUARES, square(0, 5)], codes=[A, B, "BU00145000", "BU00145001", "BU00145002"])
    path = write(tmp_path / "nieuw.geojson", new)
    waits = missie050(grown_city, "areas", "import", path, "--year", "2025")
    assert waits.exit_code == 0
    assert "Nieuwe buurten zonder wijk: 3. Bekijk ze met: ./dev cli areas proposals --year 2025" in waits.out
    shown = missie050(grown_city, "areas", "proposals").out.splitlines()
    assert shown == [
        "2025  BU00145000  Buurt 5000: oost (overlap 100%), in plaats van BU00140002",
        "2025  BU00145001  Buurt 5001: oost (overlap 100%), in plaats van BU00140003",
        "2025  BU00145002  Buurt 5002: geen voorstel",
    ]
    undecided = missie050(grown_city, "areas", "assign", "2025", "BU00145002")
    assert (undecided.exit_code, "kies een wijk met --to" in undecided.err) == (1, True)
    unknown = missie050(grown_city, "areas", "assign", "2025", "BU00145002", "--to", "nergens")
    assert (unknown.exit_code, "geen wijk met de naam nergens" in unknown.err) == (1, True)
    assert "tot dit is beslist" in missie050(grown_city, "areas", "assign", "2025", "BU00145002", "--none").out
    assert "tot dit is beslist" in missie050(grown_city, "areas", "assign", "2025", "BU00145001", "--to", "west").out
    last = missie050(grown_city, "areas", "assign", "2025", "--all")
    assert (last.exit_code, "De kaart is nu van deze grenzen gemaakt." in last.out) == (0, True)
    assert missie050(grown_city, "areas", "proposals").out.strip() == "Er wacht niets op een beslissing."
    left = missie050(grown_city, "areas", "unassigned").out.splitlines()
    assert left == ["BU00145002  Buurt 5002", "Buurten zonder wijk: 1."]
    moved = missie050(grown_city, "areas", "move", "BU00145002", "--to", "west")
    assert (moved.exit_code, "hoort nu bij west" in moved.out) == (0, True)
    assert missie050(grown_city, "areas", "move", "BU00145001", "--none").exit_code == 0
    assert missie050(grown_city, "areas", "unassigned").out.splitlines()[0] == "BU00145001  Buurt 5001"
    nowhere = missie050(grown_city, "areas", "move", "BU00149999", "--none")
    assert (nowhere.exit_code, "BU00149999 bestaat niet" in nowhere.err) == (1, True)
    lost = missie050(grown_city, "areas", "move", "BU00145001", "--to", "nergens")
    assert (lost.exit_code, "geen wijk met de naam nergens" in lost.err) == (1, True)
    assert missie050(grown_city, "areas", "refresh").out.strip() == "Wijken opnieuw berekend."


def test_incomplete_year_is_used_when_a_person_says_so_and_an_older_one_too(
    missie050: CommandLine, grown_city: URL, tmp_path: Path
) -> None:
    path = write(tmp_path / "half.geojson", source_areas(SQUARES[:3]))
    waits = missie050(grown_city, "areas", "import", path, "--year", "2025").out
    assert f"Buurten van nu die hierin ontbreken: 1: {D}" in waits
    assert "./dev cli areas use 2025 --accept-missing" in waits
    assert "tot dit is beslist" in missie050(grown_city, "areas", "use", "2025").out
    used = missie050(grown_city, "areas", "use", "2025", "--accept-missing")
    assert "De kaart is nu van deze grenzen gemaakt." in used.out
    back = missie050(grown_city, "areas", "use", "2024")
    assert (back.exit_code, "De kaart is nu van deze grenzen gemaakt." in back.out) == (0, True)
    assert "buurt 2024 (in gebruik)" in missie050(grown_city, "areas", "list").out


@pytest.mark.parametrize("arguments", [("use", "2031"), ("assign", "2031", "--all")])
def test_year_that_was_never_loaded_is_told(missie050: CommandLine, city_url: URL, arguments: tuple[str, ...]) -> None:
    ended = missie050(city_url, "areas", *arguments)
    assert (ended.exit_code, "geen buurt-indeling van 2031" in ended.err) == (1, True)


def test_long_list_of_findings_is_cut(missie050: CommandLine, city_url: URL, tmp_path: Path) -> None:
    many = collection(*(feature(f"BU0014{number:04}") for number in range(30)))
    ended = missie050(city_url, "areas", "import", bad_file(tmp_path, many), "--year", "2024")
    assert ended.exit_code == 2
    assert "Problemen: 30" in ended.err
    assert "… en nog 10" in ended.err
    assert "Met --skip-bad ga je door" in ended.err


def test_dry_run_of_a_new_year_in_a_city_of_its_own_changes_nothing(
    missie050: CommandLine, grown_city: URL, tmp_path: Path, dumped: Callable[[URL], Dump]
) -> None:
    before = dumped(grown_city)
    path = write(tmp_path / "nieuw.geojson", source_areas(SQUARES, year=2025))
    tried = missie050(grown_city, "areas", "import", path, "--year", "2025", "--dry-run")
    assert (tried.exit_code, "er is niets veranderd" in tried.out) == (0, True)
    assert dumped(grown_city) == before
    assert missie050(grown_city, "areas", "import", path, "--year", "2025").exit_code == 0
    assert dumped(grown_city) != before
    engine = create_engine(grown_city, poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT year FROM area_release WHERE in_force")) == 2025
    engine.dispose()
