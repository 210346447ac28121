"""What migrations use to tell what the site may do: it does that, and taking it back leaves nothing."""

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from webapp.migration_rows import (
    Policies,
    apply_policies,
    drop_functions,
    grant_writes,
    make_functions,
    revoke_writes,
    take_policies,
)

OWN = "owner_id = (SELECT app_account())"
POLICIES: Policies = {
    "note": {"SELECT": OWN, "INSERT": OWN, "UPDATE": (OWN, "true"), "DELETE": f"{OWN} AND words = ''"}
}
WRITES = {"note": "INSERT, UPDATE (owner_id), DELETE"}
FUNCTIONS = {
    "note_count(of_owner integer)": "RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public"
    " AS $$ SELECT count(*) FROM note WHERE owner_id = of_owner $$",
    "note_counts(owners integer[], again boolean)": "RETURNS bigint LANGUAGE sql STABLE"
    " AS $$ SELECT sum(note_count(each)) FROM unnest(owners) each $$",
}
KEPT = "SELECT count(*) FROM pg_policies WHERE tablename = 'note'"


@pytest.fixture
def op(empty_session: Session) -> Operations:
    """Alembic's operations on a database with a table of its own."""
    empty_session.execute(text("CREATE TABLE note (owner_id integer NOT NULL, words text NOT NULL)"))
    empty_session.execute(text("INSERT INTO note VALUES (1, 'van een'), (2, 'van twee'), (1, '')"))
    return Operations(MigrationContext.configure(empty_session.connection()))


def words(session: Session) -> list[str]:
    return list(session.scalars(text("SELECT words FROM note ORDER BY words")))


def refuses(session: Session, statement: str) -> bool:
    """Whether account 1 may not do this."""
    with looking_as(session, 1, today=TODAY):
        try:
            session.execute(text(statement))
        except DBAPIError:
            return True
    return False


def test_site_sees_and_writes_the_rows_that_policies_name(empty_session: Session, op: Operations) -> None:
    with looking_as(empty_session, 1, today=TODAY):
        assert words(empty_session) == ["", "van een", "van twee"]
    grant_writes(op, WRITES)
    apply_policies(op, POLICIES)
    with looking_as(empty_session, 1, today=TODAY):
        assert words(empty_session) == ["", "van een"]
        empty_session.execute(text("DELETE FROM note"))
        assert words(empty_session) == ["van een"]
    assert refuses(empty_session, "INSERT INTO note VALUES (2, 'van wie')")
    assert not refuses(empty_session, "INSERT INTO note VALUES (1, 'van mij')")
    assert refuses(empty_session, "UPDATE note SET words = 'anders'")


def test_rows_of_after_can_be_others_than_those_of_before(empty_session: Session, op: Operations) -> None:
    grant_writes(op, WRITES)
    apply_policies(op, {"note": {"SELECT": "true", "UPDATE": (OWN, "owner_id < 9")}})
    with looking_as(empty_session, 1, today=TODAY):
        empty_session.execute(text("UPDATE note SET owner_id = 3"))
        owners = empty_session.scalars(text("SELECT owner_id FROM note ORDER BY owner_id"))
        assert list(owners) == [2, 3, 3]
    assert refuses(empty_session, "UPDATE note SET owner_id = 9")


def test_site_calls_functions_that_were_made_for_it(empty_session: Session, op: Operations) -> None:
    make_functions(op, FUNCTIONS)
    public = "SELECT count(*) FROM pg_proc WHERE proname ~ '^note_count' AND proacl::text ~ '[{,]='"
    assert empty_session.scalar(text(public)) == 0
    with looking_as(empty_session, 1, today=TODAY):
        assert empty_session.scalar(text("SELECT note_counts(ARRAY[1, 2], true)")) == 3


def test_taking_back_leaves_nothing(empty_session: Session, op: Operations) -> None:
    before = empty_session.scalar(text("SELECT relacl::text FROM pg_class WHERE relname = 'note'"))
    grant_writes(op, WRITES)
    apply_policies(op, POLICIES)
    make_functions(op, FUNCTIONS)
    assert empty_session.scalar(text(KEPT)) == 4
    drop_functions(op, FUNCTIONS)
    take_policies(op, POLICIES)
    revoke_writes(op, WRITES)
    assert empty_session.scalar(text(KEPT)) == 0
    assert empty_session.scalar(text("SELECT relrowsecurity FROM pg_class WHERE relname = 'note'")) is False
    assert empty_session.scalar(text("SELECT count(*) FROM pg_proc WHERE proname ~ '^note_count'")) == 0
    assert empty_session.scalar(text("SELECT relacl::text FROM pg_class WHERE relname = 'note'")) == before
