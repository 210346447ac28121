from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import add_neighbourhood, buurt_code, small_city
from webapp.areas.releases import put_in_force
from webapp.errors import DomainError
from webapp.models import AreaRelease, CoverageTarget, Evidence, Neighbourhood, NeighbourhoodArea, OutboxMail, Presence
from webapp.vocabulary import AreaKind, EvidenceKind, Provenance, Stage


def presence(neighbourhood_id: int, first: date, end: date | None) -> Presence:
    return Presence(
        neighbourhood_id=neighbourhood_id,
        stage=Stage.EXPLORING,
        period=Range(first, end),
        provenance=Provenance.ENTERED,
    )


def refused(session: Session, *rows: object) -> str:
    """The name of the constraint that refuses the rows together."""
    with pytest.raises(IntegrityError) as caught:
        accepted(session, *rows)
    return str(caught.value.orig.diag.constraint_name)  # type: ignore[union-attr]  # psycopg's own error


def accepted(session: Session, *rows: object) -> None:
    with session.begin_nested():
        session.add_all(rows)
        session.flush()


def test_stages_of_one_neighbourhood_cannot_overlap(empty_session: Session) -> None:
    here, there = add_neighbourhood(empty_session, "hier"), add_neighbourhood(empty_session, "daar")
    accepted(empty_session, presence(here, date(2020, 1, 1), date(2021, 1, 1)))
    overlapping = presence(here, date(2020, 12, 31), None)
    assert refused(empty_session, overlapping) == "ex_presence_no_overlap"
    accepted(empty_session, presence(here, date(2021, 1, 1), None), presence(there, date(2020, 12, 31), None))


@pytest.mark.parametrize("period", [Range(date(2020, 1, 1), date(2020, 1, 1)), Range(None, date(2020, 1, 1))])
def test_stage_needs_a_first_day_and_some_length(empty_session: Session, period: Range[date]) -> None:
    here = add_neighbourhood(empty_session)
    row = Presence(neighbourhood_id=here, stage=Stage.EXPLORING, period=period, provenance=Provenance.ENTERED)
    assert refused(empty_session, row) == "ck_presence_period"


def test_buurt_belongs_to_one_neighbourhood_at_a_time(empty_session: Session) -> None:
    here, there = add_neighbourhood(empty_session, "hier"), add_neighbourhood(empty_session, "daar")

    def member(neighbourhood_id: int, period: Range[date]) -> NeighbourhoodArea:
        return NeighbourhoodArea(neighbourhood_id=neighbourhood_id, area_code=buurt_code(0), period=period)

    accepted(empty_session, member(here, Range(date(2020, 1, 1), date(2024, 1, 1))))
    early = member(there, Range(date(2023, 12, 31), None))
    assert refused(empty_session, early) == "ex_neighbourhood_area_one_at_a_time"
    accepted(empty_session, member(there, Range(date(2024, 1, 1), None)))


def test_one_target_holds_at_a_time(empty_session: Session) -> None:
    def target(period: Range[date]) -> CoverageTarget:
        return CoverageTarget(start_year=2020, target_year=2025, period=period, reason="proef")

    accepted(empty_session, target(Range(None, date(2024, 1, 1))))
    assert refused(empty_session, target(Range(date(2023, 1, 1), None))) == "ex_coverage_target_one_at_a_time"
    accepted(empty_session, target(Range(date(2024, 1, 1), None)))


@pytest.mark.parametrize("years", [(2025, 2020), (2020, 2020), (1899, 2020), (2020, 2201)])
def test_target_years_run_forward(empty_session: Session, years: tuple[int, int]) -> None:
    row = CoverageTarget(start_year=years[0], target_year=years[1], period=Range(None, None), reason="proef")
    assert refused(empty_session, row) == "ck_coverage_target_years"


def test_one_release_of_a_kind_is_in_force(empty_session: Session) -> None:
    def release(kind: AreaKind, year: int) -> AreaRelease:
        return AreaRelease(kind=kind, year=year, is_schematic=False, in_force=True, source="proef")

    accepted(empty_session, release(AreaKind.BUURT, 2024), release(AreaKind.WIJK, 2024))
    assert refused(empty_session, release(AreaKind.BUURT, 2025)) == "uq_area_release_in_force"


