"""What migrations say of the site's role: which rows it sees and changes, what it may write, what it may call.

For migrations from 0035 on; those before have these lines themselves. Each function goes up or takes back, and both are
given the same mapping. A change of what they do changes what landed migrations do: make a new function for that.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from webapp.database import SITE_ROLE

Rows = str | tuple[str, str]
"""A condition on the rows; for UPDATE and ALL perhaps two: on the rows of before and on those of after."""

Policies = Mapping[str, Mapping[str, Rows]]
"""Per table, per statement (SELECT, INSERT, UPDATE, DELETE, ALL), with which rows the site may do that."""


class Operations(Protocol):
    """Alembic's `op`."""

    def execute(self, sqltext: str) -> None:
        """Run one statement."""


def apply_policies(op: Operations, policies: Policies) -> None:
    """Turn row-level security on for tables, with what the site may do with which rows.

    A statement that is not named is refused. Put what is the same for all rows in a subquery: `(SELECT app_person())`
    runs once.
    """
    for table, statements in policies.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for statement, rows in statements.items():
            op.execute(
                f"CREATE POLICY {_policy(table, statement)} ON {table} FOR {statement} TO {SITE_ROLE}"
                f" {_clause(statement, rows)}"
            )


def take_policies(op: Operations, policies: Policies) -> None:
    """Take back `apply_policies`: for tables that had no row-level security before."""
    for table, statements in policies.items():
        for statement in statements:
            op.execute(f"DROP POLICY {_policy(table, statement)} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def grant_writes(op: Operations, writes: Mapping[str, str]) -> None:
    """Let the site write: per table "INSERT, UPDATE (state, version)". It may read every table, within its policies."""
    for table, kinds in writes.items():
        op.execute(f"GRANT {kinds} ON {table} TO {SITE_ROLE}")


def revoke_writes(op: Operations, writes: Mapping[str, str]) -> None:
    """Take back `grant_writes`."""
    for table, kinds in writes.items():
        op.execute(f"REVOKE {kinds} ON {table} FROM {SITE_ROLE}")


def make_functions(op: Operations, functions: Mapping[str, str]) -> None:
    """Make functions that only the site calls, besides their owner: per signature, `name(argument type)`, the rest."""
    for signature, body in functions.items():
        op.execute(f"CREATE FUNCTION {signature} {body}")
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {SITE_ROLE}")


def drop_functions(op: Operations, signatures: Iterable[str]) -> None:
    """Take back `make_functions`, the last one first, since functions call those before them."""
    for signature in reversed(tuple(signatures)):
        op.execute(f"DROP FUNCTION {signature}")


def _policy(table: str, statement: str) -> str:
    return f"{table}_{statement.lower()}"


def _clause(statement: str, rows: Rows) -> str:
    before, after = (rows, rows) if isinstance(rows, str) else rows
    if statement == "INSERT":
        return f"WITH CHECK ({after})"
    if statement in ("SELECT", "DELETE"):
        return f"USING ({before})"
    return f"USING ({before}) WITH CHECK ({after})"
