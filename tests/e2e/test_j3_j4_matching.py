"""J3 and J4: a neighbour offers, another asks, a coordinator links them; both say yes, help is given, and told."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import URL, Engine, NullPool, create_engine, text
from sqlalchemy.orm import Session

from seeds.themes import seed_themes
from tests.e2e.conftest import WIDTHS, People, axe_violations
from tests.e2e.conftest import _browse as browse
from tests.e2e.test_j3_my_data import come_in

COORDINATOR = "vinkhuizen@example.nl"
SECRET = "De blauwe envelop ligt al weken op tafel"
OpenMail = Callable[[str], str]


@pytest.fixture(scope="module")
def database(site_url: URL, site: str) -> Iterator[Engine]:
    """The served database, with themes to choose from."""
    engine = create_engine(site_url, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        seed_themes(session)
    yield engine
    engine.dispose()


@pytest.fixture
def neighbours(browser: Browser, site: str, screen: str) -> Iterator[Callable[[], Page]]:
    """Somebody new at each call, at the width of this test."""
    made = []

    def enter() -> Page:
        options: dict[str, Any] = {"viewport": WIDTHS[screen], "has_touch": screen == "phone"}
        pages = browse(browser, site, **options)
        made.append(pages)
        return next(pages)

    yield enter
    for pages in made:
        next(pages, None)


def fine(page: Page) -> None:
    """Nothing for axe to say, and no wider than the screen."""
    assert axe_violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def settle_in(page: Page, email: str, name: str, open_mail: OpenMail) -> None:
    """Come in by link, live in Vinkhuizen, and agree to be found and asked."""
    come_in(page, email, open_mail)
    page.get_by_label("Naam").fill(name)
    page.locator("#buurt_code").select_option(label="Vinkhuizen-Noord")
    page.get_by_role("button", name="Bewaar").click()
    for purpose in ("be_known", "be_asked"):
        page.goto("/mijn/toestemming")
        asked = page.locator(f"#{purpose}")
        asked.get_by_label("6 maanden").check()
        asked.get_by_label(re.compile("wijk")).first.check()
        asked.get_by_role("button", name=re.compile("Ik ga akkoord")).click()


def offer(page: Page) -> None:
    """Tell what one can, when and how far."""
    page.goto("/mijn/talenten")
    page.get_by_role("link", name="Voeg iets toe").click()
    page.get_by_label("Wat kun je, of wat doe je graag?").fill("Brieven lezen en formulieren invullen")
    page.get_by_label("Formulieren en post").check()
    page.get_by_label("Ik kan het", exact=True).check()
    fine(page)
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_label("Altijd, het maakt niet uit").check()
    page.get_by_label("Hoe vaak wil je hooguit gevraagd worden, per maand?").fill("-1")
    page.get_by_label("De hele stad").check()
    page.get_by_label("Nederlands", exact=True).check()
    page.get_by_role("button", name="Bewaar").click()
    # below zero: told beside the field, and nothing else has to be done again
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("De hele stad")).to_be_checked()
    page.get_by_label("Hoe vaak wil je hooguit gevraagd worden, per maand?").fill("2")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("main")).to_contain_text("Brieven lezen en formulieren invullen")
    fine(page)


def ask(page: Page) -> None:
    """Ask for help with a form, in one's own words."""
    page.goto("/mijn/vragen")
    page.get_by_role("link", name="Vraag hulp").click()
    page.get_by_label("Formulieren en post").check()
    page.get_by_label("In je eigen woorden").fill(SECRET)
    page.get_by_label("Deze maand").check()
    fine(page)
    page.get_by_role("button", name="Vraag het").click()
    expect(page.locator("main")).to_contain_text("Formulieren en post")
    fine(page)


def propose(page: Page, helper: str) -> None:
    """From the workspace to the need, and its best candidate."""
    page.goto("/werkplek/vinkhuizen")
    fine(page)
    page.get_by_role("link", name="Formulieren en post").first.click()
    expect(page.locator("main")).to_contain_text(SECRET)
    candidate = page.locator(".match-rank__item", has_text=helper)
    expect(candidate).to_contain_text("Brieven lezen en formulieren invullen")
    fine(page)
    candidate.get_by_role("button", name="Stel voor").click()
    expect(page.locator("main [role=status]").first).to_contain_text("Voorgesteld")


