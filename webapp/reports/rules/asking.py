"""Who may have which report made, about what, and what its file is called."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, Target, can
from webapp.errors import BadInput, DomainError
from webapp.vocabulary import ReportKind
from webapp.written_numbers import parse_number

LANGUAGES = ("nl", "en")
MOST_ATTEMPTS = 3
"""So often a worker begins with a report; one that breaks it off each time is given up."""

CITY_WIDE = frozenset({ReportKind.CITY, ReportKind.YEAR})
"""About the whole city, with what only its coordinators see of every neighbourhood."""

ORDER = (ReportKind.CITY, ReportKind.NEIGHBOURHOOD, ReportKind.YEAR, ReportKind.MUNICIPALITY)


@dataclass(frozen=True)
class Wanted:
    """Which report somebody asks for: `neighbourhood_id` for one of a neighbourhood, `year` for a yearly one.

    With `leaves_house` no small numbers of people stand in it.
    """

    kind: ReportKind
    neighbourhood_id: int | None = None
    year: int | None = None
    language: str = LANGUAGES[0]
    leaves_house: bool = True


def may_have(actor: Actor, kind: ReportKind, neighbourhood_id: int | None = None) -> bool:
    """Whether somebody may have a report made, and read it: asked again when it is made and when it is fetched."""
    if kind == ReportKind.MUNICIPALITY:
        return can(actor, Permission.VIEW_MUNICIPALITY)
    where = Target() if kind in CITY_WIDE else Target(neighbourhood_id=neighbourhood_id)
    return can(actor, Permission.MAKE_REPORTS, where)


def kinds_for(actor: Actor) -> tuple[ReportKind, ...]:
    """The kinds that somebody can ask for, of some neighbourhood or other."""
    some = can(actor, Permission.MAKE_REPORTS)
    return tuple(kind for kind in ORDER if (some if kind == ReportKind.NEIGHBOURHOOD else may_have(actor, kind)))


def years_for(*, first: int, today: date) -> tuple[int, ...]:
    """The years of which there can be a yearly report, this one first."""
    return tuple(range(today.year, min(first, today.year) - 1, -1))


def parse_wanted(
    typed: Mapping[str, str], *, kinds: Collection[ReportKind], places: Mapping[str, int], years: Collection[int]
) -> Wanted:
    """What a form asks for of these kinds and years; `places` has the ids of the neighbourhoods, by slug.

    Raises `BadInput` code `report_kind`, `report_neighbourhood`, `report_year` or `report_language`.
    """
    kind = next((each for each in kinds if each == typed.get("soort")), None)
    if kind is None:
        raise BadInput("report_kind")
    language = typed.get("taal_verslag") or LANGUAGES[0]
    if language not in LANGUAGES:
        raise BadInput("report_language")
    place = places.get(typed.get("wijk", "")) if kind == ReportKind.NEIGHBOURHOOD else None
    if kind == ReportKind.NEIGHBOURHOOD and place is None:
        raise BadInput("report_neighbourhood")
    year = parse_number(typed.get("jaar")) if kind == ReportKind.YEAR else None
    if kind == ReportKind.YEAR and year not in years:
        raise BadInput("report_year")
    leaves_house = kind == ReportKind.MUNICIPALITY or typed.get("bereik") != "binnen"
    return Wanted(kind, place, year, language, leaves_house)


def check_may_have(actor: Actor, wanted: Wanted) -> None:
    """Raise `DomainError` code `report_not_yours` unless somebody may have this report."""
    if not may_have(actor, wanted.kind, wanted.neighbourhood_id):
        raise DomainError("report_not_yours")


def file_name(kind: ReportKind, language: str, *, on: date, place: str | None, year: int | None) -> str:
    """What the file is called: `missie050-wijk-selwerd-2026-11-22.pdf`; `place` is the slug of a neighbourhood."""
    words = {
        ReportKind.CITY: ("stad", "city"),
        ReportKind.NEIGHBOURHOOD: ("wijk", "neighbourhood"),
        ReportKind.YEAR: ("jaar", "year"),
        ReportKind.MUNICIPALITY: ("gemeente", "municipality"),
    }[kind]
    about = [str(each) for each in (place, year) if each is not None]
    return "-".join(["missie050", words[LANGUAGES.index(language)], *about, on.isoformat()]) + ".pdf"
