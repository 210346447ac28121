"""One transaction a request: committed once, at the end, when a writing request succeeded."""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from webapp.database import again_while_away, is_away, once_more_when_stale, pauses
from webapp.extensions import READING, db
from webapp.ui.once import answer_once

Made = TypeVar("Made")

FIRST_FAILURE = 400


class TransactionalFlask(Flask):
    """Flask that commits the request's session after a writing view answered below 400, and only then.

    The commit happens while the request is dispatched, so that its failure gets an error page and
    never an acknowledgement. While the database is away a reading request is tried again for two seconds. A writing
    request is not, but for one case: a view that meets a connection from before a restart of the database runs once
    more, since nothing of it was committed.
    """

    wait: Callable[[float], object] = staticmethod(time.sleep)
    """What passes the time between two tries, in seconds; tests put something in its place that does not."""

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Do what comes before the view: an id, clean text, who it is, limits."""
        return self._patiently(super().preprocess_request)

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view, then commit or roll back."""
        if request.method in READING:
            return self._patiently(self._answer)
        response = self._patiently(lambda: answer_once(self._answer))
        if response.status_code < FIRST_FAILURE:
            db.session.commit()
        else:
            db.session.rollback()
        return response

    def handle_exception(self, e: Exception) -> Response:
        """Answer what went wrong outside the dispatch: a database that is away is that there too, and no mistake."""
        if isinstance(e, DBAPIError) and is_away(e):
            return self.finalize_request(self.handle_user_exception(e), from_error_handler=True)
        return super().handle_exception(e)

    def _answer(self) -> Response:
        return self.make_response(super().dispatch_request())

    def _patiently(self, work: Callable[[], Made]) -> Made:
        if request.method not in READING:
            return once_more_when_stale(work, db.session.rollback)
        if "waits" not in g:
            g.waits = pauses()
        waits: Iterator[float] = g.waits
        return again_while_away(work, db.session.rollback, waits=waits, wait=self.wait)
