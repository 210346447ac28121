from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from tests.web.conftest import SignIn
from tests.web.roles.conftest import Administrator
from webapp.models import Account, AuditEvent, EmailLink, OutboxMail, RoleGrant
from webapp.vocabulary import AuditAction, Role

PATH = "/beheer/uitnodigingen"
ADDRESS = "fenna.selwerd@example.nl"


def text_of(administrator: Administrator) -> str:
    """What the item of the invitation says."""
    items = administrator.browser.visit(PATH).soup.select(".invitations__item")
    return " ".join(next((item.text for item in items if ADDRESS in item.text), "").split())


def live_links(records: Session) -> int:
    chosen = select(func.count()).where(EmailLink.email == ADDRESS, EmailLink.used_at.is_(None))
    return records.scalar(chosen) or 0


def test_invitation_is_sent_again_and_the_last_link_stops(
    records: Session, anna: Administrator, coordinator: RoleGrant
) -> None:
    assert "De link werkt niet meer" in text_of(anna)
    again = {"rol": str(coordinator.id), "doe": "opnieuw"}

    with time_machine.travel(f"{TODAY}T11:55:00+01:00"):
        anna.browser.submit(PATH, again, status=303)
    answer = anna.browser.submit(PATH, again, status=303)

    assert "De uitnodiging gaat opnieuw op weg" in anna.browser.visit(answer.response.headers["Location"]).text
    assert "De link werkt tot zo 29 november" in text_of(anna)
    assert live_links(records) == 1
    assert records.scalar(select(func.count()).where(OutboxMail.recipient == ADDRESS)) == 2


def test_each_sending_is_accounted_for_and_two_at_once_are_one(
    records: Session, anna: Administrator, coordinator: RoleGrant
) -> None:
    again = {"rol": str(coordinator.id), "doe": "opnieuw"}

    anna.browser.submit(PATH, again, status=303)
    page = anna.browser.submit(PATH, again, status=422)

    assert "Wacht 2 minuten" in page.soup.select_one("[role=alert]").text
    assert records.scalar(select(func.count()).where(OutboxMail.recipient == ADDRESS)) == 1
    event = records.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.INVITED)).one()
    assert (event.account_id, event.subject_id) == (anna.account_id, str(coordinator.account_id))


def test_who_was_invited_for_two_roles_stands_there_once(
    records: Session, anna: Administrator, coordinator: RoleGrant
) -> None:
    make_grant(records, coordinator.account_id, Role.MUNICIPALITY_VIEWER)
    records.commit()

    items = [item for item in anna.browser.visit(PATH).soup.select(".invitations__item") if ADDRESS in item.text]

    assert len(items) == 1
    assert len(items[0].select("button[value=opnieuw]")) == 1
    assert len(items[0].select("details button[value=intrekken]")) == 2
    for told in ("meekijker namens de gemeente", "wijkcoördinator, Selwerd"):
        assert told in items[0].text


def test_link_that_expired_is_told(records: Session, anna: Administrator, coordinator: RoleGrant) -> None:
    with time_machine.travel(f"{TODAY - timedelta(days=8)}T12:00:00+01:00"):
        anna.browser.submit(PATH, {"rol": str(coordinator.id), "doe": "opnieuw"}, status=303)

    assert live_links(records) == 1
    assert "De link werkt niet meer" in text_of(anna)


def test_withdrawn_invitation_is_gone_with_its_link(
    records: Session, anna: Administrator, coordinator: RoleGrant
) -> None:
    anna.browser.submit(PATH, {"rol": str(coordinator.id), "doe": "opnieuw"}, status=303)

    answer = anna.browser.submit(PATH, {"rol": str(coordinator.id), "doe": "intrekken"}, status=303)

    assert "De uitnodiging is ingetrokken" in anna.browser.visit(answer.response.headers["Location"]).text
    assert (text_of(anna), live_links(records)) == ("", 0)
    records.refresh(coordinator)
    assert (coordinator.ended_by, coordinator.end_reason) == (anna.account_id, "Uitnodiging ingetrokken")


def test_role_that_waits_for_approval_has_no_link_to_send(records: Session, anna: Administrator) -> None:
    account = make_account(records, ADDRESS)
    waiting = make_grant(records, account.id, Role.ADMINISTRATOR, granted_by=anna.account_id, waits=True)
    records.commit()

    assert "Wacht op een tweede beheerder" in text_of(anna)
    page = anna.browser.submit(PATH, {"rol": str(waiting.id), "doe": "opnieuw"}, status=422)
    assert "Eerst moet een tweede beheerder" in page.soup.select_one("[role=alert]").text
    assert live_links(records) == 0


def test_accepted_invitation_is_no_longer_one(records: Session, anna: Administrator, coordinator: RoleGrant) -> None:
    records.get_one(Account, coordinator.account_id).password_hash = "x"
    records.commit()

    assert text_of(anna) == ""
    for what in ("opnieuw", "intrekken"):
        anna.browser.submit(PATH, {"rol": str(coordinator.id), "doe": what}, status=404)
    records.refresh(coordinator)
    assert coordinator.ended_at is None


@pytest.mark.parametrize("number", ["", "x", "0", "99999999999999999999"])
def test_invitation_that_is_not_there_is_not_found(anna: Administrator, number: str) -> None:
    anna.browser.submit(PATH, {"rol": number, "doe": "opnieuw"}, status=404)


def test_empty_list_says_what_to_do(records: Session, anna: Administrator, sign_in: SignIn) -> None:
    records.execute(update(Account).where(Account.password_hash.is_(None)).values(password_hash="x"))

    page = sign_in(anna.account_id).visit(PATH)

    assert "Er staan geen uitnodigingen open" in page.text
    assert page.soup.find("a", string="Nodig iemand uit")["href"] == "/beheer/uitnodigen"
