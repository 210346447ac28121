"""What holds for themes: two levels, names that are told apart, addresses made of names."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import astuple, dataclass
from hashlib import sha256

from webapp.errors import BadInput, DomainError

NAME_LENGTH = 60
SLUG_LENGTH = 60
LAST_POSITION = 999
RESERVED_SLUGS = frozenset({"nieuw"})
ON_PEOPLE = ("talents", "private_needs")
"""Where a theme is on something of a person, by the words of the database's `theme_uses`."""


@dataclass(frozen=True)
class ThemeFacts:
    """What is kept about a theme; `parent_id` is the group that it is in, None for a group itself."""

    name: str
    name_en: str = ""
    parent_id: int | None = None
    position: int = 0
    for_people: bool = True
    is_offered: bool = True

    @property
    def mark(self) -> str:
        """By which somebody who changes a theme is known to have looked at this version of it."""
        return sha256(repr(astuple(self)).encode()).hexdigest()[:16]


def check_facts(facts: ThemeFacts) -> None:
    """Refuse names that are missing or too long, and a place in the order that is none.

    Raises `BadInput` `theme_name_missing`, `theme_name_long` or `theme_position`.
    """
    if not facts.name:
        raise BadInput("theme_name_missing")
    if max(len(facts.name), len(facts.name_en)) > NAME_LENGTH:
        raise BadInput("theme_name_long", most=NAME_LENGTH)
    if not 0 <= facts.position <= LAST_POSITION:
        raise BadInput("theme_position", most=LAST_POSITION)


def check_level(*, in_group: bool, group_is_part: bool, is_itself: bool, has_parts: bool) -> None:
    """Refuse a third level: a part is in a group, a group is in nothing.

    Raises `DomainError` `theme_too_deep` when the group is in another, `theme_of_itself`, or `theme_has_parts` when a
    group with parts would go into another.
    """
    if not in_group:
        return
    if is_itself:
        raise DomainError("theme_of_itself")
    if group_is_part:
        raise DomainError("theme_too_deep")
    if has_parts:
        raise DomainError("theme_has_parts")


def slug_of(name: str, taken: Collection[str]) -> str:
    """An address made of a name that none has yet: lower case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-") or "thema"
    if slug not in taken and slug not in RESERVED_SLUGS:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
