"""What somebody takes along: every declared column of every table, opened and safe to open."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, insert, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import RING, Somebody, add_event, looking_as, make_somebody, rows_of
from tests.factories import make_account, make_grant, make_person, small_city
from tests.match_making import make_match
from tests.match_making import ring as real_ring
from webapp.encryption import KeyRing
from webapp.models import AuditEvent, ContactMessage, Match
from webapp.models.personal import Purpose, Retention, Subject, no_personal_data, personal, personal_table
from webapp.privacy.erasure import erase
from webapp.privacy.export import cell_of, make_zip
from webapp.privacy.queries import (
    UNREADABLE,
    OwnTable,
    find_who,
    list_looks,
    list_own_tables,
    names_of_places,
)
from webapp.privacy.register import erase_steps, markdown, registered_tables
from webapp.privacy.words import COLUMNS, TABLES
from webapp.vocabulary import AuditAction, MatchOutcome, MatchState, Role

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
DECLARED = {
    each.name: [one.column.name for one in each.exported]
    for each in registered_tables()
    if each.subject != Subject.NOBODY
}
"""What was declared to be exported, per table."""


def ring() -> KeyRing:
    return RING


@pytest.fixture
def ids(empty_session: Session) -> dict[str, int]:
    return small_city(empty_session, today=TODAY)


@pytest.fixture
def person(empty_session: Session, ids: dict[str, int]) -> Somebody:
    make_somebody(empty_session, "merel", neighbourhood_id=ids["west"], on=TODAY)
    return make_somebody(empty_session, "kanarie", neighbourhood_id=ids["west"], on=TODAY)


def export(session: Session, somebody: Somebody) -> zipfile.ZipFile:
    """As the site makes it, for who asks it."""
    with looking_as(session, somebody.account_id, today=TODAY):
        made = make_zip(list_own_tables(session, somebody.who, ring), page="", made_at=NOW)
    return zipfile.ZipFile(io.BytesIO(made))


def test_export_holds_every_declared_column_in_both_shapes(empty_session: Session, person: Somebody) -> None:
    with export(empty_session, person) as archive:
        whole = json.loads(archive.read("gegevens.json"))
        for table, columns in DECLARED.items():
            header = next(csv.reader(io.StringIO(archive.read(f"{table}.csv").decode("utf-8-sig"))))
            assert header == columns
            for row in whole["tables"][table]:
                assert list(row) == columns
        assert set(whole["tables"]) == set(DECLARED)
        assert {name.removesuffix(".csv") for name in archive.namelist() if name.endswith(".csv")} == set(DECLARED)


def test_export_has_all_rows_of_who_asks_and_nobody_elses(empty_session: Session, person: Somebody) -> None:
    with export(empty_session, person) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
        rows = {name: len(each) for name, each in json.loads(archive.read("gegevens.json"))["tables"].items()}

    assert rows == rows_of(empty_session, person.who)
    assert all(rows.values())
    assert b"merel" not in content.lower()


def test_export_opens_what_is_sealed_and_leaves_secrets_out(empty_session: Session, person: Somebody) -> None:
    with export(empty_session, person) as archive:
        tables = json.loads(archive.read("gegevens.json"))["tables"]
        content = b"".join(archive.read(name) for name in archive.namelist())

    assert tables["person"][0]["phone"] == "06 kanarie"
    assert json.loads(tables["person"][0]["address"])["street"] == "Straat kanarie"
    assert tables["person"][0]["church"] == "Kerk kanarie"
    assert b"hash-kanarie" not in content
    assert b"session-kanarie" not in content
    assert {"from", "until"} == set(tables["role_grant"][0]["period"])


def test_value_that_does_not_open_stands_as_such(empty_session: Session, person: Somebody) -> None:
    other = KeyRing(current="00000002", keys={"00000002": b"z" * 32}, location_key=b"l" * 32, lookup_key=b"m" * 32)

    tables = {each.name: each for each in list_own_tables(empty_session, person.who, lambda: other)}

    assert tables["person"].rows[0]["phone"] is UNREADABLE
    assert tables["person"].rows[0]["name"] == "Naam kanarie"
    assert str(UNREADABLE) == "?"


def test_keys_are_not_asked_for_when_nothing_is_sealed(empty_session: Session) -> None:
    account = make_account(empty_session)
    make_person(empty_session, account_id=account.id)

    def no_ring() -> KeyRing:
        raise AssertionError("there is nothing to open")

    tables = list_own_tables(empty_session, find_who(empty_session, account.id), no_ring)

    assert {each.name for each in tables if each.rows} == {"account", "network_node", "person"}


def test_own_doings_are_in_the_export_too(empty_session: Session, person: Somebody) -> None:
    add_event(empty_session, account_id=person.account_id, person_id=None, at=NOW, action=AuditAction.SIGNED_IN)

    with export(empty_session, person) as archive:
        events = json.loads(archive.read("gegevens.json"))["tables"]["audit_event"]

    assert [each["action"] for each in events] == ["read", "signed_in"]


@pytest.mark.parametrize("text", ["=1+1", "+31 6 12345678", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_cell_that_could_start_a_formula_is_defused(text: str) -> None:
    assert cell_of(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"), [("Jan = Piet", "Jan = Piet"), (-3, "-3"), (None, ""), (["a", "b"], '["a", "b"]')]
)
def test_other_cells_stay_as_they_are(value: object, cell: str) -> None:
    assert cell_of(value) == cell


def test_formula_in_a_name_is_defused_in_the_file(empty_session: Session) -> None:
    table = OwnTable("person", ("name",), ({"name": "=cmd|' /C calc'!A0"},), ())

    with zipfile.ZipFile(io.BytesIO(make_zip([table], page="", made_at=NOW))) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("person.csv").decode("utf-8-sig"))))
        whole = json.loads(archive.read("gegevens.json"))

    assert rows == [["name"], ["'=cmd|' /C calc'!A0"]]
    assert whole["tables"]["person"] == [{"name": "=cmd|' /C calc'!A0"}]


def test_everything_of_the_register_has_a_label() -> None:
    assert set(TABLES) == set(DECLARED)
    names = {one.column.name for each in registered_tables() if each.name in DECLARED for one in each.columns}
    assert names == set(COLUMNS)


def test_looks_tell_the_role_of_that_moment_and_leave_out_ones_own(
    empty_session: Session, ids: dict[str, int], person: Somebody
) -> None:
    coordinator = make_account(empty_session)
    grant = make_grant(empty_session, coordinator.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=ids["west"])
    grant.granted_at = datetime(2025, 1, 1, tzinfo=UTC)
    empty_session.flush()
    later = datetime(2027, 1, 2, tzinfo=UTC)
    add_event(empty_session, account_id=coordinator.id, person_id=person.person_id, at=later)
    add_event(empty_session, account_id=None, person_id=person.person_id, at=later, action=AuditAction.CHANGED)
    add_event(empty_session, account_id=coordinator.id, person_id=None, at=later)
    before_the_role = datetime(2024, 1, 2, tzinfo=UTC)
    add_event(empty_session, account_id=coordinator.id, person_id=person.person_id, at=before_the_role)

    with looking_as(empty_session, person.account_id, today=TODAY):
        looks = list_looks(empty_session, most=10)
        few = list_looks(empty_session, most=1)

    assert [(each.roles, each.by_account, each.action) for each in looks] == [
        ((), True, AuditAction.READ),
        ((), False, AuditAction.CHANGED),
        ((Role.NEIGHBOURHOOD_COORDINATOR,), True, AuditAction.READ),
    ]
    assert looks[0].at == before_the_role
    assert len(few) == 1


def test_looks_at_a_message_that_one_sent_are_told_too(empty_session: Session, person: Somebody) -> None:
    number = empty_session.scalar(select(ContactMessage.id).where(ContactMessage.body.contains("kanarie")))
    event = {
        "at": NOW,
        "account_id": make_account(empty_session).id,
        "action": AuditAction.READ,
        "subject_table": "contact_message",
        "subject_id": str(number),
        "fields": ["body"],
        "request_id": "",
    }
    empty_session.execute(insert(AuditEvent).values(**event).inline())

    with looking_as(empty_session, person.account_id, today=TODAY):
        assert [(each.table, each.fields) for each in list_looks(empty_session, most=10)] == [
            ("contact_message", ("body",))
        ]


def test_places_are_named(empty_session: Session, ids: dict[str, int], person: Somebody) -> None:
    tables = list_own_tables(empty_session, person.who, ring)

    assert names_of_places(empty_session, tables)["neighbourhood_id"] == {ids["west"]: "West"}
    assert list(names_of_places(empty_session, tables)["partner_id"].values()) == ["Proefpartner"]
    assert names_of_places(empty_session, []) == {
        "neighbourhood_id": {},
        "partner_id": {},
        "theme_id": {},
        "initiative_id": {},
        "buurt_code": {},
    }


def test_each_side_of_a_match_takes_along_its_own_and_nothing_of_the_other(empty_session: Session) -> None:
    place = small_city(empty_session, today=TODAY)["west"]
    pair = make_match(empty_session, MatchState.DONE, neighbourhood_id=place)
    assert pair.asker is not None
    match, sealing = pair.match, real_ring()
    match.helper_outcome, match.asker_outcome = MatchOutcome.WELL, MatchOutcome.NOT
    for column in ("helper_words", "asker_words"):
        setattr(match, column, sealing.seal(f"Zei {column}", table="match", column=column, row=match.id))
    empty_session.flush()

    for person, own, other in ((pair.helper, "helper", "asker"), (pair.asker, "asker", "helper")):
        who = find_who(empty_session, person.account_id or 0)
        with looking_as(empty_session, who.account_id or 0, today=TODAY):
            tables = {each.name: each for each in list_own_tables(empty_session, who, real_ring)}
        (row,) = tables["match"].rows
        assert (row["key"], row[f"{own}_words"], row[f"{own}_id"]) == (match.key, f"Zei {own}_words", person.id)
        assert row[f"{own}_outcome"] == getattr(match, f"{own}_outcome")
        theirs = {name: value for name, value in row.items() if name.startswith(f"{other}_")}
        assert set(theirs.values()) == {None}
        assert len(theirs) == 5


@pytest.mark.parametrize("goes", ["helper", "asker"])
def test_row_about_two_people_goes_with_either(empty_session: Session, goes: str) -> None:
    pair = make_match(empty_session, neighbourhood_id=small_city(empty_session, today=TODAY)["west"])

    erase(empty_session, find_who(empty_session, getattr(pair, goes).account_id))

    assert empty_session.scalars(select(Match)).all() == []


def test_table_about_two_people_is_erased_by_both_columns_where_nothing_cascades() -> None:
    metadata = MetaData()
    kept = personal(Purpose.MATCHING, Retention.MATCH)
    Table("person", metadata, Column("id", Integer, primary_key=True), info=no_personal_data("for this test"))
    Table(
        "tie",
        metadata,
        Column("id", Integer, primary_key=True, info=kept),
        Column("from_person_id", ForeignKey("person.id", ondelete="CASCADE"), info=kept),
        Column("to_person_id", ForeignKey("person.id"), info=kept),
        info=personal_table(Subject.PERSON, "from_person_id", also="to_person_id"),
    )

    assert [step.column.name for step in erase_steps(metadata)] == ["from_person_id", "to_person_id"]
    assert "Whose rows: person (`from_person_id`, and as much `to_person_id`)." in markdown(metadata)
