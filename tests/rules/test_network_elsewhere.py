"""Who lives elsewhere counts in no insight of this neighbourhood, though a way through them is a way."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.network_shapes import DEBTS, GARDENING, HERE, Tied, clique, network, person, ring, thing
from tests.rules.network_telling import in_dutch, names_of, of_kind, told
from webapp.networks.rules.finding import falls_off, find_insights
from webapp.networks.rules.insights import FigureKind, Insight, InsightKind
from webapp.networks.rules.measuring import measure_network
from webapp.networks.rules.network import Beyond, Network, Node
from webapp.networks.words.insights import elsewhere_of, figures_of
from webapp.vocabulary import NodeKind, TieKind

PADDEPOEL = 8
ELSEWHERE = pytest.mark.parametrize("lives_in", [HERE, PADDEPOEL])
ABOUT_SOMEBODY = {InsightKind.ALONE, InsightKind.OVERLOADED, InsightKind.CARRIES}


@pytest.fixture(scope="module", autouse=True)
def dutch() -> Iterator[None]:
    with in_dutch():
        yield


def only(found: list[Insight]) -> Insight:
    assert len(found) == 1
    return found[0]


@ELSEWHERE
def test_who_lives_elsewhere_does_not_fall_off(lives_in: int) -> None:
    there = [person(name, neighbourhood_id=lives_in) for name in ("Marloes", "Noor")]
    ties = [*clique("Sanne", "Anna", "Bram"), ("Sanne", "Marloes"), ("Sanne", "Noor")]
    seen = network(["Sanne", "Anna", "Bram", *there], ties)
    assert bool(told(seen, InsightKind.HOLDS_TOGETHER)) == (lives_in == HERE)


def test_of_what_falls_off_only_who_lives_here_is_counted_and_named() -> None:
    there = [person(f"Elders {number}", neighbourhood_id=PADDEPOEL) for number in range(6)]
    loose = ["Cees", "Dina"]
    ties = [*clique("Sanne", "Anna", "Bram"), *(("Sanne", name) for name in loose)]
    seen = network(["Sanne", "Anna", "Bram", *loose, *there], [*ties, *(("Cees", each.label) for each in there)])
    insight = only(of_kind(find_insights(seen, None), InsightKind.HOLDS_TOGETHER))
    assert told(seen, InsightKind.HOLDS_TOGETHER)[0].startswith("Zonder Sanne raken Cees en Dina los van de rest.")
    assert figures_of(insight)[0] == "2 van 5 mensen die los raken"


def test_where_most_is_of_elsewhere_is_not_what_the_others_fall_off_from() -> None:
    town = [person(f"Elders {number}", neighbourhood_id=PADDEPOEL) for number in range(9)]
    names = [each.label for each in town]
    ties = [*ring(*names), ("Sanne", names[0]), ("Sanne", "Anna"), *clique("Anna", "Bram", "Cees")]
    seen = network(["Sanne", "Anna", "Bram", "Cees", *town], ties)
    assert told(seen, InsightKind.HOLDS_TOGETHER) == []
    assert told(seen, InsightKind.SINGLE_BRIDGE) == []


@ELSEWHERE
def test_single_tie_with_a_circle_elsewhere_is_no_bridge_of_this_neighbourhood(lives_in: int) -> None:
    there = ["Emma", "Fons", "Guus"]
    nodes: list[Node | str] = ["Anna", "Bram", "Cees", *(person(name, neighbourhood_id=lives_in) for name in there)]
    seen = network(nodes, [*clique("Anna", "Bram", "Cees"), *clique(*there), ("Cees", "Emma")])
    assert bool(told(seen, InsightKind.SINGLE_BRIDGE)) == (lives_in == HERE)


def test_who_lives_elsewhere_and_holds_us_together_is_told_with_where_and_what_else_they_have() -> None:
    marloes = person("Marloes", neighbourhood_id=PADDEPOEL, elsewhere=10)
    here, there = ("Anna", "Bram", "Cees"), ("Dina", "Emma", "Fons")
    ties = [*clique(*here), *clique(*there), *(("Marloes", name) for name in ("Anna", "Bram", "Dina", "Emma"))]
    seen = network([*here, *there, marloes], ties)
    insight = only(of_kind(find_insights(seen, None), InsightKind.HOLDS_TOGETHER))
    assert told(seen, InsightKind.HOLDS_TOGETHER)[0].startswith(
        "Zonder Marloes (Paddepoel) vallen een groepje van 3 mensen en een groepje van 3 mensen uit elkaar."
    )
    assert elsewhere_of(insight, names_of(seen)) == [
        "Marloes woont in Paddepoel, en heeft nog 10 relaties die je hier niet ziet."
    ]


def test_somebody_of_whom_nobody_knows_where_they_live_counts_nowhere() -> None:
    lost = Node(1, NodeKind.PERSON, "Wie", None, None, None)
    seen = network(["Anna", lost], [("Anna", "Wie")])
    assert seen.residents == [0]
    assert names_of(seen).of(1) == "Wie"
    assert network([thing("De stad", NodeKind.ORGANISATION, neighbourhood_id=None)]).own == {0}


@ELSEWHERE
def test_who_lives_elsewhere_has_too_much_to_do_there_and_not_here(lives_in: int) -> None:
    things = [thing(f"groep {number}") for number in range(5)]
    seen = network(
        [person("Gerrit", neighbourhood_id=lives_in), *things],
        [("Gerrit", each.label, TieKind.LEADS) for each in things],
    )
    assert bool(told(seen, InsightKind.OVERLOADED)) == (lives_in == HERE)


def test_somebody_with_ties_only_elsewhere_is_not_alone_and_does_not_stand_apart() -> None:
    there = [person(name, neighbourhood_id=PADDEPOEL) for name in ("Marloes", "Noor")]
    ties = [*clique("Anna", "Bram", "Cees"), *clique("Henk", "Marloes", "Noor")]
    seen = network(["Anna", "Bram", "Cees", "Henk", *there], ties)
    kinds = {each.kind for each in find_insights(seen, None).all}
    assert not {InsightKind.ALONE, InsightKind.APART, InsightKind.UNCONNECTED} & kinds


def test_part_that_stands_apart_through_somebody_elsewhere_is_counted_by_who_lives_here() -> None:
    large = [f"Buur {number}" for number in range(9)]
    ties = [*ring(*large), ("Ina", "Marloes"), ("Joop", "Marloes")]
    seen = network([*large, "Ina", "Joop", person("Marloes", neighbourhood_id=PADDEPOEL)], ties)
    insight = only(of_kind(find_insights(seen, None), InsightKind.APART))
    assert told(seen, InsightKind.APART)[0].startswith("Een groepje staat los van de rest: 2 mensen. Stel ")
    assert {seen.nodes[place].neighbourhood_id for place in (insight.action.node, insight.action.other or 0)} == {HERE}


def test_who_came_or_went_elsewhere_is_no_growth_here() -> None:
    before = network(["Anna", "Bram"], [("Anna", "Bram")])
    marloes = person("Marloes", neighbourhood_id=PADDEPOEL)
    now = network(["Anna", "Bram", marloes], [("Anna", "Bram"), ("Bram", "Marloes")])
    assert told(now, InsightKind.GROWTH, before) == [
        "In drie maanden kwam erbij: 1 relatie. Er ging niets weg. Ga eens langs bij Bram."
    ]


@ELSEWHERE
def test_where_most_ways_pass_is_told_when_it_is_here(lives_in: int) -> None:
    rays = [f"Buur {number}" for number in range(10)]
    place = thing("Huis", NodeKind.PLACE, neighbourhood_id=lives_in)
    seen = network([place, *rays], [*((ray, "Huis", "meets_at") for ray in rays), *ring(*rays)])
    assert bool(told(seen, InsightKind.CARRIES)) == (lives_in == HERE)


def test_help_that_somebody_elsewhere_gives_is_help_and_their_own_way_to_it_is_not_counted() -> None:
    source = person("Marloes", neighbourhood_id=PADDEPOEL, themes=[GARDENING])
    far = person("Noor", neighbourhood_id=PADDEPOEL)
    seen = network(["Anna", "Bram", source, far], [("Anna", "Marloes"), ("Anna", "Bram"), ("Bram", "Noor")])
    (distance,) = find_insights(seen, None, asked=(GARDENING,)).distances
    assert (distance.people, distance.sources, distance.steps, distance.far) == (2, 1, 1.5, ())


@st.composite
def mixed_networks(draw: st.DrawFn) -> Network:
    """Small networks of people, groups and initiatives, of which some are of elsewhere."""
    names = [f"n{number}" for number in range(draw(st.integers(1, 9)))]
    kinds = st.sampled_from([NodeKind.PERSON, NodeKind.PERSON, NodeKind.INITIATIVE])
    homes = st.sampled_from([HERE, HERE, PADDEPOEL])
    nodes = [
        Node(number + 1, draw(kinds), name, draw(homes), None, None, elsewhere=number)
        for number, name in enumerate(names)
    ]
    pairs = [(one, other) for one in names for other in names if one < other]
    ties: list[Tied] = [
        (*pair, draw(st.sampled_from([TieKind.KNOWS, TieKind.LEADS])))
        for pair in (draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else [])
    ]
    tied = {name for tie in ties for name in tie[:2]}
    # who is of elsewhere stands in a network for a tie with it
    return network([each for each in nodes if each.neighbourhood_id == HERE or each.label in tied], ties)


@given(seen=mixed_networks())
@settings(max_examples=80, deadline=None)
def test_nothing_of_elsewhere_is_lost_alone_or_overloaded(seen: Network) -> None:
    here = {place for place, node in enumerate(seen.nodes) if node.neighbourhood_id == HERE}
    residents = len([place for place in here if seen.nodes[place].kind == NodeKind.PERSON])
    for each in find_insights(seen, None, asked=(GARDENING,)).all:
        if each.kind in ABOUT_SOMEBODY:
            assert here.issuperset(each.subjects)
        for piece in each.pieces:
            assert here.issuperset(piece.own)
            assert piece.people == sum(seen.nodes[place].kind == NodeKind.PERSON for place in here & set(piece.nodes))
        for figure in each.figures:
            if figure.kind in (FigureKind.FALLEN, FigureKind.WITHOUT):
                assert figure.value <= (figure.total or 0) <= residents


@given(seen=mixed_networks())
@settings(max_examples=60, deadline=None)
def test_what_falls_off_is_all_of_here_but_the_piece_with_most_of_here(seen: Network) -> None:
    here = {place for place, node in enumerate(seen.nodes) if node.neighbourhood_id == HERE}
    for cut in measure_network(seen).cuts:
        pieces = [here & set(each.nodes) for each in cut.pieces]
        lost = sum(map(len, pieces)) - max(map(len, pieces))
        assert cut.fallen == lost
        assert falls_off(seen, cut) <= lost


def test_what_somebody_unseen_could_join_is_not_told_as_apart_or_hanging_on_one() -> None:
    """A coordinator of the city knows not all: of two parts that both have unseen neighbours nothing is sure."""
    one, other = ["Anna", "Bram", "Cees"], ["Dina", "Emma", "Fons"]
    ties = [*clique("Zoë", *one), *clique("Zoë", *other)]
    apart = [*clique(*one), *clique(*other)]
    for known, kind in ((ties, InsightKind.HOLDS_TOGETHER), (apart, InsightKind.UNCONNECTED)):
        names = sorted({name for tie in known for name in tie[:2]})
        for unseen, is_told in (([], True), ([("Anna", HERE)], True), ([("Anna", HERE), ("Dina", HERE)], False)):
            found = find_insights(network(names, known, beyond=unseen), None)
            assert (kind in {each.kind for each in found.all}) is is_told, (kind, unseen)


def test_how_far_help_is_and_where_most_ways_pass_is_not_told_of_a_part() -> None:
    names = [f"Buur {number:02}" for number in range(12)]
    line = [*pairwise(names), (names[0], names[-1]), (names[0], names[5]), (names[0], names[7])]
    seen = network([person(names[0], themes=[DEBTS]), *names[1:]], line)
    unseen = replace(seen, beyond=(Beyond(TieKind.KNOWS, 3, HERE),))
    kinds = {InsightKind.CARRIES, InsightKind.HELP_FAR}
    assert kinds & {each.kind for each in find_insights(seen, None, asked=(DEBTS,)).all}
    assert not kinds & {each.kind for each in find_insights(unseen, None, asked=(DEBTS,)).all}
