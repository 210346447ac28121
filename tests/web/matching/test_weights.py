from dataclasses import asdict

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.talent_making import find_theme
from tests.web.conftest import SignIn, Visitor
from tests.web.matching.ranking_town import Town, make_town
from tests.web.people.browsing import events, problems
from webapp.matching.queries.weights import find_weights, list_reserves
from webapp.matching.rules.ranking import DEFAULT_WEIGHTS, PARTS
from webapp.models import MatchingWeights
from webapp.vocabulary import AuditAction

PATH = "/stad/koppelen"
SENT = {"doe": "gewichten", **{name: str(value) for name, value in asdict(DEFAULT_WEIGHTS).items()}}


@pytest.fixture
def town(records: Session) -> Town:
    return make_town(records)


@pytest.fixture
def city(sign_in: SignIn, town: Town) -> Visitor:
    return sign_in(town.city.id)


def test_form_holds_what_counts_now(city: Visitor) -> None:
    page = city.visit(PATH)
    assert {name: page.soup.find(id=name)["value"] for name in asdict(DEFAULT_WEIGHTS)} == {  # type: ignore[index]  # they are there
        name: str(value) for name, value in asdict(DEFAULT_WEIGHTS).items()
    }
    assert "Op 1 km telt dit voor de helft" in page.text


def test_newest_decision_counts_and_is_accounted_for(city: Visitor, town: Town, records: Session) -> None:
    city.submit(PATH, SENT | {"distance": "0", "answer_days": "14"}, status=303)
    kept = find_weights(records)
    assert (kept.distance, kept.answer_days, kept.theme) == (0, 14, DEFAULT_WEIGHTS.theme)
    made = records.scalars(select(MatchingWeights.id)).all()
    assert events(records, "matching_weights", made[-1])[0][:2] == (AuditAction.CHANGED, town.city.id)
    city.submit(PATH, SENT | {"distance": "0", "answer_days": "14"}, status=303)
    assert records.scalars(select(MatchingWeights.id)).all() == made


@pytest.mark.parametrize(
    ("field", "value"), [("theme", "11"), ("rest", "-1"), ("answer_days", "0"), ("rest_days", "veel"), ("time", "")]
)
def test_number_out_of_bounds_is_refused_beside_its_field(
    city: Visitor, records: Session, field: str, value: str
) -> None:
    page = city.submit(PATH, SENT | {field: value}, status=422)
    assert list(problems(page)) == [field]
    records.commit()
    assert find_weights(records) == DEFAULT_WEIGHTS


def test_nothing_that_weighs_is_refused_and_the_standard_comes_back_with_one_button(
    city: Visitor, records: Session
) -> None:
    page = city.submit(PATH, SENT | dict.fromkeys(PARTS, "0"), status=422)
    assert "ten minste één ding een gewicht boven 0" in page.text
    assert find_weights(records) == DEFAULT_WEIGHTS
    records.commit()
    city.submit(PATH, SENT | dict.fromkeys(PARTS, "0") | {"rest": "1"}, status=303)
    assert find_weights(records) != DEFAULT_WEIGHTS
    records.commit()
    city.submit(PATH, {"doe": "standaard"}, status=303)
    assert find_weights(records) == DEFAULT_WEIGHTS
    records.commit()


def test_reserve_of_a_neighbourhood_is_set_and_taken_back(city: Visitor, town: Town, records: Session) -> None:
    theme = find_theme(records)
    records.commit()
    sent = {"doe": "reserve", "wijk": str(town.there), "thema": str(theme)}
    city.submit(PATH, sent | {"houdt": "3"}, status=303)
    assert list_reserves(records) == {(town.there, theme): 3}
    records.commit()
    assert "Selwerd" in [each.get_text(strip=True) for each in city.visit(PATH).soup.select("tbody th")]
    city.submit(PATH, sent | {"houdt": ""}, status=303)
    assert list_reserves(records) == {}
    records.commit()
    assert city.submit(PATH, sent | {"houdt": "51"}, status=422)
    assert city.submit(PATH, sent | {"houdt": "1", "wijk": "0"}, status=422)


def test_only_the_citys_coordinators_decide(town: Town, sign_in: SignIn, visitor: Visitor) -> None:
    for account in (town.coordinator, town.other):
        sign_in(account.id).visit(PATH, status=404)
        sign_in(account.id).submit(PATH, SENT, status=404)
    visitor.visit(PATH, status=303)
