"""The register of processing: which tables and columns hold data on people, read from the models themselves.

The page in docs/privacy.md, the export, what somebody sees of themselves and the erasure all follow from it, so that
a new table is in all of them as soon as it is declared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, MetaData, Table

from webapp.models import Base
from webapp.models.personal import Erase, Personal, PersonalTable, Subject
from webapp.privacy.rules import PERIODS

SUBJECT_WORDS = {
    Subject.ACCOUNT: "account (`{}`)",
    Subject.PERSON: "person (`{}`)",
    Subject.EMAIL: "e-mail address (`{}`)",
    Subject.NOBODY: "nobody: cannot be found by person",
}
ERASE_WORDS = {Erase.WITH_ROW: "goes with the row", Erase.EMPTY: "is emptied", Erase.KEEP: "stays, names nobody"}

ALSO_BY_ACCOUNT = {"audit_event": "account_id"}
"""Tables whose rows are also somebody's by a second column: what one did oneself stands in the audit too."""


@dataclass(frozen=True)
class RegisteredColumn:
    """A column and what was declared about it."""

    column: Column[Any]
    declared: Personal


@dataclass(frozen=True)
class RegisteredTable:
    """A table with data on people; `subject_column` holds whose row it is, None when it is nobody's to find.

    A row about two people is as much of the one in `also_column`.
    """

    table: Table
    subject: Subject
    subject_column: Column[Any] | None
    columns: tuple[RegisteredColumn, ...]
    also_column: Column[Any] | None = None

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @property
    def found_by(self) -> tuple[Column[Any], ...]:
        """The columns that hold whose row it is."""
        return tuple(each for each in (self.subject_column, self.also_column) if each is not None)

    @property
    def exported(self) -> tuple[RegisteredColumn, ...]:
        """The columns that go into somebody's export."""
        return tuple(each for each in self.columns if each.declared.export)


@dataclass(frozen=True)
class EraseStep:
    """What an erasure does with the rows of one table: they go, or these columns are emptied."""

    table: Table
    subject: Subject
    column: Column[Any]
    emptied: tuple[Column[Any], ...] = ()


def registered_tables(metadata: MetaData = Base.metadata) -> list[RegisteredTable]:
    """All tables with data on people, by name. A column without a declaration is left to the tests to refuse."""
    found = []
    for table in sorted(metadata.tables.values(), key=lambda each: each.name):
        about: PersonalTable | None = table.info.get("personal")
        if about is None:
            continue
        columns = tuple(
            RegisteredColumn(column, column.info["personal"])
            for column in table.columns
            if isinstance(column.info.get("personal"), Personal)
        )
        subject_column = table.c[about.column] if about.column else None
        also_column = table.c[about.also] if about.also else None
        found.append(RegisteredTable(table, about.subject, subject_column, columns, also_column))
    return found


def undeclared(metadata: MetaData = Base.metadata) -> list[str]:
    """Tables of which nobody said whether they hold data on people, and columns of such tables without a word."""
    missing = []
    for table in metadata.sorted_tables:
        if "personal" not in table.info:
            missing.append(table.name)
        elif table.info["personal"] is not None:
            silent = (one for one in table.columns if not isinstance(one.info.get("personal"), Personal))
            missing += [str(column) for column in silent]
        elif not table.info.get("why_not_personal"):
            missing.append(table.name)
    return missing


def erase_steps(metadata: MetaData = Base.metadata) -> list[EraseStep]:
    """What an erasure does itself, in order; the rows that the database deletes along with those are left out.

    Tables found by e-mail address come first, since it is looked up in the account; then persons, then accounts.
    """
    tables = registered_tables(metadata)
    gone: set[str] = set()
    steps = []
    for each in reversed(list(_roots_last(tables))):
        if each.subject_column is None or each.table.name in gone:
            continue
        ways = {one.declared.erase for one in each.columns}
        if Erase.WITH_ROW in ways:
            steps += [EraseStep(each.table, each.subject, column) for column in reversed(each.found_by)]
            gone |= {each.name} | _deleted_along(each.table, metadata)
        elif Erase.EMPTY in ways:
            emptied = tuple(one.column for one in each.columns if one.declared.erase == Erase.EMPTY)
            steps += [EraseStep(each.table, each.subject, column, emptied) for column in reversed(each.found_by)]
    return steps[::-1]


def markdown(metadata: MetaData = Base.metadata) -> str:
    """The register as a page: per table a table of columns, and the tables that hold nobody's data."""
    lines = list(_period_lines())
    for each in registered_tables(metadata):
        lines += ["", f"### `{each.name}`", ""]
        columns = "`, and as much `".join(column.name for column in each.found_by)
        lines += [f"Whose rows: {SUBJECT_WORDS[each.subject].format(columns)}.", ""]
        lines += ["| column | purpose | sensitivity | retention | in the export | at an erasure |"]
        lines += ["|---|---|---|---|---|---|"]
        lines += [_row(one) for one in each.columns]
    lines += ["", "### Tables without data on people", "", "| table | why not |", "|---|---|"]
    for table in sorted(metadata.tables.values(), key=lambda one: one.name):
        if table.info.get("personal") is None:
            lines.append(f"| `{table.name}` | {table.info.get('why_not_personal', '')} |")
    return "\n".join(lines) + "\n"


def _period_lines() -> Iterator[str]:
    yield "### How long"
    yield ""
    yield "| retention | days | an administrator can set |"
    yield "|---|---|---|"
    for kind, period in PERIODS.items():
        chosen = "fixed" if period.is_fixed else f"{period.least} to {period.most}"
        yield f"| {kind} | {period.days} | {chosen} |"


def _row(one: RegisteredColumn) -> str:
    about = one.declared
    sealed = ", sealed" if about.sealed else ""
    return (
        f"| `{one.column.name}` | {about.purpose} | {about.sensitivity}{sealed} | {about.retention} |"
        f" {_taken_by(about)} | {ERASE_WORDS[about.erase]} |"
    )


def _taken_by(about: Personal) -> str:
    if not about.export:
        return "no"
    return f"yes, of `{about.only_of}`" if about.only_of else "yes"


def _roots_last(tables: Sequence[RegisteredTable]) -> Iterator[RegisteredTable]:
    """Those found by address, then what belongs to persons and accounts, then persons, then accounts."""
    order = {Subject.EMAIL: 0, Subject.NOBODY: 0, Subject.PERSON: 1, Subject.ACCOUNT: 1}
    roots = {"person": 2, "account": 3}
    yield from sorted(tables, key=lambda each: (roots.get(each.name, order[each.subject]), each.name))


def _deleted_along(table: Table, metadata: MetaData) -> set[str]:
    """Names of the personal tables whose rows go along with a row of `table`, by each column that they are found by."""
    along: set[str] = set()
    waiting = {table.name}
    while waiting:
        parent = waiting.pop()
        for each in registered_tables(metadata):
            if each.name not in along and each.found_by and all(_goes_with(one, parent) for one in each.found_by):
                along.add(each.name)
                waiting.add(each.name)
    return along


def _goes_with(column: Column[Any], parent: str) -> bool:
    return any(key.column.table.name == parent and key.ondelete == "CASCADE" for key in column.foreign_keys)
