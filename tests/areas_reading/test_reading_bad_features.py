import json
from pathlib import Path

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.areas_reading.made_features import WriteGeoJson, buurt, geometry_of, square
from webapp.areas.source_report import FINDING_TEXTS, Finding, Severity, SourceError, SourceProblem
from webapp.areas.sources import read_source
from webapp.vocabulary import AreaKind


def problems(path: Path, **options: object) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(SourceProblem) as caught:
        read_source(path, year=2024, **options)  # type: ignore[arg-type] # varied by the test
    assert caught.value.code == "features_refused"
    assert all(each.message for each in caught.value.findings)
    return [(each.code, each.feature, each.area_code) for each in caught.value.problems]


def error_code(path: Path, **options: object) -> str:
    with pytest.raises(SourceError) as caught:
        read_source(path, year=2024, **options)  # type: ignore[arg-type] # varied by the test
    assert caught.value.message
    return caught.value.code


def ring(*points: tuple[object, object]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in points]]}


def test_sound_features_come_in_without_findings(write_geojson: WriteGeoJson) -> None:
    areas = read_source(write_geojson(buurt(1), buurt(2)), year=2024)
    assert areas.codes == ("BU00140001", "BU00140002")
    assert areas.findings == ()


def test_all_problems_are_listed_at_once_with_number_and_code(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(
        buurt(1),
        buurt(1),
        buurt(3, code="BX1"),
        buurt(4, naam=" "),
        buurt(5, None),
        buurt(6, code=None),
        buurt(7, geometry_of(shapely.Point(233_000, 581_000))),
        buurt(8, geometry_of(square(100_000, 450_000))),
        buurt(9, naam="x" * 121),
    )
    assert problems(path) == [
        ("duplicate_code", 2, "BU00140001"),
        ("unknown_code", 3, "BX1"),
        ("missing_name", 4, "BU00140004"),
        ("no_geometry", 5, "BU00140005"),
        ("unknown_code", 6, None),
        ("not_a_polygon", 7, "BU00140007"),
        ("outside_municipality", 8, "BU00140008"),
        ("bad_name", 9, "BU00140009"),
    ]


def test_skipping_keeps_the_good_ones_and_still_tells_of_the_others(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(buurt(1), buurt(1, naam="Nog eens"), buurt(2, None), buurt(3))
    areas = read_source(path, year=2024, skip_bad=True)
    assert areas.codes == ("BU00140001", "BU00140003")
    assert areas.names[0] == "Buurt 1"
    assert [each.code for each in areas.findings] == ["duplicate_code", "no_geometry"]


def test_skipping_everything_leaves_nothing(write_geojson: WriteGeoJson) -> None:
    assert error_code(write_geojson(buurt(1, None)), skip_bad=True) == "nothing_left"


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_coordinate_that_is_no_number_is_a_problem_of_its_feature(
    write_geojson: WriteGeoJson, position: int, number: str
) -> None:
    points: list[tuple[object, object]] = [(6.5, 53.2), (6.51, 53.2), (6.51, 53.21)]
    points[position] = ("BAD", 53.2)
    path = write_geojson(buurt(1), buurt(2, ring(*points, points[0])))
    path.write_text(path.read_text(encoding="utf-8").replace('"BAD"', number), encoding="utf-8")
    assert problems(path) == [("nan", 2, "BU00140002")]


def test_ring_of_two_points_is_not_a_polygon(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(buurt(1), buurt(2, ring((6.5, 53.2))), buurt(3, ring((6.5, 53.2), (6.6, 53.2), (6.5, 53.2))))
    assert problems(path) == [("not_a_polygon", 2, "BU00140002"), ("only_slivers", 3, "BU00140003")]


def test_open_ring_is_closed(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(buurt(1, ring((6.5, 53.2), (6.51, 53.2), (6.51, 53.21))))
    assert shapely.is_valid(read_source(path, year=2024).geoms).all()


def test_bow_tie_is_mended_and_reported(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(buurt(1, ring((6.5, 53.2), (6.51, 53.21), (6.51, 53.2), (6.5, 53.21), (6.5, 53.2))))
    areas = read_source(path, year=2024)
    assert [(each.severity, each.code, each.feature) for each in areas.findings] == [
        (Severity.REPAIRED, "made_valid", 1)
    ]
    assert areas.geoms[0].is_valid


def test_sliver_beside_the_area_is_dropped_and_reported(write_geojson: WriteGeoJson) -> None:
    both = shapely.union_all([square(233_000, 581_000), square(234_000, 581_000, 0.5)])
    areas = read_source(write_geojson(buurt(1, geometry_of(both))), year=2024)
    assert [each.code for each in areas.findings] == ["sliver"]
    assert "1 snipper" in areas.findings[0].message
    assert len(areas.geoms[0].geoms) == 1


def test_points_beside_the_area_are_dropped_and_reported(write_geojson: WriteGeoJson) -> None:
    mixed = shapely.GeometryCollection([square(233_000, 581_000), shapely.Point(233_000, 581_000)])
    areas = read_source(write_geojson(buurt(1, geometry_of(mixed))), year=2024)
    assert [each.code for each in areas.findings] == ["others_dropped"]


def test_area_that_is_one_sliver_is_a_problem(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(buurt(1, geometry_of(square(233_000, 581_000, 0.5))))
    assert problems(path) == [("only_slivers", 1, "BU00140001")]


def test_water_is_left_out_and_reported(write_geojson: WriteGeoJson) -> None:
    areas = read_source(write_geojson(buurt(1, water="NEE"), buurt(1, naam="Plas", water="JA")), year=2024)
    assert areas.names == ("Buurt 1",)
    assert [(each.severity, each.code, each.feature) for each in areas.findings] == [(Severity.LEFT_OUT, "water", 2)]


def test_other_municipalities_are_left_out_and_counted(write_geojson: WriteGeoJson) -> None:
    elsewhere = buurt(2, geometry_of(square(100_000, 450_000)), code="BU03630000")
    areas = read_source(write_geojson(buurt(1), elsewhere), year=2024)
    assert areas.codes == ("BU00140001",)
    assert areas.findings[0].message == "1 features: buiten gemeente GM0014, weggelaten"
    everywhere = read_source(write_geojson(buurt(1), elsewhere), year=2024, municipality=None)
    assert everywhere.municipality_codes == ("GM0014", "GM0363")


def test_source_without_the_municipality_is_refused(write_geojson: WriteGeoJson) -> None:
    assert error_code(write_geojson(buurt(1)), municipality="GM0363") == "none_of_municipality"


def test_place_of_another_municipality_is_only_held_to_the_country(write_geojson: WriteGeoJson) -> None:
    paris = {"type": "Polygon", "coordinates": [[[2.3, 48.8], [2.4, 48.8], [2.4, 48.9], [2.3, 48.8]]]}
    utrecht = buurt(1, geometry_of(square(136_000, 455_000)), code="BU03440000")
    path = write_geojson(utrecht, buurt(2, paris, code="BU03440001"), buurt(3))
    assert problems(path, municipality=None) == [("outside_country", 2, "BU03440001")]


def test_bounds_can_be_set(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(buurt(1))
    assert problems(path, bounds=(0.0, 0.0, 1.0, 1.0)) == [("outside_municipality", 1, "BU00140001")]


def test_kinds_may_not_be_mixed(write_geojson: WriteGeoJson) -> None:
    assert error_code(write_geojson(buurt(1), buurt(2, code="WK001400"))) == "mixed_kinds"


def test_other_kind_than_asked_is_refused(write_geojson: WriteGeoJson) -> None:
    assert error_code(write_geojson(buurt(1)), kind=AreaKind.WIJK) == "other_kind"


def test_remainders_count_as_buurten_that_are_not_official(write_geojson: WriteGeoJson) -> None:
    areas = read_source(write_geojson(buurt(1), buurt(2, code="AF00140901")), year=2024)
    assert areas.is_official == (True, False)
    assert areas.parent_codes == ("WK001400", "WK001409")


def test_no_known_code_at_all_is_refused(write_geojson: WriteGeoJson) -> None:
    assert error_code(write_geojson(buurt(1, code="x"), buurt(2, code="y"))) == "no_codes"


def test_codes_are_read_in_lower_case_and_with_spaces(write_geojson: WriteGeoJson) -> None:
    assert read_source(write_geojson(buurt(1, code=" bu00140001 ")), year=2024).codes == ("BU00140001",)


def test_wijk_of_the_source_goes_before_the_digits(write_geojson: WriteGeoJson) -> None:
    areas = read_source(write_geojson(buurt(1, wk_code="WK001499"), buurt(2, wk_code="?")), year=2024)
    assert areas.parent_codes == ("WK001499", "WK001400")


def test_impossible_figures_are_dropped_and_reported(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(
        buurt(1, aantal_inwoners=-5, p_65_eo_jr=101.0, aantal_hh="veel"),
        buurt(2, aantal_inwoners=-99_997, p_65_eo_jr=12.5, aantal_hh=" 12 "),
        buurt(3, aantal_inwoners=7, p_65_eo_jr=None, aantal_hh="."),
    )
    areas = read_source(path, year=2024)
    assert areas.inhabitants == (None, None, 7)
    assert areas.pct_65plus == (None, 12.5, None)
    assert areas.households == (None, 12, None)
    assert [(each.code, each.feature, each.detail["column"]) for each in areas.findings] == [
        ("figure_dropped", 1, "aantal_inwoners"),
        ("figure_dropped", 1, "aantal_hh"),
        ("figure_dropped", 1, "p_65_eo_jr"),
    ]


def test_remaining_figures_are_named_in_snake_case(write_geojson: WriteGeoJson) -> None:
    path = write_geojson(
        buurt(1, gemiddeldeHuishoudsgrootte=2.1, **{"Auto's totaal": 3}, leeg=None, geheim=-99_995, waar=True),
        buurt(2, gemiddeldeHuishoudsgrootte=None, **{"Auto's totaal": None}, leeg="", geheim=5, waar=False),
    )
    areas = read_source(path, year=2024)
    assert areas.figures[0] == {"gemiddelde_huishoudsgrootte": 2.1, "auto_s_totaal": 3, "waar": True}
    assert areas.figures[1] == {"geheim": 5, "waar": False}


def test_column_without_codes_or_names_is_named(write_geojson: WriteGeoJson) -> None:
    feature = buurt(1)
    feature["properties"] = {"nummer": "BU00140001", "naam": "x"}
    assert error_code(write_geojson(feature)) == "no_code_column"
    feature["properties"] = {"buurtcode": "BU00140001", "titel": "x"}
    assert error_code(write_geojson(feature)) == "no_name_column"


@pytest.mark.parametrize(
    ("code", "name"),
    [("BU_CODE", "BU_NAAM"), ("buurtcode", "buurtnaam"), ("statcode", "statnaam"), ("buurtcode", "naam")],
)
def test_code_and_name_are_found_whatever_their_columns_are_called(
    write_geojson: WriteGeoJson, code: str, name: str
) -> None:
    feature = buurt(1)
    feature["properties"] = {code: "BU00140001", name: "Selwerd", "wijkcode": "WK001410", "gemeentecode": "GM0014"}
    areas = read_source(write_geojson(feature), year=2024)
    assert (areas.codes, areas.names, areas.parent_codes) == (("BU00140001",), ("Selwerd",), ("WK001410",))


def test_column_of_lists_of_booleans_is_refused(write_geojson: WriteGeoJson) -> None:
    assert error_code(write_geojson(buurt(1, extra=[True, False]))) == "odd_column"
    assert read_source(write_geojson(buurt(1, extra=[1, 2])), year=2024).codes == ("BU00140001",)


def test_control_characters_in_a_name_are_a_problem(write_geojson: WriteGeoJson) -> None:
    assert problems(write_geojson(buurt(1, naam="Sel\u0007werd"))) == [("bad_name", 1, "BU00140001")]


def test_one_feature_in_metres_among_degrees_is_its_own_problem(write_geojson: WriteGeoJson) -> None:
    metres = json.loads(shapely.to_geojson(square(233_000, 581_000)))
    path = write_geojson(buurt(1), buurt(2), buurt(3, metres))
    assert problems(path) == [("wrong_crs", 3, "BU00140003")]


def test_every_finding_has_words() -> None:
    details = {
        "slivers": 1, "column": "c", "value": "v", "municipality": "GM0014", "first": 1, "limit": 1, "type": "t",
        "epsg": 4326,
    }  # fmt: skip
    for code in FINDING_TEXTS:
        assert Finding(Severity.PROBLEM, code, 3, None, details).message.startswith("feature 3 (zonder code): ")


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
geometries = st.builds(
    lambda kind, coordinates: {"type": kind, "coordinates": coordinates},
    st.sampled_from(["Polygon", "MultiPolygon", "Point", "LineString", "GeometryCollection", "Sphere"]),
    st.lists(st.lists(st.lists(st.floats(5, 8) | st.floats(), max_size=3), max_size=6), max_size=3) | json_values,
)
features = st.builds(
    lambda code, name, water, geometry: buurt(1, geometry, code=code, naam=name, water=water),
    st.sampled_from(["BU00140001", "BU00140002", "WK001400"]) | json_values,
    json_values,
    json_values,
    st.none() | geometries | json_values,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(st.lists(features, max_size=4))
def test_any_features_come_in_sound_or_are_refused_with_words(tmp_path: Path, made: list[dict[str, object]]) -> None:
    path = tmp_path / "willekeurig.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [buurt(9), *made]}), encoding="utf-8")
    refused: SourceError | None = None
    try:
        areas = read_source(path, year=2024, skip_bad=True)
    except SourceError as error:
        refused = error
    if refused is not None:
        assert refused.message
        return
    assert shapely.is_valid(areas.geoms).all()
    assert len(set(areas.codes)) == len(areas.codes)
    assert all(each.message for each in areas.findings)
