"""Sessions as the roles that read what was made public, and can read nothing else.

What visitors and the municipality get of releases and open layers is read through these, so that a mistake in a query
shows nothing that is not in the schema `pub`: the database refuses it.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import current_app
from sqlalchemy.orm import Session

from webapp.extensions import db
from webapp.vocabulary import Reader

OPENER = "open_as"
"""Under this name a test gives the site another way to open a session: one within the transaction of that test."""


def open_as(reader: Reader) -> AbstractContextManager[Session]:
    """A session that reads as this role, each statement by itself; closed at the end of the block.

    Take along what is read before the block ends, and ask `db.session` nothing within it.
    """
    opener = current_app.extensions.get(OPENER, _open)
    opened: AbstractContextManager[Session] = opener(reader)
    return opened


@contextmanager
def _open(reader: Reader) -> Iterator[Session]:
    with Session(db.get_engine(reader.value)) as session:
        yield session
