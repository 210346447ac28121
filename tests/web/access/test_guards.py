import pytest
from flask import Flask
from sqlalchemy import URL

from tests.web.conftest import MakeApp
from webapp.access import guards, policy
from webapp.access.guards import declared_permission, requires
from webapp.access.permissions import Permission


def test_every_route_declares_a_permission(city_app: Flask) -> None:
    undeclared = [name for name, view in city_app.view_functions.items() if declared_permission(view) is None]

    assert undeclared == []


def test_route_without_permission_does_not_exist_for_anyone(make_app: MakeApp, city_url: URL) -> None:
    app = make_app(city_url)
    app.add_url_rule("/vergeten", view_func=lambda: "open", endpoint="forgotten")
    app.add_url_rule("/open", view_func=requires(Permission.VIEW_PUBLIC_PAGES)(lambda: "open"), endpoint="open")
    client = app.test_client()

    assert (client.get("/vergeten").status_code, client.get("/open").status_code) == (404, 200)


@pytest.mark.parametrize("permission", list(Permission))
def test_permission_that_is_taken_away_closes_its_routes_and_no_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch, permission: Permission
) -> None:
    monkeypatch.setattr(guards, "can", lambda actor, asked: asked != permission and policy.can(actor, asked))
    client = app.test_client()
    slug = {"slug": "selwerd"}
    for rule in app.url_map.iter_rules():
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **({} if not rule.arguments else slug))
        closed = declared_permission(app.view_functions[rule.endpoint]) == permission
        assert (client.get(path).status_code == 404) is closed
