"""Consents: appended and never changed, and what they open closes at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import RING, looking_as
from tests.factories import make_account, make_consent, make_grant, make_person, small_city
from webapp.access.policy import Actor, Holding
from webapp.errors import DomainError
from webapp.models import Account, Consent, ConsentReminder, ConsentWithdrawal, OutboxMail, Person
from webapp.people.queries import list_people
from webapp.privacy.actions import give_consent, post_reminders, withdraw_consent
from webapp.privacy.queries import ConsentEnd, GivenConsent, list_consents
from webapp.vocabulary import Channel, ConsentPurpose, ConsentScope, Role

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PAGE = "http://127.0.0.1:8050/mijn/toestemming"


@pytest.fixture
def person(empty_session: Session) -> Person:
    account = make_account(empty_session, "wie@example.nl")
    ids = small_city(empty_session, today=TODAY)
    return make_person(empty_session, "Fenna Proef", account_id=account.id, neighbourhood_id=ids["west"])


def given(session: Session, person: Person, purpose: ConsentPurpose) -> list[GivenConsent]:
    return list_consents(session, person.id, today=TODAY)[purpose]


def due(session: Session, *, today: date = TODAY) -> int:
    return post_reminders(session, today=today, page_url=PAGE)


def coordinator(session: Session, person: Person) -> Actor:
    account = make_account(session)
    make_grant(session, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=person.neighbourhood_id)
    holding = Holding(Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=person.neighbourhood_id)
    return Actor(account_id=account.id, holdings=(holding,))


def seen_by_the_filter(session: Session, viewer: Actor) -> int:
    session.execute(select(func.set_config("missie050.today", TODAY.isoformat(), True)))
    return list_people(session, viewer).total


def seen_without_the_filter(session: Session, viewer: Actor) -> int:
    """Row-level security alone: everybody whom `SELECT *` shows but the viewer."""
    with looking_as(session, viewer.account_id or 0, today=TODAY):
        return session.scalar(select(func.count()).select_from(Person)) or 0


def test_consent_that_was_given_is_live_with_its_words_and_its_end(empty_session: Session, person: Person) -> None:
    give_consent(
        empty_session,
        person.id,
        ConsentPurpose.BE_KNOWN,
        months=6,
        scope=ConsentScope.CITY,
        by=person.account_id,
        now=NOW,
    )

    (consent,) = given(empty_session, person, ConsentPurpose.BE_KNOWN)
    assert (consent.scope, consent.text_version, consent.channel) == (ConsentScope.CITY, 1, Channel.WEB)
    assert (consent.given_on, consent.expires_on) == (TODAY, date(2027, 5, 22))
    assert (consent.end, consent.ended_on) == (None, None)


@time_machine.travel(NOW, tick=False)
def test_visibility_ends_at_once_by_the_filter_and_by_the_database_alone(
    empty_session: Session, person: Person
) -> None:
    viewer = coordinator(empty_session, person)
    assert (seen_by_the_filter(empty_session, viewer), seen_without_the_filter(empty_session, viewer)) == (0, 0)

    give_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, months=3, by=person.account_id, now=NOW)
    assert (seen_by_the_filter(empty_session, viewer), seen_without_the_filter(empty_session, viewer)) == (1, 1)

    assert withdraw_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, by=person.account_id, now=LATER)
    assert (seen_by_the_filter(empty_session, viewer), seen_without_the_filter(empty_session, viewer)) == (0, 0)


def test_renewal_ends_the_older_one_so_that_one_withdrawal_ends_all(empty_session: Session, person: Person) -> None:
    give_consent(
        empty_session, person.id, ConsentPurpose.BE_KNOWN, months=12, scope=ConsentScope.CITY, by=None, now=NOW
    )
    give_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, months=3, by=None, now=LATER)

    new, old = given(empty_session, person, ConsentPurpose.BE_KNOWN)
    assert (new.end, new.scope) == (None, ConsentScope.NEIGHBOURHOOD)
    assert (old.end, old.ended_on) == (ConsentEnd.REPLACED, TODAY)

    withdraw_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, by=None, now=LATER + timedelta(minutes=1))
    new, old = given(empty_session, person, ConsentPurpose.BE_KNOWN)
    assert (new.end, old.end) == (ConsentEnd.WITHDRAWN, ConsentEnd.REPLACED)


def test_nothing_that_was_recorded_is_changed(empty_session: Session, person: Person) -> None:
    first = give_consent(empty_session, person.id, ConsentPurpose.BE_ASKED, months=3, by=None, now=NOW)
    before = (first.given_on, first.expires_on, first.scope, first.created_at)

    give_consent(empty_session, person.id, ConsentPurpose.BE_ASKED, months=12, by=None, now=LATER)
    withdraw_consent(empty_session, person.id, ConsentPurpose.BE_ASKED, by=None, now=LATER)

    empty_session.refresh(first)
    assert (first.given_on, first.expires_on, first.scope, first.created_at) == before
    assert empty_session.scalar(select(func.count()).select_from(Consent)) == 2


def test_withdrawing_twice_is_as_good_as_once(empty_session: Session, person: Person) -> None:
    give_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, months=3, by=None, now=NOW)

    assert withdraw_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, by=None, now=NOW)
    assert not withdraw_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, by=None, now=NOW)
    assert empty_session.scalar(select(func.count()).select_from(ConsentWithdrawal)) == 1


def test_other_purposes_and_other_people_keep_theirs(empty_session: Session, person: Person) -> None:
    other = make_person(empty_session, "Ander")
    for who in (person, other):
        give_consent(empty_session, who.id, ConsentPurpose.BE_KNOWN, months=3, by=None, now=NOW)
    give_consent(empty_session, person.id, ConsentPurpose.BE_ASKED, months=3, by=None, now=NOW)

    withdraw_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, by=None, now=LATER)

    assert given(empty_session, other, ConsentPurpose.BE_KNOWN)[0].end is None
    assert given(empty_session, person, ConsentPurpose.BE_ASKED)[0].end is None


def test_church_is_emptied_with_the_consent_and_not_by_a_renewal(empty_session: Session, person: Person) -> None:
    give_consent(empty_session, person.id, ConsentPurpose.KEEP_CHURCH, months=3, by=None, now=NOW)
    person.church = RING.seal("Proefkerk", table="person", column="church", row=person.id)
    empty_session.flush()
    version = person.version

    give_consent(empty_session, person.id, ConsentPurpose.KEEP_CHURCH, months=3, by=None, now=LATER)
    withdraw_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, by=None, now=LATER)
    empty_session.refresh(person)
    assert person.church is not None

    withdraw_consent(empty_session, person.id, ConsentPurpose.KEEP_CHURCH, by=None, now=LATER)
    empty_session.refresh(person)
    assert (person.church, person.version) == (None, version + 1)


def test_scope_of_what_reaches_nobody_stays_narrow(empty_session: Session, person: Person) -> None:
    consent = give_consent(
        empty_session, person.id, ConsentPurpose.KEEP_CHURCH, months=3, scope=ConsentScope.CITY, by=None, now=NOW
    )

    assert consent.scope == ConsentScope.SELF


def test_no_other_length_than_the_three(empty_session: Session, person: Person) -> None:
    with pytest.raises(DomainError) as refused:
        give_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, months=24, by=None, now=NOW)

    assert refused.value.code == "consent_months"
    assert given(empty_session, person, ConsentPurpose.BE_KNOWN) == []


def test_consent_that_lapsed_says_so(empty_session: Session, person: Person) -> None:
    make_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, on=TODAY - timedelta(days=90), days=90)

    (consent,) = given(empty_session, person, ConsentPurpose.BE_KNOWN)
    assert (consent.end, consent.ended_on) == (ConsentEnd.LAPSED, TODAY)


def test_reminder_is_one_mail_with_a_link_and_nothing_about_the_person(empty_session: Session, person: Person) -> None:
    for purpose in (ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_ASKED):
        make_consent(empty_session, person.id, purpose, on=TODAY - timedelta(days=60), days=90)

    assert due(empty_session) == 1

    mail = empty_session.scalars(select(OutboxMail)).one()
    assert mail.recipient == "wie@example.nl"
    assert PAGE in mail.body
    assert "Fenna" not in mail.subject + mail.body
    assert empty_session.scalar(select(func.count()).select_from(ConsentReminder)) == 2


def test_reminder_comes_once(empty_session: Session, person: Person) -> None:
    make_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, on=TODAY - timedelta(days=60), days=90)

    assert [due(empty_session), due(empty_session), due(empty_session, today=TODAY + timedelta(days=10))] == [1, 0, 0]


@pytest.mark.parametrize(("days_left", "mails"), [(31, 0), (30, 1), (1, 1), (0, 0)])
def test_reminder_comes_in_the_last_thirty_days(
    empty_session: Session, person: Person, days_left: int, mails: int
) -> None:
    make_consent(
        empty_session, person.id, ConsentPurpose.BE_KNOWN, on=TODAY - timedelta(days=100), days=100 + days_left
    )

    assert due(empty_session) == mails


def test_nobody_is_reminded_of_what_they_withdrew_or_replaced(empty_session: Session, person: Person) -> None:
    make_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, on=TODAY - timedelta(days=60), days=90)
    make_consent(empty_session, person.id, ConsentPurpose.BE_ASKED, on=TODAY - timedelta(days=60), days=90)
    withdraw_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, by=None, now=NOW)
    give_consent(empty_session, person.id, ConsentPurpose.BE_ASKED, months=6, by=None, now=NOW)

    assert due(empty_session) == 0


def test_person_without_account_is_not_reminded(empty_session: Session) -> None:
    person = make_person(empty_session, "Op papier")
    make_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, on=TODAY - timedelta(days=60), days=90)

    assert due(empty_session) == 0
    assert empty_session.scalar(select(func.count()).select_from(ConsentReminder)) == 0


def test_reminder_is_in_the_language_of_the_account(empty_session: Session, person: Person) -> None:
    empty_session.get_one(Account, person.account_id).language = "en"
    empty_session.flush()
    make_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, on=TODAY - timedelta(days=60), days=90)

    due(empty_session)

    assert "lapse" in empty_session.scalars(select(OutboxMail)).one().subject
