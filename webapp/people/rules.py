"""What of somebody's place others may see, and how an address is kept."""

import json
import re
from dataclasses import asdict, dataclass

from webapp.vocabulary import LocationLevel

PAGE_SIZE = 50


@dataclass(frozen=True)
class Address:
    """Where somebody lives. `x` and `y` are those of its street, RD New metres, when it is known where that lies."""

    street: str = ""
    number: str = ""
    postcode: str = ""
    town: str = ""
    x: float | None = None
    y: float | None = None

    def to_text(self) -> str:
        """One way to write it down, to be sealed."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @property
    def in_one_line(self) -> str:
        """As on an envelope: Eikenlaan 20, 9741 AB Groningen; empty when there is nothing."""
        parts = (f"{self.street} {self.number}".strip(), f"{self.postcode} {self.town}".strip())
        return ", ".join(part for part in parts if part)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.street or self.number or self.postcode or self.town)

    @property
    def has_place(self) -> bool:
        """Whether it is known where it is, about."""
        return self.x is not None and self.y is not None


def address_from_text(text: str) -> Address:
    """The address that was written down."""
    return Address(**json.loads(text))


def street_names(typed: str) -> tuple[str, ...]:
    """What the street can be called that was typed, likeliest first: with what looks like a house number, or without.

    Empty when nothing was typed.
    """
    whole = " ".join(typed.split())
    without = re.sub(r"\s\d.*", "", whole)
    return tuple(dict.fromkeys(name for name in (whole, without) if name))


def normal_postcode(typed: str) -> str:
    """A Dutch postcode as 9712 AB; anything else as it was typed."""
    plain = typed.replace(" ", "").upper()
    return f"{plain[:4]} {plain[4:]}" if len(plain) == 6 and plain[:4].isdigit() and plain[4:].isalpha() else typed  # noqa: PLR2004


def is_postcode(postcode: str) -> bool:
    """Whether it has the shape of a Dutch postcode: 9712 AB."""
    return re.fullmatch(r"[1-9]\d{3} [A-Z]{2}", postcode, re.ASCII) is not None


def shown_place(level: LocationLevel, *, buurt: str | None, address: Address | None) -> str:
    """What a coordinator reads of where somebody lives: no more than that person chose; empty for nothing.

    A masked point is for a map; in words it says the buurt.
    """
    street, whole = (address.street, address.in_one_line) if address else ("", "")
    if level == LocationLevel.HIDDEN:
        return ""
    if level == LocationLevel.STREET and street:
        return street
    if level == LocationLevel.EXACT and whole:
        return whole
    return buurt or ""
