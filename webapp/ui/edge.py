"""What no view gets to see: text that no database can keep, wherever in the request it stands."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.http import parse_cookie
from werkzeug.utils import cached_property

from webapp.errors import BadInput

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class CleanRequest(Request):
    """Flask's request, in which a cookie that cannot be read is as if it was not sent.

    Not refused: the browser would send it with every page, and lock its owner out. Werkzeug's own reading of
    cookies ends in an exception when one is not UTF-8.
    """

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies whose text can be kept."""
        sent = ";".join(self.headers.getlist("Cookie")).encode("latin-1", "replace").decode("utf-8", "replace")
        # it is decoded once more in there
        read = parse_cookie(sent.encode("utf-8").decode("latin-1"))
        return ImmutableMultiDict((name, value) for name, value in read.items(multi=True) if _is_readable(name + value))


def is_clean(text: str) -> bool:
    """Whether a text has no NUL byte and no lone surrogate."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def install(app: Flask) -> None:
    """Refuse unclean text in the path, the query, headers, forms and JSON, and JSON nested too deeply, with a 400."""
    app.request_class = CleanRequest

    @app.before_request
    def _refuse_unclean_text() -> None:
        # undecodable bytes arrive as the replacement character: nobody typed that
        if not all(map(_is_readable, _words())):
            raise BadInput("text_not_allowed")
        body = _json_body()
        # Flask-WTF makes a form of any JSON, and of a list it cannot
        if not isinstance(body, dict | None) or not all(map(is_clean, _texts(body))):
            raise BadInput("text_not_allowed")
        _refuse_unreadable_headers()


def _is_readable(text: str) -> bool:
    return is_clean(text) and "\ufffd" not in text


def _words() -> Iterator[str]:
    """The path, and every name and value of the query and the form, also the values after the first."""
    yield request.path
    sent = [request.args]
    if request.mimetype in FORMS:
        sent.append(request.form)
        # a part of a multipart body can come without a name, whatever the types say
        if None in request.form or None in request.files:
            raise BadRequest
        for name, file in request.files.items(multi=True):
            yield from (name, file.filename or "")
    for values in sent:
        for name, each in values.lists():
            yield name
            yield from each


def _json_body() -> Any:
    """The body as JSON; None when it is none."""
    if not request.is_json:
        return None
    try:
        return request.get_json(silent=True)
    except RecursionError as error:
        raise BadRequest from error


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, names included; without recursion, since a depth of a thousand can be read."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += each.keys()
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _refuse_unreadable_headers() -> None:
    """Refuse what would make a reader of the headers stumble: NUL bytes, and addresses that are none."""
    if any("\x00" in value for _, value in request.headers):
        raise BadInput("text_not_allowed")
    for name in ("Referer", "Origin"):
        try:
            urlsplit(request.headers.get(name, ""))
        except ValueError as error:
            raise BadRequest from error
