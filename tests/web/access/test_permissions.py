"""Every route, for everyone, on each kind of row, against one readable table: `tests/repo/permissions.txt`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.repo.tree import read
from tests.web.access.world import CANARIES, World, make_world

TABLE = "tests/repo/permissions.txt"
METHODS = ("GET", "POST")


@cache
def table() -> tuple[list[str], dict[tuple[str, str, str], list[str]]]:
    """The names of who asks, and per endpoint, method and object what each of them gets."""
    lines = [line.split() for line in read(TABLE).splitlines() if line and not line.startswith("#")]
    return lines[0][3:], {(line[0], line[1], line[2]): line[3:] for line in lines[1:]}


@pytest.fixture
def world(app: Flask, records: Session) -> World:
    return make_world(app, records)


@contextmanager
def undone(records: Session) -> Iterator[None]:
    """Take back what a request changed, so that the next one finds everybody still there."""
    with records.connection().begin_nested() as savepoint:
        yield
        savepoint.rollback()


def address(app: Flask, world: World, endpoint: str, thing: str) -> str:
    """The path of a page for one of its rows, or for one that does not exist."""
    rule = next(app.url_map.iter_rules(endpoint))
    values = dict(rule.defaults or {})
    for name in rule.arguments - set(values):
        none = "999999" if re.search(rf"<int[^>]*:{name}>", rule.rule) else "bestaat-niet"
        if one_of := re.search(rf"<any\(([^)]*)\):{name}>", rule.rule):
            none = one_of[1].split(",")[-1].strip(" '\"")
        known = world.objects.get((endpoint, thing), none)
        found = known.get(name, none) if isinstance(known, dict) else known
        values[name] = "selwerd" if (name, thing) == ("slug", "live") else found
    with app.test_request_context():
        return url_for(endpoint, **values)


def answer(browser: FlaskClient, method: str, path: str) -> str:
    """What is answered, in the words of the table: the status, `in` for "sign in first", then the canaries seen."""
    response = browser.open(path, method=method, headers={"Accept": "text/html"})
    location = response.headers.get("Location", "")
    to_sign_in = response.status_code == 303 and location.startswith("/inloggen?verder=")
    seen = "".join(letter for letter, canary in CANARIES.items() if canary.encode() in response.get_data())
    return ("in" if to_sign_in else str(response.status_code)) + (f":{seen}" if seen else "")


def test_table_has_every_route_method_and_kind_of_row(app: Flask) -> None:
    routes = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in METHODS
        if method in (rule.methods or ())
    }
    with_rows = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments}
    who, rows = table()

    assert {row[:2] for row in rows} == routes
    for endpoint in with_rows:
        assert {thing for name, _, thing in rows if name == endpoint} > {"none"}, f"{endpoint} needs rows, and none"
    assert all(len(cells) == len(who) for cells in rows.values())


@pytest.mark.parametrize("slice_", sorted({row[0].partition(".")[0] for row in table()[1]}))
def test_everyone_gets_what_the_table_says(app: Flask, records: Session, world: World, slice_: str) -> None:
    who, rows = table()
    wrong = {}
    for (endpoint, method, thing), cells in rows.items():
        if endpoint.partition(".")[0] != slice_:
            continue
        path = address(app, world, endpoint, thing)
        for person, expected in zip(who, cells, strict=True):
            with undone(records):
                found = answer(world.browser(person), method, path)
            if found != expected:
                wrong[method, path, person] = f"{found}, not {expected}"

    assert wrong == {}


def test_every_other_method_is_refused_for_everyone(app: Flask, world: World) -> None:
    taken: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        # what shows a page and what takes its form may be two endpoints at one address
        taken.setdefault(rule.rule, set()).update(rule.methods or ())
    for rule in app.url_map.iter_rules():
        path = address(app, world, rule.endpoint, "none")
        for method in sorted({"PUT", "PATCH", "DELETE", "POST"} - taken[rule.rule]):
            for name in ("visitor", "neighbour", "administrator"):
                # as JSON: what is said of it on a page is looked at elsewhere
                response = world.browser(name).open(path, method=method, headers={"Accept": "application/json"})
                assert response.status_code == 405, (rule.endpoint, method, name)


def test_every_canary_is_seen_by_somebody() -> None:
    seen = {letter for cells in table()[1].values() for cell in cells for letter in cell.partition(":")[2]}

    assert seen == set(CANARIES) - {"u"}, (
        "a canary that nobody may see proves nothing; but what was not shared, nobody sees"
    )
