from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from flask import Flask
from sqlalchemy import URL, Engine, NullPool, create_engine, delete, select, text
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant, make_person
from tests.web.conftest import MakeApp, SignIn, Visitor, signed_in
from webapp.access.sessions import current_actor, current_sign_in
from webapp.extensions import db
from webapp.models import Account, AccountSession, RoleGrant
from webapp.tokens import hash_of, new_token
from webapp.vocabulary import Role, SignInStage

OWN_PAGE = "/mijn"
NOON = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.client.get(OWN_PAGE).status_code == 200


@pytest.fixture
def account_id(records: Session) -> int:
    account_id = make_account(records, "wie@example.nl").id
    records.commit()
    return account_id


@pytest.fixture
def owner(city_clone: URL) -> Iterator[Engine]:
    engine = create_engine(city_clone, poolclass=NullPool)
    yield engine
    engine.dispose()


def cookies_after_sign_in(app: Flask, base_url: str) -> dict[str, str]:
    """What a browser is told to keep when somebody signs in by link, by name: value and flags."""
    client = app.test_client()
    client.post("/inloggen", data={"email": "wie@example.nl"}, base_url=base_url)
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("SET ROLE NONE"))
        body = connection.execute(text("SELECT body FROM outbox_mail ORDER BY id DESC LIMIT 1")).scalar_one()
        connection.rollback()
    path = "/inloggen/link/" + body.split("/inloggen/link/")[1].split()[0]
    answer = client.post(path, base_url=base_url)
    assert answer.status_code == 303
    return {each.partition("=")[0]: each for each in answer.headers.getlist("Set-Cookie")}


def test_token_is_kept_from_scripts_and_other_sites_until_the_browser_closes(
    make_app: MakeApp, city_clone: URL
) -> None:
    kept = SimpleCookie(cookies_after_sign_in(make_app(city_clone), "http://localhost")["missie050"])["missie050"]

    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", "/")
    assert (kept["domain"], kept["max-age"], kept["expires"], kept["secure"]) == ("", "", "", "")
    assert len(kept.value) >= 43


def test_under_https_the_browser_holds_the_token_to_this_host(make_app: MakeApp, city_clone: URL) -> None:
    told = cookies_after_sign_in(make_app(city_clone, https=True), "https://localhost")
    kept = SimpleCookie(told["__Host-missie050"])["__Host-missie050"]

    assert (kept["secure"], kept["httponly"], kept["samesite"], kept["path"]) == (True, True, "Lax", "/")
    assert kept["domain"] == ""
    small = SimpleCookie(told["session"])["session"]
    assert (small["secure"], small["httponly"], small["samesite"]) == (True, True, "Lax")


def test_under_https_a_token_by_the_plain_name_is_none(make_app: MakeApp, city_clone: URL, owner: Engine) -> None:
    app = make_app(city_clone, https=True)
    with Session(owner) as session:
        account_id = make_account(session).id
        browser = signed_in(app, session, account_id)
    cookie = browser.client.get_cookie("missie050")
    assert cookie is not None
    assert browser.client.get(OWN_PAGE, base_url="https://localhost").status_code == 303

    browser.client.set_cookie("__Host-missie050", cookie.value)
    assert browser.client.get(OWN_PAGE, base_url="https://localhost").status_code == 200


@pytest.fixture
def at_work(make_app: MakeApp, city_clone: URL, owner: Engine) -> Visitor:
    """Somebody signed in at noon, on a site with connections of its own: presence is noted apart from a request."""
    app = make_app(city_clone)
    with time_machine.travel(NOON, tick=False), Session(owner) as session:
        return signed_in(app, session, make_account(session).id)


def at(moment: timedelta) -> time_machine.travel:
    return time_machine.travel(NOON + moment, tick=False)


def test_session_ends_when_nothing_is_asked_for_half_an_hour(at_work: Visitor) -> None:
    with at(timedelta(minutes=29, seconds=59)):
        assert is_signed_in(at_work)
    with at(timedelta(minutes=59, seconds=58)):
        assert is_signed_in(at_work)
    with at(timedelta(minutes=89, seconds=59)):
        assert not is_signed_in(at_work)


def test_session_in_use_lasts_twelve_hours_and_no_longer(at_work: Visitor) -> None:
    for minutes in range(0, 12 * 60, 25):
        with at(timedelta(minutes=minutes)):
            assert is_signed_in(at_work), minutes
    with at(timedelta(hours=11, minutes=59, seconds=59)):
        assert is_signed_in(at_work)
    with at(timedelta(hours=12, seconds=1)):
        assert not is_signed_in(at_work)


