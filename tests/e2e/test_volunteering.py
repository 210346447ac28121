"""Helping along and following, in a browser: two people at one place, the organiser, news by mail, an area by hand."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_postgresql.executors import NoopExecutor
from sqlalchemy import Engine, NullPool, create_engine, select, text
from sqlalchemy.orm import Session

from tests.conftest import clone, url_of
from tests.e2e.conftest import WIDTHS, Watch, axe_violations, served
from tests.factories import make_account, make_person
from tests.initiative_making import make_content, make_initiative, make_task
from webapp.clock import today
from webapp.models import Account, InitiativeTask

BOSS = "baas@helpt.nl"


@pytest.fixture(scope="module")
def helped_engine(city_server: NoopExecutor) -> Iterator[Engine]:
    """A city of its own, with an initiative that asks for one helper."""
    with clone(city_server, "helped") as janitor:
        engine = create_engine(url_of(janitor.dbname), poolclass=NullPool)
        with Session(engine) as session, session.begin():
            boss = make_account(session, BOSS)
            make_person(session, "Baas van de Eikenlaan", account_id=boss.id)
            content = make_content("Tafels dragen in Selwerd", tasks=(make_task("sjouwen", needed=1),))
            make_initiative(session, content, by=boss.id, on=today())
        yield engine
        engine.dispose()


@pytest.fixture(scope="module")
def helped_site(helped_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("helped")
    with served(helped_engine.url.render_as_string(hide_password=False), home) as base:
        yield base


@pytest.fixture
def helped(browser: Browser, helped_site: str) -> Iterator[Any]:
    """Gives pages on that site, each in a browser of its own; none may do what it should not."""
    made = []

    def enter(**options: Any) -> Page:
        context = browser.new_context(
            base_url=helped_site, locale="nl-NL", reduced_motion="reduce", **({"viewport": WIDTHS["desktop"]} | options)
        )
        watch = Watch(helped_site)
        watch.over(context)
        made.append((context, watch))
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield enter
    for context, watch in made:
        context.close()
        assert watch.trouble == []


def newest_link(engine: Engine, recipient: str) -> str:
    """The path of the link in the newest mail to an address."""
    newest = text("SELECT body FROM outbox_mail WHERE recipient = :to ORDER BY id DESC LIMIT 1")
    with engine.connect() as connection:
        body = connection.scalar(newest, {"to": recipient})
    found = re.search(r"https?://[^/\s]+(/\S+)", body or "")
    assert found is not None, recipient
    return found[1]


def come_in(page: Page, engine: Engine, email: str) -> None:
    page.get_by_label("Je e-mailadres").fill(email)
    page.get_by_role("button", name="Stuur me een link").click()
    expect(page.get_by_role("heading", name="Kijk in je mail")).to_be_visible()
    page.goto(newest_link(engine, email))
    page.get_by_role("button", name="Log in").click()


def task_path(engine: Engine) -> str:
    with Session(engine) as session:
        return (
            f"/initiatieven/tafels-dragen-in-selwerd/taken/{session.scalars(select(InitiativeTask.id)).one()}/meedoen"
        )


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_two_people_want_one_place(helped: Any, helped_engine: Engine, screen: str) -> None:
    first, second, boss = (helped(viewport=WIDTHS[screen], java_script_enabled=on) for on in (True, False, True))
    path = task_path(helped_engine)
    for page, name in ((first, "an"), (second, "bo")):
        page.goto(path)
        come_in(page, helped_engine, f"{name}-{screen}@helpt.nl")
        # back at the task, whoever had no account before
        expect(page).to_have_url(re.compile("/meedoen$"))
        page.get_by_label("De naam die de organisator ziet").fill(f"{name.title()} de Helper")
    assert axe_violations(first) == []
    first.get_by_role("button", name="Ik help mee").click()
    expect(first.get_by_text("De taak is van jou.")).to_be_visible()
    second.get_by_role("button", name="Ik help mee").click()
    expect(second.get_by_text("Je staat op de wachtlijst.").first).to_be_visible()
    assert axe_violations(first) == []

    boss.goto("/mijn/initiatieven/tafels-dragen-in-selwerd/helpers")
    come_in(boss, helped_engine, BOSS)
    expect(boss.get_by_text("An de Helper").first).to_be_visible()
    assert axe_violations(boss) == []

    first.goto("/mijn/taken")
    first.get_by_role("link", name="Ik kan toch niet").click()
    assert axe_violations(first) == []
    first.get_by_role("button", name="Ja, geef de taak terug").click()
    expect(first.get_by_text("Je hebt de taak teruggegeven.")).to_be_visible()
    assert newest_link(helped_engine, f"bo-{screen}@helpt.nl") == "/mijn/taken"
    second.goto("/mijn/taken")
    expect(second.get_by_text("Je staat op de wachtlijst. Komt er een plek vrij, dan mailen we je.")).to_have_count(0)
    second.get_by_role("link", name="Ik kan toch niet").click()
    second.get_by_role("button", name="Ja, geef de taak terug").click()
    expect(second.get_by_text("Je hebt de taak teruggegeven.")).to_be_visible()


def test_calendar_at_a_private_address_is_made_and_read(helped: Any, helped_engine: Engine) -> None:
    page = helped()
    page.goto("/mijn/agenda")
    come_in(page, helped_engine, "agenda@helpt.nl")
    page.get_by_role("button", name="Maak een adres").click()
    address = page.get_by_label("Adres van je agenda").input_value()
    assert axe_violations(page) == []

    answer = page.context.request.get(re.sub(r"https?://[^/]+", "", address))
    assert (answer.status, answer.text().startswith("BEGIN:VCALENDAR")) == (200, True)


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_area_is_drawn_by_pointer_and_by_keyboard_and_followed(helped: Any, helped_engine: Engine, screen: str) -> None:
    page = helped(viewport=WIDTHS[screen], has_touch=screen == "phone")
    page.goto("/volgen")
    page.get_by_label("Een gebied op de kaart").check()
    map_ = page.locator("#follow_map")
    expect(map_).to_be_visible()
    page.wait_for_function("() => window.missie050.maps.follow_map.getZoom() > 8")
    assert axe_violations(page) == []

    page.get_by_role("button", name="Teken een gebied").click()
    box = map_.bounding_box()
    assert box is not None
    for across, down in ((0.4, 0.45), (0.6, 0.45)):
        map_.click(position={"x": box["width"] * across, "y": box["height"] * down})
    # the third corner at the cross in the middle, a little lower
    map_.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Klaar met tekenen").click()
    expect(page.get_by_text("Het gebied staat op de kaart, met 3 hoeken.")).to_be_visible()
    ring = json.loads(page.locator("[data-draw=area]").input_value())["coordinates"][0]
    assert len(ring) == 4
    # a tap while drawing puts no pin
    assert page.locator("[data-part=lon]").input_value() == ""

    email = f"volger-{screen}@helpt.nl"
    page.get_by_label("Je e-mailadres").fill(email)
    page.get_by_label("Je e-mailadres").press("Enter")
    expect(page.get_by_role("heading", name="Kijk in je mail")).to_be_visible()
    page.goto(newest_link(helped_engine, email))
    assert axe_violations(page) == []
    page.get_by_role("button", name="Ja, stuur me nieuws").click()
    expect(page.get_by_role("heading", name="Je krijgt nu nieuws")).to_be_visible()
    page.get_by_role("link", name="Toch niet").click()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Stop, ik wil geen mail meer").click()
    expect(page.get_by_role("heading", name="Je krijgt dit nieuws niet meer")).to_be_visible()


def test_circle_around_an_address_is_followed_without_script(helped: Any, helped_engine: Engine) -> None:
    page = helped(viewport=WIDTHS["phone"], java_script_enabled=False)
    page.goto("/volgen")
    page.locator("input[name=kind][value=area]").check()
    page.get_by_label("Rond welke plek?").fill("Eikenlaan")
    page.get_by_role("button", name="Zoek", exact=True).last.click()
    page.locator("input[name=gevonden_plek]").first.check()
    page.get_by_label("Hoe ver eromheen?").select_option("500")
    page.get_by_label("Je e-mailadres").fill("cirkel@helpt.nl")
    page.get_by_role("button", name="Volg dit").click()

    expect(page.get_by_role("heading", name="Kijk in je mail")).to_be_visible()
    with Session(helped_engine) as session:
        made = session.execute(text("SELECT kind, ST_NPoints(area) > 30 FROM subscription ORDER BY id DESC LIMIT 1"))
        assert tuple(made.one()) == ("area", True)
        assert session.scalar(select(Account.id).where(Account.email == "cirkel@helpt.nl")) is None
