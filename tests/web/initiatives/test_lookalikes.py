"""What looks like the initiative that somebody types: as a part of the page and as data, public ones only."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.initiative_making import make_content, make_initiative
from tests.web.conftest import SignIn, Visitor
from tests.web.initiatives.keeping import end, made
from tests.web.statements import counted
from webapp.vocabulary import InitiativeLayer

LOOKALIKES = "/initiatieven/lijkt-op"
JSON, HTML = {"Accept": "application/json"}, {"Accept": "text/html"}


def found(browser: Visitor, query: str) -> list[str]:
    answer = browser.client.get(f"{LOOKALIKES}?{query}", headers=JSON)
    assert answer.status_code == 200
    return [each["slug"] for each in answer.json["results"]]


def test_lookalikes_come_as_a_part_of_a_page_and_as_data(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Samen <b>eten</b>", organiser="${x}"))
    records.commit()
    path = f"{LOOKALIKES}?titel=samen+b+eten&plek=6.5517,53.2327"

    part = visitor.client.get(path, headers=HTML)
    assert "Samen &lt;b&gt;eten" in part.text
    assert "op 0 m" in part.text
    assert "<html" not in part.text
    (one,) = visitor.client.get(path, headers=JSON).json["results"]
    assert (one["title"], one["url"], one["metres"]) == ("Samen <b>eten</b>", "/initiatieven/samen-b-eten-b", 0)


@pytest.mark.parametrize(
    "query", ["", "titel=x", "titel=samen&plek=NaN,1", "titel=samen&plek=a", "titel=" + "a" * 3000, "plek=6.5,53.2"]
)
def test_odd_questions_find_nothing(visitor: Visitor, query: str) -> None:
    part = visitor.client.get(f"{LOOKALIKES}?{query}", headers=HTML)
    assert (part.status_code, part.text.strip()) == (200, "")
    assert found(visitor, query) == []


def test_one_that_is_changed_does_not_look_like_itself(records: Session, visitor: Visitor, owner: int) -> None:
    slug = made(records, owner)
    assert found(visitor, "titel=samen+eten+in+selwerd") == [slug]
    assert found(visitor, f"titel=samen+eten+in+selwerd&behalve={slug}") == []


def test_nothing_is_told_of_what_is_not_public(records: Session, visitor: Visitor, sign_in: SignIn, owner: int) -> None:
    stranger = make_account(records).id
    shown = made(records, stranger, make_content("Samen eten op zondag"))
    made(records, stranger, make_content("Samen eten en bidden", layer=InitiativeLayer.MISSIONARY))
    made(records, stranger, make_content("Samen eten in het geheim"), waiting=True)
    end(records, made(records, stranger, make_content("Samen eten van vroeger")))
    for browser in (visitor, sign_in(owner)):
        assert found(browser, "titel=samen+eten") == [shown]


def test_it_takes_as_many_statements_whatever_there_is(records: Session, visitor: Visitor, app: Flask) -> None:
    found(visitor, "titel=samen+eten")
    with counted(app) as before:
        found(visitor, "titel=samen+eten")
    for number in range(4):
        make_initiative(records, make_content(f"Samen eten {number}"))
    records.commit()
    with counted(app) as after:
        assert len(found(visitor, "titel=samen+eten")) == 4
    assert len(before) == len(after)