def say_yes(page: Page, email: str, words: str, open_mail: OpenMail) -> None:
    """Open the mail, see what is asked without whose it is, and say yes."""
    page.goto(open_mail(email))
    expect(page.locator("main")).to_contain_text("Formulieren en post")
    expect(page.locator("main")).not_to_contain_text(SECRET)
    fine(page)
    page.get_by_role("button", name=words).click()


def test_help_is_offered_asked_found_given_and_told(
    neighbours: Callable[[], Page], people: People, open_mail: OpenMail, database: Engine, screen: str
) -> None:
    helping, asking, coordinator, stranger = neighbours(), neighbours(), people(COORDINATOR), neighbours()
    helper, asker = f"hulp-{screen}@example.nl", f"vraag-{screen}@example.nl"
    name = f"Hilde {screen.title()}"
    settle_in(helping, helper, name, open_mail)
    offer(helping)
    settle_in(asking, asker, f"Vera {screen.title()}", open_mail)
    ask(asking)

    propose(coordinator, name)
    match = coordinator.url
    say_yes(stranger, helper, "Ja, ik help", open_mail)
    expect(stranger.locator("main")).to_contain_text("Je antwoord")
    say_yes(asking, asker, "Ja, graag", open_mail)

    coordinator.goto(match)
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011  (the served site lives today)
    coordinator.get_by_label("Dag").fill(tomorrow.isoformat())
    coordinator.get_by_label("Begintijd").fill("00:30")
    coordinator.get_by_label("Hoeveel minuten?").fill("45")
    coordinator.get_by_label("Waar?").fill("Siersteenlaan 12")
    coordinator.get_by_role("button", name="Bewaar, en mail allebei").click()
    # in the middle of the night: asked about first
    coordinator.get_by_label("Zet deze tijd toch").check()
    coordinator.get_by_role("button", name="Bewaar, en mail allebei").click()
    expect(coordinator.locator("main [role=status]").first).to_contain_text("Bewaard")
    fine(coordinator)

    helping.goto("/mijn/taken")
    fine(helping)
    helping.locator(".task-list").get_by_role("link").first.click()
    expect(helping.locator("main")).to_contain_text(SECRET)
    expect(helping.locator("main")).to_contain_text("Siersteenlaan 12")
    fine(helping)

    with database.begin() as connection:  # the hour comes
        connection.execute(text("UPDATE match SET task_at = now() - interval '2 hours' WHERE state = 'accepted'"))
    for page, outcome in ((helping, "Het ging goed"), (asking, "Het ging goed")):
        page.goto("/mijn/taken")
        page.locator(".task-list").get_by_role("link").first.click()
        page.get_by_label(outcome).check()
        page.get_by_role("button", name="Verstuur").click()
        expect(page.locator("main [role=status]").first).to_contain_text("Dank je wel")
    coordinator.goto(match)
    expect(coordinator.locator("main")).to_contain_text("Het ging goed")

    # everything can be erased at any time, and is then gone for the coordinator too
    for page in (helping, asking):
        page.goto("/mijn/gegevens/wissen")
        page.locator("[name=word]").fill("WISSEN")
        page.get_by_role("button", name="Wis alles voorgoed").click()
        expect(page).to_have_url(re.compile("/gewist"))
    assert coordinator.request.get(match).status == 404


@pytest.mark.usefixtures("database")
def test_talent_is_scouted_at_a_door(people: People) -> None:
    page = people(COORDINATOR)
    page.set_viewport_size(WIDTHS["phone"])
    page.goto("/werkplek/vinkhuizen")
    page.get_by_role("link", name="Scout een talent").click()
    page.get_by_label("Hoe heet deze buur?").fill("Sjoukje Deur")
    page.get_by_label("Maaltijd").check()
    page.get_by_label("Wat kan deze buur, of doet die graag?").fill("Koken voor twintig")
    page.get_by_role("button", name="Bewaar, en de volgende").click()
    expect(page.locator(".error-summary")).to_contain_text("Zonder ja bewaren we niets")
    expect(page.get_by_label("Hoe heet deze buur?")).to_have_value("Sjoukje Deur")
    page.get_by_label("Ja, dat zei deze buur zelf").check()
    page.get_by_role("button", name="Bewaar, en de volgende").click()
    expect(page.locator("main [role=status]").first).to_contain_text("Sjoukje Deur")
    expect(page.get_by_label("Hoe heet deze buur?")).to_have_value("")
    fine(page)
