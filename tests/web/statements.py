"""Counts the statements that a request sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from webapp.extensions import db

TELLING = "SELECT set_config('missie050.viewer'"


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that the site sends while the block runs.

    Telling the database who looks is left out: visitors of the real site need none of it.
    """
    with app.app_context():
        engine = db.engine
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(TELLING):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
