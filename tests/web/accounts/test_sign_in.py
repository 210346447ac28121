import re
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.accounts.signing_in import (
    APP_PAGE,
    CODE_PAGE,
    LINK_PAGE,
    OWN_PAGE,
    PASSWORD,
    PASSWORD_PAGE,
    SECURITY_PAGE,
    Site,
    code_of_now,
    comparable,
    count,
    errors_of,
    forget_limits,
    give_password,
    is_signed_in,
    kept_password,
    later,
    make_neighbour,
    make_staff,
    sign_in_fully,
    token_of,
)
from tests.web.conftest import Visitor
from tests.web.statements import counted
from webapp.accounts import credentials
from webapp.models import Account, AccountSession, AuditEvent, RateHit
from webapp.vocabulary import AuditAction, SignInStage

EMAIL, UNKNOWN = "staf@example.nl", "naam@example.nl"
WRONG = "Dit e-mailadres en wachtwoord horen niet bij elkaar."


def test_right_password_asks_for_the_code(records: Session, visitor: Visitor) -> None:
    make_staff(records, EMAIL)
    page = give_password(visitor, f" {EMAIL.upper()}")

    assert page.response.headers["Location"] == CODE_PAGE
    assert list(records.scalars(select(AccountSession.stage))) == [SignInStage.PASSWORD_CHECKED]


def test_who_has_no_app_yet_sets_one(records: Session, visitor: Visitor) -> None:
    make_staff(records, EMAIL, with_app=False)

    assert give_password(visitor, EMAIL).response.headers["Location"] == APP_PAGE


def test_password_alone_opens_nothing(records: Session, visitor: Visitor, app: Flask) -> None:
    make_staff(records, EMAIL)
    give_password(visitor, EMAIL)
    pages = [OWN_PAGE, SECURITY_PAGE, "/mijn/profiel", "/mijn/gegevens", "/mensen", "/berichten"]
    for path in pages:
        assert visitor.visit(path, status=303).response.headers["Location"].startswith(f"{LINK_PAGE}?verder=")
    assert visitor.client.post(SECURITY_PAGE).status_code == 401
    assert visitor.visit("/").soup.select_one(f'a[href="{OWN_PAGE}"]') is None

    visitor.submit(CODE_PAGE, {"code": code_of_now()}, status=303)
    assert {visitor.client.get(path).status_code for path in pages} == {200}


def test_password_counts_for_ten_minutes(records: Session, visitor: Visitor) -> None:
    make_staff(records, EMAIL)
    give_password(visitor, EMAIL)
    with later(minutes=9, seconds=50):
        visitor.visit(CODE_PAGE)
    with later(minutes=10, seconds=10):
        assert visitor.visit(CODE_PAGE, status=303).response.headers["Location"] == PASSWORD_PAGE
        page = visitor.submit(CODE_PAGE, {"code": code_of_now()}, status=303)
        assert page.response.headers["Location"] == PASSWORD_PAGE
        assert not is_signed_in(visitor)


def test_wrong_password_is_refused_in_the_same_words_as_an_unknown_address(records: Session, app: Flask) -> None:
    make_staff(records, EMAIL)
    make_neighbour(records, "link@example.nl")
    make_staff(records, "half@example.nl", with_app=False)
    answers = []
    for email in (EMAIL, UNKNOWN, "link@example.nl", "half@example.nl"):
        page = give_password(Visitor(app.test_client()), email, "niet het wachtwoord", status=422)
        assert errors_of(page) == {"password": WRONG}
        status, body, headers = comparable(page.response)
        answers.append((status, body.replace(email, "?" * len(email)), headers))
    assert {len(email) for email in (EMAIL, UNKNOWN)} == {15}
    assert {body.replace("?", "") for _, body, _ in answers} == {answers[0][1].replace("?", "")}
    assert answers[0] == answers[1]


class CountingHasher(PasswordHasher):
    """The hasher, and how often it did its slow work."""

    times = 0

    def hash(self, *args: Any, **kwargs: Any) -> str:
        type(self).times += 1
        return super().hash(*args, **kwargs)

    def verify(self, *args: Any, **kwargs: Any) -> bool:  # type: ignore[override]  # whatever it is asked
        type(self).times += 1
        return super().verify(*args, **kwargs)


