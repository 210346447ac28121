from flask import Flask
from sqlalchemy.orm import Session

from tests.web.accounts.signing_in import (
    LINK_PAGE,
    RESET_PAGE,
    SENT_PAGE,
    digits_on,
    give_password,
    last_link,
    mailed_link,
    make_neighbour,
    make_staff,
)
from tests.web.conftest import Visitor


def test_page_says_to_look_in_the_mail_also_to_who_asked_nothing(visitor: Visitor) -> None:
    page = visitor.visit(SENT_PAGE)

    assert "Kijk in je mail" in page.soup.h1.text
    assert page.soup.select_one(".digits") is None
    assert page.soup.select_one(f'a[href="{LINK_PAGE}"].button')


def test_digits_are_of_the_newest_link(records: Session, visitor: Visitor, app: Flask) -> None:
    mailed_link(visitor, records, "proefbuur@example.nl")
    first = digits_on(visitor.visit(SENT_PAGE))
    seen = {first}
    for number in range(4):  # four digits can be the same by chance, five times in a row they are not
        path = mailed_link(visitor, records, f"buur{number}@example.nl")
        seen.add(digits_on(visitor.visit(SENT_PAGE)))
    assert len(seen) > 1

    elsewhere = Visitor(app.test_client())
    page = elsewhere.submit(path, {"digits": digits_on(visitor.visit(SENT_PAGE))}, status=303)
    assert page.response.headers["Location"] == "/mijn/profiel"


def test_digits_are_shown_for_a_new_password_too(records: Session, visitor: Visitor) -> None:
    mailed_link(visitor, records, "proefbuur@example.nl", page=RESET_PAGE)

    assert len(digits_on(visitor.visit(SENT_PAGE))) == 4


def test_digits_are_gone_once_somebody_signed_in(records: Session, visitor: Visitor) -> None:
    make_neighbour(records)
    visitor.submit(mailed_link(visitor, records, "proefbuur@example.nl"), {}, status=303)

    assert visitor.visit(SENT_PAGE).soup.select_one(".digits") is None


def test_digits_are_gone_once_somebody_else_signed_in_at_this_browser(records: Session, visitor: Visitor) -> None:
    make_staff(records)
    mailed_link(visitor, records, "proefbuur@example.nl")
    assert visitor.visit(SENT_PAGE).soup.select_one(".digits") is not None
    give_password(visitor, "staf@example.nl")

    assert visitor.visit(SENT_PAGE).soup.select_one(".digits") is None
    assert last_link(records)
