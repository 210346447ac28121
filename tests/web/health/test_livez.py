import pytest
from flask import Flask
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.web.conftest import MakeApp, SignIn
from tests.web.statements import counted

NOWHERE = make_url("postgresql+psycopg://nobody@/nowhere?host=/nonexistent-folder")


def test_is_alive_without_a_database(make_app: MakeApp) -> None:
    response = make_app(NOWHERE).test_client().get("/livez")

    assert response.status_code == 200
    assert response.json == {"status": "alive"}
    assert response.headers["Cache-Control"] == "no-store"


def test_is_alive_for_a_probe_that_tells_of_the_proxys_https(make_app: MakeApp) -> None:
    client = make_app(NOWHERE, https=True).test_client()

    assert client.get("/livez", headers={"X-Forwarded-Proto": "https"}).status_code == 200
    assert client.get("/livez").status_code == 302


@pytest.mark.parametrize(("path", "statements"), [("/livez", 0), ("/over", 1)])
def test_probe_does_not_ask_the_database_who_is_signed_in(
    app: Flask, records: Session, sign_in: SignIn, path: str, statements: int
) -> None:
    browser = sign_in(make_account(records).id)

    with counted(app) as sent:
        assert browser.client.get(path).status_code == 200
    assert len(sent) == statements
