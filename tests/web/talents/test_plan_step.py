"""A step in the development of a talent is planned."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.people.browsing import problems
from tests.web.talents.neighbours import World
from webapp.models import TalentStep


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stap-due_on": "2026-11-21"}, "stap-due_on"),
        ({"stap-due_on": "2030-01-01"}, "stap-due_on"),
        ({"stap-words": ""}, "stap-words"),
        ({"stap-kind": "x"}, "stap-kind"),
        ({"stap-kind": ""}, "stap-kind"),
    ],
)
def test_a_step_that_cannot_be_is_told_beside_its_field(
    records: Session, world: World, changes: dict[str, str], field: str
) -> None:
    sent = {"stap-kind": "buddy", "stap-words": "Samen met Ada", "stap-due_on": "2026-12-01"} | changes
    page = world.coordinator.submit(world.page + "/stappen", sent, status=422)
    assert list(problems(page)) == [field]
    assert "2026-12-01" in page.response.text or field == "stap-due_on"
    assert records.scalars(select(TalentStep.id).where(TalentStep.talent_id == world.talent_id)).all() == []
    records.commit()


def test_a_step_that_tells_of_a_person_is_kept_once_its_writer_says_so(records: Session, world: World) -> None:
    sent = {"stap-kind": "buddy", "stap-words": "Praten over zijn schuldsanering", "stap-due_on": "2026-12-01"}
    page = world.coordinator.submit(world.page + "/stappen", sent, status=422)
    assert "iets over iemands status of straf" in page.text
    assert list(problems(page)) == ["stap-sure"]
    assert "Praten over zijn schuldsanering" in page.response.text
    steps = select(TalentStep.words).where(TalentStep.talent_id == world.talent_id)
    assert records.scalars(steps).all() == []
    records.commit()
    sure = sent | {"stap-shown": "legal_status", "stap-sure": "y"}
    world.coordinator.submit(world.page + "/stappen", sure, status=303)
    assert records.scalars(steps).all() == ["Praten over zijn schuldsanering"]
    records.commit()


def test_no_kind_of_step_is_chosen_beforehand(world: World) -> None:
    kind = world.coordinator.visit(world.page).soup.select_one("#stap-kind option")
    assert kind is not None
    assert kind["value"] == ""
