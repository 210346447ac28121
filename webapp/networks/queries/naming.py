"""Whom or what somebody means by a name that they typed."""

from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.exchange.rules import plain
from webapp.networks.queries.ties import find_node, list_unlinked, nodes_by_name, search_nodes
from webapp.networks.rules.network import KnownNode
from webapp.vocabulary import NodeKind
from webapp.written_numbers import parse_number

NODE, PERSON = "n", "p"
"""What a choice begins with: a node, or somebody who is known and does not stand in the network yet."""

ALMOST = 0.6
"""From which likeness (0 to 1, of trigrams) two whole names may be of one person: Huizinga and Huizenga."""

# part of a name only tells something among neighbours, and a single letter nothing
_NAMESAKES = text("""
    SELECT s.id, s.name, CASE WHEN s.told THEN h.name END AS "where"
    FROM (
        SELECT p.id, p.name, k.known, k.typed, p.neighbourhood_id,
               p.location_level <> 'hidden' OR p.neighbourhood_id = ANY (app_neighbourhoods()) AS told,
               p.neighbourhood_id = :neighbourhood_id AND least(length(k.known), length(k.typed)) > 1
               AND (strpos(k.known || ' ', k.typed || ' ') = 1 OR strpos(k.typed || ' ', k.known || ' ') = 1) AS begins
        FROM person p CROSS JOIN LATERAL (SELECT search_key(p.name) AS known, search_key(:name) AS typed) k
        WHERE p.id IN (SELECT app_visible_people())
    ) s LEFT JOIN neighbourhood h ON h.id = s.neighbourhood_id
    WHERE s.known = s.typed OR similarity(s.known, s.typed) >= :almost OR s.begins
    ORDER BY s.known <> s.typed, s.neighbourhood_id IS DISTINCT FROM :neighbourhood_id,
             similarity(s.known, s.typed) DESC, s.known, s.id
    LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody who is known and called so, or almost; `where` is the neighbourhood, if the viewer may know it."""

    person_id: int
    name: str
    where: str | None


@dataclass(frozen=True)
class Named:
    """What a name means: the one `node`; or the `person_id` of who may come into the network; or what to choose from.

    `choices` are called so, or something like it when `is_guess`. `unlinked` are known people who are called so and do
    not stand in the network: id and name.
    """

    node: KnownNode | None = None
    person_id: int | None = None
    choices: tuple[KnownNode, ...] = ()
    unlinked: tuple[tuple[int, str], ...] = ()
    is_guess: bool = False

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is called like that."""
        return self.node is None and self.person_id is None and not self.choices and not self.unlinked

    def only_people(self) -> "Named":
        """The same where nothing but a person can be meant."""
        node = self.node if self.node is not None and self.node.kind == NodeKind.PERSON else None
        return replace(self, node=node, choices=tuple(each for each in self.choices if each.kind == NodeKind.PERSON))


def find_named(session: Session, neighbourhood_id: int, typed: str, *, node_id: int | None, which: str) -> Named:
    """What somebody means: `node_id` is what they chose while typing, `which` what they chose when asked."""
    chosen = parse_number(which[1:]) if which else None
    told = chosen if which.startswith(NODE) else node_id
    node = find_node(session, neighbourhood_id, told)
    # a name that was typed over after something was chosen means something else
    if node is not None and (which or plain(node.name) == plain(typed)):
        return Named(node)
    exact = nodes_by_name(session, neighbourhood_id, [typed])[typed]
    unlinked = tuple(list_unlinked(session, neighbourhood_id, typed))
    if which.startswith(PERSON) and chosen in {each for each, _ in unlinked}:
        return Named(person_id=chosen, choices=tuple(exact), unlinked=unlinked)
    if len(exact) == 1 and not unlinked:
        return Named(exact[0])
    if exact or unlinked:
        return Named(choices=tuple(exact), unlinked=unlinked)
    return Named(choices=tuple(search_nodes(session, neighbourhood_id, typed)), is_guess=True)


def list_namesakes(session: Session, neighbourhood_id: int, name: str, *, most: int = 6) -> list[Namesake]:
    """Everybody whom the viewer may know, here or elsewhere, and who is called so or almost, the likeliest first.

    Of people of this neighbourhood one name may be the beginning of the other: Henk, and Henk Huizinga.
    """
    asked = {"neighbourhood_id": neighbourhood_id, "name": name, "almost": ALMOST, "most": most}
    return [Namesake(row.id, row.name, row.where) for row in session.execute(_NAMESAKES, asked)]
