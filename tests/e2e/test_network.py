"""The network of a neighbourhood in a browser: who is chosen in picture, list and address alike; days; the keyboard."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import URL, NullPool, create_engine, text
from sqlalchemy.orm import Session

from tests.e2e.conftest import WIDTHS, People, axe_violations
from tests.network_making import make_group, make_linked, make_tie
from webapp.vocabulary import TieKind

COORDINATOR = "vinkhuizen@example.nl"
PATH = "/werkplek/vinkhuizen/netwerk"
DAY = datetime.now(UTC).date()
CHOSEN = "#gekozen"


@pytest.fixture(scope="module")
def network(site_url: URL, site: str) -> None:
    """Aisha between two circles, and Yusuf alone."""
    engine = create_engine(site_url, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        place = session.execute(text("SELECT id FROM neighbourhood WHERE slug = 'vinkhuizen'")).scalar_one()
        month = DAY - timedelta(days=31)
        people = {
            name: make_linked(session, f"{name} Netwerk", place, on=month)
            for name in ("Aisha", "Bea", "Cor", "Dik", "Els", "Yusuf")
        }
        flat = make_group(session, "De netwerkflat", place)
        for one, other in (("Aisha", "Bea"), ("Bea", "Cor"), ("Aisha", "Cor"), ("Aisha", "Dik"), ("Dik", "Els")):
            make_tie(session, people[one], people[other], since=month)
        make_tie(session, people["Bea"], flat, kind=TieKind.LEADS, since=DAY)
    engine.dispose()


def opened(people: People, query: str = "") -> Page:
    page = people(COORDINATOR)
    page.goto(PATH + query)
    expect(page.locator("[data-network-drawn]")).to_be_attached()
    return page


def fine(page: Page) -> None:
    assert axe_violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_somebody_chosen_in_the_list_is_told_and_stands_in_the_address(people: People, network: None) -> None:
    page = opened(people)
    fine(page)
    name = page.locator(".network-table").get_by_role("link", name="Aisha Netwerk")
    name.focus()
    page.keyboard.press("Enter")
    card = page.locator(CHOSEN)
    expect(card).to_contain_text("kent")
    expect(card.get_by_role("link", name="Dik Netwerk", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"wie=n\d+"))
    expect(page.locator("[data-announce]")).to_contain_text("Aisha Netwerk: ")
    fine(page)
    card.get_by_role("link", name="Dik Netwerk", exact=True).click()
    expect(card.locator("h2")).to_contain_text("Dik Netwerk")
    page.go_back()
    expect(card.locator("h2")).to_contain_text("Aisha Netwerk")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page).not_to_have_url(re.compile("wie="))


def test_the_keyboard_goes_to_who_is_chosen_and_back_to_the_name(people: People, network: None) -> None:
    page = opened(people)
    name = page.locator(".network-table").get_by_role("link", name="Els Netwerk")
    name.focus()
    page.keyboard.press("Enter")
    heading = page.locator(f"{CHOSEN} h2")
    expect(heading).to_contain_text("Els Netwerk")
    expect(heading).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(CHOSEN)).to_be_hidden()
    expect(name).to_be_focused()
    assert name.evaluate(
        "each => { const box = each.getBoundingClientRect(), panel = each.closest('[data-panel-scroll]')"
        ".getBoundingClientRect(); return box.top >= panel.top && box.bottom <= panel.bottom; }"
    )
    page.keyboard.press("Enter")
    expect(heading).to_be_focused()
    page.locator(CHOSEN).get_by_role("link", name="Dik Netwerk", exact=True).press("Enter")
    expect(heading).to_contain_text("Dik Netwerk")
    expect(heading).to_be_focused()
    page.locator("#sluit-keuze").press("Enter")
    expect(name).to_be_focused()


def test_a_choice_that_is_replaced_is_no_error_of_the_page(people: People, network: None) -> None:
    page = opened(people)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("wie="), hold)
    links = page.locator(".network-table .network-name")
    first, second = links.nth(0), links.nth(1)
    with page.expect_request(re.compile("wie=")):
        first.click()
    page.unroute(re.compile("wie="))
    second.click()
    expect(page.locator(f"{CHOSEN} h2")).to_contain_text(second.locator("span[lang]").inner_text())
    expect(page.locator("[data-network-message]")).to_be_hidden()
    assert len(held) == 1


def test_on_a_phone_a_tie_can_be_noted_from_the_first_screen(people: People, network: None) -> None:
    page = people(COORDINATOR)
    page.set_viewport_size({"width": WIDTHS["phone"]["width"], "height": WIDTHS["phone"]["height"]})
    page.goto(PATH)
    expect(page.locator(".panel").get_by_role("link", name="Noteer een relatie")).to_be_in_viewport(ratio=1)
    fine(page)


def test_a_node_of_the_picture_can_be_chosen_by_hand(people: People, network: None) -> None:
    page = people(COORDINATOR)
    page.add_init_script(
        "document.addEventListener('missie050:network', ({detail}) => { window.seen = detail.pictures; })"
    )
    page.goto(f"{PATH}?beeld=vorm")
    expect(page.locator("[data-network-drawn]")).to_be_attached()
    key = page.locator(".network-table").get_by_role("link", name="Yusuf Netwerk").get_attribute("data-node")
    expect(page.get_by_role("button", name="Vorm")).to_have_attribute("aria-pressed", "true")
    spot = page.evaluate(
        "key => { const { layer, map } = window.seen.at(-1); const at = layer.pointOf(key);"
        " const box = map.getContainer().getBoundingClientRect(); return [box.x + at.x, box.y + at.y]; }",
        key,
    )
    page.mouse.click(*spot)
    expect(page.locator(f"{CHOSEN} h2")).to_contain_text("Yusuf Netwerk")
    expect(page).to_have_url(re.compile(rf"beeld=vorm.*wie={key}"))
    fine(page)


def test_filters_and_days_redraw_the_picture(people: People, network: None) -> None:
    page = opened(people)
    page.locator("#filters summary").click()
    page.locator("#soort-group").check()
    expect(page.locator("[data-network-drawn*='soort=group']")).to_be_attached()
    expect(page).to_have_url(re.compile("soort=group"))
    expect(page.locator(".network-table")).not_to_contain_text("Aisha Netwerk")
    page.go_back()
    expect(page.locator(".network-table")).to_contain_text("Aisha Netwerk")
    before = (DAY - timedelta(days=1)).isoformat()
    page.goto(f"{PATH}?met={before}")
    expect(page.get_by_text("Tussen", exact=False).first).to_be_visible()
    fine(page)


def test_the_slider_shows_another_day(people: People, network: None) -> None:
    page = opened(people)
    page.locator("#tijd-schuif").focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"op=\d{4}-\d{2}-01"))
    expect(page.locator("[data-network-drawn*='-01']")).to_be_attached()
    month = re.search(r"op=(\d{4})-(\d{2})", page.url)
    assert month is not None
    page.keyboard.press("PageDown")
    expect(page).to_have_url(re.compile(f"op={int(month[1]) - 1}-{month[2]}-01"))
    page.get_by_role("button", name="Vandaag").click()
    expect(page).not_to_have_url(re.compile("op="))


def test_while_it_plays_the_slider_stands_where_the_heading_is(people: People, network: None) -> None:
    page = people(COORDINATOR)
    # every answer takes longer than a month is to be seen
    page.add_init_script(
        "const later = window.setTimeout; window.setTimeout = (then, ms) => later(then, ms === 400 ? 0 : ms);"
    )
    page.goto(PATH)
    expect(page.locator("[data-network-drawn]")).to_be_attached()
    page.evaluate(
        """() => {
            window.apart = [];
            window.months = 0;
            new MutationObserver(() => {
                const slider = document.querySelector("[data-slider]");
                const part = document.getElementById("netwerk-deel");
                window.months += 1;
                if (slider.value !== part.dataset.position) window.apart.push([slider.value, part.dataset.position]);
            }).observe(document.querySelector("[data-time-words]"), { childList: true });
        }"""
    )
    page.locator("[data-play]").click()
    page.wait_for_function("() => window.months > 4")
    page.locator("[data-play]").click()
    assert page.evaluate("window.apart") == []
