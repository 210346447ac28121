"""J6: the municipality sees coverage beside the figures of CBS, never a person, and takes the data with it."""

import csv
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, expect
from pytest_postgresql.executors import NoopExecutor
from sqlalchemy import URL, NullPool, create_engine
from sqlalchemy.orm import Session

from seeds.signals import seed_demo_signals
from seeds.themes import seed_themes
from tests.conftest import TODAY, clone, url_of
from tests.e2e.conftest import People, served
from tests.e2e.test_j5_city import fetch, print_reports, trouble, words_of
from webapp.opendata.actions.making import make_release

VIEWER = "gemeente@example.nl"
NEIGHBOURHOODS = 42
OPEN_TO_ALL = ("/open-data", "/ogc", "/ogc/collections")


@pytest.fixture(scope="module")
def site_url(city_server: NoopExecutor) -> Iterator[URL]:
    """A city of this module's own, with signals and one release."""
    with clone(city_server, "released") as janitor:
        url = url_of(janitor.dbname)
        engine = create_engine(url, poolclass=NullPool)
        with Session(engine) as session, session.begin():
            seed_themes(session)
            seed_demo_signals(session, today=TODAY)
            make_release(session, as_of=TODAY, now=datetime.combine(TODAY, time(9), UTC), today=TODAY)
        engine.dispose()
        yield url


@pytest.fixture(scope="module")
def site(site_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """That city, served."""
    with served(site_url.render_as_string(hide_password=False), tmp_path_factory.mktemp("released")) as base:
        yield base


@pytest.fixture(scope="module")
def signed_in_states() -> dict[str, Any]:
    """The cookies of who signed in on this site: a code works once."""
    return {}


@pytest.fixture
def page(people: People) -> Page:
    """A page in which the municipality is signed in."""
    return people(VIEWER)


@pytest.mark.parametrize("path", OPEN_TO_ALL)
def test_page_of_open_data_is_for_everyone(desktop: Page, path: str) -> None:
    assert trouble(desktop, path) == []


def test_dashboard_is_for_everyone_who_signs_in_for_the_municipality(page: Page, desktop: Page) -> None:
    assert trouble(page, "/gemeente") == []
    desktop.goto("/gemeente")
    expect(desktop).to_have_url(re.compile("/inloggen"))


def test_municipality_finds_the_map_its_equal_and_two_areas_side_by_side(page: Page) -> None:
    page.goto("/dekking")
    page.get_by_role("navigation", name="De stad").get_by_role("link", name="Gemeente").click()
    expect(page.locator("h1")).to_have_text("Missie050 voor de gemeente")
    page.wait_for_function(
        "many => { let shapes = 0; window.missie050?.maps?.tinted_map?.eachLayer("
        "layer => { if (layer.feature) shapes += 1; }); return shapes === many; }",
        arg=NEIGHBOURHOODS,
    )
    rows = page.locator(".municipality-table tbody tr")
    expect(rows).to_have_count(NEIGHBOURHOODS)
    # a handful of signals in one place would point to somebody
    assert "minder dan 5" in rows.first.inner_text()

    page.get_by_label("Op de kaart").select_option(label="Inwoners")
    page.get_by_role("button", name="Toon", exact=True).click()
    expect(page.locator("main")).to_contain_text("Inwoners, Wijken van Missie050")
    for name in ("Beijum", "Selwerd"):
        page.get_by_label(f"Vergelijk {name}").check(force=True)
    page.get_by_role("button", name="vergelijk ze").click()
    expect(page.locator("h1")).to_have_text("Gebieden vergelijken")
    table = page.locator(".municipality-compare")
    expect(table.locator("thead th")).to_have_text([re.compile("Gegeven"), "Beijum", "Selwerd"])
    inhabitants = table.locator("tr").filter(has=page.get_by_role("rowheader", name="Inwoners", exact=True))
    expect(inhabitants.locator("td")).to_have_count(2)
    expect(inhabitants).to_contain_text(re.compile(r"\d\.\d{3}"))


def test_files_of_the_release_open_and_hold_no_small_count(page: Page, tmp_path: Path) -> None:
    page.goto("/gemeente")
    table = fetch(page, re.compile(r"^Wijken van Missie050, als tabel"), tmp_path)
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == NEIGHBOURHOODS
    by_name = {row["naam"]: row for row in rows}
    assert by_name["Selwerd"]["fase"] == "zelfdragend"
    counted = [row[name] for row in rows for name in row if name in ("signalen", "netwerk_mensen", "hulpvragen")]
    assert counted
    assert all(value in ("", "0") or int(value) >= 5 for value in counted)

    box = fetch(page, re.compile("GeoPackage"), tmp_path)
    with sqlite3.connect(box) as connection:
        layers = {name for (name,) in connection.execute("SELECT table_name FROM gpkg_contents")}
        (shapes,) = connection.execute('SELECT count(*) FROM "missie050-wijken" WHERE geom IS NOT NULL').fetchone()
        (srid,) = connection.execute(
            "SELECT DISTINCT srs_id FROM gpkg_contents WHERE data_type = 'features'"
        ).fetchone()
    connection.close()
    assert {"buurten", "wijken", "missie050-wijken"} <= layers
    assert (shapes, srid) == (NEIGHBOURHOODS, 28992)


def test_municipality_has_a_pdf_made_and_takes_it_along(page: Page, site_url: URL, tmp_path: Path) -> None:
    page.goto("/gemeente")
    page.get_by_role("link", name="Laat er een PDF van maken").click()
    page.get_by_role("button", name="Maak het verslag").click()
    expect(page.locator("#verslagen")).to_contain_text("In de wacht sinds")
    assert print_reports(site_url, tmp_path) == 1
    said = words_of(fetch(page, re.compile("^Haal op:"), tmp_path))
    assert "Selwerd" in said
    assert "CBS" in said


def test_visitor_goes_from_open_data_to_a_layer_by_its_address(desktop: Page) -> None:
    page = desktop
    page.goto("/open-data")
    expect(page.locator("main")).to_contain_text("De nieuwste uitgave")
    # the address that is told is that of the settings; this site stands on a port of its own
    assert urlparse(page.locator("code", has_text="/ogc").inner_text()).path == "/ogc"
    page.get_by_role("link", name="Bekijk de lagen in je browser").click()
    expect(page).to_have_url(re.compile("/ogc$"))
    page.goto("/ogc/collections")
    page.get_by_role("link", name=re.compile("Bekijk wat erin staat")).first.click()
    expect(page.locator("main table tbody tr").first).to_be_visible()
    layer = page.request.get("/ogc/collections/areas/items?limit=3", headers={"Accept": "application/geo+json"})
    assert layer.ok
    assert [each["type"] for each in layer.json()["features"]] == ["Feature"] * 3
