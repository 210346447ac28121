from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box
from shapely.errors import GEOSException

from geo.areas import clean_coverage, repair, simplify_coverage
from geo.crs import Geometries

BOW_TIE = Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])


def array(*geoms: shapely.Geometry | None) -> Geometries:
    result = np.empty(len(geoms), dtype=object)
    result[:] = geoms
    return result


def overlap(geoms: Geometries) -> float:
    """Square metres that lie in more than one area."""
    return float(shapely.area(geoms).sum() - shapely.union_all(geoms).area)


def test_sound_polygon_becomes_a_multipolygon_and_no_flag_is_raised() -> None:
    result = repair(array(box(0, 0, 10, 10)))
    assert result.geoms[0] == MultiPolygon([box(0, 0, 10, 10)])
    assert not result.made_valid[0]
    assert not result.others_dropped[0]
    assert not result.slivers_dropped[0]
    assert not result.lost[0]


def test_bow_tie_is_made_valid_and_keeps_both_halves() -> None:
    result = repair(array(BOW_TIE))
    assert result.made_valid[0]
    assert result.geoms[0].is_valid
    assert result.geoms[0].area == pytest.approx(5_000)


def test_overlapping_parts_merge_instead_of_cutting_a_hole() -> None:
    result = repair(array(MultiPolygon([box(0, 0, 10, 10), box(5, 0, 15, 10)])))
    assert result.made_valid[0]
    assert result.geoms[0].area == pytest.approx(150)


def test_sliver_of_a_square_metre_is_dropped() -> None:
    result = repair(array(MultiPolygon([box(0, 0, 100, 100), box(200, 0, 200.9, 1)])))
    assert result.slivers_dropped[0] == 1
    assert result.geoms[0].area == pytest.approx(10_000)


def test_strip_of_five_centimetres_is_dropped_and_one_of_a_metre_stays() -> None:
    result = repair(array(MultiPolygon([box(0, 0, 100, 0.05), box(0, 10, 100, 11)])))
    assert result.slivers_dropped[0] == 1
    assert result.geoms[0].area == pytest.approx(100)


def test_nothing_polygonal_is_lost() -> None:
    lost = repair(
        array(
            None,
            Polygon(),
            Point(1, 1),
            LineString([(0, 0), (9, 9)]),
            box(0, 0, 0.1, 0.1),
            Polygon([(0, 0), (np.inf, 0), (1, 1)]),
            box(0, 0, 10, 10),
        )
    )
    assert lost.lost.tolist() == [True] * 6 + [False]
    assert [geom is None for geom in lost.geoms] == [True] * 6 + [False]


def test_polygons_are_taken_out_of_a_nested_collection() -> None:
    inner = GeometryCollection([box(20, 0, 30, 10), Point(5, 5)])
    result = repair(array(GeometryCollection([MultiPolygon([box(0, 0, 10, 10)]), inner])))
    assert result.others_dropped[0]
    assert result.geoms[0].area == pytest.approx(200)


def test_height_is_left_behind() -> None:
    (flat,) = repair(array(Polygon([(0, 0, 5), (10, 0, 5), (10, 10, 5)]))).geoms
    assert not flat.has_z


def test_repair_of_nothing_gives_nothing() -> None:
    assert len(repair(array()).geoms) == 0


def test_geometry_that_the_library_cannot_mend_is_lost_and_the_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    mend = shapely.make_valid

    def refuse_the_large(geoms: Any, **options: Any) -> object:
        if np.any(shapely.area(geoms) > 20_000):
            raise GEOSException("TopologyException")
        return mend(geoms, **options)

    monkeypatch.setattr(shapely, "make_valid", refuse_the_large)
    large = MultiPolygon([box(0, 0, 100, 200), box(50, 0, 150, 200)])
    result = repair(array(large, BOW_TIE))
    assert result.lost.tolist() == [True, False]
    assert result.geoms[1].area == pytest.approx(5_000)


coordinates = st.tuples(*[st.integers(-200, 200)] * 2)
rings = st.lists(coordinates, min_size=3, max_size=12)


@settings(deadline=None)
@given(st.lists(st.lists(rings, min_size=1, max_size=3), min_size=1, max_size=4))
def test_whatever_goes_in_comes_out_valid_or_is_said_to_be_lost(shapes: list[list[list[tuple[int, int]]]]) -> None:
    result = repair(array(*[MultiPolygon([Polygon(ring) for ring in parts]) for parts in shapes]))
    for geom, lost in zip(result.geoms, result.lost, strict=True):
        assert (geom is None) == lost
        if not lost:
            assert isinstance(geom, MultiPolygon)
            assert geom.is_valid
            assert not geom.is_empty


def test_cleaned_buurten_tile_exactly(buurten: Geometries) -> None:
    assert not shapely.coverage_is_valid(buurten)
    cleaned = clean_coverage(buurten)
    assert shapely.coverage_is_valid(cleaned)
    assert overlap(buurten) > 100
    assert overlap(cleaned) < 0.001


@pytest.mark.parametrize("tolerance", [5, 20, 50, 500])
def test_simplified_buurten_share_every_edge(buurten: Geometries, tolerance: float) -> None:
    simple = simplify_coverage(buurten, tolerance)
    cleaned = clean_coverage(buurten)
    assert shapely.is_valid(simple).all()
    assert not shapely.is_empty(simple).any()
    assert set(shapely.get_type_id(simple).tolist()) == {6}
    assert shapely.coverage_is_valid(simple)
    assert overlap(simple) < 0.001
    assert shapely.get_num_coordinates(simple).sum() < shapely.get_num_coordinates(cleaned).sum()
    assert holes(simple) <= holes(cleaned)


def test_fine_simplification_keeps_the_area_of_the_municipality(buurten: Geometries) -> None:
    before = shapely.union_all(buurten).area
    assert shapely.union_all(simplify_coverage(buurten, 5)).area == pytest.approx(before, rel=1e-5)


def holes(geoms: Geometries) -> int:
    return int(shapely.get_num_interior_rings(shapely.get_parts(shapely.union_all(geoms))).sum())


def test_same_polygon_twice_is_given_back_as_it_came() -> None:
    twin = box(0, 0, 100, 100)
    simple = simplify_coverage(array(twin, twin), 1)
    assert not shapely.is_empty(simple).any()
    assert shapely.area(simple).tolist() == pytest.approx([10_000, 10_000])


def test_simplification_of_nothing_gives_nothing() -> None:
    assert len(simplify_coverage(array(), 10)) == 0


@settings(deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=5), st.lists(st.integers(1, 9), min_size=2, max_size=5))
def test_tiles_stay_tiles(widths: list[int], heights: list[int]) -> None:
    xs, ys = np.cumsum([0, *widths]) * 50.0, np.cumsum([0, *heights]) * 50.0
    tiles = array(*[box(w, s, e, n) for w, e in pairwise(xs) for s, n in pairwise(ys)])
    simple = simplify_coverage(tiles, 10)
    assert len(simple) == len(tiles)
    assert shapely.coverage_is_valid(simple)
    assert overlap(simple) == pytest.approx(0, abs=0.001)
    assert holes(simple) == 0
