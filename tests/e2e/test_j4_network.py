"""J4's other half: from the workspace to the network, to who holds it together, to what is done about that."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_postgresql.executors import NoopExecutor
from sqlalchemy import URL, NullPool, create_engine, select, text
from sqlalchemy.orm import Session

from seeds.networks import seed_demo_networks
from tests.conftest import TODAY, clone, url_of
from tests.e2e.conftest import WIDTHS, axe_violations, served
from tests.e2e.conftest import _browse as browse
from tests.e2e.conftest import _sign_in as sign_in
from webapp.models import Neighbourhood, Person
from webapp.networks.actions.publishing import publish_months

NETWORK = "/werkplek/vinkhuizen/netwerk"
INSIGHTS = {
    "desktop": re.compile("Zonder Samira Haddad vallen .* uit elkaar"),
    "phone": re.compile("Eetgroep Edelsteen"),
}
"""What is taken up: something else at each width, since what is taken up once is not offered again."""

Enter = Callable[[str], Page]


@pytest.fixture(scope="module")
def site_url(city_server: NoopExecutor) -> Iterator[URL]:
    """A city of this module's own, with the networks of the demonstration."""
    with clone(city_server, "network_site") as janitor:
        url = url_of(janitor.dbname)
        engine = create_engine(url, poolclass=NullPool)
        with Session(engine) as session, session.begin():
            seed_demo_networks(session, today=TODAY)
            publish_months(session, today=TODAY, months=24)
        engine.dispose()
        yield url


