import pytest
from sqlalchemy.orm import Session

from tests.web.conftest import Page, SignIn, Visitor
from tests.web.matching.ranking_town import Town, make_town
from webapp.matching.actions.weights import set_reserves

PATH = "/werkplek/{}/over"


@pytest.fixture
def town(records: Session) -> Town:
    return make_town(records)


def row(page: Page) -> list[str]:
    """People, asked, kept, lent and spare of the first theme."""
    return [each.get_text(strip=True) for each in page.soup.select("tbody tr:first-child td")][:5]


def test_three_teachers_of_selwerd_are_lent_to_two_needs_here(town: Town, sign_in: SignIn) -> None:
    for name in ("Kanarie Juf", "Kanarie Meester", "Kanarie Docent"):
        town.talent(name, where=town.there, goes_beyond=True)
    needs = [town.need("Een"), town.need("Twee")]
    set_reserves(town.session, town.there, {needs[0].theme_id: 1}, by=town.city.id)
    town.session.commit()
    here, there = sign_in(town.coordinator.id), sign_in(town.other.id)
    page = here.visit(PATH.format("vinkhuizen"))
    assert len(page.soup.select("input[name=koppeling]")) == 2
    assert row(page) == ["0", "2", "1", "0", "0"]
    assert "Selwerd heeft er 2 over" in page.text
    assert "Kanarie" not in page.response.get_data(as_text=True)
    page = there.visit(PATH.format("selwerd"))
    assert row(page) == ["3", "0", "1", "0", "2"]
    assert "Vinkhuizen komt er 2 tekort" in page.text
    # once they are proposed, nothing is proposed again
    chosen = [str(each["value"]) for each in here.visit(PATH.format("vinkhuizen")).soup.select("input[name=koppeling]")]
    here.submit("/werkplek/vinkhuizen/verdeling", {"koppeling": chosen}, status=303)
    assert here.visit(PATH.format("vinkhuizen")).soup.select("input[name=koppeling]") == []
    assert row(there.visit(PATH.format("selwerd"))) == ["3", "0", "1", "2", "0"]


def test_empty_neighbourhood_says_what_to_do(town: Town, sign_in: SignIn) -> None:
    page = sign_in(town.coordinator.id).visit(PATH.format("vinkhuizen"))
    assert "nog niets aangeboden of gevraagd" in page.text
    assert "niemand te leen" in page.text


def test_other_coordinators_find_nothing_here(town: Town, sign_in: SignIn, visitor: Visitor) -> None:
    sign_in(town.other.id).visit(PATH.format("vinkhuizen"), status=404)
    visitor.visit(PATH.format("vinkhuizen"), status=303)
    sign_in(town.city.id).visit(PATH.format("vinkhuizen"))
