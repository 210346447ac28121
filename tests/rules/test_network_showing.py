import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from geo.graph import measure
from tests.conftest import TODAY
from tests.rules.network_shapes import GARDENING, HERE, clique, network, person, thing
from webapp.errors import BadInput
from webapp.networks.pages.carried import slider_of
from webapp.networks.rules.filters import Filters, Listed, TieAge, View, parse_asked
from webapp.networks.rules.network import Network
from webapp.networks.rules.placing import Surrounding, collection, place, spacing_of
from webapp.networks.rules.showing import Change, Role, Shown, joined, pages_of, show, sorted_nodes, sorted_ties
from webapp.vocabulary import NodeKind, TieKind
from webapp.words.networks import NODE_KINDS, TIE_KINDS

FLAT, GARDEN = ("Aad", "Bea", "Cor"), ("Dik", "Els", "Fem")
TWO_CIRCLES = [*clique(*FLAT), *clique(*GARDEN), ("Cor", "Zus"), ("Zus", "Dik")]


def shown(of: Network, filters: Filters | None = None, *, earlier: Network | None = None) -> Shown:
    whole = joined(of, earlier)
    return show(whole, measure(len(whole.network.nodes), whole.edges), filters or Filters())


def by_name(of: Shown) -> dict[str, Role]:
    return {each.node.label: each.role for each in of.nodes}


def test_roles_tell_who_holds_connects_takes_part_and_stands_apart() -> None:
    made = network([*FLAT, *GARDEN, "Zus", "Tip", "Los", "Ver"], [*TWO_CIRCLES, ("Aad", "Tip")], beyond=[("Ver", 9)])
    roles = by_name(shown(made))
    assert roles["Zus"] == Role.HOLDS
    assert roles["Bea"] == Role.PART
    assert roles["Tip"] == Role.ONE_TIE
    assert roles["Los"] == Role.ALONE
    assert roles["Ver"] == Role.OUTWARD


def test_somebody_on_many_paths_whom_nothing_hangs_on_connects() -> None:
    made = network(
        ["a", "b", "c", "d", "e", "f"], [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("f", "a")]
    )
    assert set(by_name(shown(made)).values()) == {Role.CONNECTS}


def test_who_is_alone_is_in_no_group_and_circles_are() -> None:
    found = {each.node.label: each.group for each in shown(network([*FLAT, *GARDEN, "Los"], TWO_CIRCLES[:6])).nodes}
    assert found["Los"] is None
    assert found["Aad"] == found["Bea"] == found["Cor"] != found["Dik"]


def test_a_circle_is_called_after_what_is_no_person_with_most_ties() -> None:
    garden = [(name, "De tuin", TieKind.MEMBER_OF) for name in FLAT]
    flat = [(name, "De flat", TieKind.MEMBER_OF) for name in FLAT[:2]]
    made = network([*FLAT, thing("De tuin"), thing("De flat")], [*clique(*FLAT), *garden, *flat])
    assert set(shown(made).group_names().values()) == {"De tuin"}


def test_two_days_in_one_picture_tell_what_came_and_went() -> None:
    earlier = network(["Aad", "Bea", "Oud"], [("Aad", "Bea"), ("Bea", "Oud")])
    later = network(["Aad", "Bea", "Cor"], [("Aad", "Bea"), ("Aad", "Cor")])
    found = shown(later, earlier=earlier)
    counted = found.changes
    assert (counted.new_ties, counted.gone_ties, counted.new_nodes, counted.gone_nodes) == (1, 1, 1, 1)
    assert {(each.start.node.label, each.end.node.label): each.change for each in found.ties} == {
        ("Aad", "Bea"): Change.SAME,
        ("Aad", "Cor"): Change.NEW,
        ("Bea", "Oud"): Change.GONE,
    }
    # what is gone holds nobody together
    assert next(each for each in found.nodes if each.node.label == "Oud").ties == 0
    assert found.ties_in_all == 2
    assert found.nodes_in_all == 3


