"""A step that is still to be done is changed, or taken away."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.talent_making import make_step
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import events, make_coordinator, problems
from tests.web.talents.neighbours import Neighbour, a_neighbour, a_talent
from webapp.models import Talent, TalentStep
from webapp.vocabulary import AuditAction

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


def a_step(records: Session, world: World) -> int:
    step_id = make_step(records, records.get_one(Talent, world.talent_id)).id
    records.commit()
    return step_id


def words_of(records: Session, step_id: int) -> str | None:
    records.commit()
    words = records.scalar(select(TalentStep.words).where(TalentStep.id == step_id))
    records.commit()
    return words


def sent_of(step_id: int, **changes: str) -> dict[str, str]:
    fields = {"kind": "course", "words": "Toch een cursus", "due_on": "2026-12-05"} | changes
    return {f"wijzig{step_id}-{name}": value for name, value in fields.items()}


def test_a_step_is_changed_and_accounted_for(records: Session, world: World) -> None:
    step_id = a_step(records, world)
    world.coordinator.submit(f"{world.page}/stappen/{step_id}/wijzigen", sent_of(step_id), status=303)
    assert words_of(records, step_id) == "Toch een cursus"
    by, person_id = world.coordinator_id, world.neighbour.person_id
    assert (AuditAction.CHANGED, by, person_id) in [each[:3] for each in events(records, "talent_step", step_id)]


def test_a_change_that_cannot_be_is_told_beside_its_field(records: Session, world: World) -> None:
    step_id = a_step(records, world)
    address = f"{world.page}/stappen/{step_id}/wijzigen"
    for changes, field in (({"words": ""}, "words"), ({"due_on": "2026-11-20"}, "due_on"), ({"kind": ""}, "kind")):
        page = world.coordinator.submit(address, sent_of(step_id, **changes), status=422)
        assert list(problems(page)) == [f"wijzig{step_id}-{field}"]
    assert words_of(records, step_id) != "Toch een cursus"


def test_what_was_closed_changes_no_more(records: Session, world: World) -> None:
    step_id = a_step(records, world)
    done = {f"stap{step_id}-done_on": TODAY.isoformat(), f"stap{step_id}-outcome": "Ging goed"}
    world.coordinator.submit(f"{world.page}/stappen/{step_id}", done, status=303)
    world.coordinator.submit(f"{world.page}/stappen/{step_id}/wijzigen", sent_of(step_id), status=404)
    world.coordinator.submit(f"{world.page}/stappen/{step_id}/weg", {}, status=404)
    assert words_of(records, step_id) is not None


def test_another_coordinator_changes_nothing(records: Session, world: World, sign_in: SignIn) -> None:
    step_id = a_step(records, world)
    other = sign_in(make_coordinator(records, a_neighbour(records, "Ellen Elders", number=1).place.id).id)
    other.submit(f"{world.page}/stappen/{step_id}/wijzigen", sent_of(step_id), status=404)
    other.submit(f"{world.page}/stappen/{step_id}/weg", {}, status=404)
    assert words_of(records, step_id) not in (None, "Toch een cursus")
