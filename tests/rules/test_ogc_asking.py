from datetime import date

import pytest

from geo.crs import RD_NEW, WGS84
from webapp.opendata.ogc.errors import BadParameter, UnknownResource
from webapp.opendata.ogc.rules.asking import (
    DEFAULT_LIMIT,
    MOST_FEATURES,
    MOST_SKIPPED,
    Asked,
    parse_format,
    parse_item,
    parse_items,
    parse_key,
    parse_limit,
    parse_offset,
    parse_tile,
)
from webapp.opendata.ogc.rules.boxes import CRS84, RD, Boxes, parse_bbox, parse_crs, uri_of
from webapp.opendata.ogc.rules.layers import (
    AREAS,
    INITIATIVES,
    LAYERS,
    NEIGHBOURHOODS,
    PLACES,
    RELEASES,
    layer_of,
    tiled_layer_of,
)
from webapp.opendata.ogc.rules.moments import Period, parse_datetime
from webapp.opendata.ogc.rules.tiling import (
    MATRIX_SET,
    Tile,
    is_counted,
    matrices,
    parse_tile_address,
    require_matrix_set,
)


def refused(code: str, name: str) -> "pytest.RaisesExc[BadParameter]":
    return pytest.raises(BadParameter, check=lambda error: (error.code, error.name) == (code, name))


def test_nothing_asked_is_a_first_page_in_degrees() -> None:
    assert parse_items(PLACES, {}) == (Asked(limit=DEFAULT_LIMIT, srid=WGS84), None)


def test_everything_can_be_asked_at_once() -> None:
    asked, form = parse_items(
        INITIATIVES,
        {
            "limit": ["7"],
            "offset": ["14"],
            "after": ["3"],
            "before": ["90"],
            "bbox": ["6.5,53.1,6.6,53.2"],
            "crs": [RD],
            "datetime": ["2026-01-01/.."],
            "theme": ["groen"],
            "state": ["paused"],
            "f": ["html"],
            "taal": ["en"],
        },
    )

    assert form == "html"
    assert asked == Asked(
        limit=7,
        offset=14,
        after="3",
        before="90",
        boxes=Boxes(WGS84, ((6.5, 53.1, 6.6, 53.2),)),
        period=Period(date(2026, 1, 1), None),
        srid=RD_NEW,
        filters=(("theme", "groen"), ("state", "paused")),
    )


