"""One talent, as a coordinator sees it."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import events, make_coordinator
from tests.web.talents.neighbours import Neighbour, a_neighbour, a_place, a_talent
from webapp.models import TalentStageChange
from webapp.vocabulary import AuditAction, TalentStage

YESTERDAY = TODAY - timedelta(days=1)


@dataclass(frozen=True)
class World:
    """A talent of a neighbour, and who coordinates there."""

    neighbour: Neighbour
    talent_id: int
    coordinator: Visitor
    coordinator_id: int

    @property
    def listed(self) -> str:
        return f"/werkplek/{self.neighbour.place.slug}/talenten"

    @property
    def page(self) -> str:
        return f"{self.listed}/{self.talent_id}"


@pytest.fixture
def world(records: Session, sign_in: SignIn) -> World:
    neighbour = a_neighbour(records, asked=True)
    talent_id = a_talent(records, neighbour.person_id, what="Brood bakken", on=YESTERDAY)
    account = make_coordinator(records, neighbour.place.id)
    return World(neighbour, talent_id, sign_in(account.id), account.id)


def stages_of(records: Session, talent_id: int) -> list[tuple[TalentStage, date]]:
    records.commit()
    rows = records.execute(
        select(TalentStageChange.stage, TalentStageChange.on_day)
        .where(TalentStageChange.talent_id == talent_id)
        .order_by(TalentStageChange.id)
    ).all()
    records.commit()
    return [(row[0], row[1]) for row in rows]


def test_that_a_page_was_read_is_noted(records: Session, world: World) -> None:
    world.coordinator.visit(world.page)
    told = events(records, "talent", world.talent_id)
    assert any(action == AuditAction.READ and by == world.coordinator_id for action, by, _, _ in told)


def test_another_coordinator_and_a_neighbour_find_nothing(records: Session, world: World, sign_in: SignIn) -> None:
    elsewhere = a_place(records, number=1)
    for visitor in (sign_in(make_coordinator(records, elsewhere.id).id), sign_in(world.neighbour.account_id)):
        visitor.visit(world.listed, status=404)
        visitor.visit(world.page, status=404)
        visitor.submit(world.page + "/fase", {"fase-stage": "recognised", "fase-on_day": "2026-11-22"}, status=404)
        visitor.submit(world.page + "/stappen", {}, status=404)
    wrong = f"/werkplek/{elsewhere.slug}/talenten/{world.talent_id}"
    sign_in(make_coordinator(records, elsewhere.id).id).visit(wrong, status=404)
    assert len(stages_of(records, world.talent_id)) == 1
