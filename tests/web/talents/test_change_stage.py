"""The stages of a talent."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import events, make_coordinator, problems
from tests.web.talents.neighbours import Neighbour, a_neighbour, a_talent, talents_of
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


def test_a_talent_goes_forward_and_back_with_its_days(records: Session, world: World) -> None:
    for stage in ("recognised", "scouted"):
        sent = {"fase-stage": stage, "fase-on_day": TODAY.isoformat()}
        world.coordinator.submit(world.page + "/fase", sent, status=303)
    assert stages_of(records, world.talent_id) == [
        (TalentStage.SCOUTED, YESTERDAY),
        (TalentStage.RECOGNISED, TODAY),
        (TalentStage.SCOUTED, TODAY),
    ]
    assert talents_of(records, world.neighbour.person_id)[0].stage == TalentStage.SCOUTED
    told = events(records, "talent", world.talent_id)
    assert (AuditAction.CHANGED, world.coordinator_id, world.neighbour.person_id, ["stage"]) in told


@pytest.mark.parametrize(
    ("stage", "day", "field"),
    [
        ("scouted", "2026-11-22", "fase-stage"),
        ("recognised", "2026-11-23", "fase-on_day"),
        ("recognised", "2026-11-20", "fase-on_day"),
        ("recognised", "", "fase-on_day"),
        ("beroemd", "2026-11-22", "fase-stage"),
    ],
)
def test_a_stage_that_cannot_be_is_told_beside_its_field(
    records: Session, world: World, stage: str, day: str, field: str
) -> None:
    sent = {"fase-stage": stage, "fase-on_day": day}
    page = world.coordinator.submit(world.page + "/fase", sent, status=422)
    assert list(problems(page)) == [field]
    assert len(stages_of(records, world.talent_id)) == 1