@pytest.mark.parametrize(
    ("values", "code", "name"),
    [
        ({"zoom": ["3"]}, "ogc_parameter_unknown", "zoom"),
        ({"stage": ["active"]}, "ogc_parameter_unknown", "stage"),
        ({"limit": ["1", "2"]}, "ogc_parameter_twice", "limit"),
        ({"f": ["xml"]}, "ogc_value_unknown", "f"),
        ({"taal": ["de"]}, "ogc_value_unknown", "taal"),
        ({"crs": ["EPSG:28992"]}, "ogc_crs_unknown", "crs"),
        ({"bbox-crs": [""]}, "ogc_crs_unknown", "bbox-crs"),
        ({"after": ["abc"]}, "ogc_key_invalid", "after"),
        ({"before": ["9" * 81]}, "ogc_key_invalid", "before"),
        ({"kind": ["individuals"]}, "ogc_value_unknown", "kind"),
        ({"neighbourhood": ["Sel werd"]}, "ogc_value_invalid", "neighbourhood"),
        ({"neighbourhood": ["a" * 81]}, "ogc_value_invalid", "neighbourhood"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(values: dict[str, list[str]], code: str, name: str) -> None:
    with refused(code, name):
        parse_items(PLACES, values)


def test_refusal_tells_what_can_be_asked_instead() -> None:
    with pytest.raises(BadParameter) as told:
        parse_items(PLACES, {"kind": ["individuals"]})
    assert told.value.allowed == ("associations", "institutions", "places", "economy", "culture")


@pytest.mark.parametrize(
    ("text", "limit"), [("1", 1), ("007", 7), ("10000", MOST_FEATURES), ("10001", MOST_FEATURES), ("9" * 5000, 10_000)]
)
def test_limit_above_the_most_is_lowered(text: str, limit: int) -> None:
    assert parse_limit(text) == limit


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "1e3", "", " 5", "+5", "٣"])
def test_limit_that_is_no_number_of_features_is_refused(text: str) -> None:
    with refused("ogc_limit_invalid", "limit"):
        parse_limit(text)


def test_offset_may_lie_beyond_everything() -> None:
    assert [parse_offset(text) for text in ("0", "12", "9" * 400)] == [0, 12, MOST_SKIPPED]
    with refused("ogc_offset_invalid", "offset"):
        parse_offset("-1")


def test_one_feature_can_be_asked_of_a_release_and_a_day() -> None:
    asked, form = parse_item(AREAS, {"release": ["2026-10.1-demo"], "datetime": ["2026-10-31"], "crs": [RD]})
    assert (asked.filters, asked.srid, form) == ((("release", "2026-10.1-demo"),), RD_NEW, None)
    assert asked.period == Period(date(2026, 10, 31), date(2026, 10, 31))
    assert parse_item(PLACES, {})[0] == Asked()
    with refused("ogc_parameter_unknown", "limit"):
        parse_item(AREAS, {"limit": ["1"]})


def test_tile_can_be_asked_of_a_day_and_a_theme() -> None:
    assert parse_tile(INITIATIVES, {"theme": ["groen"], "f": ["mvt"]}).filters == (("theme", "groen"),)
    assert parse_tile(NEIGHBOURHOODS, {"datetime": ["2021-01-01"]}).period is not None
    with refused("ogc_parameter_unknown", "datetime"):
        parse_tile(PLACES, {"datetime": ["2021-01-01"]})
    with refused("ogc_value_unknown", "f"):
        parse_tile(PLACES, {"f": ["json"]})


def test_form_is_none_when_the_address_does_not_say() -> None:
    assert (parse_format({}), parse_format({"f": "json"})) == (None, "json")


def test_ids_look_as_they_do_in_each_layer() -> None:
    keys = {"neighbourhoods": "de-hoogte", "initiatives": "12", "places": "7", "areas": "BU00140001"}
    for name, key in keys.items():
        assert parse_key(LAYERS[name], key) == key
    assert parse_key(RELEASES, "2026-11.1-demo") == "2026-11.1-demo"
    with pytest.raises(UnknownResource, match="ogc_feature_unknown"):
        parse_key(PLACES, "de-hoogte")


def test_layers_are_known_by_id_and_most_have_tiles() -> None:
    assert layer_of("places") is PLACES
    assert [layer.id for layer in LAYERS.values() if layer.has_number_keys] == ["initiatives", "places"]
    assert tiled_layer_of("places") is PLACES
    with pytest.raises(UnknownResource, match="ogc_collection_unknown"):
        layer_of("people")
    with pytest.raises(UnknownResource, match="ogc_tiles_unknown"):
        tiled_layer_of("releases")


# --- boxes ---


def test_heights_of_a_box_are_left_out_of_account() -> None:
    assert parse_bbox("6.5,53.1,-5,6.6,53.2,99", WGS84) == Boxes(WGS84, ((6.5, 53.1, 6.6, 53.2),))


def test_south_and_north_may_stand_in_either_order() -> None:
    assert parse_bbox("6.5,53.2,6.6,53.1", WGS84) == parse_bbox("6.5,53.1,6.6,53.2", WGS84)


def test_west_beyond_east_goes_across_the_date_line_in_degrees_and_is_turned_in_metres() -> None:
    assert parse_bbox("6.6,53.1,6.5,53.2", WGS84).parts == ((6.6, 53.1, 8.0, 53.2), (3.0, 53.1, 6.5, 53.2))
    assert parse_bbox("240000,580000,230000,590000", RD_NEW).parts == ((230_000, 580_000, 240_000, 590_000),)


def test_box_is_cut_off_to_where_something_can_lie() -> None:
    assert parse_bbox("-1e300,-999,+1E300,999", WGS84).parts == ((3.0, 50.0, 8.0, 54.0),)
    assert parse_bbox("-9" + "9" * 390 + ",53.,.5e1,54", WGS84).parts == ((3.0, 53.0, 5.0, 54.0),)
    assert parse_bbox("100,10,120,20", WGS84).parts == ()
    assert parse_bbox("6,10,7,20", WGS84).parts == ()


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,4,5", "1,2,3,4,5,6,7", "6.5 53.1 6.6 53.2"])
def test_box_of_another_number_of_sides_is_refused(text: str) -> None:
    with refused("ogc_bbox_count", "bbox"):
        parse_bbox(text, WGS84)


@pytest.mark.parametrize("side", ["", "x", "NaN", "inf", "-Infinity", "1_0", "0x10", "1e99999", "1 ", "9" * 401, "٣"])
def test_box_with_a_side_that_is_no_finite_number_is_refused(side: str) -> None:
    with refused("ogc_bbox_number", "bbox"):
        parse_bbox(f"1,2,{side},4", WGS84)


def test_systems_are_known_by_address() -> None:
    assert (parse_crs(CRS84, "crs"), parse_crs(RD, "crs")) == (WGS84, RD_NEW)
    assert (uri_of(WGS84), uri_of(RD_NEW)) == (CRS84, RD)


# --- datetime ---

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-03-01", Period(DAY, DAY)),
        ("2026-03-01T12:00:00Z", Period(DAY, DAY)),
        ("2026-02-28T23:30:00z", Period(DAY, DAY)),
        ("2026-03-01t00:30:00.123456789+01:00", Period(DAY, DAY)),
        ("2026-03-01T23:30:00-02:00", Period(date(2026, 3, 2), date(2026, 3, 2))),
        ("2026-03-01/..", Period(DAY, None)),
        ("2026-03-01/", Period(DAY, None)),
        ("../2026-03-01", Period(None, DAY)),
        ("/2026-03-01", Period(None, DAY)),
        ("2026-03-01/2026-03-08T10:00:00Z", Period(DAY, date(2026, 3, 8))),
        ("2026-03-08/2026-03-01", Period(DAY, date(2026, 3, 8))),
        ("2024-02-29", Period(date(2024, 2, 29), date(2024, 2, 29))),
        ("0000-02-29", Period(date(1, 2, 28), date(1, 2, 28))),
        ("0000-01-01T00:00:00+23:59", Period(date(1, 1, 1), date(1, 1, 1))),
        ("9999-12-31T23:59:59-23:59", Period(date(9999, 12, 31), date(9999, 12, 31))),
    ],
)
def test_moments_and_periods_are_days_of_groningen(text: str, period: Period) -> None:
    assert parse_datetime(text) == period


