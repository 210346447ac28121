import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.web.conftest import SignIn
from tests.web.roles.conftest import Administrator
from webapp.models import AccountSession, AuditEvent, OutboxMail, RoleGrant
from webapp.vocabulary import AuditAction, Role

END = {"doe": "beeindigen", "reason": "Verhuisd naar Assen"}
APPROVE = {"doe": "goedkeuren"}


def path_of(grant: RoleGrant) -> str:
    return f"/beheer/rollen/{grant.id}"


@pytest.fixture
def waiting(records: Session, anna: Administrator) -> RoleGrant:
    """That Carla becomes administrator, as Anna asked."""
    account = make_account(records, "carla.nieuw@example.nl")
    grant = make_grant(records, account.id, Role.ADMINISTRATOR, granted_by=anna.account_id, waits=True)
    records.commit()
    return grant


def actions(records: Session, grant: RoleGrant) -> list[AuditAction]:
    chosen = select(AuditEvent.action).where(
        AuditEvent.subject_table == "role_grant", AuditEvent.subject_id == str(grant.id)
    )
    return list(records.scalars(chosen.order_by(AuditEvent.id)))


def test_page_tells_all_that_is_kept(records: Session, anna: Administrator, coordinator: RoleGrant) -> None:
    make_grant(records, coordinator.account_id, Role.MUNICIPALITY_VIEWER, ended=True)
    records.commit()

    page = anna.browser.visit(path_of(coordinator))

    facts = {term.text: " ".join(term.find_next("dd").text.split()) for term in page.soup.select(".facts dt")}
    assert page.soup.h1.text == "Wijkcoördinator, Selwerd: Fenna Selwerd"
    assert facts["Stand"] == "loopt"
    assert facts["E-mailadres"] == "fenna.selwerd@example.nl"
    assert facts["Van"] == "wo 1 januari 2025"
    assert facts["Waarom"] == "Voor een proef"
    assert facts["Gegeven door"].startswith("opdrachtregel")
    assert facts["Account"] == "uitnodiging nog niet aangenomen"
    assert "Alle rollen van Fenna Selwerd" in page.text
    assert len(page.soup.select("tbody tr")) == 2


def test_another_administrator_ends_a_role_with_a_reason(
    records: Session, anna: Administrator, coordinator: RoleGrant, sign_in: SignIn
) -> None:
    sign_in(coordinator.account_id)

    answer = anna.browser.submit(path_of(coordinator), END, status=303)

    records.refresh(coordinator)
    assert (coordinator.ended_by, coordinator.end_reason) == (anna.account_id, "Verhuisd naar Assen")
    assert records.scalar(select(func.count()).where(AccountSession.account_id == coordinator.account_id)) == 0
    assert actions(records, coordinator) == [AuditAction.ROLE_ENDED]
    page = anna.browser.visit(answer.response.headers["Location"])
    assert "De rol is beëindigd" in page.text
    assert "Verhuisd naar Assen" in page.text
    assert page.soup.find("button", value="beeindigen") is None


def test_end_without_reason_is_refused_beside_the_field(
    records: Session, anna: Administrator, coordinator: RoleGrant
) -> None:
    page = anna.browser.submit(path_of(coordinator), {**END, "reason": " "}, status=422)

    assert page.soup.select_one(".error-summary a")["href"] == "#reason"
    records.refresh(coordinator)
    assert coordinator.ended_at is None


def test_second_administrator_approves_and_the_invitation_goes_out(
    records: Session, bram: Administrator, waiting: RoleGrant
) -> None:
    assert bram.browser.visit(path_of(waiting)).soup.find("button", value="goedkeuren")

    answer = bram.browser.submit(path_of(waiting), APPROVE, status=303)

    records.refresh(waiting)
    assert waiting.approved_by == bram.account_id
    mail = records.scalars(select(OutboxMail).where(OutboxMail.recipient == "carla.nieuw@example.nl")).one()
    assert "/uitnodiging/" in mail.body
    assert "beheerder" not in mail.subject + mail.body
    assert actions(records, waiting) == [AuditAction.ROLE_APPROVED]
    assert "Je hebt de rol goedgekeurd" in bram.browser.visit(answer.response.headers["Location"]).text


def test_granter_cannot_approve_but_can_take_it_back(records: Session, anna: Administrator, waiting: RoleGrant) -> None:
    page = anna.browser.visit(path_of(waiting))
    assert page.soup.find("button", value="goedkeuren") is None
    assert "Een andere beheerder moet haar goedkeuren" in page.text

    refused = anna.browser.submit(path_of(waiting), APPROVE, status=422)
    assert "Je gaf deze rol zelf" in refused.soup.select_one("[role=alert]").text
    records.refresh(waiting)
    assert waiting.approved_at is None
    anna.browser.submit(path_of(waiting), END, status=303)

    page = anna.browser.visit(path_of(waiting))
    assert "Geweigerd door" in page.text
    assert "de rol is nooit ingegaan" in page.text


def test_administrator_neither_approves_nor_ends_their_own_role(
    records: Session, anna: Administrator, bram: Administrator, sign_in: SignIn
) -> None:
    own = make_grant(records, anna.account_id, Role.CITY_COORDINATOR, granted_by=bram.account_id, waits=True)
    browser = sign_in(anna.account_id)

    page = browser.visit(path_of(own))
    assert page.soup.find("button", attrs={"name": "doe"}) is None
    approval = browser.submit(path_of(own), APPROVE, status=422)
    ending = browser.submit(path_of(own), END, status=422)

    assert "Je eigen rol kun je niet goedkeuren" in approval.text
    assert "Je eigen rol kun je niet beëindigen" in ending.text
    records.refresh(own)
    assert (own.approved_at, own.ended_at) == (None, None)


def test_role_that_somebody_else_just_approved_is_not_approved_again(
    records: Session, bram: Administrator, waiting: RoleGrant, anna: Administrator
) -> None:
    bram.browser.submit(path_of(waiting), APPROVE, status=303)
    again = bram.browser.submit(path_of(waiting), APPROVE, status=422)

    assert "wacht niet (meer) op goedkeuring" in again.text
    assert actions(records, waiting) == [AuditAction.ROLE_APPROVED]


@pytest.mark.parametrize("number", ["0", "999999", "2147483648", "99999999999999999999"])
def test_role_that_is_not_there_is_not_found(anna: Administrator, number: str) -> None:
    anna.browser.visit(f"/beheer/rollen/{number}", status=404)


def test_word_after_a_change_is_only_one_of_ours(anna: Administrator, coordinator: RoleGrant) -> None:
    assert anna.browser.visit(f"{path_of(coordinator)}?gedaan=<b>x").soup.select_one(".notice") is None
