"""What tables, columns and values are called on the page where somebody sees their own data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from babel import Locale
from babel.dates import format_datetime
from flask_babel import gettext, ngettext
from geoalchemy2 import WKBElement
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.dialects.postgresql.ranges import MultiRange

from webapp.audit.words import action_name
from webapp.calendar.week_ranges import from_multirange
from webapp.calendar.week_words import week_words
from webapp.clock import CITY_TIMEZONE
from webapp.i18n import locale_code, location_level_name, role_name, since
from webapp.people.rules import address_from_text
from webapp.privacy.consent_texts import text_of
from webapp.privacy.queries import UNREADABLE, Look, OwnTable
from webapp.privacy.value_words import ENUMS, ENUMS_OF
from webapp.privacy.words import COLUMNS, COLUMNS_OF, LANGUAGES, PURPOSES_BY_VALUE, TABLES
from webapp.vocabulary import (
    AuditAction,
    ConsentPurpose,
    LocationLevel,
    Requirement,
    Role,
)
from webapp.words.matching import REQUIREMENTS

SHOWN_ROWS = 5
DAYS_IN_YEAR = 365
SHOWN_APART = frozenset({"audit_event"})
"""Tables that the page tells about in its own way: who looked at your data."""

SHOWN_FIRST = (
    "person",
    "consent",
    "initiative_organiser",
    "initiative_revision",
    "initiative_draft",
    "task_signup",
    "talent",
    "offering",
    "person_requirement",
    "need",
    "match",
    "subscription",
    "partner_contact",
    "contact_message",
    "role_grant",
    "account",
)
"""What people come for, in this order; the rest is technical."""

NUMBERS = frozenset(
    {"id", "account_id", "person_id", "consent_id", "group_id", "version", "totp_last_step", "subject_id", "hash"}
    | {"previous_hash", "request_id", "recorded_by", "granted_by", "approved_by", "ended_by", "is_demo"}
    | {"author_id", "decided_by", "link_id", "task_id", "slot", "mapping", "headings"}
    | {"fit_key", "key", "need_id", "talent_id", "asset_id", "helper_id", "asker_id", "scouted_by", "by_account"}
    | {"noted_by", "seen_by", "proposed_by", "reasons", "score"}
)
"""What says nothing to who reads it, and stands in the JSON of the download."""


@dataclass(frozen=True)
class Section:
    """One table on the page: per row pairs of label and words; `more` rows are in the download only."""

    name: str
    is_technical: bool
    title: str
    rows: tuple[tuple[tuple[str, str], ...], ...]
    more: int
    not_shown: tuple[str, ...]


def sections(
    tables: Sequence[OwnTable], places: Mapping[str, Mapping[Any, str]], *, is_whole: bool = False
) -> list[Section]:
    """The tables that have something about somebody: what people come for first, the rest by heading; newest first.

    For the page the newest rows; `is_whole` gives all rows, also of what the page tells in its own way.
    """
    found = []
    for each in tables:
        if not each.rows or (each.name in SHOWN_APART and not is_whole):
            continue
        newest = each.rows[::-1] if is_whole else each.rows[::-1][:SHOWN_ROWS]
        rows = tuple(pairs for row in newest if (pairs := _pairs(row, places, each.name)))
        not_shown = tuple(column_label(name, each.name) for name in each.not_shown if name not in NUMBERS)
        more = len(each.rows) - len(newest)
        is_technical = each.name not in SHOWN_FIRST
        found.append(Section(each.name, is_technical, table_label(each.name), rows, more, not_shown))
    return sorted(found, key=lambda each: (_place_of(each.name), each.title))


def look_rows(looks: Sequence[Look]) -> list[tuple[str, str, str]]:
    """Per look: when, in which roles, and what was done with which fields; what is alike on one day stands as one.

    What the other side of a match told or answered is not said: that is theirs.
    """
    told = (own for look in looks if (own := _without_others(look)) is not None)
    alike: dict[tuple[date, str, str], list[Look]] = {}
    for look in told:
        day = look.at.astimezone(CITY_TIMEZONE).date()
        alike.setdefault((day, _viewer_words(look), _look_words(look)), []).append(look)
    return [(date_and_time(of[0].at), who, _so_often(what, len(of))) for (_, who, what), of in alike.items()]


def table_label(name: str) -> str:
    """What a table is called; nothing is called by its name in the database."""
    return str(TABLES.get(name, gettext("iets anders")))


def column_label(name: str, table: str = "") -> str:
    """What a column is called, or in the audit a table or a consent; nothing by its name in the database."""
    words = COLUMNS_OF.get((table, name)) or COLUMNS.get(name) or TABLES.get(name) or PURPOSES_BY_VALUE.get(name)
    return str(words or gettext("iets anders"))


def value_words(  # noqa: C901, PLR0911  (one per type)
    column: str, value: Any, places: Mapping[str, Mapping[Any, str]], table: str = ""
) -> str:
    """A value in words, for who reads it; `places` are names by column and id."""
    if value is UNREADABLE:
        return str(gettext("(gaat nu niet open)"))
    match value:
        case bool():
            return str(gettext("ja") if value else gettext("nee"))
        case datetime():
            return date_and_time(value)
        case date():
            return since(value)
        case Range():
            return _period_words(value)
        case MultiRange():
            return week_words(from_multirange(value))
        case list() if column in LISTS_IN_WORDS:
            return ", ".join(LISTS_IN_WORDS[column](str(each)) for each in value)
        case list():
            return ", ".join(dict.fromkeys(column_label(str(each)) for each in value))
        case dict() | WKBElement():
            return _whole_words(value)
        case int() | str() if column in places:
            return places[column].get(value, str(value))
        case str() if column in TEXTS_IN_WORDS:
            return TEXTS_IN_WORDS[column](value)
    return _enum_words(value, ENUMS_OF.get((table, column)))


def duration(days: int) -> str:
    """How long something is kept, as people say it: twee jaar, 90 dagen."""
    years, rest = divmod(days, DAYS_IN_YEAR)
    if rest or not years:
        return str(ngettext("%(num)s dag", "%(num)s dagen", days))
    said = {1: gettext("een jaar"), 2: gettext("twee jaar")}
    return str(said.get(years) or gettext("%(years)s jaar", years=years))


def date_and_time(at: datetime) -> str:
    """14 maart 2026, 16:05 in Groningen."""
    return str(format_datetime(at.astimezone(CITY_TIMEZONE), "d MMMM yyyy, HH:mm", locale=locale_code()))


def _whole_words(value: dict[str, Any] | WKBElement) -> str:
    """What was written, by its title, or that it was drawn; all of it stands in the JSON of the download."""
    if isinstance(value, WKBElement):
        return str(gettext("op de kaart getekend"))
    return str(value.get("title") or gettext("(nog zonder titel)"))


def _enum_words(value: Any, own_words: Mapping[Any, object] | None) -> str:
    if isinstance(value, Role):
        return role_name(value)
    if isinstance(value, LocationLevel):
        return location_level_name(value)
    if isinstance(value, AuditAction):
        return action_name(value)
    words = own_words or ENUMS.get(type(value), {})
    return str(words.get(value, value))


def _period_words(period: "Range[date]") -> str:
    if period.upper is None:
        return str(gettext("vanaf %(start)s", start=since(period.lower)))
    return str(gettext("van %(start)s tot %(end)s", start=since(period.lower), end=since(period.upper)))


def _address_words(kept: str) -> str:
    address = address_from_text(kept)
    return ", ".join(
        words
        for words in (f"{address.street} {address.number}".strip(), f"{address.postcode} {address.town}".strip())
        if words
    )


TEXTS_IN_WORDS: dict[str, Callable[[str], str]] = {
    "language": lambda code: LANGUAGES.get(code, code),
    "address": _address_words,
    "subject_table": table_label,
}
"""Columns of text that is not for reading as it stands."""

LISTS_IN_WORDS: dict[str, Callable[[str], str]] = {
    "languages": lambda code: str(Locale.parse(locale_code()).languages.get(code, code)),
    "requirements": lambda kind: str(REQUIREMENTS[Requirement(kind)]),
}
"""The same for lists."""


def _pairs(row: Mapping[str, Any], places: Mapping[str, Mapping[Any, str]], table: str) -> tuple[tuple[str, str], ...]:
    shown = {name: value for name, value in row.items() if value not in (None, "", []) and name not in NUMBERS}
    if "text_version" in shown:
        agreed = text_of(ConsentPurpose(row["purpose"]), row["text_version"])
        shown["text_version"] = agreed.in_language(locale_code()).agreed
    return tuple((column_label(name, table), value_words(name, value, places, table)) for name, value in shown.items())


def _place_of(table: str) -> int:
    return SHOWN_FIRST.index(table) if table in SHOWN_FIRST else len(SHOWN_FIRST)


def _without_others(look: Look) -> Look | None:
    """A look without what the other side of a match told; None when nothing else was changed.

    A change of a match is noted with who helps; only since a later version, what a side told with who told it.
    """
    if look.table != "match" or look.action != AuditAction.CHANGED or not look.fields:
        return look
    fields = tuple(each for each in look.fields if not each.startswith("asker_"))
    return replace(look, fields=fields) if fields else None


def _so_often(what: str, times: int) -> str:
    return what if times == 1 else str(gettext("%(what)s, %(times)s keer", what=what, times=times))


def _viewer_words(look: Look) -> str:
    if look.roles:
        return ", ".join(map(role_name, look.roles))
    if look.by_account and look.table == "need":
        return str(gettext("wie je helpt"))
    if look.by_account and look.table == "match":
        return str(gettext("de ander"))
    if look.by_account:
        return str(gettext("iemand met een account"))
    return str(gettext("het systeem, of een bezoeker"))


def _look_words(look: Look) -> str:
    done = f"{action_name(look.action)}: {table_label(look.table)}"
    fields = ", ".join(dict.fromkeys(column_label(each, look.table) for each in look.fields))
    return f"{done} ({fields})" if fields else done
