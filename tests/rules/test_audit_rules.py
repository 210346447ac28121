import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from webapp.audit import subjects
from webapp.audit.rules import TABLES, Sought, parse_who
from webapp.audit.words import action_name
from webapp.models import Base
from webapp.models.personal import Retention
from webapp.ui.cells import defused
from webapp.vocabulary import AuditAction, ConsentPurpose, Requirement

CODE = Path(subjects.__file__).parents[1]
OF_EVERY_ROW = {"id", "version", "created_at", "changed_at"}
"""Columns that nobody changes on purpose, and that are never told of."""


@pytest.mark.parametrize("cell", ["=1+1", "+31", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1"])
def test_cell_that_could_start_a_formula_is_defused(cell: str) -> None:
    assert defused(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "phone", "12", "a=b", "2026-11-22T10:00:00+01:00"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert defused(cell) == cell


def written_events() -> Iterator[dict[str, ast.expr]]:
    """Each place in the code that names the table of an event, with its arguments by name."""
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                named = {each.arg: each.value for each in node.keywords if each.arg}
                # what is sealed has a table too, and a column
                if isinstance(named.get("table"), ast.Constant) and "column" not in named:
                    yield named


def literals(node: ast.expr | None) -> set[str]:
    """The texts that stand in an expression."""
    found = ast.walk(node) if node is not None else ()
    return {each.value for each in found if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def test_every_action_has_a_name() -> None:
    assert all(action_name(action) != action for action in AuditAction)


def test_every_table_of_which_something_is_noted_has_a_name_and_can_be_looked_for() -> None:
    noted = {table for named in written_events() for table in literals(named["table"])}
    assert {"person", "need", "theme", "match", "talent_step"} <= noted <= set(Base.metadata.tables)
    assert noted - set(subjects.TABLES) == set()
    assert noted - set(TABLES) == set()
    assert set(TABLES) <= set(subjects.TABLES) <= set(Base.metadata.tables)


def test_every_field_of_which_something_is_noted_has_a_name() -> None:
    # what is noted of these is only that they were read or cleared away
    whole = {"account_session", "audit_event", "email_link", "initiative_draft", "outbox_mail"}
    columns = {column.name for table in set(TABLES) - whole for column in Base.metadata.tables[table].columns}
    written = {field for named in written_events() for field in literals(named.get("fields"))}
    assert {"sealed_words", "theme_id", "helper_said"} <= columns
    assert "confirmed_on" in written
    told = columns | written | {*ConsentPurpose, *Requirement} | {"terms", "papers"}
    assert told - OF_EVERY_ROW - set(subjects.FIELDS) == set()


def test_every_kind_that_is_kept_for_a_time_has_a_name() -> None:
    assert set(subjects.KINDS) == set(Retention)


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("18", Sought(number=18)),
        ("Persoon 18", Sought(number=18, table="person")),
        ("person  18", Sought(number=18, table="person")),
        ("account 44", Sought(number=44, table="account")),
        ("account x", Sought(text="account x")),
        ("account 99999999999", Sought(text="account 99999999999")),
        ("fenna@example.nl", Sought(text="fenna@example.nl")),
    ],
)
def test_who_is_looked_for_is_read_from_what_was_typed(text: str, sought: Sought) -> None:
    assert parse_who(text) == sought
