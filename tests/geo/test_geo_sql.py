from typing import Any

import pytest
from geoalchemy2 import Geometry
from sqlalchemy import Column, Integer, MetaData, Select, Table, Text, select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from geo.errors import GeoError
from geo.sql import (
    as_counted_tile,
    as_geojson,
    as_tile,
    covers_point,
    feature_collection,
    feature_page,
    within_box,
    within_metres,
)
from geo.values import Box

PLACES = Table(
    "places",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", Text),
    Column("geom", Geometry("POINT", srid=28992)),
    Column("geom_wgs84", Geometry("POINT", srid=4326)),
    Column("geom_3857", Geometry("POINT", srid=3857)),
)


def text_of(made: Any) -> str:
    return str(made.compile(dialect=PGDialect_psycopg(), compile_kwargs={"literal_binds": True}))


def test_distance_transforms_the_place_and_not_the_column() -> None:
    made = text_of(within_metres(PLACES.c.geom, 6.5, 53.2, 250))
    assert made.startswith("ST_DWithin(places.geom, ST_Transform(ST_SetSRID(ST_MakePoint(6.5, 53.2), 4326), 28992)")
    assert made.endswith(", 250.0)")


def test_containment_transforms_the_place_and_not_the_column() -> None:
    assert text_of(covers_point(PLACES.c.geom, 6.5, 53.2)).startswith("ST_Covers(places.geom, ST_Transform(ST_SetSRID(")


def test_box_is_transformed_and_not_the_column() -> None:
    made = text_of(within_box(PLACES.c.geom, Box(6.5, 53.2, 6.6, 53.3), lonlat=PLACES.c.geom_wgs84))
    envelope = "ST_MakeEnvelope(6.5, 53.2, 6.6, 53.3, 4326)"
    assert made == f"(places.geom && ST_Transform({envelope}, 28992)) AND (places.geom_wgs84 && {envelope})"


def test_box_that_is_told_later_is_one_statement_for_every_box() -> None:
    sides = {"west": 6.5, "south": 53.2, "east": 6.6, "north": 53.3}
    later, at_once = (within_box(PLACES.c.geom, box, lonlat=PLACES.c.geom_wgs84) for box in (None, Box(**sides)))
    assert text_of(select(PLACES.c.id).where(later).params(sides)) == text_of(select(PLACES.c.id).where(at_once))


def test_geojson_of_a_column_has_a_fixed_number_of_digits() -> None:
    assert text_of(as_geojson(PLACES.c.geom_wgs84, 3)) == "ST_AsGeoJSON(places.geom_wgs84, 3, 0)"


def collection(**changes: object) -> Select[str]:
    arguments: dict[str, object] = {
        "geometry": PLACES.c.geom_wgs84,
        "feature_id": PLACES.c.id,
        "properties": {"name": PLACES.c.name, "key": PLACES.c.id},
        "order_by": [PLACES.c.name, PLACES.c.id],
    }
    return feature_collection(**(arguments | changes))  # type: ignore[arg-type] # varied by the test


def test_collection_is_one_ordered_aggregate_of_texts() -> None:
    made = text_of(collection())
    assert made.count("SELECT") == 1
    assert "string_agg(" in made
    assert "ORDER BY places.name, places.id" in made
    assert "json_build_object" not in made


def test_every_value_of_a_collection_may_be_missing() -> None:
    made = text_of(collection())
    assert "coalesce(CAST(to_json(places.name) AS TEXT), 'null')" in made
    assert "coalesce(ST_AsGeoJSON(places.geom_wgs84, 5, 0), 'null')" in made
    assert "|| coalesce(string_agg(" in made


def test_collection_takes_conditions_like_any_statement() -> None:
    assert text_of(collection().where(PLACES.c.id > 3)).endswith("WHERE places.id > 3")


def test_collection_without_properties_has_an_empty_object() -> None:
    assert """',"properties":{' || '}}'""" in text_of(collection(properties={}))


def test_members_are_one_bound_value() -> None:
    (head,) = collection(members={"attribution": "Bron: 'CBS'"}).compile().params.values()
    assert head == '{"type":"FeatureCollection","attribution":"Bron: \'CBS\'","features":['


def test_member_that_would_replace_the_features_is_refused() -> None:
    with pytest.raises(GeoError, match="reserved_member"):
        collection(members={"features": []})


@pytest.mark.parametrize("name", ["Naam", "na'am", "", 'x"', "a b", "1a"])
def test_property_name_that_could_leave_its_quotes_is_refused(name: str) -> None:
    with pytest.raises(GeoError, match="bad_name"):
        collection(properties={name: PLACES.c.name})


ZOOMED = {"zoom": 12, "column": 2122, "row": 1331}


def tile(layer: str = "places", feature_id: Column[int] | None = PLACES.c.id) -> Select[bytes]:
    return as_tile(
        PLACES,
        geometry=PLACES.c.geom_3857,
        feature_id=feature_id,
        properties={"name": PLACES.c.name},
        layer=layer,
        conditions=(PLACES.c.id > 3,),
    )


def test_tile_filters_on_the_stored_column_with_a_margin() -> None:
    made = text_of(tile().params(ZOOMED))
    margin = "626172.1357121639 / CAST(power(2.0, 12) AS DOUBLE PRECISION)"
    assert f"WHERE (places.geom_3857 && ST_Expand(ST_TileEnvelope(12, 2122, 1331), {margin})" in made
    assert "AND places.id > 3" in made
    assert "ST_AsMVT(tile_rows.*, 'places', 4096, 'geom', 'id')" in made


def test_tile_of_features_without_a_number_has_no_ids() -> None:
    made = text_of(tile(feature_id=None).params(ZOOMED))
    assert "ST_AsMVT(tile_rows.*, 'places', 4096, 'geom')" in made
    assert "places.id AS id" not in made


def test_counted_tile_has_a_point_per_cell() -> None:
    made = text_of(as_counted_tile(PLACES, geometry=PLACES.c.geom_3857, layer="places").params(ZOOMED))
    assert "count(*) AS count" in made
    cell = "(626172.1357121639 / CAST(power(2.0, 12) AS DOUBLE PRECISION))"
    assert f"GROUP BY floor(ST_X(places.geom_3857) / CAST({cell} AS DOUBLE PRECISION))" in made


def test_layer_name_is_checked() -> None:
    with pytest.raises(GeoError, match="bad_name"):
        tile(layer="x'")


def test_page_is_aggregated_in_the_order_that_it_has() -> None:
    page = select(PLACES.c.id, PLACES.c.name, PLACES.c.geom_wgs84).order_by(PLACES.c.id).limit(3).subquery("page")
    made = text_of(
        feature_page(page, geometry=page.c.geom_wgs84, feature_id=page.c.id, properties={"name": page.c.name})
    )
    assert "ST_AsGeoJSON(page.geom_wgs84, 6, 0)" in made
    assert "CAST(min(page.id) AS TEXT) AS first" in made
    assert made.count("ORDER BY") == 1
