"""What goes after its time, what stays, and that a dry run changes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import RING, Somebody, add_event, looking_as, make_somebody, rows_of
from tests.factories import dump, make_account, make_administrator, make_consent, make_grant, make_person, small_city
from webapp.errors import DomainError
from webapp.models import (
    Account,
    AccountSession,
    AuditEvent,
    Base,
    Consent,
    ContactMessage,
    EmailLink,
    FormReceipt,
    OutboxMail,
    Person,
    RateHit,
    RetentionPeriod,
    RoleGrant,
)
from webapp.models.personal import Retention
from webapp.privacy.actions import set_retention, withdraw_consent
from webapp.privacy.queries import count_past, list_periods
from webapp.privacy.register import erase_steps, registered_tables
from webapp.privacy.retention import AGING, CHURCH, apply_retention
from webapp.privacy.rules import PERIODS
from webapp.vocabulary import ConsentPurpose, LinkPurpose, Role, SignInStage

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
Made = Callable[[Session, datetime], None]
"""Makes a row whose time began at a moment."""


def unused_account(session: Session, since: datetime) -> None:
    session.add(Account(email="oud@example.nl", created_at=since))


def unused_person(session: Session, since: datetime) -> None:
    session.add(Person(name="Oud", created_at=since, changed_at=since))


def ended_session(session: Session, since: datetime) -> None:
    account = make_account(session)
    session.add(
        AccountSession(
            token_hash=b"t",
            account_id=account.id,
            stage=SignInStage.FULL,
            browser="",
            last_seen_at=since - timedelta(minutes=30),
            ends_at=since,
        )
    )


def expired_link(session: Session, since: datetime) -> None:
    session.add(EmailLink(token_hash=b"t", purpose=LinkPurpose.SIGN_IN, email="a@example.nl", expires_at=since))


def ended_role(session: Session, since: datetime) -> None:
    account = make_account(session)
    session.add(
        RoleGrant(
            account_id=account.id,
            role=Role.CITY_COORDINATOR,
            period=Range(TODAY - timedelta(days=3000)),
            reason="Voor een proef",
            needs_approval=False,
            ended_at=since,
            end_reason="Klaar",
        )
    )


def withdrawn_consent(session: Session, since: datetime) -> None:
    person = make_person(session)
    make_consent(session, person.id, ConsentPurpose.BE_KNOWN, on=since.date() - timedelta(days=10), days=300)
    withdraw_consent(session, person.id, ConsentPurpose.BE_KNOWN, by=None, now=since)


def old_message(session: Session, since: datetime) -> None:
    session.execute(
        insert(ContactMessage).values(
            neighbourhood_id=select(func.min(text("id"))).select_from(text("neighbourhood")).scalar_subquery(),
            sender_name="A",
            reply_to="a@example.nl",
            body="b",
            erase_on=since.date() + timedelta(days=90),
            created_at=since,
        )
    )


def sent_mail(session: Session, since: datetime) -> None:
    session.add(OutboxMail(recipient="a@example.nl", subject="b", body="", sent_at=since))


def dead_mail(session: Session, since: datetime) -> None:
    session.add(OutboxMail(recipient="a@example.nl", subject="b", body="", dead_at=since))


def old_receipt(session: Session, since: datetime) -> None:
    session.add(FormReceipt(key_hash=b"k", created_at=since))


CASES: list[tuple[Retention, str, Made]] = [
    (Retention.ACCOUNT, "account", unused_account),
    (Retention.ACCOUNT, "person", unused_person),
    (Retention.SESSION, "account_session", ended_session),
    (Retention.LINK, "email_link", expired_link),
    (Retention.ROLE_HISTORY, "role_grant", ended_role),
    (Retention.CONSENT, "consent", withdrawn_consent),
    (Retention.MESSAGE, "contact_message", old_message),
    (Retention.MAIL, "outbox_mail", sent_mail),
    (Retention.MAIL, "outbox_mail", dead_mail),
    (Retention.RECEIPT, "form_receipt", old_receipt),
]
IDS = [made.__name__ for _, _, made in CASES]


def rows(session: Session, table: str) -> int:
    return session.scalar(select(func.count()).select_from(Base.metadata.tables[table])) or 0


def gone(session: Session, *, dry_run: bool = False) -> dict[str, int]:
    """Rows per table that a round reports, without those that have none."""
    return {line.table: line.rows for line in apply_retention(session, now=NOW, dry_run=dry_run) if line.rows}


@pytest.mark.parametrize(("kind", "table", "made"), CASES, ids=IDS)
def test_row_goes_after_its_time_and_not_before(
    empty_session: Session, kind: Retention, table: str, made: Made
) -> None:
    small_city(empty_session, today=TODAY)
    made(empty_session, NOW - timedelta(days=PERIODS[kind].days) + timedelta(minutes=1))
    empty_session.flush()
    assert gone(empty_session) == {}
    assert rows(empty_session, table) == 1

    later = NOW + timedelta(minutes=2)
    reported = {line.table: line.rows for line in apply_retention(empty_session, now=later) if line.rows}
    assert reported == {table: 1}
    assert rows(empty_session, table) == 0


@pytest.mark.parametrize(("kind", "table", "made"), CASES, ids=IDS)
def test_dry_run_counts_the_same_and_changes_nothing(
    empty_session: Session, kind: Retention, table: str, made: Made
) -> None:
    small_city(empty_session, today=TODAY)
    made(empty_session, NOW - timedelta(days=PERIODS[kind].days + 1))
    empty_session.flush()
    before = dump(empty_session.connection(), Base.metadata.tables)

    assert gone(empty_session, dry_run=True) == {table: 1}

    assert dump(empty_session.connection(), Base.metadata.tables) == before
    assert gone(empty_session) == {table: 1}


def test_rates_go_as_soon_as_they_expire(empty_session: Session) -> None:
    empty_session.add_all(
        [
            RateHit(key="oud", hits=1, expires_at=NOW - timedelta(seconds=1)),
            RateHit(key="nieuw", hits=1, expires_at=NOW + timedelta(seconds=1)),
        ]
    )
    empty_session.flush()

    assert gone(empty_session) == {"rate_hit": 1}
    assert list(empty_session.scalars(select(RateHit.key))) == ["nieuw"]


@pytest.mark.parametrize("use", ["last_signed_in_at", "profile", "consent", "role"])
def test_account_that_was_used_or_has_a_role_stays(empty_session: Session, use: str) -> None:
    old = NOW - timedelta(days=900)
    account = Account(email="oud@example.nl", created_at=old)
    empty_session.add(account)
    empty_session.flush()
    person = Person(name="Oud", account_id=account.id, created_at=old, changed_at=old)
    empty_session.add(person)
    empty_session.flush()
    assert gone(empty_session, dry_run=True) == {"account": 1}

    match use:
        case "last_signed_in_at":
            account.last_signed_in_at = NOW - timedelta(days=10)
        case "profile":
            person.changed_at = NOW - timedelta(days=10)
        case "consent":
            make_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, on=TODAY - timedelta(days=10))
        case "role":
            make_grant(empty_session, account.id, Role.CITY_COORDINATOR)
    empty_session.flush()

    assert gone(empty_session) == {}


def test_unused_account_goes_with_all_that_is_its_owners(empty_session: Session) -> None:
    ids = small_city(empty_session, today=TODAY)
    old = TODAY - timedelta(days=800)
    unused = make_somebody(empty_session, "kanarie", neighbourhood_id=ids["west"], on=old)
    moment = NOW - timedelta(days=800)
    empty_session.execute(text("UPDATE account SET created_at = :at"), {"at": moment})
    empty_session.execute(text("UPDATE person SET changed_at = :at"), {"at": moment})
    empty_session.execute(text("UPDATE consent SET created_at = :at"), {"at": moment})

    gone(empty_session)

    assert {table for table, number in rows_of(empty_session, unused.who).items() if number} <= {"audit_event"}


def test_live_consent_is_kept_and_its_proof_after_it(empty_session: Session) -> None:
    person = make_person(empty_session)
    make_consent(empty_session, person.id, ConsentPurpose.BE_KNOWN, on=TODAY, days=365)
    make_consent(empty_session, person.id, ConsentPurpose.BE_ASKED, on=TODAY - timedelta(days=800), days=300)

    assert gone(empty_session) == {}
    assert rows(empty_session, "consent") == 2


def test_old_part_of_the_audit_goes_and_the_chain_still_holds(empty_session: Session) -> None:
    days = PERIODS["audit"].days
    for age in (days + 10, days + 2, 5, days + 5, 1):
        add_event(empty_session, account_id=None, person_id=None, at=NOW - timedelta(days=age))

    assert gone(empty_session) == {"audit_event": 2}

    # the old one behind a newer one waits for that one: what is left is one unbroken chain
    assert list(empty_session.scalars(select(AuditEvent.id).order_by(AuditEvent.id))) == [3, 4, 5]
    assert list(empty_session.scalars(text("SELECT broken_audit_links()"))) == []
    add_event(empty_session, account_id=None, person_id=None, at=NOW)
    assert list(empty_session.scalars(text("SELECT broken_audit_links()"))) == []


def test_last_event_stays_so_that_numbers_go_on(empty_session: Session) -> None:
    for age in (2000, 1900):
        add_event(empty_session, account_id=None, person_id=None, at=NOW - timedelta(days=age))

    gone(empty_session)

    assert list(empty_session.scalars(select(AuditEvent.id))) == [2]


def test_audit_cannot_be_deleted_from_after_a_round(empty_session: Session) -> None:
    for age in (2000, 1):
        add_event(empty_session, account_id=None, person_id=None, at=NOW - timedelta(days=age))
    gone(empty_session)

    assert empty_session.scalar(text("SELECT current_setting('missie050.forget_audit', true)")) == "off"


def test_church_without_a_live_consent_is_emptied(empty_session: Session) -> None:
    kept, lapsed = make_person(empty_session, "Houdt"), make_person(empty_session, "Liep af")
    for person in (kept, lapsed):
        person.church = RING.seal("Kerk", table="person", column="church", row=person.id)
    make_consent(empty_session, kept.id, ConsentPurpose.KEEP_CHURCH, on=TODAY - timedelta(days=10), days=11)
    make_consent(empty_session, lapsed.id, ConsentPurpose.KEEP_CHURCH, on=TODAY - timedelta(days=10), days=10)

    assert gone(empty_session, dry_run=True) == {CHURCH: 1}
    assert gone(empty_session) == {CHURCH: 1}

    empty_session.expire_all()
    assert (kept.church is None, lapsed.church is None) == (False, True)


def test_chosen_period_counts_instead_of_our_own(empty_session: Session) -> None:
    administrator = make_administrator(empty_session)
    sent_mail(empty_session, NOW - timedelta(days=20))
    empty_session.flush()
    assert gone(empty_session, dry_run=True) == {}

    assert set_retention(empty_session, Retention.MAIL, 14, by=administrator.id)
    assert not set_retention(empty_session, Retention.MAIL, 14, by=administrator.id)

    assert list_periods(empty_session)[Retention.MAIL] == 14
    assert gone(empty_session) == {"outbox_mail": 1}


@pytest.mark.parametrize(
    ("kind", "days"), [(Retention.MAIL, 6), (Retention.MAIL, 91), (Retention.MESSAGE, 91), (Retention.RATE, 1)]
)
def test_period_outside_its_bounds_is_refused(empty_session: Session, kind: Retention, days: int) -> None:
    with pytest.raises(DomainError) as refused:
        set_retention(empty_session, kind, days, by=make_administrator(empty_session).id)

    assert refused.value.code == "retention_out_of_bounds"
    assert refused.value.detail == {"least": PERIODS[kind].least, "most": PERIODS[kind].most}
    assert empty_session.scalars(select(RetentionPeriod)).all() == []


def test_administrator_counts_the_same_rows_as_the_owner_and_others_none(empty_session: Session) -> None:
    ids = small_city(empty_session, today=TODAY)
    old = NOW - timedelta(days=3000)
    for _, _, made in CASES:
        made(empty_session, old)
        empty_session.flush()
        empty_session.execute(text("UPDATE account_session SET token_hash = id::text::bytea"))
        empty_session.execute(text("UPDATE email_link SET token_hash = id::text::bytea"))
    assert ids
    viewer, stranger = make_administrator(empty_session).id, make_account(empty_session).id
    periods = list_periods(empty_session)
    counted = count_past(empty_session, periods, now=NOW)
    assert {kind for kind, _ in counted} >= {Retention.ACCOUNT, Retention.CONSENT, Retention.MAIL, Retention.MESSAGE}

    with looking_as(empty_session, viewer, today=TODAY):
        assert count_past(empty_session, periods, now=NOW) == counted
    for nobody in (stranger, "", "gate"):
        with looking_as(empty_session, nobody, today=TODAY):
            assert count_past(empty_session, periods, now=NOW) == {}


def test_view_knows_every_table_that_does_not_go_along_with_another(empty_session: Session) -> None:
    """A new table with data on people needs a line in `kept_since`, or a row that it goes along with."""
    along = {"recovery_code", "consent_withdrawal", "consent_reminder", "calendar_feed", "review_mail"}
    along |= {"initiative_organiser", "initiative_revision"}
    # what is done about signals stays; only who does it goes with the account
    along |= {"bundle_step"}
    along |= {
        "offering",
        "person_requirement",
        "masked_place",
        "offer",
        "talent_stage_change",
        "talent_step",
        "network_node",
    }
    personal = {each.name for each in registered_tables()}
    views = text("SELECT string_agg(pg_get_viewdef(oid), ' ') FROM pg_class WHERE relname ~ '^kept_since'")
    known = empty_session.scalar(views) or ""

    assert {table for _, table in AGING} == (personal - along) | {"form_receipt"}
    assert all(f"'{table}'" in known and f"'{kind.value}'" in known for kind, table in AGING)
    assert {kind for kind, _ in AGING} == set(Retention)
    assert erase_steps()


def test_somebody_whose_time_is_not_over_keeps_all(empty_session: Session) -> None:
    ids = small_city(empty_session, today=TODAY)
    person: Somebody = make_somebody(empty_session, "merel", neighbourhood_id=ids["west"], on=TODAY)
    before = rows_of(empty_session, person.who)

    apply_retention(empty_session, now=NOW)

    assert rows_of(empty_session, person.who) == before
    assert rows(empty_session, "consent") == empty_session.scalar(select(func.count()).select_from(Consent))
