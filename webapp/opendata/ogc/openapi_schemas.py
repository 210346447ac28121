"""The shapes of what is asked and answered, as schemas of OpenAPI 3.0."""

from typing import Any

from webapp.opendata.ogc.rules.layers import LAYERS, SLUG_LENGTH, Kind, Layer, Property, Shape
from webapp.opendata.ogc.words import property_name

Part = dict[str, Any]

GEOMETRIES = {Shape.POINT: ("Point",), Shape.POLYGON: ("Polygon", "MultiPolygon")}
MOST_KEY = 999_999_999


def schemas() -> Part:
    """All of them, by name."""
    found: Part = {
        "link": _object(
            {
                "href": _TEXT,
                "rel": _TEXT,
                "type": _TEXT,
                "title": _TEXT,
                "templated": {"type": "boolean"},
            },
            required=("href", "rel"),
        ),
        "landingPage": _object({"title": _TEXT, "description": _TEXT, "links": _LINKS}, required=("links",)),
        "confClasses": _object({"conformsTo": _list(_TEXT), "links": _LINKS}, required=("conformsTo",)),
        "collections": _object(
            {"links": _LINKS, "crs": _list(_TEXT), "collections": _list(_refer("collection"))},
            required=("links", "collections"),
        ),
        "collection": _object(
            {
                "id": _TEXT,
                "title": _TEXT,
                "description": _TEXT,
                "attribution": _TEXT,
                "itemType": _TEXT,
                "extent": {"type": "object"},
                "crs": _list(_TEXT),
                "storageCrs": _TEXT,
                "links": _LINKS,
            },
            required=("id", "links"),
        ),
        "links": _object({"links": _LINKS}, required=("links",)),
        "object": {"type": "object"},
        "problem": _problem(),
    }
    for layer in LAYERS.values():
        found |= _of_layer(layer)
    return found


def _problem() -> Part:
    """What went wrong (RFC 9457)."""
    return _object(
        {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "language": _TEXT,
            "parameter": _TEXT,
            "value": _TEXT,
            "allowed": _list(_TEXT),
            "reference": _TEXT,
        },
        required=("title", "status"),
    )


def key_schema(layer: Layer) -> Part:
    """How an id of a feature looks."""
    if layer.has_number_keys:
        return {"type": "integer", "minimum": 0, "maximum": MOST_KEY}
    return {"type": "string", "pattern": f"^{layer.key}$", "maxLength": SLUG_LENGTH}


def property_schema(wanted: Property, *, is_asked: bool = False) -> Part:
    """How a value looks: of a property, which may be unknown, or one that is asked for, which may not."""
    unknown: Part = {} if is_asked else {"nullable": True}
    if wanted.kind == Kind.DATE:
        return {"type": "string", "format": "date", **unknown}
    if wanted.kind == Kind.TEXT and wanted.choices:
        return {"type": "string", "enum": [*wanted.choices, *([] if is_asked else [None])], **unknown}
    if wanted.kind == Kind.TEXT and is_asked:
        return {"type": "string", "pattern": f"^{wanted.pattern}$", "maxLength": SLUG_LENGTH}
    return {"type": wanted.kind.value, **unknown}


def _of_layer(layer: Layer) -> Part:
    properties = {each.name: {**property_schema(each), "title": property_name(each)} for each in layer.properties}
    feature = {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "integer"} if layer.has_number_keys else _TEXT,
        "geometry": _geometry(layer.shape),
        "properties": _object(properties, required=tuple(properties)),
    }
    whole = {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": _list(_refer(f"{layer.id}Feature")),
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
        "links": _LINKS,
        "crs": {"type": "object"},
    }
    return {
        f"{layer.id}Feature": _object({**feature, "links": _LINKS}, required=tuple(feature)),
        f"{layer.id}Collection": _object(
            whole, required=("type", "features", "numberMatched", "numberReturned", "links")
        ),
    }


def _geometry(shape: Shape) -> Part:
    kinds = GEOMETRIES.get(shape, ("Point",))
    return {
        "type": "object",
        "nullable": True,
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"type": "string", "enum": list(kinds)},
            "coordinates": {"type": "array", "items": {}},
        },
    }


def _object(properties: Part, *, required: tuple[str, ...]) -> Part:
    return {"type": "object", "required": list(required), "properties": properties}


def _list(items: Part) -> Part:
    return {"type": "array", "items": items}


def _refer(name: str) -> Part:
    return {"$ref": f"#/components/schemas/{name}"}


_TEXT: Part = {"type": "string"}
_LINKS: Part = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