def test_other_release_takes_the_place_of_the_one_in_force(empty_session: Session) -> None:
    for year in (2024, 2025):
        accepted(
            empty_session,
            AreaRelease(kind=AreaKind.BUURT, year=year, is_schematic=False, in_force=year == 2024, source="proef"),
        )
    put_in_force(empty_session, AreaKind.BUURT, year=2025, is_schematic=False)
    assert empty_session.get_one(AreaRelease, (AreaKind.BUURT, 2025, False)).in_force
    assert not empty_session.get_one(AreaRelease, (AreaKind.BUURT, 2024, False)).in_force


def test_release_that_is_not_there_cannot_come_in_force(empty_session: Session) -> None:
    with pytest.raises(DomainError, match="release_unknown"):
        put_in_force(empty_session, AreaKind.BUURT, year=2025, is_schematic=False)


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        (lambda: Neighbourhood(slug="Hoofd Letter", name="A"), "ck_neighbourhood_slug"),
        (lambda: Neighbourhood(slug="a", name=""), "ck_neighbourhood_name"),
        (lambda: Neighbourhood(slug="a", name="x" * 81), "ck_neighbourhood_name"),
        (
            lambda: AreaRelease(kind=AreaKind.BUURT, year=1900, is_schematic=False, in_force=False, source="x"),
            "ck_area_release_year",
        ),
        (lambda: OutboxMail(recipient="a", subject="b", body="c", attempts=-1), "ck_outbox_mail_attempts"),
        (
            lambda: Evidence(
                neighbourhood_id=0, kind=EvidenceKind.NETWORK, observed_on=TODAY, provenance=Provenance.ENTERED
            ),
            "fk_evidence_neighbourhood_id_neighbourhood",
        ),
    ],
)
def test_row_that_means_nothing_is_refused(empty_session: Session, row: Callable[[], object], constraint: str) -> None:
    assert refused(empty_session, row()) == constraint


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("geom = ST_GeomFromText('MULTIPOLYGON(((0 0,1 1,0 1,1 0,0 0)))', 28992)", "ck_area_geom_valid"),
        ("geom = ST_GeomFromText('MULTIPOLYGON EMPTY', 28992)", "ck_area_geom_valid"),
        ("code = 'XX00140000'", "ck_area_code"),
        ("inhabitants = -1", "ck_area_counts"),
        ("pct_65plus = 101", "ck_area_percentages"),
    ],
)
def test_area_that_cannot_be_is_refused(empty_session: Session, change: str, constraint: str) -> None:
    small_city(empty_session, today=TODAY)
    statement = text(f"UPDATE area SET {change} WHERE code = :code")
    with pytest.raises(IntegrityError) as caught, empty_session.begin_nested():
        empty_session.execute(statement, {"code": buurt_code(0)})
    assert caught.value.orig.diag.constraint_name == constraint  # type: ignore[union-attr]  # psycopg's own error
    empty_session.execute(text("UPDATE area SET inhabitants = 0, pct_65plus = 100 WHERE code = 'BU00140000'"))


def test_neighbourhood_takes_all_that_hangs_on_it_along(empty_session: Session) -> None:
    ids = small_city(empty_session, today=TODAY)
    accepted(empty_session, presence(ids["west"], date(2020, 1, 1), None))
    empty_session.execute(text("DELETE FROM neighbourhood WHERE id = :id"), {"id": ids["west"]})
    for table in ("presence", "neighbourhood_area", "neighbourhood_outline", "place_name"):
        left = empty_session.scalar(
            text(f"SELECT count(*) FROM {table} WHERE neighbourhood_id = :id"), {"id": ids["west"]}
        )
        assert left == 0, table
    assert empty_session.scalar(text("SELECT count(*) FROM neighbourhood_area")) == 2


def test_stage_of_unknown_name_is_refused(empty_session: Session) -> None:
    here = add_neighbourhood(empty_session)
    accepted(empty_session, presence(here, date(2020, 1, 1), None))
    with pytest.raises(IntegrityError) as caught, empty_session.begin_nested():
        empty_session.execute(text("UPDATE presence SET stage = 'klaar'"))
    assert caught.value.orig.diag.constraint_name == "ck_presence_stage"  # type: ignore[union-attr]  # psycopg's own
    empty_session.execute(update(Presence).values(stage=Stage.STARTING))
