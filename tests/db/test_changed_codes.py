"""Buurten whose codes changed: proposed by overlap, decided by a person, in force when all is decided."""

from collections.abc import Sequence

import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import buurt_code, dump, imported, small_city, source_areas, square
from webapp.areas.queries import (
    Proposal,
    find_release_in_force,
    list_member_codes,
    list_proposals,
    list_unassigned_buurten,
)
from webapp.areas.releases import Outcome, decide_successor, promote
from webapp.config import MUNICIPALITY
from webapp.errors import DomainError
from webapp.models import Neighbourhood, NeighbourhoodArea

A, B, C, D = (buurt_code(number) for number in range(4))
NEW, NEWER = "BU00145000", "BU00145001"
SQUARES = {code: square(column, 0) for column, code in enumerate((A, B, C, D))}


def load(session: Session, shapes: dict[str, BaseGeometry], *, year: int = 2025) -> Outcome:
    areas = source_areas(list(shapes.values()), codes=list(shapes), year=year)
    return imported(session, areas, today=TODAY).promotion.outcome


def decide(session: Session, new_code: str, slug: str | None, *, year: int = 2025) -> Outcome:
    """As `missie050 areas assign` does."""
    decide_successor(session, year=year, new_code=new_code, neighbourhood_slug=slug, today=TODAY)
    return promote(session, year=year, municipality=MUNICIPALITY, today=TODAY).outcome


def members(session: Session, slug: str) -> Sequence[str]:
    return session.scalars(
        select(NeighbourhoodArea.area_code)
        .join(Neighbourhood, Neighbourhood.id == NeighbourhoodArea.neighbourhood_id)
        .where(Neighbourhood.slug == slug, NeighbourhoodArea.period.contains(TODAY))
        .order_by(NeighbourhoodArea.area_code)
    ).all()


@pytest.fixture
def renamed(empty_session: Session) -> Session:
    """A city of which buurt C got another code in 2025; the release waits."""
    small_city(empty_session, today=TODAY)
    assert load(empty_session, {A: SQUARES[A], B: SQUARES[B], NEW: SQUARES[C], D: SQUARES[D]}) is Outcome.WAITS
    return empty_session


def test_new_code_is_proposed_to_the_neighbourhood_that_it_lies_in(renamed: Session) -> None:
    (proposal,) = list_proposals(renamed)
    assert proposal == Proposal(
        year=2025,
        new_code=NEW,
        name="Buurt 5000",
        neighbourhood="oost",
        old_code=C,
        overlap=pytest.approx(1.0, abs=1e-4),
    )
    assert list_proposals(renamed, year=2025) == (proposal,)
    assert list_proposals(renamed, year=2024) == ()


