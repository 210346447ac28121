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


def test_who_asked_nothing_is_sent_to_ask(visitor: Visitor) -> None:
    assert visitor.visit(SENT_PAGE, status=303).response.headers["Location"] == LINK_PAGE


def test_page_shows_the_address_that_was_typed_and_where_to_ask_again(records: Session, visitor: Visitor) -> None:
    for page, asked_at in ((LINK_PAGE, LINK_PAGE), (RESET_PAGE, RESET_PAGE)):
        mailed_link(visitor, records, "proefbuur@example.nl", page=asked_at)
        shown = visitor.visit(SENT_PAGE)
        assert "Kijk in je mail" in shown.soup.h1.text
        assert "proefbuur@example.nl" in shown.text
        assert shown.soup.select_one(f'a[href="{page}"].button')


def test_new_link_takes_the_place_of_what_this_browser_asked_before(
    records: Session, visitor: Visitor, app: Flask
) -> None:
    first = mailed_link(visitor, records, "proefbuur@example.nl")
    elsewhere = mailed_link(Visitor(app.test_client()), records, "proefbuur@example.nl")
    second = mailed_link(visitor, records, "proefbuur@example.nl")

    visitor.visit(first, status=410)
    visitor.visit(elsewhere)  # what another browser asked for goes on working
    visitor.visit(second)


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

    visitor.visit(SENT_PAGE, status=303)


def test_digits_are_gone_once_somebody_else_signed_in_at_this_browser(records: Session, visitor: Visitor) -> None:
    make_staff(records)
    mailed_link(visitor, records, "proefbuur@example.nl")
    assert visitor.visit(SENT_PAGE).soup.select_one(".digits") is not None
    give_password(visitor, "staf@example.nl")

    visitor.visit(SENT_PAGE, status=303)
    assert last_link(records)
