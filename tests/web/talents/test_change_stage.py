"""The stages of a talent."""

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.people.browsing import events, problems
from tests.web.talents.neighbours import YESTERDAY, World, stages_of, talents_of
from webapp.vocabulary import AuditAction, TalentStage


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
