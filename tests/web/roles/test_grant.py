from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_account, make_administrator, make_grant
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
    assert facts["Stand"] == "uitgenodigd"
    assert facts["E-mailadres"] == "fenna.selwerd@example.nl"
    assert facts["Van"] == "wo 1 januari 2025"
    assert facts["Waarom"] == "Voor een proef"
    assert facts["Gegeven door"].startswith("wie de server beheert")
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
    assert page.soup.find("button", value="beeindigen").text.strip() == "Trek deze rol in"
    answer = anna.browser.submit(path_of(waiting), END, status=303)

    page = anna.browser.visit(answer.response.headers["Location"])
    assert page.soup.select_one("main [role=status]").text.startswith("De rol is ingetrokken.")
    assert "Geweigerd door" in page.text
    assert "de rol is nooit ingegaan" in page.text


def test_other_administrator_refuses_and_it_says_so(records: Session, bram: Administrator, waiting: RoleGrant) -> None:
    page = bram.browser.visit(path_of(waiting))
    assert page.soup.find("button", value="beeindigen").text.strip() == "Weiger deze rol"

    answer = bram.browser.submit(path_of(waiting), END, status=303)

    page = bram.browser.visit(answer.response.headers["Location"])
    assert page.soup.select_one("main [role=status]").text.startswith("De rol is geweigerd.")
    assert page.soup.select_one(".grant-state").text == "geweigerd"


def test_role_that_ended_shows_its_real_last_day(records: Session, anna: Administrator, coordinator: RoleGrant) -> None:
    assert "geen einde" in anna.browser.visit(path_of(coordinator)).text

    anna.browser.submit(path_of(coordinator), END, status=303)

    page = anna.browser.visit(path_of(coordinator))
    assert page.soup.find("dt", string="Tot en met").find_next("dd").text.strip() == "zo 22 november 2026"
    assert "geen einde" not in page.text


def test_who_loses_a_role_is_mailed_without_its_name_and_who_was_only_invited_is_not(
    records: Session, anna: Administrator, coordinator: RoleGrant
) -> None:
    account = make_account(records, "joost@example.nl")
    account.password_hash = "x"
    viewer = make_grant(records, account.id, Role.MUNICIPALITY_VIEWER)
    records.commit()

    for grant in (viewer, coordinator):
        anna.browser.submit(path_of(grant), END, status=303)

    mail = records.scalars(select(OutboxMail).where(OutboxMail.recipient == "joost@example.nl")).one()
    assert "http://127.0.0.1:8050/inloggen" in mail.body
    for told in ("meekijker", "gemeente", "Assen", "Anna"):
        assert told not in mail.subject + mail.body
    assert records.scalar(select(func.count()).where(OutboxMail.recipient == "fenna.selwerd@example.nl")) == 0


@pytest.fixture
def only_two(records: Session, anna: Administrator, bram: Administrator) -> RoleGrant:
    """The role of Bram, who administers with Anna and nobody else."""
    chosen = select(RoleGrant).where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.account_id != anna.account_id)
    grants = {grant.account_id: grant for grant in records.scalars(chosen)}
    bram_grant = grants.pop(bram.account_id)
    for grant in grants.values():
        grant.ended_at, grant.end_reason = datetime.now(UTC), "Voor deze proef"
    records.commit()
    return bram_grant


def test_second_last_administrator_ends_only_when_that_is_said(
    records: Session, anna: Administrator, only_two: RoleGrant, sign_in: SignIn
) -> None:
    browser = sign_in(anna.account_id)
    page = browser.visit(path_of(only_two))
    assert "hierna is er nog één beheerder" in page.soup.select_one(".notice").text
    assert page.soup.select_one("label[for=sure]").text == "Ja, beëindig: daarna is er nog één beheerder"

    refused = browser.submit(path_of(only_two), END, status=422)
    assert refused.soup.select_one(".error-summary a")["href"] == "#sure"
    records.refresh(only_two)
    assert only_two.ended_at is None

    browser.submit(path_of(only_two), END | {"sure": "y"}, status=303)
    records.refresh(only_two)
    assert only_two.ended_at is not None


def test_third_last_administrator_ends_without_a_warning(
    records: Session, anna: Administrator, only_two: RoleGrant, sign_in: SignIn
) -> None:
    make_administrator(records)
    browser = sign_in(anna.account_id)

    assert browser.visit(path_of(only_two)).soup.find(id="sure") is None
    browser.submit(path_of(only_two), END, status=303)


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
