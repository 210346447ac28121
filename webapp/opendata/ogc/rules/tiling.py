"""Addresses of tiles in WebMercatorQuad, the tile matrix set that maps in browsers use (OGC 17-083r4, annex D.1)."""

import re
from dataclasses import dataclass

from webapp.opendata.ogc.errors import UnknownResource

MATRIX_SET = "WebMercatorQuad"
MATRIX_SET_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
MERCATOR_URI = "http://www.opengis.net/def/crs/EPSG/0/3857"

MAX_ZOOM = 22
COUNTED_UP_TO = 11
"""Up to this zoom points in a tile are counted: a tile would hold all of a city, and they would lie on each other."""

TILE_PIXELS = 256
HALF_WORLD = 20037508.342789244
SCALE_AT_0 = 559082264.0287178
"""Of zoom 0, with pixels of 0.28 mm."""

Matrix = dict[str, object]


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile in the XYZ scheme: rows go down from the north."""

    zoom: int
    column: int
    row: int


def parse_tile_address(zoom: str, row: str, column: str) -> Tile:
    """The tile of this address; raises `UnknownResource` code `ogc_tile_unknown` when there is none."""
    parts = (zoom, column, row)
    if not all(re.fullmatch(r"[0-9]{1,8}", each, re.ASCII) for each in parts):
        raise UnknownResource("ogc_tile_unknown")
    tile = Tile(int(zoom), int(column), int(row))
    if tile.zoom > MAX_ZOOM or max(tile.column, tile.row) >= 2**tile.zoom:
        raise UnknownResource("ogc_tile_unknown")
    return tile


def require_matrix_set(name: str) -> None:
    """Raise `UnknownResource` code `ogc_matrix_set_unknown` for any other than ours."""
    if name != MATRIX_SET:
        raise UnknownResource("ogc_matrix_set_unknown")


def is_counted(tile: Tile) -> bool:
    """Whether points in this tile are counted."""
    return tile.zoom <= COUNTED_UP_TO


def matrices() -> list[Matrix]:
    """The tile matrices, from the whole world in one tile on."""
    return [
        {
            "id": str(zoom),
            "scaleDenominator": SCALE_AT_0 / 2**zoom,
            "cellSize": 2 * HALF_WORLD / TILE_PIXELS / 2**zoom,
            "cornerOfOrigin": "topLeft",
            "pointOfOrigin": [-HALF_WORLD, HALF_WORLD],
            "tileWidth": TILE_PIXELS,
            "tileHeight": TILE_PIXELS,
            "matrixWidth": 2**zoom,
            "matrixHeight": 2**zoom,
        }
        for zoom in range(MAX_ZOOM + 1)
    ]
