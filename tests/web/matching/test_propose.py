"""Proposing a candidate: it is frozen and mailed, or refused with its reason in the page."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.asset_making import make_asset
from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from tests.match_making import find_place, make_asker, make_coordinator, make_match, make_need
from tests.talent_making import make_offerer, make_talent
from tests.web.conftest import SignIn, Visitor
from tests.web.matching.following import ASKER, HELPER, answer_path, follow_path, subjects
from webapp.models import Match, Need, Offering, Talent
from webapp.vocabulary import MatchSide, MatchState, NeedState, Role

Before = Callable[[Session, Talent, Need], None]


@pytest.fixture
def place(records: Session) -> int:
    return find_place(records)


@pytest.fixture
def talent(records: Session, place: int) -> Talent:
    return make_talent(records, make_offerer(records, place, email=HELPER).id)


@pytest.fixture
def need(records: Session, place: int) -> Need:
    return make_need(records, place, make_asker(records, place, email=ASKER).id)


@pytest.fixture
def coordinator(records: Session, place: int, sign_in: SignIn) -> Visitor:
    return sign_in(make_coordinator(records, place).id)


def path(need: Need, slug: str = "vinkhuizen") -> str:
    return f"/werkplek/{slug}/vragen/{need.key}/voorstellen"


def matches(records: Session, need: Need) -> list[Match]:
    records.expire_all()
    return list(records.scalars(select(Match).where(Match.need_id == need.id)))


def test_candidate_is_proposed_with_reasons_and_both_sides_are_mailed(
    coordinator: Visitor, records: Session, talent: Talent, need: Need
) -> None:
    page = coordinator.submit(path(need), {"talent": talent.id, "minuten": "90"}, status=303)

    (match,) = matches(records, need)
    assert page.response.location == f"/werkplek/vinkhuizen/koppelingen/{match.key}?gedaan=voorgesteld"
    assert (match.state, match.talent_id, match.minutes) == (MatchState.PROPOSED, talent.id, 90)
    assert "theme_exact" in [each["code"] for each in match.reasons]
    assert match.score > 0
    assert (match.answer_until - TODAY).days == 7
    assert subjects(records, HELPER) == ["Kun jij hiermee helpen?"]
    assert subjects(records, ASKER) == ["Misschien is er hulp voor je vraag"]
    assert "Voorgesteld." in coordinator.visit(str(page.response.location)).text


def fill(records: Session, talent: Talent, _need: Need) -> None:
    records.get_one(Offering, talent.person_id).capacity = 1
    make_match(records, talent=talent)


def close(_records: Session, _talent: Talent, need: Need) -> None:
    need.state, need.closed_on = NeedState.MET, TODAY


def propose_before(records: Session, talent: Talent, need: Need) -> None:
    need.quantity = 2
    make_match(records, need=need, talent=talent)


def use_up(records: Session, _talent: Talent, need: Need) -> None:
    make_match(records, need=need)


@pytest.mark.parametrize(
    "case",
    [
        (fill, "al zo vaak gevraagd als die wil"),
        (close, "intussen gesloten"),
        (propose_before, "al voorgesteld"),
        (use_up, "al genoeg mensen gevraagd"),
    ],
)
def test_refusal_is_told_kindly_and_nothing_is_sent(
    coordinator: Visitor, records: Session, talent: Talent, need: Need, case: tuple[Before, str]
) -> None:
    before, said = case
    before(records, talent, need)
    records.commit()
    count = len(matches(records, need))

    page = coordinator.submit(path(need), {"talent": talent.id}, status=409)

    assert said in page.text
    assert "Er is niets verstuurd." in page.text
    assert page.soup.find("a", href=f"/werkplek/vinkhuizen/vragen/{need.key}") is not None
    assert len(matches(records, need)) == count
    assert subjects(records, HELPER) == []


def test_who_is_too_far_away_is_not_proposed_past_the_list(
    coordinator: Visitor, records: Session, place: int, need: Need
) -> None:
    unfit = make_talent(records, make_offerer(records, place, email=HELPER).id, theme="vervoer", what="Rijden")

    page = coordinator.submit(path(need), {"talent": unfit.id}, status=409)

    assert "Deze hulp past niet (meer) bij de vraag" in page.text
    assert matches(records, need) == []
    assert subjects(records, HELPER) == []


@pytest.mark.parametrize("sent", [{}, {"talent": "1", "asset": "1"}, {"talent": "x"}])
def test_proposal_of_nobody_is_refused(coordinator: Visitor, need: Need, sent: dict[str, str]) -> None:
    assert "Kies eerst wie of wat" in coordinator.submit(path(need), sent, status=409).text


def test_only_who_coordinates_there_proposes(
    records: Session, sign_in: SignIn, visitor: Visitor, talent: Talent, need: Need
) -> None:
    elsewhere = make_coordinator(records, find_place(records, "selwerd"))
    city = make_account(records)
    make_grant(records, city.id, Role.CITY_COORDINATOR)
    sent = {"talent": str(talent.id)}

    sign_in(elsewhere.id).submit(path(need), sent, status=404)
    sign_in(elsewhere.id).submit(path(need, "selwerd"), sent, status=404)
    sign_in(city.id).submit(path(need), sent, status=404)
    visitor.submit(path(need), sent, status=401)

    assert matches(records, need) == []


def test_city_coordinator_proposes_for_a_public_need_and_sees_what_comes_of_it(
    records: Session, sign_in: SignIn, place: int, talent: Talent
) -> None:
    city = make_account(records)
    make_grant(records, city.id, Role.CITY_COORDINATOR)
    public = make_need(records, place, None, words="Hulp met formulieren in het buurthuis")
    browser = sign_in(city.id)

    page = browser.submit(path(public), {"talent": talent.id}, status=303)

    assert "wacht op antwoord" in browser.visit(str(page.response.location)).text


def test_asset_is_proposed_and_its_answer_is_noted_by_phone(coordinator: Visitor, records: Session, need: Need) -> None:
    asset = make_asset(records, "Taalcafé Vinkhuizen", neighbourhood="vinkhuizen", themes=("formulieren",))
    records.commit()

    page = coordinator.submit(path(need), {"asset": asset.id}, status=303)

    (match,) = matches(records, need)
    assert (match.asset_id, match.helper_id, match.helper_said) == (asset.id, None, None)
    followed = coordinator.visit(str(page.response.location))
    assert "Taalcafé Vinkhuizen voor Aafke Vraagt" in followed.text
    assert [each["value"] for each in followed.soup.select("input[name=kant]")] == ["helper"]
    sent = {"doe": "antwoord", "kant": "helper", "antwoord": "ja"}
    coordinator.submit(follow_path(match), sent, status=303)
    asked = coordinator.visit(answer_path(match, MatchSide.ASKER))
    assert "bij Taalcafé Vinkhuizen" in asked.text
    coordinator.submit(answer_path(match, MatchSide.ASKER), {"antwoord": "ja"}, status=303)
    assert [each.state for each in matches(records, need)] == [MatchState.ACCEPTED]
