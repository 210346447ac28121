from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.match_making import SECRET_WORDS, make_match
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.matching.ranking_town import Town, make_town
from tests.web.people.browsing import events
from tests.web.statements import counted
from webapp.models import Need
from webapp.vocabulary import AuditAction, MatchState, NeedState


@pytest.fixture
def town(records: Session) -> Town:
    return make_town(records)


@pytest.fixture
def coordinator(sign_in: SignIn, town: Town) -> Visitor:
    return sign_in(town.coordinator.id)


def path(need: Need, slug: str = "vinkhuizen") -> str:
    return f"/werkplek/{slug}/vragen/{need.key}"


def names(page: Page) -> list[str]:
    return [each.get_text(strip=True) for each in page.soup.select(".match-rank__name")]


def test_candidates_stand_with_reasons_and_a_button(coordinator: Visitor, town: Town) -> None:
    talent, need = town.talent(), town.need()
    page = coordinator.visit(path(need))
    assert names(page) == ["Hanna Helpt"]
    assert "Zelfde thema: Formulieren en post" in page.text
    assert "Kan deze maand nog 4 keer" in page.text
    form = page.soup.select_one("form[action$='/voorstellen']")
    assert form is not None
    assert form.select_one("input[name=talent]")["value"] == str(talent.id)  # type: ignore[index]  # it is there


def test_distance_between_people_without_an_address_is_no_walk(coordinator: Visitor, town: Town) -> None:
    town.talent()
    page = coordinator.visit(path(town.need()))
    assert "In dezelfde wijk" in page.text
    assert "lopen" not in page.text
    assert "Woont" not in page.text


def test_page_counts_what_it_shows_by_theme(coordinator: Visitor, town: Town) -> None:
    town.talent()
    assert "1 past: 1 op hetzelfde thema." in coordinator.visit(path(town.need())).text


def test_words_are_read_by_the_coordinator_and_that_is_accounted_for(
    coordinator: Visitor, town: Town, records: Session
) -> None:
    need = town.need()
    assert SECRET_WORDS in coordinator.visit(path(need)).text
    assert events(records, "need", need.id) == [
        (AuditAction.READ, town.coordinator.id, need.person_id, ["sealed_words"])
    ]


def test_nobody_else_opens_the_need(town: Town, sign_in: SignIn, visitor: Visitor, records: Session) -> None:
    need = town.need()
    for account in (town.other, town.city):
        assert SECRET_WORDS not in sign_in(account.id).visit(path(need), status=404).text
    sign_in(town.other.id).visit(path(need, "selwerd"), status=404)
    visitor.visit(path(need), status=303)
    assert events(records, "need", need.id) == []
    # the control: what a neighbourhood asks, the city's coordinators see as well
    assert "Wie geeft fietsles?" in sign_in(town.city.id).visit(path(town.public_need())).text


def test_people_of_elsewhere_have_no_name(coordinator: Visitor, town: Town) -> None:
    town.talent("Kanarie Kundig", where=town.there, goes_beyond=True)
    page = coordinator.visit(path(town.need()))
    assert names(page) == ["iemand uit Selwerd"]
    assert "Kanarie" not in page.response.get_data(as_text=True)


def close(town: Town, need: Need) -> None:
    need.state, need.closed_on = NeedState.MET, need.created_on


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda _town, _need: None, "Niemand die dit aanbiedt kan nu gevraagd worden"),
        (
            lambda town, need: make_match(town.session, MatchState.PROPOSED, talent=town.talent(), need=need),
            "zijn er genoeg voorstellen",
        ),
        (close, "Deze vraag is gesloten"),
    ],
    ids=["nobody", "enough", "closed"],
)
def test_page_tells_why_there_is_nobody_to_choose(
    coordinator: Visitor, town: Town, change: Callable[[Town, Need], object], told: str
) -> None:
    need = town.need()
    change(town, need)
    town.session.commit()
    page = coordinator.visit(path(need))
    assert told in page.text
    assert names(page) == []


def test_statements_do_not_grow_with_candidates(coordinator: Visitor, town: Town, app: Flask) -> None:
    address = path(town.need())
    town.talent("Hanna 0")

    def count() -> int:
        with counted(app) as sent:
            coordinator.visit(address)
        return len(sent)

    count()
    few = count()
    for number in range(1, 9):
        town.talent(f"Hanna {number}")
    assert count() == few
    assert len(names(coordinator.visit(address))) == 9
