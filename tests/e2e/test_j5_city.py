"""J5: the city coordinator sees how far the city is, plans, divides Kerst050, takes signals further, and reports."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_postgresql.executors import NoopExecutor
from sqlalchemy import URL, NullPool, create_engine
from sqlalchemy.orm import Session

from seeds.campaigns import seed_demo_campaigns
from seeds.planning import seed_demo_planning
from seeds.signals import seed_demo_signals
from seeds.themes import seed_themes
from tests.conftest import TODAY, clone, settings_for, url_of
from tests.e2e.conftest import WIDTHS, People, axe_violations, served
from webapp.app import create_app
from webapp.clock import today
from webapp.extensions import db
from webapp.reports.actions.runs import print_waiting
from webapp.reports.press import press_of

COORDINATOR = "stad@example.nl"
KERST = "/acties/kerst050-2026"
PAGES = (
    "/dekking",
    "/dekking/selwerd",
    "/dekking/overlap",
    "/planner",
    "/planner/vergelijk?scenario=1&scenario=2",
    "/acties",
    KERST,
    f"{KERST}/verdelen",
    "/signalen/werk",
    "/signalen/bundels",
    "/rapporten",
)


@pytest.fixture(scope="module")
def site_url(city_server: NoopExecutor) -> Iterator[URL]:
    """A city of this module's own, with plans, city-wide actions and signals."""
    with clone(city_server, "coordinated") as janitor:
        url = url_of(janitor.dbname)
        engine = create_engine(url, poolclass=NullPool)
        with Session(engine) as session, session.begin():
            seed_themes(session)
            seed_demo_planning(session, today=TODAY)
            seed_demo_campaigns(session, today=TODAY)
            seed_demo_signals(session, today=TODAY)
        engine.dispose()
        yield url