def test_public_pages_keep_a_session_alive_too(at_work: Visitor) -> None:
    with at(timedelta(minutes=20)):
        at_work.visit("/over")
    with at(timedelta(minutes=45)):
        assert is_signed_in(at_work)


def test_presence_is_noted_once_a_minute(at_work: Visitor, owner: Engine) -> None:
    seen = []
    for seconds in (0, 50, 61, 100, 122):
        with at(timedelta(seconds=seconds)):
            at_work.visit("/over")
        with Session(owner) as session:
            seen.append(session.scalars(select(AccountSession.last_seen_at)).one() - NOON)

    assert [each.total_seconds() for each in seen] == [0, 0, 61, 61, 122]


Change = Callable[[Session, int], object]


def execute(sql: str) -> Change:
    return lambda session, account_id: session.execute(text(sql), {"id": account_id})


ENDING: dict[str, Change] = {
    "a role that is granted": lambda s, n: make_grant(s, n, Role.MUNICIPALITY_VIEWER),
    "a role that ends": execute("UPDATE role_grant SET ended_at = now(), end_reason = 'Klaar' WHERE account_id = :id"),
    "a role whose period changes": execute(
        "UPDATE role_grant SET period = daterange('2025-01-01', '2027-01-01') WHERE account_id = :id"
    ),
    "another password": execute("UPDATE account SET password_hash = 'x' WHERE id = :id"),
    "another app": execute("UPDATE account SET totp_secret = 'x' WHERE id = :id"),
    "another address": execute("UPDATE account SET email = 'anders@example.nl' WHERE id = :id"),
    "an account that goes": lambda s, n: (
        s.execute(delete(RoleGrant).where(RoleGrant.account_id == n)),
        s.execute(delete(Account).where(Account.id == n)),
    ),
}
STAYING: dict[str, Change] = {
    "another language": execute("UPDATE account SET language = 'en' WHERE id = :id"),
    "a moment of signing in": execute("UPDATE account SET last_signed_in_at = now() WHERE id = :id"),
    "a code that was used": execute("UPDATE account SET totp_last_step = 5 WHERE id = :id"),
    "another name": lambda s, n: make_person(s, "Anders", account_id=n),
}


@pytest.fixture
def both(records: Session, account_id: int, sign_in: SignIn) -> tuple[Visitor, Visitor]:
    """Somebody with a role, and somebody else with the same."""
    other = make_account(records).id
    for each in (account_id, other):
        make_grant(records, each, Role.CITY_COORDINATOR)
    return sign_in(account_id), sign_in(other)


def test_session_goes_on_when_a_role_waits_or_comes_later(
    records: Session, account_id: int, both: tuple[Visitor, Visitor]
) -> None:
    make_grant(records, account_id, Role.ADMINISTRATOR, waits=True)
    make_grant(records, account_id, Role.MUNICIPALITY_VIEWER, since=date(2090, 1, 1))
    records.commit()

    assert [is_signed_in(each) for each in both] == [True, True]


@pytest.mark.parametrize("what", ENDING)
def test_session_ends_at_once_with(records: Session, account_id: int, both: tuple[Visitor, Visitor], what: str) -> None:
    assert [is_signed_in(each) for each in both] == [True, True]
    ENDING[what](records, account_id)
    records.commit()

    assert [is_signed_in(each) for each in both] == [False, True]


@pytest.mark.parametrize("what", STAYING)
def test_session_stays_with(records: Session, account_id: int, both: tuple[Visitor, Visitor], what: str) -> None:
    STAYING[what](records, account_id)
    records.commit()

    assert [is_signed_in(each) for each in both] == [True, True]


@pytest.mark.parametrize(
    ("grant", "opens"),
    [
        ({}, True),
        ({"since": date(2026, 11, 22)}, True),
        ({"until": date(2026, 11, 23)}, True),
        ({"since": date(2026, 11, 23)}, False),
        ({"until": date(2026, 11, 22)}, False),
        ({"ended": True}, False),
        ({"waits": True}, False),
    ],
)
def test_only_a_role_in_force_opens_anything(
    records: Session, account_id: int, sign_in: SignIn, grant: dict[str, object], *, opens: bool
) -> None:
    make_grant(records, account_id, Role.CITY_COORDINATOR, **grant)  # type: ignore[arg-type]  # passed on
    browser = sign_in(account_id)

    assert is_signed_in(browser)
    assert browser.client.get("/mensen").status_code == (200 if opens else 404)


def test_role_of_somebody_else_opens_nothing(records: Session, account_id: int, sign_in: SignIn) -> None:
    make_grant(records, make_account(records).id, Role.CITY_COORDINATOR, granted_by=account_id)

    assert sign_in(account_id).client.get("/mensen").status_code == 404


