"""The site reads what is public as roles of their own, without a way to change anything."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from webapp.opendata.sessions import open_as
from webapp.vocabulary import Reader


@pytest.mark.parametrize("reader", list(Reader))
def test_session_works_as_its_reader_and_changes_nothing(city_app: Flask, reader: Reader) -> None:
    with city_app.app_context(), open_as(reader) as session:
        assert session.scalar(text("SELECT current_user")) == reader.value
        assert session.scalar(text("SELECT count(*) FROM pub.release")) == 0
        for refused in ("SELECT count(*) FROM person", "CREATE TEMPORARY TABLE mine (n integer)"):
            with pytest.raises(DBAPIError, match=r"permission denied|read-only"):
                session.execute(text(refused))
        # the control: in the very same session something is answered again
        assert session.scalar(text("SELECT 1")) == 1
