"""The list of one's own initiatives: how each stands, in plain words."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_content
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.initiatives.keeping import (
    NOW,
    asks_to_sign_in,
    end,
    get,
    made,
    made_by_another,
    merge,
    send_back,
    share_with_partner,
)
from tests.web.initiatives.registering import NEW, OWN
from tests.web.statements import counted
from webapp.initiatives.actions import propose


def listed(page: Page) -> dict[str, str]:
    """What stands in the list, by title."""
    return {each.a.text: " ".join(each.text.split()) for each in page.soup.select(".own-initiatives__item")}


def test_visitor_signs_in_first(visitor: Visitor) -> None:
    assert asks_to_sign_in(visitor, OWN)


def test_list_says_in_plain_words_how_each_stands(records: Session, sign_in: SignIn, owner: int) -> None:
    made(records, owner, make_content("Wacht nog"), waiting=True)
    back = made(records, owner, make_content("Kwam terug"), waiting=True)
    send_back(records, back, "Waar is het precies?")
    made(records, owner, make_content("Loopt gewoon"))
    made(records, owner, make_content("Begint later", starts_on=date(2027, 1, 9)))
    made(records, owner, make_content("Al lang niets gezegd"), on=TODAY - timedelta(days=400))
    end(records, made(records, owner, make_content("Is voorbij")))

    rows = listed(sign_in(owner).visit(OWN))
    assert "Ontvangen" in rows["Wacht nog"]
    assert "Terug bij jou" in rows["Kwam terug"]
    assert "Loopt" in rows["Loopt gewoon"]
    assert "Begint za 9 januari 2027" in rows["Begint later"]
    assert "Klopt dit nog?" in rows["Al lang niets gezegd"]
    assert "Gestopt" in rows["Is voorbij"]
    # what asks for something goes first
    assert next(iter(rows)) == "Kwam terug"


def test_change_that_waits_is_told(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    assert "wacht op een coördinator" not in browser.visit(OWN).text
    initiative = get(records, slug)
    propose(records, initiative, make_content("Nieuwe naam"), by=owner, version=initiative.version, now=NOW)
    records.commit()
    assert "Je wijziging wacht op een coördinator." in listed(browser.visit(OWN))["Nieuwe naam"]


def test_list_holds_what_one_keeps_and_nothing_else(records: Session, sign_in: SignIn, owner: int) -> None:
    made(records, owner, make_content("Van mij"))
    made_by_another(records, make_content("Van een ander"))
    share_with_partner(records, made_by_another(records, make_content("Van onze stichting")), owner)
    kept = made_by_another(records, make_content("Blijft"))
    merge(records, made(records, owner, make_content("Ging op in een ander")), kept)

    # who kept what was merged keeps what it went into
    assert set(listed(sign_in(owner).visit(OWN))) == {"Van mij", "Van onze stichting", "Blijft"}


def test_title_is_shown_as_it_was_typed(records: Session, sign_in: SignIn, owner: int) -> None:
    made(records, owner, make_content("<b>vet</b> {{ 7*7 }}"))
    assert list(listed(sign_in(owner).visit(OWN))) == ["<b>vet</b> {{ 7*7 }}"]


def test_list_without_anything_says_what_to_do(sign_in: SignIn, owner: int) -> None:
    page = sign_in(owner).visit(OWN)
    assert "Je hebt nog niets gemeld" in page.text
    assert page.soup.find("a", href=NEW) is not None


def test_list_takes_as_many_statements_whatever_there_is(
    records: Session, sign_in: SignIn, owner: int, app: Flask
) -> None:
    browser = sign_in(owner)
    browser.visit(OWN)
    with counted(app) as before:
        browser.visit(OWN)
    for number in range(4):
        made(records, owner, make_content(f"Initiatief {number}"))
    with counted(app) as after:
        browser.visit(OWN)
    assert len(before) == len(after)
