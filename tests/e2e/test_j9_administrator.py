"""J9: an administrator invites people and gives roles; a second one looks along; the log tells who did what."""

import re
from collections.abc import Callable

import pyotp
from playwright.sync_api import Page, expect

from tests.e2e.conftest import People

PASSWORD = "vier-losse-lampen-zingen"


def invite(page: Page, email: str, role: str, neighbourhood: str | None = None) -> None:
    page.goto("/beheer/uitnodigen")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label(role).check()
    if neighbourhood is not None:
        page.locator("select[name=neighbourhood_id]").select_option(label=neighbourhood)
    page.locator("[name=reason]").fill("Gekozen door de wijkgroep")
    page.get_by_role("button", name="Geef de rol").click()


def accept(page: Page, link: str, name: str) -> None:
    page.goto(link)
    page.get_by_label("Je naam").fill(name)
    page.get_by_label("Nieuw wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()
    page.get_by_text("Kun je het plaatje niet gebruiken?").click()
    secret = re.sub(r"\s", "", page.locator(".app-setup__secret").inner_text())
    page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Bevestig").click()
    expect(page.get_by_role("heading", name="Bewaar je herstelcodes")).to_be_visible()
    expect(page.locator(".codes code")).to_have_count(10)
    page.get_by_role("link", name="Ik heb ze bewaard").click()


def test_invited_coordinator_gets_in_sees_the_neighbourhood_and_is_out_when_the_role_ends(
    people: People, open_mail: Callable[[str], str]
) -> None:
    administrator, coordinator = people("beheer@example.nl"), people()
    invite(administrator, "tineke@example.nl", "wijkcoördinator", "Vinkhuizen")

    accept(coordinator, open_mail("tineke@example.nl"), "Tineke Bos")
    expect(coordinator.locator("main")).to_contain_text("wijkcoördinator: Vinkhuizen")
    coordinator.get_by_role("link", name="Mensen").click()
    expect(coordinator.get_by_role("link", name="Samira Haddad")).to_be_visible()
    expect(coordinator.get_by_role("link", name="Fatima El Amrani")).to_have_count(0)

    administrator.goto("/beheer/rollen")
    administrator.get_by_role("link", name=re.compile("Tineke Bos")).first.click()
    administrator.locator("[name=reason]").fill("Verhuisd naar een andere stad")
    administrator.get_by_role("button", name="Beëindig deze rol nu").click()
    coordinator.goto("/mensen")
    expect(coordinator).to_have_url(re.compile(r"/inloggen\?verder=/mensen"))

    administrator.goto("/beheer/logboek")
    expect(administrator.locator("main")).to_contain_text(re.compile("rol", re.IGNORECASE))


def test_heavy_role_waits_for_a_second_administrator(people: People, open_mail: Callable[[str], str]) -> None:
    first, second, granted = people("beheer@example.nl"), people("beheer2@example.nl"), people()
    invite(first, "roos@example.nl", "stadscoördinator")
    expect(first.locator("main")).to_contain_text("goedkeur")
    first.goto("/beheer/rollen")
    first.get_by_role("link", name=re.compile("roos@example.nl")).first.click()
    expect(first.locator("main")).to_contain_text("Jij gaf deze rol. Een andere beheerder moet haar goedkeuren.")
    expect(first.get_by_role("button", name="Keur goed")).to_have_count(0)

    second.goto("/beheer/rollen")
    second.get_by_role("link", name=re.compile("roos@example.nl")).first.click()
    second.get_by_role("button", name="Keur goed").click()
    accept(granted, open_mail("roos@example.nl"), "Roos Wind")
    expect(granted.locator("main")).to_contain_text("stadscoördinator")
