"""A writing request commits once, at its end, when it succeeded; everything else leaves nothing."""

from collections.abc import Callable

import pytest
from flask import Flask, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import URL, NullPool, create_engine, func, select, text

from tests.web.conftest import MakeApp, Visitor
from tests.web.contact.messages import FILLED, PATH
from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.errors import BadInput
from webapp.extensions import csrf, db
from webapp.models import ContactMessage, OutboxMail, RateHit
from webapp.outbox.actions import post_mail


@pytest.fixture
def site(make_app: MakeApp, city_clone: URL) -> Flask:
    """A site on its own database, with views that write and then end in each way."""
    app = make_app(city_clone)

    @app.route("/proef/<how>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    @csrf.exempt
    @requires(Permission.VIEW_PUBLIC_PAGES)
    def write(how: str) -> ResponseReturnValue:
        post_mail(db.session, recipient="a@example.nl", subject=how, body="x")
        if how == "raise":
            raise RuntimeError(how)
        if how == "refuse":
            raise BadInput("date_invalid")
        if how == "abort":
            abort(403)
        return how, int(how) if how.isdecimal() else 200

    return app


@pytest.fixture
def count(city_clone: URL) -> Callable[[type], int]:
    def count_rows(model: type) -> int:
        engine = create_engine(city_clone, poolclass=NullPool)
        with engine.connect() as connection:
            number = connection.scalar(select(func.count()).select_from(model))
        engine.dispose()
        return number or 0

    return count_rows


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("how", ["fine", "201", "303"])
def test_success_is_committed(site: Flask, count: Callable[[type], int], method: str, how: str) -> None:
    site.test_client().open(f"/proef/{how}", method=method)

    assert count(OutboxMail) == 1


@pytest.mark.parametrize("how", ["400", "404", "422", "500", "raise", "refuse", "abort"])
def test_refusal_and_failure_leave_nothing(site: Flask, count: Callable[[type], int], how: str) -> None:
    assert site.test_client().post(f"/proef/{how}").status_code >= 400
    assert count(OutboxMail) == 0


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_never_writes(site: Flask, count: Callable[[type], int], method: str) -> None:
    assert site.test_client().open("/proef/fine", method=method).status_code == 500
    assert count(OutboxMail) == 0


def test_commit_that_fails_is_not_acknowledged_and_not_counted(
    site: Flask, city_clone: URL, count: Callable[[type], int]
) -> None:
    before = [count(model) for model in (ContactMessage, OutboxMail, RateHit)]
    engine = create_engine(city_clone, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(
            text("""
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now'; END $$;
                CREATE CONSTRAINT TRIGGER refuse_late AFTER INSERT ON contact_message
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
            """)
        )
    engine.dispose()
    page = Visitor(site.test_client()).submit(PATH, FILLED, status=500)

    assert page.soup.h1.text == "Er ging bij ons iets mis"
    assert "not now" not in page.response.text
    assert [count(model) for model in (ContactMessage, OutboxMail, RateHit)] == before


def test_message_and_notice_are_committed_together(site: Flask, count: Callable[[type], int]) -> None:
    before = [count(model) for model in (ContactMessage, OutboxMail, RateHit)]
    Visitor(site.test_client()).submit(PATH, FILLED, status=303)

    assert [count(model) for model in (ContactMessage, OutboxMail, RateHit)] == [number + 1 for number in before]
