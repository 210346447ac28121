"""What is logged of a request that failed: its route, and nothing of what was asked."""

import pytest
from sqlalchemy import make_url
from structlog.testing import CapturingLogger

from tests.web.conftest import MakeApp
from webapp.ui import requests


def test_failed_request_is_logged_by_its_route_and_not_by_what_it_asked(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(make_url("postgresql+psycopg://nobody@/none?host=/nowhere"))
    logger = CapturingLogger()
    monkeypatch.setattr(requests, "log", logger)

    app.test_client().get("/wijken/kanarie?op=2026-01-01", headers={"Cookie": "missie050=kanarie"})

    assert [call.kwargs["route"] for call in logger.calls] == ["/wijken/<slug>"]
    assert "kanarie" not in str(logger.calls)
