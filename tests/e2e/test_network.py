"""The network of a neighbourhood in a browser: who is chosen in picture, list and address alike; days; the keyboard."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import URL, NullPool, create_engine, text
from sqlalchemy.orm import Session

from tests.e2e.conftest import People, axe_violations
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
