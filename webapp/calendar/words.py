"""A rhythm and its times as a sentence."""

from collections.abc import Sequence
from datetime import date, time
from itertools import groupby

from babel.dates import format_date, format_time
from babel.lists import format_list
from flask_babel import gettext, lazy_gettext

from webapp.calendar.recurrence import Frequency, NthWeekday, Recurrence, Weekday
from webapp.calendar.rules import Description, Occurrence, Pattern, Rhythm, describe
from webapp.i18n import locale_code, long_date, since

_PATTERNS = {
    Pattern.ONCE: lazy_gettext("Eén keer"),
    Pattern.DAILY: lazy_gettext("Elke dag"),
    Pattern.WEEKLY: lazy_gettext("Elke week, op vaste dagen"),
    Pattern.MONTHLY_WEEKDAY: lazy_gettext("Elke maand, op een vaste weekdag"),
    Pattern.MONTHLY_DAY: lazy_gettext("Elke maand, op een vaste datum"),
    Pattern.YEARLY: lazy_gettext("Elk jaar"),
}
_NTHS = {
    1: lazy_gettext("eerste"),
    2: lazy_gettext("tweede"),
    3: lazy_gettext("derde"),
    4: lazy_gettext("vierde"),
    -1: lazy_gettext("laatste"),
}
_COUNTS = {
    2: lazy_gettext("twee"),
    3: lazy_gettext("drie"),
    4: lazy_gettext("vier"),
    5: lazy_gettext("vijf"),
    6: lazy_gettext("zes"),
}
_A_MONDAY = date(2024, 1, 1)
_A_LEAP_YEAR = 2024


def pattern_name(pattern: Pattern) -> str:
    """What a choice of the recurrence picker is called."""
    return str(_PATTERNS[pattern])


def weekday_name(day: Weekday) -> str:
    """The whole name: dinsdag."""
    return str(format_date(_A_MONDAY.replace(day=1 + day.number), "EEEE", locale=locale_code()))


def nth_name(nth: int) -> str:
    """Which one in a month: eerste to vierde, or laatste."""
    return str(_NTHS[nth])


def clock_time(at: time) -> str:
    """A time of day: 10.00; 10:00 in English."""
    return str(format_time(at, "HH:mm" if locale_code() == "en" else "HH.mm", locale=locale_code()))


def rhythm_in_words(rhythm: Rhythm, *, today: date | None = None) -> str:
    """A sentence without its full stop: "Elke dinsdag van 10.00 tot 12.00, tot en met 30 juni 2027".

    With `today` it also tells on what day the rhythm begins, as long as it has not.
    """
    told = describe(rhythm)
    if told.recurrence is None or told.last is None:
        return str(gettext("Eén keer, %(when)s", when=_with_hours(long_date(told.first), told)))
    words = {"rhythm": _with_hours(_how_often(told.recurrence), told), "last": since(told.last)}
    if today is not None and told.first > today:
        return str(gettext("%(rhythm)s, van %(first)s tot en met %(last)s", first=since(told.first), **words))
    return str(gettext("%(rhythm)s, tot en met %(last)s", **words))


def rhythm_in_short(rhythm: Rhythm) -> str:
    """The same without its last day, for lists: "Elke dinsdag van 10.00 tot 12.00"; a date for once."""
    told = describe(rhythm)
    return _with_hours(long_date(told.first) if told.recurrence is None else _how_often(told.recurrence), told)


def occurrence_in_words(rhythm: Rhythm, occurrence: Occurrence) -> str:
    """One time of a rhythm: "za 14 maart 2026 van 10.00 tot 12.00"."""
    return _with_hours(long_date(occurrence.day), describe(rhythm))


def _with_hours(words: str, told: Description) -> str:
    if told.starts_at is None:
        return words
    start = clock_time(told.starts_at)
    if told.ends_at is None:
        return str(gettext("%(rhythm)s om %(start)s", rhythm=words, start=start))
    end = clock_time(told.ends_at)
    if told.ends_at <= told.starts_at:
        end = str(gettext("%(time)s de volgende dag", time=end))
    return str(gettext("%(rhythm)s van %(start)s tot %(end)s", rhythm=words, start=start, end=end))


def _how_often(recurrence: Recurrence) -> str:
    makers = {
        Frequency.DAILY: _daily,
        Frequency.WEEKLY: _weekly,
        Frequency.MONTHLY: _monthly,
        Frequency.YEARLY: _yearly,
    }
    return makers[recurrence.frequency](recurrence)


def _daily(recurrence: Recurrence) -> str:
    if recurrence.interval == 1:
        return str(gettext("Elke dag"))
    return str(gettext("Elke %(count)s dagen", count=_count(recurrence.interval)))


def _weekly(recurrence: Recurrence) -> str:
    days = _listed([weekday_name(day) for day in recurrence.weekdays])
    if recurrence.interval == 1:
        return str(gettext("Elke %(days)s", days=days))
    return str(gettext("Elke %(count)s weken op %(days)s", count=_count(recurrence.interval), days=days))


def _monthly(recurrence: Recurrence) -> str:
    count = _count(recurrence.interval)
    if recurrence.nth_weekdays:
        days = _nth_weekdays(recurrence.nth_weekdays)
        if recurrence.interval == 1:
            return str(gettext("Elke %(days)s van de maand", days=days))
        return str(gettext("Elke %(count)s maanden op de %(days)s", count=count, days=days))
    days = _listed([_day_of_month(day) for day in recurrence.month_days])
    if recurrence.interval == 1:
        return str(gettext("Elke maand op %(days)s", days=days))
    return str(gettext("Elke %(count)s maanden op %(days)s", count=count, days=days))


def _yearly(recurrence: Recurrence) -> str:
    month = date(_A_LEAP_YEAR, recurrence.month or 1, 1)
    month_name = format_date(month, "MMMM", locale=locale_code())
    if recurrence.nth_weekdays:
        days = _nth_weekdays(recurrence.nth_weekdays)
        days = str(gettext("de %(days)s van %(month)s", days=days, month=month_name))
    else:
        days = _listed([_day_of_year(month, day, str(month_name)) for day in recurrence.month_days])
    if recurrence.interval == 1:
        return str(gettext("Elk jaar op %(days)s", days=days))
    return str(gettext("Elke %(count)s jaar op %(days)s", count=_count(recurrence.interval), days=days))


def _day_of_month(day: int) -> str:
    return str(gettext("de laatste dag") if day < 0 else gettext("dag %(day)s", day=day))


def _day_of_year(month: date, day: int, month_name: str) -> str:
    if day < 0:
        return str(gettext("de laatste dag van %(month)s", month=month_name))
    return str(format_date(month.replace(day=day), "d MMMM", locale=locale_code()))


def _nth_weekdays(days: Sequence[NthWeekday]) -> str:
    """Such as "eerste en derde zaterdag"."""
    return _listed(
        [
            f"{_listed([nth_name(each.nth) for each in group])} {weekday_name(weekday)}"
            for weekday, group in groupby(days, key=lambda each: each.weekday)
        ]
    )


def _count(number: int) -> str:
    return str(_COUNTS.get(number, number))


def _listed(words: Sequence[str]) -> str:
    return str(format_list(words, locale=locale_code()))
