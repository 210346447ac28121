"""Whatever is sent to an address that takes forms, the answer is a page in style and never a failure of ours.

The addresses come from the site itself: a new one is tried without being named here. They are tried as a visitor, and
signed in with every role that reaches over the whole city.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from tests.conftest import TODAY
from webapp.access.sessions import hash_of
from webapp.models import Account, AccountSession, RoleGrant
from webapp.ui.once import FIELD
from webapp.vocabulary import Role, SignInStage

FORM, JSON, MULTIPART = "application/x-www-form-urlencoded", "application/json", "multipart/form-data"
TOKEN = "a-token-of-this-test-alone"
MEGABYTE = 1024 * 1024
FIRST_FAILURE = 500
SHARES = 8


@dataclass(frozen=True)
class Sent:
    """A request's body, and headers beside it."""

    data: Any = b""
    content_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


def part(disposition: str, *headers: str, boundary: str = "x") -> bytes:
    """A multipart body of one part."""
    head = "\r\n".join([f"Content-Disposition: {disposition}", *headers])
    return f"--{boundary}\r\n{head}\r\n\r\nFenna\r\n--{boundary}--\r\n".encode()


BODIES = {
    "nothing": Sent(),
    "a NUL byte": Sent(b"name=a%00b", FORM),
    "a NUL byte as a name": Sent(b"%00=1", FORM),
    "a surrogate": Sent(b"name=%ED%A0%80", FORM),
    "no UTF-8": Sent(b"name=%FF%FE&\xff=\xfe", FORM),
    "a name of a megabyte": Sent({"name": "x" * 1_000_000}),
    "more than a megabyte": Sent({"name": "x" * (MEGABYTE + 1)}),
    "a long name of a field": Sent({"n" * 100_000: "x"}),
    "a field twenty times": Sent({"name": ["x"] * 20, "csrf_token": ["a", "b"], FIELD: ["k" * 22, "l" * 22]}),
    "a thousand fields": Sent({f"f{number}": "x" for number in range(999)}),
    "numbers that are none": Sent({"id": "9" * 400, "page": "-1", "year": "1e309", "sessie": "NaN"}),
    "a date that is none": Sent({"from": "9999-99-99", "until": "0000-00-00"}),
    "a wrong token": Sent({"name": "Fenna", "csrf_token": "IjEyMyI.aaaaaa.bbbbbb"}),
    "a token in a header": Sent({"name": "Fenna"}, headers={"X-CSRFToken": "é\xff"}),
    "JSON 100,000 deep": Sent(b"[" * 100_000, JSON),
    "JSON objects 100,000 deep": Sent(b'{"a":' * 100_000, JSON),
    "JSON that is deep and whole": Sent(b"[" * 100_000 + b"]" * 100_000, JSON),
    "JSON 900 deep": Sent(b"[" * 900 + b'"a\\u0000"' + b"]" * 900, JSON),
    "JSON with a NUL byte": Sent(b'{"name": "a\\u0000b"}', JSON),
    "JSON with a surrogate as a name": Sent(b'[{"\\ud800": 1}]', JSON),
    "JSON with a huge number": Sent(b"[" + b"9" * 100_000 + b"]", JSON),
    "JSON that is none": Sent(b"{", "application/vnd.api+json"),
    "JSON in another character set": Sent('{"a": "é"}'.encode("utf-16"), "application/json; charset=utf-16"),
    "text": Sent(b"name=Fenna", "text/plain"),
    "XML": Sent(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "application/xml"),
    "a form in another character set": Sent("name=é".encode("utf-16"), f"{FORM}; charset=klingon"),
    "multipart without boundary": Sent(b"no boundary", MULTIPART),
    "multipart with an odd boundary": Sent(b"--\r\n", f'{MULTIPART}; boundary="\\""'),
    "multipart that breaks off": Sent(b"--x\r\nContent-Disposition: form-da", f"{MULTIPART}; boundary=x"),
    "multipart without a name": Sent(part("form-data"), f"{MULTIPART}; boundary=x"),
    "multipart in an unknown character set": Sent(
        part('form-data; name="name"', "Content-Type: text/plain; charset=klingon"), f"{MULTIPART}; boundary=x"
    ),
    "multipart with a NUL byte": Sent(part('form-data; name="na\0me"; filename="a\0b"'), f"{MULTIPART}; boundary=x"),
    "a file for a word": Sent({"name": (BytesIO(b"Fenna"), "../../etc/passwd"), "message": (BytesIO(b""), "")}),
    "the type of nothing": Sent(b"\xff\x00", "x" * 300),
    "an empty type": Sent(b"name=Fenna", ""),
    "a huge cookie": Sent({"name": "Fenna"}, headers={"Cookie": "session=" + "x" * 100_000}),
    "cookies that cannot be read": Sent(
        {"name": "Fenna"},
        headers={"Cookie": 'taal="\\000"; session=\xff\xfe; missie050="\\355\\240\\200"; =; ;;"'},
    ),
    "headers that lead nowhere": Sent(
        {"name": "Fenna"}, headers={"Referer": "http://[", "Origin": "http://]", "Accept-Language": "\xff;q=x"}
    ),
    "an odd host": Sent({"name": "Fenna"}, headers={"Host": "a b/c:99999"}),
    "a range and conditions": Sent(
        {"name": "Fenna"},
        headers={"Range": "bytes=9-1", "If-Match": '"', "If-Modified-Since": "99 Foo", "Accept": "*;q=z"},
    ),
}  # fmt: skip


