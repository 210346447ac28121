"""Words on screen: Dutch is the source, English the second language; names of stages, dates and numbers."""

from datetime import date, datetime
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_datetime
from babel.numbers import format_decimal
from flask import Flask, g, has_request_context, request
from flask_babel import get_locale, gettext, lazy_gettext

from webapp.errors import DomainError
from webapp.vocabulary import DatePrecision, EvidenceKind, LocationLevel, Role, Stage
from webapp.words.errors import ERRORS

LOCALES = ("nl", "en")
GRONINGEN = ZoneInfo("Europe/Amsterdam")
LANGUAGE_COOKIE = "taal"
LANGUAGE_COOKIE_SECONDS = 365 * 24 * 3600

_STAGES = {
    Stage.UNREACHED: (lazy_gettext("Onbereikt"), lazy_gettext("O"), lazy_gettext("Nog geen contact in deze wijk.")),
    Stage.EXPLORING: (
        lazy_gettext("Verkennen"),
        lazy_gettext("V"),
        lazy_gettext("We leren de wijk en de mensen in de wijk kennen."),
    ),
    Stage.STARTING: (lazy_gettext("Starten"), lazy_gettext("S"), lazy_gettext("De eerste mensen doen mee.")),
    Stage.ACTIVE: (lazy_gettext("Actief"), lazy_gettext("A"), lazy_gettext("Er is een netwerk dat samen dingen doet.")),
    Stage.SELF_SUSTAINING: (
        lazy_gettext("Zelfdragend"),
        lazy_gettext("Z"),
        lazy_gettext("De wijk draagt het netwerk zelf."),
    ),
}
_EVIDENCE = {
    EvidenceKind.COORDINATOR: lazy_gettext("Coördinator"),
    EvidenceKind.NETWORK: lazy_gettext("Burennetwerk"),
    EvidenceKind.DISCOVERY_PROCESS: lazy_gettext("Ontdekkingsproces"),
    EvidenceKind.INITIATIVE: lazy_gettext("Initiatief"),
}
_LOCATION_LEVELS = {
    LocationLevel.HIDDEN: lazy_gettext("Niets, ook mijn buurt niet"),
    LocationLevel.BUURT: lazy_gettext("Alleen mijn buurt"),
    LocationLevel.MASKED: lazy_gettext("Ongeveer waar, 100 tot 250 meter ernaast"),
    LocationLevel.STREET: lazy_gettext("Mijn straat"),
    LocationLevel.EXACT: lazy_gettext("Mijn hele adres"),
}
_ROLES = {
    Role.NEIGHBOURHOOD_COORDINATOR: lazy_gettext("wijkcoördinator"),
    Role.CITY_COORDINATOR: lazy_gettext("stadscoördinator"),
    Role.PARTNER_MEMBER: lazy_gettext("lid van een partner"),
    Role.MUNICIPALITY_VIEWER: lazy_gettext("meekijker namens de gemeente"),
    Role.TRACK_COUNSELLOR: lazy_gettext("trajectbegeleider"),
    Role.GROUP_LEADER: lazy_gettext("leider van een missiegroep"),
    Role.GROUP_TRAINEE: lazy_gettext("leider in opleiding"),
    Role.GROUP_COACH: lazy_gettext("coach van een missiegroep"),
    Role.ADMINISTRATOR: lazy_gettext("beheerder"),
}


def choose_locale() -> str:
    """The language of this request: the address decides, then the cookie, then Dutch."""
    if not has_request_context():
        return LOCALES[0]
    for wish in (request.args.get("taal"), request.cookies.get(LANGUAGE_COOKIE)):
        if wish in LOCALES:
            return str(wish)
    return LOCALES[0]


def locale_code() -> str:
    """`nl` or `en`."""
    locale = get_locale()
    return locale.language if locale else LOCALES[0]


def stage_name(stage: Stage) -> str:
    """What the stage is called on screen."""
    return str(_STAGES[stage][0])


