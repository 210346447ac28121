"""Erasing a person: nothing of theirs is left in any column of any table, and others keep everything."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, Engine, ForeignKey, Integer, MetaData, String, Table, select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import Somebody, looking_as, make_somebody, places_with, rows_of
from tests.factories import make_account, make_administrator, make_grant, small_city
from webapp.errors import BadInput, DomainError
from webapp.models import Account, AuditEvent, RoleGrant
from webapp.models.personal import Erase, Purpose, Retention, Subject, no_personal_data, personal, personal_table
from webapp.privacy.erasure import erase, erase_own
from webapp.privacy.journal import Erasure, journal_at_commit, read_journal
from webapp.privacy.queries import Who, is_last_administrator
from webapp.privacy.register import erase_steps
from webapp.vocabulary import Role

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
STAYS = {"audit_event"}
"""Tables in which an erasure leaves ids, and nothing else."""


@pytest.fixture
def people(empty_session: Session) -> tuple[Somebody, Somebody]:
    """Who is erased, and who stays."""
    ids = small_city(empty_session, today=TODAY)
    return (
        make_somebody(empty_session, "kanarie", neighbourhood_id=ids["west"], on=TODAY),
        make_somebody(empty_session, "merel", neighbourhood_id=ids["west"], on=TODAY),
    )


def everything_of(somebody: Somebody) -> tuple[bytes, ...]:
    return (somebody.word.encode(), *somebody.sealed)


def test_somebody_has_rows_in_every_table_of_the_register(
    empty_session: Session, people: tuple[Somebody, Somebody]
) -> None:
    for each in people:
        assert [table for table, count in rows_of(empty_session, each.who).items() if not count] == []


def test_full_scan_finds_the_words_before_and_none_after(
    empty_session: Session, people: tuple[Somebody, Somebody]
) -> None:
    gone, stays = people
    connection = empty_session.connection()
    before = set(places_with(connection, *everything_of(gone)))
    assert {"account.email", "account.totp_secret", "person.name", "person.phone", "person.church"} <= before
    assert {"contact_message.body", "outbox_mail.recipient", "role_grant.reason", "email_link.next_path"} <= before
    others = rows_of(empty_session, stays.who)

    erase(empty_session, gone.who)

    assert places_with(connection, *everything_of(gone)) == []
    assert {table for table, count in rows_of(empty_session, gone.who).items() if count} == STAYS
    assert set(places_with(connection, *everything_of(stays))) == before
    assert rows_of(empty_session, stays.who) == others


def test_what_stays_in_the_audit_is_numbers_and_names_of_fields(
    empty_session: Session, people: tuple[Somebody, Somebody]
) -> None:
    gone, _ = people
    erase(empty_session, gone.who)

    event = empty_session.scalars(select(AuditEvent).where(AuditEvent.person_id == gone.person_id)).one()

    assert (event.account_id, event.subject_id, event.fields) == (gone.account_id, str(gone.person_id), ["phone"])
    assert list(empty_session.scalars(text("SELECT broken_audit_links()"))) == []


def test_roles_that_an_erased_administrator_gave_stay_without_the_giver(empty_session: Session) -> None:
    administrator, holder = make_administrator(empty_session), make_account(empty_session)
    grant = make_grant(empty_session, holder.id, Role.CITY_COORDINATOR, granted_by=administrator.id)

    erase(empty_session, Who(administrator.id, None, administrator.email))

    assert empty_session.get_one(RoleGrant, grant.id).granted_by is None
    assert list(empty_session.scalars(select(Account.email))) == [holder.email]


def test_site_itself_can_erase_whoever_asks_it(
    empty_session: Session, people: tuple[Somebody, Somebody], tmp_path: Path
) -> None:
    gone, stays = people
    with looking_as(empty_session, gone.account_id, today=TODAY):
        erase_own(empty_session, gone.account_id, today=TODAY, now=NOW, journal=tmp_path / "list")
        empty_session.execute(text("SET LOCAL ROLE NONE"))

        assert places_with(empty_session.connection(), *everything_of(gone)) == []
        assert rows_of(empty_session, stays.who)["person"] == 1


def test_nobody_else_is_erased_by_the_site_in_a_viewers_name(
    empty_session: Session, people: tuple[Somebody, Somebody]
) -> None:
    viewer, other = people
    before = rows_of(empty_session, other.who)
    with looking_as(empty_session, viewer.account_id, today=TODAY):
        assert erase(empty_session, other.who) == 0
        empty_session.execute(text("SET LOCAL ROLE NONE"))

        assert rows_of(empty_session, other.who) == before


def test_last_administrator_is_not_erased_and_the_last_but_one_is(empty_session: Session, tmp_path: Path) -> None:
    first = make_administrator(empty_session).id
    waiting = make_account(empty_session)
    make_grant(empty_session, waiting.id, Role.ADMINISTRATOR, waits=True)
    journal = tmp_path / "list"

    with pytest.raises(DomainError) as refused:
        erase_own(empty_session, first, today=TODAY, now=NOW, journal=journal)
    assert refused.value.code == "last_administrator_stays"
    assert empty_session.get(Account, first) is not None
    assert not journal.exists()

    second = make_administrator(empty_session)
    erase_own(empty_session, first, today=TODAY, now=NOW, journal=journal)

    assert empty_session.get(Account, first) is None
    assert is_last_administrator(empty_session, second.id, today=TODAY)
    assert not is_last_administrator(empty_session, waiting.id, today=TODAY)


def test_erasure_is_in_the_journal_with_ids_and_moment_only(scratch: Engine, tmp_path: Path) -> None:
    journal = tmp_path / "folder" / "list"
    with Session(scratch) as session, session.begin():
        account = make_account(session, "kort@example.nl")
        account_id = account.id
        erase_own(session, account_id, today=TODAY, now=NOW, journal=journal)
        assert read_journal(journal) == [], "before the commit there is nothing"

    assert [json.loads(line) for line in journal.read_text().splitlines()] == [
        {"account_id": account_id, "person_id": None, "at": NOW.isoformat()}
    ]
    assert read_journal(journal) == [Erasure(account_id, None, NOW.isoformat())]
    assert journal.stat().st_mode & 0o777 == 0o600


def test_erasure_that_is_not_committed_is_not_in_the_journal(scratch: Engine, tmp_path: Path) -> None:
    journal = tmp_path / "list"
    with Session(scratch) as session:
        journal_at_commit(session, journal, Erasure(1, None, NOW.isoformat()))
        session.execute(text("SELECT 1"))
        session.rollback()
        session.commit()

    assert read_journal(journal) == []


def test_commit_that_fails_takes_its_line_back(scratch: Engine, tmp_path: Path) -> None:
    journal = tmp_path / "list"
    with Session(scratch) as session:
        session.execute(text("CREATE TEMPORARY TABLE late (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
        session.execute(text("INSERT INTO late VALUES (1), (1)"))
        journal_at_commit(session, journal, Erasure(1, None, NOW.isoformat()))
        with pytest.raises(Exception, match="duplicate key"):
            session.commit()
        session.rollback()

    assert len(journal.read_text().splitlines()) == 2
    assert read_journal(journal) == []


def test_nothing_is_erased_when_the_journal_cannot_be_written(empty_session: Session, tmp_path: Path) -> None:
    account = make_account(empty_session)
    (tmp_path / "file").write_text("")

    with pytest.raises(BadInput) as refused:
        erase_own(empty_session, account.id, today=TODAY, now=NOW, journal=tmp_path / "file" / "list")

    assert refused.value.code == "journal_unwritable"
    assert empty_session.get(Account, account.id) is not None


def test_journal_forgives_a_last_line_that_was_cut_short_and_no_other(tmp_path: Path) -> None:
    journal = tmp_path / "list"
    whole = json.dumps({"account_id": 1, "person_id": 2, "at": NOW.isoformat()})
    journal.write_text(f"{whole}\n{whole[:20]}")
    assert read_journal(journal) == [Erasure(1, 2, NOW.isoformat())]

    journal.write_text(f"{whole[:20]}\n{whole}\n")
    with pytest.raises(BadInput) as refused:
        read_journal(journal)
    assert (refused.value.code, refused.value.detail["line"]) == ("journal_malformed", 1)


@pytest.mark.parametrize(
    "line", ["[]", "{}", '{"account_id": "x", "person_id": null, "at": "2026-01-01T00:00:00+00:00"}']
)
def test_journal_refuses_what_is_no_erasure(tmp_path: Path, line: str) -> None:
    journal = tmp_path / "list"
    journal.write_text(f"{line}\n\n")

    with pytest.raises(BadInput):
        read_journal(journal)


def test_column_that_is_declared_to_be_emptied_is_emptied_and_its_row_stays() -> None:
    metadata = MetaData()
    kept = personal(Purpose.ROLES, Retention.ROLE_HISTORY, erase=Erase.KEEP)
    Table("account", metadata, Column("id", Integer, primary_key=True), info=no_personal_data("for this test"))
    Table(
        "note",
        metadata,
        Column("account_id", ForeignKey("account.id"), info=kept),
        Column("words", String, info=personal(Purpose.ROLES, Retention.ROLE_HISTORY, erase=Erase.EMPTY)),
        info=personal_table(Subject.ACCOUNT, "account_id"),
    )

    (step,) = erase_steps(metadata)

    assert (step.table.name, [column.name for column in step.emptied]) == ("note", ["words"])


def test_addresses_are_looked_up_before_the_account_that_holds_them_goes() -> None:
    assert [step.table.name for step in erase_steps()][-2:] == ["person", "account"]
