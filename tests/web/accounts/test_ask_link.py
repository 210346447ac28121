import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_grant
from tests.web.accounts.signing_in import (
    LINK_PAGE,
    SENT_PAGE,
    comparable,
    count,
    digits_on,
    errors_of,
    forget_limits,
    later,
    make_neighbour,
    make_staff,
)
from tests.web.conftest import Visitor
from tests.web.statements import counted
from webapp.accounts import links
from webapp.errors import DomainError
from webapp.models import Account, EmailLink, OutboxMail, RateHit
from webapp.vocabulary import LinkPurpose, Role

RAW = b'--grens\r\nContent-Disposition: form-data; name="email"\r\n\r\n%s\r\n--grens--\r\n'
EMAIL = "iemand.nieuw@example.nl"


def mails(records: Session) -> list[OutboxMail]:
    found = list(records.scalars(select(OutboxMail).order_by(OutboxMail.id)))
    records.commit()
    return found


def test_form_asks_for_an_address_and_points_to_the_password(visitor: Visitor) -> None:
    page = visitor.visit(LINK_PAGE)

    assert page.soup.select_one('label[for="email"]').text == "Je e-mailadres"
    assert page.soup.select_one("form.form")["action"] == LINK_PAGE
    assert page.soup.select_one('a[href="/inloggen/wachtwoord"]')
    assert errors_of(page) == {}


def test_link_is_mailed_and_the_asking_browser_shows_digits(records: Session, visitor: Visitor, app: Flask) -> None:
    page = visitor.submit(LINK_PAGE, {"email": f"  {EMAIL.upper()} "}, status=303)

    assert page.response.headers["Location"] == SENT_PAGE
    digits = digits_on(visitor.visit(SENT_PAGE))
    assert digits.isdecimal()
    assert len(digits) == 4
    Visitor(app.test_client()).visit(SENT_PAGE, status=303)  # somebody else's browser shows nothing
    assert [mail.recipient for mail in mails(records)] == [EMAIL]
    link = records.scalars(select(EmailLink)).one()
    assert (link.purpose, link.email, link.language) == (LinkPurpose.SIGN_IN, EMAIL, "nl")
    assert count(records, Account, Account.email == EMAIL) == 0  # not before somebody shows to own the address


def test_mail_has_a_link_to_our_own_address_and_nothing_about_anyone(records: Session, visitor: Visitor) -> None:
    make_neighbour(records, EMAIL, name="Aaf Geheim")
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    visitor.client.post(LINK_PAGE, data={"email": EMAIL}, headers=headers)
    visitor.submit(LINK_PAGE, {"email": EMAIL}, status=303)

    digits = digits_on(visitor.visit(SENT_PAGE))
    assert len(mails(records)) == 2
    for mail in mails(records):
        assert "http://127.0.0.1:8050/inloggen/link/" in mail.body
        words = f"{mail.subject} {mail.body}"
        assert not [each for each in ("evil", "Geheim", "Aaf", EMAIL, "iemand", f" {digits}") if each in words]


def test_mail_is_in_the_language_of_who_asks(records: Session, visitor: Visitor) -> None:
    visitor.client.set_cookie("taal", "en")
    visitor.submit(LINK_PAGE, {"email": EMAIL}, status=303)

    assert [link.language for link in records.scalars(select(EmailLink))] == ["en"]
    assert visitor.visit(LINK_PAGE).soup.html["lang"] == "en"


