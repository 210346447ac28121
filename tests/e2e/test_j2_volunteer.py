"""J2: a volunteer registers an initiative, with and without script, loses nothing, and follows it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import URL, NullPool, create_engine
from sqlalchemy.orm import Session

from seeds.themes import seed_themes
from tests.e2e.conftest import WIDTHS, People, axe_violations
from tests.e2e.conftest import _browse as browse
from tests.initiative_making import make_content, make_initiative

NEW, COORDINATOR = "/initiatieven/nieuw", "selwerd@example.nl"
START = date.today() + timedelta(days=9)  # noqa: DTZ011  (the served site lives today)
LAST = START + timedelta(days=200)
ODD = "<i class=geraakt></i> ${document.title='geraakt'} `x` {{ 7*7 }}"
OpenMail = Callable[[str], str]


@pytest.fixture(scope="module", autouse=True)
def _themes(site_url: URL, site: str) -> Iterator[None]:
    """Themes to choose from, and one initiative that another can look like."""
    engine = create_engine(site_url, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        seed_themes(session)
        make_initiative(session, make_content("Buurtsoep aan de Eikenlaan"), on=date.today())  # noqa: DTZ011
    yield
    engine.dispose()


@pytest.fixture
def scriptless(browser: Browser, site: str, screen: str) -> Iterator[Page]:
    """A page in a browser without script, at both widths."""
    yield from browse(browser, site, viewport=WIDTHS[screen], java_script_enabled=False)


@pytest.fixture
def scriptless_coordinator(browser: Browser, site: str, screen: str, people: People) -> Iterator[Page]:
    """A coordinator who signed in, in a browser without script."""
    state = people(COORDINATOR).context.storage_state()
    yield from browse(browser, site, viewport=WIDTHS[screen], java_script_enabled=False, storage_state=state)


def fill_in(page: Page, title: str, email: str | None = None) -> None:
    """What must be filled in, but for the place."""
    page.get_by_label("Hoe heet het?").fill(title)
    page.get_by_label("Wat gaan jullie doen?").fill("We koken soep en eten samen.")
    page.get_by_label("Voor wie is het?").fill("Voor iedereen uit de buurt")
    page.get_by_label("Maaltijd").check()
    page.get_by_label("Eenzaamheid").check()
    page.get_by_label("Elke week").check()
    page.get_by_label("Eerste dag").fill(START.isoformat())
    page.get_by_label("Laatste dag").fill(LAST.isoformat())
    page.get_by_label("Begint om").fill("17:30")
    page.get_by_label("Duurt tot").fill("19:30")
    page.get_by_label("Wie organiseert het?").fill("Buren van de Eikenlaan")
    if email is not None:
        page.get_by_label("Je e-mailadres").fill(email)


def put_pin(page: Page, street: str = "Eikenlaan") -> None:
    """Search a street, choose the first that is found, and see that the neighbourhood is told."""
    page.get_by_label("Zoek de plek").fill(street)
    page.locator(".place-picker [role=option]").first.click()
    expect(page.locator("[data-part=told]")).not_to_be_empty()


def no_wider_than_the_screen(page: Page) -> None:
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def approve(page: Page, title: str) -> None:
    """Approve what waits under that title; whoever asks for the map from then on gets it."""
    page.goto("/wachtrij")
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="Keur goed en zet op de site").click()
    expect(page.locator("main [role=status]").first).to_contain_text("Goedgekeurd. Het staat nu op de site")
    assert on_map(page, title)


def on_map(page: Page, title: str) -> bool:
    """Whether whoever asks the public map's data now gets it."""
    features = page.request.get("/kaart/initiatieven.geojson").json()["features"]
    return any(each["properties"]["title"] == title for each in features)


def assert_not_public(page: Page, title: str) -> None:
    assert not on_map(page, title)
    assert title not in page.request.get("/initiatieven").text()


def find_on_the_map(page: Page, title: str) -> None:
    """As a visitor: its point is drawn, it stands in the list, and choosing it tells what it is."""
    page.goto("/initiatieven?wijk=selwerd")
    page.wait_for_selector(".points__point, .points__count")
    page.locator("[data-listing]", has_text=title).locator("[data-pick]").click()
    expect(page.locator("#gekozen-naam")).to_have_text(title)
    expect(page.locator(".points__sign--chosen")).to_be_visible()


