"""J1: a visitor without an account looks at the map, moves the time, and reads what happens in a neighbourhood."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import axe_violations, fill_of, map_ready, wait_for_other_fill


def test_visitor_sees_how_far_the_target_is_and_every_neighbourhood(browsing: Page) -> None:
    browsing.goto("/?op=2021-12-31")
    map_ready(browsing)

    expect(browsing.get_by_text(re.compile(r"4 van 42 wijken,\s*16% van de inwoners")).first).to_be_visible()
    expect(browsing.locator("[data-areas] tbody tr")).to_have_count(42)


def test_moving_the_time_keeps_map_list_line_and_chart_in_step(browsing: Page) -> None:
    browsing.goto("/?op=2021-06-01")
    map_ready(browsing)
    before = fill_of(browsing, "selwerd")
    mark = browsing.locator(".chart-at").get_attribute("x1")

    slider = browsing.get_by_role("slider")
    slider.focus()
    browsing.keyboard.press("End")

    expect(browsing.locator("[data-areas] tr[data-slug=selwerd]")).to_have_attribute("data-stage", "self_sustaining")
    expect(browsing.locator("[data-standing]")).to_contain_text("17 van 42 wijken")
    expect(browsing.locator(".chart-at")).not_to_have_attribute("x1", mark or "")
    wait_for_other_fill(browsing, "selwerd", before)
    expect(browsing).not_to_have_url(re.compile("op=2021-06-01"))


def test_playing_moves_through_the_months_and_stops_on_request(desktop: Page) -> None:
    desktop.goto("/?op=2020-01-01")
    map_ready(desktop)
    words = desktop.locator("[data-time-words]")
    at_start = words.inner_text()

    desktop.get_by_role("button", name="Speel de tijd af").click()
    expect(words).not_to_have_text(at_start)
    desktop.get_by_role("button", name="Pauze").click()

    expect(desktop.get_by_role("button", name="Speel de tijd af")).to_be_visible()
    expect(desktop).to_have_url(re.compile(r"op=20\d\d-\d\d-01"))


def test_a_link_to_a_date_and_a_choice_opens_as_it_was_shared(desktop: Page) -> None:
    desktop.goto("/?op=2022-06-01&wijk=vinkhuizen")
    map_ready(desktop)

    expect(desktop.locator("[data-chosen-card]")).to_contain_text("Vinkhuizen")
    expect(desktop.locator("[data-time-words]")).to_have_text("wo 1 juni 2022")


def test_choosing_from_the_list_shows_the_neighbourhood_and_back_undoes_it(desktop: Page) -> None:
    desktop.goto("/")
    map_ready(desktop)

    desktop.get_by_role("button", name="Toon Beijum op de kaart").click()
    expect(desktop.locator("[data-chosen-card]")).to_contain_text("Beijum")
    expect(desktop).to_have_url(re.compile("wijk=beijum"))
    desktop.go_back()

    expect(desktop.locator("[data-chosen-card]")).to_be_hidden()


def test_searching_with_a_typing_error_leads_to_the_neighbourhood(browsing: Page) -> None:
    browsing.goto("/")
    browsing.get_by_role("combobox").fill("vinkhuzen")
    browsing.get_by_role("option", name=re.compile("Vinkhuizen")).first.click()

    expect(browsing).to_have_url(re.compile("/wijken/vinkhuizen"))
    expect(browsing.get_by_role("heading", level=1)).to_have_text("Vinkhuizen")


def test_visitor_reads_about_a_neighbourhood_and_writes_to_it(browsing: Page) -> None:
    browsing.goto("/wijken/selwerd")
    map_ready(browsing)
    expect(browsing.get_by_text("Zelfdragend").first).to_be_visible()

    browsing.get_by_role("link", name="Stuur een bericht").click()
    browsing.get_by_label("Je naam").fill("Bezoeker")
    browsing.get_by_label("Je e-mailadres").fill("geen adres")
    browsing.get_by_label("Je bericht").fill("Ik wil graag een keer soep komen koken.")
    browsing.get_by_role("button", name=re.compile("erstuur")).click()
    expect(browsing.get_by_label("Je bericht")).to_have_value("Ik wil graag een keer soep komen koken.")

    browsing.get_by_label("Je e-mailadres").fill("bezoeker@example.nl")
    browsing.get_by_role("button", name=re.compile("erstuur")).click()

    expect(browsing).to_have_url(re.compile("/wijken/selwerd/bericht/verstuurd"))


def test_the_whole_journey_by_keyboard(desktop: Page) -> None:
    desktop.goto("/")
    map_ready(desktop)
    desktop.keyboard.press("Tab")
    expect(desktop.locator(":focus")).to_have_class(re.compile("skip-link"))

    slider = desktop.get_by_role("slider")
    slider.focus()
    desktop.keyboard.press("Home")
    expect(desktop.locator("[data-time-words]")).to_have_text("wo 1 januari 2020")
    desktop.get_by_role("button", name="Toon Selwerd op de kaart").focus()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("[data-chosen-card]")).to_contain_text("Selwerd")
    desktop.keyboard.press("Escape")
    expect(desktop.locator("[data-chosen-card]")).to_be_hidden()
    desktop.get_by_role("combobox").focus()
    desktop.keyboard.type("bejum")
    expect(desktop.get_by_role("option").first).to_be_visible()
    desktop.keyboard.press("ArrowDown")
    desktop.keyboard.press("Enter")

    expect(desktop).to_have_url(re.compile("/wijken/beijum"))


def test_skip_links_move_the_focus_and_not_the_page(desktop: Page) -> None:
    for presses, target in ((1, "inhoud"), (2, "kaart")):
        desktop.goto("/")
        for _press in range(presses):
            desktop.keyboard.press("Tab")
        desktop.keyboard.press("Enter")

        expect(desktop.locator(f"#{target}")).to_be_focused()
        assert desktop.locator(".site-header").bounding_box()["y"] == 0  # type: ignore[index]  # it is shown


def test_choosing_leaves_the_line_in_view(browsing: Page) -> None:
    browsing.goto("/?wijk=vinkhuizen")
    map_ready(browsing)

    expect(browsing.locator("[data-chosen-card]")).to_be_visible()
    expect(browsing.locator("[data-coverage-line]")).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize("width", [900, 1024, 1200, 1280, 1920])
def test_slider_has_room_at_every_width(desktop: Page, width: int) -> None:
    desktop.set_viewport_size({"width": width, "height": 800})
    desktop.goto("/")

    assert desktop.get_by_role("slider").evaluate("slider => slider.offsetWidth") >= 320


def test_any_day_can_be_chosen_and_a_year_is_one_key(desktop: Page) -> None:
    desktop.goto("/")
    map_ready(desktop)
    words = desktop.locator("[data-time-words]")

    desktop.get_by_role("button", name="Kies een andere datum").click()
    desktop.get_by_label("Toon de kaart op").fill("2022-06-15")
    desktop.get_by_role("button", name="Toon", exact=True).click()
    expect(words).to_have_text("wo 15 juni 2022")
    expect(desktop).to_have_url(re.compile("op=2022-06-15"))

    desktop.get_by_role("slider").focus()
    desktop.keyboard.press("PageDown")
    expect(words).to_have_text("di 1 juni 2021")
    desktop.keyboard.press("PageUp")
    expect(words).to_have_text("wo 1 juni 2022")


def test_another_order_shows_the_top_of_the_list(desktop: Page) -> None:
    desktop.goto("/")
    map_ready(desktop)
    desktop.locator("[data-panel-scroll]").evaluate("panel => { panel.scrollTop = panel.scrollHeight; }")

    desktop.get_by_role("link", name="Inwoners").click()

    expect(desktop.locator("th[aria-sort]")).to_contain_text("Inwoners")
    expect(desktop.get_by_role("heading", name="Alle wijken")).to_be_in_viewport()


def test_an_offer_leads_to_the_form(desktop: Page) -> None:
    desktop.goto("/wijken/selwerd")
    desktop.get_by_role("link", name=re.compile("Ik doe mee")).first.click()

    expect(desktop).to_have_url(re.compile(r"/wijken/selwerd/bericht\?hulp=\d+"))


def test_english_is_one_click_away_and_stays(desktop: Page) -> None:
    desktop.goto("/")
    desktop.get_by_role("link", name="English").click()
    expect(desktop.locator("html")).to_have_attribute("lang", "en")
    desktop.goto("/wijken/selwerd")

    expect(desktop.locator("html")).to_have_attribute("lang", "en")
    expect(desktop.get_by_text("Independent").first).to_be_visible()


def test_without_script_everything_can_be_read_and_the_date_changed(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Toon de kaart op").fill("2021-12-31")
    page.get_by_role("button", name="Toon", exact=True).click()

    expect(page.locator("[data-standing]")).to_contain_text("4 van 42 wijken")
    context.close()


PAGES = (
    "/?op=2021-06-01&wijk=selwerd",
    "/wijken/hoogkerk",
    "/wijken/selwerd/bericht",
    "/zoek?q=bei",
    "/over",
    "/toegankelijkheid",
    "/privacy",
)


def test_axe_finds_nothing_and_nothing_overflows(browsing: Page) -> None:
    for scheme in ("light", "dark"):
        browsing.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for path in PAGES:
            browsing.goto(path, wait_until="networkidle")
            assert axe_violations(browsing) == [], f"{path} {scheme}"
            overflow = browsing.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, f"{path} is {overflow} px too wide"
