"""A plan for all needs of a neighbourhood at once, and proposing what was chosen of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.db.test_ranking import Town
from tests.match_making import NOON, make_asker, make_match, make_need
from webapp.matching.actions.allocation import AllocationPlan, plan_allocation, propose_chosen
from webapp.matching.actions.weights import set_reserves
from webapp.matching.links import Links
from webapp.matching.queries.ranking import AskedNeed, find_need
from webapp.matching.rules.allocation import Chosen
from webapp.models import Match, Need
from webapp.vocabulary import MatchState, Recurrence, Requirement, TalentLevel

LINKS = Links("only-for-tests", "https://missie050.example.nl")


@pytest.fixture
def town(session: Session) -> Town:
    found = Town(session)
    session.execute(text("UPDATE need SET state = 'withdrawn', closed_on = app_today() WHERE state = 'open'"))
    return found


def plan(town: Town) -> AllocationPlan:
    with looking_as(town.session, town.account, today=TODAY):
        return plan_allocation(town.session, town.viewer, town.here, today=TODAY)


def needs(town: Town, count: int, **terms: Any) -> list[Need]:
    return [
        make_need(town.session, town.here, make_asker(town.session, town.here, f"Vrager {n}").id, **terms)
        for n in range(count)
    ]


@pytest.mark.parametrize(("reserve", "proposals"), [(0, 2), (1, 2), (2, 1), (3, 0)])
def test_three_teachers_in_selwerd_and_two_needs_in_vinkhuizen(town: Town, reserve: int, proposals: int) -> None:
    for name in ("Juf", "Meester", "Docent"):
        town.talent(name, where=town.there, goes_beyond=True)
    asked = needs(town, 2)
    set_reserves(town.session, town.there, {asked[0].theme_id: reserve}, by=town.account)
    found = plan(town)
    assert len(found.bridges) == len(found.pairings) == proposals
    assert len({each.candidate.person_id for each in found.pairings}) == proposals
    assert len(found.uncovered) == 2 - proposals


def test_default_reserve_of_one_holds_where_nothing_was_set(town: Town) -> None:
    for name in ("Juf", "Meester"):
        town.talent(name, where=town.there, goes_beyond=True)
    needs(town, 2)
    assert len(plan(town).pairings) == 1


def test_who_stays_in_their_own_neighbourhood_is_not_lent(town: Town) -> None:
    for name in ("Juf", "Meester", "Docent"):
        town.talent(name, where=town.there)
    needs(town, 2)
    assert [each.why for each in plan(town).uncovered] == ["nobody", "nobody"]


def test_nothing_is_proposed_twice_once_it_was(town: Town) -> None:
    teachers = [town.talent(name, where=town.there, goes_beyond=True) for name in ("Juf", "Meester", "Docent")]
    asked = needs(town, 3)
    for talent, need in zip(teachers[:2], asked[:2], strict=True):
        make_match(town.session, MatchState.PROPOSED, talent=talent, need=need)
    # two of three are lent and one is kept: the third need gets nobody
    found = plan(town)
    assert found.pairings == ()
    assert [(each.need.id, each.why) for each in found.uncovered] == [(asked[2].id, "kept_by_others")]


def test_own_people_are_not_held_back_by_a_reserve(town: Town) -> None:
    town.talent("Buur")
    asked = needs(town, 1)
    set_reserves(town.session, town.here, {asked[0].theme_id: 5}, by=town.account)
    assert [each.candidate.name for each in plan(town).pairings] == ["Buur"]


def test_plan_covers_more_than_the_best_one_each_time(town: Town) -> None:
    town.talent("Alleskunner", level=TalentLevel.SKILLED)
    papered = town.talent("Beginner", level=TalentLevel.LEARNING)
    asked = needs(town, 2)
    # the first one can go to both; the other only to the first need, where it fits less
    make_match(town.session, MatchState.DECLINED, talent=papered, need=asked[1])
    town.session.execute(text("UPDATE offering SET capacity = 1"))
    found = plan(town)
    assert len(found.pairings) == 2
    assert {each.candidate.name: each.need.id for each in found.pairings} == {
        "Alleskunner": asked[1].id,
        "Beginner": asked[0].id,
    }
    assert found.gain >= 0


def test_capacity_is_shared_by_all_needs_of_the_plan(town: Town) -> None:
    town.talent("Vier keer", capacity=4)
    weekly, *once = *needs(town, 1, recurrence=Recurrence.WEEKLY), *needs(town, 3)
    found = plan(town)
    assert {each.need.id for each in found.pairings} == {each.id for each in once}
    assert [(each.need.id, each.missing, each.why) for each in found.uncovered] == [(weekly.id, 1, "all_taken")]


def test_need_that_wants_papers_gets_nobody_without(town: Town) -> None:
    town.talent()
    needs(town, 1, requirements=[Requirement.VOG])
    assert [each.why for each in plan(town).uncovered] == ["nobody"]
    needs(town, 1)
    assert len(plan(town).pairings) == 1


def test_somebody_for_two_helps_once_with_one_need(town: Town) -> None:
    town.talent("Eén mens", capacity=9)
    needs(town, 1, quantity=2)
    found = plan(town)
    assert len(found.pairings) == 1
    assert [each.missing for each in found.uncovered] == [1]


def test_when_the_nearest_are_all_full_the_plan_takes_somebody_farther(town: Town) -> None:
    full = town.talent("Vol", capacity=1)
    make_match(town.session, MatchState.ACCEPTED, talent=full, need=town.need())
    free = town.talent("Vrij", where=town.there, goes_beyond=True)
    set_reserves(town.session, town.there, {free.theme_id: 0}, by=town.account)
    town.crowd(full)
    asked = needs(town, 2)
    # the second asks for papers that nobody has
    asked[1].requirements = [Requirement.VOG]
    town.session.flush()
    found = plan(town)
    assert {each.need.id: each.candidate.talent_id for each in found.pairings} == {asked[0].id: free.id}
    assert [(each.need.id, each.why) for each in found.uncovered] == [(asked[1].id, "nobody")]


def test_neighbourhood_without_needs_has_an_empty_plan(town: Town) -> None:
    found = plan(town)
    assert (found.wanted, found.pairings, found.uncovered, found.mean_fit) == (0, (), (), 0.0)


def test_what_was_chosen_is_proposed_and_what_cannot_be_is_told(town: Town) -> None:
    talents = [town.talent("Een", capacity=1), town.talent("Twee", capacity=1)]
    asked = needs(town, 3)
    chosen = [
        Chosen(asked[0].key, talents[0].id, None),
        Chosen(asked[1].key, talents[0].id, None),
        Chosen(asked[2].key, talents[1].id, None),
        Chosen("geen-vraag", talents[1].id, None),
    ]

    def find(key: str) -> AskedNeed | None:
        return find_need(town.session, town.viewer, key, neighbourhood_id=town.here, today=TODAY)

    before = town.session.scalar(select(func.count()).select_from(Match))
    with looking_as(town.session, town.account, today=TODAY):
        made, refused = propose_chosen(
            town.session, town.viewer, chosen, find,
            links=LINKS, until=TODAY + timedelta(days=7), now=NOON, today=TODAY,
        )  # fmt: skip
        after = town.session.scalar(select(func.count()).select_from(Match))
        kept = town.session.scalars(select(Match).where(Match.need_id == asked[0].id)).one()
        assert kept.score > 0
        assert {each["code"] for each in kept.reasons} >= {"theme_exact", "distance"}
    assert made == 2
    assert [(each.need_key, code) for each, code in refused] == [
        (asked[1].key, "helper_is_full"),
        ("geen-vraag", "need_unknown"),
    ]
    assert (after or 0) - (before or 0) == 2
