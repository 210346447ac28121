"""One transaction a request: committed once, at the end, when a writing request succeeded."""

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from webapp.database import once_more_when_stale
from webapp.extensions import READING, db

FIRST_FAILURE = 400


class TransactionalFlask(Flask):
    """Flask that commits the request's session after a writing view answered below 400, and only then.

    The commit happens while the request is dispatched, so that its failure gets an error page and
    never an acknowledgement. A view that meets a connection from before a restart of the database runs
    once more: nothing of it was committed.
    """

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view, then commit or roll back."""
        response = once_more_when_stale(self._answer, db.session.rollback)
        if request.method not in READING:
            if response.status_code < FIRST_FAILURE:
                db.session.commit()
            else:
                db.session.rollback()
        return response

    def _answer(self) -> Response:
        return self.make_response(super().dispatch_request())
