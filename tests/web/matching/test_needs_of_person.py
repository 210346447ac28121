import pytest
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn, Visitor
from tests.web.matching.ranking_town import Town, make_town


@pytest.fixture
def town(records: Session) -> Town:
    return make_town(records)


@pytest.fixture
def coordinator(sign_in: SignIn, town: Town) -> Visitor:
    return sign_in(town.coordinator.id)


def path(person_id: int) -> str:
    return f"/mensen/{person_id}/wat-past"


def test_needs_that_fit_somebody_stand_with_reasons_and_are_found_from_their_pages(
    coordinator: Visitor, town: Town
) -> None:
    talent, need = town.talent(), town.need("Aafke Vraagt")
    person_id, talent_id, key = talent.person_id, talent.id, need.key
    town.session.commit()
    for address in (f"/mensen/{person_id}", f"/werkplek/vinkhuizen/talenten/{talent_id}"):
        assert coordinator.visit(address).soup.select_one(f"a[href='{path(person_id)}']") is not None
    page = coordinator.visit(path(person_id))
    assert page.soup.select_one(f"a[href='/werkplek/vinkhuizen/vragen/{key}']") is not None
    assert "Formulieren en post voor Aafke Vraagt" in page.text
    assert "Zelfde thema: Formulieren en post" in page.text


def test_without_a_need_that_fits_that_is_said(coordinator: Visitor, town: Town) -> None:
    person_id = town.talent("Hanna Helpt").person_id
    town.need(theme="fietsen-maken")
    assert "geen vraag open die hierbij past" in coordinator.visit(path(person_id)).text


def test_nobody_else_looks(town: Town, sign_in: SignIn, visitor: Visitor) -> None:
    person_id = town.talent().person_id
    town.session.commit()
    sign_in(town.other.id).visit(path(person_id), status=404)
    visitor.visit(path(person_id), status=303)
    # the control: who coordinates where they live
    sign_in(town.coordinator.id).visit(path(person_id))
