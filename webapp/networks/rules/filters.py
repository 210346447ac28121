"""What the address of a network asks for: day, filters, order, and what is chosen. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from webapp.calendar.dates import known_day, parse_date
from webapp.errors import BadInput
from webapp.vocabulary import DerivedTieKind, NodeKind, TieKind
from webapp.written_numbers import parse_number

TIE_KINDS: tuple[str, ...] = (*TieKind, *DerivedTieKind)
MOST_CHARACTERS = 80

Choice = TypeVar("Choice", bound=StrEnum)


class TieAge(StrEnum):
    """Ties by how sure they still are; the values stand in addresses."""

    NEW = "nieuw"
    SURE = "zeker"
    STALE = "verouderd"


class View(StrEnum):
    """How the network is drawn; the values stand in addresses."""

    MAP = "kaart"
    FORM = "vorm"


class Listed(StrEnum):
    """What the table is of; the values stand in addresses."""

    NODES = "namen"
    TIES = "relaties"


SORTS = {Listed.NODES: ("rol", "naam", "groep", "relaties"), Listed.TIES: ("van", "soort", "naar", "sinds")}
"""By what each table can be sorted; a `-` before it turns it round."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of a network is looked at; empty is all of it. `theme` is a slug."""

    kinds: tuple[NodeKind, ...] = ()
    ties: tuple[str, ...] = ()
    theme: str = ""
    age: TieAge | None = None

    @property
    def count(self) -> int:
        """How many of the four are in use."""
        return sum(map(bool, (self.kinds, self.ties, self.theme, self.age)))

    @property
    def is_by_tie(self) -> bool:
        """Whether it leaves some ties out, whoever they are of."""
        return bool(self.ties or self.age)

    def query(self) -> dict[str, str | list[str]]:
        """The filters as they stand in an address."""
        return {
            **({"soort": [each.value for each in self.kinds]} if self.kinds else {}),
            **({"relatie": list(self.ties)} if self.ties else {}),
            **({"thema": self.theme} if self.theme else {}),
            **({"ouder": self.age.value} if self.age else {}),
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for.

    `on` is the day that is shown, never beyond today; `against` the other day that it is compared with. `chosen` is the
    key of a node (`n12`), empty for none. The later of two days is the one that is shown: `is_swapped` tells that the
    address had them the other way round, `is_future` that the day that is shown is not there yet, and
    `is_against_future` that the other one is not.
    """

    on: date
    today: date
    filters: Filters
    against: date | None = None
    is_future: bool = False
    is_against_future: bool = False
    is_swapped: bool = False
    view: View = View.MAP
    listed: Listed = Listed.NODES
    sort: str = "rol"
    page: int = 1
    chosen: str = ""

    @property
    def days(self) -> tuple[date, date] | None:
        """Both days, the earlier first; None when there is nothing to compare."""
        return None if self.against is None or self.against == self.on else (self.against, self.on)

    def data_query(self) -> dict[str, str | list[str]]:
        """What the picture depends on, as it stands in an address."""
        against = {"met": self.against.isoformat()} if self.against else {}
        return {"op": self.on.isoformat(), **against, **self.filters.query()}

    def query(self, **changes: object) -> dict[str, object]:
        """All of it as it stands in an address, with changes; what says nothing is left out."""
        own: dict[str, object] = {
            "op": None if self.on == self.today else self.on.isoformat(),
            "met": self.against.isoformat() if self.against else None,
            **self.filters.query(),
            "beeld": None if self.view == View.MAP else self.view.value,
            "lijst": None if self.listed == Listed.NODES else self.listed.value,
            "sorteer": None if self.sort == SORTS[self.listed][0] else self.sort,
            "pagina": None if self.page == 1 else self.page,
            "wie": self.chosen or None,
        }
        return {name: value for name, value in (own | changes).items() if value is not None}


def parse_asked(asked: Mapping[str, Sequence[str]], *, today: date) -> Asked:
    """What the address asks for, each name with its values.

    Raises `BadInput` with `date_invalid`, `date_out_of_range`, `theme_unknown` or `network_filter_unknown`.
    """

    def one(name: str) -> str:
        return next(iter(asked.get(name, ())), "")

    on, against, is_against_future = _parse_days(one("op"), one("met"), today=today)
    listed = _choice(Listed, one("lijst")) or Listed.NODES
    sort = one("sorteer") or SORTS[listed][0]
    if sort.removeprefix("-") not in SORTS[listed]:
        raise BadInput("network_filter_unknown", value=sort[:20])
    return Asked(
        on=known_day(on if against is None else max(on, against), today=today),
        today=today,
        filters=_parse_filters(asked),
        against=against if against is None else min(known_day(on, today=today), against),
        is_future=on > today,
        is_against_future=is_against_future,
        is_swapped=against is not None and against > on,
        view=_choice(View, one("beeld")) or View.MAP,
        listed=listed,
        sort=sort,
        page=parse_number(one("pagina")) or 1,
        chosen=one("wie")[:20],
    )


def _parse_days(on: str, against: str, *, today: date) -> tuple[date, date | None, bool]:
    """The day asked for, the one to compare with as far as it is known, and whether that one is still to come."""
    if not against:
        return parse_date(on, today=today), None, False
    other = parse_date(against, today=today)
    return parse_date(on, today=today), known_day(other, today=today), other > today


def _parse_filters(asked: Mapping[str, Sequence[str]]) -> Filters:
    kinds = {_choice(NodeKind, each) for each in asked.get("soort", ()) if each}
    ties = {each for each in asked.get("relatie", ()) if each}
    unknown = ties.difference(TIE_KINDS)
    if unknown:
        raise BadInput("network_filter_unknown", value=min(unknown)[:20])
    theme = next(iter(asked.get("thema", ())), "")
    if len(theme) > MOST_CHARACTERS:
        raise BadInput("theme_unknown", value=theme[:20])
    return Filters(
        kinds=tuple(each for each in NodeKind if each in kinds) if len(kinds) < len(NodeKind) else (),
        ties=tuple(each for each in TIE_KINDS if each in ties) if len(ties) < len(TIE_KINDS) else (),
        theme=theme,
        age=_choice(TieAge, next(iter(asked.get("ouder", ())), "")),
    )


def _choice(choices: type[Choice], text: str) -> Choice | None:
    if not text:
        return None
    try:
        return choices(text)
    except ValueError:
        raise BadInput("network_filter_unknown", value=text[:20]) from None
