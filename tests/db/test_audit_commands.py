import pytest
import structlog
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from tests.db.conftest import CommandLine
from tests.factories import make_account
from webapp.audit.actions import record
from webapp.vocabulary import AuditAction


@pytest.fixture
def engine(own_empty: Engine) -> Engine:
    """A database of this test's own, in which somebody signed in and a command read a telephone number."""
    # a test of pages before this one may have left its request's id behind
    structlog.contextvars.clear_contextvars()
    with Session(own_empty) as session, session.begin():
        account = make_account(session, "fenna@example.nl")
        record(session, AuditAction.SIGNED_IN, by=account.id, table="account", row=account.id)
        record(session, AuditAction.READ, by=None, table="person", row=5, person_id=5, fields=("phone",))
    return own_empty


def test_newest_events_are_listed_as_sentences(engine: Engine, missie050: CommandLine) -> None:
    listed = missie050(engine.url, "audit", "list").out.splitlines()

    assert listed[0].endswith("Een opdracht op de server las telefoonnummer van persoon 5")
    assert listed[1].endswith("logde in")
    assert len(missie050(engine.url, "audit", "list", "--limit", "1").out.splitlines()) == 1


def test_events_of_one_account_are_listed(engine: Engine, missie050: CommandLine) -> None:
    assert len(missie050(engine.url, "audit", "list", "--who", "fenna@example.nl").out.splitlines()) == 1
    assert missie050(engine.url, "audit", "list", "--who", "niemand").out == "Niets gevonden.\n"


def test_chain_is_verified_and_a_change_named(engine: Engine, missie050: CommandLine) -> None:
    whole = missie050(engine.url, "audit", "verify")
    assert (whole.exit_code, whole.out) == (0, "De keten klopt: 2 gebeurtenissen, niets veranderd of weggehaald.\n")

    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE audit_event SET fields = '{}' WHERE id = 2"))
    broken = missie050(engine.url, "audit", "verify")

    assert broken.exit_code == 1
    assert "De keten van het logboek klopt niet: 1" in broken.err
    assert "(2)" in broken.err
