"""What a network shows, in sentences; kindly, about the network, with the figures behind each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import flask_babel

from webapp.i18n import decimal, number, percent
from webapp.networks.rules.insights import Action, Figure, FigureKind, Insight, InsightKind
from webapp.networks.rules.measuring import Piece
from webapp.networks.rules.network import Network
from webapp.networks.rules.pairs import Nearness
from webapp.vocabulary import FollowUpKind

NAMED = 3
"""So many are named in one sentence; the rest is counted."""


def gettext(words: str, **values: object) -> str:
    """As that of `flask_babel`, which has no types; under its name, by which the words are found to be translated."""
    return str(flask_babel.gettext(words, **values))


def ngettext(one: str, several: str, count: int, **values: object) -> str:
    """The same for words that depend on a number."""
    return str(flask_babel.ngettext(one, several, count, **values))


@dataclass(frozen=True)
class Names:
    """What is called what: the network with its labels, themes and neighbourhoods by id."""

    network: Network
    themes: Mapping[int, str]
    neighbourhoods: Mapping[int, str]

    def of(self, place: int | None) -> str:
        """The name of a node; who or what is of elsewhere with the neighbourhood behind it."""
        if place is None:
            return gettext("iemand")
        node = self.network.nodes[place]
        if place in self.network.own or node.neighbourhood_id is None:
            return node.label
        return f"{node.label} ({self.neighbourhood(node.neighbourhood_id)})"

    def theme(self, theme_id: int | None) -> str:
        """The name of a theme."""
        return self.themes.get(theme_id or 0, gettext("dit thema"))

    def all_themes(self, theme_ids: Sequence[int]) -> str:
        """The names of themes behind each other."""
        return listed([self.theme(each) for each in theme_ids])

    def neighbourhood(self, neighbourhood_id: int | None) -> str:
        """The name of a neighbourhood."""
        return self.neighbourhoods.get(neighbourhood_id or 0, gettext("een andere wijk"))


def sentence_of(insight: Insight, names: Names) -> str:
    """What the network shows, in one or two sentences."""
    return _SENTENCES[insight.kind](insight, names)


def figures_of(insight: Insight) -> list[str]:
    """The numbers behind it, each with what it counts."""
    return [_figure(each) for each in insight.figures]


def elsewhere_of(insight: Insight, names: Names) -> list[str]:
    """Of each who is named and lives elsewhere, how much of what they have is not in this network."""
    action = insight.action
    named = dict.fromkeys((*insight.subjects, action.node, *([] if action.other is None else [action.other])))
    nodes = [names.network.nodes[place] for place in named if place not in names.network.own]
    return [
        ngettext(
            "%(who)s woont in %(place)s, en heeft nog %(num)s relatie die je hier niet ziet.",
            "%(who)s woont in %(place)s, en heeft nog %(num)s relaties die je hier niet ziet.",
            node.elsewhere,
            who=node.label,
            place=names.neighbourhood(node.neighbourhood_id),
        )
        for node in nodes
        if node.elsewhere
    ]


def title_of(kind: InsightKind) -> str:
    """What a kind of insight is about, in two or three words."""
    return {
        InsightKind.HOLDS_TOGETHER: gettext("Houdt het bij elkaar"),
        InsightKind.SINGLE_BRIDGE: gettext("Hangt aan één relatie"),
        InsightKind.UNCONNECTED: gettext("Nog niet verbonden"),
        InsightKind.APART: gettext("Staat los"),
        InsightKind.OVERLOADED: gettext("Veel op één bord"),
        InsightKind.HELP_FAR: gettext("Hulp is ver"),
        InsightKind.ALONE: gettext("Nog zonder relaties"),
        InsightKind.STALE: gettext("Lang niet nagevraagd"),
        InsightKind.GROWTH: gettext("Wat er veranderde"),
        InsightKind.CARRIES: gettext("Hier komt veel langs"),
        InsightKind.BEYOND: gettext("Naar de wijk ernaast"),
    }[kind]


def proposal_of(action: Action, names: Names) -> str:
    """What is proposed, with whom and why just them."""
    one, other = names.of(action.node), names.of(action.other)
    why = "".join(f" {each}" for each in _reasons(action, names))
    if action.kind == FollowUpKind.INTRODUCE:
        return gettext("Stel %(one)s en %(other)s aan elkaar voor.", one=one, other=other) + why
    if action.kind == FollowUpKind.CONFIRM_TIE:
        return gettext("Vraag na of %(one)s en %(other)s nog met elkaar te maken hebben.", one=one, other=other)
    if action.kind == FollowUpKind.SHARE_TASK and action.other is not None:
        return gettext("Vraag of %(other)s iets van %(one)s kan overnemen.", one=one, other=other) + why
    if action.kind == FollowUpKind.SHARE_TASK:
        return gettext("Kijk met %(one)s wie een taak kan overnemen.", one=one)
    return gettext("Ga eens langs bij %(one)s.", one=one)


def _reasons(action: Action, names: Names) -> list[str]:
    """Why just these two: what is known of it, each in a sentence."""
    reason = action.reason
    told = [] if reason.roles is None else [_can_take_over(action, reason.roles, names)]
    if reason.theme_id is not None:
        told.append(gettext("Ze delen het thema %(theme)s.", theme=names.theme(reason.theme_id)))
    if reason.nearness is not None:
        told.append(_near(reason.nearness, reason.metres or 0))
    return told


def _can_take_over(action: Action, roles: int, names: Names) -> str:
    """What speaks for who could take something over."""
    one, other, reason = names.of(action.node), names.of(action.other), action.reason
    free = gettext("heeft zelf nog maar één taak") if roles else gettext("heeft zelf nog geen taak")
    if reason.knows:
        return gettext("%(other)s kent %(one)s al, en %(free)s.", other=other, one=one, free=free)
    if reason.common is not None:
        common = names.of(reason.common)
        return gettext(
            "%(other)s heeft net als %(one)s te maken met %(common)s, en %(free)s.",
            other=other,
            one=one,
            common=common,
            free=free,
        )
    return gettext("%(other)s %(free)s.", other=other, free=free)


def _near(nearness: Nearness, metres: float) -> str:
    """How near two are to each other: no more of it than is known."""
    if nearness == Nearness.SAME_BUURT:
        return gettext("Ze wonen in dezelfde buurt.")
    return gettext("Hun buurten liggen ongeveer %(metres)s m uit elkaar.", metres=_between_buurten(metres))


def _between_buurten(metres: float) -> str:
    """A distance between two buurten in hundreds of metres: they are hundreds of metres wide."""
    return number(max(100, round(metres, -2)))


def piece_name(piece: Piece, names: Names) -> str:
    """What a part is called: after a group, initiative or place in it, by who is in it, or by how many people.

    Of what is of elsewhere nothing is told: it falls off from nothing.
    """
    if piece.named_by is not None:
        return names.of(piece.named_by)
    if len(piece.own) < NAMED:
        return listed([names.of(place) for place in piece.own])
    return ngettext("een groepje van %(num)s mens", "een groepje van %(num)s mensen", piece.people)


def listed(words: Sequence[str], most: int = NAMED) -> str:
    """Words behind each other: "a, b en c", "a, b en 4 andere"."""
    if len(words) > most:
        rest = len(words) - most + 1
        return gettext("%(first)s en %(num)s andere", first=", ".join(words[: most - 1]), num=number(rest))
    if len(words) < 2:  # noqa: PLR2004  (one word has nothing to be joined to)
        return "".join(words)
    return gettext("%(first)s en %(last)s", first=", ".join(words[:-1]), last=words[-1])


def _value(insight: Insight, kind: FigureKind) -> float:
    return next((each.value for each in insight.figures if each.kind == kind), 0)


def _holds_together(insight: Insight, names: Names) -> str:
    who = names.of(insight.subjects[0])
    largest, *others = insight.pieces
    large = [each for each in insight.pieces if len(each.own) > 1]
    if len(large) > 1:
        parts = listed([piece_name(each, names) for each in large])
        return gettext("Zonder %(who)s vallen %(parts)s uit elkaar.", who=who, parts=parts)
    loose = [piece_name(each, names) for each in (others if large else (largest, *others))]
    if large:
        return gettext("Zonder %(who)s raken %(parts)s los van de rest.", who=who, parts=listed(loose))
    return gettext("Alleen %(who)s verbindt %(parts)s met elkaar.", who=who, parts=listed(loose))


def _single_bridge(insight: Insight, names: Names) -> str:
    one, other = (names.of(place) for place in insight.subjects)
    here, there = (piece_name(each, names) for each in insight.pieces)
    return gettext(
        "%(here)s en %(there)s hangen aan één relatie: die van %(one)s met %(other)s.",
        here=_capital(here),
        there=there,
        one=one,
        other=other,
    )


def _unconnected(insight: Insight, names: Names) -> str:
    here, there = (piece_name(each, names) for each in insight.pieces)
    if here == there:
        return gettext("Twee groepjes kennen elkaar nog niet: niemand verbindt ze.")
    return gettext("Niemand verbindt %(here)s met %(there)s.", here=here, there=there)


def _apart(insight: Insight, names: Names) -> str:
    part = insight.pieces[1]
    people = ngettext("%(num)s mens", "%(num)s mensen", part.people)
    if part.named_by is None and len(part.nodes) < NAMED:
        return gettext("%(who)s kennen elkaar, en verder nog niemand in het netwerk.", who=piece_name(part, names))
    if part.named_by is None:
        return gettext("Een groepje staat los van de rest: %(people)s.", people=people)
    return gettext("%(part)s staat los: %(people)s.", part=_capital(piece_name(part, names)), people=people)


def _overloaded(insight: Insight, names: Names) -> str:
    who, roles = names.of(insight.subjects[0]), int(_value(insight, FigureKind.ROLES))
    if not any(each.kind == FigureKind.CAPACITY for each in insight.figures):
        return gettext("Er komt veel bij %(who)s terecht: %(roles)s taken tegelijk.", who=who, roles=number(roles))
    times = ngettext("%(num)s keer", "%(num)s keer", int(_value(insight, FigureKind.CAPACITY)))
    return gettext(
        "Veel rollen, weinig tijd: %(who)s doet %(roles)s dingen, en kan %(times)s per maand.",
        who=who,
        roles=number(roles),
        times=times,
    )


def _help_far(insight: Insight, names: Names) -> str:
    told = [_far(insight, names)] if insight.theme_ids else []
    if insight.missing_ids:
        themes = names.all_themes(insight.missing_ids)
        told.append(
            gettext(
                "In het netwerk is nog niemand die iets doet met %(themes)s, en daar wordt wel om gevraagd.",
                themes=themes,
            )
        )
    return " ".join(told)


def _far(insight: Insight, names: Names) -> str:
    """How far help is for which themes; the numbers are of the most asked of them."""
    theme, without = names.theme(insight.theme_ids[0]), int(_value(insight, FigureKind.WITHOUT))
    told = []
    if len(insight.theme_ids) > 1:
        themes = names.all_themes(insight.theme_ids)
        told.append(gettext("Hulp bij %(themes)s is voor veel buren ver weg.", themes=themes))
        told.append(gettext("Het meest wordt gevraagd om %(theme)s.", theme=theme))
    if not any(each.kind == FigureKind.STEPS for each in insight.figures):
        told.append(gettext("Van niemand loopt er een weg naar hulp bij %(theme)s.", theme=theme))
        return " ".join(told)
    steps = decimal(_value(insight, FigureKind.STEPS))
    told.append(
        gettext("Hulp bij %(theme)s is voor een buur gemiddeld %(steps)s stappen ver.", theme=theme, steps=steps)
    )
    if without:
        told.append(
            ngettext(
                "Voor %(num)s mens is er geen weg naartoe.", "Voor %(num)s mensen is er geen weg naartoe.", without
            )
        )
    return " ".join(told)


def _alone(insight: Insight, names: Names) -> str:
    who = names.of(insight.subjects[0])
    if names.network.nodes[insight.subjects[0]].kind == "group":
        return gettext("Van %(who)s staat nog niemand in het netwerk.", who=who)
    return gettext("Bij %(who)s is nog geen enkele relatie genoteerd.", who=who)


def _stale(insight: Insight, _names: Names) -> str:
    return ngettext(
        "%(num)s relatie is langer dan een jaar niet nagevraagd.",
        "%(num)s relaties zijn langer dan een jaar niet nagevraagd.",
        int(_value(insight, FigureKind.STALE)),
    )


def _growth(insight: Insight, _names: Names) -> str:
    came = _people_and_ties(insight, FigureKind.NEWCOMERS, FigureKind.BEGUN)
    went = _people_and_ties(insight, FigureKind.GONE, FigureKind.ENDED)
    if came and went:
        return gettext("In drie maanden kwam erbij: %(came)s. Er ging weg: %(went)s.", came=came, went=went)
    if came:
        return gettext("In drie maanden kwam erbij: %(came)s. Er ging niets weg.", came=came)
    return gettext("In drie maanden ging er weg: %(went)s. Er kwam niets bij.", went=went)


def _people_and_ties(insight: Insight, of_people: FigureKind, of_ties: FigureKind) -> str:
    people, ties = int(_value(insight, of_people)), int(_value(insight, of_ties))
    words = []
    if people:
        words.append(ngettext("%(num)s mens", "%(num)s mensen", people))
    if ties:
        words.append(ngettext("%(num)s relatie", "%(num)s relaties", ties))
    return listed(words)


def _carries(insight: Insight, names: Names) -> str:
    return gettext("Wie een ander zoekt, komt vaak langs %(who)s.", who=names.of(insight.subjects[0]))


def _beyond(insight: Insight, names: Names) -> str:
    place, who = names.neighbourhood(insight.neighbourhood_id), names.of(insight.subjects[0])
    count = int(_value(insight, FigureKind.BEYOND))
    if count == 1:
        return gettext("Er is één relatie met %(place)s, via %(who)s. Daar kan een brug groeien.", place=place, who=who)
    return gettext(
        "Er zijn %(count)s relaties met %(place)s, de meeste via %(who)s. Daar kan een brug groeien.",
        count=number(count),
        place=place,
        who=who,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _figure(figure: Figure) -> str:
    """A figure with what it counts; a part of several is told as of several."""
    count = int(figure.value if figure.total is None else figure.total)
    value = _FORMATS.get(figure.kind, number)(figure.value)
    if figure.total is not None:
        value = gettext("%(part)s van %(total)s", part=value, total=number(figure.total))
    return f"{value} {_counted(figure.kind, count)}"


def _counted(kind: FigureKind, count: int) -> str:
    """What a figure counts."""
    return {
        FigureKind.FALLEN: ngettext("mens die los raakt", "mensen die los raken", count),
        FigureKind.PATHS: gettext("van de kortste wegen tussen anderen gaat hierlangs"),
        FigureKind.PEOPLE: ngettext("mens in de ene groep", "mensen in de ene groep", count),
        FigureKind.OTHER_PEOPLE: ngettext("mens in de andere groep", "mensen in de andere groep", count),
        FigureKind.BUURTEN: gettext("meter ongeveer tussen hun buurten"),
        FigureKind.ROLES: ngettext("ding om te doen", "dingen om te doen", count),
        FigureKind.CAPACITY: gettext("keer per maand te vragen, naar eigen zeggen"),
        FigureKind.STEPS: gettext("stappen gemiddeld, van wie er een weg heeft"),
        FigureKind.SOURCES: ngettext(
            "mens, groep of plek met dit thema", "mensen, groepen en plekken met dit thema", count
        ),
        FigureKind.WITHOUT: ngettext("mens zonder weg ernaartoe", "mensen zonder weg ernaartoe", count),
        FigureKind.STALE: ngettext(
            "relatie zonder bevestiging in het afgelopen jaar",
            "relaties zonder bevestiging in het afgelopen jaar",
            count,
        ),
        FigureKind.NEWCOMERS: ngettext("nieuwe mens", "nieuwe mensen", count),
        FigureKind.GONE: ngettext("mens minder", "mensen minder", count),
        FigureKind.BEGUN: ngettext("relatie erbij", "relaties erbij", count),
        FigureKind.ENDED: ngettext("relatie eraf", "relaties eraf", count),
        FigureKind.BEYOND: ngettext("relatie met die wijk", "relaties met die wijk", count),
    }[kind]


_FORMATS: dict[FigureKind, Callable[[float], str]] = {
    FigureKind.PATHS: percent,
    FigureKind.STEPS: decimal,
    FigureKind.BUURTEN: _between_buurten,
}
_SENTENCES: dict[InsightKind, Callable[[Insight, Names], str]] = {
    InsightKind.HOLDS_TOGETHER: _holds_together,
    InsightKind.SINGLE_BRIDGE: _single_bridge,
    InsightKind.UNCONNECTED: _unconnected,
    InsightKind.APART: _apart,
    InsightKind.OVERLOADED: _overloaded,
    InsightKind.HELP_FAR: _help_far,
    InsightKind.ALONE: _alone,
    InsightKind.STALE: _stale,
    InsightKind.GROWTH: _growth,
    InsightKind.CARRIES: _carries,
    InsightKind.BEYOND: _beyond,
}
