"""A neighbourhood's shape is at all times the union of its buurten."""

import json
from dataclasses import dataclass

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import affine_transform
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import (
    CITY_CORNER,
    MAP_TABLES,
    add_neighbourhood,
    buurt_code,
    dump,
    imported,
    one_example,
    property_test,
    small_city,
    source_areas,
    square,
)
from webapp.areas.gazetteer import search_places
from webapp.areas.queries import (
    count_unassigned_buurten,
    list_bordering,
    list_buurten,
    list_unassigned_buurten,
)
from webapp.areas.releases import assign_codes, end_memberships
from webapp.areas.rules import OUTLINE_LEVELS
from webapp.areas.shapes import refresh
from webapp.config import MUNICIPALITY
from webapp.coverage.queries import neighbourhoods_geojson
from webapp.models import Area, AreaRelease, Neighbourhood, NeighbourhoodArea, NeighbourhoodOutline

GRID_METRES = 0.01
"""Shapes are united on a grid of a centimetre: a border moves at most that much."""


@dataclass(frozen=True)
class Tiling:
    """Areas that fill a tilted square, and the number of the neighbourhood of each; None for none."""

    shapes: list[BaseGeometry]
    owners: list[int | None]


@st.composite
def tilings(draw: st.DrawFn) -> Tiling:
    boxes = [(0.0, 0.0, 2000.0, 2000.0)]
    for _ in range(draw(st.integers(0, 11))):
        west, south, east, north = boxes.pop(draw(st.integers(0, len(boxes) - 1)))
        part = draw(st.integers(2, 8)) / 10
        if draw(st.booleans()):
            middle = west + (east - west) * part
            boxes += [(west, south, middle, north), (middle, south, east, north)]
        else:
            middle = south + (north - south) * part
            boxes += [(west, south, east, middle), (west, middle, east, north)]
    angle = draw(st.floats(0, 1.5, allow_nan=False))
    turn = [np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle), CITY_CORNER[0], CITY_CORNER[1]]
    owner = st.none() | st.integers(0, 3)
    return Tiling(
        [affine_transform(shapely.box(*box), turn) for box in boxes],
        draw(st.lists(owner, min_size=len(boxes), max_size=len(boxes))),
    )


def shapes_of(session: Session) -> dict[int, BaseGeometry]:
    rows = session.execute(
        select(Neighbourhood.id, func.ST_AsBinary(Neighbourhood.geom)).where(Neighbourhood.geom.is_not(None))
    )
    return {row[0]: shapely.from_wkb(bytes(row[1])) for row in rows}


def outlines_of(session: Session, level: int) -> list[BaseGeometry]:
    """The outlines of a level, in metres."""
    rows = session.scalars(
        select(func.ST_AsBinary(func.ST_Transform(NeighbourhoodOutline.geom, 28992)))
        .where(NeighbourhoodOutline.level == level)
        .order_by(NeighbourhoodOutline.neighbourhood_id)
    )
    return [shapely.from_wkb(bytes(row)) for row in rows]


def holes(geom: BaseGeometry) -> float:
    """Square metres of holes within the shape; threads of a few centimetres, which uniting on a grid leaves, aside."""
    inner = [shapely.Polygon(ring) for part in shapely.get_parts(geom) for ring in part.interiors]
    return float(sum(each.area for each in inner if 2 * each.area / each.length > 5 * GRID_METRES))


@property_test(25)
@given(tiling=tilings())
def test_shapes_are_the_union_of_their_buurten_without_overlap(empty_session: Session, tiling: Tiling) -> None:
    with one_example(empty_session):
        imported(empty_session, source_areas(tiling.shapes), today=TODAY)
        ids = {}
        for number in range(4):
            codes = [buurt_code(place) for place, owner in enumerate(tiling.owners) if owner == number]
            ids[number] = add_neighbourhood(empty_session, f"wijk-{number}", codes=codes)
        refresh(empty_session, today=TODAY)
        shapes = shapes_of(empty_session)
        for number in range(4):
            own = [tiling.shapes[place] for place, owner in enumerate(tiling.owners) if owner == number]
            assert (ids[number] in shapes) is bool(own)
            if own:
                shape = shapes[ids[number]]
                slack = GRID_METRES * sum(each.length for each in own)
                assert shape.is_valid
                assert shape.area == pytest.approx(sum(each.area for each in own), abs=slack)
                assert shape.symmetric_difference(shapely.union_all(own)).area <= slack
        every = list(shapes.values())
        rim = GRID_METRES * sum(each.length for each in every)
        assert sum(each.area for each in every) == pytest.approx(shapely.union_all(every).area, abs=rim + 1e-6)
        free = [buurt_code(place) for place, owner in enumerate(tiling.owners) if owner is None]
        listed = list_unassigned_buurten(empty_session, today=TODAY, municipality=MUNICIPALITY)
        assert [code for code, _ in listed] == free
        assert count_unassigned_buurten(empty_session, today=TODAY, municipality=MUNICIPALITY) == len(free)


