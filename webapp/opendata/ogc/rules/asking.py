"""Reads what an address asks of a layer: each parameter once, none that is unknown, each with a meaning."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from geo.crs import WGS84
from webapp.opendata.ogc.errors import BadParameter, UnknownResource
from webapp.opendata.ogc.rules.boxes import CRS84, Boxes, parse_bbox, parse_crs
from webapp.opendata.ogc.rules.layers import SLUG_LENGTH, Layer, Property
from webapp.opendata.ogc.rules.moments import Period, parse_datetime

JSON, HTML = "json", "html"
FORMATS = (JSON, HTML)
TILE_FORMATS = ("mvt",)
LANGUAGES = ("nl", "en")

DEFAULT_LIMIT = 100
MOST_FEATURES = 10_000
MOST_SKIPPED = 10_000_000
"""Beyond so many nothing lies; an offset above it is the same as this one."""

EVERYWHERE = ("f", "taal")
OF_ONE = ("crs",)
OF_MANY = ("limit", "offset", "after", "before", "bbox", "bbox-crs", "crs", "datetime")

Values = Mapping[str, Sequence[str]]
"""The parameters of an address, each with all its values."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a layer.

    `filters` are names of properties and the value that each must have. `after` and `before` are ids between which the
    page lies, None for no bound; `offset` is how many are skipped from there on. `srid` is the system of the answer.
    """

    limit: int = DEFAULT_LIMIT
    offset: int = 0
    after: str | None = None
    before: str | None = None
    boxes: Boxes | None = None
    period: Period | None = None
    srid: int = WGS84
    filters: tuple[tuple[str, str], ...] = ()


def single_values(values: Values, allowed: Collection[str]) -> dict[str, str]:
    """Each parameter with its one value.

    Raises `BadParameter` code `ogc_parameter_unknown` or `ogc_parameter_twice`.
    """
    for name, given in values.items():
        if name not in allowed:
            raise BadParameter("ogc_parameter_unknown", name=name[:SLUG_LENGTH], allowed=tuple(allowed))
        if len(given) > 1:
            raise BadParameter("ogc_parameter_twice", name=name)
    return {name: given[0] for name, given in values.items()}


def parse_format(given: Mapping[str, str], allowed: tuple[str, ...] = FORMATS) -> str | None:
    """In what form the answer is asked for; None when the address does not say.

    Raises `BadParameter` code `ogc_value_unknown`, also for a language that there is not.
    """
    for name, choices in (("f", allowed), ("taal", LANGUAGES)):
        if name in given and given[name] not in choices:
            raise BadParameter("ogc_value_unknown", name=name, value=given[name], allowed=choices)
    return given.get("f")


def parse_items(layer: Layer, values: Values) -> tuple[Asked, str | None]:
    """What is asked for, and in what form; raises `BadParameter`."""
    given = single_values(values, items_parameters(layer))
    form = parse_format(given)
    box_srid = parse_crs(given.get("bbox-crs", CRS84), "bbox-crs")
    asked = Asked(
        limit=parse_limit(given["limit"]) if "limit" in given else DEFAULT_LIMIT,
        offset=parse_offset(given["offset"]) if "offset" in given else 0,
        after=_key(layer, given, "after"),
        before=_key(layer, given, "before"),
        boxes=parse_bbox(given["bbox"], box_srid) if "bbox" in given else None,
        period=parse_datetime(given["datetime"]) if "datetime" in given else None,
        srid=parse_crs(given.get("crs", CRS84), "crs"),
        filters=_filters(layer.filters, given),
    )
    return asked, form


def parse_item(layer: Layer, values: Values) -> tuple[Asked, str | None]:
    """The same for one feature, of which a release or a day can be chosen."""
    given = single_values(values, item_parameters(layer))
    asked = Asked(
        srid=parse_crs(given.get("crs", CRS84), "crs"),
        period=parse_datetime(given["datetime"]) if "datetime" in given else None,
        filters=_filters(_choosing(layer), given),
    )
    return asked, parse_format(given)


def parse_tile(layer: Layer, values: Values) -> Asked:
    """The same for a tile."""
    given = single_values(values, tile_parameters(layer))
    parse_format(given, TILE_FORMATS)
    return Asked(
        period=parse_datetime(given["datetime"]) if "datetime" in given else None,
        filters=_filters(_of_tiles(layer), given),
    )


def items_parameters(layer: Layer) -> tuple[str, ...]:
    """What can be asked of many features."""
    return (*EVERYWHERE, *OF_MANY, *(each.name for each in layer.filters))


def item_parameters(layer: Layer) -> tuple[str, ...]:
    """What can be asked of one feature."""
    return (*EVERYWHERE, *OF_ONE, *_day(layer), *(each.name for each in _choosing(layer)))


def tile_parameters(layer: Layer) -> tuple[str, ...]:
    """What can be asked of a tile."""
    return (*EVERYWHERE, *_day(layer), *(each.name for each in _of_tiles(layer)))


def parse_key(layer: Layer, text: str) -> str:
    """The id of a feature; raises `UnknownResource` code `ogc_feature_unknown` when none can look like this."""
    if not is_key(layer, text):
        raise UnknownResource("ogc_feature_unknown", name=text[:SLUG_LENGTH])
    return text


def is_key(layer: Layer, text: str) -> bool:
    """Whether an id of a feature of this layer can look like this."""
    return len(text) <= SLUG_LENGTH and re.fullmatch(layer.key, text, re.ASCII) is not None


def parse_limit(text: str) -> int:
    """How many features at most, 1 or more; above the most that are given it is lowered to that.

    Raises `BadParameter` code `ogc_limit_invalid`.
    """
    limit = _whole(text, MOST_FEATURES)
    if not limit:
        raise BadParameter("ogc_limit_invalid", name="limit", value=text)
    return limit


def parse_offset(text: str) -> int:
    """How many features to skip, 0 or more; raises `BadParameter` code `ogc_offset_invalid`."""
    offset = _whole(text, MOST_SKIPPED)
    if offset is None:
        raise BadParameter("ogc_offset_invalid", name="offset", value=text)
    return offset


def _whole(text: str, most: int) -> int | None:
    if not re.fullmatch(r"[0-9]+", text, re.ASCII):
        return None
    digits = text.lstrip("0")
    return most if len(digits) > len(str(most)) else min(int(digits or "0"), most)


def _key(layer: Layer, given: Mapping[str, str], name: str) -> str | None:
    if name not in given:
        return None
    if not is_key(layer, given[name]):
        raise BadParameter("ogc_key_invalid", name=name, value=given[name])
    return given[name]


def _filters(properties: Sequence[Property], given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((each.name, _value(each, given[each.name])) for each in properties if each.name in given)


def _value(wanted: Property, text: str) -> str:
    if wanted.choices:
        if text not in wanted.choices:
            raise BadParameter("ogc_value_unknown", name=wanted.name, value=text, allowed=wanted.choices)
    elif len(text) > SLUG_LENGTH or not re.fullmatch(wanted.pattern, text, re.ASCII):
        raise BadParameter("ogc_value_invalid", name=wanted.name, value=text)
    return text


def _day(layer: Layer) -> tuple[str, ...]:
    return ("datetime",) if layer.has_time else ()


def _choosing(layer: Layer) -> tuple[Property, ...]:
    """What makes a feature of this id another one: the release that tells of it."""
    return tuple(each for each in layer.filters if each.name == "release")


def _of_tiles(layer: Layer) -> tuple[Property, ...]:
    return tuple(each for each in layer.filters if each.name in ("release", "kind", "theme"))
