"""Every request gets an id, which stands in its answer, on its error page and in its log lines.

Only what is slow or went wrong is logged, by the route and not the path, which can hold a name or a secret token, and
without query and address: who looked at what is nobody's business.
"""

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger(__name__)

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
SLOW_SECONDS = 1.0
FIRST_SERVER_ERROR = 500


def install(app: Flask) -> None:
    """Take the id of a proxy in front of us when it looks like one, or make our own."""

    @app.before_request
    def _begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id, endpoint=request.endpoint)

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        if seconds > SLOW_SECONDS or response.status_code >= FIRST_SERVER_ERROR:
            log.warning(
                "request_slow_or_failed",
                method=request.method,
                route=request.url_rule.rule if request.url_rule else "?",
                status=response.status_code,
                milliseconds=round(seconds * 1000),
            )
        return response