def value_for(rule: Rule, name: str) -> str:
    """Something that the address takes at this place."""
    if name in (rule.defaults or {}):
        return str(rule.defaults[name])
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return str(min(converter.items))
    kind = type(converter).__name__
    plain = {"IntegerConverter": "1", "FloatConverter": "1.5", "UUIDConverter": "0" * 8 + "-0000" * 3 + "-" + "0" * 12}
    return plain.get(kind, "selwerd")


def taking_forms(app: Flask) -> list[str]:
    """Every address of the site that takes something else than questions."""
    adapter = app.url_map.bind("localhost")
    return sorted(
        adapter.build(rule.endpoint, {name: value_for(rule, name) for name in rule.arguments}, method="POST")
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    )


def share_of(paths: list[str], number: int) -> list[str]:
    """Every eighth address, beginning at another one for each number: some reach each, in an eighth of the time.

    What goes wrong on a body goes wrong before an address is looked at, or in how one form reads its own fields.
    """
    return paths[number % SHARES :: SHARES]


def check(response: TestResponse, path: str) -> None:
    assert response.status_code < FIRST_FAILURE, (path, response.get_data(as_text=True)[:3000])
    assert "default-src 'none'" in response.headers["Content-Security-Policy"], path
    assert b"Traceback" not in response.data, path


@pytest.fixture
def account(records: Session) -> Account:
    """Somebody with every role of the whole city, signed in under a token that this test knows."""
    account, granter = Account(email="fenna@example.nl"), Account(email="other@example.nl")
    records.add_all([account, granter])
    records.flush()
    records.add_all(
        RoleGrant(
            account_id=account.id,
            role=role,
            period=Range(TODAY - timedelta(days=9), None),
            reason="Om te proberen",
            needs_approval=False,
            granted_by=granter.id,
        )
        for role in (Role.ADMINISTRATOR, Role.CITY_COORDINATOR, Role.MUNICIPALITY_VIEWER)
    )
    records.flush()
    moment = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)
    records.add(
        AccountSession(
            token_hash=hash_of(TOKEN),
            account_id=account.id,
            stage=SignInStage.FULL,
            browser="Firefox",
            last_seen_at=moment,
            ends_at=moment + timedelta(hours=9),
        )
    )
    records.commit()
    return account


@pytest.fixture(params=["visitor", "signed in"])
def clients(request: pytest.FixtureRequest, app: Flask) -> "Clients":
    if request.param == "signed in":
        request.getfixturevalue("account")
    return Clients(app, TOKEN if request.param == "signed in" else None)


@dataclass(frozen=True)
class Clients:
    """New browsers of one person: a form that ends the session does not end it for the next."""

    app: Flask
    token: str | None

    def new(self) -> FlaskClient:
        # a client that keeps cookies sends no others
        return self.app.test_client(use_cookies=False)

    @property
    def cookie(self) -> str:
        return f"missie050={self.token}; " if self.token else ""

    def send(self, path: str, sent: Sent, *, method: str = "POST") -> TestResponse:
        # a file is read once
        data = {
            name: (BytesIO(each[0].getvalue()), each[1]) if isinstance(each, tuple) else each
            for name, each in sent.data.items()
        } if isinstance(sent.data, dict) else sent.data  # fmt: skip
        headers = {"Accept": "text/html"} | sent.headers
        headers["Cookie"] = self.cookie + sent.headers.get("Cookie", "")
        return self.new().open(path, method=method, data=data, content_type=sent.content_type, headers=headers)


def test_site_has_addresses_to_try(app: Flask) -> None:
    assert "/wijken/selwerd/bericht" in taking_forms(app)


def test_somebody_is_really_signed_in(app: Flask, account: Account) -> None:
    assert Clients(app, TOKEN).send("/mijn", Sent(), method="GET").status_code == 200
    assert Clients(app, None).send("/mijn", Sent(), method="GET").status_code == 303