def stage_letter(stage: Stage) -> str:
    """The letter that marks the stage on the map, so that colour never stands alone."""
    return str(_STAGES[stage][1])


def stage_explanation(stage: Stage) -> str:
    """One plain sentence on what the stage means."""
    return str(_STAGES[stage][2])


def evidence_name(kind: EvidenceKind) -> str:
    """What the kind of evidence is called on screen."""
    return str(_EVIDENCE[kind])


def location_level_name(level: LocationLevel) -> str:
    """What the level is called on screen."""
    return str(_LOCATION_LEVELS[level])


def role_name(role: Role) -> str:
    """What the role is called on screen."""
    return str(_ROLES[role])


def error_message(error: DomainError) -> str:
    """The sentence for an error, in the reader's language; its code when there is none."""
    known = ERRORS.get(error.code)
    return str(known) if known is not None else error.code


def number(value: float | None) -> str:
    """A whole number with points between thousands: 12.480; "onbekend" for None."""
    if value is None:
        return str(gettext("onbekend"))
    return str(format_decimal(round(value), locale=locale_code()))


def decimal(value: float | None, digits: int = 1) -> str:
    """A number with a fixed count of decimals; "onbekend" for None."""
    if value is None:
        return str(gettext("onbekend"))
    return str(format_decimal(value, format=f"#,##0.{'0' * digits}", locale=locale_code()))


def percent(share: float | None) -> str:
    """A share of 0 to 1 as a whole percentage: 41%."""
    return gettext("onbekend") if share is None else f"{round(share * 100)}%"


def long_date(day: date) -> str:
    """za 14 maart 2026."""
    return str(babel_date(day, "EEE d MMMM yyyy", locale=locale_code()))


def moment(at: datetime) -> str:
    """za 14 maart, 16:05 in Groningen; with the year when that is another one."""
    local = at.astimezone(GRONINGEN)
    shape = "EEE d MMMM, HH:mm" if local.year == datetime.now(GRONINGEN).year else "EEE d MMMM y, HH:mm"
    return str(format_datetime(local, shape, locale=locale_code()))


def since(day: date | None, precision: DatePrecision = DatePrecision.DAY) -> str:
    """A date as exactly as it is known: 14 maart 2026, maart 2026 or 2026; empty for None."""
    if day is None:
        return ""
    shapes = {DatePrecision.DAY: "d MMMM yyyy", DatePrecision.MONTH: "MMMM yyyy", DatePrecision.YEAR: "yyyy"}
    return str(babel_date(day, shapes[precision], locale=locale_code()))


def own_language(dutch: str, english: str) -> str:
    """The text that was kept in the reader's language; the Dutch one when there is no English."""
    return english if locale_code() == "en" and english else dutch


def other_locale_url() -> str:
    """This page in the other language."""
    other = LOCALES[1] if locale_code() == LOCALES[0] else LOCALES[0]
    args = [(name, value) for name, value in request.args.items(multi=True) if name != "taal"]
    # one slash: two would begin the address of another site
    path = "/" + quote(request.path.lstrip("/"))
    return f"{path}?{urlencode([*args, ('taal', other)])}"


def install(app: Flask) -> None:
    """Give templates the filters and words of this module, and remember a language that was chosen."""
    app.jinja_env.filters.update(
        number=number,
        decimal=decimal,
        percent=percent,
        longdate=long_date,
        moment=moment,
        since=since,
        isodate=lambda day: day.isoformat() if day else "",
    )
    app.jinja_env.globals.update(
        stage_name=stage_name,
        stage_letter=stage_letter,
        stage_explanation=stage_explanation,
        evidence_name=evidence_name,
        role_name=role_name,
    )

    @app.context_processor
    def _language() -> dict[str, object]:
        return {"locale": locale_code(), "other_locale_url": other_locale_url() if has_request_context() else "/"}

    @app.before_request
    def _note_choice() -> None:
        wish = request.args.get("taal")
        g.language_choice = wish if wish in LOCALES and wish != request.cookies.get(LANGUAGE_COOKIE) else None
