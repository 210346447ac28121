"""What the planner knows of a neighbourhood, who may know it, and its demonstration data."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from seeds.planning import remove_demo_planning, seed_demo_planning
from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.factories import make_account, make_grant
from tests.match_making import find_place, make_coordinator
from tests.talent_making import make_offerer, make_talent
from webapp.models import (
    Asset,
    NeighbourhoodInvitation,
    NetworkHealth,
    Partner,
    PartnerPlace,
    PlanningScenario,
    PlanningWish,
)
from webapp.planning.queries import facts
from webapp.planning.queries.facts import get_facts
from webapp.planning.rules.criteria import Candidate, ChurchNear
from webapp.vocabulary import AssetKind, PartnerKind, Provenance, Role


def known(session: Session, slug: str = "de-hoogte") -> Candidate:
    return next(each for each in get_facts(session, today=TODAY).candidates if each.slug == slug)


def city_coordinator(session: Session) -> int:
    account = make_account(session)
    make_grant(session, account.id, Role.CITY_COORDINATOR)
    return account.id


def test_people_are_counted_in_fives_for_who_coordinates_the_city(session: Session) -> None:
    place, viewer = find_place(session, "de-hoogte"), city_coordinator(session)
    neighbour = make_coordinator(session, place)
    for number in range(4):
        make_talent(session, make_offerer(session, place, f"Een {number}", with_account=False).id)
    with looking_as(session, viewer, today=TODAY):
        assert known(session).carriers is None
    for number in range(3):
        person = make_offerer(session, place, f"Twee {number}", with_account=False)
        make_talent(session, person.id)
    with looking_as(session, viewer, today=TODAY):
        assert known(session).carriers == 5
    with looking_as(session, neighbour.id, today=TODAY):
        assert session.execute(text("SELECT * FROM carrier_counts()")).all() == []


def test_plans_are_seen_by_who_coordinates_the_city_alone(session: Session) -> None:
    seed_demo_planning(session, today=TODAY)
    viewer = city_coordinator(session)
    neighbour = make_coordinator(session, find_place(session, "de-hoogte"))
    for model in (NeighbourhoodInvitation, PlanningScenario, PlanningWish):
        count = select(func.count()).select_from(model)
        with looking_as(session, viewer, today=TODAY):
            assert session.scalar(count)
        with looking_as(session, neighbour.id, today=TODAY):
            assert session.scalar(count) == 0


def test_network_beside_it_counts_once_enough_people_are_in_it(session: Session) -> None:
    session.execute(delete(NetworkHealth))
    beside = {each.name for each in known(session).beside}
    assert "Selwerd" in beside or "Korrewegwijk" in beside
    assert all(each.strength is None for each in known(session).beside)
    neighbour = known(session).beside[0].id
    numbers = {"groups": 0, "others": 0, "ties": 9, "alone": 0, "stale_ties": 0, "begun_ties": 0, "ended_ties": 0}
    days = [(TODAY, 4, 1.0), (TODAY - timedelta(days=30), 6, 0.8), (TODAY - timedelta(days=60), 9, 0.2)]
    for day, people, share in days:
        session.add(
            NetworkHealth(
                neighbourhood_id=neighbour,
                on_day=day,
                people=people,
                largest_share=share,
                resilience=share / 2,
                provenance=Provenance.ENTERED,
                **numbers,
            )
        )
    session.flush()
    assert [each.strength for each in known(session).beside if each.id == neighbour] == [pytest.approx(0.6)]


def test_church_counts_by_where_it_stands(session: Session) -> None:
    session.execute(
        text("DELETE FROM partner_place WHERE partner_id IN (SELECT id FROM partner WHERE kind = 'church')")
    )
    assert known(session).church is None
    church = session.scalars(select(Partner).where(Partner.kind == PartnerKind.CHURCH)).first()
    assert church is not None
    place = PartnerPlace(partner_id=church.id, label="Kerk", geom="SRID=28992;POINT(245000 570000)")
    session.add(place)
    session.flush()
    assert known(session).church == ChurchNear.NONE
    border = "SELECT ST_XMax(geom) + :metres, ST_Y(ST_PointOnSurface(geom)) FROM neighbourhood WHERE slug = 'de-hoogte'"
    row = session.execute(text(border), {"metres": 300}).one()
    place.geom = f"SRID=28992;POINT({row[0]} {row[1]})"
    session.flush()
    assert known(session).church == ChurchNear.NEAR
    place.geom, place.neighbourhood_id = None, find_place(session, "de-hoogte")
    session.flush()
    assert known(session).church == ChurchNear.INSIDE
    church.ended_on = TODAY
    session.flush()
    assert known(session).church is None


def test_assets_count_until_they_end(session: Session) -> None:
    before = known(session).assets
    made = Asset(
        slug="proef-asset",
        kind=AssetKind.PLACES,
        name="Proef",
        neighbourhood_id=find_place(session, "de-hoogte"),
        confirmed_on=TODAY,
        provenance=Provenance.ENTERED,
    )
    session.add(made)
    session.flush()
    assert known(session).assets == before + 1
    made.ended_on = TODAY
    session.flush()
    assert known(session).assets == before


def test_of_more_than_can_be_planned_the_rest_is_left_out(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    seed_demo_planning(session, today=TODAY)
    every = get_facts(session, today=TODAY)
    monkeypatch.setattr(facts, "MOST_PLACES", 4)
    few = get_facts(session, today=TODAY, wished=frozenset({"noorderhoogebrug"}))
    assert len(few.candidates) == 4
    assert few.left_out == len(every.candidates) - 4
    # the invited and the wished for before the largest
    assert {"de-hoogte", "meerstad", "noorderhoogebrug", "binnenstad"} == {each.slug for each in few.candidates}


def test_demonstration_comes_once_and_goes_without_a_trace(session: Session) -> None:
    assert seed_demo_planning(session, today=TODAY) == 5
    assert seed_demo_planning(session, today=TODAY) == 0
    assert remove_demo_planning(session) == 5
    for model in (NeighbourhoodInvitation, PlanningScenario, PlanningWish):
        assert session.scalar(select(func.count()).select_from(model)) == 0
