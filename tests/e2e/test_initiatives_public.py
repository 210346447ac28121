"""Initiatives as a visitor meets them: on the map and in the list, one of them, the calendar, and on another site."""

import threading
from collections.abc import Iterator
from datetime import time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_postgresql.executors import NoopExecutor
from sqlalchemy import NullPool, create_engine
from sqlalchemy.orm import Session

from tests.conftest import clone, url_of
from tests.e2e.conftest import WIDTHS, Watch, axe_violations, served
from tests.factories import make_account
from tests.initiative_making import make_content, make_initiative, make_task
from webapp.calendar.rules import build_rhythm
from webapp.clock import today
from webapp.initiatives.content import Link

HOSTILE = '<img src=x onerror="window.harmed=1"> ${window.harmed=2} `${window.harmed=3}` \'x\' "y"'
"""Words that run where they are taken for anything but words."""


def put(session: Session, *, by: int) -> None:
    day = today()
    weekly = build_rhythm(day, time(18), 90, f"FREQ=WEEKLY;UNTIL={day + timedelta(days=200):%Y%m%d}", today=day)
    regular = {"starts_on": weekly.starts_on, "starts_at": time(18), "minutes": 90, "rrule": weekly.rrule}
    made = [
        make_content(
            "Soep in Selwerd", themes=("maaltijd",), tasks=(make_task(until=day + timedelta(days=90)),), **regular
        ),
        make_content("Moestuin Vinkhuizen", themes=("tuin",), lon=6.5250, lat=53.2240, address="Siersteenlaan"),
        make_content("Taalcafé Beijum", themes=("taal",), lon=6.5905, lat=53.2445, starts_on=day + timedelta(days=3)),
        make_content(
            HOSTILE[:100],
            themes=("klussen",),
            description=HOSTILE,
            for_whom=HOSTILE,
            organiser=HOSTILE,
            address=HOSTILE,
            lon=6.6100,
            lat=53.2050,
            links=(Link("https://example.org/?a=\"'<", HOSTILE[:80]),),
            **regular,
        ),
    ]
    for content in made:
        make_initiative(session, content, by=by, on=day)


