"""One talent, as a coordinator sees it."""

from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.people.browsing import events, make_coordinator
from tests.web.talents.neighbours import World, a_place, stages_of
from webapp.vocabulary import AuditAction


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
