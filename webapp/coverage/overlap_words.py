"""What the picture of overlap and holes says, in words."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext, ngettext

from webapp.coverage.queries.overlap import Overlap
from webapp.coverage.rules.overlap import OverlapCell, OverlapOrder, OverlapState, Shown, find_notable

MOST_SENTENCES = 6
MOST_NAMED = 4
"""More neighbourhoods in a row than these are counted instead of named."""

_STATES = {
    OverlapState.HOLE: lazy_gettext("gat: niemand doet iets, en er is nood"),
    OverlapState.ASKED: lazy_gettext("er is nood, en we weten niet wie er iets doet"),
    OverlapState.NONE: lazy_gettext("niemand doet iets"),
    OverlapState.UNKNOWN: lazy_gettext("onbekend"),
    OverlapState.ONE: lazy_gettext("één doet iets"),
    OverlapState.TWO: lazy_gettext("twee doen iets"),
    OverlapState.SEVERAL: lazy_gettext("dubbel: drie of meer doen iets"),
}
_SIGNS = {
    OverlapState.HOLE: "0 !",
    OverlapState.ASKED: "? !",
    OverlapState.NONE: "0",
    OverlapState.UNKNOWN: "?",
    OverlapState.ONE: "1",
    OverlapState.TWO: "2",
    OverlapState.SEVERAL: "3+",
}
_SHOWN = {
    Shown.NOTABLE: lazy_gettext("Wat opvalt: gaten en dubbel werk"),
    Shown.HOLES: lazy_gettext("Alleen gaten"),
    Shown.OVERLAP: lazy_gettext("Alleen dubbel werk"),
    Shown.ALL: lazy_gettext("Alles"),
}
_ORDERS = {
    OverlapOrder.HOLES: lazy_gettext("Meeste gaten eerst"),
    OverlapOrder.NEED: lazy_gettext("Meeste nood eerst"),
    OverlapOrder.NAME: lazy_gettext("Op naam"),
}


def overlap_state_name(state: OverlapState) -> str:
    """What a state is called."""
    return str(_STATES[state])


def overlap_sign(state: OverlapState) -> str:
    """What stands in the key of the picture for a state."""
    return _SIGNS[state]


def overlap_shown_name(shown: Shown) -> str:
    """What a choice of cells is called."""
    return str(_SHOWN[shown])


def overlap_order_name(order: OverlapOrder) -> str:
    """What an order of neighbourhoods is called."""
    return str(_ORDERS[order])


def overlap_cell_words(cell: OverlapCell) -> str:
    """What there is in a cell, as part of a sentence: "2 partners, 1 initiatief, 1 asset, 1 vraag"."""
    counts = [
        ngettext("%(num)s partner", "%(num)s partners", cell.partners) if cell.partners else "",
        ngettext("%(num)s initiatief", "%(num)s initiatieven", cell.initiatives) if cell.initiatives else "",
        ngettext("%(num)s asset", "%(num)s assets", cell.assets) if cell.assets else "",
        ngettext("%(num)s vraag van de wijk", "%(num)s vragen van de wijk", cell.asks) if cell.asks else "",
    ]
    told = [str(each) for each in counts if each]
    if not cell.doers:
        told.insert(0, overlap_state_name(cell.state))
    return ", ".join(told)


def overlap_sentences(overlap: Overlap) -> list[str]:
    """What stands out, theme by theme; the themes with most holes first."""
    found = find_notable(overlap.rows, len(overlap.heads), most=MOST_SENTENCES)
    said = []
    for each in found:
        theme = overlap.heads[each.column].theme.name
        city = overlap.city.cells[each.column].doers
        parts = []
        if each.holes:
            parts.append(
                gettext("In %(places)s doet niemand iets aan “%(theme)s”.", places=_named(each.holes), theme=theme)
            )
        if each.asked:
            parts.append(
                gettext(
                    "In %(places)s is nood, en van “%(theme)s” weten we daar niet wie er iets doet.",
                    places=_named(each.asked),
                    theme=theme,
                )
            )
        if each.most:
            place, count = each.most
            parts.append(
                gettext("In %(place)s doen %(count)s iets aan “%(theme)s”.", place=place, count=count, theme=theme)
            )
        if city and (each.holes or each.asked):
            parts.append(
                ngettext(
                    "In de hele stad doet %(num)s dit: misschien komt die ook daar.",
                    "In de hele stad doen %(num)s dit: misschien komen die ook daar.",
                    city,
                )
            )
        said.append(" ".join(str(part) for part in parts))
    return said


def _named(names: Sequence[str]) -> str:
    if len(names) > MOST_NAMED:
        return str(ngettext("%(num)s wijk", "%(num)s wijken", len(names)))
    *first, last = names
    return str(gettext("%(first)s en %(last)s", first=", ".join(first), last=last)) if first else last
