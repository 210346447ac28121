"""Forms that are sent twice and work once.

A form carries a key (`components/once_key.html`). What was sent with it, down to the last word, is known again by a
hash: the second time the first answer is given and nothing is done. Who goes back, changes a word and sends the page
again means something else, and gets it done. A form without a key is done each time.
"""

import hmac
import re
import secrets
from collections.abc import Callable, Iterator
from hashlib import file_digest, sha256

from flask import Flask, Response, current_app, redirect, request, session
from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp.access.sessions import current_actor
from webapp.extensions import db
from webapp.models import FormReceipt
from webapp.statuses import CONFLICT
from webapp.ui.errors import ErrorText, error_page, made_for_another_page
from webapp.ui.typed import is_made_for_another, mark_of_viewer

FIELD = "eenmalig"
KEY_BYTES = 16
KEY = re.compile(r"[A-Za-z0-9_-]{22}")
FIRST_FAILURE = 400

SENT_BEFORE = ErrorText(
    lazy_gettext("Dit had je al verstuurd"),
    lazy_gettext("Je formulier kwam twee keer binnen. We hebben het één keer verwerkt."),
    lazy_gettext("Je hoeft niets meer te doen."),
)


def new_key() -> str:
    """A key for one rendering of a form: 128 random bits."""
    return secrets.token_urlsafe(KEY_BYTES)


def answer_once(answer: Callable[[], Response]) -> Response:
    """The view's answer; for a form that was taken in before, the answer of that time without the view.

    The receipt is written in the request's own transaction. A second request with the same form waits until the first
    has committed, and then finds its receipt, or until it has rolled back, and then does the work. A view that
    answers 400 or above leaves no receipt: its request is rolled back. What a view changes outside the database,
    a cookie for instance, is not done again: no key for signing in.
    """
    if is_made_for_another():
        return made_for_another_page()
    given = request.form.get(FIELD, "") if request.form else ""
    if not KEY.fullmatch(given):
        return answer()
    key_hash = _hash_of_what_was_sent(given)
    taken = insert(FormReceipt).values(key_hash=key_hash).on_conflict_do_nothing().returning(FormReceipt.key_hash)
    if db.session.scalar(taken) is None:
        return _answered_before(key_hash)
    response = answer()
    if response.status_code < FIRST_FAILURE:
        found = {"status": response.status_code, "location": response.location}
        # again from the start: a view may have undone its own work halfway, and the receipt with it
        receipt = insert(FormReceipt).values(key_hash=key_hash, **found)
        db.session.execute(receipt.on_conflict_do_update(index_elements=[FormReceipt.key_hash], set_=found))
    return response


def install(app: Flask) -> None:
    """Let templates make keys."""
    app.jinja_env.globals.update(new_once_key=new_key, mark_of_viewer=mark_of_viewer)


def _answered_before(key_hash: bytes) -> Response:
    status, location = db.session.execute(
        select(FormReceipt.status, FormReceipt.location).where(FormReceipt.key_hash == key_hash)
    ).one()
    if status is not None and location is not None:
        return current_app.make_response(redirect(location, status))
    return error_page(CONFLICT, text=SENT_BEFORE)


def _hash_of_what_was_sent(key: str) -> bytes:
    whole = hmac.new(str(current_app.secret_key).encode(), digestmod=sha256)
    for part in _parts(key):
        # its length first: else two texts could be one when put behind each other
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.digest()


def _parts(key: str) -> Iterator[bytes]:
    account = current_actor().account_id
    token = current_app.config.get("WTF_CSRF_FIELD_NAME", "csrf_token")
    sender = f"visitor {session.get(token)}" if account is None else f"account {account}"
    for text in (key, sender, request.method, request.full_path):
        yield text.encode()
    for name, value in request.form.items(multi=True):
        if name != token:
            yield name.encode()
            yield value.encode()
    for name, file in request.files.items(multi=True):
        yield name.encode()
        yield file_digest(file.stream, "sha256").digest()  # type: ignore[arg-type]  # it reads as one
        file.stream.seek(0)