@pytest.fixture(scope="module")
def there(city_server: NoopExecutor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of its own with some initiatives."""
    with clone(city_server, "initiatives") as janitor:
        url = url_of(janitor.dbname)
        engine = create_engine(url, poolclass=NullPool)
        with Session(engine) as session, session.begin():
            put(session, by=make_account(session).id)
        engine.dispose()
        home = tmp_path_factory.mktemp("initiatives")
        with served(url.render_as_string(hide_password=False), home) as base:
            yield base


@pytest.fixture
def looking(browser: Browser, there: str, screen: str) -> Iterator[Page]:
    """A page on that site, on a desktop and on a phone; fails afterwards when the page did what it should not."""
    context = browser.new_context(
        base_url=there,
        locale="nl-NL",
        reduced_motion="reduce",
        viewport=WIDTHS[screen],
        has_touch=screen == "phone",
    )
    watch = Watch(there)
    watch.over(context)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()
    assert watch.trouble == []


def points_ready(page: Page) -> None:
    page.wait_for_selector(".points__point, .points__count")


def test_visitor_finds_one_in_the_list_and_reads_how_to_take_part(looking: Page, screen: str) -> None:
    looking.goto("/")
    looking.locator(".listing-line a").click()
    points_ready(looking)
    expect(looking.locator("[data-results-count]")).to_have_text("4 initiatieven")
    if screen == "phone":
        looking.get_by_text("Filters").click()
    looking.get_by_label("Thema").select_option(label="Eten en samen eten")
    expect(looking.locator("[data-results-count]")).to_have_text("1 initiatief")
    assert "thema=samen-eten" in looking.url
    looking.locator("[data-listing=soep-in-selwerd] [data-pick]").click()
    expect(looking.locator("#gekozen-naam")).to_have_text("Soep in Selwerd")
    assert "kies=soep-in-selwerd" in looking.url
    expect(looking.locator(".points__sign--chosen")).to_be_visible()
    assert axe_violations(looking) == []
    looking.locator("[data-listing-card]").get_by_role("link", name="Lees meer").click()
    expect(looking.get_by_role("heading", level=1)).to_have_text("Soep in Selwerd")
    expect(looking.locator(".initiative-times li")).to_have_count(5)
    expect(looking.locator(".points__sign--chosen")).to_be_visible()
    expect(looking.get_by_role("link", name="Ik help mee")).to_be_visible()
    assert axe_violations(looking) == []


def test_list_map_and_address_stay_in_step(looking: Page, screen: str) -> None:
    looking.goto("/initiatieven?thema=tuin")
    points_ready(looking)
    expect(looking.locator(".points__point")).to_have_count(1)
    looking.locator(".points__point").click()
    expect(looking.locator("#gekozen-naam")).to_have_text("Moestuin Vinkhuizen")
    expect(looking.locator("[data-listing=moestuin-vinkhuizen]")).to_contain_class("listing--chosen")
    expect(looking.locator("#gekozen-naam")).to_be_focused()
    looking.keyboard.press("Escape")
    expect(looking.locator("[data-listing-card]")).to_be_hidden()
    looking.get_by_label("Wat zoek je?").fill("soep")
    expect(looking.locator("[data-results-count]")).to_have_text("Geen initiatieven gevonden")
    expect(looking.locator(".points__point")).to_have_count(0)
    looking.go_back()
    expect(looking.locator("[data-results-count]")).to_have_text("1 initiatief")
    expect(looking.get_by_label("Wat zoek je?")).to_have_value("")
    expect(looking.locator(".points__point")).to_have_count(1)


def test_points_are_reached_and_opened_by_keyboard(looking: Page) -> None:
    looking.goto("/initiatieven?thema=taal")
    points_ready(looking)
    point = looking.get_by_role("button", name="Taalcafé Beijum")
    point.focus()
    looking.keyboard.press("Enter")
    expect(looking.locator("#gekozen-naam")).to_have_text("Taalcafé Beijum")


def test_start_page_shows_them_and_leaves_them_out(looking: Page) -> None:
    looking.goto("/")
    points_ready(looking)
    assert axe_violations(looking) == []
    looking.get_by_label("Initiatieven", exact=True).uncheck()
    expect(looking.locator(".points__point, .points__count")).to_have_count(0)
    looking.get_by_label("Initiatieven", exact=True).check()
    points_ready(looking)


def test_point_on_the_start_page_opens_a_window_with_a_link(looking: Page) -> None:
    looking.goto("/wijken/vinkhuizen")
    points_ready(looking)
    looking.get_by_role("button", name="Moestuin Vinkhuizen").click()
    link = looking.locator(".points-window__title")
    expect(link).to_have_text("Moestuin Vinkhuizen")
    expect(link).to_be_focused()
    assert axe_violations(looking) == []
    link.click()
    expect(looking.get_by_role("heading", level=1)).to_have_text("Moestuin Vinkhuizen")


@pytest.mark.parametrize("path", ["/initiatieven", "/wijken/selwerd", "/wijken/selwerd/agenda"])
def test_nothing_is_wrong_for_who_cannot_see_well(looking: Page, path: str) -> None:
    for scheme in ("light", "dark"):
        looking.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
        looking.goto(path)
        looking.wait_for_load_state("networkidle")
        assert axe_violations(looking) == []
        assert looking.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, scheme


@pytest.mark.parametrize("path", ["/embed", "/embed/maken"])
def test_nothing_is_wrong_with_the_map_for_other_sites(browser: Browser, there: str, screen: str, path: str) -> None:
    # nobody watches the console: axe itself stumbles over a page that is sandboxed
    context = browser.new_context(base_url=there, viewport=WIDTHS[screen], reduced_motion="reduce")
    page = context.new_page()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


def test_what_is_chosen_stands_apart_from_the_group_it_is_in(looking: Page, screen: str) -> None:
    looking.goto("/initiatieven?kies=soep-in-selwerd")
    expect(looking.locator(".points__sign--chosen")).to_have_count(1)
    expect(looking.locator(".points__point--apart")).to_have_count(0)
    looking.evaluate("Object.values(window.missie050.maps)[0].setZoom(8, { animate: false })")
    expect(looking.locator(".points__count")).to_be_visible()
    expect(looking.locator(".points__point--apart .points__sign--chosen")).to_be_visible()
    looking.keyboard.press("Escape")
    expect(looking.locator(".points__sign--chosen")).to_have_count(0)


def test_words_that_could_run_are_words_everywhere(looking: Page, screen: str) -> None:
    looking.goto("/initiatieven?thema=klussen")
    points_ready(looking)
    expect(looking.locator(".listing__title")).to_have_text(HOSTILE[:100])
    looking.locator(".points__point").click()
    expect(looking.locator("#gekozen-naam")).to_have_text(HOSTILE[:100])
    slug = looking.locator("[data-listing]").get_attribute("data-listing")
    for path in (
        f"/initiatieven/{slug}",
        "/wijken/binnenstad",
        "/",
        "/embed?thema=klussen",
        f"/initiatieven?kies={slug}",
    ):
        looking.goto(path)
        points_ready(looking)
        looking.wait_for_load_state("networkidle")
        assert looking.evaluate("window.harmed") is None, path
    looking.goto("/embed?thema=klussen")
    points_ready(looking)
    looking.locator(".points__point").click()
    expect(looking.locator(".points-window__title")).to_have_text(HOSTILE[:100])
    assert looking.evaluate("window.harmed") is None


def test_the_same_words_do_harm_where_they_are_taken_for_more(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_content(HOSTILE)
    page.wait_for_function("() => window.harmed === 1")
    page.evaluate("words => new Function('return `' + words + '`')()", HOSTILE.split("`", maxsplit=1)[0])
    assert page.evaluate("window.harmed") == 2
    context.close()


def test_without_script_the_list_works(browser: Browser, there: str) -> None:
    context = browser.new_context(base_url=there, locale="nl-NL", java_script_enabled=False)
    page = context.new_page()
    page.goto("/initiatieven")
    page.get_by_label("Thema").select_option(label="Groen")
    page.get_by_role("button", name="Toon", exact=True).click()
    expect(page.locator(".listing__title")).to_have_text(["Moestuin Vinkhuizen"])
    page.locator("[data-pick]").click()
    expect(page.locator("#gekozen-naam")).to_have_text("Moestuin Vinkhuizen")
    page.goto("/wijken/selwerd/agenda")
    page.locator('a[rel="next"]').click()
    expect(page.locator(".agenda__day").first).to_be_visible()
    context.close()


@pytest.fixture
def elsewhere(there: str) -> Iterator[str]:
    """A page of somebody else, on another host, that shows our map in a frame, as our maker says it should."""
    sandbox = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    frame = (
        f'<iframe title="kaart" width="800" height="480" sandbox="{sandbox}" src="{there}/embed?thema=tuin"></iframe>'
    )
    page = f"<!doctype html><html lang=nl><title>Elders</title><h1>Elders</h1>{frame}".encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_map_works_in_a_frame_of_another_site_and_keeps_nothing(browser: Browser, there: str, elsewhere: str) -> None:
    context = browser.new_context(locale="nl-NL", reduced_motion="reduce")
    trouble: list[str] = []
    context.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page = context.new_page()
    page.goto(elsewhere)
    frame = page.frame_locator("iframe")
    frame.locator(".points__point").click()
    with context.expect_page() as opened:
        frame.locator(".points-window__title").click()
    tab = opened.value
    expect(tab.get_by_role("heading", level=1)).to_have_text("Moestuin Vinkhuizen")
    assert tab.evaluate("self.origin") == there
    assert page.frames[1].evaluate("self.origin") == "null"
    assert context.cookies() == []
    context.close()
    assert [each for each in trouble if "favicon" not in each and "404" not in each] == []


def test_paper_gets_the_words_and_no_map(browser: Browser, there: str) -> None:
    context = browser.new_context(base_url=there, viewport=WIDTHS["desktop"])
    page = context.new_page()
    page.goto("/initiatieven?druk=1")
    expect(page.locator(".listing__title").first).to_be_visible()
    expect(page.locator("[data-map]")).to_have_count(0)
    page.goto("/initiatieven/soep-in-selwerd")
    page.emulate_media(media="print")
    expect(page.locator(".place__map")).to_be_hidden()
    expect(page.get_by_text("We koken en eten samen")).to_be_visible()
    context.close()