def test_filters_leave_a_kind_of_node_a_kind_of_tie_and_an_age() -> None:
    made = network(
        ["Aad", "Bea", thing("De tuin")], [("Aad", "Bea"), ("Aad", "De tuin", TieKind.MEMBER_OF)], confirmed_on=TODAY
    )
    links = (
        replace(made.links[0], since=TODAY),
        replace(made.links[1], since=date(2020, 1, 1), confirmed_on=date(2020, 1, 1)),
    )
    made = replace(made, links=links)
    assert len(shown(made).ties) == 2
    assert [each.node.label for each in shown(made, Filters(kinds=(NodeKind.GROUP,))).nodes] == ["De tuin"]
    assert shown(made, Filters(kinds=(NodeKind.GROUP,))).ties == ()
    assert [each.link.kind for each in shown(made, Filters(ties=("knows",))).ties] == ["knows"]
    assert [each.link.kind for each in shown(made, Filters(age=TieAge.STALE)).ties] == ["member_of"]
    assert [each.link.kind for each in shown(made, Filters(age=TieAge.SURE)).ties] == ["knows"]
    assert [each.link.kind for each in shown(made, Filters(age=TieAge.NEW)).ties] == ["knows"]


def test_a_theme_leaves_who_has_it() -> None:
    made = network([person("Aad", themes=[GARDENING]), "Bea"], [("Aad", "Bea")])
    whole = joined(made)
    found = show(whole, measure(2, whole.edges), Filters(), frozenset({GARDENING}))
    assert [each.node.label for each in found.nodes] == ["Aad"]
    assert found.ties == ()


def test_only_the_ties_that_are_shown_are_counted_and_roles_are_of_the_whole_network() -> None:
    made = network(["Aad", "Bea", thing("De tuin")], [("Aad", "Bea"), ("Aad", "De tuin", TieKind.MEMBER_OF)])
    people = shown(made, Filters(kinds=(NodeKind.PERSON,))).nodes
    assert [(each.node.label, each.ties) for each in people] == [("Aad", 1), ("Bea", 1)]
    assert people[0].role == by_name(shown(made))["Aad"]
    assert shown(made).nodes[0].ties == 2


def test_two_ties_with_the_same_one_are_two() -> None:
    made = network(["Aad", "Bea"], [("Aad", "Bea"), ("Aad", "Bea", TieKind.HELPS)])
    found = shown(made)
    assert [each.ties for each in found.nodes] == [2, 2]
    assert len(found.ties_of(found.nodes[0])) == 2
    assert found.nodes[0].role == Role.ONE_TIE


def test_a_filter_of_ties_leaves_only_names_that_have_one() -> None:
    made = network(["Aad", "Bea", "Cor", "Ver", "Los"], [("Aad", "Bea"), ("Bea", "Cor", TieKind.HELPS)],
                   beyond=[("Ver", 9)])  # fmt: skip
    assert [each.node.label for each in shown(made, Filters(ties=("knows",))).nodes] == ["Aad", "Bea", "Ver"]
    assert [each.node.label for each in shown(made, Filters(ties=("helps",))).nodes] == ["Bea", "Cor"]
    assert shown(made, Filters(age=TieAge.STALE)).nodes == ()
    assert [each.node.label for each in shown(made).alone] == ["Los"]
    assert shown(made, Filters(ties=("knows",))).alone == ()


def test_who_is_gone_does_not_stand_alone() -> None:
    found = shown(network(["Bea", "Aad"]), earlier=network(["Bea", "Oud"]))
    assert [each.node.label for each in found.alone] == ["Aad", "Bea"]


def test_a_part_that_is_cut_off_is_no_middle() -> None:
    made = network([*FLAT, *GARDEN, "Zus", "Eva", "Fin", "Gus", "Hes", "Ida"],
                   [*TWO_CIRCLES, *clique("Eva", "Fin", "Gus"), ("Hes", "Ida")])  # fmt: skip
    roles = by_name(shown(made))
    assert {roles[name] for name in ("Eva", "Fin", "Gus", "Hes", "Ida")} == {Role.APART}
    assert roles["Bea"] == Role.PART


