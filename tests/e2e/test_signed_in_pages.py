"""Every page of who is signed in, per role: at two widths, light and dark, without axe, console or layout trouble."""

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import WIDTHS, People, axe_violations

OWN = ("/mijn/profiel", "/mijn/toestemming", "/mijn/gegevens", "/mijn/gegevens/wissen", "/mijn/beveiliging")
SAFETY = ("/mijn/wachtwoord", "/mijn/app", "/mijn/herstelcodes")
ROLES = {
    # what is everyone's own looks the same for all: one of them looks at it
    "vinkhuizen@example.nl": (*OWN, *SAFETY, "/berichten", "/mensen"),
    "stad@example.nl": ("/mensen", "/berichten"),
    "brug@example.nl": (),
    "gemeente@example.nl": (),
    "begeleider@example.nl": (),
    "beheer@example.nl": (
        "/beheer",
        "/beheer/rollen",
        "/beheer/uitnodigen",
        "/beheer/uitnodigingen",
        "/beheer/logboek",
        "/beheer/bewaartermijnen",
    ),
}
SIGN_IN = ("/inloggen", "/inloggen/wachtwoord", "/inloggen/herstel", "/inloggen/verstuurd", "/uitloggen")


def trouble(page: Page, path: str) -> list[str]:
    found = []
    for width, size in WIDTHS.items():
        page.set_viewport_size(size)
        page.goto(path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            look = f"{path} {width} {scheme}"
            found += [f"{look}: {each}" for each in axe_violations(page)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{look}: wider than the screen")
    return found


@pytest.mark.parametrize("path", SIGN_IN)
def test_page_of_signing_in_is_for_everyone(desktop: Page, path: str) -> None:
    assert trouble(desktop, path) == []


@pytest.mark.parametrize("email", ROLES)
def test_pages_of_a_role_are_for_everyone(people: People, email: str) -> None:
    page = people(email)
    paths = ["/mijn", *ROLES[email]]
    page.goto(paths[-1])
    paths += [link.get_attribute("href") or "" for link in page.locator("main table td a, main table th a").all()[:1]]

    assert [each for path in paths for each in trouble(page, path)] == []
