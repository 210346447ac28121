"""On a shared computer a form stays with whom it was made for."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.web.conftest import SignIn
from webapp.models import Person

PATH = "/mijn/profiel"


def test_form_of_one_account_is_not_taken_in_for_another(records: Session, sign_in: SignIn) -> None:
    first, second = sign_in(make_account(records).id), sign_in(make_account(records).id)
    mark = first.visit(PATH).soup.find("input", {"name": "voor"})["value"]
    typed = {"name": "Van de eerste", "location_level": "buurt", "version": "1", "buurt_code": "", "voor": str(mark)}
    page = second.submit(PATH, typed, status=409)

    assert "Je bent nu ingelogd als iemand anders" in page.text
    assert "Van de eerste" not in page.text
    assert records.scalars(select(Person.id).where(Person.name == "Van de eerste")).all() == []

    first.submit(PATH, typed, status=303)
    assert len(records.scalars(select(Person.id).where(Person.name == "Van de eerste")).all()) == 1


def test_mark_tells_nobody_else_who_it_is(records: Session, sign_in: SignIn) -> None:
    account_id = make_account(records).id
    browser = sign_in(account_id)
    mark = str(browser.visit(PATH).soup.find("input", {"name": "voor"})["value"])

    assert len(mark) == 32
    assert str(account_id) != mark
    assert browser.visit(PATH).soup.find("input", {"name": "voor"})["value"] == mark
