"""What an initiative says of itself: one frozen value, kept whole in every version."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, time
from typing import Any, Self

from webapp.calendar.rules import Rhythm
from webapp.vocabulary import EffectDirection, InitiativeLayer, Reach


@dataclass(frozen=True)
class TaskContent:
    """Help that is welcome: a clear task with a time estimate; `key` stays the same from version to version."""

    key: str
    title: str
    minutes: int
    needed: int
    each_time: bool
    open_until: date


@dataclass(frozen=True)
class Link:
    """An address elsewhere, http or https, and what to call it."""

    url: str
    label: str


@dataclass(frozen=True)
class Effect:
    """What it hopes to do to a theme."""

    theme: str
    direction: EffectDirection


@dataclass(frozen=True)
class Content:
    """What an initiative says of itself.

    Themes and neighbourhoods are slugs; the first theme is the main one. `lon` and `lat` (WGS84) are the pin, for
    `Reach.PLACE` only; `neighbourhoods` are chosen for `Reach.NEIGHBOURHOODS` only. `faith` is what is done on the
    missionary side; without a social side the other texts are too. Without `starts_on` it is always on; without `rrule`
    it happens once.
    """

    title: str
    layer: InitiativeLayer
    description: str
    for_whom: str
    organiser: str
    themes: tuple[str, ...]
    reach: Reach
    faith: str = ""
    effects: tuple[Effect, ...] = ()
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    neighbourhoods: tuple[str, ...] = ()
    starts_on: date | None = None
    starts_at: time | None = None
    minutes: int | None = None
    rrule: str | None = None
    tasks: tuple[TaskContent, ...] = ()
    links: tuple[Link, ...] = ()
    picture_key: str | None = None
    picture_alt: str = ""
    partners: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is kept in a version: plain values, in the order of the fields."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As it was kept, also by an earlier version of this class that knew fewer fields."""
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in kept.items() if name in known}
        return cls(
            **{
                **values,
                "layer": InitiativeLayer(kept["layer"]),
                "reach": Reach(kept["reach"]),
                "themes": tuple(kept["themes"]),
                "neighbourhoods": tuple(kept.get("neighbourhoods", ())),
                "partners": tuple(kept.get("partners", ())),
                "effects": tuple(
                    Effect(each["theme"], EffectDirection(each["direction"])) for each in kept.get("effects", ())
                ),
                "links": tuple(Link(each["url"], each["label"]) for each in kept.get("links", ())),
                "tasks": tuple(
                    TaskContent(**{**each, "open_until": date.fromisoformat(each["open_until"])})
                    for each in kept.get("tasks", ())
                ),
                "starts_on": date.fromisoformat(kept["starts_on"]) if kept.get("starts_on") else None,
                "starts_at": time.fromisoformat(kept["starts_at"]) if kept.get("starts_at") else None,
            }
        )

    @property
    def rhythm(self) -> Rhythm | None:
        """When it takes place; None for what is always on."""
        if self.starts_on is None:
            return None
        return Rhythm(self.starts_on, self.starts_at, self.minutes, self.rrule)

    @property
    def has_social_side(self) -> bool:
        """Whether there is something to show to everyone."""
        return self.layer != InitiativeLayer.MISSIONARY

    def social_side(self) -> Self:
        """Without what is said on faith."""
        return replace(self, faith="")


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