def test_link_and_mail_come_together_or_not_at_all(
    records: Session, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise DomainError("proef")

    with monkeypatch.context() as broken:
        broken.setattr(links, "post_mail", refuse)
        visitor.submit(LINK_PAGE, {"email": EMAIL}, status=400)
    assert (count(records, EmailLink), count(records, OutboxMail)) == (0, 0)

    visitor.submit(LINK_PAGE, {"email": EMAIL}, status=303)
    assert (count(records, EmailLink), count(records, OutboxMail)) == (1, 1)


def everyone(records: Session) -> list[str]:
    """Addresses of all kinds of accounts, and of none."""
    make_neighbour(records, "kent@example.nl")
    make_staff(records, "rols@example.nl")
    make_staff(records, "oud1@example.nl", role=None, with_app=False)
    waiting = make_neighbour(records, "wach@example.nl")
    make_grant(records, waiting, Role.ADMINISTRATOR, waits=True)
    records.commit()
    return ["nooi@example.nl", "kent@example.nl", "rols@example.nl", "oud1@example.nl", "wach@example.nl"]


def test_answer_is_the_same_whoever_has_the_address(records: Session, app: Flask) -> None:
    answers = []
    for email in everyone(records):
        browser = Visitor(app.test_client())
        asked = browser.submit(LINK_PAGE, {"email": email}, status=303)
        answers.append((comparable(asked.response), comparable(browser.visit(SENT_PAGE).response)))

    assert answers == [answers[0]] * 5
    wrong = Visitor(app.test_client()).submit(LINK_PAGE, {"email": "geen adres"}, status=422)
    assert comparable(wrong.response) != answers[0][0]


def test_work_is_the_same_whoever_has_the_address(records: Session, app: Flask) -> None:
    work = []
    for email in everyone(records):
        with counted(app) as sent:
            Visitor(app.test_client()).submit(LINK_PAGE, {"email": email}, status=303)
        work.append([re.sub(r"savepoint_\d+", "", each) for each in sent])

    assert work == [work[0]] * 5
    assert [each for each in work[0] if each.startswith("INSERT INTO outbox_mail")]


@pytest.mark.parametrize("email", ["kent@example.nl", "onbekend@example.nl"])
def test_five_links_a_quarter_to_one_address(records: Session, app: Flask, email: str) -> None:
    make_neighbour(records, "kent@example.nl")
    for spelling in (email, email.upper(), f" {email} ", email.title(), email):
        Visitor(app.test_client()).submit(LINK_PAGE, {"email": spelling}, status=303)
    page = Visitor(app.test_client()).submit(LINK_PAGE, {"email": email}, status=429)

    assert re.search("Probeer het over 15 minuten opnieuw.", page.text)
    assert int(page.response.headers["Retry-After"]) > 800
    assert len(mails(records)) == 5
    Visitor(app.test_client()).submit(LINK_PAGE, {"email": "ander@example.nl"}, status=303)
    with later(minutes=16):
        Visitor(app.test_client()).submit(LINK_PAGE, {"email": email}, status=303)


def ask_from(app: Flask, network: str, number: int) -> int:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = network
    return client.post(LINK_PAGE, data={"email": f"adres{number}@example.nl"}).status_code


def test_thirty_links_an_hour_from_one_network_address(records: Session, app: Flask) -> None:
    assert {ask_from(app, "192.0.2.7", number) for number in range(30)} == {303}
    assert ask_from(app, "192.0.2.7", 30) == 429
    assert ask_from(app, "192.0.2.8", 31) == 303


def test_who_has_many_ipv6_addresses_has_one_limit(records: Session, app: Flask) -> None:
    assert {ask_from(app, f"2001:db8:0:7::{number:x}", number) for number in range(30)} == {303}
    assert ask_from(app, "2001:db8:0:7:ffff::1", 30) == 429
    assert ask_from(app, "2001:db8:0:8::1", 31) == 303


def test_who_comes_over_no_network_has_a_limit_too(records: Session, app: Flask) -> None:
    assert ask_from(app, "unix:", 1) == 303
    assert count(records, RateHit, RateHit.key.contains("unix:")) == 1


def test_counts_hold_no_addresses(records: Session, visitor: Visitor) -> None:
    visitor.submit(LINK_PAGE, {"email": EMAIL}, status=303)
    keys = list(records.scalars(select(RateHit.key)))

    assert len(keys) == 2
    assert not [key for key in keys if "iemand" in key or "@" in key]


def test_form_that_was_filled_in_wrongly_does_not_count(records: Session, visitor: Visitor) -> None:
    for _ in range(7):
        visitor.submit(LINK_PAGE, {"email": "geen adres"}, status=422)
    visitor.submit(LINK_PAGE, {"email": EMAIL}, status=303)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Vul je e-mailadres in."),
        ("   ", "Vul je e-mailadres in."),
        ("Aaf", "Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl."),
        ("aaf@", "Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl."),
        ("aaf@b.nl\nBcc: c@d.nl", "Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl."),
        ("a" * 250 + "@b.nl", "Dit e-mailadres is te lang."),
        ("x" * 900_000, "Dit e-mailadres is te lang."),
    ],
)
def test_what_is_no_address_is_refused_and_stays(records: Session, visitor: Visitor, typed: str, error: str) -> None:
    page = visitor.submit(LINK_PAGE, {"email": typed}, status=422)

    assert errors_of(page)["email"] == error
    # one error: what is too long is not looked at further, which would take seconds
    assert page.soup.select_one(".field__error").text.split() == ["Fout:", *error.split()]
    assert page.soup.find(id="email")["value"] == typed.strip()
    assert page.soup.title.text.strip().startswith("Fout:")
    assert count(records, EmailLink) == 0


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {"email": "a\x00@b.nl"}}, 400),
        ({"data": b"email=\xed\xa0\x80@b.nl", "content_type": "application/x-www-form-urlencoded"}, 422),
        ({"data": RAW % b"\xed\xa0\x80@b.nl", "content_type": "multipart/form-data; boundary=grens"}, 400),
        ({"data": RAW % b"\xff@b.nl", "content_type": "multipart/form-data; boundary=grens"}, 400),
        ({"data": RAW % EMAIL.encode(), "content_type": "multipart/form-data; boundary=grens"}, 303),
        ({"data": {"email": "x" * 2_000_000}}, 413),
        ({"data": {}}, 422),
        ({"json": {"email": EMAIL}}, 422),
        ({"data": b"[" * 100_000, "content_type": "application/json"}, 400),
        ({"data": b"email=%s" % EMAIL.encode(), "content_type": "text/plain"}, 422),
        ({"data": {"email": [EMAIL, "tweede@example.nl"]}}, 303),
    ],
)
def test_what_no_form_sends_is_no_fault_of_ours(
    records: Session, visitor: Visitor, sent: dict[str, Any], status: int
) -> None:
    assert visitor.client.post(LINK_PAGE, **sent).status_code == status
    assert [mail.recipient for mail in mails(records)] == ([EMAIL] if status == 303 else [])


