"""What can be chosen in the form of an initiative, and what became of a form in the light of it."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from geo.values import Point
from webapp.access.policy import Actor
from webapp.areas.gazetteer import find_addresses
from webapp.areas.queries import find_neighbourhood_near, is_in_municipality
from webapp.areas.rules import QUERY_LENGTH, parse_pin, split_address
from webapp.initiatives.content import Content
from webapp.initiatives.pictures import is_picture
from webapp.initiatives.typed_content import Fields, Offered, Reading, read_content
from webapp.initiatives.words import Names
from webapp.models import Neighbourhood, Partner
from webapp.themes.queries import ThemeName, list_themes
from webapp.tokens import new_token
from webapp.vocabulary import Reach

TASK_KEY_LENGTH = 12
NEAR_METRES = 500.0
"""So near to a street in another neighbourhood a pin may well mean that street: it was moved to the door."""
METRES_A_DEGREE = 111_320.0


@dataclass(frozen=True)
class Choices:
    """Themes in the order in which they are offered; neighbourhoods and own partners by slug and name, in order."""

    themes: Sequence[ThemeName]
    neighbourhoods: Sequence[tuple[str, str]]
    partners: Sequence[tuple[int, str, str]]

    @property
    def offered(self) -> Offered:
        """The slugs only."""
        return Offered(
            themes=frozenset(each.slug for each in self.themes),
            neighbourhoods=frozenset(slug for slug, _ in self.neighbourhoods),
            partners=frozenset(slug for _, slug, _ in self.partners),
        )

    @property
    def theme_groups(self) -> list[tuple[str, list[ThemeName]]]:
        """The themes by group: the group itself first, and then what is in it."""
        groups = groupby(self.themes, key=lambda theme: theme.group or theme.name)
        return [(name, list(themes)) for name, themes in groups]

    def partner_ids(self, content: Content) -> list[int]:
        """The ids of somebody's own partners that a content is shown with."""
        return [number for number, slug, _ in self.partners if slug in content.partners]


def load_choices(session: Session, actor: Actor, own_language: Callable[[str, str], str]) -> Choices:
    """What this viewer can choose; names of themes in their language."""
    neighbourhoods = session.execute(select(Neighbourhood.slug, Neighbourhood.name).order_by(Neighbourhood.name))
    own = select(Partner.id, Partner.slug, Partner.name).where(Partner.id.in_(sorted(actor.partner_ids)))
    partners = session.execute(own.order_by(Partner.name)) if actor.partner_ids else ()
    return Choices(
        themes=list_themes(session, own_language),
        neighbourhoods=[(slug, name) for slug, name in neighbourhoods],
        partners=[(number, slug, name) for number, slug, name in partners],
    )


def load_names(session: Session, own_language: Callable[[str, str], str], *contents: Content) -> Names:
    """What is named in these contents is called so, also what cannot be chosen any more."""
    neighbourhoods = session.execute(select(Neighbourhood.slug, Neighbourhood.name))
    partners = sorted({slug for content in contents for slug in content.partners})
    named = session.execute(select(Partner.slug, Partner.name).where(Partner.slug.in_(partners)))
    return Names(
        themes={each.slug: each.name for each in list_themes(session, own_language, only_offered=False)},
        neighbourhoods=_by_slug(neighbourhoods),
        partners=_by_slug(named),
        pins=_pins(session, contents),
    )


def _pins(session: Session, contents: Iterable[Content]) -> dict[tuple[float, float], str]:
    pins = {(each.lon, each.lat) for each in contents if each.lon is not None and each.lat is not None}
    found = {pin: find_neighbourhood_near(session, Point(*pin)) for pin in sorted(pins)}
    return {pin: place.name for pin, place in found.items() if place is not None}


def _by_slug(rows: Iterable[Row[str, str]]) -> dict[str, str]:
    return {row[0]: row[1] for row in rows}


def judge(session: Session, fields: Fields, choices: Choices, *, today: date, kept: Content | None = None) -> Reading:
    """The content that a form holds, or what is wrong with it; also what only the database knows."""
    reading = read_content(
        fields, choices.offered, today=today, new_key=lambda: new_token()[:TASK_KEY_LENGTH], kept=kept
    )
    errors = dict(reading.errors)
    if "address" not in errors and fields.one("reach") == Reach.PLACE:
        pin = parse_pin(fields.one("lon"), fields.one("lat"))
        if not is_in_municipality(session, pin):
            errors["address"] = "point_outside"
        elif kept is None and _are_apart(session, fields.one("address"), pin):
            errors["address"] = "place_apart"
    key = fields.one("picture_key")
    if key and not is_picture(session, key):
        errors["picture"] = "picture_gone"
    return Reading(None if errors else reading.content, errors)


def _are_apart(session: Session, typed: str, pin: Point) -> bool:
    """Whether a street or neighbourhood was typed that the pin is not in, and is not near either."""
    street = split_address(typed[:QUERY_LENGTH]).street
    found = find_addresses(session, street) if street else ()
    same = [each for each in found if each.label.casefold() == street.casefold()]
    here = find_neighbourhood_near(session, pin) if same else None
    if here is None or here.slug in {each.neighbourhood.slug for each in same}:
        return False
    return all(_metres(pin, each.point) > NEAR_METRES for each in same)


def _metres(one: Point, other: Point) -> float:
    """As the crow flies, on a plane: exact enough within a city."""
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return math.hypot(east, one.lat - other.lat) * METRES_A_DEGREE
