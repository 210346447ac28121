"""A step that is still to be done is taken away."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.people.browsing import events
from tests.web.talents.neighbours import World, a_step
from webapp.models import TalentStep
from webapp.vocabulary import AuditAction


def test_a_step_is_taken_away_and_accounted_for(records: Session, world: World) -> None:
    step_id = a_step(records, world.talent_id)
    address = f"{world.page}/stappen/{step_id}/weg"
    answer = world.coordinator.submit(address, {}, status=303)
    assert "De stap is weggehaald." in world.coordinator.visit(answer.response.location).text
    assert records.scalars(select(TalentStep.id).where(TalentStep.talent_id == world.talent_id)).all() == []
    deleted = (AuditAction.DELETED, world.coordinator_id, world.neighbour.person_id)
    assert events(records, "talent_step", step_id)[-1][:3] == deleted
    world.coordinator.submit(address, {}, status=404)