GARBAGE = [
    "x",
    "x" * 43,
    "x" * 1_000_000,
    "é",
    "%00",
    "\x00",
    "a\x00b",
    '"',
    "';DROP TABLE account;--",
    "\u202e",
    "\U0001f984",
    "None",
    "[]",
    "0",
    "-1",
    " ",
    "",
]


@pytest.mark.parametrize("token", GARBAGE, ids=lambda token: repr(token[:12]))
def test_token_that_was_made_up_is_none(app: Flask, token: str) -> None:
    client = app.test_client()
    environ = {"HTTP_COOKIE": f"missie050={token}".encode().decode("latin-1")}

    assert client.get("/over", environ_overrides=environ).status_code in (200, 400, 413)
    assert client.get(OWN_PAGE, environ_overrides=environ).status_code in (303, 400, 413)
    assert client.post("/uitloggen", environ_overrides=environ).status_code in (303, 400, 413)


@pytest.mark.parametrize(
    "raw", ["missie050=\xff\xfe", "missie050=\xed\xa0\x80", "=missie050", "missie050", ";;;", "\xff"]
)
def test_cookies_that_cannot_be_read_are_none(app: Flask, raw: str) -> None:
    assert app.test_client().get(OWN_PAGE, environ_overrides={"HTTP_COOKIE": raw}).status_code == 303


def test_hash_in_the_database_is_no_token(records: Session, account_id: int, sign_in: SignIn, app: Flask) -> None:
    browser = sign_in(account_id)
    kept = records.scalars(select(AccountSession.token_hash)).one()
    records.commit()
    for stolen in (kept.hex(), kept.decode("latin-1")):
        thief = Visitor(app.test_client())
        thief.client.set_cookie("missie050", stolen)
        assert not is_signed_in(thief)
    assert is_signed_in(browser)


def test_tokens_are_long_and_kept_as_a_hash() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}
    assert hash_of("a") != hash_of("b")
    assert len(hash_of("\ud800")) == 32


@pytest.mark.parametrize("path", ["/", "/over", "/wijken/selwerd", OWN_PAGE, "/bestaat-niet"])
def test_no_page_for_who_is_signed_in_is_kept(account_id: int, sign_in: SignIn, path: str) -> None:
    answer = sign_in(account_id).client.get(path, headers={"Accept": "text/html"})

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_map_data_are_everybodys_and_may_be_kept(account_id: int, sign_in: SignIn, visitor: Visitor) -> None:
    answers = [each.client.get("/kaart/wijken.geojson") for each in (sign_in(account_id), visitor)]

    assert answers[0].data == answers[1].data
    assert [each.headers["Cache-Control"] for each in answers] == ["public, no-cache", "public, no-cache"]
    assert "no-store" in sign_in(account_id).client.get("/kaart/wijken.geojson?zoom=x").headers["Cache-Control"]


def test_files_and_visitors_pages_may_be_kept(account_id: int, sign_in: SignIn, visitor: Visitor) -> None:
    page = visitor.visit("/over")
    style = str(page.soup.select_one("link[rel=stylesheet]")["href"])

    assert page.response.headers["Cache-Control"] == "no-cache"
    assert "Cookie" in page.response.headers["Vary"]
    with sign_in(account_id).client.get(style) as answer:
        assert answer.status_code == 200
        assert "no-store" not in answer.headers["Cache-Control"]


def test_half_a_sign_in_is_nobody(account_id: int, sign_in: SignIn) -> None:
    browser = sign_in(account_id, stage=SignInStage.PASSWORD_CHECKED)

    assert not is_signed_in(browser)
    assert browser.visit("/over").response.headers["Cache-Control"] == "no-store"
    assert browser.visit("/over").soup.select_one('header a[href="/mijn"]') is None


def test_request_knows_who_it_is_of(app: Flask, records: Session, account_id: int, sign_in: SignIn) -> None:
    person = make_person(records, "Aaf Wie", account_id=account_id)
    grant = make_grant(records, account_id, Role.CITY_COORDINATOR)
    person_id, role = person.id, grant.role
    records.execute(text("UPDATE account SET language = 'en' WHERE id = :id"), {"id": account_id})
    browser = sign_in(account_id)
    with browser.client:
        browser.client.get("/over")
        found, actor = current_sign_in(), current_actor()

    assert found is not None
    assert (found.language, found.stage, found.actor) == ("en", SignInStage.FULL, actor)
    assert (actor.account_id, actor.person_id, actor.name) == (account_id, person_id, "Aaf Wie")
    assert [each.role for each in actor.holdings] == [role]
