"""The second line: with the application's own filters taken away, the database still shows nobody else's rows.

For every personal table, every role and every kind of statement, from the words themselves: `SELECT *` without a
condition, `UPDATE` and `DELETE` of the whole table.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import ColumnElement, Table, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import Somebody, looking_as, make_somebody, rows_of
from tests.factories import make_account, make_grant, make_partner, make_person, small_city
from webapp.access.policy import SCOPES
from webapp.database import SITE_ROLE
from webapp.models import Base, Person
from webapp.models.personal import Subject
from webapp.privacy.register import RegisteredTable, registered_tables
from webapp.vocabulary import ConsentScope, PartnerKind, Role, ScopeKind

TABLES = [each for each in registered_tables() if each.subject != Subject.NOBODY]
NAMES = [each.name for each in TABLES]
VIEWERS = ["visitor", "volunteer", *Role]
"""Whoever looks: without an account, with one and no role, and with each role; coordinators of another place."""

REFUSALS = {"42", "23"}
"""Classes of SQLSTATE: no permission, or a constraint of the table."""

MAY_SEE: dict[str, set[str]] = {
    # keeps the platform: who has an account and a role, under what name, and what was done
    Role.ADMINISTRATOR: {"account", "role_grant", "audit_event", "person"},
    # messages of neighbourhoods that have no coordinator are theirs to answer, and they see who coordinates what
    # what waits in the whole city, whose it is, and who takes part in it, is theirs to look after too
    Role.CITY_COORDINATOR: {
        # what is going to be done about signals, and by whom
        "bundle_step",
        "contact_message",
        # who brings what round, and who comes when needed: those that deliver over the whole city
        "delivery_round",
        "flexible_helper",
        "role_grant",
        "import_run",
        "initiative_organiser",
        "initiative_revision",
        # who is in the index agreed to be known and asked; here a row was put in by hand
        "offer",
        "partner_contact",
        "review_presence",
        "task_signup",
    },
    # contact people of partners who agreed that coordinators see them
    Role.NEIGHBOURHOOD_COORDINATOR: {"partner_contact"},
}
"""Rows of somebody who agreed to nothing that a role sees nevertheless, and why."""

MAY_CHANGE: dict[str, set[str]] = {
    Role.ADMINISTRATOR: {"role_grant"},
    Role.CITY_COORDINATOR: {
        "bundle_step",
        "delivery_round",
        "flexible_helper",
        "import_run",
        "initiative_revision",
        "partner_contact",
        "task_signup",
    },
}
MAY_DELETE: dict[str, set[str]] = {
    Role.CITY_COORDINATOR: {
        "bundle_step",
        "contact_message",
        "delivery_round",
        "import_run",
        "initiative_organiser",
        "initiative_revision",
        "partner_contact",
    }
}


@dataclass(frozen=True)
class World:
    """Two people in two neighbourhoods who agreed to nothing, and somebody for each role, all in the first one."""

    own: Somebody
    foreign: Somebody
    viewers: dict[str, int | str]
    neighbourhoods: dict[str, int]


@pytest.fixture
def world(empty_session: Session) -> Iterator[World]:
    ids = small_city(empty_session, today=TODAY)
    foreign = make_somebody(empty_session, "vreemd", neighbourhood_id=ids["oost"], on=TODAY)
    own = make_somebody(empty_session, "eigen", neighbourhood_id=ids["west"], on=TODAY)
    viewers: dict[str, int | str] = {"visitor": "", "volunteer": make_account(empty_session).id}
    church = make_partner(empty_session, kind=PartnerKind.CHURCH)
    for role in Role:
        account = make_account(empty_session, f"{role.value}@rol.nl")
        scope = {
            ScopeKind.NEIGHBOURHOOD: {"neighbourhood_id": ids["west"]},
            ScopeKind.PARTNER: {"partner_id": church.id},
            ScopeKind.GROUP: {"group_id": 1},
            ScopeKind.CITY: {},
        }[SCOPES[role]]
        make_grant(empty_session, account.id, role, **scope)
        make_person(empty_session, f"Wie {role.value}", account_id=account.id)
        viewers[role] = account.id
    return World(own, foreign, viewers, ids)


def is_of(each: RegisteredTable, somebody: Somebody) -> ColumnElement[bool]:
    assert each.subject_column is not None
    if each.subject == Subject.EMAIL:
        return func.lower(each.subject_column) == somebody.who.email
    return each.subject_column == (somebody.account_id if each.subject == Subject.ACCOUNT else somebody.person_id)


def count(session: Session, each: RegisteredTable, condition: ColumnElement[bool] | None = None) -> int:
    query = select(func.count()).select_from(each.table)
    return session.scalar(query if condition is None else query.where(condition)) or 0


def seen_rows(session: Session, each: RegisteredTable) -> list[tuple[object, ...]]:
    """Everything that `SELECT *` gives, without a condition."""
    return [tuple(row) for row in session.execute(text(f"SELECT * FROM {each.name}"))]


def marks(session: Session, each: RegisteredTable, somebody: Somebody) -> list[tuple[str, str]]:
    """Where the rows of somebody are and which transaction wrote them: another one after any change."""
    query = select(text("ctid::text"), text("xmin::text")).select_from(each.table).where(is_of(each, somebody))
    return sorted(tuple(row) for row in session.execute(query))


def try_each(session: Session, statement: str) -> None:
    """Run a statement that may be refused, and go on."""
    try:
        with session.begin_nested():
            session.execute(text(statement))
    except DBAPIError as error:
        # anything but a refusal would hide that the attempt was not one
        if getattr(error.orig, "sqlstate", "")[:2] not in REFUSALS:
            raise


@pytest.mark.parametrize("viewer", VIEWERS)
def test_select_of_everything_shows_nothing_of_somebody_else(empty_session: Session, world: World, viewer: str) -> None:
    foreign = {each.name: count(empty_session, each, is_of(each, world.foreign)) for each in TABLES}
    assert all(foreign.values()), "the owner of the tables sees them"
    shown = set()
    with looking_as(empty_session, world.viewers[viewer], today=TODAY):
        for each in TABLES:
            rows = seen_rows(empty_session, each)
            assert len(rows) == count(empty_session, each)
            if count(empty_session, each, is_of(each, world.foreign)):
                shown.add(each.name)
            words = str(rows).lower()
            if each.name not in MAY_SEE.get(viewer, set()):
                assert "vreemd" not in words, each.name

    assert shown == MAY_SEE.get(viewer, set())


@pytest.mark.parametrize("name", NAMES)
def test_own_rows_are_seen_and_only_those(empty_session: Session, world: World, name: str) -> None:
    each = next(one for one in TABLES if one.name == name)
    own = count(empty_session, each, is_of(each, world.own))
    assert own
    assert count(empty_session, each) > own

    with looking_as(empty_session, world.own.account_id, today=TODAY):
        assert len(seen_rows(empty_session, each)) == own


@pytest.mark.parametrize("viewer", VIEWERS)
def test_update_and_delete_of_everything_leave_the_rows_of_others(
    empty_session: Session, world: World, viewer: str
) -> None:
    for each in TABLES:
        before = marks(empty_session, each, world.foreign)
        assert before
        with looking_as(empty_session, world.viewers[viewer], today=TODAY):
            for column in each.table.columns:
                try_each(empty_session, f'UPDATE {each.name} SET "{column.name}" = "{column.name}"')
            empty_session.execute(text("SET LOCAL ROLE NONE"))
            changed = marks(empty_session, each, world.foreign) != before
        with looking_as(empty_session, world.viewers[viewer], today=TODAY):
            try_each(empty_session, f"DELETE FROM {each.name}")
            empty_session.execute(text("SET LOCAL ROLE NONE"))
            deleted = len(marks(empty_session, each, world.foreign)) < len(before)
        assert changed == (each.name in MAY_CHANGE.get(viewer, set())), (viewer, each.name)
        assert deleted == (each.name in MAY_DELETE.get(viewer, set())), (viewer, each.name)


def test_own_rows_can_be_changed_and_deleted(empty_session: Session, world: World) -> None:
    """The positive control of the attempts above."""
    person = next(each for each in TABLES if each.name == "person")
    before = marks(empty_session, person, world.own)
    with looking_as(empty_session, world.own.account_id, today=TODAY):
        try_each(empty_session, "UPDATE person SET name = name")
        empty_session.execute(text("SET LOCAL ROLE NONE"))
        assert marks(empty_session, person, world.own) != before
    with looking_as(empty_session, world.own.account_id, today=TODAY):
        try_each(empty_session, "DELETE FROM account")
        empty_session.execute(text("SET LOCAL ROLE NONE"))
        left = {name for name, number in rows_of(empty_session, world.own.who).items() if number}
        assert left == {
            "audit_event",
            "contact_message",
            "delivery_round",
            "email_link",
            "initiative_draft",
            "outbox_mail",
            "partner_contact",
            "subscription",
        }


@pytest.mark.parametrize(
    ("viewer", "scope", "is_seen"),
    [
        (Role.NEIGHBOURHOOD_COORDINATOR, ConsentScope.NEIGHBOURHOOD, True),
        (Role.NEIGHBOURHOOD_COORDINATOR, None, False),
        (Role.CITY_COORDINATOR, ConsentScope.NEIGHBOURHOOD, False),
        (Role.CITY_COORDINATOR, ConsentScope.CITY, True),
        (Role.MUNICIPALITY_VIEWER, ConsentScope.CITY, False),
        (Role.PARTNER_MEMBER, ConsentScope.CITY, False),
    ],
)
def test_consent_opens_the_profile_to_the_coordinators_it_names(
    empty_session: Session, world: World, viewer: Role, scope: ConsentScope | None, is_seen: bool
) -> None:
    known = make_person(
        empty_session,
        "Bekend",
        neighbourhood_id=world.neighbourhoods["west"],
        known_from=None if scope is None else TODAY,
        known_to=scope or ConsentScope.NEIGHBOURHOOD,
    )
    number = known.id

    with looking_as(empty_session, world.viewers[viewer], today=TODAY):
        assert (number in empty_session.scalars(select(Person.id)).all()) is is_seen


def test_at_the_gate_no_person_is_seen(empty_session: Session, world: World) -> None:
    """While somebody signs in the site looks for accounts, sessions and links, and for nothing else."""
    with looking_as(empty_session, "gate", today=TODAY):
        shown = {each.name for each in TABLES if count(empty_session, each)}

    # whether somebody has or had a role decides how they sign in
    assert shown == {"account", "account_session", "email_link", "recovery_code", "role_grant"}


def test_site_has_no_way_round_its_policies(empty_session: Session) -> None:
    row = empty_session.execute(
        text(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin FROM pg_roles WHERE rolname = :role"
        ),
        {"role": SITE_ROLE},
    ).one()
    owned = empty_session.scalar(
        text("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = :role"),
        {"role": SITE_ROLE},
    )
    members = empty_session.scalar(
        text("SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = :role"),
        {"role": SITE_ROLE},
    )

    assert tuple(row) == (False, False, False, False, False)
    assert (owned, members) == (0, 0)


@pytest.mark.parametrize("each", TABLES, ids=lambda each: each.name)
def test_every_personal_table_has_its_policies(empty_session: Session, each: RegisteredTable) -> None:
    secured = empty_session.scalar(text("SELECT relrowsecurity FROM pg_class WHERE relname = :n"), {"n": each.name})
    policies = empty_session.scalar(text("SELECT count(*) FROM pg_policies WHERE tablename = :n"), {"n": each.name})

    assert secured
    assert policies


@pytest.mark.parametrize("table", ["audit_event", "consent", "consent_withdrawal", "consent_reminder"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET person_id = person_id", "DELETE FROM {}", "TRUNCATE {}"])
def test_append_only_tables_refuse_the_site(empty_session: Session, world: World, table: str, statement: str) -> None:
    for viewer in (world.own.account_id, world.viewers[Role.ADMINISTRATOR], "gate"):
        with (
            looking_as(empty_session, viewer, today=TODAY),
            pytest.raises(DBAPIError) as refused,
            empty_session.begin_nested(),
        ):
            empty_session.execute(text(statement.format(table)))
        assert getattr(refused.value.orig, "sqlstate", None) == "42501"


def test_owner_cannot_change_the_audit_either_and_forgets_only_when_it_says_so(
    empty_session: Session, world: World
) -> None:
    for statement in ("UPDATE audit_event SET fields = '{}'", "DELETE FROM audit_event", "TRUNCATE audit_event"):
        with pytest.raises(DBAPIError, match="append-only"), empty_session.begin_nested():
            empty_session.execute(text(statement))

    empty_session.execute(text("SET LOCAL missie050.forget_audit = 'on'"))
    with pytest.raises(DBAPIError, match="append-only"), empty_session.begin_nested():
        empty_session.execute(text("UPDATE audit_event SET fields = '{}'"))
    empty_session.execute(text("DELETE FROM audit_event"))

    assert count(empty_session, next(each for each in TABLES if each.name == "audit_event")) == 0


@pytest.mark.parametrize("table", ["area", "neighbourhood", "neighbourhood_outline"])
def test_places_have_no_policies_and_keep_their_spatial_index(empty_session: Session, table: str) -> None:
    """A policy would keep functions that are not leakproof, such as those of PostGIS, from using the index."""
    policies = empty_session.scalar(text("SELECT count(*) FROM pg_policies WHERE tablename = :table"), {"table": table})
    secured = empty_session.scalar(text("SELECT relrowsecurity FROM pg_class WHERE relname = :table"), {"table": table})

    assert (policies, secured) == (0, False)


def test_site_finds_places_by_the_spatial_index(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    with looking_as(empty_session, "", today=TODAY):
        empty_session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = empty_session.scalars(
            text(
                "EXPLAIN SELECT id FROM neighbourhood"
                " WHERE ST_Covers(geom, ST_SetSRID(ST_MakePoint(232100, 580100), 28992))"
            )
        )
        assert any("idx_neighbourhood_geom" in line for line in plan)


def test_tables_without_policies_hold_nobodys_data(empty_session: Session) -> None:
    secured = set(empty_session.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")))
    personal = {each.name for each in registered_tables()}

    # counts of an address in the network, or of a hash: they cannot be found by person
    assert personal - secured == {"rate_hit"}
    # of no person, and not for everyone's eyes all the same
    secured_too = {"evidence", "neighbour_group", "network_health", "network_run"}
    secured_too |= {"coverage_correction", "coverage_target", "presence"}
    secured_too |= {"agenda_item", "bundle_event", "lesson", "signal", "signal_bundle"}
    secured_too |= {"report_file"}
    secured_too |= {"pickup_point", "delivery_count", "campaign_initiative"}
    secured_too |= {"campaign", "campaign_allocation", "campaign_carry_on", "campaign_demand", "campaign_line"}
    secured_too |= {"campaign_supply", "neighbourhood_invitation", "planning_scenario", "planning_wish"}
    secured_too |= {"release_request"}
    assert (
        secured - personal
        == {"faith_side", "import_row", "initiative", "initiative_task", "partner_agreement"} | secured_too
    )
    assert all(isinstance(table, Table) for table in Base.metadata.tables.values())


def test_cells_that_are_covered(capsys: pytest.CaptureFixture[str]) -> None:
    cells = len(TABLES) * len(VIEWERS) * len(("select", "update", "delete"))
    with capsys.disabled():
        print(f"\n{cells} cells of table x viewer x statement without the application's filters")  # noqa: T201

    assert cells >= 12 * 11 * 3
