"""Migrations from inside the product: bring the database up or down, and tell where it stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from webapp.errors import BadInput, DatabaseNotReady

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`; raises `BadInput` code `migration_impossible` when there is no way there."""
    with engine.connect() as connection, _explained(revision):
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to `revision`; `base` empties it of our tables. Raises as `upgrade` does."""
    with engine.connect() as connection, _explained(revision):
        command.downgrade(_config(connection), revision)


@cache
def head_revision() -> str:
    """The newest migration that this code knows."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if head is None:
        raise DatabaseNotReady("no_migrations", folder=MIGRATIONS)
    return head


@cache
def known_revisions() -> frozenset[str]:
    """All migrations that this code knows."""
    return frozenset(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def current_revision(connection: Connection) -> str | None:
    """The migration that the database stands at; None when it has none of our tables."""
    return MigrationContext.configure(connection).get_current_revision()


def check_up_to_date(connection: Connection) -> None:
    """Raise `DatabaseNotReady` code `migrations_behind` when the database stands before the head.

    A revision that this code does not know is a later one: old code goes on with the new schema while a
    deployment is under way.
    """
    current = current_revision(connection)
    if current is None or (current != head_revision() and current in known_revisions()):
        raise DatabaseNotReady("migrations_behind", current=current or "-", head=head_revision())


@contextmanager
def _explained(revision: str) -> Iterator[None]:
    try:
        yield
    except CommandError as error:
        raise BadInput("migration_impossible", revision=revision, reason=error) from error


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
