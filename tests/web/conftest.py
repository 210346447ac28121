"""A client that looks at every page it fetches: title, language, heading, ids, forms, policy."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask, appcontext_popped, request, request_started
from flask.testing import FlaskClient
from sqlalchemy import URL, Connection, event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.conftest import TODAY, made_today, settings_for
from webapp.app import create_app
from webapp.database import SITE_ROLE
from webapp.extensions import READING, db
from webapp.models import AccountSession
from webapp.opendata.sessions import OPENER
from webapp.tokens import hash_of, new_token
from webapp.vocabulary import Reader, SignInStage


@pytest.fixture(scope="session")
def city_app(city_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The site on the seeded city."""
    app = create_app(settings_for(city_url, tmp_path_factory.mktemp("home")))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def records(city_app: Flask) -> Iterator[Session]:
    """The test's own session on the one transaction that the whole site works in, and that ends undone.

    The test works as the owner of the tables, requests as the site's role, so that row-level security holds there.
    A request that reads has no transaction of its own, as in the real site: what it notes in one apart, stays.
    Flask-SQLAlchemy-Lite's `test_isolation` would commit for good under SQLAlchemy 2.1.
    """
    with city_app.app_context():
        engine, sessions = db.engine, db.sessionmaker
    with engine.connect() as connection:
        transaction = connection.begin()
        _work_as(connection, "NONE")

        @contextmanager
        def begin() -> Iterator[Connection]:
            with connection.begin_nested():
                yield connection

        def as_site(_app: Flask) -> None:
            reads = request.method in READING
            sessions.kw["join_transaction_mode"] = "rollback_only" if reads else "create_savepoint"
            _work_as(connection, SITE_ROLE)

        def as_owner(_app: Flask) -> None:
            _work_as(connection, "NONE")

        @contextmanager
        def open_as(reader: Reader) -> Iterator[Session]:
            _change_role(connection, reader.value)
            try:
                with connection.begin_nested() as savepoint:
                    with Session(bind=connection, join_transaction_mode="rollback_only") as reading:
                        yield reading
                    savepoint.rollback()
            finally:
                _change_role(connection, SITE_ROLE)

        joined = {"bind": connection, "binds": None, "join_transaction_mode": "create_savepoint"}
        with (
            patch.dict(sessions.kw, joined),
            patch.dict(city_app.extensions, {OPENER: open_as}),
            patch.object(engine, "begin", begin),
            request_started.connected_to(as_site, city_app),
            # not at the end of the request: its session is still to be closed, which takes back what it set
            appcontext_popped.connected_to(as_owner, city_app),
            Session(bind=connection, join_transaction_mode="create_savepoint") as session,
        ):
            yield session
        transaction.rollback()


def _change_role(connection: Connection, role: str) -> None:
    # past SQLAlchemy, so that nobody counts it among the statements of a page
    with connection.connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")


def _work_as(connection: Connection, role: str) -> None:
    _change_role(connection, role)
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('missie050.viewer', '', false), set_config('missie050.today', '', false)")


@contextmanager
def on_the_day() -> Iterator[None]:
    """It is the day of the demonstration data, for Python, and for the moments that PostgreSQL would fill in."""
    with time_machine.travel(f"{TODAY}T12:00:00+01:00", tick=True):
        is_first = not event.contains(Session, "before_flush", made_today)
        if is_first:
            event.listen(Session, "before_flush", made_today)
        yield
        if is_first:
            event.remove(Session, "before_flush", made_today)


@pytest.fixture
def app(city_app: Flask, records: Session) -> Iterator[Flask]:
    """The site, with everything that a test writes rolled back, on the day of the demonstration data.

    What it keeps by version of the data stays from test to test: no two states of the data have one version.
    """
    with on_the_day():
        yield city_app


MakeApp = Callable[..., Flask]
"""Makes a site on a database, with other settings where named."""


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[MakeApp]:
    """Sites of this test's own, on a database that it may commit in, or that is not there."""
    made: list[Flask] = []

    def make(url: URL, **settings: Any) -> Flask:
        app = create_app(replace(settings_for(url, tmp_path), **settings))
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
        made.append(app)
        return app

    with on_the_day():
        yield make
    for app in made:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


@dataclass(frozen=True)
class Page:
    """An answer and its parsed HTML."""

    response: TestResponse
    soup: BeautifulSoup

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """The visible words, with single spaces."""
        return " ".join(self.soup.get_text(" ").split())


class Visitor:
    """Someone with a browser: `visit` and `submit` check what every page must have."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def visit(self, path: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Page:
        response = self.client.get(path, headers={"Accept": "text/html", **(headers or {})})
        return self._check(response, status)

    def submit(self, path: str, data: dict[str, Any], *, status: int = 200) -> Page:
        response = self.client.post(path, data=data, headers={"Accept": "text/html"})
        return self._check(response, status)

    @staticmethod
    def _check(response: TestResponse, status: int) -> Page:
        assert response.status_code == status, response.get_data(as_text=True)[:2000]
        soup = BeautifulSoup(response.data, "html.parser")
        if response.mimetype == "text/html" and soup.html is not None and not 300 <= status < 400:
            assert soup.title is not None
            assert soup.title.get_text(strip=True)
            assert soup.html["lang"] in ("nl", "en")
            assert len(soup.find_all("h1")) == 1
            ids = [tag["id"] for tag in soup.find_all(id=True)]
            assert len(ids) == len(set(ids)), sorted(each for each in ids if ids.count(each) > 1)
            assert not soup.find_all("script", src=lambda source: source and source.startswith("http"))
            for form in soup.find_all("form"):
                assert "//" not in str(form.get("action", ""))
            for script in soup.find_all("script", src=False):
                assert script.get("nonce") or script.get("type") == "application/json"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        return Page(response, soup)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A visitor without an account."""
    return Visitor(app.test_client())


SignIn = Callable[..., Visitor]
"""Gives a browser of its own in which an account is signed in: `sign_in(account.id)`."""


@pytest.fixture
def sign_in(app: Flask, records: Session) -> SignIn:
    """Somebody with an account, and a session that runs."""

    def enter(account_id: int, *, stage: SignInStage = SignInStage.FULL) -> Visitor:
        return signed_in(app, records, account_id, stage=stage)

    return enter


def signed_in(app: Flask, session: Session, account_id: int, *, stage: SignInStage = SignInStage.FULL) -> Visitor:
    """A browser of its own in which the account is signed in; its session is committed in the owner's `session`."""
    token, now = new_token(), datetime.now(UTC)
    session.add(
        AccountSession(
            token_hash=hash_of(token),
            account_id=account_id,
            stage=stage,
            browser="Firefox, Linux",
            created_at=now,
            last_seen_at=now,
            ends_at=now + timedelta(hours=12),
        )
    )
    session.commit()
    client = app.test_client()
    client.set_cookie("missie050", token)
    return Visitor(client)


@pytest.fixture
def home(city_app: Flask) -> Path:
    """The state folder of the site."""
    home: Path = city_app.extensions["settings"].home
    return home