@property_test(12)
@given(tiling=tilings())
def test_outlines_share_their_edges_at_every_level(empty_session: Session, tiling: Tiling) -> None:
    with one_example(empty_session):
        imported(empty_session, source_areas(tiling.shapes), today=TODAY)
        for number in range(4):
            codes = [buurt_code(place) for place, owner in enumerate(tiling.owners) if (owner or 0) == number]
            add_neighbourhood(empty_session, f"wijk-{number}", codes=codes)
        refresh(empty_session, today=TODAY)
        for level in OUTLINE_LEVELS:
            outlines = outlines_of(empty_session, level.level)
            together = shapely.union_all(outlines)
            assert all(each.is_valid and not each.is_empty for each in outlines)
            # a border of 2 km is straight in metres and not quite so in degrees
            assert sum(each.area for each in outlines) == pytest.approx(together.area, rel=1e-5)
            assert holes(together) == 0
            assert together.area == pytest.approx(2000.0 * 2000.0, rel=0.02 if level.tolerance_metres else 1e-5)


@dataclass(frozen=True)
class OfficialCity:
    """What the real buurten make of the neighbourhoods."""

    buurten: dict[str, list[BaseGeometry]]
    shapes: dict[str, BaseGeometry]
    outlines: dict[int, list[BaseGeometry]]


@pytest.fixture(scope="module")
def official(official_session: Session) -> OfficialCity:
    rows = official_session.execute(
        select(Neighbourhood.slug, func.ST_AsBinary(Area.geom))
        .join(NeighbourhoodArea, NeighbourhoodArea.neighbourhood_id == Neighbourhood.id)
        .join(Area, Area.code == NeighbourhoodArea.area_code)
        .join(
            AreaRelease,
            (AreaRelease.year == Area.year) & (AreaRelease.kind == Area.kind) & ~Area.is_schematic,
        )
        .where(AreaRelease.in_force, ~AreaRelease.is_schematic)
    )
    buurten: dict[str, list[BaseGeometry]] = {}
    for slug, wkb in rows:
        buurten.setdefault(slug, []).append(shapely.from_wkb(bytes(wkb)))
    slugs = dict(official_session.execute(select(Neighbourhood.id, Neighbourhood.slug)).all())
    return OfficialCity(
        buurten=buurten,
        shapes={slugs[key]: shape for key, shape in shapes_of(official_session).items()},
        outlines={each.level: outlines_of(official_session, each.level) for each in OUTLINE_LEVELS},
    )


def test_real_neighbourhoods_are_the_union_of_their_buurten(official: OfficialCity) -> None:
    assert len(official.shapes) == 42
    assert sum(map(len, official.buurten.values())) == 148
    for slug, shape in official.shapes.items():
        whole = shapely.union_all(official.buurten[slug])
        assert shape.is_valid
        assert shape.symmetric_difference(whole).area / whole.area < 1e-4, slug


def test_real_neighbourhoods_add_up_to_the_municipality(official: OfficialCity) -> None:
    hectares = sum(shape.area for shape in official.shapes.values()) / 10_000
    assert hectares == pytest.approx(19_802, rel=0.002)
    together = shapely.union_all(list(official.shapes.values()))
    # the file rounds to five decimals of a degree, about a metre
    assert hectares * 10_000 == pytest.approx(together.area, rel=1e-3)


@pytest.mark.parametrize("level", OUTLINE_LEVELS, ids=lambda each: f"level {each.level}")
def test_real_outlines_leave_no_gaps_and_do_not_overlap(official: OfficialCity, level: object) -> None:
    outlines = official.outlines[level.level]  # type: ignore[attr-defined]  # a level
    together = shapely.union_all(outlines)
    exactly = level.tolerance_metres > 0  # type: ignore[attr-defined]  # a level; cleaned where simplified
    assert len(outlines) == 42
    assert sum(each.area for each in outlines) == pytest.approx(together.area, rel=1e-6 if exactly else 1e-3)
    if exactly:
        # what gapes in the source by more than a metre stays open
        assert holes(together) <= 1.1 * holes(shapely.union_all(list(official.shapes.values())))
    assert together.area == pytest.approx(sum(each.area for each in official.shapes.values()), rel=0.01)


def test_coarser_levels_have_fewer_vertices(official: OfficialCity) -> None:
    counts = [sum(map(shapely.get_num_coordinates, official.outlines[each.level])) for each in OUTLINE_LEVELS]
    assert counts == sorted(set(counts))
    assert counts[0] < counts[-1] / 2


