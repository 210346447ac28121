from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_grant, make_partner
from tests.web.accounts.signing_in import LINK_PAGE, OWN_PAGE, make_neighbour
from tests.web.conftest import Page, SignIn, Visitor
from webapp.vocabulary import Role


def tiles(page: Page) -> set[str]:
    return {str(link["href"]) for link in page.soup.select(".tiles a")}


OWN_TILES = {
    "/mijn/talenten",
    "/mijn/vragen",
    "/mijn/taken",
    "/mijn/volgen",
    "/mijn/initiatieven",
    "/mijn/profiel",
    "/mijn/toestemming",
    "/mijn/netwerk",
    "/mijn/gegevens",
    "/mijn/beveiliging",
}


def test_visitor_is_sent_to_sign_in_and_comes_back(visitor: Visitor) -> None:
    page = visitor.visit(OWN_PAGE, status=303)

    assert page.response.headers["Location"] == f"{LINK_PAGE}?verder={OWN_PAGE}"


def test_neighbour_sees_their_own_and_no_roles(records: Session, sign_in: SignIn) -> None:
    page = sign_in(make_neighbour(records)).visit(OWN_PAGE)

    assert "Dag Aaf Buur" in page.text
    assert tiles(page) == OWN_TILES
    assert "Jouw rollen" not in page.text
    assert page.soup.select_one('form[action="/uitloggen"] button')


def test_who_has_no_name_yet_is_asked_for_it(records: Session, sign_in: SignIn) -> None:
    page = sign_in(make_neighbour(records, name=None)).visit(OWN_PAGE)

    assert page.soup.select_one('.notice a[href="/mijn/profiel"]')


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (Role.CITY_COORDINATOR, {"/werkplek", "/wachtrij", "/mensen", "/berichten", "/themas", "/stad/koppelen"}),
        (Role.ADMINISTRATOR, {"/beheer"}),
        (Role.MUNICIPALITY_VIEWER, {"/", "/wie-doet-wat-waar"}),
    ],
)
def test_role_adds_what_it_opens(records: Session, sign_in: SignIn, role: Role, more: set[str]) -> None:
    account_id = make_neighbour(records)
    make_grant(records, account_id, role)
    browser = sign_in(account_id)
    page = browser.visit(OWN_PAGE)

    assert tiles(page) == OWN_TILES | more
    assert {browser.client.get(each).status_code for each in tiles(page)} == {200}


def test_roles_in_force_stand_apart_from_those_that_come_and_that_ended(records: Session, sign_in: SignIn) -> None:
    account_id, church = make_neighbour(records), make_partner(records)
    make_grant(records, account_id, Role.PARTNER_MEMBER, partner_id=church.id, until=date(2027, 3, 1))
    make_grant(records, account_id, Role.CITY_COORDINATOR, ended=True)
    make_grant(records, account_id, Role.ADMINISTRATOR, waits=True)
    make_grant(records, account_id, Role.MUNICIPALITY_VIEWER, since=date(2030, 1, 1))
    make_grant(records, make_neighbour(records, "ander@example.nl"), Role.TRACK_COUNSELLOR, partner_id=church.id)
    page = sign_in(account_id).visit(OWN_PAGE)

    roles = [" ".join(item.text.split()) for item in page.soup.select("h2 + ul:not(.tiles, .own-roles) li")]
    assert len(roles) == 1
    assert roles[0].startswith("lid van een partner: Proefkerk tot ")
    assert tiles(page) == OWN_TILES | {"/partners"}
    coming = [" ".join(item.text.split()) for item in page.soup.select(".own-roles--coming li")]
    assert coming == [
        "beheerder wacht op goedkeuring door een beheerder",
        "meekijker namens de gemeente begint op 1 januari 2030",
    ]
    gone = [" ".join(item.text.split()) for item in page.soup.select(".own-roles--gone li")]
    assert gone == ["stadscoördinator voorbij sinds 22 november 2026 Reden: Klaar met de proef"]


def test_role_that_ended_is_told_for_thirty_days(records: Session, sign_in: SignIn) -> None:
    account_id, church = make_neighbour(records), make_partner(records)
    make_grant(records, account_id, Role.MUNICIPALITY_VIEWER, until=TODAY - timedelta(days=30))
    make_grant(records, account_id, Role.PARTNER_MEMBER, partner_id=church.id, until=TODAY - timedelta(days=29))
    make_grant(records, account_id, Role.ADMINISTRATOR, waits=True, ended=True)

    gone = [" ".join(each.text.split()) for each in sign_in(account_id).visit(OWN_PAGE).soup.select(".own-roles li")]

    assert gone == [
        "lid van een partner: Proefkerk voorbij sinds 24 oktober 2026",
        "beheerder niet doorgegaan op 22 november 2026 Reden: Klaar met de proef",
    ]


def test_page_is_nobody_elses_and_not_kept(records: Session, sign_in: SignIn) -> None:
    headers = sign_in(make_neighbour(records)).visit(OWN_PAGE).response.headers

    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]


def test_name_is_text(records: Session, sign_in: SignIn) -> None:
    page = sign_in(make_neighbour(records, name="<b>Aaf</b>")).visit(OWN_PAGE)

    assert "Dag <b>Aaf</b>" in page.soup.h1.text
