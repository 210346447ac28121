import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.accounts.signing_in import (
    LINK_PAGE,
    RESET_PAGE,
    SENT_PAGE,
    comparable,
    digits_on,
    errors_of,
    later,
    make_neighbour,
    make_staff,
)
from tests.web.conftest import Visitor
from tests.web.statements import counted
from webapp.models import EmailLink, OutboxMail
from webapp.vocabulary import LinkPurpose

EMAILS = ["staff@example.nl", "neigh@example.nl", "nobod@example.nl"]


@pytest.fixture
def known(records: Session) -> Session:
    """One of the addresses has a password, one has an account without, one has nothing."""
    make_staff(records, EMAILS[0])
    make_neighbour(records, EMAILS[1])
    return records


def test_link_is_mailed_whoever_has_the_address(known: Session, app: Flask) -> None:
    for email in EMAILS:
        page = Visitor(app.test_client()).submit(RESET_PAGE, {"email": email}, status=303)
        assert page.response.headers["Location"] == SENT_PAGE

    links = known.scalars(select(EmailLink).order_by(EmailLink.id)).all()
    assert [(link.email, link.purpose) for link in links] == [(email, LinkPurpose.PASSWORD_RESET) for email in EMAILS]
    mails = known.scalars(select(OutboxMail)).all()
    assert {(mail.subject, re.sub(r"herstel/\S+", "herstel/", mail.body)) for mail in mails} == {
        (mails[0].subject, re.sub(r"herstel/\S+", "herstel/", mails[0].body))
    }
    assert not [mail for mail in mails if mail.recipient in mail.body or "Hinke" in mail.body]


def test_answer_and_work_are_the_same_whoever_has_the_address(known: Session, app: Flask) -> None:
    answers, work = [], []
    for email in EMAILS:
        browser = Visitor(app.test_client())
        with counted(app) as sent:
            asked = browser.submit(RESET_PAGE, {"email": email}, status=303)
        work.append([re.sub(r"savepoint_\d+", "", each) for each in sent])
        shown = browser.visit(SENT_PAGE)
        assert len(digits_on(shown)) == 4
        answers.append((comparable(asked.response), comparable(shown.response)))

    assert answers == [answers[0]] * 3
    assert work == [work[0]] * 3


@pytest.mark.parametrize("email", [EMAILS[0], EMAILS[2]])
def test_five_an_hour_to_one_address(known: Session, app: Flask, email: str) -> None:
    for _ in range(5):
        Visitor(app.test_client()).submit(RESET_PAGE, {"email": email}, status=303)
    page = Visitor(app.test_client()).submit(RESET_PAGE, {"email": email}, status=429)

    assert "minuten opnieuw." in page.text
    Visitor(app.test_client()).submit(RESET_PAGE, {"email": EMAILS[1]}, status=303)
    with later(minutes=61):
        Visitor(app.test_client()).submit(RESET_PAGE, {"email": email}, status=303)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {}}, 422),
        ({"data": {"email": "geen adres"}}, 422),
        ({"data": {"email": "a\x00@b.nl"}}, 400),
        ({"data": {"email": "x" * 900_000}}, 422),
        ({"data": {"email": "x" * 2_000_000}}, 413),
        ({"json": {"email": EMAILS[0]}}, 422),
    ],
)
def test_bad_input_is_refused(visitor: Visitor, records: Session, sent: dict[str, Any], status: int) -> None:
    assert visitor.client.post(RESET_PAGE, **sent).status_code == status
    assert records.scalars(select(EmailLink)).all() == []


def test_form_keeps_what_was_typed(visitor: Visitor) -> None:
    page = visitor.submit(RESET_PAGE, {"email": "geen adres"}, status=422)

    assert page.soup.find(id="email")["value"] == "geen adres"
    assert "email" in errors_of(page)
    assert errors_of(visitor.visit(RESET_PAGE)) == {}


def test_link_for_signing_in_takes_its_own_page_along(known: Session, visitor: Visitor) -> None:
    visitor.visit(f"{LINK_PAGE}?verder=/mensen")
    visitor.submit(RESET_PAGE, {"email": EMAILS[0]}, status=303)
    visitor.submit(LINK_PAGE, {"email": EMAILS[0]}, status=303)

    assert known.scalars(select(EmailLink.next_path).order_by(EmailLink.id)).all() == [None, "/mensen"]
