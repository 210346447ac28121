import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.need_making import make_private_need
from tests.web.conftest import SignIn
from tests.web.needs.asking import CANARY, Asker, add_asker
from tests.web.statements import counted
from webapp.models import Person
from webapp.vocabulary import NeedState


@pytest.fixture
def asker(records: Session) -> Asker:
    return add_asker(records)


def add_need(records: Session, asker: Asker, **changes: object) -> tuple[int, str]:
    need = make_private_need(records, records.get_one(Person, asker.person_id), **changes)
    found = need.id, need.key
    records.commit()
    return found


def test_own_asks_stand_by_whether_they_are_open(records: Session, sign_in: SignIn, asker: Asker) -> None:
    browser = sign_in(asker.account_id)
    assert "Je vraagt nu niets" in browser.visit("/mijn/vragen").text
    add_need(records, asker, theme="vervoer")
    add_need(records, asker, theme="tuin", state=NeedState.MET)
    add_need(records, asker, theme="taal", expires_on=TODAY)
    page = browser.visit("/mijn/vragen")
    heads = [[each.text.strip() for each in part.select("h3")] for part in page.soup.select("ul.need-cards")]
    assert heads == [["Vervoer"], ["Taal", "Tuin"]]
    assert "verlopen" in page.text
    assert len(page.soup.select("form.need-close")) == 1


def test_nobody_sees_the_asks_of_another(records: Session, sign_in: SignIn, asker: Asker) -> None:
    _, key = add_need(records, asker, theme="vervoer", words=CANARY)
    other = sign_in(add_asker(records, "Bea Buur").account_id)
    assert "Vervoer" not in other.visit("/mijn/vragen").text
    other.visit(f"/mijn/vragen/{key}", status=404)
    other.submit(f"/mijn/vragen/{key}", {}, status=404)
    other.submit(f"/mijn/vragen/{key}/sluiten", {"uitkomst": "met"}, status=404)
    assert CANARY in sign_in(asker.account_id).visit(f"/mijn/vragen/{key}").text


def test_own_list_takes_as_many_statements_for_many_as_for_one(records: Session, sign_in: SignIn, asker: Asker) -> None:
    browser = sign_in(asker.account_id)
    add_need(records, asker)
    with counted(browser.client.application) as few:
        browser.visit("/mijn/vragen")
    for theme in ("vervoer", "tuin", "taal", "klussen"):
        add_need(records, asker, theme=theme)
    with counted(browser.client.application) as many:
        browser.visit("/mijn/vragen")
    assert len(many) == len(few)
