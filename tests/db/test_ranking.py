"""Candidates for one need, as the site looks: with row-level security, and with the names that a viewer may know."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.dialects.postgresql.ranges import MultiRange
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.db.test_search import explained
from tests.factories import make_account, make_consent
from tests.match_making import find_place, make_asker, make_coordinator, make_match, make_need
from tests.talent_making import find_theme, make_offerer, make_talent
from webapp.access.policy import Actor, Holding
from webapp.matching.queries.ranking import (
    Candidate,
    find_candidate,
    find_need,
    list_candidates,
    list_open_needs,
    search,
)
from webapp.matching.rules.ranking import ReasonCode, Weights
from webapp.models import Asset, AssetTheme, ConsentWithdrawal, Need, Offering, PersonRequirement, Talent
from webapp.vocabulary import (
    AssetKind,
    Channel,
    ConsentPurpose,
    MatchState,
    Provenance,
    Recurrence,
    Requirement,
    Role,
    TalentLevel,
    TravelReach,
)

MONDAY_MORNING = MultiRange([Range(540, 720, bounds="[)")])
TUESDAY_MORNING = MultiRange([Range(1980, 2160, bounds="[)")])


class Town:
    """A coordinator of Vinkhuizen, and a need there."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.here = find_place(session, "vinkhuizen")
        self.there = find_place(session, "selwerd")
        for table in ("offer", "matching_weights", "reserve"):
            session.execute(text(f"DELETE FROM {table}"))
        self.account = make_coordinator(session, self.here).id
        self.viewer = Actor(
            account_id=self.account, holdings=(Holding(Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=self.here),)
        )
        self.asker = make_asker(session, self.here)

    def need(self, **terms: Any) -> Need:
        return make_need(self.session, self.here, self.asker.id, **terms)

    def talent(self, name: str = "Hanna Helpt", *, where: int | None = None, theme: str = "formulieren",
               level: TalentLevel = TalentLevel.ABLE, **terms: Any) -> Talent:  # fmt: skip
        person = make_offerer(self.session, where or self.here, name, with_account=False, **terms)
        return make_talent(self.session, person.id, theme=theme, level=level)

    def crowd(self, full: Talent) -> None:
        """Make the index as it is with a hundred talents of somebody who is full, all nearer."""
        self.session.execute(text("SET LOCAL session_replication_role = replica"))
        self.session.execute(
            text("""
                INSERT INTO offer (talent_id, person_id, neighbourhood_id, theme_id, level, fit_key, geom, goes_beyond,
                    capacity)
                SELECT 100000 + n, person_id, neighbourhood_id, theme_id, level, fit_key, geom, goes_beyond, capacity
                FROM offer, generate_series(1, 100) n WHERE talent_id = :talent
            """),
            {"talent": full.id},
        )
        self.session.execute(text("SET LOCAL session_replication_role = origin"))

    def candidates(self, need: Need, **more: Any) -> list[Candidate]:
        with looking_as(self.session, self.account, today=TODAY):
            asked = find_need(self.session, self.viewer, need.key, neighbourhood_id=self.here, today=TODAY)
            assert asked is not None
            return list_candidates(self.session, self.viewer, asked, today=TODAY, **more)

    def names(self, need: Need) -> list[str | None]:
        return [each.name for each in self.candidates(need)]


@pytest.fixture
def town(session: Session) -> Town:
    return Town(session)


def codes(candidate: Candidate) -> set[ReasonCode]:
    return {reason.code for reason in candidate.score.reasons}


def test_neighbour_with_the_talent_is_found_with_reasons(town: Town) -> None:
    town.talent()
    (found,) = town.candidates(town.need())
    assert (found.name, found.what, found.is_from_elsewhere) == ("Hanna Helpt", "Brieven en formulieren", False)
    assert {ReasonCode.THEME_EXACT, ReasonCode.LEVEL_ENOUGH, ReasonCode.DISTANCE, ReasonCode.CAPACITY_LEFT} <= codes(
        found
    )
    assert 0 < found.score.points <= 100


def test_somebody_of_another_neighbourhood_has_no_name_and_must_go_beyond(town: Town) -> None:
    town.talent("Stien Blijft", where=town.there)
    assert town.candidates(town.need()) == []
    goes = town.talent("Gea Gaat", where=town.there, goes_beyond=True)
    (found,) = town.candidates(town.need())
    assert (found.name, found.what, found.neighbourhood, found.talent_id) == (None, "", "Selwerd", goes.id)
    assert found.is_from_elsewhere


