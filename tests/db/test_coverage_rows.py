"""Behind the filters of the site the database lets everyone read presence, and only who keeps it write."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.factories import make_account, make_grant
from webapp.coverage.actions import add_evidence, set_stage, take_back_evidence, take_back_stage
from webapp.coverage.queries.why import find_running
from webapp.database import affected_rows
from webapp.errors import DomainError
from webapp.models import CoverageCorrection, Evidence, Neighbourhood, Presence
from webapp.vocabulary import EvidenceKind, Role, Stage

INSERTS = {
    "presence": "INSERT INTO presence (neighbourhood_id, stage, period, since_precision, note, note_en, provenance)"
    " VALUES (:place, 'exploring', '[1950-01-01,1951-01-01)', 'day', '', '', 'entered')",
    "coverage_correction": "INSERT INTO coverage_correction"
    " (subject, neighbourhood_id, stage, reason, corrected_on) VALUES ('stage', :place, 'active', 'x', '2026-11-22')",
}
TARGET = "UPDATE coverage_target SET period = '(,2026-11-22)'"


@pytest.fixture
def places(session: Session) -> tuple[int, int]:
    """The neighbourhood of a coordinator, and another one."""
    rows = session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug.in_(["lewenborg", "beijum"])))
    own, other = sorted(rows)
    return own, other


def who(session: Session, place: int | None) -> int:
    account = make_account(session)
    role = Role.CITY_COORDINATOR if place is None else Role.NEIGHBOURHOOD_COORDINATOR
    make_grant(session, account.id, role, neighbourhood_id=place)
    return account.id


@pytest.mark.parametrize("table", sorted(INSERTS))
def test_coordinator_writes_in_the_own_neighbourhood_only_and_the_city_in_all(
    session: Session, places: tuple[int, int], table: str
) -> None:
    own, other = places
    for viewer, place in ((who(session, own), own), (who(session, None), other)):
        with looking_as(session, viewer, today=TODAY):
            session.execute(text(INSERTS[table]), {"place": place})
    for refused in ("", who(session, own), make_account(session).id):
        with looking_as(session, refused, today=TODAY), pytest.raises(DBAPIError):
            session.execute(text(INSERTS[table]), {"place": other})


def test_only_the_city_ends_a_target(session: Session, places: tuple[int, int]) -> None:
    for viewer, changed in ((who(session, None), 1), (who(session, places[0]), 0), ("", 0)):
        with looking_as(session, viewer, today=TODAY):
            assert affected_rows(session.execute(text(TARGET))) == changed


def test_sign_noted_by_hand_is_deleted_by_who_keeps_the_neighbourhood(
    session: Session, places: tuple[int, int]
) -> None:
    own, other = places
    by_hand = add_evidence(session, own, EvidenceKind.NETWORK, observed_on=TODAY, today=TODAY).id
    demo = session.scalars(select(Evidence.id).where(Evidence.neighbourhood_id == own, Evidence.id != by_hand)).first()
    for viewer, row, gone in (
        (who(session, own), by_hand, 1),
        (who(session, None), by_hand, 1),
        (who(session, own), demo, 0),
        (who(session, other), by_hand, 0),
        ("", by_hand, 0),
    ):
        with looking_as(session, viewer, today=TODAY):
            done = session.execute(text("DELETE FROM evidence WHERE id = :row"), {"row": row})
            assert affected_rows(done) == gone


def test_everyone_reads_presence_and_only_who_keeps_it_what_was_taken_back(
    session: Session, places: tuple[int, int]
) -> None:
    own, other = places
    session.execute(text(INSERTS["coverage_correction"]), {"place": own})
    for viewer, seen in ((who(session, own), 1), (who(session, None), 1), (who(session, other), 0), ("", 0)):
        with looking_as(session, viewer, today=TODAY):
            assert session.scalars(select(Presence.id)).first() is not None
            assert len(session.scalars(select(CoverageCorrection.id)).all()) == seen


def test_sign_of_a_discovery_process_is_taken_back_there(session: Session, places: tuple[int, int]) -> None:
    own, _ = places
    sign = add_evidence(session, own, EvidenceKind.DISCOVERY_PROCESS, observed_on=TODAY, today=TODAY).id
    session.execute(
        text(
            "WITH begun AS (INSERT INTO discovery (neighbourhood_id, start, started_on, ended_on, provenance)"
            " VALUES (:place, 'started', '2020-01-01', '2026-11-22', 'entered') RETURNING id)"
            " INSERT INTO discovery_event (discovery_id, evidence_id, kind, on_day, words, provenance)"
            " SELECT id, :sign, 'result', '2026-11-22', 'Een tuin', 'entered' FROM begun"
        ),
        {"place": own, "sign": sign},
    )
    with pytest.raises(DomainError) as refused:
        take_back_evidence(session, own, sign, reason="Toch niet", today=TODAY, by=None)
    assert refused.value.code == "evidence_not_by_hand"
    assert session.get(Evidence, sign) is not None


def test_first_stage_of_a_neighbourhood_leaves_nothing_behind_when_it_is_taken_back(session: Session) -> None:
    place = session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "ten-post")).one()
    begun = set_stage(session, place, Stage.EXPLORING, on=TODAY - timedelta(days=9), today=TODAY)
    assert find_running(session, place) is begun
    take_back_stage(session, place, begun.id, reason="Het was Ten Boer", today=begun.created_at.date(), by=None)
    assert find_running(session, place) is None
