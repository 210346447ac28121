"""Endpoint = template = test, and each view is short."""

import ast
import inspect
import re
from unittest.mock import MagicMock

import pytest
from flask import Flask
from sqlalchemy import make_url

from tests.conftest import settings_for
from tests.repo.tree import ROOT
from webapp.access.guards import declared_permission
from webapp.access.permissions import Permission
from webapp.app import VIEWS, create_app

VIEW_LINES = 25
OTHER_TEMPLATES = {
    "assets.index": {"assets/results.html"},  # the part that changes with what is looked for
    "assets.page": {"assets/card.html"},  # the same in the panel beside the map
    "campaigns.page": {"campaigns/progress.html"},  # the part that is fetched anew while it runs
    "coverage.index": {"coverage/standing.html"},  # the part that changes with the date and the measure
    "atlas.start": {"atlas/standing.html"},  # the part of the page that changes with the date
    "listings.detail": {"listings/card.html"},  # the same in the panel beside the map
    "listings.index": {"listings/results.html"},  # the part that changes with what is looked for
    "networks.city": {"networks/city_standing.html"},  # the part that changes with the month
    "matching.task": {"matching/gone.html"},  # what is no longer there
}


VALUES = ("token", "key", "place", "level", "code", "version", "name", "zoom", "row", "column")
"""What may stand for itself in an address."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A site that is asked about itself only."""
    return create_app(settings_for(make_url("postgresql+psycopg://nowhere/nothing"), tmp_path_factory.mktemp("home")))


def source_of(view: object) -> str:
    return inspect.getsource(inspect.unwrap(view))


def test_every_route_declares_a_permission_and_every_permission_is_needed(app: Flask) -> None:
    declared = {name: declared_permission(view) for name, view in app.view_functions.items()}

    assert [name for name, permission in declared.items() if permission is None] == []
    # which initiatives a page shows, not whether there is a page
    assert set(declared.values()) == set(Permission) - {Permission.SEE_FAITH_SIDE}


def test_forgotten_permission_is_seen() -> None:
    assert declared_permission(lambda: "") is None


def test_view_renders_the_template_that_is_named_after_it(app: Flask) -> None:
    for endpoint, view in app.view_functions.items():
        rendered = set(re.findall(r'render_template\(\s*"([^"]+)"', source_of(view)))
        own = endpoint.replace(".", "/") + ".html"
        assert rendered - OTHER_TEMPLATES.get(endpoint, set()) <= {own}, endpoint
        assert all((ROOT / "webapp/templates" / name).is_file() for name in rendered)


def test_every_endpoint_has_its_test_file(app: Flask) -> None:
    missing = []
    for endpoint in app.view_functions:
        slice_, name = endpoint.split(".")
        if not (ROOT / f"tests/web/{slice_}/test_{name}.py").is_file():
            missing.append(endpoint)
    assert missing == []


def test_every_address_is_plain_lower_case_dutch(app: Flask) -> None:
    # the standard for tiles writes one word in its own way
    word, file_kind = r"(?:[a-z]+(?:-[a-z]+)*|tileMatrixSets)", r"(?:\.(?:geojson|zip|csv|xlsx|ics|pdf))?"
    one_of = r"any\([a-z]+(?:,[a-z]+)*\):[a-z]+"
    value = rf"<(?:(?:place_)?slug|{'|'.join(VALUES)}|int(?:\(max=2147483647\))?:[a-z]+_id|{one_of})>"
    allowed = re.compile(rf"(?:/{word}{file_kind}|/{value}{file_kind}|/)+")

    assert [rule.rule for rule in app.url_map.iter_rules() if not allowed.fullmatch(rule.rule)] == []


def test_views_are_short(app: Flask) -> None:
    long = {}
    for endpoint, view in app.view_functions.items():
        function = ast.parse(source_of(view)).body[0]
        assert isinstance(function, ast.FunctionDef)
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > VIEW_LINES:
            long[endpoint] = lines
    assert long == {}


class Globals(dict[str, object]):
    """What templates may call, and the names that stand for more than one thing."""

    def __init__(self) -> None:
        super().__init__()
        self.twice: set[str] = set()

    def __setitem__(self, name: str, value: object) -> None:
        if self.get(name, value) is not value:
            self.twice.add(name)
        super().__setitem__(name, value)


def test_no_two_slices_give_templates_the_same_name() -> None:
    state, given = MagicMock(first_registration=True), Globals()
    state.app.jinja_env.globals = given
    for module in VIEWS:
        for register in module.bp.deferred_functions:
            register(state)

    assert len(given) > 100
    assert given.twice == set()
    given["may"] = 1
    given["may"] = 2
    assert given.twice == {"may"}
