"""Rounds, stops and shifts in words."""

from flask_babel import gettext, lazy_gettext, ngettext

from webapp.campaigns.rules.rounds_stops import ADDRESS_LENGTH, MOST_AT_ADDRESS, REMARK_LENGTH, LineTrouble
from webapp.campaigns.rules.shifts import Availability, time_of_minute
from webapp.i18n import long_date
from webapp.moderation.words import distance
from webapp.vocabulary import StopState
from webapp.volunteering.words import duration_in_words

STATES = {
    StopState.OPEN: lazy_gettext("nog te doen"),
    StopState.DELIVERED: lazy_gettext("bezorgd"),
    StopState.NOT_HOME: lazy_gettext("niet thuis"),
    StopState.PROBLEM: lazy_gettext("lukt niet"),
}
SIGNS = {StopState.OPEN: "○", StopState.DELIVERED: "✓", StopState.NOT_HOME: "–", StopState.PROBLEM: "!"}
"""Beside the word, so that a list is read at a glance, and never by colour alone."""

TROUBLES = {
    LineTrouble.NO_ADDRESS: lazy_gettext("hier staat geen adres"),
    LineTrouble.LONG_ADDRESS: lazy_gettext("dit adres is te lang: hooguit %(most)s tekens", most=ADDRESS_LENGTH),
    LineTrouble.NO_COUNT: lazy_gettext("het aantal is geen getal van 1 tot en met %(most)s", most=MOST_AT_ADDRESS),
    LineTrouble.LONG_REMARK: lazy_gettext("de opmerking is te lang: hooguit %(most)s tekens", most=REMARK_LENGTH),
    LineTrouble.TELLS_OF_SOMEBODY: lazy_gettext(
        "hier lijkt een naam, een nummer of iets over iemand te staan: haal dat weg"
    ),
    LineTrouble.TWICE: lazy_gettext("dit adres staat er twee keer: zet het aantal bij elkaar op één regel"),
}


def stop_state_name(state: StopState) -> str:
    """What became of a stop."""
    return str(STATES[state])


def stop_sign(state: StopState) -> str:
    """The sign beside that."""
    return SIGNS[state]


def line_trouble_name(trouble: LineTrouble) -> str:
    """What is wrong with a line."""
    return str(TROUBLES[trouble])


def helper_times(available: Availability) -> str:
    """When somebody comes: "za 19 december 2026 tot en met zo 20 december 2026, 13:00 tot 17:00"."""
    hours = gettext(
        "%(start)s tot %(end)s",
        start=f"{time_of_minute(available.from_minute):%H:%M}",
        end=f"{time_of_minute(available.until_minute):%H:%M}",
    )
    first, last = long_date(available.from_day), long_date(available.until_day)
    if available.from_day == available.until_day:
        return f"{first}, {hours}"
    days = gettext("%(first)s tot en met %(last)s", first=first, last=last)
    return f"{days}, {hours}"


def people_in_words(count: int) -> str:
    """How many people."""
    return str(ngettext("%(num)s mens", "%(num)s mensen", count))


def round_length(metres: int, minutes: int) -> str:
    """How far and how long a round is."""
    return f"{distance(metres)}, {duration_in_words(minutes)}"