@pytest.mark.parametrize(
    ("terms", "asked"),
    [
        ({"paused_until": TODAY + timedelta(days=3)}, {}),
        ({"asked_from": TODAY - timedelta(days=200)}, {}),
        ({"weekly": TUESDAY_MORNING}, {"weekly": MONDAY_MORNING}),
        ({"capacity": 3}, {"recurrence": Recurrence.WEEKLY}),
        ({}, {"requirements": [Requirement.VOG]}),
    ],
    ids=["paused", "consent lapsed", "no time in common", "once a week is too much", "no papers"],
)
def test_who_may_not_be_asked_is_no_candidate(town: Town, terms: dict[str, Any], asked: dict[str, Any]) -> None:
    town.talent("Bea Wel")
    town.talent("Cor Niet", **terms)
    need = town.need(**asked)
    assert "Cor Niet" not in town.names(need)
    # the control: the same person for a need that asks nothing of the kind, or the other one for this need
    if asked:
        assert "Cor Niet" in town.names(town.need())
    else:
        assert town.names(need) == ["Bea Wel"]


def test_withdrawn_consent_counts_at_once(town: Town) -> None:
    person = make_offerer(town.session, town.here, asked_from=None)
    make_talent(town.session, person.id)
    consent = make_consent(town.session, person.id, ConsentPurpose.BE_ASKED, on=TODAY)
    need = town.need()
    assert len(town.candidates(need)) == 1
    town.session.add(ConsentWithdrawal(consent_id=consent.id, person_id=person.id, channel=Channel.WEB))
    town.session.flush()
    assert town.candidates(need) == []


def test_papers_that_were_seen_and_hold_let_somebody_in(town: Town) -> None:
    talent = town.talent()
    need = town.need(requirements=[Requirement.VOG])
    paper = PersonRequirement(person_id=talent.person_id, kind=Requirement.VOG, valid_until=TODAY, seen_on=None)
    town.session.add(paper)
    town.session.flush()
    assert town.candidates(need) == []
    paper.seen_on = TODAY - timedelta(days=9)
    town.session.flush()
    (found,) = town.candidates(need)
    assert ReasonCode.PAPERS_IN_ORDER in codes(found)
    paper.valid_until = TODAY - timedelta(days=1)
    town.session.flush()
    assert town.candidates(need) == []


def test_reach_is_a_limit(town: Town) -> None:
    talent = town.talent(where=town.there, goes_beyond=True)
    terms = town.session.get_one(Offering, talent.person_id)
    need = town.need()
    (found,) = town.candidates(need)
    metres = next(each.values["metres"] for each in found.score.reasons if each.code == ReasonCode.DISTANCE)
    for reach, count in ((int(metres) + 50, 1), (int(metres) - 50, 0)):
        terms.reach, terms.reach_metres = TravelReach.METRES, reach
        town.session.flush()
        assert len(town.candidates(need)) == count


def test_asker_is_not_proposed_to_themselves(town: Town) -> None:
    town.session.add(Offering(person_id=town.asker.id, reach=TravelReach.CITY, languages=[], capacity=4))
    make_consent(town.session, town.asker.id, ConsentPurpose.BE_ASKED, on=TODAY)
    make_talent(town.session, town.asker.id)
    assert town.candidates(town.need()) == []
    other = make_need(town.session, town.here, make_asker(town.session, town.here, "Ans Ook").id)
    assert town.names(other) == ["Aafke Vraagt"]


@pytest.mark.parametrize(
    ("state", "is_candidate"),
    [
        (MatchState.PROPOSED, False),
        (MatchState.DECLINED, False),
        (MatchState.DONE, False),
        (MatchState.WITHDRAWN, True),
        (MatchState.EXPIRED, True),
    ],
)
def test_what_was_proposed_for_this_need_is_not_again(town: Town, state: MatchState, is_candidate: bool) -> None:
    talent, need = town.talent(), town.need(quantity=3)
    make_match(town.session, state, talent=talent, need=need)
    assert bool(town.candidates(need)) is is_candidate
    (other,) = town.candidates(town.need())
    assert ReasonCode.ASKED_RECENTLY in codes(other)


def test_who_is_full_this_month_is_passed_over(town: Town) -> None:
    talent = town.talent(capacity=1)
    assert len(town.candidates(town.need())) == 1
    make_match(town.session, MatchState.ACCEPTED, talent=talent, need=town.need())
    assert town.candidates(town.need()) == []


def test_better_fit_comes_first_and_group_only_fills_up(town: Town) -> None:
    town.session.execute(text("UPDATE theme SET parent_id = (SELECT id FROM theme WHERE parent_id IS NULL LIMIT 1)"
                              " WHERE slug IN ('formulieren', 'taalles')"))  # fmt: skip
    find_theme(town.session, "taalles")
    town.session.execute(text("UPDATE theme SET parent_id = (SELECT parent_id FROM theme WHERE slug = 'formulieren')"
                              " WHERE slug = 'taalles'"))  # fmt: skip
    town.talent("Lena Leert", level=TalentLevel.LEARNING)
    town.talent("Vera Vaardig", level=TalentLevel.SKILLED)
    town.talent("Greet Groep", theme="taalles", level=TalentLevel.SKILLED)
    need = town.need()
    assert town.names(need)[0] == "Vera Vaardig"
    assert set(town.names(need)) == {"Lena Leert", "Vera Vaardig", "Greet Groep"}
    only_theme = Weights(theme=10, level=0, distance=0, time=0, language=0, capacity=0, rest=0)
    assert town.candidates(need, weights=only_theme)[-1].name == "Greet Groep"