def test_of_two_parts_as_large_none_stands_apart() -> None:
    assert set(by_name(shown(network([*FLAT, *GARDEN], TWO_CIRCLES[:6]))).values()) == {Role.PART}


def test_two_names_are_no_circle() -> None:
    assert [each.group for each in shown(network([*FLAT, "Eva", "Fin"], [*clique(*FLAT), ("Eva", "Fin")])).nodes] == [
        0, 0, 0, None, None,
    ]  # fmt: skip


def test_circles_keep_their_letter_when_another_grows() -> None:
    before = shown(network([*FLAT, *GARDEN], TWO_CIRCLES[:6]))
    more = network([*FLAT, *GARDEN, "Gus", "Hes"], [*clique(*FLAT), *clique(*GARDEN, "Gus", "Hes")])
    assert [each.group for each in shown(more).nodes][:6] == [each.group for each in before.nodes] == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize(
    ("sort", "first"), [("naam", "Aad"), ("-naam", "Zus"), ("rol", "Zus"), ("relaties", "Cor"), ("groep", "Aad")]
)
def test_names_are_sorted(sort: str, first: str) -> None:
    found = shown(network([*FLAT, *GARDEN, "Zus"], TWO_CIRCLES))
    names = {kind: str(name) for kind, name in zip(NodeKind, NODE_KINDS, strict=True)}
    assert sorted_nodes(found.nodes, sort, names)[0].node.label == first


@pytest.mark.parametrize(
    ("sort", "first"), [("van", "Aad"), ("-van", "Zus"), ("naar", "Aad"), ("soort", "Aad"), ("sinds", "Aad")]
)
def test_ties_are_sorted(sort: str, first: str) -> None:
    found = shown(network([*FLAT, *GARDEN, "Zus"], TWO_CIRCLES))
    kinds = {str(kind): str(kind) for kind in TIE_KINDS}
    assert sorted_ties(found.ties, sort, kinds)[0].start.node.label == first
    assert pages_of(Listed.TIES, found) == 1


def test_ties_of_one_put_those_that_are_gone_last() -> None:
    later, earlier = network(["Aad", "Bea", "Zus"], [("Aad", "Zus")]), network(["Aad", "Bea"], [("Aad", "Bea")])
    found = shown(later, earlier=earlier)
    aad = found.find(f"n{person('Aad').id}")
    assert aad is not None
    assert [each.change for each in found.ties_of(aad)] == [Change.NEW, Change.GONE]
    assert found.find("n0") is None


# --- where it is drawn ---

SURROUNDINGS = {HERE: Surrounding(HERE, "hier", "Hier", 6.5, 53.2), 9: Surrounding(9, "daar", "Daar", 6.6, 53.3)}


def drawn(of: Network) -> dict[str, object]:
    whole = joined(of)
    found = show(whole, measure(len(of.nodes), whole.edges), Filters())
    numbers = {node.id: number for number, node in enumerate(of.nodes)}
    told = collection(found, numbers, place(of.nodes, whole.edges), SURROUNDINGS, HERE)
    made: dict[str, object] = json.loads(told)
    return made


def test_nobody_stands_on_anybody_and_the_picture_is_the_same_again() -> None:
    nodes = [person(f"p{number}", at=(233_000.0, 582_000.0)) for number in range(80)]
    made = network(nodes, [(f"p{number}", f"p{number + 1}") for number in range(79)])
    placed = place(made.nodes, made.edges)
    assert placed == place(made.nodes, made.edges)
    points = np.array(placed.points)
    assert len(np.unique(points, axis=0)) == 80
    # degrees to metres, near enough for so small an area
    metres = points * np.array([111_320 * np.cos(np.radians(53.2)), 111_320])
    apart = np.hypot(*(metres[:, None] - metres[None]).transpose(2, 0, 1))
    assert apart[~np.eye(80, dtype=bool)].min() > placed.spacing * 0.98
    assert placed.points[0] is not None
    assert 6.4 < placed.points[0][0] < 6.7
    assert 53.1 < placed.points[0][1] < 53.4


