"""After a copy from before an erasure is put back, whoever was erased goes again, and nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_postgresql.executors import NoopExecutor
from pytest_postgresql.janitor import DatabaseJanitor
from sqlalchemy import URL, NullPool, create_engine, select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY, url_of
from tests.db.conftest import CommandLine
from tests.db.somebody import Somebody, make_somebody, places_with, rows_of
from tests.factories import small_city
from webapp.models import Account, AuditEvent, Person
from webapp.privacy.erasure import erase_own
from webapp.privacy.journal import Erasure, read_journal
from webapp.vocabulary import AuditAction


@contextmanager
def working_in(url: URL) -> Iterator[Session]:
    """A session that commits."""
    engine = create_engine(url, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        yield session
    engine.dispose()


@contextmanager
def copy_of(server: NoopExecutor, url: URL) -> Iterator[URL]:
    """A copy of a database as it is now: what a dump holds."""
    janitor = DatabaseJanitor(
        user=server.user,
        host=server.host,
        port=server.port,
        password=server.password,
        dbname=f"{url.database}_copy",
        template_dbname=str(url.database),
    )
    with janitor:
        yield url_of(janitor.dbname)


@pytest.fixture
def two_people(empty_clone: URL) -> tuple[Somebody, Somebody]:
    """Who erases themselves later, and who stays."""
    with working_in(empty_clone) as session:
        ids = small_city(session, today=TODAY)
        gone = make_somebody(session, "kanarie", neighbourhood_id=ids["west"], on=TODAY)
        stays = make_somebody(session, "merel", neighbourhood_id=ids["west"], on=TODAY)
        # the database's own clock runs ahead of the day on which the tests stand
        for table in ("account", "person"):
            session.execute(text(f"UPDATE {table} SET created_at = '2026-01-01'"))
    return gone, stays


def journal_in(tmp_path: Path) -> Path:
    """Where the command line looks for it."""
    return tmp_path / "erasures.jsonl"


def erase_now(url: URL, somebody: Somebody, journal: Path) -> None:
    with working_in(url) as session:
        erase_own(session, somebody.account_id, today=TODAY, now=datetime.now(UTC), journal=journal)


def test_replay_erases_again_whom_a_restored_copy_still_has(
    empty_clone: URL,
    migrated_server: NoopExecutor,
    two_people: tuple[Somebody, Somebody],
    missie050: CommandLine,
    tmp_path: Path,
) -> None:
    gone, stays = two_people
    with copy_of(migrated_server, empty_clone) as restored:
        erase_now(empty_clone, gone, journal_in(tmp_path))
        with working_in(restored) as session:
            assert places_with(session.connection(), gone.word.encode())
            others = rows_of(session, stays.who)

        first = missie050(restored, "privacy", "replay-erasures")
        second = missie050(restored, "privacy", "replay-erasures")

        with working_in(restored) as session:
            assert places_with(session.connection(), gone.word.encode(), *gone.sealed) == []
            assert rows_of(session, stays.who) == others
            events = session.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.ERASED)).all()
            assert [(each.account_id, each.subject_id) for each in events] == [(None, str(gone.account_id))]
            assert list(session.scalars(text("SELECT broken_audit_links()"))) == []
    assert "Opnieuw gewist: 1. Was al weg: 0." in first.out
    assert "Opnieuw gewist: 0. Was al weg: 1." in second.out


def test_somebody_who_got_a_number_anew_stays(
    empty_clone: URL, two_people: tuple[Somebody, Somebody], missie050: CommandLine, tmp_path: Path
) -> None:
    """A restored database gives out numbers again that the erased had."""
    gone, _ = two_people
    erase_now(empty_clone, gone, journal_in(tmp_path))
    erased_at = read_journal(journal_in(tmp_path))[0].moment
    with working_in(empty_clone) as session:
        later = erased_at + timedelta(days=1)
        session.add(Account(id=gone.account_id, email="nieuw@example.nl", created_at=later))
        session.flush()
        session.add(Person(id=gone.person_id, account_id=gone.account_id, name="Nieuw", created_at=later))

    assert "Opnieuw gewist: 0." in missie050(empty_clone, "privacy", "replay-erasures").out

    with working_in(empty_clone) as session:
        assert session.get_one(Person, gone.person_id).name == "Nieuw"


def test_replay_looks_in_the_list_that_is_named(
    empty_clone: URL, two_people: tuple[Somebody, Somebody], missie050: CommandLine, tmp_path: Path
) -> None:
    gone, _ = two_people
    elsewhere = tmp_path / "machine2" / "list"
    line = Erasure(gone.account_id, gone.person_id, datetime.now(UTC).isoformat())
    elsewhere.parent.mkdir()
    elsewhere.write_text(
        f'{{"account_id": {line.account_id}, "person_id": {line.person_id}, "at": "{line.at}"}}\n', encoding="utf-8"
    )

    assert "Opnieuw gewist: 1." in missie050(empty_clone, "privacy", "replay-erasures", "--journal", str(elsewhere)).out

    absent = missie050(empty_clone, "privacy", "replay-erasures", "--journal", str(tmp_path / "none"))
    assert (absent.exit_code, "is er niet" in absent.err) == (2, True)


def test_person_without_account_is_erased_again_too(empty_clone: URL, missie050: CommandLine, tmp_path: Path) -> None:
    with working_in(empty_clone) as session:
        person = Person(name="Alleen op papier", created_at=datetime(2026, 1, 1, tzinfo=UTC))
        session.add(person)
        session.flush()
        number = person.id
    moment = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    journal_in(tmp_path).write_text(f'{{"account_id": null, "person_id": {number}, "at": "{moment}"}}\n')

    assert "Opnieuw gewist: 1." in missie050(empty_clone, "privacy", "replay-erasures").out

    with working_in(empty_clone) as session:
        assert session.get(Person, number) is None


def test_without_a_list_there_is_nothing_to_do(empty_clone: URL, missie050: CommandLine) -> None:
    ended = missie050(empty_clone, "privacy", "replay-erasures")

    assert (ended.exit_code, "Opnieuw gewist: 0." in ended.out) == (0, True)


def test_list_that_cannot_be_read_stops_the_replay(
    empty_clone: URL, two_people: tuple[Somebody, Somebody], missie050: CommandLine, tmp_path: Path
) -> None:
    gone, _ = two_people
    journal_in(tmp_path).write_text("dit is geen wissing\n")

    ended = missie050(empty_clone, "privacy", "replay-erasures")

    assert (ended.exit_code, "Regel 1" in ended.err) == (2, True)
    with working_in(empty_clone) as session:
        assert session.get(Account, gone.account_id) is not None


def test_retention_tells_per_table_what_would_go_and_goes(
    empty_clone: URL, two_people: tuple[Somebody, Somebody], missie050: CommandLine
) -> None:
    with working_in(empty_clone) as session:
        session.execute(text("UPDATE outbox_mail SET sent_at = :long_ago"), {"long_ago": TODAY - timedelta(days=400)})
        session.execute(text("UPDATE person SET church = NULL"))

    would, did, again = (
        missie050(empty_clone, "privacy", "retention", *more) for more in (("--dry-run",), (), ("--dry-run",))
    )

    assert "Zou wissen: 2." in would.out
    assert "Gewist: 2." in did.out
    assert "Zou wissen: 0." in again.out
    (line,) = (line.split() for line in did.out.splitlines() if line.startswith("outbox_mail"))
    assert (line[0], line[-1]) == ("outbox_mail", "2")
