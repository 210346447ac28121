"""Importing a release of buurten: what is stored, what the map is made of, what waits for a person."""

from collections.abc import Sequence

import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import (
    HISTORY_TABLES,
    MAP_TABLES,
    add_neighbourhood,
    buurt_code,
    dump,
    imported,
    small_city,
    source_areas,
    square,
)
from webapp.areas.actions import ImportReport, import_areas
from webapp.areas.queries import find_release_in_force, list_member_codes, list_releases, list_unassigned_buurten
from webapp.areas.releases import Outcome, promote
from webapp.areas.shapes import refresh
from webapp.config import MUNICIPALITY
from webapp.errors import DomainError
from webapp.models import Area, AreaRelease, Neighbourhood
from webapp.vocabulary import AreaKind

FOUR = [buurt_code(number) for number in range(4)]
SQUARES = [square(column, 0) for column in range(4)]
MAP_OF_NOW = ("neighbourhood", "neighbourhood_outline", "neighbourhood_area", "data_version")


def release(
    session: Session,
    codes: Sequence[str],
    shapes: Sequence[BaseGeometry],
    *,
    year: int = 2025,
    accept_missing: bool = False,
    inhabitants: Sequence[int | None] | None = None,
) -> ImportReport:
    areas = source_areas(shapes, codes=codes, year=year, inhabitants=inhabitants)
    return imported(session, areas, today=TODAY, accept_missing=accept_missing)


def map_of_now(session: Session) -> dict[str, list[str]]:
    return dump(session.connection(), MAP_OF_NOW)


def hectares(session: Session, slug: str) -> float:
    metres: float = session.scalars(select(func.ST_Area(Neighbourhood.geom)).where(Neighbourhood.slug == slug)).one()
    return round(metres / 10_000, 1)


def year_in_force(session: Session) -> int:
    found = find_release_in_force(session)
    assert found is not None
    return found.year


def test_first_release_goes_in_force_at_once(empty_session: Session) -> None:
    report = release(empty_session, FOUR, SQUARES, year=2024)
    assert (report.merged.added, report.merged.changed, report.merged.unchanged) == (4, 0, 0)
    assert report.promotion.outcome is Outcome.IN_FORCE
    assert year_in_force(empty_session) == 2024