def test_the_more_there_are_the_nearer_they_stand() -> None:
    assert spacing_of(10) == 45
    assert spacing_of(60) == 45
    assert 18 < spacing_of(200) < 45
    assert spacing_of(5000) == 18


def test_who_has_no_place_is_only_in_the_picture_by_form() -> None:
    made = drawn(network(["Aad", person("Bea", at=(233_000.0, 582_000.0))], [("Aad", "Bea")]))
    features = made["features"]
    assert isinstance(features, list)
    assert features[0]["geometry"] is None
    assert len(features[0]["properties"]["form"]) == 2
    assert features[1]["geometry"]["type"] == "Point"
    assert features[2]["geometry"] is None


def test_who_is_alone_is_marked_in_the_picture() -> None:
    features = drawn(network(["Aad", "Bea", "Los"], [("Aad", "Bea")]))["features"]
    assert isinstance(features, list)
    assert [each["properties"].get("alone") for each in features] == [None, None, True, None]


def test_what_leads_beyond_is_bundled_by_neighbourhood_and_names_nobody() -> None:
    made = drawn(network(["Aad", "Bea"], beyond=[("Aad", 9), ("Bea", 9), ("Aad", 9), ("Aad", HERE), ("Bea", 77)]))
    bundles = made["beyond"]
    assert isinstance(bundles, list)
    assert len(bundles) == 1
    assert bundles[0]["properties"] == {
        "neighbourhood": "daar",
        "name": "Daar",
        "count": 3,
        "nodes": {f"n{person('Aad').id}": 2, f"n{person('Bea').id}": 1},
    }
    assert bundles[0]["geometry"]["coordinates"] == [[6.5, 53.2], [6.6, 53.3]]


def test_a_bundle_of_which_one_end_has_no_place_has_no_line() -> None:
    of = network(["Aad"], beyond=[("Aad", 9)])
    whole = joined(of)
    found = show(whole, measure(1, []), Filters())
    for nowhere in (HERE, 9):
        places = SURROUNDINGS | {nowhere: replace(SURROUNDINGS[nowhere], lon=None, lat=None)}
        (bundle,) = json.loads(collection(found, {of.nodes[0].id: 0}, place(of.nodes, []), places, HERE))["beyond"]
        assert bundle["geometry"] is None
    (bundle,) = json.loads(collection(found, {of.nodes[0].id: 0}, place(of.nodes, []), SURROUNDINGS, HERE))["beyond"]
    assert bundle["geometry"]["type"] == "LineString"


# --- what is asked ---


def test_an_address_is_read_and_written_back() -> None:
    asked = parse_asked(
        {"op": ["2026-03-01"], "met": ["2026-01-01"], "soort": ["group", "person"], "relatie": ["knows"],
         "thema": ["tuin"], "ouder": ["verouderd"], "beeld": ["vorm"], "lijst": ["relaties"], "sorteer": ["-sinds"],
         "pagina": ["2"], "wie": ["n12"]},
        today=TODAY,
    )  # fmt: skip
    assert asked.view == View.FORM
    assert asked.days == (date(2026, 1, 1), date(2026, 3, 1))
    assert asked.filters == Filters((NodeKind.PERSON, NodeKind.GROUP), ("knows",), "tuin", TieAge.STALE)
    assert asked.filters.count == 4
    written = asked.query(pagina=None)
    assert written == {
        "op": "2026-03-01", "met": "2026-01-01", "soort": ["person", "group"], "relatie": ["knows"], "thema": "tuin",
        "ouder": "verouderd", "beeld": "vorm", "lijst": "relaties", "sorteer": "-sinds", "wie": "n12",
    }  # fmt: skip


def test_an_address_without_anything_is_the_whole_network_of_today() -> None:
    asked = parse_asked({"soort": [each.value for each in NodeKind], "op": [""], "met": [""]}, today=TODAY)
    assert asked.query() == {}
    assert asked.days is None
    assert asked.filters.count == 0
    assert asked.data_query() == {"op": TODAY.isoformat()}