def test_volunteer_registers_an_initiative_and_follows_it_onto_the_map(
    browsing: Page, screen: str, open_mail: OpenMail, people: People
) -> None:
    page, email, title = browsing, f"soep-{screen}@example.nl", f"Soep op maandag {screen}"
    page.goto(NEW)
    fill_in(page, title)
    put_pin(page)
    expect(page.locator("[data-sentence]")).to_contain_text("van 17.30 tot 19.30")
    page.get_by_text("Hulp die welkom is").click()
    page.get_by_label("Waarbij is hulp welkom?").fill("Tafels klaarzetten")
    page.get_by_label("Hoe vaak?").select_option("1")
    page.get_by_role("button", name="Nog een taak").click()
    expect(page.get_by_label("Waarbij is hulp welkom?")).to_have_count(2)
    expect(page.get_by_label("Waarbij is hulp welkom?").last).to_be_focused()
    page.get_by_label("Waarbij is hulp welkom?").last.fill("Afwassen")
    no_wider_than_the_screen(page)
    assert axe_violations(page) == []

    # the address was forgotten: nothing else has to be done again
    page.get_by_role("button", name="Meld initiatief").click()
    expect(page.get_by_role("heading", name="Kijk dit nog even na")).to_be_visible()
    expect(page.get_by_label("Waarbij is hulp welkom?").last).to_have_value("Afwassen")
    expect(page.get_by_label("Eenzaamheid")).to_be_checked()
    assert axe_violations(page) == []
    page.get_by_label("Je e-mailadres").fill(email)
    page.get_by_role("button", name="Meld initiatief").click()
    expect(page.get_by_role("heading", name="Bijna klaar: kijk in je mail")).to_be_visible()
    assert axe_violations(page) == []

    page.goto(open_mail(email))
    expect(page.locator("main")).to_contain_text(title)
    assert axe_violations(page) == []
    page.get_by_role("button", name="Bevestig en meld aan").click()
    expect(page.locator("main [role=status]").first).to_contain_text("We hebben je initiatief ontvangen")
    expect(page.locator("main .progress").first).to_have_text("Ontvangen")
    assert axe_violations(page) == []

    page.get_by_role("link", name="Wijzig", exact=True).click()
    page.get_by_label("Voor wie is het?").fill("Voor ouderen")
    page.get_by_role("button", name="Stuur wijziging in").click()
    expect(page.locator("main [role=status]").first).to_contain_text("Je wijziging is ingestuurd")
    page.get_by_role("link", name="Alle versies").click()
    expect(page.locator("main")).to_contain_text("Voor ouderen")
    no_wider_than_the_screen(page)
    assert axe_violations(page) == []

    assert_not_public(page, title)
    approve(people(COORDINATOR), title)
    page.goto("/mijn/initiatieven")
    page.get_by_role("link", name=title).click()
    expect(page.locator("main .progress").first).to_have_text("Goedgekeurd")
    assert axe_violations(page) == []
    find_on_the_map(people(), title)

    for step, told in (("Pauzeer", "Gepauzeerd"), ("Begin weer", "Goedgekeurd"), ("Het is gestopt", "Gestopt")):
        page.get_by_role("button", name=step).click()
        expect(page.locator("main .progress").first).to_have_text(told)
    assert_not_public(page, title)


def test_half_filled_form_is_not_lost(people: People) -> None:
    page = people()
    page.goto(NEW)
    page.get_by_label("Hoe heet het?").fill("Half af")
    page.get_by_label("Taal", exact=True).check()
    expect(page.locator("[data-saved-told]")).to_contain_text("Opgeslagen om")
    page.goto(NEW)
    expect(page.get_by_label("Hoe heet het?")).to_have_value("Half af")
    expect(page.get_by_label("Taal", exact=True)).to_be_checked()

    # the browser was closed: it forgot its key, and has the words itself
    page.context.clear_cookies()
    page.goto(NEW)
    expect(page.get_by_label("Hoe heet het?")).to_have_value("")
    page.get_by_role("button", name="Haal het terug").click()
    expect(page.get_by_label("Hoe heet het?")).to_have_value("Half af")
    expect(page.get_by_label("Taal", exact=True)).to_be_checked()

    page.get_by_role("button", name="Begin opnieuw").click()
    expect(page.get_by_label("Hoe heet het?")).to_have_value("")
    page.goto(NEW)
    expect(page.get_by_role("button", name="Haal het terug")).to_be_hidden()


def test_what_looks_like_it_is_shown_while_typing(people: People) -> None:
    page = people()
    page.goto(NEW)
    page.get_by_label("Hoe heet het?").fill("buurtsóép eikenln")
    looks = page.locator("[data-lookalikes]")
    expect(looks.get_by_role("link", name="Buurtsoep aan de Eikenlaan")).to_be_visible()
    expect(looks).to_contain_text("Selwerd")
    assert axe_violations(page) == []
    page.get_by_label("Hoe heet het?").fill("Schaakclub de Toren")
    expect(looks).to_be_hidden()


