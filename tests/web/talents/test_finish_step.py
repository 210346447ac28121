"""A step in the development of a talent is followed up."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.people.browsing import problems
from tests.web.talents.neighbours import World, a_step
from webapp.models import TalentStep


def test_a_step_is_planned_followed_up_and_closed_once(records: Session, world: World) -> None:
    sent = {"stap-kind": "course", "stap-words": "Cursus bakken in de Oosterpoort", "stap-due_on": "2027-01-10"}
    world.coordinator.submit(world.page + "/stappen", sent, status=303)
    step_id = records.scalars(select(TalentStep.id).where(TalentStep.talent_id == world.talent_id)).one()
    records.commit()
    assert "Cursus bakken in de Oosterpoort" in world.coordinator.visit(world.page).text
    address = f"{world.page}/stappen/{step_id}"
    done = {f"stap{step_id}-done_on": TODAY.isoformat(), f"stap{step_id}-outcome": "Ging heel goed"}
    world.coordinator.submit(address, done, status=303)
    assert "Ging heel goed" in world.coordinator.visit(world.page).text
    world.coordinator.submit(address, done, status=404)


def test_a_step_without_an_outcome_stays_open(records: Session, world: World) -> None:
    step_id = a_step(records, world.talent_id)
    page = world.coordinator.submit(
        f"{world.page}/stappen/{step_id}", {f"stap{step_id}-done_on": "2026-11-23"}, status=422
    )
    assert f"stap{step_id}-outcome" in problems(page)


def test_an_outcome_that_tells_of_a_person_is_kept_once_its_writer_says_so(records: Session, world: World) -> None:
    step_id = a_step(records, world.talent_id)
    prefix, address = f"stap{step_id}-", f"{world.page}/stappen/{step_id}"
    done = {f"{prefix}done_on": TODAY.isoformat(), f"{prefix}outcome": "Mail piet@example.nl"}
    page = world.coordinator.submit(address, done, status=422)
    assert list(problems(page)) == [f"{prefix}sure"]
    assert "Mail piet@example.nl" in page.text
    sure = done | {f"{prefix}shown": "email", f"{prefix}sure": "y"}
    world.coordinator.submit(address, sure, status=303)
