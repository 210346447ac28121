"""A form that is sent twice works once, and both times gives the same answer."""

import itertools
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from flask import Flask, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from sqlalchemy import URL, NullPool, create_engine, delete, func, select
from sqlalchemy.orm import Session

from tests.web.conftest import MakeApp, Visitor
from tests.web.contact.messages import FILLED, PATH
from webapp.access.guards import requires
from webapp.access.permissions import Permission
from webapp.errors import BadInput
from webapp.extensions import csrf, db
from webapp.models import ContactMessage, FormReceipt, OutboxMail
from webapp.outbox.actions import post_mail
from webapp.ui.once import FIELD, KEY, new_key

Count = Callable[[type], int]
KEYED = FILLED | {FIELD: new_key()}


@pytest.fixture
def count(city_clone: URL) -> Count:
    """Rows of a table; there is no mail and no receipt at the start."""

    def count_rows(model: type) -> int:
        engine = create_engine(city_clone, poolclass=NullPool)
        with engine.connect() as connection:
            number = connection.scalar(select(func.count()).select_from(model))
        engine.dispose()
        return number or 0

    return count_rows


def messages(records: Session) -> int:
    """How many there are; the session's own look ends before and after, so that the site's work is seen."""
    records.rollback()
    number = records.scalar(select(func.count(ContactMessage.id))) or 0
    records.rollback()
    return number


@pytest.fixture
def site(make_app: MakeApp, city_clone: URL) -> Flask:
    """A site on its own database, with a view that writes a mail and then ends in each way."""
    app = make_app(city_clone)
    times = itertools.count(1)

    @app.route("/proef/<how>", methods=["GET", "POST"])
    @csrf.exempt
    @requires(Permission.SEND_CONTACT_MESSAGE)
    def write(how: str) -> ResponseReturnValue:
        if request.method == "GET":
            return render_template_string(
                '{% from "components/once_key.html" import once_key %}{{ once_key() }}{{ once_key() }}'
            )
        post_mail(db.session, recipient="a@example.nl", subject=how, body="x")
        if how == "raise":
            raise BadInput("date_invalid")
        if how == "undone":
            db.session.rollback()
            post_mail(db.session, recipient="a@example.nl", subject=how, body="x")
        if how.isdecimal():
            return how, int(how)
        return redirect(f"/proef/klaar?keer={next(times)}", 303)

    return app


def submit(app: Flask, how: str = "fine", **fields: object) -> tuple[int, str | None]:
    response = app.test_client().post(f"/proef/{how}", data={FIELD: KEYED[FIELD]} | fields)
    return response.status_code, response.location


def test_key_is_new_in_every_form_that_is_shown(site: Flask) -> None:
    shown = [site.test_client().get("/proef/x").text for _ in range(2)]
    keys = re.findall(rf'<input type="hidden" name="{FIELD}" value="([^"]+)">', "".join(shown))
    assert len(keys) == len(set(keys)) == 4
    assert all(KEY.fullmatch(key) for key in keys)


def test_second_time_gives_the_same_answer_and_does_nothing(site: Flask, count: Count) -> None:
    assert submit(site) == submit(site) == (303, "/proef/klaar?keer=1")
    assert (count(OutboxMail), count(FormReceipt)) == (1, 1)


def test_message_to_a_neighbourhood_that_is_sent_twice_is_kept_once(visitor: Visitor, records: Session) -> None:
    key = str(visitor.visit(PATH).soup.select_one(f"[name={FIELD}]")["value"])
    before = messages(records)
    answers = [visitor.submit(PATH, FILLED | {FIELD: key}, status=303).response for _ in range(2)]
    assert answers[0].location == answers[1].location == f"{PATH}/verstuurd"
    assert messages(records) == before + 1
    visitor.submit(PATH, FILLED | {FIELD: new_key(), "message": "Een heel ander bericht."}, status=303)
    assert messages(records) == before + 2


