"""Every request gets an id, which stands in its answer, on its error page and in its log lines."""

import re
import secrets

import structlog
from flask import Flask, Response, g, request

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def install(app: Flask) -> None:
    """Take the id of a proxy in front of us when it looks like one, or make our own."""

    @app.before_request
    def _begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id, endpoint=request.endpoint)

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        return response