@pytest.fixture(scope="module")
def site(site_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """That city, served."""
    with served(site_url.render_as_string(hide_password=False), tmp_path_factory.mktemp("network_site")) as base:
        yield base


@pytest.fixture(scope="module")
def inside() -> dict[str, Any]:
    """The cookies of who signed in on this site: a code works once."""
    return {}


@pytest.fixture
def enter(browser: Browser, site: str, screen: str, inside: dict[str, Any]) -> Iterator[Enter]:
    """A page on the site at the width of this test, in which a demonstration account is signed in."""
    made = []

    def come_in(email: str) -> Page:
        pages = browse(
            browser, site, viewport=WIDTHS[screen], has_touch=screen == "phone", storage_state=inside.get(email)
        )
        made.append(pages)
        page = next(pages)
        if email not in inside:
            sign_in(page, email)
            inside[email] = page.context.storage_state()
        return page

    yield come_in
    for pages in made:
        next(pages, None)


def fine(page: Page) -> None:
    """Nothing for axe to say, and no wider than the screen."""
    assert axe_violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_coordinator_goes_from_the_workspace_to_who_holds_the_network_together_and_takes_it_up(
    enter: Enter, screen: str
) -> None:
    page = enter("vinkhuizen@example.nl")
    page.goto("/werkplek/vinkhuizen")
    fine(page)
    page.get_by_role("navigation", name="Meer over deze wijk").get_by_role("link", name="Netwerk").click()
    expect(page.locator("h1")).to_contain_text("Burennetwerk Vinkhuizen")
    page.get_by_role("link", name=re.compile("^Samira Haddad")).first.click()
    expect(page.locator(".network-card")).to_contain_text("Samira Haddad")
    expect(page.locator(".network-card")).to_contain_text("Flat Goudlaan")
    fine(page)

    page.goto(NETWORK)
    page.get_by_role("link", name="Inzichten", exact=True).click()
    insight = page.locator(".insight", has_text=INSIGHTS[screen]).first
    expect(insight).to_be_visible()
    fine(page)
    told = re.search("Stel (.+) en (.+) aan elkaar voor", insight.locator(".insight__proposal").inner_text())
    assert told is not None
    insight.get_by_role("button", name=re.compile("Zet bij opvolgen")).click()
    page.get_by_role("link", name="Opvolgen", exact=True).click()
    expect(page.locator("h1")).to_have_text("Opvolgen in Vinkhuizen")
    expect(page.locator("main")).to_contain_text(f"{told[1]} en {told[2]} aan elkaar voorstellen")
    fine(page)


def test_tie_is_noted_in_seconds_with_two_names_and_a_kind(enter: Enter, screen: str) -> None:
    page = enter("vinkhuizen@example.nl")
    other = {"desktop": "Nasrin Karimi", "phone": "Freerk Pot"}[screen]
    page.goto(NETWORK)
    page.get_by_role("link", name="Noteer een relatie").first.click()
    fine(page)
    for field, name in (("#one", "Geesje Mulderij"), ("#other", other)):
        page.locator(field).fill(name[:6])
        page.get_by_role("option", name=re.compile(name)).click()
        expect(page.locator(field)).to_have_value(name)
    page.locator(".network-chips__choice", has_text="kent").click()
    page.get_by_role("button", name="Bewaar", exact=True).click()
    said = page.locator("main [role=status]", has_text="Bewaard")
    expect(said).to_contain_text("Geesje Mulderij")
    expect(said).to_contain_text(other)
    fine(page)


@pytest.fixture(scope="module")
def elsewhere(site_url: URL) -> list[str]:
    """The names of everybody who lives in another neighbourhood than Vinkhuizen."""
    engine = create_engine(site_url, poolclass=NullPool)
    with Session(engine) as session:
        session.execute(text("SET LOCAL row_security = off"))
        names = session.scalars(
            select(Person.name)
            .join(Neighbourhood, Neighbourhood.id == Person.neighbourhood_id)
            .where(Neighbourhood.slug != "vinkhuizen")
        ).all()
    engine.dispose()
    assert {"Celine Dupont", "Hilda Kuil", "Cemal Öztürk"} <= set(names)
    return list(names)


def test_coordinator_of_vinkhuizen_sees_no_name_of_another_neighbourhood(enter: Enter, elsewhere: list[str]) -> None:
    page = enter("vinkhuizen@example.nl")
    answers: dict[str, str] = {}
    for path in (
        "/werkplek/vinkhuizen",
        NETWORK,
        f"{NETWORK}.geojson",
        f"{NETWORK}.geojson?op=2025-06-01",
        f"{NETWORK}/inzichten",
        f"{NETWORK}/gezondheid",
        f"{NETWORK}/relaties",
        f"{NETWORK}/groepen",
        f"{NETWORK}/namen?q=Celine",
        f"{NETWORK}/namen?q=Hilda",
        "/werkplek/vinkhuizen/opvolgen",
        "/netwerk",
        "/kaart/netwerk.geojson",
        "/wijken/selwerd",
    ):
        answer = page.request.get(path)
        assert answer.ok, path
        answers[path] = answer.text()
    for path, body in answers.items():
        assert [name for name in elsewhere if name in body] == [], path
    # the same search finds who does live there
    for path in (NETWORK, f"{NETWORK}.geojson", f"{NETWORK}/inzichten"):
        assert "Samira Haddad" in answers[path]
    assert "Samira Haddad" in page.request.get(f"{NETWORK}/namen?q=Samira").text()
    for path in (
        "/werkplek/selwerd/netwerk",
        "/werkplek/selwerd/netwerk.geojson",
        "/werkplek/selwerd/netwerk/namen?q=a",
    ):
        assert page.request.get(path).status == 404


def test_everyone_sees_how_the_neighbourhoods_are_connected_in_any_month(browsing: Page) -> None:
    page = browsing
    page.goto("/netwerk")
    page.wait_for_selector("[data-city-network][data-drawn]:not([data-drawn='0'])")
    expect(page.locator("#stand")).to_contain_text("Paddepoel en Selwerd zijn het sterkst verbonden")
    expect(page.locator("#stand")).to_contain_text("In andere wijken zijn er (nog) geen 5 mensen in beeld.")
    fine(page)
    before = page.locator("#stand h2").inner_text()
    slider = page.get_by_role("slider", name="Toon de maand")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("#stand h2")).not_to_have_text(before)
    month = page.locator("#stand h2").inner_text().removeprefix("Zo is het in ")
    expect(slider).to_have_attribute("aria-valuetext", month)
    assert "op=20" in page.url
    # the first month of the slider has a network to tell of
    expect(page.locator("#stand tbody tr").first).to_be_visible()
    fine(page)
    page.goto("/netwerk?sorteer=naam")
    fine(page)


def test_whole_city_is_asked_to_be_measured_and_tells_how_far_it_is(enter: Enter, screen: str) -> None:
    page = enter("stad@example.nl")
    page.goto("/netwerk")
    button = page.get_by_role("button", name="Meet de hele stad")
    # asked for once a day: at the second width it is under way
    if screen == "desktop":
        button.click()
    expect(page.locator("#meting")).to_contain_text("De meting staat in de wacht sinds")
    fine(page)
    page.goto("/netwerk/meten")
    expect(page.locator("#meting")).to_contain_text("De meting staat in de wacht sinds")
    fine(page)


def test_own_network_page_is_for_everyone_with_an_account(enter: Enter) -> None:
    page = enter("vinkhuizen@example.nl")
    page.goto("/mijn/netwerk")
    expect(page.locator("h1")).to_have_text("Mijn netwerk")
    fine(page)
