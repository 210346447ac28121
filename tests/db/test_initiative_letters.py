"""Who is told that something happened to an initiative: all who keep it, each once, and only by who may tell them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.factories import make_account, make_grant, make_partner
from tests.initiative_making import make_initiative
from webapp.initiatives.letters import EMAILS, post_received
from webapp.models import Initiative, InitiativeOrganiser, OutboxMail, Partner
from webapp.vocabulary import Role


def kept_with_partner(session: Session) -> tuple[Initiative, Partner]:
    """One that somebody keeps together with a partner."""
    owner = make_account(session, "organisator@example.nl")
    initiative, partner = make_initiative(session, by=owner.id), make_partner(session)
    session.add(InitiativeOrganiser(initiative_id=initiative.id, partner_id=partner.id))
    session.flush()
    return initiative, partner


def make_member(session: Session, email: str, partner: Partner, **more: date) -> int:
    account = make_account(session, email, language="en")
    make_grant(session, account.id, Role.PARTNER_MEMBER, partner_id=partner.id, **more)
    return account.id


def told(session: Session, initiative: Initiative, *, viewer: int | str) -> list[tuple[str, str]]:
    """Whom the site may mail about it while this account works."""
    with looking_as(session, viewer, today=TODAY):
        return [(email, language) for email, language in session.execute(EMAILS, {"initiative": initiative.id})]


def test_organiser_and_members_of_a_partner_that_keeps_it_are_told(session: Session) -> None:
    initiative, partner = kept_with_partner(session)
    member = make_member(session, "lid@example.nl", partner)
    make_member(session, "oudlid@example.nl", partner, until=date(2026, 1, 1))
    make_member(session, "elders@example.nl", make_partner(session, "andere-stichting"))
    coordinator = make_account(session, "coordinator@example.nl")
    make_grant(session, coordinator.id, Role.CITY_COORDINATOR)

    everyone = [("organisator@example.nl", "nl"), ("lid@example.nl", "en")]
    assert told(session, initiative, viewer=member) == everyone
    assert told(session, initiative, viewer=coordinator.id) == everyone


def test_who_keeps_it_twice_is_told_once(session: Session) -> None:
    initiative, partner = kept_with_partner(session)
    second = make_partner(session, "andere-stichting")
    session.add(InitiativeOrganiser(initiative_id=initiative.id, partner_id=second.id))
    session.flush()
    member = make_member(session, "lid@example.nl", partner)
    make_grant(session, member, Role.PARTNER_MEMBER, partner_id=second.id)
    session.add(InitiativeOrganiser(initiative_id=initiative.id, account_id=member))
    session.flush()
    assert [email for email, _ in told(session, initiative, viewer=member)].count("lid@example.nl") == 1


def test_who_neither_keeps_nor_moderates_it_learns_no_address(session: Session) -> None:
    initiative, partner = kept_with_partner(session)
    make_member(session, "lid@example.nl", partner)
    stranger = make_account(session, "vreemde@example.nl")
    former = make_member(session, "oudlid@example.nl", partner, until=date(2026, 1, 1))
    for viewer in ("", stranger.id, former):
        assert told(session, initiative, viewer=viewer) == []


def test_mail_says_that_something_happened_and_where_to_look(session: Session) -> None:
    initiative, partner = kept_with_partner(session)
    member, slug = make_member(session, "lid@example.nl", partner), initiative.slug
    with looking_as(session, member, today=TODAY):
        assert post_received(session, initiative, public_url="https://site.example") == 2
        session.connection().exec_driver_sql("RESET ROLE")
        rows = session.execute(select(OutboxMail.recipient, OutboxMail.subject, OutboxMail.body))
        mails = {recipient: (subject, body) for recipient, subject, body in rows}
    assert set(mails) == {"organisator@example.nl", "lid@example.nl"}
    subject, body = mails["lid@example.nl"]
    assert subject == "We have received your initiative"
    assert f"https://site.example/mijn/initiatieven/{slug}" in body
    assert "Selwerd" not in body