@pytest.fixture(scope="module")
def site(site_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """That city, served."""
    with served(site_url.render_as_string(hide_password=False), tmp_path_factory.mktemp("coordinated")) as base:
        yield base


@pytest.fixture(scope="module")
def signed_in_states() -> dict[str, Any]:
    """The cookies of who signed in on this site: a code works once."""
    return {}


@pytest.fixture
def page(people: People) -> Page:
    """A page in which the city's coordinator is signed in."""
    return people(COORDINATOR)


def trouble(page: Page, path: str) -> list[str]:
    """What is wrong with the looks of a page at both widths; it is loaded once."""
    page.goto(path)
    found = []
    for width, size in WIDTHS.items():
        page.set_viewport_size(size)
        found += [f"{path} {width}: {each}" for each in axe_violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{path} {width}: wider than the screen")
    return found


def print_reports(url: URL, home: Path) -> int:
    """What the worker does with the reports that wait; gives how many it made."""
    engine = create_engine(url, poolclass=NullPool)
    site = create_app(settings_for(url, home))
    made = print_waiting(engine, press_of(lambda: site))
    with site.app_context():
        for each in (engine, *db.engines.values()):
            each.dispose()
    return made


def fetch(page: Page, link: str | re.Pattern[str], to: Path) -> Path:
    """Click a link that gives a file; gives where it was kept."""
    with page.expect_download() as started:
        page.get_by_role("link", name=link).first.click()
    kept = to / started.value.suggested_filename
    started.value.save_as(kept)
    return kept


def words_of(pdf: Path) -> str:
    """The text of a report."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(pdf).pages).split())


@pytest.mark.parametrize("path", PAGES)
def test_page_of_the_city_is_for_everyone(page: Page, path: str) -> None:
    assert trouble(page, path) == []


def test_coverage_tells_how_far_it_is_in_each_measure_and_why_a_neighbourhood_counts(page: Page) -> None:
    page.goto("/dekking")
    headline = page.locator("[data-coverage-line]")
    expect(headline).to_have_text(re.compile(r"17 van 42 wijken bereikt: 40%"))
    measures = page.get_by_role("navigation", name="Waarin we tellen")
    measures.get_by_role("link", name="Inwoners", exact=True).click()
    expect(headline).to_have_text(re.compile(r"van 234\.090 inwoners bereikt: 61%"))
    measures.get_by_role("link", name="Inwoners, naar nood").click()
    expect(headline).to_have_text(re.compile(r"Naar nood gewogen is \d\d% van de inwoners bereikt"))
    expect(page).to_have_url(re.compile("maat=nood"))
    page.locator("#rij-selwerd").click()
    expect(page.locator("h1")).to_have_text("Waarom staat Selwerd op Zelfdragend?")
    expect(page.locator("main")).to_contain_text("De fase Zelfdragend vraagt 3 van de vier soorten bewijs")
    expect(page.locator(".kinds")).to_contain_text("tekens, het laatste op")


def places_of(page: Page, year: int) -> list[str]:
    """Who starts in a year, by the plan on the page."""
    row = page.locator(".planner-years tbody tr").filter(has=page.get_by_role("rowheader", name=str(year)))
    return row.locator("a").all_inner_texts()


def place_of(page: Page, slug: str) -> int:
    """The place of a neighbourhood in the ranking."""
    return int(page.locator(f"#rij-{slug} h3").inner_text().split(".")[0])


def test_planner_weighs_a_pace_and_an_invitation_and_compares_what_is_kept(page: Page) -> None:
    page.goto("/planner")
    next_year = today().year + 1
    assert len(places_of(page, next_year)) == 3
    before = place_of(page, "grunobuurt-laanhuizen")

    page.get_by_text("Noteer een uitnodiging").click()
    page.get_by_label("Welke wijk?").select_option(label="Grunobuurt-Laanhuizen")
    page.get_by_label("Wie nodigt uit?").select_option(label="De gemeente")
    page.get_by_label("In welke woorden?").fill("Of we er met buren een plek willen maken om elkaar te zien.")
    page.get_by_role("button", name="Noteer de uitnodiging").click()
    expect(page.locator("main [role=status]").first).to_contain_text("telt mee in de ranglijst")
    assert place_of(page, "grunobuurt-laanhuizen") < before
    why = page.locator("#rij-grunobuurt-laanhuizen")
    why.locator("summary").click()
    expect(why).to_contain_text("gemeente")

    page.get_by_label("Starts per jaar die het team aankan").fill("5")
    page.get_by_role("button", name="Reken door").click()
    expect(page.locator("main")).to_contain_text("Dit plan gaat uit van 5.")
    assert len(places_of(page, next_year)) == 5
    page.get_by_role("link", name="Bewaar als nieuw scenario").click()
    page.get_by_label("Hoe heet het scenario?").fill("Vijf per jaar")
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.locator("main [role=status]").first).to_contain_text("Het scenario is bewaard.")

    for name in ("Vijf per jaar", "Drie starts per jaar"):
        page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Vergelijk wat is aangevinkt").click()
    expect(page.locator("h1")).to_have_text("Scenario’s vergelijken")
    expect(page.locator(".planner-sides li")).to_have_count(2)
    years = page.get_by_role("region", name="Wat elk scenario bereikt, per jaar").locator("tbody tr")
    reached = years.last.locator("td").all_inner_texts()
    assert {int(reached[0]), int(reached[3])} == {32, 42}


def figures_of(page: Page, place: str) -> list[str]:
    """What a neighbourhood asked, was promised and got."""
    row = page.locator(".campaign-places tbody tr").filter(has=page.get_by_role("link", name=place, exact=True))
    return row.locator("td").all_inner_texts()[1:]


def test_kerst050_goes_from_what_a_neighbourhood_asks_to_what_it_got_on_a_phone(page: Page) -> None:
    page.set_viewport_size(WIDTHS["phone"])
    page.goto("/acties")
    page.get_by_role("link", name="Kerst050 2026", exact=True).click()
    page.get_by_role("button", name="Open de actie").click()
    expect(page.locator("main [role=status]").first).to_contain_text("De actie is open.")
    page.get_by_role("link", name="Wat vragen de wijken?").click()
    page.get_by_role("link", name="Meerstad", exact=True).click()
    page.get_by_label("Kerstpakketten: wat vraagt de wijk?").fill("veel")
    page.get_by_role("button", name="Bewaar", exact=True).click()
    # not a number: told beside the cell, which keeps what was typed
    expect(page.locator(".campaign-cell__error")).to_be_visible()
    expect(page.get_by_label("Kerstpakketten: wat vraagt de wijk?")).to_have_value("veel")
    page.get_by_label("Kerstpakketten: wat vraagt de wijk?").fill("30")
    page.get_by_label("Kerstpakketten: wat kan jullie eigen netwerk dragen?").fill("12")
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.locator("main [role=status]").first).to_contain_text("Bewaard")

    page.goto(f"{KERST}/verdelen")
    page.get_by_role("button", name="Neem het voorstel over").click()
    expect(page.locator("main")).to_contain_text("De verdeling is nu zoals het voorstel.")
    page.goto(f"{KERST}/wijk/meerstad")
    page.get_by_label("Kerstpakketten van eigen netwerk: wat is er?").fill("7")
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.locator("main [role=status]").first).to_contain_text("Bewaard")
    page.goto(KERST)
    asked, promised, delivered = figures_of(page, "Meerstad")
    assert (asked, delivered) == ("30", "7")
    assert 12 <= int(promised) <= 30
    assert trouble(page, f"{KERST}/wijk/meerstad") == []


def test_two_signals_become_one_question_and_its_answer_goes_back(page: Page, people: People) -> None:
    page.goto("/signalen/werk?stand=raised")
    for box in page.get_by_role("checkbox", name=re.compile("Bundel dit")).all()[:2]:
        box.check()
    page.get_by_role("button", name="Bundel wat je aanvinkte").click()
    page.get_by_label("Wat hebben deze signalen gemeen?").fill("Buren weten niet waar ze terecht kunnen")
    page.get_by_label("Thema").select_option(index=1)
    page.get_by_role("button", name="Maak de bundel").click()
    expect(page.locator("h1")).to_have_text("Buren weten niet waar ze terecht kunnen")
    expect(page.locator("main [role=status]").first).to_contain_text("De bundel is gemaakt.")

    page.get_by_role("link", name="Zet op een agenda").click()
    page.get_by_label("Bij welk overleg?").select_option(label="Diaconaal Platform Groningen (DPG)")
    meeting = today() + timedelta(days=9)
    page.get_by_label("Wanneer komt het bij elkaar?").fill(meeting.isoformat())
    page.get_by_label("Wat vragen we?").fill("Wie maakt samen met ons één lijst van plekken in de stad?")
    page.get_by_role("button", name="Zet op de agenda").click()
    expect(page.locator("main [role=status]").first).to_contain_text("Het staat op de agenda.")

    page.get_by_role("link", name=re.compile("Noteer het antwoord")).click()
    page.get_by_role("radio").first.check()
    answer = "Er komt een lijst, en die hangt in januari in elk buurthuis."
    page.get_by_label("Wat was het antwoord?").fill(answer)
    page.get_by_role("button", name="Bewaar, en geef het door").click()
    expect(page.locator("main [role=status]").first).to_contain_text("Het antwoord is bewaard.")
    expect(page.locator(".signal-history")).to_contain_text("Diaconaal Platform Groningen")
    raiser = people("vinkhuizen@example.nl")
    raiser.goto("/signalen")
    expect(raiser.locator("main")).to_contain_text(answer)


def test_report_for_the_steering_group_is_asked_for_made_and_fetched(page: Page, site_url: URL, tmp_path: Path) -> None:
    page.goto("/rapporten")
    page.get_by_label("Waarover").select_option(label="De hele stad, voor de stuurgroep")
    page.get_by_role("button", name="Maak het verslag").click()
    expect(page.locator("#verslagen")).to_contain_text("In de wacht sinds")
    assert print_reports(site_url, tmp_path) == 1
    # the page asks by itself whether it is there
    pdf = fetch(page, re.compile("^Haal op:"), tmp_path)
    assert pdf.suffix == ".pdf"
    said = words_of(pdf)
    assert "Kerst050 2026" in said
    assert "Meerstad" in said
