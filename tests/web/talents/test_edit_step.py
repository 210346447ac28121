"""A step that is still to be done is changed, or taken away."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn
from tests.web.people.browsing import events, make_coordinator, problems
from tests.web.talents.neighbours import World, a_neighbour, a_step
from webapp.models import TalentStep
from webapp.vocabulary import AuditAction


def words_of(records: Session, step_id: int) -> str | None:
    records.commit()
    words = records.scalar(select(TalentStep.words).where(TalentStep.id == step_id))
    records.commit()
    return words


def sent_of(step_id: int, **changes: str) -> dict[str, str]:
    fields = {"kind": "course", "words": "Toch een cursus", "due_on": "2026-12-05"} | changes
    return {f"wijzig{step_id}-{name}": value for name, value in fields.items()}


def test_a_step_is_changed_and_accounted_for(records: Session, world: World) -> None:
    step_id = a_step(records, world.talent_id)
    world.coordinator.submit(f"{world.page}/stappen/{step_id}/wijzigen", sent_of(step_id), status=303)
    assert words_of(records, step_id) == "Toch een cursus"
    by, person_id = world.coordinator_id, world.neighbour.person_id
    assert (AuditAction.CHANGED, by, person_id) in [each[:3] for each in events(records, "talent_step", step_id)]


def test_a_change_that_cannot_be_is_told_beside_its_field(records: Session, world: World) -> None:
    step_id = a_step(records, world.talent_id)
    address = f"{world.page}/stappen/{step_id}/wijzigen"
    for changes, field in (({"words": ""}, "words"), ({"due_on": "2026-11-20"}, "due_on"), ({"kind": ""}, "kind")):
        page = world.coordinator.submit(address, sent_of(step_id, **changes), status=422)
        assert list(problems(page)) == [f"wijzig{step_id}-{field}"]
    assert words_of(records, step_id) != "Toch een cursus"


def test_what_was_closed_changes_no_more(records: Session, world: World) -> None:
    step_id = a_step(records, world.talent_id)
    done = {f"stap{step_id}-done_on": TODAY.isoformat(), f"stap{step_id}-outcome": "Ging goed"}
    world.coordinator.submit(f"{world.page}/stappen/{step_id}", done, status=303)
    world.coordinator.submit(f"{world.page}/stappen/{step_id}/wijzigen", sent_of(step_id), status=404)
    world.coordinator.submit(f"{world.page}/stappen/{step_id}/weg", {}, status=404)
    assert words_of(records, step_id) is not None


def test_another_coordinator_changes_nothing(records: Session, world: World, sign_in: SignIn) -> None:
    step_id = a_step(records, world.talent_id)
    other = sign_in(make_coordinator(records, a_neighbour(records, "Ellen Elders", number=1).place.id).id)
    other.submit(f"{world.page}/stappen/{step_id}/wijzigen", sent_of(step_id), status=404)
    other.submit(f"{world.page}/stappen/{step_id}/weg", {}, status=404)
    assert words_of(records, step_id) not in (None, "Toch een cursus")
