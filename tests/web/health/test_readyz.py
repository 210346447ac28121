from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import URL, NullPool, create_engine, make_url
from sqlalchemy.orm import Session

from tests.web.conftest import MakeApp
from tests.web.health.test_livez import NOWHERE
from webapp import migrating
from webapp.models import OutboxMail
from webapp.outbox.actions import post_mail


def test_is_ready_on_a_migrated_database(app: Flask) -> None:
    response = app.test_client().get("/readyz")

    assert response.status_code == 200
    assert response.json == {"status": "ready", "outbox_lag_seconds": 0, "outbox_late": False}
    assert response.headers["Cache-Control"] == "no-store"


def test_tells_how_long_the_oldest_mail_waits(records: Session, app: Flask) -> None:
    now = datetime.now(UTC)
    for minutes, sent in ((20, False), (5, False), (60, True)):
        mail = post_mail(records, recipient="a@example.nl", subject="x", body="x")
        mail.next_attempt_at = now - timedelta(minutes=minutes)
        mail.sent_at = now if sent else None
    records.commit()
    answer = app.test_client().get("/readyz").json

    assert 20 * 60 <= answer["outbox_lag_seconds"] < 21 * 60
    assert answer["outbox_late"] is True
    assert len(records.query(OutboxMail).all()) == 3


def test_mail_that_is_not_due_yet_does_not_wait(records: Session, app: Flask) -> None:
    post_mail(records, recipient="a@example.nl", subject="x", body="x").next_attempt_at = datetime.now(UTC) + timedelta(
        hours=1
    )
    records.commit()

    assert app.test_client().get("/readyz").json["outbox_lag_seconds"] == 0


@pytest.mark.parametrize("place", ["folder", "database", "port"])
def test_is_not_ready_without_a_database(make_app: MakeApp, city_url: URL, place: str) -> None:
    url = {
        "folder": NOWHERE,
        "database": city_url.set(database="no_such_database"),
        "port": make_url("postgresql+psycopg://nobody@127.0.0.1:1/nowhere"),
    }[place]
    response = make_app(url).test_client().get("/readyz")

    assert response.status_code == 503
    assert response.json == {"status": "not ready", "reason": "database_unreachable"}
    assert response.headers["Retry-After"]


@pytest.mark.parametrize("revision", ["0005", "base"])
def test_is_not_ready_when_migrations_are_behind(make_app: MakeApp, empty_clone: URL, revision: str) -> None:
    client = make_app(empty_clone).test_client()
    assert client.get("/readyz").status_code == 200
    engine = create_engine(empty_clone, poolclass=NullPool)
    migrating.downgrade(engine, revision)
    engine.dispose()
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json == {"status": "not ready", "reason": "migrations_behind"}


def test_is_ready_again_as_soon_as_migrations_have_run(make_app: MakeApp, empty_clone: URL) -> None:
    client = make_app(empty_clone).test_client()
    engine = create_engine(empty_clone, poolclass=NullPool)
    migrating.downgrade(engine, "0004")
    assert client.get("/readyz").status_code == 503
    migrating.upgrade(engine)
    engine.dispose()

    assert client.get("/readyz").status_code == 200