def test_of_the_future_today_is_shown_and_two_equal_days_compare_nothing() -> None:
    asked = parse_asked({"op": ["2199-01-01"], "met": ["2190-01-01"]}, today=TODAY)
    assert asked.is_future
    assert asked.is_against_future
    assert asked.on == TODAY
    assert asked.days is None
    assert not parse_asked({"met": [TODAY.isoformat()]}, today=TODAY).is_against_future


@pytest.mark.parametrize("asked", [("2026-01-01", "2026-11-01"), ("2026-11-01", "2026-01-01")])
def test_the_later_of_two_days_is_the_one_that_is_shown(asked: tuple[str, str]) -> None:
    found = parse_asked({"op": [asked[0]], "met": [asked[1]]}, today=TODAY)
    assert (found.on, found.against) == (date(2026, 11, 1), date(2026, 1, 1))
    assert found.is_swapped == (asked[0] < asked[1])
    assert found.query() == {"op": "2026-11-01", "met": "2026-01-01"}


def test_a_day_to_come_to_compare_with_becomes_today() -> None:
    found = parse_asked({"op": ["2026-01-01"], "met": ["2027-01-01"]}, today=TODAY)
    assert (found.on, found.against, found.is_swapped) == (TODAY, date(2026, 1, 1), True)
    assert found.is_against_future
    assert not found.is_future


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("op", "2026-13-40", "date_invalid"),
        ("met", "gisteren", "date_invalid"),
        ("op", "1800-01-01", "date_out_of_range"),
        ("soort", "kat", "network_filter_unknown"),
        ("relatie", "haat", "network_filter_unknown"),
        ("ouder", "stokoud", "network_filter_unknown"),
        ("beeld", "hologram", "network_filter_unknown"),
        ("sorteer", "leeftijd", "network_filter_unknown"),
        ("thema", "x" * 81, "theme_unknown"),
    ],
)
def test_what_no_page_offers_is_refused(name: str, value: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_asked({name: [value]}, today=TODAY)
    assert refused.value.code == code


def test_the_slider_ends_today_and_holds_what_lies_before_it_at_its_start() -> None:
    begun = date(2024, 11, 20)
    slider = slider_of(TODAY, TODAY, begun)
    assert slider.start == date(2024, 11, 1)
    assert slider.position == slider.last == 25
    assert slider_of(date(2025, 2, 1), TODAY, begun).position == 3
    assert slider_of(date(1950, 1, 1), TODAY, begun).position == 0
    assert slider_of(TODAY + timedelta(days=9), TODAY, begun).position == slider.last
    assert slider_of(date(2026, 11, 1), date(2026, 11, 1), begun).position == 24


@pytest.mark.parametrize(
    ("begun", "start"),
    [(None, date(2025, 10, 1)), (TODAY, date(2025, 10, 1)), (date(1999, 1, 1), date(2022, 11, 1))],
)
def test_the_slider_is_a_year_at_least_and_four_at_most(begun: date | None, start: date) -> None:
    assert slider_of(TODAY, TODAY, begun).start == start


def test_who_lives_elsewhere_is_told_so_unless_others_hang_on_them() -> None:
    guests = [person(name, neighbourhood_id=9) for name in ("Tip", "Zus")]
    made = network([*FLAT, *GARDEN, *guests], [*TWO_CIRCLES, ("Aad", "Tip")])
    roles = by_name(shown(made))
    assert (roles["Tip"], roles["Zus"]) == (Role.ELSEWHERE, Role.HOLDS)


def test_of_a_part_it_is_not_told_who_stands_alone_or_holds_together() -> None:
    made = network([*FLAT, *GARDEN, "Zus", "Tip", "Los"], [*TWO_CIRCLES, ("Aad", "Tip")], beyond=[("Los", HERE)])
    found = shown(made)
    roles = by_name(found)
    assert (roles["Zus"], roles["Tip"], roles["Los"]) == (Role.UNSURE, Role.UNSURE, Role.UNSURE)
    assert roles["Bea"] == Role.PART
    # per name it would tell who is not to be known
    assert {each.beyond for each in found.nodes} == {0}