def test_form_that_is_sent_at_the_same_moment_works_once(make_app: MakeApp, city_clone: URL, count: Count) -> None:
    app = make_app(city_clone)
    together = threading.Barrier(4)
    before = count(ContactMessage), count(OutboxMail)

    def send() -> tuple[int, str | None]:
        together.wait(10)
        response = app.test_client().post(PATH, data=KEYED)
        return response.status_code, response.location

    with ThreadPoolExecutor(4) as threads:
        answers = [each.result() for each in [threads.submit(send) for _ in range(4)]]
    assert set(answers) == {(303, f"{PATH}/verstuurd")}
    assert (count(ContactMessage), count(OutboxMail)) == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize("how", ["400", "422", "500", "raise"])
def test_form_that_failed_may_be_sent_again(site: Flask, count: Count, how: str) -> None:
    assert submit(site, how)[0] == submit(site, how)[0] >= 400
    assert (count(OutboxMail), count(FormReceipt)) == (0, 0)


@pytest.mark.parametrize("status", ["200", "201"])
def test_answer_without_an_address_is_not_repeated_but_told(site: Flask, count: Count, status: str) -> None:
    assert submit(site, status)[0] == int(status)
    page = Visitor(site.test_client()).submit(f"/proef/{status}", {FIELD: KEYED[FIELD]}, status=409)
    assert page.soup.h1.text == "Dit had je al verstuurd"
    assert count(OutboxMail) == 1


def test_view_that_undid_its_own_work_has_a_receipt_all_the_same(site: Flask, count: Count) -> None:
    assert submit(site, "undone") == submit(site, "undone")
    assert (count(OutboxMail), count(FormReceipt)) == (1, 1)


@pytest.mark.parametrize("key", ["", "kort", "x" * 23, "a" * 21 + "!", "é" * 22, "a" * 21 + "\n"])
def test_form_without_a_real_key_is_done_each_time(site: Flask, count: Count, key: str) -> None:
    submit(site, **{FIELD: key})
    submit(site, **{FIELD: key})
    assert (count(OutboxMail), count(FormReceipt)) == (2, 0)


def test_changed_words_under_an_old_key_are_a_new_form(site: Flask, count: Count) -> None:
    for words in ("een", "twee", "een"):
        submit(site, message=words)
    submit(site, message="een", more="x")
    submit(site, "elders", message="een")
    submit(site, file=(BytesIO(b"een"), "a.txt"))
    submit(site, file=(BytesIO(b"twee"), "a.txt"))
    submit(site, file=(BytesIO(b"een"), "a.txt"))
    assert count(OutboxMail) == 6


def test_words_are_not_mixed_up_with_those_beside_them(site: Flask, count: Count) -> None:
    submit(site, ab="c")
    submit(site, a="bc")
    assert count(OutboxMail) == 2


def test_new_token_against_forgery_does_not_make_it_another_form(site: Flask, count: Count) -> None:
    assert submit(site, csrf_token="een") == submit(site, csrf_token="twee")
    assert count(OutboxMail) == 1


def test_key_of_somebody_else_gives_nothing_away(site: Flask, count: Count) -> None:
    for token in ("a", "b", "a"):
        client = site.test_client()
        with client.session_transaction() as session:
            session["csrf_token"] = token
        client.post("/proef/fine", data={FIELD: KEYED[FIELD]})
    assert count(OutboxMail) == 2


def test_receipt_holds_nothing_of_what_was_sent(site: Flask, city_clone: URL) -> None:
    site.test_client().post(PATH, data=KEYED)
    engine = create_engine(city_clone, poolclass=NullPool)
    with engine.begin() as connection:
        rows = connection.execute(select(FormReceipt).where(FormReceipt.status.is_not(None))).all()
        connection.execute(delete(FormReceipt))
    engine.dispose()
    assert [(row.status, row.location, len(row.key_hash)) for row in rows] == [(303, f"{PATH}/verstuurd", 32)]
