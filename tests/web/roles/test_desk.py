from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.web.conftest import SignIn, Visitor
from tests.web.roles.conftest import Administrator
from webapp.models import OutboxMail, RoleGrant
from webapp.vocabulary import Role

PATH = "/beheer"


def test_desk_leads_to_all_its_parts(anna: Administrator) -> None:
    page = anna.browser.visit(PATH)

    assert page.soup.h1.text == "Beheer"
    menu = {link["href"] for link in page.soup.select(".admin-menu a")}
    assert {"/beheer/rollen", "/beheer/uitnodigen", "/beheer/uitnodigingen", "/beheer/logboek"} <= menu
    assert page.soup.select_one(".admin-menu [aria-current=page]")["href"] == PATH


def test_what_waits_is_counted(
    records: Session, anna: Administrator, bram: Administrator, coordinator: RoleGrant
) -> None:
    account = make_account(records, "carla@example.nl")
    make_grant(records, account.id, Role.ADMINISTRATOR, granted_by=anna.account_id, waits=True)
    records.add(OutboxMail(recipient="x@example.nl", subject="x", body="x", dead_at=datetime.now(UTC)))
    records.commit()

    own, other = anna.browser.visit(PATH).text, bram.browser.visit(PATH).text

    assert "1 rol wacht op goedkeuring" in own
    assert "een andere beheerder moet dat doen" in own
    assert "1 kun jij goedkeuren" in other
    assert "uitnodigingen zijn nog niet aangenomen" in own
    assert "1 mail kon niet bezorgd worden" in own


@pytest.mark.parametrize("role", [None, Role.CITY_COORDINATOR, Role.MUNICIPALITY_VIEWER])
def test_for_others_there_is_no_desk(records: Session, sign_in: SignIn, role: Role | None) -> None:
    account = make_account(records)
    if role is not None:
        make_grant(records, account.id, role)

    sign_in(account.id).visit(PATH, status=404)


def test_visitor_is_asked_to_sign_in_and_comes_back(visitor: Visitor) -> None:
    page = visitor.visit(PATH, status=303)

    assert page.response.headers["Location"] == "/inloggen?verder=/beheer"


def test_administrator_is_told_to_be_the_only_one(records: Session, anna: Administrator, sign_in: SignIn) -> None:
    others = update(RoleGrant).where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.account_id != anna.account_id)
    records.execute(others.values(ended_at=datetime.now(UTC), end_reason="Voor deze proef"))

    assert "Je bent de enige beheerder" in sign_in(anna.account_id).visit(PATH).text


def test_administrator_among_others_is_not_warned(anna: Administrator, bram: Administrator) -> None:
    assert "enige beheerder" not in anna.browser.visit(PATH).text
