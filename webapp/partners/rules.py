"""Rules of partners: addresses, how old an answer may be, how they belong together, who does what where.

The matrix keeps three answers apart: somebody does it, those who answered do not, and nobody answered [S4].
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from webapp.privacy.rules import expiry
from webapp.vocabulary import ActivityAnswer, PartnerKind

PAGE_SIZE = 50
QUERY_LENGTH = 80

NAME_LENGTH = 120
DESCRIPTION_LENGTH = 4000
WEBSITE_LENGTH = 300
PHONE_LENGTH = 40
LABEL_LENGTH = 120
ADDRESS_LENGTH = 200
PERSON_LENGTH = 80
WHAT_LENGTH = 300
PROMISE_LENGTH = 2000

SLUG_LENGTH = 80
RESERVED_SLUGS = frozenset({"nieuw"})
"""Words that stand in an address where a partner's could."""

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 12, 31)

STALE_MONTHS = 12
INITIATIVE_SHOWN_DAYS = 455
"""So long after its last confirmation an initiative is shown: as `webapp.initiatives.rules.shown_since` has it."""

CITY_ROW = "hele-stad"
"""The row of the matrix, by its word in an address, of what is done in the whole city."""


def slug_of(name: str) -> str:
    """An address made of a name: lower case letters, digits and hyphens; `partner` when nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    slug = words[:SLUG_LENGTH].strip("-") or "partner"
    return f"{slug}-partner" if slug in RESERVED_SLUGS else slug


def with_scheme(typed: str | None) -> str:
    """A web address as people type it, whole: "www.kerk.nl" is on https; what has a scheme, or is none, stays."""
    text = typed or ""
    return f"https://{text}" if "." in text and ":" not in text and " " not in text else text


def is_web_address(text: str) -> bool:
    """Whether it is the address of a page, that can be followed without harm: http or https, and a host."""
    return re.fullmatch(r"https?://[^\s/?#@\\]+\.[^\s/?#@\\]+([/?#]\S*)?", text) is not None


def is_stale(confirmed_on: date | None, *, today: date) -> bool:
    """Whether nobody said for a year that something is right."""
    return confirmed_on is None or expiry(confirmed_on, STALE_MONTHS) <= today


def shown_since(today: date) -> date:
    """The first day of confirmation with which an initiative is still shown."""
    return today - timedelta(days=INITIATIVE_SHOWN_DAYS - 1)


# --- how partners belong together ---


@dataclass(frozen=True)
class Bond:
    """That a partner belongs to another, by their ids."""

    member_id: int
    whole_id: int


@dataclass(frozen=True)
class Branch:
    """A partner in the tree, and those that belong to it."""

    partner_id: int
    branches: tuple["Branch", ...] = ()


def grow_tree(partner_ids: Sequence[int], bonds: Iterable[Bond]) -> tuple[Branch, ...]:
    """The wholes that belong to none other, with what belongs to them; in the order of `partner_ids`.

    Who belongs to two wholes stands under both. Who has no bond at all is left out. A ring, which no writer lets
    arise, is cut where it closes.
    """
    place = {partner_id: number for number, partner_id in enumerate(partner_ids)}
    members: dict[int, set[int]] = {}
    for bond in bonds:
        if bond.member_id in place and bond.whole_id in place:
            members.setdefault(bond.whole_id, set()).add(bond.member_id)
    below = set().union(*members.values()) if members else set()

    def branch(partner_id: int, above: frozenset[int]) -> Branch:
        own = sorted(members.get(partner_id, set()) - above - {partner_id}, key=place.__getitem__)
        return Branch(partner_id, tuple(branch(each, above | {partner_id}) for each in own))

    return tuple(branch(each, frozenset()) for each in partner_ids if each in members and each not in below)


# --- who does what where ---


class CellState(StrEnum):
    """What is known of a theme in a neighbourhood."""

    SOME = "some"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """A partner's answer: `neighbourhood_id` None is the whole city."""

    partner_id: int
    theme_id: int
    neighbourhood_id: int | None
    answer: ActivityAnswer
    confirmed_on: date


@dataclass(frozen=True)
class Column:
    """A theme of the matrix; `parts` are those within it, when it stands for them too."""

    theme_id: int
    parts: tuple[int, ...] = ()

    @property
    def theme_ids(self) -> frozenset[int]:
        """All themes whose answers count here."""
        return frozenset({self.theme_id, *self.parts})


