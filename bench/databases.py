"""Databases of the bench's own, beside the product's: made, migrated, copied, and dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from webapp import migrating
from webapp.database import command_engine


class Databases:
    """Makes databases next to the one in an address, and remembers them."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._made: set[str] = set()
        self._stem = f"{self._url.database}_bench_{os.getpid()}"

    def make_migrated(self, suffix: str) -> str:
        """Make a database with all tables of the product; gives its address."""
        url = self._make(suffix, template=None)
        engine = command_engine(url)
        migrating.upgrade(engine)
        engine.dispose()
        return url

    def copy(self, source_suffix: str, suffix: str) -> str:
        """Make a database that is a copy of another one of ours, in place of an earlier copy; gives its address."""
        self.drop(suffix)
        return self._make(suffix, template=f"{self._stem}_{source_suffix}")

    def drop(self, suffix: str) -> None:
        """Drop a database of ours if it is there."""
        name = f"{self._stem}_{suffix}"
        with self._admin() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        self._made.discard(name)

    def drop_all(self) -> None:
        """Drop everything that was made here."""
        for name in sorted(self._made):
            self.drop(name.removeprefix(f"{self._stem}_"))

    def _make(self, suffix: str, *, template: str | None) -> str:
        name = f"{self._stem}_{suffix}"
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self._made.add(name)
        with self._admin() as connection:
            connection.execute(statement)
        return self._url.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def _admin(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(libpq_url(self._url.render_as_string(hide_password=False)), autocommit=True) as connection:
            yield connection


def libpq_url(url: str) -> str:
    """The address as psycopg and every other client of libpq take it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
