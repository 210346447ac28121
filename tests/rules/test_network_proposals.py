"""Why just these two: by what is known of them, and nothing that nobody knows."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.rules.network_shapes import DEBTS, GARDENING, Tied, network, person, ring, thing
from tests.rules.network_telling import in_dutch, of_kind, told
from webapp.networks.rules.finding import find_insights
from webapp.networks.rules.insights import InsightKind
from webapp.networks.rules.network import Node
from webapp.networks.rules.pairs import Nearness, nearest_pair
from webapp.networks.words.insights import figures_of
from webapp.vocabulary import NodeKind, TieKind

HERE, NEAR, FAR = (0.0, 0.0), (620.0, 0.0), (1500.0, 0.0)


@pytest.fixture(scope="module", autouse=True)
def dutch() -> Iterator[None]:
    with in_dutch():
        yield


@pytest.mark.parametrize(
    ("one", "other", "nearness", "metres"),
    [
        (person("Anna", at=HERE), person("Bram", at=HERE), Nearness.SAME_BUURT, None),
        (person("Anna", at=HERE), person("Bram", at=NEAR), Nearness.BUURTEN, 620),
        (person("Anna"), person("Bram", at=HERE), None, None),
        (person("Anna"), person("Bram"), None, None),
        # somebody may live next to the square, or at the other end of the buurt
        (thing("plein", NodeKind.PLACE, at=HERE), person("Anna", at=HERE), None, None),
        # drawn in the middle of the neighbourhood, told nowhere
        (Node(1, NodeKind.PERSON, "Anna", 7, 0, 0), Node(2, NodeKind.PERSON, "Bram", 7, 60, 0), None, None),
    ],
)
def test_of_a_distance_no_more_is_told_than_is_known(
    one: Node, other: Node, nearness: Nearness | None, metres: float | None
) -> None:
    pair = nearest_pair(network([one, other]), [0], [1])
    assert pair is not None
    assert (pair.nearness, pair.metres) == (nearness, metres)


def test_known_buurt_goes_before_none_and_the_same_before_another() -> None:
    nodes = [person("Anna", at=HERE), person("Bram"), person("Cees", at=NEAR), person("Dina", at=HERE)]
    seen = network(nodes)
    chosen = [nearest_pair(seen, [0], others) for others in ([1, 2, 3], [1, 2], [1])]
    assert [each.other for each in chosen if each] == [3, 2, 1]
    assert nearest_pair(seen, [0], []) is None


@pytest.mark.parametrize(
    ("buurt", "why", "figures"),
    [
        (HERE, " Ze wonen in dezelfde buurt.", []),
        (NEAR, " Hun buurten liggen ongeveer 600 m uit elkaar.", ["600 meter ongeveer tussen hun buurten"]),
    ],
)
def test_who_is_alone_is_introduced_with_how_near_their_buurten_are(
    buurt: tuple[float, float], why: str, figures: list[str]
) -> None:
    seen = network([person("Anna", at=buurt), person("Bram", at=FAR), person("Cees", at=HERE)], [("Anna", "Bram")])
    assert told(seen, InsightKind.ALONE) == [
        f"Bij Cees is nog geen enkele relatie genoteerd. Stel Cees en Anna aan elkaar voor.{why}"
    ]
    assert figures_of(of_kind(find_insights(seen, None), InsightKind.ALONE)[0]) == figures


def test_who_is_alone_and_of_whom_nothing_is_known_is_visited() -> None:
    seen = network([person("Anna", at=HERE), person("Bram", at=NEAR), "Janneke"], [("Anna", "Bram")])
    assert told(seen, InsightKind.ALONE) == [
        "Bij Janneke is nog geen enkele relatie genoteerd. Ga eens langs bij Janneke."
    ]


def led(name: str, count: int = 5) -> tuple[list[Node], list[Tied]]:
    """So many groups that somebody leads."""
    groups = [thing(f"groep {number}") for number in range(count)]
    return groups, [(name, each.label, TieKind.LEADS) for each in groups]


@pytest.mark.parametrize(
    ("ties", "why"),
    [
        ([("Wim", "Gerrit")], "Wim kent Gerrit al, en heeft zelf nog geen taak."),
        (
            [("Wim", "Gerrit"), ("Wim", "koor", TieKind.LEADS)],
            "Wim kent Gerrit al, en heeft zelf nog maar één taak.",
        ),
        (
            [("Wim", "groep 3", TieKind.MEMBER_OF)],
            "Wim heeft net als Gerrit te maken met groep 3, en heeft zelf nog geen taak.",
        ),
        ([("Wim", "koor", TieKind.MEMBER_OF)], "Wim heeft zelf nog geen taak."),
    ],
)
def test_who_could_take_something_over_is_told_with_why(ties: list[Tied], why: str) -> None:
    groups, leads = led("Gerrit")
    seen = network(["Gerrit", "Wim", *groups, thing("koor")], [*leads, *ties])
    assert told(seen, InsightKind.OVERLOADED) == [
        (f"Er komt veel bij Gerrit terecht: 5 taken tegelijk. Vraag of Wim iets van Gerrit kan overnemen. {why}"),
    ]


def test_who_told_to_have_no_time_or_lives_elsewhere_is_not_asked_to_take_something_over() -> None:
    groups, leads = led("Gerrit")
    others = [person("Wim", capacity=0), person("Marloes", neighbourhood_id=8)]
    seen = network(["Gerrit", *others, *groups], [*leads, ("Wim", "Gerrit"), ("Marloes", "Gerrit")])
    assert told(seen, InsightKind.OVERLOADED) == [
        "Er komt veel bij Gerrit terecht: 5 taken tegelijk. Kijk met Gerrit wie een taak kan overnemen."
    ]


def test_help_that_is_far_is_told_once_with_all_its_themes() -> None:
    row = [f"Buur {number}" for number in range(7)]
    nodes: list[Node | str] = [person(row[0], themes=[GARDENING, DEBTS]), *row[1:]]
    seen = network(nodes, pairwise(row))
    assert told(seen, InsightKind.HELP_FAR, asked=(DEBTS, GARDENING)) == [
        (
            "Hulp bij schulden en tuinieren is voor veel buren ver weg. Het meest wordt gevraagd om schulden."
            " Hulp bij schulden is voor een buur gemiddeld 3,0 stappen ver."
            " Stel Buur 3 en Buur 0 aan elkaar voor."
        ),
    ]
    figures = figures_of(of_kind(find_insights(seen, None, asked=(DEBTS,)), InsightKind.HELP_FAR)[0])
    assert figures[-1] == "1 mens, groep of plek met dit thema"


def test_who_is_alone_is_told_as_alone_and_not_once_more_per_theme() -> None:
    nodes: list[Node | str] = [person("Anna", themes=[GARDENING]), "Bram", "Henk"]
    seen = network(nodes, [("Anna", "Bram")])
    assert told(seen, InsightKind.HELP_FAR, asked=(GARDENING,)) == []
    assert len(told(seen, InsightKind.ALONE)) == 1
    alone = network([person("Anna", themes=[GARDENING]), "Henk"])
    assert told(alone, InsightKind.HELP_FAR, asked=(GARDENING, DEBTS)) == []


def test_part_without_a_way_to_help_is_told_with_how_many() -> None:
    ties = [*ring("Anna", "Bram", "Cees"), ("Ina", "Joop")]
    seen = network([person("Anna", themes=[GARDENING]), "Bram", "Cees", "Ina", "Joop"], ties)
    assert told(seen, InsightKind.HELP_FAR, asked=(GARDENING,))[0].startswith(
        "Hulp bij tuinieren is voor een buur gemiddeld 0,7 stappen ver. Voor 2 mensen is er geen weg naartoe."
    )


def test_help_that_only_somebody_alone_could_give_has_no_way_for_the_others() -> None:
    seen = network(["Anna", "Bram", person("Henk", themes=[GARDENING])], [("Anna", "Bram")])
    assert told(seen, InsightKind.HELP_FAR, asked=(GARDENING,)) == [
        "Van niemand loopt er een weg naar hulp bij tuinieren. Stel Anna en Henk aan elkaar voor."
    ]
