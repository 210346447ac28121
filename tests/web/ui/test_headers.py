"""The exact security headers, on every route, on errors and on static files."""

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import URL
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.factories import make_administrator, make_grant, make_person
from tests.web.access.test_permissions import address
from tests.web.access.world import make_world
from tests.web.conftest import MakeApp, SignIn
from tests.web.contact.messages import FILLED, PATH
from webapp.config import PDOK_TILE_HOST
from webapp.vocabulary import Role

ROUTES = {
    "areas.address": "/zoek/adres?q=eikenlaan",
    "areas.at_point": "/zoek/punt?plek=6.56,53.22",
    "areas.search": "/zoek?q=selw",
    "areas.suggest": "/zoek/suggesties?q=selwerd",
    "atlas.about": "/over",
    "atlas.accessibility": "/toegankelijkheid",
    "atlas.map_geojson": "/kaart/wijken.geojson",
    "atlas.neighbourhood": "/wijken/selwerd",
    "atlas.privacy": "/privacy",
    "atlas.start": "/",
    "contact.sent": "/wijken/selwerd/bericht/verstuurd",
    "contact.write": PATH,
    "listings.agenda": "/wijken/selwerd/agenda",
    "listings.agenda_ics": "/agenda/selwerd.ics",
    "listings.index": "/initiatieven",
    "listings.map_geojson": "/kaart/initiatieven.geojson",
    "health.livez": "/livez",
    "health.readyz": "/readyz",
}
SIGNING_IN = {
    "accounts.accept_invitation": ("/uitnodiging/onbekend", 410),
    "accounts.ask_link": ("/inloggen", 200),
    "accounts.ask_reset": ("/inloggen/herstel", 200),
    "accounts.follow_link": ("/inloggen/link/onbekend", 410),
    "accounts.link_sent": ("/inloggen/verstuurd", 303),
    "accounts.reset_password": ("/inloggen/herstel/onbekend", 410),
    "accounts.second_factor": ("/inloggen/code", 303),
    "accounts.set_second_factor": ("/inloggen/tweestaps", 303),
    "accounts.sign_in": ("/inloggen/wachtwoord", 200),
    "accounts.sign_out": ("/uitloggen", 200),
    "privacy.erased": ("/mijn/gegevens/gewist", 303),
}
"""What a visitor meets on the way in, and out."""

PEOPLE = {
    "accounts.change_app": "/mijn/app",
    "accounts.change_password": "/mijn/wachtwoord",
    "accounts.own_page": "/mijn",
    "accounts.recovery_codes": "/mijn/herstelcodes",
    "accounts.security": "/mijn/beveiliging",
    "audit.chain": "/beheer/logboek/keten",
    "audit.events": "/beheer/logboek",
    "audit.export": "/beheer/logboek.csv",
    "contact.message": "/berichten/999999",
    "contact.messages": "/berichten",
    "atlas.own_workspaces": "/werkplek",
    "atlas.workspace": "/werkplek/selwerd",
    "people.edit": "/mensen/999999/wijzigen",
    "people.people": "/mensen",
    "people.person": "/mensen/999999",
    "people.profile": "/mijn/profiel",
    "privacy.consent": "/mijn/toestemming",
    "privacy.download": "/mijn/gegevens.zip",
    "privacy.erase": "/mijn/gegevens/wissen",
    "privacy.own_data": "/mijn/gegevens",
    "privacy.retention": "/beheer/bewaartermijnen",
    "roles.desk": "/beheer",
    "roles.grant": "/beheer/rollen/999999",
    "roles.grants": "/beheer/rollen",
    "roles.invitations": "/beheer/uitnodigingen",
    "roles.invite": "/beheer/uitnodigen",
}
"""What only somebody who is signed in meets; two roles at once see all of it."""

ELSEWHERE = {
    "listings.detail",
    "listings.embed",
    "listings.embed_builder",
    "listings.initiative_ics",
}
"""Routes that need something to show or have a policy of their own: their headers are held by tests of their own."""

NETWORK = {
    "assets",
    "campaigns",
    "coverage",
    "discovery",
    "exchange",
    "following",
    "initiatives",
    "listings",
    "matching",
    "moderation",
    "needs",
    "networks",
    "opendata",
    "partners",
    "planning",
    "reports",
    "signals",
    "talents",
    "themes",
    "volunteering",
}
"""Slices of which every page is walked with the rows of the permission table."""

ONLY_POST = {"privacy.withdraw"}
ERRORS = {
    "/?op=x": 400,
    "/?q=%00": 400,
    "/bestaat-niet": 404,
    "/wijken/bestaat-niet": 404,
    "/static/0/weg.css": 404,
    "/kaart/wijken.geojson?zoom=NaN": 400,
}
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'nonce-…'; style-src 'self' 'nonce-…'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""What a map in somebody else's frame may read of us: public data, the same for everyone."""

