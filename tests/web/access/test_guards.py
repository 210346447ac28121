from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string, url_for
from sqlalchemy import URL
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.factories import make_account, make_grant
from tests.web.conftest import MakeApp, SignIn, Visitor
from webapp.access import guards, policy
from webapp.access.guards import declared_permission, requires
from webapp.access.permissions import Permission
from webapp.access.policy import OWN, PUBLIC
from webapp.vocabulary import Role, SignInStage

VALUES = {"slug": "selwerd", "token": "x" * 43, "what": "fase", "level": "buurten"}


def values_for(rule: Rule) -> dict[str, object]:
    """Something for each place in an address; what the rule itself gives stays."""
    kinds = {name: VALUES.get(name, "1") for name in rule.arguments}
    return {**kinds, **(rule.defaults or {})}


def pages(app: Flask) -> Iterator[tuple[str, Permission | None]]:
    """A path of each route that can be asked for, and the permission that it declares."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            with app.test_request_context():
                path = url_for(rule.endpoint, **values_for(rule))
            yield path, declared_permission(app.view_functions[rule.endpoint])


def is_sent_to_sign_in(visitor: Visitor, path: str) -> bool:
    response = visitor.client.get(path)
    return response.status_code == 303 and response.headers["Location"].startswith("/inloggen?verder=")


def test_every_route_declares_a_permission(city_app: Flask) -> None:
    undeclared = [name for name, view in city_app.view_functions.items() if declared_permission(view) is None]

    assert undeclared == []


def test_route_without_permission_does_not_exist_for_anyone(make_app: MakeApp, city_url: URL) -> None:
    app = make_app(city_url)
    app.add_url_rule("/vergeten", view_func=lambda: "open", endpoint="forgotten")
    app.add_url_rule("/open", view_func=requires(Permission.VIEW_PUBLIC_PAGES)(lambda: "open"), endpoint="open")
    client = app.test_client()

    assert (client.get("/vergeten").status_code, client.get("/open").status_code) == (404, 200)


def test_page_is_closed_by_its_own_permission_and_by_no_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch, visitor: Visitor
) -> None:
    for path, declared in pages(app):
        # all but its own are taken away: then no single other one can close it
        monkeypatch.setattr(guards, "can", lambda actor, asked, own=declared: asked == own and policy.can(actor, asked))
        assert is_sent_to_sign_in(visitor, path) is (declared not in PUBLIC), path
        monkeypatch.setattr(guards, "can", lambda actor, asked, own=declared: asked != own and policy.can(actor, asked))
        assert is_sent_to_sign_in(visitor, path), path


def test_page_opens_with_its_own_permission_and_with_no_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch, records: Session, sign_in: SignIn
) -> None:
    account_id = make_account(records).id
    records.commit()
    browser = sign_in(account_id)
    opened = set()
    for path, declared in pages(app):
        monkeypatch.setattr(guards, "can", lambda actor, asked, own=declared: actor.is_signed_in and asked == own)
        status = browser.client.get(path).status_code
        if declared == Permission.PROBE_HEALTH:
            # who asks for these is not looked up
            assert is_sent_to_sign_in(browser, path), path
            continue
        if declared in OWN or declared not in PUBLIC:
            # 400: what asks for more than its address, 404: of rows that are not there or not theirs, too
            assert status in {200, 303, 400, 404, 422}, path
        opened |= {declared} if status != 404 else set()
        monkeypatch.setattr(guards, "can", lambda actor, asked, own=declared: actor.is_signed_in and asked != own)
        assert browser.client.get(path).status_code == 404, path

    assert opened > OWN


def test_password_alone_opens_no_page_that_a_visitor_cannot_open(
    app: Flask, records: Session, sign_in: SignIn, visitor: Visitor
) -> None:
    account_id = make_account(records).id
    make_grant(records, account_id, Role.ADMINISTRATOR)
    halfway = sign_in(account_id, stage=SignInStage.PASSWORD_CHECKED)
    closed = [path for path, declared in pages(app) if declared not in PUBLIC]
    assert len(closed) > 10
    for path in closed:
        assert is_sent_to_sign_in(visitor, path), path
        assert is_sent_to_sign_in(halfway, path), path
        assert halfway.client.post(path).status_code in (401, 405), path

    assert not is_sent_to_sign_in(sign_in(account_id), closed[0])


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_visitor_who_reads_is_sent_to_sign_in_and_then_on(visitor: Visitor, method: str) -> None:
    response = visitor.client.open("/mensen?zoek=aaf&wijk=selwerd", method=method)

    assert response.status_code == 303
    assert response.headers["Location"] == "/inloggen?verder=/mensen?zoek%3Daaf%26wijk%3Dselwerd"


def test_form_of_who_is_no_longer_signed_in_is_kept_but_for_its_secrets(visitor: Visitor) -> None:
    typed = {"name": "Fenna Proef", "password": "geheim paardje", "csrf_token": "x" * 20}
    page = visitor.submit("/mijn/profiel", typed, status=401)

    assert page.soup.select_one("[name=name]")["value"] == "Fenna Proef"
    assert page.soup.select_one("main form")["action"] == "/mijn/profiel"
    assert "geheim paardje" not in page.response.text


@pytest.mark.parametrize("path", ["/beheer", "/beheer/rollen", "/mensen", "/berichten"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_page_that_is_not_for_somebody_does_not_exist_for_them(
    records: Session, sign_in: SignIn, path: str, method: str
) -> None:
    account_id = make_account(records).id
    records.commit()
    answer = sign_in(account_id).client.open(path, method=method, headers={"Accept": "text/html"})

    assert answer.status_code in ({404} if method != "POST" else {404, 405})


@pytest.mark.parametrize("path", ["/bestaat-niet", "/mensen/bestaat-niet", "/mijn/", "/beheer/x"])
def test_unknown_address_is_not_found_for_a_visitor_too(visitor: Visitor, path: str) -> None:
    visitor.visit(path, status=404)


def test_templates_know_who_asks_and_what_they_may(app: Flask, records: Session, sign_in: SignIn) -> None:
    account_id = make_account(records, "wie@example.nl").id
    records.commit()
    said = sign_in(account_id).visit("/over")
    assert said.soup.select_one('header a[href="/mijn"]')

    with app.test_request_context("/"):
        words = render_template_string("{{ actor.is_signed_in }} {{ may('sign_in') }} {{ may('view_people') }}")
    assert words == "False True False"
