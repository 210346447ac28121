"""What tables, columns and values are called on the page where somebody sees their own data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_datetime
from flask_babel import gettext, lazy_gettext, ngettext
from sqlalchemy.dialects.postgresql import Range

from webapp.audit.words import action_name
from webapp.clock import CITY_TIMEZONE
from webapp.i18n import locale_code, location_level_name, role_name, since
from webapp.models.personal import Retention
from webapp.people.rules import address_from_text
from webapp.privacy.consent_texts import text_of
from webapp.privacy.queries import UNREADABLE, Look, OwnTable
from webapp.vocabulary import (
    AuditAction,
    Channel,
    ConsentPurpose,
    ConsentScope,
    LinkPurpose,
    LocationLevel,
    Role,
    SignInStage,
)

SHOWN_ROWS = 5
DAYS_IN_YEAR = 365
SHOWN_APART = frozenset({"audit_event"})
"""Tables that the page tells about in its own way: who looked at your data."""

SHOWN_FIRST = ("person", "consent", "contact_message", "role_grant", "account")
"""What people come for, in this order; the rest is technical."""

NUMBERS = frozenset(
    {"id", "account_id", "person_id", "consent_id", "group_id", "version", "totp_last_step", "subject_id", "hash"}
    | {"previous_hash", "request_id", "recorded_by", "granted_by", "approved_by", "ended_by", "is_demo"}
)
"""What says nothing to who reads it, and stands in the JSON of the download."""

TABLES: dict[str, object] = {
    "account": lazy_gettext("Je account"),
    "account_session": lazy_gettext("Waar je bent ingelogd"),
    "audit_event": lazy_gettext("Wat er met je gegevens is gedaan"),
    "consent": lazy_gettext("Toestemmingen die je gaf"),
    "consent_reminder": lazy_gettext("Herinneringen aan een toestemming"),
    "consent_withdrawal": lazy_gettext("Toestemmingen die je introk of verving"),
    "contact_message": lazy_gettext("Berichten die je stuurde"),
    "email_link": lazy_gettext("Links die we je mailden"),
    "outbox_mail": lazy_gettext("Mail aan jou"),
    "person": lazy_gettext("Je profiel"),
    "recovery_code": lazy_gettext("Herstelcodes"),
    "role_grant": lazy_gettext("Je rollen"),
}

COLUMNS: dict[str, object] = {
    "account_id": lazy_gettext("Nummer van het account"),
    "action": lazy_gettext("Wat er gebeurde"),
    "address": lazy_gettext("Adres"),
    "approved_at": lazy_gettext("Goedgekeurd op"),
    "approved_by": lazy_gettext("door wie goedgekeurd"),
    "at": lazy_gettext("Wanneer"),
    "attempts": lazy_gettext("Aantal pogingen"),
    "body": lazy_gettext("Tekst"),
    "browser": lazy_gettext("Browser"),
    "browser_hash": lazy_gettext("kenmerk van de browser"),
    "buurt_code": lazy_gettext("Buurt"),
    "channel": lazy_gettext("Hoe"),
    "changed_at": lazy_gettext("Laatst gewijzigd"),
    "check_hash": lazy_gettext("kenmerk van de vier cijfers"),
    "church": lazy_gettext("Kerk"),
    "code_hash": lazy_gettext("onleesbare vorm van de codes"),
    "consent_id": lazy_gettext("Nummer van de toestemming"),
    "created_at": lazy_gettext("Gemaakt op"),
    "dead_at": lazy_gettext("Opgegeven op"),
    "email": lazy_gettext("E-mailadres"),
    "end_reason": lazy_gettext("Reden van het einde"),
    "ended_at": lazy_gettext("Beëindigd op"),
    "ended_by": lazy_gettext("door wie beëindigd"),
    "ends_at": lazy_gettext("Eindigt op"),
    "erase_on": lazy_gettext("Wordt gewist op"),
    "expires_at": lazy_gettext("Verloopt op"),
    "expires_on": lazy_gettext("Loopt tot"),
    "fields": lazy_gettext("Welke velden"),
    "given_on": lazy_gettext("Gegeven op"),
    "granted_at": lazy_gettext("Gegeven op"),
    "granted_by": lazy_gettext("door wie gegeven"),
    "group_id": lazy_gettext("Nummer van de groep"),
    "hash": lazy_gettext("controlegetal"),
    "id": lazy_gettext("Nummer"),
    "is_demo": lazy_gettext("Voorbeeldaccount"),
    "language": lazy_gettext("Taal"),
    "last_error": lazy_gettext("Laatste foutmelding"),
    "last_seen_at": lazy_gettext("Laatst gezien"),
    "last_signed_in_at": lazy_gettext("Laatst ingelogd"),
    "location_level": lazy_gettext("Wat coördinatoren van je adres zien"),
    "name": lazy_gettext("Naam"),
    "needs_approval": lazy_gettext("Een tweede beheerder moest goedkeuren"),
    "neighbourhood_id": lazy_gettext("Wijk"),
    "next_attempt_at": lazy_gettext("Volgende poging"),
    "next_path": lazy_gettext("Pagina waar je heen wilde"),
    "partner_id": lazy_gettext("Organisatie"),
    "password_hash": lazy_gettext("onleesbare vorm van je wachtwoord"),
    "period": lazy_gettext("Periode"),
    "person_id": lazy_gettext("Nummer van je profiel"),
    "phone": lazy_gettext("Telefoonnummer"),
    "posted_at": lazy_gettext("Gemaild op"),
    "previous_hash": lazy_gettext("vorig controlegetal"),
    "purpose": lazy_gettext("Waarvoor"),
    "reason": lazy_gettext("Reden"),
    "recipient": lazy_gettext("Aan"),
    "recorded_by": lazy_gettext("wie het noteerde"),
    "reply_to": lazy_gettext("E-mailadres"),
    "request_id": lazy_gettext("kenmerk van het verzoek"),
    "role": lazy_gettext("Rol"),
    "scope": lazy_gettext("Voor wie"),
    "sender_name": lazy_gettext("Naam"),
    "sent_at": lazy_gettext("Verstuurd op"),
    "stage": lazy_gettext("Stap van het inloggen"),
    "subject": lazy_gettext("Onderwerp"),
    "subject_id": lazy_gettext("Nummer"),
    "subject_table": lazy_gettext("Onderdeel"),
    "text_version": lazy_gettext("Waar je ja op zei"),
    "token_hash": lazy_gettext("kenmerk van de link of de sessie"),
    "totp_confirmed_at": lazy_gettext("Authenticator-app sinds"),
    "totp_last_step": lazy_gettext("laatst gebruikte code"),
    "totp_secret": lazy_gettext("sleutel van je authenticator-app"),
    "used_at": lazy_gettext("Gebruikt op"),
    "version": lazy_gettext("Keren gewijzigd"),
    "withdrawn_at": lazy_gettext("Gestopt op"),
}
"""By name, whichever table it is in; those that are never shown stand in the middle of a sentence."""

KINDS: dict[Retention, tuple[Any, Any]] = {
    Retention.ACCOUNT: (
        lazy_gettext("Accounts en profielen"),
        lazy_gettext("Dagen sinds het laatste gebruik. Wie een rol heeft, blijft."),
    ),
    Retention.SESSION: (lazy_gettext("Waar iemand was ingelogd"), lazy_gettext("Dagen na het einde.")),
    Retention.LINK: (lazy_gettext("Gemailde links"), lazy_gettext("Dagen nadat ze verliepen.")),
    Retention.ROLE_HISTORY: (lazy_gettext("Rollen die voorbij zijn"), lazy_gettext("Dagen na het einde.")),
    Retention.CONSENT: (
        lazy_gettext("Bewijs van toestemming"),
        lazy_gettext("Dagen nadat de toestemming afliep of werd ingetrokken."),
    ),
    Retention.AUDIT: (
        lazy_gettext("Logboek"),
        lazy_gettext("Dagen nadat het gebeurde. De keten van het logboek blijft te controleren."),
    ),
    Retention.MESSAGE: (
        lazy_gettext("Berichten van bezoekers"),
        lazy_gettext("Dagen na ontvangst. We beloven hooguit 90 dagen."),
    ),
    Retention.MAIL: (lazy_gettext("Mail"), lazy_gettext("Dagen nadat hij is verstuurd of opgegeven.")),
    Retention.RATE: (lazy_gettext("Tellingen tegen misbruik"), lazy_gettext("Worden gewist zodra ze verlopen.")),
    Retention.RECEIPT: (lazy_gettext("Ontvangstbewijzen van formulieren"), lazy_gettext("Dagen na ontvangst.")),
}
"""What each kind of retention is called, and from when its days count."""

CHANNELS = {
    Channel.WEB: lazy_gettext("op deze site"),
    Channel.SPOKEN: lazy_gettext("mondeling"),
    Channel.PAPER: lazy_gettext("op papier"),
}
SCOPES = {
    ConsentScope.SELF: lazy_gettext("Alleen ikzelf"),
    ConsentScope.NEIGHBOURHOOD: lazy_gettext("Alleen de coördinator van mijn wijk"),
    ConsentScope.CITY: lazy_gettext("Ook de coördinatoren van de stad"),
}
PURPOSES = {
    ConsentPurpose.BE_KNOWN: lazy_gettext("Gevonden worden"),
    ConsentPurpose.BE_ASKED: lazy_gettext("Gevraagd worden"),
    ConsentPurpose.KEEP_CHURCH: lazy_gettext("Je kerk bewaren"),
    LinkPurpose.SIGN_IN: lazy_gettext("inloggen"),
    LinkPurpose.INVITATION: lazy_gettext("uitnodiging"),
    LinkPurpose.PASSWORD_RESET: lazy_gettext("nieuw wachtwoord"),
}
CHOSEN_SCOPES = (ConsentScope.NEIGHBOURHOOD, ConsentScope.CITY)
"""To whom a consent can be made to reach; oneself alone is no choice, but what some purposes are."""

_PURPOSES_BY_VALUE = {purpose.value: words for purpose, words in PURPOSES.items()}
STAGES = {
    SignInStage.PASSWORD_CHECKED: lazy_gettext("wacht op de code"),
    SignInStage.FULL: lazy_gettext("ingelogd"),
}
LANGUAGES = {"nl": "Nederlands", "en": "English"}

ENUMS: dict[type, Mapping[Any, object]] = {
    Channel: CHANNELS,
    ConsentPurpose: PURPOSES,
    ConsentScope: SCOPES,
    LinkPurpose: PURPOSES,
    SignInStage: STAGES,
}


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
        rows = tuple(pairs for row in newest if (pairs := _pairs(row, places)))
        not_shown = tuple(column_label(name) for name in each.not_shown if name not in NUMBERS)
        more = len(each.rows) - len(newest)
        is_technical = each.name not in SHOWN_FIRST
        found.append(Section(each.name, is_technical, table_label(each.name), rows, more, not_shown))
    return sorted(found, key=lambda each: (_place_of(each.name), each.title))


def look_rows(looks: Sequence[Look]) -> list[tuple[str, str, str]]:
    """Per look: when, in which roles, and what was done with which fields."""
    return [(date_and_time(look.at), _viewer_words(look), _look_words(look)) for look in looks]


def table_label(name: str) -> str:
    """What a table is called; nothing is called by its name in the database."""
    return str(TABLES.get(name, gettext("iets anders")))


def column_label(name: str) -> str:
    """What a column is called, or in the audit a table or a consent; nothing by its name in the database."""
    words = COLUMNS.get(name) or TABLES.get(name) or _PURPOSES_BY_VALUE.get(name)
    return str(words or gettext("iets anders"))


def value_words(column: str, value: Any, places: Mapping[str, Mapping[Any, str]]) -> str:  # noqa: PLR0911  (one per type)
    """A value in words, for who reads it; `places` are names by column and id."""
    match value:
        case _ if value is UNREADABLE:
            return str(gettext("(gaat nu niet open)"))
        case bool():
            return str(gettext("ja") if value else gettext("nee"))
        case datetime():
            return date_and_time(value)
        case date():
            return since(value)
        case Range():
            return _period_words(value)
        case list():
            return ", ".join(dict.fromkeys(column_label(str(each)) for each in value))
        case int() | str() if column in places:
            return places[column].get(value, str(value))
        case str() if column in TEXTS_IN_WORDS:
            return TEXTS_IN_WORDS[column](value)
    return _enum_words(value)


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


def _enum_words(value: Any) -> str:
    if isinstance(value, Role):
        return role_name(value)
    if isinstance(value, LocationLevel):
        return location_level_name(value)
    if isinstance(value, AuditAction):
        return action_name(value)
    words = ENUMS.get(type(value), {})
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


def _pairs(row: Mapping[str, Any], places: Mapping[str, Mapping[Any, str]]) -> tuple[tuple[str, str], ...]:
    shown = {name: value for name, value in row.items() if value not in (None, "", []) and name not in NUMBERS}
    if "text_version" in shown:
        agreed = text_of(ConsentPurpose(row["purpose"]), row["text_version"])
        shown["text_version"] = agreed.in_language(locale_code()).agreed
    return tuple((column_label(name), value_words(name, value, places)) for name, value in shown.items())


def _place_of(table: str) -> int:
    return SHOWN_FIRST.index(table) if table in SHOWN_FIRST else len(SHOWN_FIRST)


def _viewer_words(look: Look) -> str:
    if look.roles:
        return ", ".join(map(role_name, look.roles))
    if look.by_account:
        return str(gettext("iemand met een account"))
    return str(gettext("het systeem, of een bezoeker"))


def _look_words(look: Look) -> str:
    done = f"{action_name(look.action)}: {table_label(look.table)}"
    fields = ", ".join(dict.fromkeys(map(column_label, look.fields)))
    return f"{done} ({fields})" if fields else done
