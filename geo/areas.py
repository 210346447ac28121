"""Polygons of areas, by the array: repair, and simplification that keeps shared edges.

Everything here measures in metres, so the geometries are in a projected system (RD New, EPSG:28992).
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException

from geo.crs import Geometries

Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

_POLYGON = 3
_MULTIPOLYGON = 6
_COLLECTION = 7


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came out of `repair`, one element per geometry that went in.

    Attributes
    ----------
    geoms
        Valid two-dimensional MultiPolygons; None where the geometry is lost.
    made_valid
        The outline crossed or touched itself wrongly and was mended.
    others_dropped
        Points or lines stood among the polygons and were left out.
    slivers_dropped
        How many polygons were left out for being too small or too thin.
    lost
        Nothing polygonal was left: no geometry, not a polygon, a number that is not finite, or slivers only.
    """

    geoms: Geometries
    made_valid: Flags
    others_dropped: Flags
    slivers_dropped: NDArray[np.int64]
    lost: Flags


def repair(geoms: Geometries, *, min_area_square_metres: float = 1.0, min_width_metres: float = 0.1) -> Repaired:
    """Make valid two-dimensional MultiPolygons of whatever came in, and say exactly what was done.

    Parameters
    ----------
    geoms
        One-dimensional array of geometries of any type, in metres; None is allowed.
    min_area_square_metres, min_width_metres
        A polygon below either is a sliver, an artefact of rounding, and is dropped. The width is twice the
        area over the perimeter, which is the true width of a long thin strip.
    """
    count = len(geoms)
    flat = np.asarray(shapely.force_2d(geoms), dtype=np.object_)
    flat[~has_finite_coordinates(flat)] = None
    parts, owner, others = _polygons_of(flat)
    merged = _gather(parts, owner, count)

    present = ~shapely.is_missing(merged)
    made_valid = present & ~shapely.is_valid(merged)
    merged[made_valid] = _mend(merged[made_valid])
    parts, owner, _ = _polygons_of(merged)

    area = shapely.area(parts)
    thin = (area < min_area_square_metres) | (2 * area < min_width_metres * shapely.length(parts))
    result = _gather(parts[~thin], owner[~thin], count)
    lost = np.asarray(shapely.is_missing(result), dtype=bool)
    return Repaired(
        geoms=result,
        made_valid=made_valid & ~lost,
        others_dropped=np.bincount(others, minlength=count).astype(bool) & ~lost,
        slivers_dropped=np.bincount(owner[thin], minlength=count),
        lost=lost,
    )


def has_finite_coordinates(geoms: Geometries) -> Flags:
    """Tell per geometry whether every coordinate is finite; a missing or empty geometry has none that is not."""
    coordinates, owner = shapely.get_coordinates(geoms, return_index=True)
    bad = owner[~np.isfinite(coordinates).all(axis=1)]
    finite: Flags = np.bincount(bad, minlength=len(geoms)) == 0
    return finite


def clean_coverage(geoms: Geometries, *, gap_metres: float = 1.0) -> Geometries:
    """Make areas that nearly tile tile exactly: same vertices along shared edges, no overlap, no narrow gap.

    Needed since files rounded to five decimals of a degree cross and gape by up to a metre, on which
    simplification would pull shared edges apart. Where cleaning swallows an area whole (the same polygon twice),
    the area is given back as it came.

    Parameters
    ----------
    geoms
        Valid, non-empty polygons in metres.
    gap_metres
        Gaps narrower than this go to the neighbour with the longest border.
    """
    clean = shapely.coverage_clean  # type: ignore[attr-defined] # types-shapely is a version behind
    cleaned = np.asarray(clean(geoms, gap_width=gap_metres), dtype=np.object_)
    return _as_multipolygons(np.where(_is_sound(cleaned), cleaned, geoms))


def simplify_coverage(geoms: Geometries, tolerance_metres: float, *, gap_metres: float = 1.0) -> Geometries:
    """Draw the areas with fewer vertices, moving each shared edge once for both its sides.

    Parameters
    ----------
    geoms
        Valid, non-empty polygons in metres, which together (nearly) tile.
    tolerance_metres
        The root of the area of the triangles that may go (Visvalingam-Whyatt).
    gap_metres
        As for `clean_coverage`, which comes first.

    Returns
    -------
    Array of valid, non-empty MultiPolygons in the same order, without overlap where the input has none of substance.
    """
    if len(geoms) == 0:
        return geoms
    cleaned = clean_coverage(geoms, gap_metres=gap_metres)
    simple = np.asarray(shapely.coverage_simplify(cleaned, tolerance_metres), dtype=np.object_)
    return _as_multipolygons(np.where(_is_sound(simple), simple, cleaned))


def _is_sound(geoms: Geometries) -> Flags:
    sound: Flags = shapely.is_valid(geoms) & ~shapely.is_empty(geoms)
    return sound


def _as_multipolygons(geoms: Geometries) -> Geometries:
    parts, owner = shapely.get_parts(geoms, return_index=True)
    return _gather(parts, owner, len(geoms))


def _polygons_of(geoms: Geometries) -> tuple[Geometries, Indices, Indices]:
    """Give the polygons within the geometries, their owners, and the owners of whatever else was in there."""
    parts, owner = np.asarray(geoms, dtype=np.object_), np.arange(len(geoms), dtype=np.intp)
    while np.isin(shapely.get_type_id(parts), (_MULTIPOLYGON, _COLLECTION)).any():
        parts, step = shapely.get_parts(parts, return_index=True)
        owner = owner[step]
    polygonal = (shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)
    other = ~polygonal & ~shapely.is_missing(parts) & ~shapely.is_empty(parts)
    return parts[polygonal], owner[polygonal], owner[other]


def _gather(polygons: Geometries, owner: Indices, count: int) -> Geometries:
    result = np.full(count, None, dtype=np.object_)
    if len(polygons):
        shapely.multipolygons(polygons, indices=owner, out=result)
    return result


def _mend(geoms: Geometries) -> Geometries:
    """Make valid by rings (`structure`): overlapping parts merge, where `linework` would cut a hole."""
    try:
        return np.asarray(shapely.make_valid(geoms, method="structure", keep_collapsed=False), dtype=np.object_)
    except GEOSException:
        return np.array([_mend_one(geom) for geom in geoms] + [None], dtype=np.object_)[:-1]


def _mend_one(geom: shapely.Geometry) -> shapely.Geometry | None:
    try:
        return shapely.make_valid(geom, method="structure", keep_collapsed=False)
    except GEOSException:
        return None
