"""What a neighbourhood can lend: who is counted, and who may see the numbers."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.db.test_ranking import Town
from tests.factories import make_account
from tests.match_making import make_asker, make_match, make_need
from tests.talent_making import find_theme
from webapp.errors import BadInput
from webapp.matching.actions.weights import set_reserves, set_weights
from webapp.matching.queries.spare import Spare, list_balance, list_spares
from webapp.matching.queries.weights import find_weights, list_reserves
from webapp.matching.rules.ranking import DEFAULT_WEIGHTS, Weights
from webapp.vocabulary import MatchState


@pytest.fixture
def town(session: Session) -> Town:
    found = Town(session)
    session.execute(text("UPDATE need SET state = 'withdrawn', closed_on = app_today() WHERE state = 'open'"))
    return found


def spare(town: Town, place: int) -> Spare:
    theme = find_theme(town.session)
    with looking_as(town.session, town.account, today=TODAY):
        return list_spares(town.session)[place, theme]


def test_counts_are_of_people_who_may_be_asked_now(town: Town) -> None:
    town.talent("Een")
    town.talent("Twee")
    town.talent("Pauze", paused_until=TODAY + timedelta(days=9))
    town.talent("Verlopen", asked_from=TODAY - timedelta(days=200))
    make_need(town.session, town.here, town.asker.id)
    found = spare(town, town.here)
    assert (found.people, found.asked, found.reserve, found.lent, found.spare) == (2, 1, 1, 0, 0)


def test_who_helps_elsewhere_is_lent_until_it_is_over(town: Town) -> None:
    teachers = [town.talent(name, where=town.there, goes_beyond=True) for name in ("Een", "Twee", "Drie")]
    need = make_need(town.session, town.here, town.asker.id)
    pair = make_match(town.session, MatchState.PROPOSED, talent=teachers[0], need=need)
    assert (spare(town, town.there).lent, spare(town, town.there).spare) == (1, 1)
    pair.match.state = MatchState.WITHDRAWN
    town.session.flush()
    assert (spare(town, town.there).lent, spare(town, town.there).spare) == (0, 2)


def test_help_in_ones_own_neighbourhood_is_not_lent(town: Town) -> None:
    talent = town.talent()
    make_match(town.session, MatchState.ACCEPTED, talent=talent, need=make_need(town.session, town.here, town.asker.id))
    assert spare(town, town.here).lent == 0


def test_numbers_are_for_coordinators_only(town: Town) -> None:
    town.talent()
    assert spare(town, town.here).people == 1
    nobody = make_account(town.session).id
    with looking_as(town.session, nobody, today=TODAY):
        assert list_spares(town.session) == {}


def test_balance_tells_where_else_there_is_what_lacks(town: Town) -> None:
    for name in ("Een", "Twee", "Drie"):
        town.talent(name, where=town.there)
    make_need(town.session, town.here, make_asker(town.session, town.here, "Vrager").id)
    with looking_as(town.session, town.account, today=TODAY):
        (here,) = list_balance(town.session, town.here, lambda dutch, _: dutch)
        there = list_balance(town.session, town.there, lambda dutch, _: dutch)
    assert [(each.name, each.count) for each in here.could_lend_us] == [("Selwerd", 2)]
    (same,) = [each for each in there if each.theme.id == here.theme.id]
    assert [(each.name, each.count) for each in same.could_use_ours] == [("Vinkhuizen", 1)]


def test_reserves_are_kept_by_place_and_theme(town: Town) -> None:
    theme = find_theme(town.session)
    set_reserves(town.session, town.here, {theme: 4}, by=town.account)
    assert list_reserves(town.session, town.here) == {(town.here, theme): 4}
    assert list_reserves(town.session, town.there) == {}
    set_reserves(town.session, town.here, {theme: None}, by=town.account)
    assert list_reserves(town.session) == {}
    with pytest.raises(BadInput, match="reserve_out_of_bounds"):
        set_reserves(town.session, town.here, {theme: -1}, by=town.account)


def test_weights_are_the_newest_and_within_bounds(town: Town) -> None:
    assert find_weights(town.session) == DEFAULT_WEIGHTS
    set_weights(town.session, Weights(theme=1), by=town.account)
    set_weights(town.session, Weights(theme=2), by=town.account)
    assert find_weights(town.session).theme == 2
    with pytest.raises(BadInput, match="weight_out_of_bounds"):
        set_weights(town.session, Weights(theme=11), by=town.account)