@pytest.mark.parametrize(
    "text",
    [
        "", "..", "/", "../..", "gisteren", "2026", "2026-13-01", "2026-02-29", "2026-02-30", "2026-04-31", "2026-3-1",
        "2026-03-01T12:00", "2026-03-01T24:00:00Z", "2026-03-01T12:00:00", "2026-03-01T12:00:00 01:00",
        "2026-03-01/2026-03-08/2026-03-09", "1900-02-29", "2026-03-01\n", "２０２６-03-01",
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str) -> None:
    with refused("ogc_datetime_invalid", "datetime"):
        parse_datetime(text)


# --- tiles ---


def test_tile_is_told_by_zoom_row_and_column() -> None:
    assert parse_tile_address("12", "1330", "2122") == Tile(zoom=12, column=2122, row=1330)
    assert parse_tile_address("0", "0", "0") == Tile(0, 0, 0)


@pytest.mark.parametrize(
    "address", [("0", "1", "0"), ("0", "0", "1"), ("2", "4", "0"), ("23", "0", "0"), ("-1", "0", "0"), ("1", "x", "0"),
                ("1", "0", "9" * 9)]
)  # fmt: skip
def test_tile_that_does_not_exist_is_refused(address: tuple[str, str, str]) -> None:
    with pytest.raises(UnknownResource, match="ogc_tile_unknown"):
        parse_tile_address(*address)


def test_points_are_counted_where_a_tile_holds_the_city() -> None:
    assert (is_counted(Tile(11, 0, 0)), is_counted(Tile(12, 0, 0))) == (True, False)


def test_matrices_halve_at_each_step() -> None:
    made = matrices()
    assert len(made) == 23
    assert made[1]["matrixWidth"] == 2
    assert made[0]["cellSize"] == pytest.approx(156543.0339280410)
    require_matrix_set(MATRIX_SET)
    with pytest.raises(UnknownResource, match="ogc_matrix_set_unknown"):
        require_matrix_set("WorldCRS84Quad")
