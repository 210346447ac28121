import pytest

from webapp.audit.rules import TABLES, Sought, parse_who
from webapp.audit.words import action_name, table_name
from webapp.models import Base
from webapp.ui.cells import defused
from webapp.vocabulary import AuditAction


@pytest.mark.parametrize("cell", ["=1+1", "+31", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1"])
def test_cell_that_could_start_a_formula_is_defused(cell: str) -> None:
    assert defused(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "phone", "12", "a=b", "2026-11-22T10:00:00+01:00"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert defused(cell) == cell


def test_every_action_and_table_has_a_name() -> None:
    assert all(action_name(action) != action for action in AuditAction)
    assert all(table_name(table) != table for table in TABLES if table != "account")
    assert set(TABLES) <= set(Base.metadata.tables)


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
