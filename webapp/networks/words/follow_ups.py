"""What is going to be done, in words."""

import flask_babel

from webapp.networks.rules.follow_ups import FollowUpRow, Subject, When
from webapp.vocabulary import FollowUpKind


def gettext(words: str, **values: object) -> str:
    """As that of `flask_babel`, which has no types; under its name, by which the words are found to be translated."""
    return str(flask_babel.gettext(words, **values))


def follow_up_told(row: FollowUpRow) -> str:
    """What somebody is going to do, and with whom."""
    return told_of(row.kind, row.subject, row.other)


def told_of(kind: FollowUpKind, subject: Subject, with_whom: Subject | None) -> str:
    """The same of what is no follow-up yet."""
    one = subject.name or gettext("iemand")
    other = (with_whom.name or gettext("iemand")) if with_whom else ""
    if kind == FollowUpKind.INTRODUCE and other:
        return gettext("%(one)s en %(other)s aan elkaar voorstellen", one=one, other=other)
    if kind == FollowUpKind.CONFIRM_TIE and other:
        return gettext("Navragen of %(one)s en %(other)s nog met elkaar te maken hebben", one=one, other=other)
    if kind == FollowUpKind.CONFIRM_PERSON:
        return gettext("Navragen of %(one)s in het netwerk wil staan", one=one)
    if kind == FollowUpKind.SHARE_TASK and other:
        return gettext("Vragen of %(other)s iets van %(one)s kan overnemen", one=one, other=other)
    if kind == FollowUpKind.SHARE_TASK:
        return gettext("Met %(one)s kijken wie een taak kan overnemen", one=one)
    return gettext("Langsgaan bij %(one)s", one=one)


def follow_up_when(when: When) -> str:
    """Heading of what is to be done then."""
    return {
        When.LATE: gettext("Te laat"),
        When.THIS_WEEK: gettext("Deze week"),
        When.LATER: gettext("Later"),
    }[when]
