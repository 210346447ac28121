"""J3, the part on one's own data: a neighbour comes in by link, chooses who may know what, sees, downloads, erases."""

import re
from collections.abc import Callable
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from tests.e2e.conftest import People


def come_in(page: Page, email: str, open_mail: Callable[[str], str]) -> None:
    page.goto("/")
    page.get_by_role("link", name="Log in").click()
    page.get_by_label("Je e-mailadres").fill(email)
    page.get_by_role("button", name="Stuur me een link").click()
    expect(page.get_by_role("heading", name="Kijk in je mail")).to_be_visible()
    page.goto(open_mail(email))
    page.get_by_role("button", name="Log in").click()


def test_neighbour_keeps_hold_of_what_is_known(people: People, open_mail: Callable[[str], str]) -> None:
    neighbour, coordinator = people(), people("selwerd@example.nl")
    come_in(neighbour, "wieke@example.nl", open_mail)
    neighbour.get_by_label("Naam").fill("Wieke Proefpersoon")
    neighbour.get_by_label("Telefoon").fill("06 12345678")
    neighbour.locator("#buurt_code").select_option(label="Selwerd")
    neighbour.get_by_role("button", name="Bewaar").click()
    expect(neighbour.get_by_role("heading", name="Toestemming", exact=True)).to_be_visible()

    coordinator.goto("/mensen?zoek=wieke")
    expect(coordinator.get_by_role("link", name="Wieke Proefpersoon")).to_have_count(0)

    known = neighbour.locator("#be_known")
    known.get_by_label("3 maanden").check()
    known.get_by_label(re.compile("wijk")).first.check()
    known.get_by_role("button", name=re.compile("Ik ga akkoord")).click()
    coordinator.reload()
    coordinator.get_by_role("link", name="Wieke Proefpersoon").click()
    expect(coordinator.locator("main")).to_contain_text("06 12345678")

    neighbour.goto("/mijn/gegevens")
    expect(neighbour.locator("main")).to_contain_text("06 12345678")
    expect(neighbour.locator("main")).to_contain_text("wijkcoördinator")
    with neighbour.expect_download() as download:
        neighbour.get_by_role("link", name=re.compile("Download")).first.click()
    with ZipFile(download.value.path()) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "Wieke Proefpersoon" in everything
    assert "06 12345678" in everything

    neighbour.goto("/mijn/gegevens/wissen")
    neighbour.locator("[name=word]").fill("WISSEN")
    neighbour.get_by_role("button", name="Wis alles voorgoed").click()
    expect(neighbour).to_have_url(re.compile("/gewist"))
    coordinator.goto("/mensen?zoek=wieke")
    expect(coordinator.get_by_role("link", name="Wieke Proefpersoon")).to_have_count(0)
    neighbour.goto("/mijn")
    expect(neighbour).to_have_url(re.compile("/inloggen"))


def test_link_opened_in_another_browser_asks_for_the_digits(people: People, open_mail: Callable[[str], str]) -> None:
    asking, other = people(), people()
    asking.goto("/inloggen")
    asking.get_by_label("Je e-mailadres").fill("telefoon@example.nl")
    asking.get_by_role("button", name="Stuur me een link").click()
    digits = asking.locator(".digits").inner_text()

    other.goto(open_mail("telefoon@example.nl"))
    other.get_by_label("De vier cijfers").fill(digits)
    other.get_by_role("button", name="Log in").click()
    expect(other.get_by_role("heading", name="Hoe heet je?")).to_be_visible()