def test_release_that_waits_leaves_the_map_as_it_was(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    before = dump(empty_session.connection(), ("neighbourhood", "neighbourhood_outline", "neighbourhood_area"))
    load(empty_session, {A: SQUARES[A], B: SQUARES[B], NEW: SQUARES[C], D: SQUARES[D]})
    after = dump(empty_session.connection(), ("neighbourhood", "neighbourhood_outline", "neighbourhood_area"))
    assert after == before
    found = find_release_in_force(empty_session)
    assert found is not None
    assert found.year == 2024


def test_proposal_that_is_followed_puts_the_release_in_force(renamed: Session) -> None:
    assert decide(renamed, NEW, "oost") is Outcome.IN_FORCE
    assert members(renamed, "oost") == [D, NEW]
    found = find_release_in_force(renamed)
    assert found is not None
    assert found.year == 2025
    assert list_proposals(renamed) == ()


def test_person_may_choose_another_neighbourhood(renamed: Session) -> None:
    assert decide(renamed, NEW, "west") is Outcome.IN_FORCE
    assert members(renamed, "west") == [A, B, NEW]
    assert members(renamed, "oost") == [D]


def test_person_may_choose_none(renamed: Session) -> None:
    assert decide(renamed, NEW, None) is Outcome.IN_FORCE
    assert members(renamed, "oost") == [D]
    assert list_unassigned_buurten(renamed, today=TODAY, municipality=MUNICIPALITY) == ((NEW, "Buurt 5000"),)


@pytest.mark.parametrize(
    ("new_code", "slug", "code"),
    [("BU00146666", "oost", "proposal_unknown"), (NEW, "nergens", "neighbourhood_unknown")],
)
def test_decision_on_what_is_not_there_is_refused(renamed: Session, new_code: str, slug: str, code: str) -> None:
    with pytest.raises(DomainError) as caught, renamed.begin_nested():
        decide(renamed, new_code, slug)
    assert caught.value.code == code
    assert len(list_proposals(renamed)) == 1


def test_decision_is_made_once(renamed: Session) -> None:
    decide(renamed, NEW, "oost")
    with pytest.raises(DomainError, match="proposal_unknown"):
        decide(renamed, NEW, "west")


def test_two_new_codes_wait_until_both_are_decided(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    west, south, east, north = SQUARES[C].bounds
    middle = (west + east) / 2
    halves = {NEW: shapely.box(west, south, middle, north), NEWER: shapely.box(middle, south, east, north)}
    assert load(empty_session, {A: SQUARES[A], B: SQUARES[B], D: SQUARES[D], **halves}) is Outcome.WAITS
    assert [each.new_code for each in list_proposals(empty_session)] == [NEW, NEWER]
    assert decide(empty_session, NEW, "oost") is Outcome.WAITS
    assert [each.new_code for each in list_proposals(empty_session)] == [NEWER]
    assert decide(empty_session, NEWER, "west") is Outcome.IN_FORCE
    assert members(empty_session, "west") == [A, B, NEWER]


def test_decision_stands_when_the_file_is_loaded_again(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    shapes = {A: SQUARES[A], B: SQUARES[B], NEW: SQUARES[C], NEWER: SQUARES[D]}
    load(empty_session, shapes)
    assert decide(empty_session, NEW, "west") is Outcome.WAITS
    assert load(empty_session, shapes) is Outcome.WAITS
    assert [each.new_code for each in list_proposals(empty_session)] == [NEWER]
    assert decide(empty_session, NEWER, "oost") is Outcome.IN_FORCE
    assert members(empty_session, "west") == [A, B, NEW]


def test_two_buurten_that_merge_into_one_need_one_decision(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    whole = shapely.union_all([SQUARES[C], SQUARES[D]])
    assert load(empty_session, {A: SQUARES[A], B: SQUARES[B], NEW: whole}) is Outcome.WAITS
    assert decide(empty_session, NEW, "oost") is Outcome.IN_FORCE
    assert members(empty_session, "oost") == [NEW]
    assert set(list_member_codes(empty_session, today=TODAY)) == {A, B, NEW}


def test_buurt_whose_ground_no_new_one_has_still_holds_the_release_back(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    assert load(empty_session, {A: SQUARES[A], B: SQUARES[B], NEW: SQUARES[C]}) is Outcome.WAITS
    assert decide(empty_session, NEW, "oost") is Outcome.WAITS


def test_buurt_on_new_ground_gets_no_proposal(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    assert load(empty_session, {**SQUARES, NEW: square(0, 5)}) is Outcome.WAITS
    (proposal,) = list_proposals(empty_session)
    assert (proposal.neighbourhood, proposal.old_code, proposal.overlap) == (None, None, 0.0)
    assert decide(empty_session, NEW, "west") is Outcome.IN_FORCE


@pytest.mark.parametrize(("part", "proposed"), [(0.49, None), (0.51, "oost")])
def test_buurt_is_proposed_to_the_neighbourhood_that_has_at_least_half_of_it(
    empty_session: Session, part: float, proposed: str | None
) -> None:
    small_city(empty_session, today=TODAY)
    west, south, east, north = SQUARES[D].bounds
    shifted = shapely.box(east - part * (east - west), south, east + (1 - part) * (east - west), north)
    load(empty_session, {**SQUARES, NEW: shifted})
    (proposal,) = list_proposals(empty_session)
    assert (proposal.neighbourhood, proposal.overlap) == (proposed, pytest.approx(part, abs=0.001))


def test_new_remainder_waits_for_a_neighbourhood_too(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    assert load(empty_session, {**SQUARES, "AF00140099": square(1, 1)}) is Outcome.WAITS
    assert decide(empty_session, "AF00140099", None) is Outcome.IN_FORCE
