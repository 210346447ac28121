"""A form that is half filled is kept: in this browser's name, or one's own."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.initiative_making import make_content, make_initiative
from tests.web.accounts.signing_in import make_neighbour
from tests.web.conftest import SignIn, Visitor
from tests.web.initiatives.registering import DRAFT, EMAIL, NEW, OWN, count, filled, picture, stands
from webapp.models import InitiativeDraft
from webapp.privacy.retention import apply_retention

JSON = {"Accept": "application/json"}


def save(browser: Visitor, status: int = 200, **changes: object) -> None:
    answer = browser.client.post(DRAFT, data=filled(**changes), headers=JSON)
    assert answer.status_code == status, answer.text


def kept(records: Session) -> list[InitiativeDraft]:
    records.rollback()
    found = list(records.scalars(select(InitiativeDraft).order_by(InitiativeDraft.id)))
    records.expunge_all()
    records.rollback()
    return found


def test_visitor_finds_back_what_was_typed_in_this_browser_only(records: Session, visitor: Visitor, app: Flask) -> None:
    save(visitor, title="Half af", description="", **{"tasks-2-title": "Soep koken", "tasks-2-minutes": "60"})

    page = visitor.visit(NEW)
    assert stands(page)["title"] == ["Half af"]
    assert stands(page)["themes"] == ["samen-eten", "eenzaamheid"]
    assert stands(page)["tasks-2-title"] == ["Soep koken"]
    assert "Je was hier al mee bezig" in page.text
    assert stands(Visitor(app.test_client()).visit(NEW))["title"] == [""]
    (draft,) = kept(records)
    assert draft.email is None
    assert EMAIL not in str(draft.fields)


def test_later_words_take_the_place_of_earlier_ones(records: Session, visitor: Visitor) -> None:
    save(visitor, title="Eerst")
    save(visitor, title="Daarna", for_whom="")

    (draft,) = kept(records)
    assert draft.fields["title"] == ["Daarna"]
    assert "for_whom" not in draft.fields


def test_begin_anew_forgets_it(records: Session, visitor: Visitor) -> None:
    save(visitor)
    page = visitor.submit(DRAFT, {"opnieuw": "1"}, status=303)

    assert page.response.location == NEW
    assert kept(records) == []
    assert stands(visitor.visit(NEW))["title"] == [""]


def test_button_keeps_it_without_script_with_its_picture(records: Session, visitor: Visitor) -> None:
    page = visitor.submit(DRAFT, filled(picture=picture(), bewaar="1"), status=303)
    assert page.response.location == f"{NEW}?bewaard=1"
    shown = visitor.visit(page.response.location)
    assert "Je concept is bewaard" in shown.text
    assert stands(shown)["picture_key"] != [""]

    wrong = visitor.submit(DRAFT, filled(picture=(BytesIO(b"geen foto"), "foto.png"), bewaar="1"), status=303)
    assert "Deze foto kunnen we niet openen" in visitor.visit(wrong.response.location).text


def test_another_row_comes_without_script(visitor: Visitor) -> None:
    page = visitor.submit(DRAFT, filled(erbij="tasks"), status=303)
    assert page.response.location == f"{NEW}?erbij=tasks#tasks"
    shown = visitor.visit(NEW + "?erbij=tasks")
    assert stands(shown)["tasks-0-title"] == ["Tafels klaarzetten"]
    assert stands(shown)["tasks-1-title"] == [""]


def test_own_draft_is_found_in_any_browser_and_by_nobody_else(records: Session, sign_in: SignIn) -> None:
    owner, other = make_neighbour(records), make_neighbour(records, "ander@example.nl")
    save(sign_in(owner), title="Wordt vervolgd")
    (draft,) = kept(records)
    assert draft.email == "proefbuur@example.nl"

    elsewhere = sign_in(owner)
    link = elsewhere.visit(OWN).soup.find("a", string="Wordt vervolgd")
    page = elsewhere.visit(str(link["href"]))
    assert stands(page)["title"] == ["Wordt vervolgd"]
    stranger = sign_in(other)
    assert "Wordt vervolgd" not in stranger.visit(OWN).text
    assert stands(stranger.visit(str(link["href"])))["title"] == [""]

    save(elsewhere, title="Verder", concept=str(draft.id))
    assert [each.fields["title"] for each in kept(records)] == [["Verder"]]
    elsewhere.submit(NEW, filled(), status=303)
    assert kept(records) == []


def test_draft_of_a_change_is_kept_apart_from_a_new_one(records: Session, sign_in: SignIn) -> None:
    owner = make_neighbour(records)
    slug = make_initiative(records, make_content(), by=owner).slug
    records.commit()
    browser = sign_in(owner)
    save(browser, title="Nieuw")
    save(browser, title="Veranderd", van=slug)

    assert stands(browser.visit(NEW))["title"] == ["Nieuw"]
    edit = browser.visit(f"{OWN}/{slug}/wijzigen")
    assert stands(edit)["title"] == ["Veranderd"]
    assert stands(edit)["version"] != [""]
    assert count(records, InitiativeDraft) == 2
    browser.submit(DRAFT, {"opnieuw": "1", "van": slug}, status=303)
    assert stands(browser.visit(f"{OWN}/{slug}/wijzigen"))["title"] == ["Samen eten in Selwerd"]


def test_draft_for_an_initiative_of_somebody_else_is_one_of_a_new_one(records: Session, visitor: Visitor) -> None:
    slug = make_initiative(records).slug
    records.commit()
    save(visitor, van=slug)
    assert [each.initiative_id for each in kept(records)] == [None]


def test_more_than_can_be_kept_is_told(records: Session, visitor: Visitor) -> None:
    save(visitor, status=422, description="a" * 70_000)
    assert kept(records) == []


def test_key_of_another_browser_cannot_be_guessed_into(visitor: Visitor, app: Flask) -> None:
    save(visitor, title="Van mij")
    other = Visitor(app.test_client())
    save(other, title="Van een ander")
    assert stands(visitor.visit(NEW))["title"] == ["Van mij"]


@pytest.mark.parametrize("concept", ["0", "x", "999999999999"])
def test_draft_that_is_not_there_is_an_empty_form(records: Session, sign_in: SignIn, concept: str) -> None:
    browser = sign_in(make_neighbour(records))
    assert stands(browser.visit(f"{NEW}?concept={concept}"))["title"] == [""]


def test_draft_goes_with_its_time(records: Session, visitor: Visitor) -> None:
    save(visitor)
    (draft,) = kept(records)
    apply_retention(records, now=draft.saved_at + timedelta(days=29))
    assert count(records, InitiativeDraft) == 1
    apply_retention(records, now=draft.saved_at + timedelta(days=31))
    records.commit()
    assert count(records, InitiativeDraft) == 0
