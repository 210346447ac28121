"""What is logged of a request that failed: its route, and nothing of what was asked."""

import structlog
from flask import Flask
from sqlalchemy import make_url

from tests.web.conftest import MakeApp


def test_failed_request_is_logged_by_its_route_and_not_by_what_it_asked(make_app: MakeApp) -> None:
    app: Flask = make_app(make_url("postgresql+psycopg://nobody@/none?host=/nowhere"))

    with structlog.testing.capture_logs() as lines:
        app.test_client().get("/wijken/kanarie?op=2026-01-01", headers={"Cookie": "missie050=kanarie"})

    failed = [line for line in lines if line["event"] == "request_slow_or_failed"]
    assert [line["route"] for line in failed] == ["/wijken/<slug>"]
    assert "kanarie" not in str(lines)
