"""What a change of an initiative comes down to, field by field, and when coordinators look and are mailed."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from webapp.clock import CITY_TIMEZONE
from webapp.initiatives.content import Content
from webapp.vocabulary import Reach

REASON_LENGTH = (3, 1000)
LOOK_LASTS = timedelta(minutes=2)
"""How long somebody counts as looking after the last sign of it."""
LATE_AFTER = timedelta(days=3)
"""How long something waits before the coordinators of the city are told too."""
MAIL_FROM_HOUR = 7
"""The hour in Groningen from which a day's mail goes out."""
PAGE_SIZE = 50
SEARCH_LENGTH = 80
EARTH_METRES_A_DEGREE = 111_320.0


class Field(StrEnum):
    """What can be different between two versions; what belongs together is one."""

    TITLE = "title"
    DESCRIPTION = "description"
    FOR_WHOM = "for_whom"
    ORGANISER = "organiser"
    LAYER = "layer"
    FAITH = "faith"
    THEMES = "themes"
    EFFECTS = "effects"
    PLACE = "place"
    RHYTHM = "rhythm"
    TASKS = "tasks"
    LINKS = "links"
    PICTURE = "picture"
    PARTNERS = "partners"


ATTRIBUTES: dict[Field, tuple[str, ...]] = {
    Field.TITLE: ("title",),
    Field.DESCRIPTION: ("description",),
    Field.FOR_WHOM: ("for_whom",),
    Field.ORGANISER: ("organiser",),
    Field.LAYER: ("layer",),
    Field.FAITH: ("faith",),
    Field.THEMES: ("themes",),
    Field.EFFECTS: ("effects",),
    Field.PLACE: ("reach", "address", "lon", "lat", "neighbourhoods"),
    Field.RHYTHM: ("starts_on", "starts_at", "minutes", "rrule"),
    Field.TASKS: ("tasks",),
    Field.LINKS: ("links",),
    Field.PICTURE: ("picture_key", "picture_alt"),
    Field.PARTNERS: ("partners",),
}
"""The attributes of a content that each field stands for; every attribute stands in one."""


class ChangeKind(StrEnum):
    """What happened to a field."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """A field that is different. `moved_metres` is how far a pin went, None unless both versions have one."""

    field: Field
    kind: ChangeKind
    moved_metres: float | None = None


def changes(old: Content, new: Content) -> tuple[Change, ...]:
    """What is different between two versions, in the order of the fields."""
    return tuple(
        Change(field, _kind(field, old, new), _moved(old, new) if field == Field.PLACE else None)
        for field in Field
        if values_of(field, old) != values_of(field, new)
    )


def values_of(field: Field, content: Content) -> tuple[object, ...]:
    """What a content has for a field. Themes count in their order, since the first is the main one."""
    return tuple(getattr(content, name) for name in ATTRIBUTES[field])


def is_empty(field: Field, content: Content) -> bool:
    """Whether a content says nothing for a field; an initiative is always somewhere."""
    if field == Field.PLACE:
        return False
    return not any(values_of(field, content))


def is_late(waits_since: datetime, *, now: datetime) -> bool:
    """Whether something waits so long that the coordinators of the city are told too."""
    return now - waits_since > LATE_AFTER


def looks_since(now: datetime) -> datetime:
    """The moment after which a sign of somebody who looks still counts."""
    return now - LOOK_LASTS


def may_mail_at(now: datetime) -> bool:
    """Whether it is late enough in the day for the mail of that day; nobody is mailed at night."""
    return now.astimezone(CITY_TIMEZONE).hour >= MAIL_FROM_HOUR


def page_count(total: int) -> int:
    """How many pages so many rows take; at least one."""
    return max(1, math.ceil(total / PAGE_SIZE))


def moves_out_of(own: Collection[int], places: Collection[int], *, has_city: bool) -> bool:
    """Whether what is approved would lie outside what the coordinator of these neighbourhoods looks after.

    What is in no neighbourhood is in the whole city, and for its coordinators.
    """
    return not has_city and not set(own) & set(places)


def _kind(field: Field, old: Content, new: Content) -> ChangeKind:
    if is_empty(field, old):
        return ChangeKind.ADDED
    return ChangeKind.REMOVED if is_empty(field, new) else ChangeKind.CHANGED


def _moved(old: Content, new: Content) -> float | None:
    """Between two pins, in metres; as the crow flies, on a plane: exact to a metre within the city."""
    if old.reach != Reach.PLACE or new.reach != Reach.PLACE:
        return None
    if old.lon is None or old.lat is None or new.lon is None or new.lat is None:
        return None
    east = (new.lon - old.lon) * math.cos(math.radians((old.lat + new.lat) / 2))
    return math.hypot(east, new.lat - old.lat) * EARTH_METRES_A_DEGREE
