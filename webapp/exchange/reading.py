"""A row of a file read as an initiative, by the rules that its form obeys. Plain values.

What comes out of a file is the social side: what is done around faith is registered in the form, where it is told who
sees that.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import isfinite
from typing import TypeVar

from geo.crs import RD_NEW, WGS84, transformer
from webapp.areas.rules import split_address
from webapp.calendar.dates import parse_date
from webapp.calendar.rules import build_rhythm
from webapp.errors import BadInput
from webapp.exchange.rules import INITIATIVE_FIELDS, Finding, plain
from webapp.exchange.spoken import clock_times, iso_day, later, length_in_minutes
from webapp.exchange.spoken_rhythms import Told, last_day_of, read_told
from webapp.initiatives.content import Content
from webapp.initiatives.typed_content import Fields, Offered, read_content
from webapp.initiatives.typed_rhythm import Choice
from webapp.vocabulary import InitiativeLayer, Reach

REACHES = {
    word: reach
    for reach, words in (
        (Reach.PLACE, ("plek", "op een plek", "adres", "place", "at one place")),
        (Reach.NEIGHBOURHOODS, ("wijk", "wijken", "in een paar wijken", "neighbourhood", "neighbourhoods")),
        (Reach.CITY, ("stad", "hele stad", "de hele stad", "in de hele stad", "city", "whole city", "the whole city")),
    )
    for word in words
}
FIELD_OF = {
    "nth_weekday": "rhythm",
    "links-0-url": "website",
    "tasks-0-title": "task",
    "tasks-0-minutes": "task_minutes",
    "tasks-0-needed": "task_needed",
    "tasks-0-open_until": "task_until",
    "partners": "partner",
    "main_theme": "themes",
}
"""Beside which column an error of the form stands, where that has another name."""

ORDER = {each.name: place for place, each in enumerate(INITIATIVE_FIELDS)}
RD_BOX = (0.0, 300_000.0, 300_000.0, 630_000.0)
"""From west to east and from south to north, in metres."""

_LISTED = re.compile(r"[;|\n]")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?::\d{2})?", re.ASCII)
_MOST_LISTED = 80

Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class KnownPartner:
    """A partner that a row can name."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True)
class StreetPlace:
    """A street as far as it lies in one neighbourhood, with a place on it in WGS84."""

    neighbourhood: str
    neighbourhood_name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Known:
    """What the words of a row can mean: slugs and partners by `plain` name, streets by `plain` name of the street.

    `faith_themes` are the slugs of those that are about faith: nothing of that comes out of a file.
    """

    themes: Mapping[str, str]
    neighbourhoods: Mapping[str, str]
    partners: Mapping[str, KnownPartner]
    streets: Mapping[str, Sequence[StreetPlace]]
    faith_themes: frozenset[str] = frozenset()

    @property
    def offered(self) -> Offered:
        """What the rules of the form let somebody choose from."""
        return Offered(
            themes=frozenset(self.themes.values()),
            neighbourhoods=frozenset(self.neighbourhoods.values()),
            partners=frozenset(partner.slug for partner in self.partners.values()),
        )