UNWANTED = ("Server", "X-Powered-By", "Access-Control-Allow-Origin", "Strict-Transport-Security", "X-XSS-Protection")


def nonce_of(response: TestResponse) -> str:
    found = set(re.findall(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"]))
    assert len(found) == 1
    return str(found.pop())


def is_open(path: str) -> bool:
    # what a coordinator sees more of is not the same for everyone
    apart = ("wie-doet-wat", "kaart/assets", "witte-vlekken", "werkplek", "kaart/acties", "kaart/planner", "gemeente")
    if re.match(r"/ogc(?:$|/)|/open-data/[^/]+/[^/]+$", path):
        return True
    return path.endswith(".geojson") and not any(name in path for name in apart)


def check(response: TestResponse) -> None:
    # a method that is not there has no view, and then nothing is open
    opened = is_open(response.request.path) and response.status_code != 405
    expected = {**SECURITY, **OPEN} if opened else SECURITY
    found = {name: response.headers.get(name, "").replace(nonce_of(response), "…") for name in expected}
    assert found == expected
    assert [name for name in UNWANTED if name in response.headers and name not in expected] == []
    assert re.fullmatch("[0-9a-f]{16}", response.headers["X-Request-Id"])


def test_table_has_every_route(app: Flask) -> None:
    walked = {name for name in app.view_functions if name.partition(".")[0] in NETWORK}
    assert {*ROUTES, *SIGNING_IN, *PEOPLE, *ELSEWHERE, *ONLY_POST} | walked == set(app.view_functions)


@pytest.mark.parametrize("slice_", sorted(NETWORK))
def test_every_page_of_the_network_has_exactly_these_headers(app: Flask, records: Session, slice_: str) -> None:
    world = make_world(app, records)
    browsers = [world.browser(person) for person in ("visitor", "neighbour", "city")]
    for rule in app.url_map.iter_rules():
        rows = {thing for endpoint, thing in world.objects if endpoint == rule.endpoint} | {"-"}
        if rule.endpoint.partition(".")[0] != slice_ or rule.endpoint in ELSEWHERE or "GET" not in (rule.methods or ()):
            continue
        for path in {address(app, world, rule.endpoint, thing) for thing in rows}:
            for browser in browsers:
                check(browser.get(path))


@pytest.mark.parametrize("path", ROUTES.values())
def test_every_route_has_exactly_these_headers(app: Flask, path: str) -> None:
    response = app.test_client().get(path)

    assert response.status_code == 200
    check(response)


@pytest.mark.parametrize(("path", "status"), SIGNING_IN.values())
def test_page_of_signing_in_has_exactly_these_headers(app: Flask, path: str, status: int) -> None:
    response = app.test_client().get(path)

    assert response.status_code == status
    check(response)


@pytest.mark.parametrize("path", PEOPLE.values())
def test_page_of_who_is_signed_in_has_exactly_these_headers_and_is_kept_nowhere(
    app: Flask, records: Session, sign_in: SignIn, path: str
) -> None:
    account = make_administrator(records)
    make_person(records, account_id=account.id)
    make_grant(records, account.id, Role.CITY_COORDINATOR)
    response = sign_in(account.id).client.get(path)

    assert response.status_code == (404 if "999999" in path else 200)
    assert response.headers["Cache-Control"] == "no-store"
    check(response)
    check(app.test_client().get(path))


@pytest.mark.parametrize("path", ROUTES.values())
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "DELETE", "TRACE"])
def test_other_methods_have_them_as_well(app: Flask, path: str, method: str) -> None:
    response = app.test_client().open(path, method=method)

    assert response.status_code == (200 if method in ("HEAD", "OPTIONS") else 405)
    check(response)


@pytest.mark.parametrize(("path", "status"), ERRORS.items())
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_errors_have_them_as_well(app: Flask, path: str, status: int, accept: str) -> None:
    response = app.test_client().get(path, headers={"Accept": accept})

    assert response.status_code == status
    assert response.mimetype == accept
    assert response.headers["Cache-Control"] == "no-store"
    check(response)


def test_redirect_and_refused_form_have_them_as_well(app: Flask) -> None:
    for data, status in ((FILLED, 303), ({}, 422)):
        response = app.test_client().post(PATH, data=data)
        assert response.status_code == status
        check(response)


def test_unchanged_map_has_them_as_well(app: Flask) -> None:
    client = app.test_client()
    etag = client.get("/kaart/wijken.geojson").headers["ETag"]
    response = client.get("/kaart/wijken.geojson", headers={"If-None-Match": etag})

    assert response.status_code == 304
    check(response)


@pytest.mark.parametrize("path", [*ROUTES.values(), *ERRORS])
def test_no_page_has_what_its_policy_would_block(app: Flask, path: str) -> None:
    soup = BeautifulSoup(app.test_client().get(path, headers={"Accept": "text/html"}).data, "html.parser")

    assert soup.select("[style]") == []
    assert [tag for tag in soup.select("script:not([src]), style") if not tag.get("nonce")] == []
    assert [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)] == []


