"""The version of the map goes up with whatever the map shows, and with nothing else."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from seeds.areas import seed_areas
from seeds.demo import seed_demo
from seeds.reference import seed_neighbourhoods, seed_source_presence, seed_target
from tests.conftest import TODAY
from tests.factories import add_neighbourhood, buurt_code, imported, small_city, source_areas, square
from webapp.areas.queries import NeighbourhoodName
from webapp.areas.releases import assign_codes
from webapp.areas.shapes import refresh
from webapp.areas.sources import SourceAreas
from webapp.contact.actions import leave_message
from webapp.coverage.actions import add_evidence, set_stage, set_target
from webapp.coverage.queries import find_map_version, list_states, neighbourhoods_geojson
from webapp.coverage.rules import Target
from webapp.models import Neighbourhood, WayToHelp
from webapp.outbox.actions import post_mail
from webapp.vocabulary import AreaKind, EvidenceKind, Provenance, Stage

Change = Callable[[Session, int], object]


def city(year: int = 2024, **columns: object) -> SourceAreas:
    return source_areas([square(column, 0) for column in range(4)], year=year, **columns)  # type: ignore[arg-type]  # passed on


CHANGES: dict[str, Change] = {
    "a stage": lambda s, n: set_stage(s, n, Stage.EXPLORING, on=TODAY, today=TODAY),
    "evidence": lambda s, n: add_evidence(s, n, EvidenceKind.NETWORK, observed_on=TODAY, today=TODAY),
    "a target": lambda s, _: set_target(s, Target(2020, 2030), on=TODAY, reason="proef"),
    "a buurt that moves": lambda s, n: assign_codes(s, n, [buurt_code(3)], on=TODAY),
    "a name": lambda s, n: s.execute(text("UPDATE neighbourhood SET name = 'Anders' WHERE id = :n"), {"n": n}),
    "a neighbourhood that goes": lambda s, n: s.execute(delete(Neighbourhood).where(Neighbourhood.id == n)),
    "a new neighbourhood": lambda s, _: add_neighbourhood(s, "nieuw"),
    "something to help with": lambda s, _: (
        s.add(WayToHelp(title="x", text="y", minutes=5, provenance=Provenance.ENTERED)),
        s.flush(),
    ),
    "new shapes": lambda s, _: refresh(s, today=TODAY),
    "a new year": lambda s, _: imported(s, city(2025), today=TODAY),
    "a figure in the same year": lambda s, _: imported(s, city(inhabitants=[1, 2, 3, 4]), today=TODAY),
    "an emptied table": lambda s, _: s.execute(text("TRUNCATE evidence CASCADE")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_version_goes_up_with(empty_session: Session, what: str) -> None:
    ids = small_city(empty_session, today=TODAY)
    before = find_map_version(empty_session)
    CHANGES[what](empty_session, ids["west"])
    assert find_map_version(empty_session) > before


def test_same_areas_again_leave_the_version_alone(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    areas = source_areas([square(column, 0) for column in range(4)], inhabitants=[100, 200, 300, None])
    before = find_map_version(empty_session)
    again = imported(empty_session, areas, today=TODAY)
    assert (again.merged.added, again.merged.changed, again.merged.unchanged) == (0, 0, 4)
    assert find_map_version(empty_session) == before


def test_areas_of_another_kind_or_an_older_year_again_leave_the_version_alone(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    wijken = source_areas([square(0, 0)], codes=["WK001400"], kind=AreaKind.WIJK)
    older = source_areas([square(0, 0)], year=2019)
    for areas in (wijken, older):
        imported(empty_session, areas, today=TODAY)
    before = find_map_version(empty_session)
    for areas in (wijken, older):
        imported(empty_session, areas, today=TODAY)
    assert find_map_version(empty_session) == before


def test_seeding_again_leaves_the_version_alone(session: Session) -> None:
    before = find_map_version(session)
    assert list(seed_areas(session, today=TODAY, pdok_url=None)) == []
    seed_target(session)
    assert seed_neighbourhoods(session, today=TODAY) == 0
    assert seed_source_presence(session, today=TODAY) == 0
    assert seed_demo(session, today=TODAY) == 0
    assert find_map_version(session) == before


def test_messages_mail_and_reading_leave_the_version_alone(session: Session) -> None:
    selwerd = session.execute(
        select(Neighbourhood.id, Neighbourhood.slug, Neighbourhood.name).where(Neighbourhood.slug == "selwerd")
    ).one()
    before = find_map_version(session)
    leave_message(
        session,
        NeighbourhoodName(*selwerd),
        sender_name="A",
        reply_to="a@example.nl",
        body="Hallo",
        mailbox="b@example.nl",
        list_url="http://127.0.0.1/berichten",
        today=TODAY,
    )
    post_mail(session, recipient="b@example.nl", subject="x", body="y")
    list_states(session, at=TODAY)
    neighbourhoods_geojson(session, at=TODAY, level=0)
    assert find_map_version(session) == before


def test_refused_change_takes_its_version_back(empty_session: Session) -> None:
    ids = small_city(empty_session, today=TODAY)
    before = find_map_version(empty_session)
    with empty_session.begin_nested() as change:
        set_stage(empty_session, ids["west"], Stage.EXPLORING, on=TODAY, today=TODAY)
        assert find_map_version(empty_session) > before
        change.rollback()
    assert find_map_version(empty_session) == before


def test_empty_database_has_version_0(empty_session: Session) -> None:
    assert find_map_version(empty_session) == 0


def test_version_after_a_restore_of_an_older_backup_is_a_new_one(empty_session: Session) -> None:
    here = add_neighbourhood(empty_session)
    seen = find_map_version(empty_session)
    empty_session.execute(text("UPDATE data_version SET version = 1"))
    set_stage(empty_session, here, Stage.EXPLORING, on=date(2024, 1, 1), today=TODAY)
    assert find_map_version(empty_session) > seen
