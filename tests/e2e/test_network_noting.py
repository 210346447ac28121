"""Noting ties in a browser: the kind that mostly is between two stands chosen, until somebody chooses another."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import URL, NullPool, create_engine, text
from sqlalchemy.orm import Session

from tests.e2e.conftest import People, axe_violations
from tests.network_making import make_group, make_linked, node_id_of

COORDINATOR = "selwerd@example.nl"
PATH = "/werkplek/selwerd/netwerk/relatie"


@pytest.fixture(scope="module")
def choir(site_url: URL, site: str) -> int:
    """The node of a choir, beside two neighbours who can be noted."""
    engine = create_engine(site_url, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        place = session.execute(text("SELECT id FROM neighbourhood WHERE slug = 'selwerd'")).scalar_one()
        for name in ("Wubbina Koor", "Zwaantje Koor"):
            make_linked(session, name, place)
        found = node_id_of(session, make_group(session, "Koor van Selwerd", place))
    engine.dispose()
    return found


def take(page: Page, field: str, name: str) -> None:
    page.locator(field).fill(name[:6])
    page.get_by_role("option", name=re.compile(name)).click()
    expect(page.locator(field)).to_have_value(name)


def test_who_is_chosen_for_a_group_belongs_to_it_and_the_next_one_too(people: People, choir: int) -> None:
    page = people(COORDINATOR)
    page.goto(f"{PATH}?naar={choir}")
    for name in ("Wubbina Koor", "Zwaantje Koor"):
        expect(page.get_by_label("hoort bij")).to_be_checked()
        expect(page.get_by_label("kent", exact=True)).to_be_hidden()
        take(page, "#one", name)
        expect(page.get_by_label("hoort bij")).to_be_checked()
        page.get_by_role("button", name="Bewaar en noteer nog een").click()
        expect(page.locator("main [role=status]", has_text="Bewaard")).to_contain_text(f"{name} hoort bij Koor")
        expect(page.locator("#one")).to_have_value("")
        expect(page.locator("#other")).to_have_value("Koor van Selwerd")
    assert axe_violations(page) == []


def test_a_kind_that_was_chosen_stays_while_it_can_be(people: People, choir: int) -> None:
    page = people(COORDINATOR)
    page.goto(PATH)
    expect(page.get_by_label("kent", exact=True)).to_be_checked()
    page.get_by_label("helpt", exact=True).check()
    take(page, "#one", "Wubbina Koor")
    take(page, "#other", "Koor van Selwerd")
    expect(page.get_by_label("helpt", exact=True)).to_be_checked()
    page.get_by_label("leidt").check()
    take(page, "#other", "Zwaantje Koor")
    expect(page.get_by_label("kent", exact=True)).to_be_checked()
