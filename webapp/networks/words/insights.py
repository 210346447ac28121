"""What a network shows, in sentences; kindly, about the network, with the figures behind each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import flask_babel

from webapp.i18n import decimal, number, percent
from webapp.networks.rules.insights import Action, Figure, FigureKind, Insight, InsightKind
from webapp.networks.rules.measuring import Piece
from webapp.networks.rules.network import Network
from webapp.vocabulary import FollowUpKind

NAMED = 3
"""So many are named in one sentence; the rest is counted."""


def gettext(words: str, **values: object) -> str:
    """As that of `flask_babel`, which has no types; under its name, by which the words are found to be translated."""
    return str(flask_babel.gettext(words, **values))


def ngettext(one: str, several: str, count: int) -> str:
    """The same for words that depend on a number."""
    return str(flask_babel.ngettext(one, several, count))


@dataclass(frozen=True)
class Names:
    """What is called what: the network with its labels, themes and neighbourhoods by id."""

    network: Network
    themes: Mapping[int, str]
    neighbourhoods: Mapping[int, str]

    def of(self, place: int | None) -> str:
        """The name of a node."""
        return gettext("iemand") if place is None else self.network.nodes[place].label

    def theme(self, theme_id: int | None) -> str:
        """The name of a theme."""
        return self.themes.get(theme_id or 0, gettext("dit thema"))

    def neighbourhood(self, neighbourhood_id: int | None) -> str:
        """The name of a neighbourhood."""
        return self.neighbourhoods.get(neighbourhood_id or 0, gettext("een andere wijk"))


def sentence_of(insight: Insight, names: Names) -> str:
    """What the network shows, in one or two sentences."""
    return _SENTENCES[insight.kind](insight, names)


def figures_of(insight: Insight) -> list[str]:
    """The numbers behind it, each with what it counts."""
    return [_figure(each) for each in insight.figures]


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
    if action.kind == FollowUpKind.INTRODUCE:
        return gettext("Stel %(one)s en %(other)s aan elkaar voor.", one=one, other=other) + _why(action, names)
    if action.kind == FollowUpKind.CONFIRM_TIE:
        return gettext("Vraag na of %(one)s en %(other)s nog met elkaar te maken hebben.", one=one, other=other)
    if action.kind == FollowUpKind.SHARE_TASK and action.other is not None:
        words = gettext("Vraag of %(other)s iets van %(one)s kan overnemen.", one=one, other=other)
        return words + _why(action, names)
    if action.kind == FollowUpKind.SHARE_TASK:
        return gettext("Kijk met %(one)s wie een taak kan overnemen.", one=one)
    return gettext("Ga eens langs bij %(one)s.", one=one)


def _why(action: Action, names: Names) -> str:
    """Why these two stand nearest to each other; empty when nothing is known."""
    if action.theme_id is not None and action.metres:
        theme, metres = names.theme(action.theme_id), _about(action.metres)
        return " " + gettext(
            "Ze delen het thema %(theme)s, en zijn ongeveer %(metres)s m bij elkaar vandaan.",
            theme=theme,
            metres=metres,
        )
    if action.theme_id is not None:
        return " " + gettext("Ze delen het thema %(theme)s.", theme=names.theme(action.theme_id))
    if action.metres:
        return " " + gettext("Ze zijn het dichtst bij elkaar: ongeveer %(metres)s m.", metres=_about(action.metres))
    return ""


def _about(metres: float) -> str:
    """A distance in tens of metres: where people are is known by buurt or street at best."""
    return number(max(10, round(metres, -1)))


def piece_name(piece: Piece, names: Names) -> str:
    """What a part is called: after a group, initiative or place in it, by who is in it, or by how many people."""
    if piece.named_by is not None:
        return names.of(piece.named_by)
    if len(piece.nodes) < NAMED:
        return listed([names.of(place) for place in piece.nodes])
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
    large = [each for each in insight.pieces if len(each.nodes) > 1]
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
    theme, without = names.theme(insight.theme_id), int(_value(insight, FigureKind.WITHOUT))
    if not _value(insight, FigureKind.SOURCES):
        return gettext(
            "In het netwerk is nog niemand die iets doet met %(theme)s, en daar wordt wel om gevraagd.", theme=theme
        )
    if not any(each.kind == FigureKind.STEPS for each in insight.figures):
        return gettext("Van niemand loopt er een weg naar hulp bij %(theme)s.", theme=theme)
    steps = decimal(_value(insight, FigureKind.STEPS))
    words = gettext("Hulp bij %(theme)s is voor een buur gemiddeld %(steps)s stappen ver.", theme=theme, steps=steps)
    if not without:
        return words
    more = ngettext("Voor %(num)s mens is er geen weg naartoe.", "Voor %(num)s mensen is er geen weg naartoe.", without)
    return f"{words} {more}"


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
    """A figure with what it counts."""
    value = _FORMATS.get(figure.kind, number)(figure.value)
    if figure.total is not None:
        value = gettext("%(part)s van %(total)s", part=value, total=number(figure.total))
    label = {
        FigureKind.FALLEN: gettext("mensen die los raken"),
        FigureKind.PATHS: gettext("van de kortste wegen tussen anderen gaat hierlangs"),
        FigureKind.PEOPLE: gettext("mensen in de ene groep"),
        FigureKind.OTHER_PEOPLE: gettext("mensen in de andere groep"),
        FigureKind.METRES: gettext("meter tussen wie het dichtst bij elkaar staan"),
        FigureKind.ROLES: gettext("dingen om te doen"),
        FigureKind.CAPACITY: gettext("keer per maand te vragen, naar eigen zeggen"),
        FigureKind.STEPS: gettext("stappen gemiddeld, van wie er een weg heeft"),
        FigureKind.SOURCES: gettext("mensen, groepen en plekken met dit thema"),
        FigureKind.WITHOUT: gettext("mensen zonder weg ernaartoe"),
        FigureKind.STALE: gettext("relaties zonder bevestiging in het afgelopen jaar"),
        FigureKind.NEWCOMERS: gettext("nieuwe mensen"),
        FigureKind.GONE: gettext("mensen minder"),
        FigureKind.BEGUN: gettext("relaties erbij"),
        FigureKind.ENDED: gettext("relaties eraf"),
        FigureKind.BEYOND: gettext("relaties met die wijk"),
    }[figure.kind]
    return f"{value} {label}"


_FORMATS: dict[FigureKind, Callable[[float], str]] = {
    FigureKind.PATHS: percent,
    FigureKind.STEPS: decimal,
    FigureKind.METRES: _about,
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