def test_asset_is_a_candidate_by_its_name(town: Town) -> None:
    asset = Asset(slug="proefhuis", kind=AssetKind.PLACES, name="Proefhuis", neighbourhood_id=town.here,
                  confirmed_on=TODAY, provenance=Provenance.ENTERED)  # fmt: skip
    town.session.add(asset)
    town.session.flush()
    town.session.add(AssetTheme(asset_id=asset.id, theme_id=find_theme(town.session)))
    town.session.flush()
    (found,) = town.candidates(town.need())
    assert (found.name, found.asset_slug, found.talent_id) == ("Proefhuis", "proefhuis", None)


def test_one_candidate_is_what_the_list_says_of_it(town: Town) -> None:
    talent, need = town.talent(), town.need()
    (listed,) = town.candidates(need)
    with looking_as(town.session, town.account, today=TODAY):
        asked = find_need(town.session, town.viewer, need.key, neighbourhood_id=town.here, today=TODAY)
        assert asked is not None
        assert find_candidate(town.session, town.viewer, asked, talent_id=talent.id, today=TODAY) == listed
        assert find_candidate(town.session, town.viewer, asked, talent_id=talent.id + 1, today=TODAY) is None
        assert find_candidate(town.session, town.viewer, asked, asset_id=1, today=TODAY) is None


def test_need_is_there_for_its_own_coordinators_only(town: Town) -> None:
    private, public = town.need(), make_need(town.session, town.here, None)
    elsewhere = make_coordinator(town.session, town.there).id
    other = Actor(elsewhere, holdings=(Holding(Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=town.there),))
    city = Actor(make_account(town.session).id, holdings=(Holding(Role.CITY_COORDINATOR),))

    def seen(viewer: Actor, need: Need) -> bool:
        return find_need(town.session, viewer, need.key, neighbourhood_id=town.here, today=TODAY) is not None

    assert [seen(each, private) for each in (town.viewer, other, city)] == [True, False, False]
    assert [seen(each, public) for each in (town.viewer, other, city)] == [True, False, True]


def test_need_with_enough_proposals_is_no_longer_open(town: Town) -> None:
    need = town.need()

    def keys() -> list[str]:
        found = list_open_needs(town.session, town.viewer, neighbourhood_id=town.here, today=TODAY)
        return [each.key for each in found if each.person_id == town.asker.id]

    assert keys() == [need.key]
    make_match(town.session, MatchState.PROPOSED, talent=town.talent(), need=need)
    assert keys() == []


def test_search_uses_the_index_of_what_and_where(town: Town) -> None:
    town.session.execute(text("SET LOCAL session_replication_role = replica"))
    town.session.execute(
        text("""
            INSERT INTO offer (talent_id, person_id, neighbourhood_id, theme_id, level, fit_key, geom, goes_beyond)
            SELECT 100000 + n, 100000 + n, :place, :theme, n % 3, :theme * 8 + n % 3,
                   ST_SetSRID(ST_MakePoint(230000 + n % 4000, 580000 + n % 3989), 28992), true
            FROM generate_series(1, 20000) n
        """),
        {"place": town.here, "theme": find_theme(town.session)},
    )
    town.session.execute(text("SET LOCAL session_replication_role = origin"))
    town.session.execute(text("ANALYZE offer"))
    need = town.need()
    ask: Callable[[], object]
    with looking_as(town.session, town.account, today=TODAY):
        asked = find_need(town.session, town.viewer, need.key, neighbourhood_id=town.here, today=TODAY)
        assert asked is not None
        ask = lambda: search(town.session, asked, [asked.theme_id], today=TODAY)  # noqa: E731  (typed above)
        plan = explained(town.session, ask)
    assert "Index Scan using ix_offer_fit_key_geom on offer" in plan
    assert "Order By: (geom <->" in plan
    assert "Seq Scan on offer" not in plan


def test_when_the_nearest_are_all_full_somebody_farther_is_found(town: Town) -> None:
    full = town.talent("Vol", capacity=1)
    make_match(town.session, MatchState.ACCEPTED, talent=full, need=town.need())
    free = town.talent("Vrij", where=town.there, goes_beyond=True)
    town.crowd(full)
    assert [each.talent_id for each in town.candidates(town.need())] == [free.id]