def test_nonce_is_another_one_each_time_and_stands_on_our_own_tags(app: Flask) -> None:
    one, other = (app.test_client().get("/") for _ in range(2))

    assert nonce_of(one) != nonce_of(other)
    assert len(nonce_of(one)) >= 22
    assert set(re.findall(r'nonce="([^"]*)"', one.text)) == {nonce_of(one)}


@pytest.mark.parametrize("path", [path for path in ROUTES.values() if path != PATH])
def test_nobody_gets_a_cookie_for_looking(app: Flask, path: str) -> None:
    assert "Set-Cookie" not in app.test_client().get(path).headers


@pytest.mark.parametrize("path", ERRORS)
def test_nobody_gets_a_cookie_for_a_mistake(app: Flask, path: str) -> None:
    assert "Set-Cookie" not in app.test_client().get(path).headers


def test_form_brings_the_one_cookie_that_protects_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    cookies = app.test_client().get(PATH).headers.getlist("Set-Cookie")

    assert len(cookies) == 1
    assert cookies[0].startswith("session=")
    parts = {part.strip() for part in cookies[0].split(";")[1:]}
    assert parts == {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_behind_https_cookies_are_secure_and_the_browser_remembers(make_app: MakeApp, city_url: URL) -> None:
    app = make_app(city_url, https=True)
    app.config["WTF_CSRF_ENABLED"] = True
    secure = {"X-Forwarded-Proto": "https"}
    response = app.test_client().get(PATH, headers=secure)
    cookie = response.headers["Set-Cookie"]

    assert "Secure" in cookie
    assert "max-age=31" in response.headers["Strict-Transport-Security"]
    plain = app.test_client().get("/?op=2021-01-01")
    assert (plain.status_code, plain.headers["Location"]) == (302, "https://localhost/?op=2021-01-01")


def test_two_sites_in_one_process_keep_their_own_policy(app: Flask, make_app: MakeApp, city_url: URL) -> None:
    make_app(city_url, https=True, tiles=True)

    check(app.test_client().get("/"))


def policy(response: TestResponse) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def test_with_tiles_pictures_may_come_from_pdok_and_from_nobody_else(make_app: MakeApp, city_url: URL) -> None:
    response = make_app(city_url, tiles=True).test_client().get("/")

    assert policy(response)["img-src"] == f"'self' data: {PDOK_TILE_HOST}"
    assert response.headers["Content-Security-Policy"].count("://") == 1
    assert "service.pdok.nl/brt/achtergrondkaart" in response.text
    assert "Kaartgegevens" in response.text


ADDRESS = re.compile(r"""(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s"'<>)]*""", re.IGNORECASE)
LINKS = {"https://www.autoriteitpersoonsgegevens.nl/"}
"""Addresses that a visitor may go to, by a link in the text; nothing is loaded from them."""
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.mark.parametrize("path", [*ROUTES.values(), *ERRORS])
def test_without_tiles_no_page_names_a_third_party(app: Flask, path: str) -> None:
    found = set(ADDRESS.findall(app.test_client().get(path).text))

    assert found - LINKS - NAMESPACES == set()


def test_a_third_party_in_a_page_would_be_seen() -> None:
    for text in ('src="https://cdn.example.com/x.js"', "url(//fonts.example.org/a)", "'http://a.example.nl'"):
        assert ADDRESS.findall(text)


def test_static_file_is_kept_for_good_and_not_sniffed(app: Flask) -> None:
    static_url = app.jinja_env.globals["static_url"]
    for name, kind in (
        ("css/base.css", "text/css"),
        ("js/time_bar.mjs", "text/javascript"),
        ("img/mark.svg", "image/svg+xml"),
    ):
        response = app.test_client().get(static_url(name))
        assert response.status_code == 200
        assert response.mimetype == kind
        expected = {
            "Cache-Control": "max-age=315360000, public, immutable",
            "X-Content-Type-Options": "nosniff",
            # for the map in somebody else's frame
            **OPEN,
        }
        assert {name: response.headers.get(name) for name in expected} == expected
        assert "Set-Cookie" not in response.headers
        response.close()


@pytest.mark.parametrize(
    "path", ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "css", "css/", "", "css/%00", "templates/base.html"]
)
def test_only_static_files_are_served_as_such(app: Flask, path: str) -> None:
    prefix = str(app.jinja_env.globals["static_url"](""))
    response = app.test_client().get(prefix + path)

    assert response.status_code in (400, 404)
    assert b"create_app" not in response.data


def test_every_page_names_only_static_files_that_exist(app: Flask) -> None:
    client = app.test_client()
    named = {each for path in ROUTES.values() for each in re.findall(r'"(/static/[^"]+)"', client.get(path).text)}

    assert len(named) > 15
    for each in sorted(named):
        response = client.get(each)
        assert response.status_code == 200
        response.close()
