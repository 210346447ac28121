"""One transaction a request: committed once, at the end, when a writing request succeeded."""

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from webapp.extensions import db

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FIRST_FAILURE = 400


class TransactionalFlask(Flask):
    """Flask that commits the request's session after a writing view answered below 400, and only then.

    The commit happens while the request is dispatched, so that its failure gets an error page and
    never an acknowledgement.
    """

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view, then commit or roll back."""
        response: Response = self.make_response(super().dispatch_request())
        if request.method in WRITING:
            if response.status_code < FIRST_FAILURE:
                db.session.commit()
            else:
                db.session.rollback()
        return response
