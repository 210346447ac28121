"""What a planted structure in a network shows, and in which words."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import TODAY
from tests.rules.network_shapes import DEBTS, GARDENING, Tied, clique, network, number_of, person, ring, thing
from tests.rules.network_telling import in_dutch, names_of, of_kind, told
from webapp.networks.rules.finding import falls_off, find_insights, is_told_with_bridge
from webapp.networks.rules.insights import FIRST, MOST_OF_KIND, Findings, InsightKind, Severity
from webapp.networks.rules.measuring import MOST_CUTS, measure_network
from webapp.networks.rules.network import Network, Node
from webapp.networks.words.insights import figures_of, listed, proposal_of, sentence_of, title_of
from webapp.vocabulary import DerivedTieKind, FollowUpKind, NodeKind, TieKind

MEMBER = TieKind.MEMBER_OF


@pytest.fixture(scope="module", autouse=True)
def dutch() -> Iterator[None]:
    with in_dutch():
        yield


def flat_and_garden(*, between: list[tuple[str, str]]) -> Network:
    """A flat and a garden, each with a group of four who all know each other."""
    flat, garden = ("Anna", "Bram", "Cees", "Dina"), ("Emma", "Fons", "Guus", "Hans")
    members = [(name, "de flat", MEMBER) for name in flat] + [(name, "de moestuin", MEMBER) for name in garden]
    nodes = [
        *(person(name, at=(number * 10, 0)) for number, name in enumerate(flat)),
        *(person(name, at=(300 + number * 10, 0)) for number, name in enumerate(garden)),
        thing("de flat"),
        thing("de moestuin", NodeKind.INITIATIVE),
    ]
    named = {node.label for node in nodes}
    nodes += [person(name) for pair in between for name in pair if name not in named]
    return network(list(dict.fromkeys(nodes)), [*clique(*flat), *clique(*garden), *members, *between])


def test_empty_network_shows_nothing() -> None:
    assert find_insights(network([]), None) == Findings()


def test_who_joins_two_groups_holds_them_together() -> None:
    seen = flat_and_garden(between=[("Aisha", "Anna"), ("Aisha", "Bram"), ("Aisha", "Emma"), ("Aisha", "Fons")])
    assert told(seen, InsightKind.HOLDS_TOGETHER) == [
        (
            "Zonder Aisha vallen de flat en de moestuin uit elkaar."
            " Stel Emma en Dina aan elkaar voor. Hun buurten liggen ongeveer 300 m uit elkaar."
        ),
    ]
    insight = of_kind(find_insights(seen, None), InsightKind.HOLDS_TOGETHER)[0]
    assert figures_of(insight)[0] == "4 van 9 mensen die los raken"


def test_single_tie_between_two_groups_is_a_bridge() -> None:
    seen = flat_and_garden(between=[("Dina", "Emma")])
    assert told(seen, InsightKind.SINGLE_BRIDGE) == [
        (
            "De flat en de moestuin hangen aan één relatie: die van Dina met Emma."
            " Stel Cees en Fons aan elkaar voor. Hun buurten liggen ongeveer 300 m uit elkaar."
        ),
    ]
    # both ends of the bridge would say the same once more
    assert told(seen, InsightKind.HOLDS_TOGETHER) == []


def test_two_ties_between_two_groups_are_no_bridge() -> None:
    seen = flat_and_garden(between=[("Dina", "Emma"), ("Cees", "Fons")])
    assert told(seen, InsightKind.SINGLE_BRIDGE) == []
    assert told(seen, InsightKind.HOLDS_TOGETHER) == []


def test_two_groups_that_nobody_connects_are_told_with_who_stands_nearest() -> None:
    assert told(flat_and_garden(between=[]), InsightKind.UNCONNECTED) == [
        (
            "Niemand verbindt de flat met de moestuin."
            " Stel Emma en Dina aan elkaar voor. Hun buurten liggen ongeveer 300 m uit elkaar."
        ),
    ]


def test_shared_theme_goes_before_a_short_way() -> None:
    nodes = [
        person("Anna", at=(0, 0), themes=[GARDENING]),
        person("Bram", at=(10, 0)),
        person("Cees", at=(15, 0)),
        person("Dina", at=(20, 0)),
        person("Emma", at=(900, 0), themes=[GARDENING]),
        person("Fons", at=(30, 0)),
    ]
    seen = network(nodes, [*clique("Anna", "Bram", "Cees"), *clique("Dina", "Emma", "Fons")])
    assert told(seen, InsightKind.UNCONNECTED) == [
        (
            "Twee groepjes kennen elkaar nog niet: niemand verbindt ze."
            " Stel Emma en Anna aan elkaar voor."
            " Ze delen het thema tuinieren. Hun buurten liggen ongeveer 900 m uit elkaar."
        ),
    ]


def test_isolated_street_is_told_by_its_name() -> None:
    large = [f"Buur {number}" for number in range(20)]
    street = ["Ina", "Joop", "Kees", "Lies"]
    ties = [*ring(*large), *clique(*street), *((name, "de Hortuslaan", MEMBER) for name in street)]
    seen = network([*large, *street, thing("de Hortuslaan")], ties)
    assert told(seen, InsightKind.APART)[0].startswith("De Hortuslaan staat los: 4 mensen. Stel ")
    assert told(seen, InsightKind.UNCONNECTED) == []


def test_pair_apart_is_told_by_name() -> None:
    large = [f"Buur {number}" for number in range(20)]
    seen = network([*large, "Ina", "Joop"], [*ring(*large), ("Ina", "Joop")])
    assert told(seen, InsightKind.APART)[0].startswith(
        "Ina en Joop kennen elkaar, en verder nog niemand in het netwerk."
    )


def test_star_hangs_on_its_middle() -> None:
    rays = ["Anna", "Bram", "Cees", "Dina", "Emma"]
    assert told(network(["Zoë", *rays], [("Zoë", ray) for ray in rays]), InsightKind.HOLDS_TOGETHER)[0].startswith(
        "Alleen Zoë verbindt Anna, Bram en 3 andere met elkaar."
    )


def test_who_would_leave_only_things_behind_is_told_with_less_haste_than_who_cuts_people_off() -> None:
    rays, many = ["Anna", "Bram", "Cees", "Dina", "Emma", "Fons"], [thing(f"Club {number}") for number in range(8)]
    clubs = [("Anna", club.label) for club in many]
    star = network(["Zoë", *rays, *many], [("Zoë", ray) for ray in rays] + clubs)
    severity = {
        star.nodes[each.subjects[0]].label: each.severity
        for each in of_kind(find_insights(star, None), InsightKind.HOLDS_TOGETHER)
    }
    assert severity == {"Zoë": Severity.HIGH, "Anna": Severity.MIDDLE}


def test_ring_hangs_on_nobody() -> None:
    names = [f"Buur {number}" for number in range(8)]
    found = find_insights(network(names, ring(*names)), None)
    assert not {InsightKind.HOLDS_TOGETHER, InsightKind.SINGLE_BRIDGE} & {each.kind for each in found.all}


def test_who_carries_initiatives_alone_can_share_them() -> None:
    kept = [thing(name, NodeKind.INITIATIVE) for name in ("de soep", "het koor", "de fiets")]
    ties = [*clique("Anna", "Bram", "Cees", "Dina"), *(("Anna", each.label, "organises") for each in kept)]
    seen = network(["Anna", "Bram", "Cees", "Dina", *kept], ties)
    found = of_kind(find_insights(seen, None), InsightKind.HOLDS_TOGETHER)
    assert [each.action.kind for each in found] == [FollowUpKind.SHARE_TASK]
    assert told(seen, InsightKind.HOLDS_TOGETHER)[0].startswith(
        "Zonder Anna raken de soep, het koor en de fiets los van de rest."
    )


@pytest.mark.parametrize(("capacity", "is_told"), [(2, True), (4, False), (None, False)])
def test_many_roles_and_little_time_is_much(*, capacity: int | None, is_told: bool) -> None:
    things = [thing(name, NodeKind.INITIATIVE, themes=[GARDENING]) for name in ("soep", "koor", "fiets")]
    ties: list[Tied] = [
        ("Samira", "soep", DerivedTieKind.ORGANISES),
        ("Samira", "koor", DerivedTieKind.VOLUNTEERS_AT),
        ("Samira", "fiets", TieKind.LEADS),
        ("Samira", "fiets", DerivedTieKind.VOLUNTEERS_AT),
        ("Samira", "Bram"),
    ]
    seen = network([person("Samira", capacity=capacity), "Bram", *things], ties)
    told_of = told(seen, InsightKind.OVERLOADED)
    if is_told:
        assert told_of == [
            (
                "Veel rollen, weinig tijd: Samira doet 3 dingen, en kan 2 keer per maand."
                " Vraag of Bram iets van Samira kan overnemen."
                " Bram kent Samira al, en heeft zelf nog geen taak."
            ),
        ]
    else:
        assert told_of == []


def test_who_never_told_how_much_time_there_is_has_much_with_five_roles() -> None:
    things = [thing(f"groep {number}") for number in range(5)]
    seen = network(["Samira", *things], [("Samira", each.label, TieKind.LEADS) for each in things])
    assert told(seen, InsightKind.OVERLOADED) == [
        "Er komt veel bij Samira terecht: 5 taken tegelijk. Kijk met Samira wie een taak kan overnemen."
    ]


def test_stale_ties_are_counted_and_that_on_which_most_hangs_is_asked_first() -> None:
    old = TODAY - timedelta(days=366)
    ties = [*clique("Anna", "Bram", "Cees"), *clique("Dina", "Emma", "Fons"), ("Cees", "Dina")]
    names = ["Anna", "Bram", "Cees", "Dina", "Emma", "Fons"]
    assert told(network(names, ties, confirmed_on=old), InsightKind.STALE) == [
        (
            "7 relaties zijn langer dan een jaar niet nagevraagd."
            " Vraag na of Cees en Dina nog met elkaar te maken hebben."
        ),
    ]
    assert told(network(names, ties, confirmed_on=old + timedelta(days=1)), InsightKind.STALE) == []


def test_who_is_alone_is_introduced_to_the_nearest_and_who_has_ties_elsewhere_is_not_alone() -> None:
    nodes: list[Node | str] = [
        person("Anna", at=(0, 0)),
        person("Bram", at=(50, 0)),
        person("Cees", at=(120, 0)),
        "Dina",
        thing("koor"),
    ]
    seen = network(nodes, [("Anna", "Bram")], beyond=[("Dina", 8)])
    assert told(seen, InsightKind.ALONE) == [
        (
            "Bij Cees is nog geen enkele relatie genoteerd."
            " Stel Cees en Bram aan elkaar voor. Hun buurten liggen ongeveer 100 m uit elkaar."
        ),
        "Van koor staat nog niemand in het netwerk. Ga eens langs bij koor.",
    ]


def test_where_all_are_alone_somebody_is_visited() -> None:
    assert told(network(["Anna"]), InsightKind.ALONE) == [
        "Bij Anna is nog geen enkele relatie genoteerd. Ga eens langs bij Anna."
    ]


def test_growth_and_loss_since_a_quarter_ago() -> None:
    now = network(["Anna", "Bram", "Dina"], [("Anna", "Bram"), ("Bram", "Dina")])
    before = network(["Anna", "Bram", "Cees"], [("Anna", "Bram"), ("Bram", "Cees"), ("Anna", "Cees")])
    assert told(now, InsightKind.GROWTH, before) == [
        "In drie maanden kwam erbij: 1 mens en 1 relatie. Er ging weg: 1 mens en 2 relaties. Ga eens langs bij Anna."
    ]
    grown = network(["Anna", "Bram"], [("Anna", "Bram")])
    assert told(grown, InsightKind.GROWTH, network(["Anna"])) == [
        "In drie maanden kwam erbij: 1 mens en 1 relatie. Er ging niets weg. Ga eens langs bij Bram."
    ]
    assert told(now, InsightKind.GROWTH, now) == []
    assert told(now, InsightKind.GROWTH, None) == []


def test_how_far_help_is_for_an_average_neighbour() -> None:
    row = ["Anna", "Bram", "Cees", "Dina", "Emma", "Fons", "Guus"]
    nodes: list[Node | str] = [person("Anna", themes=[GARDENING]), *row[1:]]
    seen = network(nodes, pairwise(row))
    assert told(seen, InsightKind.HELP_FAR, asked=(DEBTS, GARDENING)) == [
        (
            "Hulp bij tuinieren is voor een buur gemiddeld 3,0 stappen ver."
            " In het netwerk is nog niemand die iets doet met schulden, en daar wordt wel om gevraagd."
            " Stel Dina en Anna aan elkaar voor."
        ),
    ]
    assert told(seen, InsightKind.HELP_FAR, asked=(DEBTS,)) == [
        (
            "In het netwerk is nog niemand die iets doet met schulden, en daar wordt wel om gevraagd."
            " Ga eens langs bij Dina."
        ),
    ]
    near = network([person("Anna", themes=[GARDENING]), "Bram"], [("Anna", "Bram")])
    assert told(near, InsightKind.HELP_FAR, asked=(GARDENING,)) == []
    assert [each.steps for each in find_insights(near, None, asked=(GARDENING,)).distances] == [0.5]


def test_neighbourhoods_with_ties_already_can_become_a_bridge() -> None:
    seen = network(
        ["Anna", "Bram", person("Fatima", neighbourhood_id=9)],
        [("Anna", "Bram"), ("Bram", "Fatima")],
        beyond=[("Anna", 8), ("Anna", 8), ("Bram", 8), ("Bram", 7)],
    )
    assert told(seen, InsightKind.BEYOND) == [
        "Er zijn 3 relaties met Paddepoel, de meeste via Anna. Daar kan een brug groeien. Ga eens langs bij Anna.",
        "Er is één relatie met Beijum, via Bram. Daar kan een brug groeien. Ga eens langs bij Bram.",
    ]


def test_where_most_ways_pass_is_told_when_nothing_hangs_on_it() -> None:
    rays = [f"Buur {number}" for number in range(10)]
    place = thing("Huis", NodeKind.PLACE)
    seen = network([place, *rays], [*((ray, "Huis", "meets_at") for ray in rays), *ring(*rays)])
    assert told(seen, InsightKind.CARRIES) == ["Wie een ander zoekt, komt vaak langs Huis. Ga eens langs bij Huis."]


def test_circles_within_one_network_that_nobody_joins_are_told() -> None:
    groups = [[f"{letter}{number}" for number in range(6)] for letter in "ABC"]
    ties = [tie for group in groups for tie in clique(*group)]
    ties += [("A0", "B0"), ("A1", "B1"), ("B2", "C2"), ("B3", "C3")]
    seen = network([name for group in groups for name in group], ties)
    found = of_kind(find_insights(seen, None), InsightKind.UNCONNECTED)
    assert [
        sorted({seen.nodes[place].label[0] for piece in each.pieces for place in piece.nodes}) for each in found
    ] == [["A", "C"]]


def test_what_matters_most_comes_first_and_of_each_kind_a_few() -> None:
    alone = [f"Buur {number}" for number in range(30)]
    nodes: list[Node | str] = [*flat_and_garden(between=[("Dina", "Emma")]).nodes, *alone]
    labels = [each if isinstance(each, str) else each.label for each in nodes]
    ties = [*clique(*labels[:4]), *clique(*labels[4:8]), ("Dina", "Emma")]
    found = find_insights(network(nodes, ties, confirmed_on=TODAY - timedelta(days=400)), None)
    assert found.first[0].kind == InsightKind.SINGLE_BRIDGE
    assert [each.severity for each in found.first] == sorted(each.severity for each in found.first)
    assert len({each.kind for each in found.first[:3]}) == 3
    assert len(found.first) == FIRST
    assert len(of_kind(found, InsightKind.ALONE)) == MOST_OF_KIND
    assert found.left_out == {InsightKind.ALONE: 31 - MOST_OF_KIND}


def test_every_kind_and_severity_has_words_of_its_own() -> None:
    titles = {title_of(kind) for kind in InsightKind}
    assert len(titles) == len(InsightKind)
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b en c"
    assert listed(["a", "b", "c", "d"]) == "a, b en 2 andere"
    assert list(Severity) == sorted(Severity)


@st.composite
def small_networks(draw: st.DrawFn) -> Network:
    names = [f"n{number}" for number in range(draw(st.integers(1, 9)))]
    kinds = draw(
        st.lists(
            st.sampled_from([NodeKind.PERSON, NodeKind.PERSON, NodeKind.GROUP]),
            min_size=len(names),
            max_size=len(names),
        )
    )
    nodes = [person(name) if kind == NodeKind.PERSON else thing(name) for name, kind in zip(names, kinds, strict=True)]
    pairs = [(one, other) for one in names for other in names if one < other]
    ties = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return network(nodes, ties)


def pieces_without(seen: Network, gone: int) -> list[frozenset[int]]:
    """What is left of the part of a node without it, by walking from each of its neighbours."""
    beside: dict[int, set[int]] = {place: set() for place in range(len(seen.nodes))}
    for one, other in seen.edges:
        beside[one].add(other)
        beside[other].add(one)
    found = set()
    for start in beside[gone]:
        reached, waiting = {start}, [start]
        while waiting:
            fresh = beside[waiting.pop()] - reached - {gone}
            reached |= fresh
            waiting += fresh
        found.add(frozenset(reached))
    return sorted(found, key=lambda piece: (-len(piece), min(piece)))


@given(seen=small_networks())
@settings(max_examples=60, deadline=None)
def test_who_holds_together_is_who_brute_force_finds(seen: Network) -> None:
    assert len(seen.nodes) <= MOST_CUTS
    measures = measure_network(seen)
    by_force = {place: pieces_without(seen, place) for place in range(len(seen.nodes))}
    cuts = {cut.node: cut for cut in measures.cuts}
    assert set(cuts) == {place for place, pieces in by_force.items() if len(pieces) > 1}
    for place, cut in cuts.items():
        assert [frozenset(each.nodes) for each in cut.pieces] == by_force[place]
    told_of = {each.subjects[0] for each in of_kind(find_insights(seen, None), InsightKind.HOLDS_TOGETHER)}
    assert told_of == {
        place
        for place, cut in cuts.items()
        if falls_off(seen, cut) >= 2 and not is_told_with_bridge(seen, cut, measures.bridges)
    }


@given(seen=small_networks(), before=small_networks())
@settings(max_examples=30, deadline=None)
def test_everything_found_can_be_told_and_done(seen: Network, before: Network) -> None:
    names = names_of(seen)
    for each in find_insights(seen, before, asked=(GARDENING,)).all:
        assert sentence_of(each, names).endswith(".")
        assert proposal_of(each.action, names).endswith(".")
        assert all(figures_of(each))
        assert each.action.other != each.action.node


def test_names_have_numbers_of_their_own() -> None:
    assert number_of("Anna") != number_of("Bram")
