"""What pages say of networks: kinds, strengths, sources, ties as sentences, and what came of doing something."""

from datetime import date

from flask_babel import gettext, lazy_gettext, ngettext

from webapp.i18n import error_message, since
from webapp.networks.queries.ties import TieRow
from webapp.networks.rules.importing import Judged, Verdict
from webapp.vocabulary import DerivedTieKind, GroupKind, NodeKind, TieKind, TieSource, TieStrength
from webapp.words.networks import GROUP_KINDS, NODE_KINDS, TIE_KINDS, TIE_SOURCES, TIE_STRENGTHS

_DONE = {
    "bewaard": lazy_gettext("Bewaard."),
    "gewijzigd": lazy_gettext("Je wijziging is bewaard."),
    "bevestigd": lazy_gettext("Bevestigd: dit is nog zo."),
    "voorbij": lazy_gettext("Deze relatie is intussen geëindigd. Noteer een nieuwe als ze weer begon."),
    "weg": lazy_gettext("De relatie is weg."),
    "groep": lazy_gettext("De groep is bewaard."),
    "groep-weg": lazy_gettext("De groep is beëindigd. De relaties met de groep eindigen op dezelfde dag."),
}
_VERDICTS = {
    Verdict.NEW: lazy_gettext("nieuw"),
    Verdict.THERE: lazy_gettext("staat er al"),
    Verdict.TWICE: lazy_gettext("staat al eerder in deze lijst"),
    Verdict.UNKNOWN: lazy_gettext("naam niet bekend"),
    Verdict.AMBIGUOUS: lazy_gettext("kies wie je bedoelt"),
    Verdict.IMPOSSIBLE: lazy_gettext("kan niet"),
}


def tie_kind_name(kind: str) -> str:
    """A kind of tie as it stands between two names: "kent"."""
    return str(TIE_KINDS[DerivedTieKind(kind) if kind in set(DerivedTieKind) else TieKind(kind)])


def tie_strength_name(strength: str) -> str:
    """How close a tie is."""
    return str(TIE_STRENGTHS[TieStrength(strength)])


def tie_source_name(source: str) -> str:
    """How a tie came to be known."""
    return str(TIE_SOURCES[TieSource(source)])


def node_kind_name(kind: str) -> str:
    """What sort of thing stands in a network."""
    return str(NODE_KINDS[NodeKind(kind)])


def group_kind_name(kind: str) -> str:
    """What sort of group it is."""
    return str(GROUP_KINDS[GroupKind(kind)])


def tie_sentence(row: TieRow) -> str:
    """A tie in words: "Aisha kent Truus"."""
    return f"{row.from_name} {tie_kind_name(row.kind)} {row.to_name}"


def tie_done(done: str | None, count: int = 0) -> str:
    """That something was done; empty for what no page of ties does."""
    if done == "bevestigd" and count:
        return str(ngettext("%(num)s relatie bevestigd.", "%(num)s relaties bevestigd.", count))
    return str(_DONE.get(done or "", ""))


def node_told(kind: str, where: str | None) -> str:
    """What tells one node from another of the same name: its kind, and where it is when that is known."""
    return f"{node_kind_name(kind)}, {where}" if where else node_kind_name(kind)


def period_told(begin: date, until: date | None) -> str:
    """From when to when a tie holds."""
    if until is None:
        return str(gettext("sinds %(day)s", day=since(begin)))
    return str(gettext("van %(since)s tot %(until)s", since=since(begin), until=since(until)))


def verdict_told(judged: Judged) -> str:
    """What becomes of a row of a file, and why when it is not taken in."""
    told = str(_VERDICTS[judged.verdict])
    if judged.verdict == Verdict.IMPOSSIBLE and judged.error is not None:
        return f"{told}: {error_message(judged.error)}"
    if judged.there is not None:
        kept = judged.there
        return f"{told}: {period_told(kept.since, None)}, {tie_strength_name(kept.strength)}"
    return told