def test_buurt_that_moves_changes_both_neighbourhoods_at_once(empty_session: Session) -> None:
    ids = small_city(empty_session, today=TODAY)
    before = dump(empty_session.connection(), MAP_TABLES)
    with empty_session.begin_nested() as move:
        assign_codes(empty_session, ids["oost"], [buurt_code(1)], on=TODAY)
        refresh(empty_session, today=TODAY)
        shapes = shapes_of(empty_session)
        assert shapes[ids["west"]].area == pytest.approx(250_000, abs=50)
        assert shapes[ids["oost"]].area == pytest.approx(750_000, abs=50)
        west, east = (empty_session.get_one(Neighbourhood, ids[slug]) for slug in ("west", "oost"))
        assert (west.inhabitants, east.inhabitants) == (100, 500)
        moved = search_places(empty_session, "Buurt 0001")[0]
        assert (moved.name, moved.slug) == ("Buurt 0001", "oost")
        move.rollback()
    empty_session.expire_all()
    assert dump(empty_session.connection(), MAP_TABLES) == before
    assert shapes_of(empty_session)[ids["west"]].area == pytest.approx(500_000, abs=50)
    assert empty_session.get_one(Neighbourhood, ids["west"]).inhabitants == 300


def test_buurt_that_moved_was_where_it_was(empty_session: Session) -> None:
    ids = small_city(empty_session, today=TODAY)
    assign_codes(empty_session, ids["oost"], [buurt_code(1)], on=TODAY)
    periods = empty_session.execute(
        select(NeighbourhoodArea.neighbourhood_id, NeighbourhoodArea.period)
        .where(NeighbourhoodArea.area_code == buurt_code(1))
        .order_by(func.lower(NeighbourhoodArea.period))
    ).all()
    assert [row[0] for row in periods] == [ids["west"], ids["oost"]]
    assert periods[0][1].upper == periods[1][1].lower == TODAY


def test_membership_that_began_today_and_ends_today_never_was(empty_session: Session) -> None:
    ids = small_city(empty_session, today=TODAY)
    assign_codes(empty_session, ids["oost"], [buurt_code(1)], on=TODAY)
    end_memberships(empty_session, [buurt_code(1)], on=TODAY)
    rows = empty_session.scalars(
        select(NeighbourhoodArea.neighbourhood_id).where(NeighbourhoodArea.area_code == buurt_code(1))
    ).all()
    assert rows == [ids["west"]]
    assert count_unassigned_buurten(empty_session, today=TODAY, municipality=MUNICIPALITY) == 1


def test_neighbourhood_that_loses_its_last_buurt_has_no_shape_nor_figures(empty_session: Session) -> None:
    ids = small_city(empty_session, today=TODAY)
    assign_codes(empty_session, ids["oost"], [buurt_code(0), buurt_code(1)], on=TODAY)
    refresh(empty_session, today=TODAY)
    west = empty_session.get_one(Neighbourhood, ids["west"])
    assert (west.geom, west.label_point, west.inhabitants, west.inhabitants_estimated) == (None, None, None, False)
    assert ids["west"] in empty_session.scalars(select(Neighbourhood.id)).all()
    collection = json.loads(neighbourhoods_geojson(empty_session, at=TODAY, level=0)[1])
    assert [feature["id"] for feature in collection["features"]] == ["oost"]


def test_city_without_buurten_or_neighbourhoods_is_refreshed_to_nothing(empty_session: Session) -> None:
    refresh(empty_session, today=TODAY)
    add_neighbourhood(empty_session, "leeg", codes=[buurt_code(7)])
    refresh(empty_session, today=TODAY)
    assert shapes_of(empty_session) == {}
    assert empty_session.scalars(select(NeighbourhoodOutline.level)).all() == []
    assert search_places(empty_session, "leeg")[0].slug == "leeg"


def test_label_stands_inside_its_shape(session: Session) -> None:
    outside = session.scalars(
        select(Neighbourhood.slug).where(
            ~func.ST_Covers(Neighbourhood.geom, func.ST_Transform(Neighbourhood.label_point, 28992))
        )
    ).all()
    assert outside == []
    assert session.scalar(select(func.count()).where(Neighbourhood.label_point.is_not(None))) == 42


def test_neighbours_share_a_border_and_buurten_are_listed_by_name(empty_session: Session) -> None:
    shapes = [square(0, 0), square(1, 0), square(2, 0)]
    imported(empty_session, source_areas(shapes, names=["Zuid", "Noord", "Ver"]), today=TODAY)
    ids = [add_neighbourhood(empty_session, f"wijk-{n}", codes=[buurt_code(n)]) for n in (0, 1, 2)]
    refresh(empty_session, today=TODAY)
    assert list_bordering(empty_session, ids[0]) == ("wijk-1",)
    assert list_bordering(empty_session, ids[1]) == ("wijk-0", "wijk-2")
    assign_codes(empty_session, ids[0], [buurt_code(1)], on=TODAY)
    buurten = list_buurten(empty_session, ids[0], today=TODAY)
    assert [each.name for each in buurten] == ["Noord", "Zuid"]
    assert [each.area_ha for each in buurten] == [25.0, 25.0]
