"""One's own ties as sentences."""

from flask_babel import gettext, lazy_gettext

from webapp.networks.queries.own import OwnTie
from webapp.networks.words.network import node_kind_name, tie_kind_name
from webapp.vocabulary import DerivedTieKind, NodeKind, TieKind

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


def _other(tie: OwnTie) -> str:
    if tie.other_kind == NodeKind.PERSON:
        return str(gettext("een buur"))
    return tie.other_name or node_kind_name(tie.other_kind)
