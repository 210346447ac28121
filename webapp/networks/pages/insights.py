"""Puts together what a network shows now, with what is being done about it; in a fixed number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, bindparam, text
from sqlalchemy.orm import Session

from webapp.areas.queries import NeighbourhoodName
from webapp.listings.queries import OwnLanguage
from webapp.networks.queries.follow_ups import list_coordinators, list_open
from webapp.networks.queries.network import get_network
from webapp.networks.queries.surroundings import list_surroundings
from webapp.networks.rules.finding import find_insights
from webapp.networks.rules.follow_ups import USUAL_TIME, FollowUpRow, about
from webapp.networks.rules.health import quarter_before
from webapp.networks.rules.insights import Insight, InsightKind
from webapp.networks.rules.network import Network
from webapp.networks.words.insights import Names, elsewhere_of, figures_of, proposal_of, sentence_of, title_of
from webapp.themes.queries import list_themes
from webapp.vocabulary import FollowUpKind, NodeKind

MOST_THEMES = 12
"""For so many themes it is worked out how far help is, the most asked first."""

_ASKED = text("""
    SELECT theme_id FROM asked_totals() WHERE neighbourhood_id = :neighbourhood_id
    ORDER BY publicly + coalesce(privately, 0) DESC, theme_id LIMIT :most
""").bindparams(bindparam("most", MOST_THEMES, type_=Integer))


@dataclass(frozen=True, slots=True)
class InsightShown:
    """An insight in words, and what a form needs to take up what it proposes.

    `taken` is the follow-up with which somebody does so already. `elsewhere` tells of who is named and lives elsewhere.
    """

    kind: InsightKind
    title: str
    sentence: str
    figures: list[str]
    elsewhere: list[str]
    proposal: str
    action: FollowUpKind
    node_id: int
    other_id: int | None
    taken: FollowUpRow | None


@dataclass(frozen=True, slots=True)
class HelpShown:
    """How far people are from help on a theme that is asked for; `steps` is None when nobody has a way there."""

    theme: str
    steps: float | None
    without: int
    sources: int


@dataclass(frozen=True)
class InsightPage:
    """What the network of a neighbourhood shows on a day; `coordinators` are names by account.

    `people` are all whom the picture of the network shows, and `residents` those of them who live here: insights count
    these. `is_part` is whether there are ties here with people whom the viewer may not know.
    """

    place: NeighbourhoodName
    on: date
    people: int
    residents: int
    groups: int
    others: int
    ties: int
    is_part: bool
    first: list[InsightShown]
    rest: list[InsightShown]
    left_out: dict[str, int]
    help: list[HelpShown]
    coordinators: dict[int, str]
    due_on: date

    @property
    def is_empty(self) -> bool:
        """Whether no people and no groups are in the network yet."""
        return not (self.people or self.groups)


def compose(session: Session, place: NeighbourhoodName, *, today: date, own_language: OwnLanguage) -> InsightPage:
    """The page of insights of a neighbourhood, as who looks may know it."""
    network = get_network(session, place.id, on=today)
    earlier = get_network(session, place.id, on=quarter_before(today))
    asked = list(session.scalars(_ASKED, {"neighbourhood_id": place.id}))
    themes = {each.id: each.name for each in list_themes(session, own_language, only_offered=False)}
    neighbourhoods = {each.id: each.name for each in list_surroundings(session).values()}
    names = Names(network, themes, neighbourhoods)
    open_ones = {each.about: each for each in list_open(session, place.id)}
    groups = sum(node.kind == NodeKind.GROUP for node in network.nodes)
    found = find_insights(network, earlier, asked=asked)
    return InsightPage(
        place=place,
        on=today,
        people=len(network.people),
        residents=len(network.residents),
        groups=groups,
        others=len(network.nodes) - len(network.people) - groups,
        ties=len(network.links),
        is_part=bool(network.unseen),
        first=_shown(found.first, names, open_ones),
        rest=_shown(found.rest, names, open_ones),
        left_out={title_of(kind): count for kind, count in (found.left_out or {}).items()},
        help=[HelpShown(names.theme(each.theme_id), each.steps, len(each.without), each.sources)
              for each in found.distances],
        coordinators=list_coordinators(session, place.id),
        due_on=today + USUAL_TIME,
    )  # fmt: skip


def _shown(
    insights: Iterable[Insight], names: Names, open_ones: Mapping[tuple[FollowUpKind, frozenset[int]], FollowUpRow]
) -> list[InsightShown]:
    shown = []
    for each in insights:
        node_id, other_id = _ids(names.network, each)
        shown.append(
            InsightShown(
                kind=each.kind,
                title=title_of(each.kind),
                sentence=sentence_of(each, names),
                figures=figures_of(each),
                elsewhere=elsewhere_of(each, names),
                proposal=proposal_of(each.action, names),
                action=each.action.kind,
                node_id=node_id,
                other_id=other_id,
                taken=open_ones.get(about(each.action.kind, node_id, other_id)),
            )
        )
    return shown


def _ids(network: Network, insight: Insight) -> tuple[int, int | None]:
    action = insight.action
    return network.nodes[action.node].id, None if action.other is None else network.nodes[action.other].id
