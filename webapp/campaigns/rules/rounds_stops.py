"""Stops of a delivery round as somebody types or pastes them, and the order in which doors are passed."""

import csv
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from webapp.areas.rules import QUERY_LENGTH, split_address
from webapp.campaigns.rules.rounds_routing import MOST_STOPS
from webapp.errors import BadInput
from webapp.privacy.free_text import Reason, names_or_causes

ADDRESS_LENGTH = QUERY_LENGTH
REMARK_LENGTH = 200
MOST_AT_ADDRESS = 100
TEXT_LENGTH = 60_000
MOST_TROUBLES = 20
"""So many lines are told to be wrong; the rest is told by how many there are."""

_HEADINGS = frozenset({"adres", "address", "straat", "adressen"})
_COUNT = re.compile(r"[0-9]{1,9}")
_NOT_IN_ADDRESS = (Reason.EMAIL, Reason.PHONE, Reason.NAME, Reason.CITIZEN_NUMBER)
_WORDS = re.compile(r"[^a-z0-9]+")

T = TypeVar("T")


class LineTrouble(StrEnum):
    """What is wrong with a line that somebody typed."""

    NO_ADDRESS = "no_address"
    LONG_ADDRESS = "long_address"
    NO_COUNT = "no_count"
    LONG_REMARK = "long_remark"
    TELLS_OF_SOMEBODY = "tells_of_somebody"
    TWICE = "twice"


@dataclass(frozen=True)
class TypedStop:
    """An address, how many parcels (or whatever it is) go there, and a remark for who brings them."""

    address: str
    parcels: int = 1
    remark: str = ""


@dataclass(frozen=True)
class WrongLine:
    """A line, numbered from 1, that cannot be taken in, and what is wrong with it."""

    number: int
    typed: str
    trouble: LineTrouble


@dataclass(frozen=True)
class ReadStops:
    """What was read; when any line is wrong, nothing is taken in, so that nothing gets lost between two screens."""

    stops: tuple[TypedStop, ...]
    wrong: tuple[WrongLine, ...]


def read_stops(text: str) -> ReadStops:
    """Read addresses, one a line: `adres; aantal; opmerking`, where the last two may be left out.

    Also with tabs (out of a spreadsheet) or commas (CSV) between them; a line with headings is passed over. Raises
    `BadInput` code `stops_none` for nothing at all, and `too_many_stops` for more than a neighbourhood holds.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if lines and _fields(lines[0][1])[0].casefold() in _HEADINGS:
        lines = lines[1:]
    if not lines:
        raise BadInput("stops_none")
    if len(lines) > MOST_STOPS:
        raise BadInput("too_many_stops", count=len(lines), most=MOST_STOPS)
    stops: dict[str, TypedStop] = {}
    wrong = []
    for number, line in lines:
        stop = _stop_of(line)
        trouble = stop if isinstance(stop, LineTrouble) else None
        if isinstance(stop, TypedStop):
            key = address_key(stop.address)
            trouble = LineTrouble.TWICE if key in stops else None
            stops.setdefault(key, stop)
        if trouble is not None:
            wrong.append(WrongLine(number, line[:ADDRESS_LENGTH], trouble))
    return ReadStops(tuple(stops.values()), tuple(wrong))


def check_stop(stop: TypedStop) -> LineTrouble | None:
    """What is wrong with an address that somebody typed; None when it can be kept."""
    if not address_key(stop.address):
        return LineTrouble.NO_ADDRESS
    if len(stop.address) > ADDRESS_LENGTH:
        return LineTrouble.LONG_ADDRESS
    if not 1 <= stop.parcels <= MOST_AT_ADDRESS:
        return LineTrouble.NO_COUNT
    if len(stop.remark) > REMARK_LENGTH:
        return LineTrouble.LONG_REMARK
    in_address = any(reason in _NOT_IN_ADDRESS for reason in names_or_causes(stop.address))
    in_remark = any(reason != Reason.POSTCODE for reason in names_or_causes(stop.remark))
    return LineTrouble.TELLS_OF_SOMEBODY if in_address or in_remark else None


def address_key(address: str) -> str:
    """An address by which it is known again: without case, accents, and signs between its words."""
    plain = unicodedata.normalize("NFKD", address).encode("ascii", "ignore").decode().lower()
    return _WORDS.sub(" ", plain).strip()


def street_of(address: str) -> str:
    """The street of an address, as the gazetteer knows it."""
    return split_address(address).street


def house_number(address: str) -> int:
    """The house number in an address; 0 without one."""
    number = re.match(r"[0-9]+", split_address(address).number or "")
    return int(number[0]) if number else 0


def in_door_order(stops: Sequence[T], metres: Callable[[T], int], address: Callable[[T], str]) -> list[tuple[T, int]]:
    """Stops, in the order of their round, with the metres to each: in a street by house number.

    A round is planned by streets, whose houses are all in one place there: those after the first come 0 metres on.
    """
    streets: list[list[T]] = []
    for stop in stops:
        if streets and metres(stop) == 0:
            streets[-1].append(stop)
        else:
            streets.append([stop])
    return [
        (stop, metres(street[0]) if first else 0)
        for street in streets
        for first, stop in _marked(sorted(street, key=lambda each: (house_number(address(each)), address(each))))
    ]


def _marked(stops: Sequence[T]) -> list[tuple[bool, T]]:
    return [(place == 0, stop) for place, stop in enumerate(stops)]


def _stop_of(line: str) -> TypedStop | LineTrouble:
    address, count, remark = (*_fields(line), "", "")[:3]
    if count and not _COUNT.fullmatch(count):
        return LineTrouble.NO_COUNT
    stop = TypedStop(address, int(count or "1"), remark)
    return check_stop(stop) or stop


def _fields(line: str) -> list[str]:
    """What stands on a line, apart: between semicolons or tabs, or between commas when an amount comes second."""
    for sign in (";", "\t"):
        if sign in line:
            first, *rest = _split(line, sign)
            return [first, *rest[:1], " ".join(rest[1:])] if rest else [first]
    parts = _split(line, ",")
    if len(parts) > 1 and _COUNT.fullmatch(parts[1]):
        return [parts[0], parts[1], ", ".join(parts[2:])]
    if parts[0].casefold() in _HEADINGS:
        return parts
    return [line.strip().strip('"').strip()]


def _split(line: str, sign: str) -> list[str]:
    """The cells of a line; what is between quotes is one cell."""
    cells = next(csv.reader([line], delimiter=sign, skipinitialspace=True), [""])
    return [" ".join(cell.split()) for cell in cells]
