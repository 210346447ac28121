"""One's own ties as sentences, and whether one stands in the network."""

from collections import Counter
from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext, ngettext

from webapp.i18n import since
from webapp.networks.queries.own import OwnStanding, OwnTie
from webapp.networks.rules.own import Standing
from webapp.networks.words.network import node_kind_name, period_told, tie_kind_name, tie_strength_name
from webapp.vocabulary import DerivedTieKind, NodeKind, TieKind, TieSource

_OWN_KINDS = {
    TieKind.KNOWS: lazy_gettext("Je kent %(other)s."),
    TieKind.HELPS: lazy_gettext("Je helpt %(other)s."),
    TieKind.LEADS: lazy_gettext("Je leidt %(other)s."),
    TieKind.MEMBER_OF: lazy_gettext("Je hoort bij %(other)s."),
    TieKind.MEETS_AT: lazy_gettext("Je komt samen in %(other)s."),
    DerivedTieKind.VOLUNTEERS_AT: lazy_gettext("Je helpt mee bij %(other)s."),
    DerivedTieKind.ORGANISES: lazy_gettext("Je organiseert %(other)s."),
    DerivedTieKind.BELONGS_TO: lazy_gettext("Je bent lid van %(other)s."),
}
"""What somebody does themselves; all kinds that a person can be the first of."""

_NOTED = {
    TieSource.NOTED: lazy_gettext("Genoteerd op %(day)s door de coördinator van %(name)s."),
    TieSource.MET: lazy_gettext("Genoteerd op %(day)s bij een ontmoeting, door de coördinator van %(name)s."),
    TieSource.IMPORTED: lazy_gettext("Op %(day)s uit een bestand gehaald door de coördinator van %(name)s."),
}
_STANDINGS = {
    Standing.IN_NETWORK: lazy_gettext("Je staat in het burennetwerk."),
    Standing.NOWHERE: lazy_gettext(
        "Je toestemming voor het burennetwerk staat stil: je hebt nog geen buurt gekozen, dus niemand ziet je nu."
    ),
    Standing.IDLE: lazy_gettext(
        "Je toestemming voor het burennetwerk staat stil: coördinatoren kunnen je nu niet vinden. Geef ook toestemming"
        " om gevonden te worden, dan sta je erin."
    ),
    Standing.NEVER: lazy_gettext(
        "Je staat niet in het burennetwerk. Daarvoor moet je gevonden willen worden en in het netwerk willen staan."
    ),
    Standing.EXPIRED: lazy_gettext("Je toestemming voor het burennetwerk is afgelopen op %(day)s."),
    Standing.WITHDRAWN: lazy_gettext("Je staat niet meer in het burennetwerk: je trok je toestemming in op %(day)s."),
}


def own_standing_told(own: OwnStanding, *, count: int) -> list[str]:
    """Whether one stands in the network, and what becomes of the `count` ties that were noted about one."""
    told = [str(_STANDINGS[own.state]) % {"day": since(own.ended_on)}]
    if own.state == Standing.IN_NETWORK:
        return told if count else [*told, str(gettext("Er is nog niets over jou genoteerd."))]
    if count:
        told.append(str(gettext("Niemand ziet nu wat over jou genoteerd is.")))
        if own.needs is not None:
            told.append(_erased_within(own.kept_days))
    elif own.was_erased:
        told.append(str(gettext("Wat coördinatoren over jou noteerden, hebben we meteen gewist toen je stopte.")))
    return told


def own_tie_names(ties: Sequence[OwnTie]) -> list[str]:
    """What to call each of these ties, so that no two are called the same."""
    sentences = [own_tie_sentence(tie).rstrip(".") for tie in ties]
    often = Counter(sentences)
    names = [
        said if often[said] == 1 else f"{said} ({_how(tie)}; {_noted(tie).rstrip('.')})"
        for said, tie in zip(sentences, ties, strict=True)
    ]
    seen = Counter[str]()
    for place, name in enumerate(names):
        seen[name] += 1
        names[place] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return names


def own_tie_facts(tie: OwnTie) -> list[str]:
    """What is known of a tie that was noted: how close, since when, who noted it, and who last said that it is so."""
    how = _how(tie)
    told = [f"{how[0].upper()}{how[1:]}.", _noted(tie)]
    if tie.said_on is not None and tie.said_on >= tie.confirmed_on:
        told.append(str(gettext("Jij zei op %(day)s dat dit klopt.", day=since(tie.said_on))))
    elif tie.noted_on is not None and tie.confirmed_on > tie.noted_on:
        told.append(str(gettext("Bevestigd op %(day)s.", day=since(tie.confirmed_on))))
    return told


def own_tie_sentence(tie: OwnTie) -> str:
    """A tie as one reads it about oneself: "Je kent een buur.", "Een buur helpt je."."""
    if not tie.does:
        if tie.kind == TieKind.KNOWS:
            return str(gettext("Je kent een buur."))
        if tie.kind == TieKind.HELPS:
            return str(gettext("Een buur helpt je."))
        return f"{_other(tie).capitalize()} {tie_kind_name(tie.kind)} {gettext('jou')}."
    said = next((words for kind, words in _OWN_KINDS.items() if kind == tie.kind), None)
    return str(said) % {"other": _other(tie)} if said else f"{tie_kind_name(tie.kind)} {_other(tie)}."


def _how(tie: OwnTie) -> str:
    return f"{tie_strength_name(tie.strength)}, {period_told(tie.since, tie.until)}"


def _noted(tie: OwnTie) -> str:
    return str(_NOTED[TieSource(tie.source)]) % {"day": since(tie.noted_on), "name": tie.neighbourhood}


def _erased_within(days: int) -> str:
    return str(
        ngettext(
            "Verleng je niet, dan wissen we het %(num)s dag nadat je toestemming afliep.",
            "Verleng je niet, dan wissen we het %(num)s dagen nadat je toestemming afliep.",
            days,
        )
    )


def _other(tie: OwnTie) -> str:
    if tie.other_kind == NodeKind.PERSON:
        return str(gettext("een buur"))
    return tie.other_name or node_kind_name(tie.other_kind)
