"""The network of a neighbourhood as who coordinates it, and perhaps the next one, may see it."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.factories import make_account, make_grant
from tests.match_making import find_place
from tests.network_making import make_group, make_linked, make_tie
from webapp.models import NeighbourhoodArea, Person
from webapp.networks.queries.network import get_network
from webapp.networks.rules.network import Network, Node
from webapp.vocabulary import ConsentScope, LocationLevel, Role, TieKind


@dataclass
class Town:
    """Selwerd and Paddepoel, with who coordinates both, only Selwerd, and the city."""

    session: Session
    selwerd: int
    paddepoel: int
    beijum: int
    both: int
    one: int
    city: int

    def seen(self, neighbourhood_id: int, viewer: int) -> Network:
        """The network as somebody sees it."""
        with looking_as(self.session, viewer, today=TODAY):
            return get_network(self.session, neighbourhood_id, on=TODAY)

    def node(self, name: str, neighbourhood_id: int, viewer: int) -> Node:
        """Somebody in it."""
        return next(each for each in self.seen(neighbourhood_id, viewer).nodes if each.label == name)

    def person(self, name: str, neighbourhood_id: int, *, buurt: str | None = None) -> Person:
        """Somebody whom the city may know too."""
        return make_linked(self.session, name, neighbourhood_id, scope=ConsentScope.CITY, buurt_code=buurt)


@pytest.fixture
def town(session: Session) -> Town:
    selwerd, paddepoel, beijum = (find_place(session, slug) for slug in ("selwerd", "paddepoel", "beijum"))
    both, one, city = (make_account(session).id for _ in range(3))
    for account, places in ((both, (selwerd, paddepoel)), (one, (selwerd,))):
        for place in places:
            make_grant(session, account, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=place)
    make_grant(session, city, Role.CITY_COORDINATOR)
    made = Town(session, selwerd, paddepoel, beijum, both, one, city)
    sanne, anna = (made.person(name, selwerd) for name in ("Sanne", "Anna"))
    marloes, noor, bas = (made.person(name, paddepoel) for name in ("Marloes", "Noor", "Bas"))
    group = make_group(session, "Koor", paddepoel)
    make_tie(session, sanne, anna)
    for each in (sanne, noor, bas, made.person("Greet", beijum)):
        make_tie(session, marloes, each, neighbourhood_id=paddepoel)
    make_tie(session, marloes, noor, kind=TieKind.HELPS)
    make_tie(session, marloes, group, kind=TieKind.MEMBER_OF)
    make_tie(session, noor, sanne, neighbourhood_id=selwerd)
    session.flush()
    return made


def test_who_coordinates_both_sees_how_much_somebody_has_that_is_not_in_this_network(town: Town) -> None:
    # Noor, Bas and the choir, and somebody in Beijum who is not theirs to know; not Sanne, who is in it
    assert town.node("Marloes", town.selwerd, town.both).elsewhere == 4
    assert town.node("Noor", town.selwerd, town.both).elsewhere == 1
    assert town.node("Sanne", town.selwerd, town.both).elsewhere == 0
    seen = town.seen(town.selwerd, town.both)
    assert {seen.nodes[place].label for place in seen.residents} == {"Sanne", "Anna"}
    assert {seen.nodes[place].label for place in seen.people} == {"Sanne", "Anna", "Marloes", "Noor"}


def test_seen_from_where_they_live_nothing_of_them_is_elsewhere(town: Town) -> None:
    seen = town.seen(town.paddepoel, town.both)
    marloes = next(place for place, node in enumerate(seen.nodes) if node.label == "Marloes")
    assert seen.nodes[marloes].elsewhere == 0
    assert len(seen.beside[marloes]) == 4
    assert [each.neighbourhood_id for each in seen.beyond if each.node == marloes] == [town.beijum]


def test_who_coordinates_only_this_one_sees_neither_them_nor_how_much_they_have(town: Town) -> None:
    seen = town.seen(town.selwerd, town.one)
    assert {seen.nodes[place].label for place in seen.people} == {"Sanne", "Anna"}
    assert {each.neighbourhood_id for each in seen.beyond} == {town.paddepoel}


def test_the_city_sees_it_of_whom_it_may_know(town: Town) -> None:
    assert town.node("Marloes", town.selwerd, town.city).elsewhere == 4


def test_buurt_is_known_of_who_told_it_and_nothing_more(town: Town) -> None:
    of_selwerd = select(NeighbourhoodArea.area_code).where(NeighbourhoodArea.neighbourhood_id == town.selwerd)
    code = town.session.scalars(of_selwerd.order_by(NeighbourhoodArea.area_code)).first()
    told, hidden = (town.person(name, town.selwerd, buurt=code) for name in ("Truus", "Verborgen"))
    hidden.location_level = LocationLevel.HIDDEN
    town.session.flush()
    assert told.location_level != LocationLevel.HIDDEN
    truus, unknown, sanne = (town.node(each, town.selwerd, town.both) for each in ("Truus", "Verborgen", "Sanne"))
    assert (truus.buurt, unknown.buurt, sanne.buurt) == (code, "", "")
    assert (unknown.x, unknown.y) == (sanne.x, sanne.y)