def test_new_year_keeps_the_old_one_and_carries_neighbourhoods_over_by_code(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    wider = [square(column, 0, metres=600.0) for column in range(4)]
    report = release(empty_session, FOUR, wider)
    assert report.promotion.outcome is Outcome.IN_FORCE
    assert year_in_force(empty_session) == 2025
    assert hectares(empty_session, "west") == hectares(empty_session, "oost") == 72.0
    counts = dict(empty_session.execute(select(Area.year, func.count()).group_by(Area.year)).all())
    assert counts == {2024: 4, 2025: 4}
    assert [(each.year, each.in_force) for each in list_releases(empty_session)] == [(2025, True), (2024, False)]


def test_older_year_is_stored_beside_the_map(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    empty_session.execute(text("DELETE FROM data_version"))
    before = map_of_now(empty_session)
    report = release(empty_session, FOUR[:2], SQUARES[:2], year=2017)
    assert report.promotion.outcome is Outcome.OLDER
    after = map_of_now(empty_session)
    assert {**after, "data_version": []} == before
    assert year_in_force(empty_session) == 2024


def test_areas_of_another_kind_are_stored_and_change_no_map(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    areas = source_areas([square(0, 0)], codes=["WK001400"], kind=AreaKind.WIJK, year=2025)
    report = imported(empty_session, areas, today=TODAY)
    assert (report.promotion.outcome, report.merged.added) == (Outcome.STORED, 1)
    assert year_in_force(empty_session) == 2024
    assert find_release_in_force(empty_session, AreaKind.WIJK) is None


def test_same_file_twice_changes_nothing(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    tables = (*MAP_TABLES, *HISTORY_TABLES, "data_version", "place_name")
    before = dump(empty_session.connection(), tables, without=())
    report = release(empty_session, FOUR, SQUARES, year=2024, inhabitants=[100, 200, 300, None])
    assert (report.merged.added, report.merged.changed, report.merged.unchanged) == (0, 0, 4)
    assert report.promotion.outcome is Outcome.STORED
    assert dump(empty_session.connection(), tables, without=()) == before


def test_corrected_file_of_the_same_year_changes_only_what_it_corrects(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    shapes = [*SQUARES[:3], square(3, 0, metres=400.0)]
    shapes[3] = shapely.box(*square(3, 0).bounds[:2], square(3, 0).bounds[0] + 250, square(3, 0).bounds[3])
    report = release(empty_session, FOUR, shapes, year=2024, inhabitants=[100, 200, 333, None])
    assert (report.merged.added, report.merged.changed, report.merged.unchanged) == (0, 2, 2)
    assert report.promotion.outcome is Outcome.REFRESHED
    assert hectares(empty_session, "oost") == 37.5
    figure = select(Neighbourhood.inhabitants).where(Neighbourhood.slug == "oost")
    assert empty_session.scalars(figure).one() == 333


def test_incomplete_file_waits_and_the_map_is_as_it_was(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    empty_session.execute(text("UPDATE area_release SET source = 'x'"))
    before = dump(empty_session.connection(), MAP_OF_NOW[:3])
    report = release(empty_session, FOUR[:3], SQUARES[:3])
    assert report.promotion.outcome is Outcome.WAITS
    assert report.promotion.carry_over is not None
    assert report.promotion.carry_over.vanished == (FOUR[3],)
    assert dump(empty_session.connection(), MAP_OF_NOW[:3]) == before
    assert year_in_force(empty_session) == 2024


def test_incomplete_file_that_is_accepted_goes_in_force(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    report = release(empty_session, FOUR[:3], SQUARES[:3], accept_missing=True)
    assert report.promotion.outcome is Outcome.IN_FORCE
    assert (hectares(empty_session, "west"), hectares(empty_session, "oost")) == (50.0, 25.0)


def test_rest_of_an_accepted_file_falls_into_its_place_later(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    release(empty_session, FOUR[:3], SQUARES[:3], accept_missing=True)
    report = release(empty_session, FOUR, SQUARES)
    assert (report.merged.added, report.promotion.outcome) == (1, Outcome.REFRESHED)
    assert hectares(empty_session, "oost") == 50.0
    assert list_unassigned_buurten(empty_session, today=TODAY, municipality=MUNICIPALITY) == ()


def test_partial_file_then_the_complete_one_goes_in_force(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    assert release(empty_session, FOUR[:3], SQUARES[:3]).promotion.outcome is Outcome.WAITS
    report = release(empty_session, FOUR, SQUARES)
    assert (report.merged.added, report.merged.unchanged) == (1, 3)
    assert report.promotion.outcome is Outcome.IN_FORCE


def test_file_that_would_leave_a_neighbourhood_without_shape_is_refused_whatever_is_accepted(
    empty_session: Session,
) -> None:
    small_city(empty_session, today=TODAY)
    before = dump(empty_session.connection(), MAP_TABLES)
    with pytest.raises(DomainError) as caught, empty_session.begin_nested():
        release(empty_session, FOUR[:2], SQUARES[:2], accept_missing=True)
    assert (caught.value.code, caught.value.detail) == ("neighbourhoods_without_areas", {"names": "Oost"})
    assert dump(empty_session.connection(), MAP_TABLES) == before


def test_import_that_fails_halfway_leaves_everything_as_it_was(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    tables = (*MAP_TABLES, *HISTORY_TABLES, "data_version", "place_name")
    before = dump(empty_session.connection(), tables, without=())
    bow_tie = shapely.MultiPolygon([shapely.Polygon([(0, 0), (1, 1), (0, 1), (1, 0)])])
    with pytest.raises(IntegrityError), empty_session.begin_nested():
        release(empty_session, FOUR, [*SQUARES[:3], bow_tie])
    assert dump(empty_session.connection(), tables, without=()) == before
    release(empty_session, FOUR, SQUARES)
    assert dump(empty_session.connection(), tables, without=()) != before


def test_figures_that_a_year_lacks_are_taken_from_the_newest_other_year(empty_session: Session) -> None:
    release(empty_session, FOUR, SQUARES, year=2020, inhabitants=[10, 20, 30, 40])
    release(empty_session, FOUR, SQUARES, year=2024, inhabitants=[100, 200, None, None])
    report = release(empty_session, FOUR, SQUARES, inhabitants=[None, 222, None, None])
    assert report.merged.figures_carried == 3
    rows = empty_session.execute(
        select(Area.inhabitants, Area.inhabitants_year).where(Area.year == 2025).order_by(Area.code)
    ).all()
    # what 2024 lacked it had from 2020 itself
    assert [tuple(row) for row in rows] == [(100, 2024), (222, 2025), (30, 2020), (40, 2020)]


def test_official_figure_goes_before_a_newer_estimate(session: Session) -> None:
    code, estimate = session.execute(
        select(Area.code, Area.inhabitants).where(Area.inhabitants_estimated).order_by(Area.code).limit(1)
    ).one()
    shape = [square(0, 0)]
    release(session, [code], shape, year=2015, inhabitants=[estimate + 1])
    release(session, [code], shape, year=2016)
    row = session.execute(
        select(Area.inhabitants, Area.inhabitants_year, Area.inhabitants_estimated).where(
            Area.code == code, Area.year == 2016
        )
    ).one()
    assert tuple(row) == (estimate + 1, 2015, False)


def test_estimate_is_carried_over_as_an_estimate_until_a_figure_comes(session: Session) -> None:
    code = session.scalars(select(Area.code).where(Area.inhabitants_estimated).order_by(Area.code).limit(1)).one()
    flag = select(Area.inhabitants_estimated).where(Area.code == code, Area.year == 2025)
    release(session, [code], [square(0, 0)])
    assert session.scalars(flag).one() is True
    release(session, [code], [square(0, 0)], inhabitants=[7])
    assert session.scalars(flag).one() is False


def test_progress_is_told_until_all_are_stored(empty_session: Session) -> None:
    told: list[int] = []
    shapes = [square(column, row, metres=50.0) for row in range(30) for column in range(40)]
    import_areas(empty_session, source_areas(shapes), today=TODAY, on_stored=told.append)
    assert sum(told) == 1200
    assert len(told) > 1


def test_official_boundaries_take_the_place_of_schematic_ones_with_every_proposal_followed(session: Session) -> None:
    codes, shapes = _schematic(session)
    tree = shapely.centroid(shapes[0]).buffer(20)
    report = release(session, [*codes, "BU00149999"], [*shapes, tree], year=2024)
    assert report.promotion.outcome is Outcome.IN_FORCE
    assert [each.new_code for each in report.promotion.followed] == ["BU00149999"]
    found = find_release_in_force(session)
    assert found is not None
    assert (found.year, found.is_schematic) == (2024, False)
    assert "BU00149999" in list_member_codes(session, today=TODAY)
    schematic = session.get(AreaRelease, (AreaKind.BUURT, 2024, True))
    assert schematic is not None
    assert not schematic.in_force


def test_placeholders_that_official_boundaries_lack_are_let_go(session: Session) -> None:
    codes, shapes = _schematic(session)
    kept = [(code, shape) for code, shape in zip(codes, shapes, strict=True) if not code.startswith("AF")]
    report = release(session, [code for code, _ in kept], [shape for _, shape in kept], year=2024)
    assert report.promotion.outcome is Outcome.IN_FORCE
    assert set(list_member_codes(session, today=TODAY)) == {code for code, _ in kept}


def test_official_boundaries_that_lack_official_buurten_wait_even_over_schematic_ones(session: Session) -> None:
    codes, shapes = _schematic(session)
    missing = next(code for code in reversed(codes) if code.startswith("BU"))
    kept = [(code, shape) for code, shape in zip(codes, shapes, strict=True) if code != missing]
    report = release(session, [code for code, _ in kept], [shape for _, shape in kept], year=2024)
    assert report.promotion.outcome is Outcome.WAITS
    assert report.promotion.carry_over is not None
    assert report.promotion.carry_over.vanished == (missing,)
    found = find_release_in_force(session)
    assert found is not None
    assert found.is_schematic


def _schematic(session: Session) -> tuple[list[str], list[BaseGeometry]]:
    rows = session.execute(
        select(Area.code, func.ST_AsBinary(Area.geom)).where(Area.is_schematic).order_by(Area.code)
    ).all()
    return [row[0] for row in rows], [shapely.from_wkb(bytes(row[1])) for row in rows]


def test_release_that_was_never_loaded_cannot_be_promoted(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    with pytest.raises(DomainError, match="release_unknown"):
        promote(empty_session, year=2031, municipality=MUNICIPALITY, today=TODAY)


def test_other_municipality_is_stored_and_left_out_of_the_comparison(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    far = square(20, 0)
    report = release(empty_session, [*FOUR, "BU00150000"], [*SQUARES, far])
    assert report.promotion.outcome is Outcome.IN_FORCE
    assert list_unassigned_buurten(empty_session, today=TODAY, municipality=MUNICIPALITY) == ()


def test_membership_that_ended_does_not_hold_a_release_back(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    add_neighbourhood(empty_session, "vroeger")
    empty_session.execute(
        text(
            "INSERT INTO neighbourhood_area (neighbourhood_id, area_code, period)"
            " SELECT id, 'BU00140777', daterange('2020-01-01', '2021-01-01') FROM neighbourhood WHERE slug = 'vroeger'"
        )
    )
    refresh(empty_session, today=TODAY)
    assert release(empty_session, FOUR, SQUARES).promotion.outcome is Outcome.IN_FORCE