@pytest.mark.parametrize("email", [EMAIL, UNKNOWN, "link@example.nl"])
@pytest.mark.parametrize("password", [PASSWORD, "niet het wachtwoord", "x"])
def test_slow_work_is_done_once_whoever_has_the_address(
    records: Session, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, email: str, password: str
) -> None:
    make_staff(records, EMAIL)
    make_neighbour(records, "link@example.nl")
    monkeypatch.setattr(CountingHasher, "times", 0)
    monkeypatch.setattr(credentials, "_HASHER", CountingHasher(time_cost=1, memory_cost=8, parallelism=1))
    status = 303 if (email, password) == (EMAIL, PASSWORD) else 422
    give_password(visitor, email, password, status=status)

    assert CountingHasher.times == 1


def test_statements_are_the_same_whoever_has_the_address(records: Session, app: Flask) -> None:
    make_staff(records, EMAIL)
    make_neighbour(records, "link@example.nl")
    work = []
    for email in (EMAIL, UNKNOWN, "link@example.nl"):
        with counted(app) as sent:
            give_password(Visitor(app.test_client()), email, "niet het wachtwoord", status=422)
        work.append([re.sub(r"savepoint_\d+", "", each) for each in sent])

    assert work == [work[0]] * 3
    assert [each for each in work[0] if each.startswith("INSERT INTO audit_event")]
    assert [each for each in work[0] if each.startswith("INSERT INTO rate_hit")]


def test_failure_is_accounted_for_whoever_has_the_address(site: Site) -> None:
    with site.owner() as owner:
        account_id = make_staff(owner, EMAIL)
    for email in (EMAIL, UNKNOWN):
        give_password(site.visitor(), email, "niet het wachtwoord", status=422)
    give_password(site.visitor(), EMAIL)

    events = site.read(select(AuditEvent).order_by(AuditEvent.id))
    assert [(event.action, event.subject_id, event.account_id) for event in events] == [
        (AuditAction.SIGN_IN_FAILED, str(account_id), None),
        (AuditAction.SIGN_IN_FAILED, "", None),
    ]


@pytest.mark.parametrize("email", [EMAIL, UNKNOWN])
def test_ten_wrong_tries_in_a_quarter_of_an_hour_close_an_address(records: Session, app: Flask, email: str) -> None:
    make_staff(records, EMAIL)
    make_staff(records, "collega@example.nl")
    for number in range(10):
        browser = Visitor(app.test_client())
        give_password(browser, email.upper() if number % 2 else f" {email}", f"verkeerd {number}", status=422)
    page = give_password(Visitor(app.test_client()), email, PASSWORD, status=429)

    assert re.search("Probeer het over 1[56] minuten opnieuw.", page.text)
    assert PASSWORD not in page.response.text
    give_password(Visitor(app.test_client()), "collega@example.nl")
    with later(minutes=16):
        give_password(Visitor(app.test_client()), email, status=303 if email == EMAIL else 422)


def test_right_passwords_do_not_count(records: Session, app: Flask) -> None:
    make_staff(records, EMAIL)
    for _ in range(12):
        give_password(Visitor(app.test_client()), EMAIL)


def test_sixty_wrong_tries_in_a_quarter_of_an_hour_close_a_network_address(records: Session, app: Flask) -> None:
    def send(network: str, number: int) -> int:
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = network
        sent = {"email": f"naam{number}@example.nl", "password": "verkeerd"}
        return client.post(PASSWORD_PAGE, data=sent).status_code

    assert {send("192.0.2.7", number) for number in range(60)} == {422}
    assert send("192.0.2.7", 60) == 429
    assert send("192.0.2.8", 61) == 422


def test_counts_hold_no_addresses(records: Session, visitor: Visitor) -> None:
    give_password(visitor, UNKNOWN, "verkeerd", status=422)
    keys = list(records.scalars(select(RateHit.key)))

    assert len(keys) == 3
    assert not [key for key in keys if "@" in key or "naam" in key]


