"""What kinds of ties, of what stands in a network and of what is done about it are called, in every slice alike."""

from flask_babel import lazy_gettext

from webapp.vocabulary import (
    DerivedTieKind,
    FollowUpKind,
    GroupKind,
    NodeKind,
    TieKind,
    TieSource,
    TieStrength,
)

NODE_KINDS = {
    NodeKind.PERSON: lazy_gettext("persoon"),
    NodeKind.GROUP: lazy_gettext("groep"),
    NodeKind.ORGANISATION: lazy_gettext("organisatie"),
    NodeKind.INITIATIVE: lazy_gettext("initiatief"),
    NodeKind.PLACE: lazy_gettext("plek"),
}
GROUP_KINDS = {
    GroupKind.STREET: lazy_gettext("straat of flat"),
    GroupKind.ACTIVITY: lazy_gettext("samen iets doen"),
    GroupKind.COMMITTEE: lazy_gettext("bewonerscommissie of werkgroep"),
    GroupKind.CIRCLE: lazy_gettext("kring of huiskamer"),
    GroupKind.OTHER: lazy_gettext("iets anders"),
}
TIE_KINDS = {
    TieKind.KNOWS: lazy_gettext("kent"),
    TieKind.HELPS: lazy_gettext("helpt"),
    TieKind.LEADS: lazy_gettext("leidt"),
    TieKind.MEMBER_OF: lazy_gettext("hoort bij"),
    TieKind.MEETS_AT: lazy_gettext("komt samen in"),
    TieKind.WORKS_WITH: lazy_gettext("werkt samen met"),
    DerivedTieKind.VOLUNTEERS_AT: lazy_gettext("helpt mee bij"),
    DerivedTieKind.ORGANISES: lazy_gettext("organiseert"),
    DerivedTieKind.BELONGS_TO: lazy_gettext("is lid van"),
    DerivedTieKind.KEEPS: lazy_gettext("beheert"),
    DerivedTieKind.HELD_AT: lazy_gettext("is in"),
}
"""Between the names of the two: "Aisha kent Truus"."""

TIE_STRENGTHS = {
    TieStrength.LOOSE: lazy_gettext("af en toe"),
    TieStrength.REGULAR: lazy_gettext("geregeld"),
    TieStrength.CLOSE: lazy_gettext("vaak en goed"),
}
TIE_SOURCES = {
    TieSource.NOTED: lazy_gettext("genoteerd"),
    TieSource.MET: lazy_gettext("bij een ontmoeting"),
    TieSource.IMPORTED: lazy_gettext("uit een bestand"),
}
FOLLOW_UPS = {
    FollowUpKind.INTRODUCE: lazy_gettext("aan elkaar voorstellen"),
    FollowUpKind.VISIT: lazy_gettext("langsgaan"),
    FollowUpKind.SHARE_TASK: lazy_gettext("een taak delen"),
    FollowUpKind.CONFIRM_TIE: lazy_gettext("navragen of het nog zo is"),
    FollowUpKind.CONFIRM_PERSON: lazy_gettext("navragen of iemand in het netwerk wil staan"),
}
