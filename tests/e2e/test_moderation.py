"""Two coordinators at once, and from a registration to a dot on the map, in a browser."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import URL, NullPool, create_engine, text
from sqlalchemy.orm import Session

from tests.e2e.conftest import AXE_RULES, WIDTHS, People
from tests.factories import make_account
from tests.initiative_making import make_content, make_initiative, make_waiting
from webapp.clock import CITY_TIMEZONE
from webapp.initiatives.actions import propose
from webapp.models import Initiative

CITY, LOCAL = "stad@example.nl", "selwerd@example.nl"
UNMERGED = "UPDATE initiative SET merged_into_id = NULL, state = 'ended' WHERE id > :id AND state = 'merged'"
NASTY = "<img src=x onerror=alert(1)> ${7*7} `x`"


@pytest.fixture
def making(site_url: URL) -> Iterator[Session]:
    """The served database; whatever a test makes there is taken away again."""
    engine = create_engine(site_url, poolclass=NullPool)
    with Session(engine, expire_on_commit=False) as session:
        before = session.scalar(text("SELECT coalesce(max(id), 0) FROM initiative"))
        yield session
        session.rollback()
        session.execute(text(UNMERGED), {"id": before})
        session.execute(text("DELETE FROM initiative WHERE id > :id"), {"id": before})
        session.commit()
    engine.dispose()


def today() -> date:
    return datetime.now(CITY_TIMEZONE).date()


def waiting(session: Session, title: str, **changes: Any) -> Initiative:
    made = make_waiting(session, make_content(title, **changes), on=today())
    session.commit()
    return made


def on_map(page: Page, title: str) -> bool:
    found: bool = page.evaluate(
        "async title => (await (await fetch('/kaart/initiatieven.geojson')).json())"
        ".features.some(each => each.properties.title === title)",
        title,
    )
    return found


def test_of_two_coordinators_one_decides_and_the_other_is_told(making: Session, people: People) -> None:
    made = waiting(making, "Wie is er het eerst?")
    path = f"/wachtrij/{made.slug}"
    noor, bo, visitor = people(LOCAL), people(CITY), people()
    noor.goto(path)
    bo.goto(path)
    expect(bo.locator("[data-review-looking]")).to_contain_text("kijkt hier nu ook naar.")
    visitor.goto("/")
    assert not on_map(visitor, "Wie is er het eerst?")
    noor.get_by_role("button", name="Keur goed en zet op de site").click()
    expect(noor.get_by_text("Goedgekeurd. Het staat nu op de site")).to_be_visible()
    assert on_map(visitor, "Wie is er het eerst?")
    bo.get_by_label("Wat kan er beter?").fill("Zet erbij wanneer het is.")
    with bo.expect_response(lambda answer: answer.url.endswith("/terugsturen")) as answered:
        bo.get_by_role("button", name="Stuur terug").click()
    assert answered.value.status == 409
    expect(bo.get_by_role("alert")).to_contain_text("Iemand anders heeft hier al over beslist.")
    expect(bo.get_by_text("Een collega: goedgekeurd")).to_be_visible()


def test_suggestion_fills_the_reason_and_the_queue_is_walked_by_keys(making: Session, people: People) -> None:
    first, second = waiting(making, "Eerste in de rij"), waiting(making, "Tweede in de rij")
    page = people(LOCAL)
    page.goto("/wachtrij")
    links = page.locator("[data-review-queue] a")
    links.first.focus()
    for key, title in (("j", second), ("k", first), ("k", first)):
        page.keyboard.press(key)
        expect(page.locator(f'[data-review-queue] a[href="/wachtrij/{title.slug}"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Zet erbij wanneer het is.").click()
    expect(page.get_by_label("Wat kan er beter?")).to_have_value("Zet erbij wanneer het is.")
    expect(page.get_by_label("Wat kan er beter?")).to_be_focused()


@pytest.mark.parametrize("screen", list(WIDTHS))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_coordinators_are_accessible_and_run_nothing_that_was_typed(
    making: Session, people: People, screen: str, scheme: Any
) -> None:
    made = waiting(making, f"Samen eten {NASTY}"[:100], description=NASTY)
    shown = make_initiative(making, make_content(f"Samen eten! {NASTY}"[:100]), on=today() - timedelta(days=400))
    author = make_account(making)
    changed = replace(make_content("Heel anders"), description=NASTY)
    propose(making, shown, changed, by=author.id, version=shown.version, now=datetime.now(CITY_TIMEZONE), note=NASTY)
    making.commit()
    page = people(CITY)
    page.set_viewport_size(WIDTHS[screen])
    page.emulate_media(color_scheme=scheme)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for path in (
        "/wachtrij",
        "/wachtrij/niet-bevestigd",
        f"/wachtrij/{made.slug}",
        f"/wachtrij/{shown.slug}",
        f"/wachtrij/{shown.slug}/versies",
        f"/wachtrij/{made.slug}/samenvoegen",
        f"/wachtrij/{made.slug}/samenvoegen?met={shown.slug}",
    ):
        page.goto(path)
        found = Axe().run(page, options=AXE_RULES).response["violations"]
        assert [(each["id"], path) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert page.locator("img").count() == 0
        assert re.search(r"\$\{7\*7\}", page.content()), path
