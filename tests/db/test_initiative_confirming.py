"""The yearly question whether an initiative is still right, its answer, and pictures that nothing uses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant, make_partner
from tests.initiative_making import make_content, make_initiative, make_waiting
from webapp.errors import DomainError
from webapp.initiatives.actions import confirm, post_confirmation_mails, propose, set_state
from webapp.initiatives.asking import PATH, Asking, read_token
from webapp.initiatives.content import Content
from webapp.initiatives.pictures import purge_pictures
from webapp.initiatives.queries import find_approved, find_newest, list_revisions
from webapp.initiatives.rules import EXTENDED
from webapp.models import InitiativeDraft, InitiativeOrganiser, Listing, ListingDay, OutboxMail, Picture
from webapp.vocabulary import InitiativeState, Provenance, RevisionState, Role

YEAR_AGO = TODAY - timedelta(days=365)
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
WEEKLY = {"starts_on": date(2025, 12, 2), "rrule": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201"}


def ask(session: Session, *, on: date = TODAY) -> int:
    return post_confirmation_mails(session, secret_key="geheim", public_url="https://site.example", today=on)


def mails(session: Session) -> list[OutboxMail]:
    return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_organiser_is_asked_once_after_a_year_in_their_own_language(session: Session) -> None:
    owner = make_account(session, "organisator@example.nl", language="en")
    initiative = make_initiative(session, by=owner.id, on=YEAR_AGO)
    before = len(mails(session))

    assert ask(session, on=TODAY - timedelta(days=1)) == 0
    assert ask(session) == 1
    assert ask(session) == 0
    assert ask(session, on=TODAY + timedelta(days=40)) == 0

    (mail,) = mails(session)[before:]
    assert (mail.recipient, mail.subject) == ("organisator@example.nl", "Is your initiative still right?")
    assert initiative.slug not in mail.body
    token = mail.body.partition(f"https://site.example{PATH}/")[2].strip()
    assert read_token("geheim", token, today=TODAY) == Asking(initiative.id, owner.id, TODAY)
    assert initiative.asked_on == TODAY


def test_members_of_a_partner_that_keeps_it_are_asked(session: Session) -> None:
    initiative = make_initiative(session, on=YEAR_AGO)
    partner = make_partner(session)
    member, former = make_account(session, "lid@example.nl"), make_account(session, "oud@example.nl")
    make_grant(session, member.id, Role.PARTNER_MEMBER, partner_id=partner.id)
    make_grant(session, former.id, Role.PARTNER_MEMBER, partner_id=partner.id, until=date(2026, 1, 1))
    session.add(InitiativeOrganiser(initiative_id=initiative.id, partner_id=partner.id))
    session.flush()

    assert ask(session) == 2
    assert "lid@example.nl" in {each.recipient for each in mails(session)}
    assert "oud@example.nl" not in {each.recipient for each in mails(session)}


def test_invented_people_are_not_asked(session: Session) -> None:
    invented = make_initiative(session, on=YEAR_AGO, provenance=Provenance.DEMO)
    real = make_initiative(session, make_content("Van iemand"), on=YEAR_AGO)

    assert ask(session) == 1
    assert (invented.asked_on, real.asked_on) == (None, TODAY)


def test_what_is_not_shown_or_has_nobody_is_not_asked_about(session: Session) -> None:
    make_waiting(session, on=YEAR_AGO)
    ended = make_initiative(session, on=YEAR_AGO)
    set_state(session, ended, InitiativeState.ENDED, by=None, today=TODAY, now=NOW)
    nobodys = make_initiative(session, on=YEAR_AGO)
    for each in session.scalars(select(InitiativeOrganiser).where(InitiativeOrganiser.initiative_id == nobodys.id)):
        session.delete(each)
    session.flush()

    assert ask(session) == 0
    assert nobodys.asked_on is None


def test_yes_lets_it_stay_for_a_year_and_it_is_asked_anew(session: Session) -> None:
    initiative = make_initiative(session, on=YEAR_AGO)
    ask(session)
    confirm(session, initiative, by=None, today=TODAY, now=NOW)

    assert (initiative.confirmed_on, initiative.asked_on) == (TODAY, None)
    assert session.scalars(select(Listing.confirmed_on)).one() == TODAY
    assert ask(session, on=TODAY + timedelta(days=364)) == 0
    assert ask(session, on=TODAY + timedelta(days=365)) == 1


def test_yes_extends_a_rhythm_by_a_year_without_a_coordinator(session: Session) -> None:
    owner = make_account(session)
    initiative = make_initiative(session, make_content(**WEEKLY), by=owner.id, on=YEAR_AGO)
    confirm(session, initiative, by=owner.id, today=TODAY, now=NOW)

    listing = session.scalars(select(Listing)).one()
    assert (listing.ends_on, listing.rrule) == (date(2027, 11, 22), "FREQ=WEEKLY;BYDAY=TU;UNTIL=20271122")
    assert session.scalar(select(func.max(ListingDay.day))) == date(2027, 11, 16)
    approved = find_approved(session, initiative.id)
    assert approved is not None
    assert (approved.number, approved.note, approved.author_id, approved.decided_by) == (2, EXTENDED, owner.id, None)
    # a next change begins from what is shown
    assert find_newest(session, initiative.id) == approved
    before = Content.from_json(list_revisions(session, initiative.id)[1].content)
    assert replace(before, rrule=listing.rrule) == Content.from_json(approved.content)


def test_rhythm_that_goes_on_long_enough_stays_as_it_is(session: Session) -> None:
    longer = {**WEEKLY, "rrule": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20271201"}
    initiative = make_initiative(session, make_content(**longer), on=YEAR_AGO)
    confirm(session, initiative, by=None, today=TODAY, now=NOW)
    assert len(list_revisions(session, initiative.id)) == 1


def test_change_that_waits_is_not_overtaken_by_a_yes(session: Session) -> None:
    owner = make_account(session)
    initiative = make_initiative(session, make_content(**WEEKLY), by=owner.id, on=YEAR_AGO)
    propose(session, initiative, make_content("Anders"), by=owner.id, version=initiative.version, now=NOW)
    confirm(session, initiative, by=owner.id, today=TODAY, now=NOW)

    states = [each.state for each in list_revisions(session, initiative.id)]
    assert states == [RevisionState.WAITING, RevisionState.APPROVED]
    assert initiative.confirmed_on == TODAY


def test_what_ended_is_not_still_right(session: Session) -> None:
    initiative = make_initiative(session)
    set_state(session, initiative, InitiativeState.ENDED, by=None, today=TODAY, now=NOW)
    with pytest.raises(DomainError, match="step_impossible"):
        confirm(session, initiative, by=None, today=TODAY, now=NOW)


def picture(session: Session, key: str, *, days_old: int) -> str:
    made = NOW - timedelta(days=days_old)
    session.add(Picture(key=key, content=b"x", media_type="image/jpeg", width=1, height=1, created_at=made))
    session.flush()
    return key


def test_picture_that_nothing_uses_goes_after_a_month(session: Session) -> None:
    kept = {
        picture(session, "nieuw", days_old=29),
        picture(session, "getoond", days_old=90),
        picture(session, "wacht", days_old=90),
        picture(session, "concept", days_old=90),
    }
    picture(session, "ongebruikt", days_old=31)
    make_initiative(session, make_content(picture_key="getoond", picture_alt="Een tafel"))
    make_waiting(session, make_content(picture_key="wacht", picture_alt="Een tafel"))
    session.add(InitiativeDraft(key_hash=b"x", fields={"picture_key": ["concept"], "title": ["Zo"]}, saved_at=NOW))
    session.add(InitiativeDraft(key_hash=b"y", fields={"title": ["Zonder"]}, saved_at=NOW))
    session.flush()

    assert purge_pictures(session, now=NOW) == 1
    assert set(session.scalars(select(Picture.key))) == kept