@dataclass
class InitiativeRow:
    """What became of a row: its content and the partners that organise it, or what is wrong with it."""

    content: Content | None = None
    partners: tuple[KnownPartner, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def street_of(address: str) -> str:
    """The name of the street in an address, to look for."""
    return plain(split_address(address).street)


def read_initiative(
    cells: Mapping[str, str], known: Known, offered: Offered, *, today: date, new_key: Callable[[], str]
) -> InitiativeRow:
    """The initiative in the cells of a row (by field), or what is wrong with each of them.

    `offered` is that of `known`. Whether a pin lies in the municipality the caller looks up.
    """
    row = _Row(cells, known, today)
    fields = row.fields()
    reading = read_content(fields, offered, today=today, new_key=new_key)
    told = {finding.field for finding in row.findings}
    for name, code in reading.errors.items():
        beside = row.place_field if name == "address" else FIELD_OF.get(name, name)
        if beside not in told:
            row.findings.append(Finding(beside, code))
            told.add(beside)
    row.findings.sort(key=lambda finding: ORDER.get(finding.field, len(ORDER)))
    content = None if row.findings else reading.content
    return InitiativeRow(content, row.partners, row.findings)


class _Row:
    """Translates cells into what the form would have sent."""

    def __init__(self, cells: Mapping[str, str], known: Known, today: date) -> None:
        self.cells, self.known, self.today = cells, known, today
        self.findings: list[Finding] = []
        self.partners: tuple[KnownPartner, ...] = ()
        self.place_field = "address"

    def fields(self) -> Fields:
        sent: dict[str, Sequence[str]] = {"layer": (InitiativeLayer.SOCIAL.value,)}
        for name in ("title", "for_whom"):
            sent[name] = (" ".join(self._cell(name).split()),)
        sent["description"] = (self._cell("description"),)
        self.partners = self._listed("partner", self.known.partners, "partner_not_known")
        sent["organiser"] = (
            " ".join(self._cell("organiser").split()) or (self.partners[0].name if self.partners else ""),
        )
        sent["partners"] = tuple(partner.slug for partner in self.partners)
        themes = self._listed("themes", self.known.themes, "theme_unknown")
        if not self.known.faith_themes.isdisjoint(themes):
            self._tell("themes", "theme_of_faith", self._cell("themes"))
        sent |= {"themes": themes, "main_theme": themes[:1]}
        sent |= self._where()
        sent |= {name: (text,) for name, text in self._when().items()}
        if self._cell("website"):
            sent["links-0-url"] = (self._cell("website"),)
        sent |= {f"tasks-0-{name}": (text,) for name, text in self._task().items()}
        return Fields(sent)

    def _cell(self, name: str) -> str:
        return self.cells.get(name, "")

    def _tell(self, name: str, code: str, about: str = "") -> None:
        self.findings.append(Finding(name, code, about[:_MOST_LISTED]))

    def _listed(self, name: str, meanings: Mapping[str, Meaning], unknown: str) -> tuple[Meaning, ...]:
        """What is named in a cell, behind each other with a sign between."""
        typed = self._cell(name)
        whole = meanings.get(plain(typed))
        if whole is not None:
            return (whole,)
        # a name can have a comma in it; where none of the other signs stands it is a sign too
        parts = _LISTED.split(typed) if _LISTED.search(typed) else typed.split(",")
        words = [part.strip() for part in parts if part.strip()][:_MOST_LISTED]
        for word in words:
            if plain(word) not in meanings:
                self._tell(name, unknown, word)
                break
        return tuple(dict.fromkeys(meanings[plain(word)] for word in words if plain(word) in meanings))

    # --- where ---

    def _where(self) -> dict[str, Sequence[str]]:
        reach, everywhere = self._reach(), REACHES.get(plain(self._cell("neighbourhoods"))) == Reach.CITY
        neighbourhoods: Sequence[str] = ()
        if not everywhere:
            neighbourhoods = self._listed("neighbourhoods", self.known.neighbourhoods, "neighbourhood_unknown")
        sent: dict[str, Sequence[str]] = {"reach": (reach.value if reach else "",)}
        if reach == Reach.NEIGHBOURHOODS:
            sent["neighbourhoods"] = neighbourhoods
        if reach == Reach.PLACE:
            lon, lat = self._pin(neighbourhoods)
            sent |= {"address": (" ".join(self._cell("address").split()),), "lon": (lon,), "lat": (lat,)}
        return sent

    def _reach(self) -> Reach | None:
        typed = self._cell("reach")
        if typed:
            found = REACHES.get(plain(typed))
            if found is None:
                self._tell("reach", "reach_unknown", typed)
            return found
        if any(self._cell(name) for name in ("lon", "lat", "rd_x", "rd_y", "address")):
            return Reach.PLACE
        if self._cell("neighbourhoods"):
            everywhere = REACHES.get(plain(self._cell("neighbourhoods"))) == Reach.CITY
            return Reach.CITY if everywhere else Reach.NEIGHBOURHOODS
        return None

    def _pin(self, neighbourhoods: Sequence[str]) -> tuple[str, str]:
        if self._cell("lon") or self._cell("lat"):
            self.place_field = "lon"
            return self._cell("lon"), self._cell("lat")
        if self._cell("rd_x") or self._cell("rd_y"):
            self.place_field = "rd_x"
            return self._from_rd()
        return self._from_street(neighbourhoods) if self._cell("address") else ("", "")

    def _from_rd(self) -> tuple[str, str]:
        x, y = _metres(self._cell("rd_x")), _metres(self._cell("rd_y"))
        west, east, south, north = RD_BOX
        if west < x < east and south < y < north:
            lon, lat = transformer(RD_NEW, WGS84).transform(x, y)
            return f"{lon:.6f}", f"{lat:.6f}"
        swapped = west < y < east and south < x < north
        self._tell("rd_x", "rd_swapped" if swapped else "rd_invalid")
        return "", ""

    def _from_street(self, neighbourhoods: Sequence[str]) -> tuple[str, str]:
        places = self.known.streets.get(street_of(self._cell("address")), ())
        there = [place for place in places if place.neighbourhood in neighbourhoods] if neighbourhoods else places
        if len(there) == 1:
            return f"{there[0].lon:.6f}", f"{there[0].lat:.6f}"
        if not places:
            self._tell("address", "street_unknown", self._cell("address"))
        elif not there:
            self._tell("address", "street_elsewhere", places[0].neighbourhood_name)
        else:
            self._tell("address", "street_which", ", ".join(place.neighbourhood_name for place in there[:4]))
        return "", ""

    # --- when ---

    def _when(self) -> dict[str, str]:
        starts_on, clock = iso_day(self._cell("starts_on")), self._cell("starts_at")
        moment = _MOMENT.fullmatch(starts_on)
        if moment is not None:
            starts_on, clock = moment[1], clock or moment[2]
        if not any(self._cell(name) for name in ("starts_on", "starts_at", "ends_at", "minutes", "rhythm", "until")):
            return {"rhythm": Choice.ALWAYS.value}
        told = self._told()
        starts_on = starts_on or told.first
        starts_at, ends_at = clock_times(clock or told.starts_at)
        ends_at = clock_times(self._cell("ends_at"))[0] or ends_at or self._ends_at(starts_at) or told.ends_at
        until = iso_day(self._cell("until"))
        sent = {"rhythm": Choice.ONCE.value, "starts_on": starts_on, "starts_at": starts_at, "ends_at": ends_at}
        if told.rule is not None:
            until = until or told.last or self._last_day(told.rule, starts_on)
            return {**sent, "rhythm": Choice.KEPT.value, "rrule": told.rule, "until": until}
        if until and until != starts_on:
            self._tell("rhythm", "rhythm_missing")
        return sent

    def _ends_at(self, starts_at: str) -> str:
        typed = self._cell("minutes")
        if not typed:
            return ""
        try:
            minutes = length_in_minutes(typed)
        except BadInput as error:
            self._tell("minutes", error.code, typed)
            return ""
        if not re.fullmatch(r"\d{1,2}[:.]\d{2}", starts_at, re.ASCII):
            self._tell("starts_at", "time_needed")
            return ""
        if not 0 < minutes < 24 * 60:
            self._tell("minutes", "length_invalid", typed)
            return ""
        return later(starts_at, minutes)

    def _told(self) -> Told:
        typed = self._cell("rhythm")
        if not typed:
            return Told(None)
        try:
            return read_told(typed)
        except BadInput as error:
            self._tell("rhythm", error.code, typed)
            return Told(None)

    def _last_day(self, rule: str, starts_on: str) -> str:
        """The day that a rule ends on by itself: its own last day, or that of its last time."""
        day = last_day_of(rule)
        if day is None and "COUNT=" in rule and starts_on:
            try:
                day = _counted_out(rule, parse_date(starts_on, today=self.today), self.today)
            except BadInput as error:
                self._tell("rhythm", error.code)
        return day.isoformat() if day else ""

    # --- help ---

    def _task(self) -> dict[str, str]:
        title, length = " ".join(self._cell("task").split()), self._cell("task_minutes")
        needed, until = self._cell("task_needed"), self._cell("task_until")
        if not title:
            if length or needed or until:
                self._tell("task", "task_title_needed")
            return {}
        try:
            minutes = str(length_in_minutes(length)) if length else ""
        except BadInput:
            minutes = length
        sent = {"title": title, "minutes": minutes, "needed": needed or "1", "open_until": iso_day(until)}
        # a task at something that comes back is done each time
        return {**sent, "each_time": "1"}


@lru_cache(maxsize=256)
def _counted_out(rule: str, starts_on: date, today: date) -> date:
    return build_rhythm(starts_on, None, None, rule, today=today).ends_on


def _metres(text: str) -> float:
    """A number of metres; minus infinity for what is none."""
    try:
        number = float(text.replace(",", ".")) if len(text) <= _MOST_LISTED else float("-inf")
    except ValueError:
        return float("-inf")
    return number if isfinite(number) else float("-inf")
