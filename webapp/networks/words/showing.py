"""What the page of a network says of how somebody stands in it, of groups, and of what came and went."""

from collections.abc import Sequence
from datetime import date
from string import ascii_uppercase

from flask_babel import gettext, lazy_gettext, ngettext

from webapp.i18n import long_date
from webapp.networks.rules.filters import TieAge
from webapp.networks.rules.showing import Change, Changes, NodeShown, Role, Shown, TieShown
from webapp.networks.words.network import tie_kind_name
from webapp.vocabulary import NodeKind

_ROLES = {
    Role.HOLDS: (
        lazy_gettext("houdt delen bij elkaar"),
        lazy_gettext("Zonder hen valt het netwerk in stukken uiteen."),
    ),
    Role.CONNECTS: (
        lazy_gettext("verbindt anderen"),
        lazy_gettext("De kortste weg tussen anderen loopt vaak via hen."),
    ),
    Role.PART: (lazy_gettext("staat er midden in"), lazy_gettext("Heeft relaties met twee of meer anderen.")),
    Role.ONE_TIE: (lazy_gettext("heeft één contact"), lazy_gettext("Valt dat weg, dan staat deze op zichzelf.")),
    Role.APART: (
        lazy_gettext("hoort bij een groepje dat los staat"),
        lazy_gettext("Heeft wel relaties, maar geen daarvan leidt naar de rest van het netwerk."),
    ),
    Role.ELSEWHERE: (
        lazy_gettext("woont in een andere wijk"),
        lazy_gettext(
            "Staat hier door een relatie met iemand of iets van deze wijk. De rest zie je in die andere wijk."
        ),
    ),
    Role.OUTWARD: (
        lazy_gettext("kent alleen mensen elders"),
        lazy_gettext("Heeft hier in de wijk nog geen relaties, wel in een andere wijk."),
    ),
    Role.ALONE: (lazy_gettext("staat op zichzelf"), lazy_gettext("Heeft nog geen relaties.")),
    Role.UNSURE: (
        lazy_gettext("niet zeker"),
        lazy_gettext("Je ziet een deel van dit netwerk. Hoe deze erin staat, is daardoor niet te zeggen."),
    ),
}
_AGES = {
    TieAge.NEW: lazy_gettext("van de laatste drie maanden"),
    TieAge.SURE: lazy_gettext("het laatste jaar bevestigd"),
    TieAge.STALE: lazy_gettext("langer dan een jaar niet bevestigd"),
}


def network_role_name(role: Role) -> str:
    """How somebody stands in the network, in a few words."""
    return str(_ROLES[role][0])


def network_role_meaning(role: Role) -> str:
    """What that means, in a sentence."""
    return str(_ROLES[role][1])


def tie_age_name(age: TieAge) -> str:
    """Which ties a choice leaves."""
    return str(_AGES[age])


def group_letter(group: int) -> str:
    """The letter of a group, so that colour never stands alone: A to Z, then A2."""
    turn, place = divmod(group, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(turn + 1) if turn else "")


def tie_parts(tie: TieShown, seen_from: NodeShown) -> tuple[str, NodeShown, str]:
    """A tie seen from one side: the words before the other, the other, and the words behind.

    "kent", Aisha, ""; and turned round, so that the one who does it stays the one who does: "", Aisha, "helpt Truus".
    """
    verb = tie_kind_name(tie.link.kind)
    if tie.start == seen_from or tie.link.kind in ("knows", "works_with"):
        return verb, tie.end if tie.start == seen_from else tie.start, ""
    return "", tie.start, f"{verb} {seen_from.node.label}"


def changes_told(changes: Changes) -> str:
    """How many ties and nodes came and went."""
    ties = [
        ngettext("%(num)s relatie kwam erbij", "%(num)s relaties kwamen erbij", changes.new_ties),
        ngettext("%(num)s verdween", "%(num)s verdwenen", changes.gone_ties),
    ]
    nodes = [
        ngettext("%(num)s naam kwam erbij", "%(num)s namen kwamen erbij", changes.new_nodes),
        ngettext("%(num)s ging weg", "%(num)s gingen weg", changes.gone_nodes),
    ]
    between = " " + gettext("en") + " "
    return f"{between.join(ties)}. {between.join(nodes)}."


def node_count(kind: NodeKind, count: int) -> str:
    """How many of a kind: "34 mensen"."""
    told = {
        NodeKind.PERSON: ngettext("%(num)s mens", "%(num)s mensen", count),
        NodeKind.GROUP: ngettext("%(num)s groep", "%(num)s groepen", count),
        NodeKind.ORGANISATION: ngettext("%(num)s organisatie", "%(num)s organisaties", count),
        NodeKind.INITIATIVE: ngettext("%(num)s initiatief", "%(num)s initiatieven", count),
        NodeKind.PLACE: ngettext("%(num)s plek", "%(num)s plekken", count),
    }
    return str(told[kind])


def alone_told(alone: Sequence[NodeShown]) -> str:
    """How many stand alone, before their names: "1 mens staat op zichzelf"."""
    if all(each.node.kind == NodeKind.PERSON for each in alone):
        return str(ngettext("%(num)s mens staat op zichzelf", "%(num)s mensen staan op zichzelf", len(alone)))
    return str(ngettext("%(num)s naam staat op zichzelf", "%(num)s namen staan op zichzelf", len(alone)))


def network_line(shown: Shown, on: date) -> str:
    """How many people and ties are shown, and of which day; what is gone does not count."""
    people = sum(each.node.kind == NodeKind.PERSON and each.change != Change.GONE for each in shown.nodes)
    ties = sum(each.change != Change.GONE for each in shown.ties)
    told = gettext(
        "%(people)s met %(ties)s in beeld op %(day)s",
        people=node_count(NodeKind.PERSON, people),
        ties=ngettext("%(num)s relatie", "%(num)s relaties", ties),
        day=long_date(on),
    )
    return str(told)