def test_what_people_write_is_shown_and_never_run(people: People) -> None:
    page = people()
    page.goto(NEW)
    # what it would do: become an element, and run
    page.evaluate("text => { document.body.insertAdjacentHTML('beforeend', text); }", ODD)
    page.evaluate("`${document.title='geraakt'}`")
    assert page.locator("i.geraakt").count() == 1
    assert page.title() == "geraakt"
    page.goto(NEW)
    for label in ("Hoe heet het?", "Wat gaan jullie doen?", "Voor wie is het?", "Wie organiseert het?", "Zoek de plek"):
        page.get_by_label(label).fill(ODD)
    page.get_by_role("button", name="Meld initiatief").click()
    expect(page.get_by_role("heading", name="Kijk dit nog even na")).to_be_visible()
    expect(page.get_by_label("Hoe heet het?")).to_have_value(ODD)
    assert page.locator("i.geraakt").count() == 0
    assert "geraakt" not in page.title()


def test_everything_works_without_script(
    scriptless: Page, scriptless_coordinator: Page, screen: str, open_mail: OpenMail
) -> None:
    page, email, title = scriptless, f"zonder-{screen}@example.nl", f"Zonder script {screen}"
    page.goto(NEW)
    fill_in(page, title, email)
    page.get_by_label("Zoek de plek").fill("Eikenlaan")
    page.get_by_role("button", name="Zoek", exact=True).last.click()
    page.get_by_role("group", name="Welke plek bedoel je?").get_by_role("radio").first.check()
    expect(page.get_by_label("Hoe heet het?")).to_have_value(title)
    page.get_by_label("Je e-mailadres").fill("geen adres")
    page.get_by_role("button", name="Meld initiatief").click()
    expect(page.get_by_role("heading", name="Kijk dit nog even na")).to_be_visible()
    expect(page.get_by_label("Eerste dag")).to_have_value(START.isoformat())
    page.get_by_label("Je e-mailadres").fill(email)
    page.get_by_role("button", name="Meld initiatief").click()
    expect(page.get_by_role("heading", name="Bijna klaar: kijk in je mail")).to_be_visible()
    page.goto(open_mail(email))
    page.get_by_role("button", name="Bevestig en meld aan").click()
    expect(page.locator("main .progress").first).to_have_text("Ontvangen")

    approve(scriptless_coordinator, title)
    page.goto("/initiatieven?wijk=selwerd")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.goto("/mijn/initiatieven")
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="Het is gestopt").click()
    expect(page.locator("main .progress").first).to_have_text("Gestopt")
    assert_not_public(page, title)


def test_draft_and_another_row_without_script(scriptless: Page) -> None:
    page = scriptless
    page.goto(NEW)
    page.get_by_label("Hoe heet het?").fill("Later verder")
    page.get_by_text("Hulp die welkom is").click()
    page.get_by_label("Waarbij is hulp welkom?").fill("Koffie zetten")
    page.get_by_role("button", name="Nog een taak").click()
    expect(page.get_by_label("Waarbij is hulp welkom?")).to_have_count(2)
    expect(page.get_by_label("Waarbij is hulp welkom?").first).to_have_value("Koffie zetten")
    page.get_by_role("button", name="Bewaar als concept").click()
    expect(page.locator("main")).to_contain_text("Je concept is bewaard")
    expect(page.get_by_label("Hoe heet het?")).to_have_value("Later verder")


def test_form_can_be_filled_in_by_keyboard_alone(people: People, open_mail: OpenMail) -> None:
    page = people()
    page.goto(NEW)
    keys = page.keyboard

    def go_to(label: str) -> None:
        for _ in range(140):
            keys.press("Tab")
            named = page.evaluate(
                "() => { const at = document.activeElement; const labels = [...(at.labels ?? [])];"
                " return labels.map(each => each.textContent.trim()).join(' ') || at.textContent.trim(); }"
            )
            if named.startswith(label):
                return
        raise AssertionError(label)

    for label, words in (
        ("Hoe heet het?", "Met het toetsenbord"),
        ("Wat gaan jullie doen?", "Typen"),
        ("Voor wie", "U"),
    ):
        go_to(label)
        keys.type(words)
    go_to("Maaltijd")
    keys.press("Space")
    go_to("Op één plek")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    expect(page.get_by_label("In de hele stad")).to_be_checked()
    go_to("Altijd open")
    keys.press("Space")
    go_to("Wie organiseert het?")
    keys.type("Ik")
    go_to("Je e-mailadres")
    keys.type("toetsen@example.nl")
    go_to("Meld initiatief")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Bijna klaar: kijk in je mail")).to_be_visible()
    page.goto(open_mail("toetsen@example.nl"))
    for _ in range(40):
        if page.evaluate("document.activeElement.textContent.trim()") == "Bevestig en meld aan":
            break
        keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("main .progress").first).to_have_text("Ontvangen")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_empty_form_is_for_everyone(browsing: Page, scheme: str) -> None:
    browsing.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
    browsing.goto(NEW)
    no_wider_than_the_screen(browsing)
    assert axe_violations(browsing) == []
