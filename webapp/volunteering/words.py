"""When a task is, in words."""

from flask_babel import gettext, ngettext

from webapp.calendar.words import occurrence_in_words
from webapp.i18n import since
from webapp.volunteering.queries import Choice, OwnTask, Where
from webapp.volunteering.rules import Places

MINUTES_IN_HOUR = 60


def duration_in_words(minutes: int) -> str:
    """An estimate: "ongeveer 45 minuten", "ongeveer 1,5 uur" is "ongeveer 1 uur en 30 minuten"."""
    hours, rest = divmod(minutes, MINUTES_IN_HOUR)
    if not hours:
        return str(ngettext("ongeveer %(num)s minuut", "ongeveer %(num)s minuten", rest))
    if not rest:
        return str(gettext("ongeveer %(hours)s uur", hours=hours))
    return str(gettext("ongeveer %(hours)s uur en %(minutes)s minuten", hours=hours, minutes=rest))


def time_of(choice: Choice, where: Where) -> str:
    """When a time of a task is; empty when no day is known."""
    if choice.occurrence is None or where.rhythm is None:
        return ""
    return occurrence_in_words(where.rhythm, choice.occurrence)


def own_time(own: OwnTask) -> str:
    """When a task of one's own is; until when, if no day is known."""
    if own.occurrence is None or own.where.rhythm is None:
        return str(gettext("in overleg, tot en met %(day)s", day=since(own.open_until)))
    return occurrence_in_words(own.where.rhythm, own.occurrence)


def places_in_words(places: Places) -> str:
    """How full a task is: "nog 2 plekken", or that who comes now will wait."""
    if places.free:
        return str(ngettext("nog %(num)s plek", "nog %(num)s plekken", places.free))
    if places.waiting:
        return str(ngettext("vol, %(num)s wacht", "vol, %(num)s wachten", places.waiting))
    return str(gettext("vol"))