def test_form_keeps_the_address_and_never_the_password(records: Session, visitor: Visitor) -> None:
    page = give_password(visitor, UNKNOWN, "GeheimPaardje-9", status=422)

    assert page.soup.find(id="email")["value"] == UNKNOWN
    assert not page.soup.find(id="password").get("value")
    assert "GeheimPaardje" not in page.response.text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {"email": EMAIL}}, 422),
        ({"data": {"password": PASSWORD}}, 422),
        ({"data": {}}, 422),
        ({"data": {"email": EMAIL, "password": " "}}, 422),
        ({"data": {"email": EMAIL, "password": "x" * 201}}, 422),
        ({"data": {"email": EMAIL, "password": "x" * 900_000}}, 422),
        ({"data": {"email": EMAIL, "password": "x" * 2_000_000}}, 413),
        ({"data": {"email": EMAIL, "password": "a\x00b"}}, 400),
        ({"data": {"email": EMAIL, "password": "\U0001f984" * 20}}, 422),
        ({"data": {"email": EMAIL, "password": ["verkeerd", PASSWORD]}}, 422),
        ({"json": {"email": EMAIL, "password": PASSWORD}}, 422),
        ({"json": {"email": "\ud800"}}, 400),
    ],
)
def test_bad_input_is_refused_and_nobody_gets_in(
    records: Session, visitor: Visitor, sent: dict[str, Any], status: int
) -> None:
    make_staff(records, EMAIL)
    response = visitor.client.post(PASSWORD_PAGE, **sent)

    assert response.status_code == status
    assert PASSWORD not in response.text
    assert count(records, AccountSession) == 0


def test_outdated_hash_is_renewed_at_sign_in(records: Session, visitor: Visitor) -> None:
    account_id = make_staff(records, EMAIL)
    weak = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    records.get_one(Account, account_id).password_hash = weak.hash(PASSWORD)
    records.commit()
    sign_in_fully(visitor, EMAIL)

    kept = records.get_one(Account, account_id).password_hash
    assert kept is not None
    assert kept.split("$")[3] == kept_password().split("$")[3]
    assert is_signed_in(visitor)


def test_token_is_another_at_each_step_and_the_old_one_is_dead(records: Session, app: Flask, visitor: Visitor) -> None:
    make_staff(records, EMAIL)
    tokens = []
    for step in (
        lambda: give_password(visitor, EMAIL),
        lambda: visitor.submit(CODE_PAGE, {"code": code_of_now()}, status=303),
    ):
        step()
        tokens.append(token_of(visitor))
    sign_in_again = Visitor(app.test_client())
    sign_in_again.client.set_cookie("missie050", str(tokens[0]))

    assert len({None, *tokens}) == 3
    assert not is_signed_in(sign_in_again)
    assert sign_in_again.client.get(CODE_PAGE).status_code == 303
    assert is_signed_in(visitor)


def test_form_token_is_renewed_at_sign_in(
    records: Session, visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_staff(records, EMAIL)
    with monkeypatch.context() as strict:
        strict.setitem(app.config, "WTF_CSRF_ENABLED", True)
        old = visitor.visit(PASSWORD_PAGE).soup.select_one("[name=csrf_token]")["value"]
        sent = {"email": EMAIL, "password": PASSWORD, "csrf_token": old}
        visitor.submit(PASSWORD_PAGE, {**sent, "csrf_token": "vals"}, status=400)
        visitor.submit(PASSWORD_PAGE, sent, status=303)
        visitor.submit(CODE_PAGE, {"code": code_of_now(), "csrf_token": old}, status=400)
        new = visitor.visit(CODE_PAGE).soup.select_one("[name=csrf_token]")["value"]
        visitor.submit(CODE_PAGE, {"code": code_of_now(), "csrf_token": new}, status=303)
    assert is_signed_in(visitor)


def test_page_says_why_somebody_came_here(visitor: Visitor) -> None:
    assert "Je nieuwe wachtwoord is bewaard" in visitor.visit(f"{PASSWORD_PAGE}?gewijzigd=1").text
    assert "is een link niet genoeg" in visitor.visit(f"{PASSWORD_PAGE}?wachtwoord=1").text
    assert visitor.visit(PASSWORD_PAGE).soup.select_one(".notice") is None


def test_page_that_was_wanted_opens_after_both_steps(records: Session, visitor: Visitor) -> None:
    make_staff(records, EMAIL)
    visitor.visit(f"{PASSWORD_PAGE}?verder=/mensen?zoek=aaf")
    page = sign_in_fully(visitor, EMAIL)
    assert page.response.headers["Location"] == "/mensen?zoek=aaf"

    forget_limits(records)
    visitor.client.post("/uitloggen")
    visitor.visit(f"{PASSWORD_PAGE}?verder=//evil.example/")
    with later(minutes=2):
        assert sign_in_fully(visitor, EMAIL).response.headers["Location"] == OWN_PAGE
