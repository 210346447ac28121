import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.conftest import Page, SignIn, Visitor
from tests.web.matching.ranking_town import Town, make_town
from webapp.models import Match, Need, OutboxMail

PATH = "/werkplek/vinkhuizen/verdeling"


@pytest.fixture
def town(records: Session) -> Town:
    return make_town(records)


@pytest.fixture
def coordinator(sign_in: SignIn, town: Town) -> Visitor:
    return sign_in(town.coordinator.id)


def ticked(page: Page) -> list[str]:
    return [str(each["value"]) for each in page.soup.select("input[name=koppeling][checked]")]


def matches(records: Session, *needs: Need) -> list[Match]:
    records.commit()
    found = records.scalars(select(Match).where(Match.need_id.in_([each.id for each in needs]))).all()
    records.commit()
    return list(found)


def test_plan_tells_who_goes_where_what_lacks_and_the_gain(coordinator: Visitor, town: Town) -> None:
    town.talent("Hanna", capacity=1)
    town.need("Een")
    town.need("Twee")
    page = coordinator.visit(PATH)
    assert "Er zijn 2 helpers gevraagd. Dit voorstel vindt er 1." in page.text
    assert "vind je er evenveel" in page.text
    assert len(ticked(page)) == 1
    assert "Wie dit kan, helpt in dit voorstel al ergens anders." in page.text


def test_all_that_is_ticked_is_proposed_at_once(coordinator: Visitor, town: Town, records: Session) -> None:
    helper = town.talent("Hanna", capacity=1)
    town.talent("Ibo", capacity=1)
    needs = [town.need("Een"), town.need("Twee")]
    page = coordinator.visit(PATH)
    answer = coordinator.submit(PATH, {"koppeling": ticked(page)}, status=303)
    assert answer.response.location == f"{PATH}?gedaan=2"
    made = matches(records, *needs)
    assert len(made) == 2
    assert all(each.score > 0 and each.reasons and each.proposed_by == town.coordinator.id for each in made)
    after = coordinator.visit(f"{PATH}?gedaan=2")
    assert "2 koppelingen zijn voorgesteld." in after.text
    assert ticked(after) == []
    assert helper.id in {each.talent_id for each in made}


def test_what_cannot_be_any_more_is_told_and_the_rest_is_done(
    coordinator: Visitor, town: Town, records: Session
) -> None:
    talent, need = town.talent("Hanna", capacity=1), town.need("Een")
    other = town.need("Twee")
    sent = [f"{need.key}:t{talent.id}", f"{other.key}:t{talent.id}", "onzin", "x:t", ":t1", f"{need.key}:z1"]
    page = coordinator.submit(PATH, {"koppeling": sent})
    assert "1 koppeling is voorgesteld." in page.text
    problems = [each.get_text() for each in page.soup.select(".error-summary li")]
    assert len(problems) == 1
    assert problems[0].startswith("Formulieren en post, Hanna: ")
    assert "vol" in problems[0] or "maand" in problems[0]
    assert len(matches(records, need, other)) == 1


def test_what_another_tab_proposed_already_is_told_as_that(coordinator: Visitor, town: Town, records: Session) -> None:
    talent, need = town.talent("Hanna"), town.need("Een", quantity=2)
    sent = {"koppeling": [f"{need.key}:t{talent.id}"]}
    coordinator.submit(PATH, sent, status=303)
    page = coordinator.submit(PATH, sent)
    told = page.soup.select(".error-summary li")[0].get_text()
    assert told.startswith("Formulieren en post, Hanna: Dit is voor deze vraag al voorgesteld")
    assert len(matches(records, need)) == 1


def test_plan_tells_rows_apart_by_who_asked_and_when(coordinator: Visitor, town: Town) -> None:
    town.talent("Hanna", capacity=1)
    town.talent("Ibo", capacity=1)
    town.need("Een")
    town.need("Twee")
    page = coordinator.visit(PATH)
    assert "Formulieren en post voor Een:" in page.text
    assert "Formulieren en post voor Twee:" in page.text
    assert "Gevraagd op 17 november 2026: één keer, deze maand" in page.text


def test_nothing_ticked_is_said(coordinator: Visitor, town: Town) -> None:
    town.talent()
    town.need()
    assert "Kies eerst" in coordinator.submit(PATH, {}, status=422).text


def test_need_of_elsewhere_cannot_be_matched_from_here(coordinator: Visitor, town: Town, records: Session) -> None:
    talent, need = town.talent("Gea", where=town.there), town.need(where=town.there)
    coordinator.submit(PATH, {"koppeling": f"{need.key}:t{talent.id}"})
    assert matches(records, need) == []
    assert records.scalar(select(OutboxMail.id).where(OutboxMail.body.contains(need.key))) is None


def test_other_coordinators_find_nothing_here(town: Town, sign_in: SignIn, visitor: Visitor) -> None:
    sign_in(town.other.id).visit(PATH, status=404)
    sign_in(town.other.id).submit(PATH, {}, status=404)
    visitor.visit(PATH, status=303)
    # the city's coordinators come in, and see what is public only
    town.need()
    town.public_need()
    assert "Er is 1 helper gevraagd." in sign_in(town.city.id).visit(PATH).text


def test_neighbourhood_without_needs_says_so(coordinator: Visitor, town: Town) -> None:
    assert "Er staat nu geen vraag open" in coordinator.visit(PATH).text