def test_address_that_grows_in_lower_case_makes_no_link_that_cannot_work(records: Session, visitor: Visitor) -> None:
    forget_limits(records)
    local = "İ" * 20
    page = visitor.client.post(LINK_PAGE, data={"email": f"{local}@{'a' * 60}.{'b' * 60}.{'c' * 60}.nl"})

    assert page.status_code in (303, 422)
    kept = list(records.scalars(select(EmailLink.email)))
    assert all(len(email) <= 254 and email == email.lower() for email in kept)


@pytest.mark.parametrize("wanted", ["/mijn/profiel", "/wijken/selwerd?op=2024-01-01"])
def test_page_that_was_wanted_is_kept_with_the_link(records: Session, visitor: Visitor, wanted: str) -> None:
    visitor.visit(f"{LINK_PAGE}?verder={wanted}")
    visitor.submit(LINK_PAGE, {"email": EMAIL}, status=303)

    assert list(records.scalars(select(EmailLink.next_path))) == [wanted]


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil", ""])
def test_page_of_another_site_is_not_kept(records: Session, visitor: Visitor, wanted: str) -> None:
    visitor.visit(f"{LINK_PAGE}?verder={wanted}")
    visitor.submit(LINK_PAGE, {"email": EMAIL}, status=303)

    assert list(records.scalars(select(EmailLink.next_path))) == [None]