@pytest.mark.parametrize("tokens", [False, True], ids=["token not asked", "token asked"])
@pytest.mark.parametrize("number", range(len(BODIES)), ids=BODIES)
def test_hostile_body_is_answered_everywhere(
    clients: Clients, monkeypatch: pytest.MonkeyPatch, number: int, tokens: bool
) -> None:
    monkeypatch.setitem(clients.app.config, "WTF_CSRF_ENABLED", tokens)
    sent = list(BODIES.values())[number]
    for path in share_of(taking_forms(clients.app), number + 2 * tokens + (clients.token is not None)):
        check(clients.send(path, sent), path)


@pytest.mark.parametrize("name", ["cookies that cannot be read", "headers that lead nowhere", "an odd host",
                                  "a range and conditions", "a huge cookie", "JSON 100,000 deep"])  # fmt: skip
def test_hostile_header_is_answered_by_every_page(clients: Clients, name: str) -> None:
    adapter = clients.app.url_map.bind("localhost")
    for rule in clients.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "health.readyz":
            path = adapter.build(rule.endpoint, {each: value_for(rule, each) for each in rule.arguments})
            check(clients.send(path, BODIES[name], method="GET"), path)


def test_cookie_that_cannot_be_read_is_as_if_it_was_not_sent(app: Flask) -> None:
    visitor = Clients(app, None)
    for cookie in ("taal=\xff", 'taal="\\000"', 'taal="\\355\\240\\200"', "\xff=1", "=", "session=\xff"):
        response = visitor.send("/over", Sent(headers={"Cookie": cookie}), method="GET")
        assert (response.status_code, '<html lang="nl">' in response.text) == (200, True)
        beside = visitor.send("/over", Sent(headers={"Cookie": f"{cookie}; taal=en"}), method="GET")
        assert (beside.status_code, '<html lang="en">' in beside.text) == (200, True)


@pytest.mark.parametrize(
    ("sent", "status"),
    [("JSON 100,000 deep", 400), ("JSON with a NUL byte", 400), ("JSON 900 deep", 400), ("a NUL byte", 400),
     ("JSON with a surrogate as a name", 400), ("a name of a megabyte", 422), ("more than a megabyte", 413),
     ("headers that lead nowhere", 400)],
)  # fmt: skip
def test_refusal_says_what_is_wrong_in_the_readers_language(app: Flask, sent: str, status: int) -> None:
    for language in ("nl", "en"):
        path = f"/wijken/selwerd/bericht?taal={language}"
        response = Clients(app, None).send(path, BODIES[sent])
        assert response.status_code == status
        assert f'<html lang="{language}">' in response.text


def words() -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
        ["\x00", "\x1f", "-1", "9" * 30, "[]", ""]
    )


def known_names() -> st.SearchStrategy[str]:
    names = ["name", "email", "message", "reply_to", "password", "code", "role", "scope", "reason", "csrf_token", FIELD]
    return st.sampled_from(names) | words()


@st.composite
def forms(draw: st.DrawFn) -> Sent:
    fields = draw(st.dictionaries(known_names(), words() | st.lists(words(), max_size=3), max_size=6))
    return Sent(fields, draw(st.sampled_from([None, FORM, MULTIPART])))


def documents() -> st.SearchStrategy[Sent]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | words() | st.just("\ud800")
    values = st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(known_names(), inner, max_size=3),
        max_leaves=9,
    )
    return values.map(lambda value: Sent(json.dumps(value).encode(), JSON))


def rubbish() -> st.SearchStrategy[Sent]:
    kinds = st.sampled_from([FORM, JSON, MULTIPART, f"{MULTIPART}; boundary=x", "text/plain", "a/b; c=\x01"])
    return st.builds(Sent, st.binary(max_size=200), kinds)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=forms() | documents() | rubbish(), number=st.integers(0, SHARES - 1))
def test_whatever_is_sent_is_answered(clients: Clients, sent: Sent, number: int) -> None:
    for path in share_of(taking_forms(clients.app), number):
        check(clients.send(path, sent), path)


def test_alarm_goes_off(app: Flask) -> None:
    response = app.test_client().get("/over")
    check(response, "/over")
    response.status_code = 500
    with pytest.raises(AssertionError):
        check(response, "/over")


@pytest.mark.parametrize("body", ["[[]]", "[1]", '"woord"', "7"])
def test_json_that_is_no_object_is_refused(app: Flask, body: str) -> None:
    path = "/wijken/selwerd/bericht"
    assert app.test_client().post(path, data=body, content_type=JSON).status_code == 400
    assert app.test_client().post(path, data="{}", content_type=JSON).status_code != 500