@dataclass(frozen=True)
class Cell:
    """A theme in a neighbourhood: how many partners do something, and when that was last said to be right."""

    state: CellState = CellState.UNKNOWN
    doing: int = 0
    not_doing: int = 0
    confirmed_on: date | None = None
    is_stale: bool = False


UNKNOWN_CELL = Cell()


@dataclass(frozen=True)
class CellKey:
    """Where a cell stands: a neighbourhood (None: the whole city) and the theme of a column."""

    neighbourhood_id: int | None
    theme_id: int


def fill_matrix(columns: Sequence[Column], answers: Iterable[Answer], *, today: date) -> dict[CellKey, Cell]:
    """Every cell about which something is known.

    - A partner that does one of its themes does it; how many other answers it gave does not matter.
    - Nobody does it when all who answered do not, and the answers are about all of it: about the theme of the column
      itself, or about each of its parts. Else it is unknown, as where nobody answered.
    - What is done in the whole city is a row of its own, and fills no other.
    - The date is that of the latest answer that the state rests on.
    """
    column_of: dict[int, list[Column]] = {}
    for column in columns:
        for theme_id in column.theme_ids:
            column_of.setdefault(theme_id, []).append(column)
    gathered: dict[CellKey, tuple[Column, list[Answer]]] = {}
    for answer in answers:
        for column in column_of.get(answer.theme_id, ()):
            key = CellKey(answer.neighbourhood_id, column.theme_id)
            gathered.setdefault(key, (column, []))[1].append(answer)
    return {key: judge(column, found, today=today) for key, (column, found) in gathered.items()}


def judge(column: Column, answers: Collection[Answer], *, today: date) -> Cell:
    """The cell that these answers, all about one place and within this column, come to."""
    yes = [each for each in answers if each.answer == ActivityAnswer.DOES]
    no = [each for each in answers if each.answer == ActivityAnswer.DOES_NOT]
    doing = {each.partner_id for each in yes}
    not_doing = {each.partner_id for each in no} - doing
    refused = {each.theme_id for each in no}
    if doing:
        state = CellState.SOME
    elif column.theme_id in refused or (column.parts and refused >= set(column.parts)):
        state = CellState.NONE
    else:
        return Cell(not_doing=len(not_doing))
    latest = max(each.confirmed_on for each in (yes or no))
    return Cell(state, len(doing), len(not_doing), latest, is_stale(latest, today=today))


class Tint(StrEnum):
    """The class of a neighbourhood on the map of who does what; the word is part of a colour's name."""

    UNKNOWN = "partners-unknown"
    NONE = "partners-none"
    ONE = "partners-one"
    FEW = "partners-few"
    MANY = "partners-many"


FEW = 3
"""Up to so many partners are few; one is a class of its own."""


def tint_of(cell: Cell) -> Tint:
    """The class that a cell is drawn in."""
    if cell.state == CellState.UNKNOWN:
        return Tint.UNKNOWN
    if cell.state == CellState.NONE:
        return Tint.NONE
    if cell.doing == 1:
        return Tint.ONE
    return Tint.FEW if cell.doing <= FEW else Tint.MANY


def sign_of(cell: Cell) -> str:
    """What is written on the map beside the colour: how many, or a question mark."""
    return "?" if cell.state == CellState.UNKNOWN else str(cell.doing)


@dataclass(frozen=True)
class Tally:
    """How many cells of a row or a column are in each state."""

    some: int = 0
    none: int = 0
    unknown: int = 0


def tally(cells: Mapping[CellKey, Cell], keys: Iterable[CellKey]) -> Tally:
    """Count the states of these cells."""
    states = [cells.get(key, UNKNOWN_CELL).state for key in keys]
    return Tally(*(states.count(state) for state in (CellState.SOME, CellState.NONE, CellState.UNKNOWN)))


@dataclass(frozen=True)
class MatrixFilter:
    """Which answers are looked at; None is all of them. `theme` is the slug of the theme that is opened."""

    partner: str | None = None
    kind: PartnerKind | None = None
    theme: str | None = None


@dataclass(frozen=True)
class ActivityFilter:
    """Which of a partner's activities are shown: by words, theme (slug), neighbourhood (slug, or the whole city)."""

    words: str = ""
    theme: str | None = None
    place: str | None = None
    answer: ActivityAnswer | None = None
    with_ended: bool = False
    stale_only: bool = False
