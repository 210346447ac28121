"""The layers: what each is made of, and how it can be asked for."""

from dataclasses import dataclass
from enum import StrEnum

from webapp.opendata.ogc.errors import UnknownResource
from webapp.vocabulary import AssetKind, InitiativeState, OpenAreaKind, Reach, Stage

SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
CODE = "(BU|AF|WK)[0-9A-Z]{6,8}"
RELEASE = "[0-9]{4}-[0-9]{2}[.][0-9]{1,9}(-demo)?"
NUMBER = "[0-9]{1,9}"
SLUG_LENGTH = 80


class Kind(StrEnum):
    """What sort of value a property has, in the words of JSON Schema."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


class Shape(StrEnum):
    """What the features of a layer look like."""

    POINT = "point"
    POLYGON = "polygon"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a feature; `can_filter` when an address can ask for one value of it.

    `choices` are its only values. Of any other text that can be asked for, `pattern` tells how it looks.
    """

    name: str
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    pattern: str = ""
    can_filter: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """A collection of features.

    `key` is how an id of a feature looks: whole numbers, or text of this pattern. `subjects` are the versions of the
    data that it depends on. `changes_daily` when it depends on the day it is as well. `has_time` when `datetime`
    chooses, and `has_tiles` when there are vector tiles of it.
    """

    id: str
    shape: Shape
    key: str
    properties: tuple[Property, ...]
    subjects: tuple[str, ...]
    changes_daily: bool = False
    has_time: bool = False
    has_tiles: bool = True

    @property
    def filters(self) -> tuple[Property, ...]:
        """What an address can ask for by value."""
        return tuple(each for each in self.properties if each.can_filter)

    @property
    def has_number_keys(self) -> bool:
        """Whether the ids of its features are whole numbers."""
        return self.key == NUMBER


STAGES = tuple(stage.value for stage in Stage)
BOOLEANS = ("true", "false")

NEIGHBOURHOODS = Layer(
    id="neighbourhoods",
    shape=Shape.POLYGON,
    key=SLUG,
    properties=(
        Property("name"),
        Property("stage", choices=STAGES, can_filter=True),
        Property("since", Kind.DATE),
        Property("is_present", Kind.BOOLEAN, choices=BOOLEANS, can_filter=True),
        Property("is_stale", Kind.BOOLEAN, choices=BOOLEANS, can_filter=True),
        Property("inhabitants", Kind.WHOLE),
        Property("inhabitants_estimated", Kind.BOOLEAN),
        Property("as_of", Kind.DATE),
        Property("is_demo", Kind.BOOLEAN),
    ),
    subjects=("map",),
    changes_daily=True,
    has_time=True,
)
INITIATIVES = Layer(
    id="initiatives",
    shape=Shape.POINT,
    key=NUMBER,
    properties=(
        Property("slug"),
        Property("title"),
        Property("theme", pattern=SLUG, can_filter=True),
        Property("state", choices=(InitiativeState.RUNNING.value, InitiativeState.PAUSED.value), can_filter=True),
        Property("reach", choices=tuple(each.value for each in Reach), can_filter=True),
        Property("neighbourhoods", pattern=SLUG, can_filter=True),
        Property("starts_on", Kind.DATE),
        Property("ends_on", Kind.DATE),
        Property("needs_help", Kind.BOOLEAN),
        Property("published_on", Kind.DATE),
        Property("is_demo", Kind.BOOLEAN),
    ),
    subjects=("initiatives", "map"),
    changes_daily=True,
    has_time=True,
)
PLACES = Layer(
    id="places",
    shape=Shape.POINT,
    key=NUMBER,
    properties=(
        Property("slug"),
        Property("name"),
        Property(
            "kind",
            choices=tuple(each.value for each in AssetKind if each != AssetKind.INDIVIDUALS),
            can_filter=True,
        ),
        Property("neighbourhood", pattern=SLUG, can_filter=True),
        Property("capacity", Kind.WHOLE),
        Property("confirmed_on", Kind.DATE),
        Property("is_demo", Kind.BOOLEAN),
    ),
    subjects=("assets", "map"),
)
AREAS = Layer(
    id="areas",
    shape=Shape.POLYGON,
    key=CODE,
    properties=(
        Property("release", pattern=RELEASE, can_filter=True),
        Property("kind", choices=(OpenAreaKind.BUURT.value, OpenAreaKind.WIJK.value), can_filter=True),
        Property("name"),
        Property("wijk_code"),
        Property("neighbourhood", pattern=SLUG, can_filter=True),
        Property("is_official", Kind.BOOLEAN),
        Property("stage", choices=STAGES, can_filter=True),
        Property("since", Kind.DATE),
        Property("is_present", Kind.BOOLEAN, choices=BOOLEANS, can_filter=True),
        Property("is_stale", Kind.BOOLEAN),
        Property("buurten", Kind.WHOLE),
        Property("buurten_present", Kind.WHOLE),
        Property("inhabitants", Kind.WHOLE),
        Property("inhabitants_present", Kind.WHOLE),
        Property("inhabitants_year", Kind.WHOLE),
        Property("inhabitants_estimated", Kind.BOOLEAN),
        Property("households", Kind.WHOLE),
        Property("pct_65plus", Kind.NUMBER),
        Property("pct_one_person_households", Kind.NUMBER),
        Property("initiatives", Kind.WHOLE),
        Property("assets", Kind.WHOLE),
    ),
    subjects=("releases",),
    has_time=True,
)
RELEASES = Layer(
    id="releases",
    shape=Shape.NONE,
    key=RELEASE,
    properties=(
        Property("as_of", Kind.DATE),
        Property("month", Kind.DATE),
        Property("geography_year", Kind.WHOLE),
        Property("is_schematic", Kind.BOOLEAN),
        Property("geography_source"),
        Property("neighbourhoods", Kind.WHOLE),
        Property("present", Kind.WHOLE),
        Property("present_fresh", Kind.WHOLE),
        Property("inhabitants", Kind.WHOLE),
        Property("inhabitants_present", Kind.WHOLE),
        Property("initiatives", Kind.WHOLE),
        Property("assets", Kind.WHOLE),
        Property("needs", Kind.WHOLE),
        Property("is_demo", Kind.BOOLEAN, choices=BOOLEANS, can_filter=True),
    ),
    subjects=("releases",),
    has_time=True,
    has_tiles=False,
)
LAYERS = {layer.id: layer for layer in (NEIGHBOURHOODS, INITIATIVES, PLACES, AREAS, RELEASES)}
"""All of them, by id, in the order in which they are told."""


def layer_of(name: str) -> Layer:
    """The layer of this id; raises `UnknownResource` code `ogc_collection_unknown`."""
    if name not in LAYERS:
        raise UnknownResource("ogc_collection_unknown", name=name[:SLUG_LENGTH])
    return LAYERS[name]


def tiled_layer_of(name: str) -> Layer:
    """The layer of this id, of which there are tiles; raises as `layer_of` does."""
    layer = layer_of(name)
    if not layer.has_tiles:
        raise UnknownResource("ogc_tiles_unknown", name=name)
    return layer
