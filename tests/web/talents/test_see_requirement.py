"""Papers that a coordinator saw."""

from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_person
from tests.talent_making import allow_asking
from tests.web.conftest import SignIn
from tests.web.people.browsing import make_coordinator, problems
from tests.web.talents.neighbours import World, a_talent, papers_of
from webapp.vocabulary import Requirement


def test_a_paper_counts_once_a_coordinator_saw_it(records: Session, world: World) -> None:
    address = f"/werkplek/{world.neighbour.place.slug}/mensen/{world.neighbour.person_id}/papieren"
    sent = {"talent": str(world.talent_id), "bewijs-kind": "vog", "bewijs-valid_until": "2027-06-01"}
    world.coordinator.submit(address, sent, status=303)
    [paper] = papers_of(records, world.neighbour.person_id)
    assert (paper.kind, paper.seen_on, paper.seen_by) == (Requirement.VOG, TODAY, world.coordinator_id)
    assert "gezien, telt mee" in world.coordinator.visit(world.page).text
    expired = sent | {"bewijs-valid_until": "2026-11-01"}
    page = world.coordinator.submit(address, expired, status=422)
    assert "Dit bewijs is verlopen" in problems(page)["bewijs-valid_until"]


def test_nobody_sees_a_paper_of_their_own(records: Session, world: World, sign_in: SignIn) -> None:
    coordinator = make_coordinator(records, world.neighbour.place.id)
    own = make_person(
        records,
        "Coördinator met een talent",
        account_id=coordinator.id,
        buurt_code=world.neighbour.place.buurt,
        neighbourhood_id=world.neighbour.place.id,
    )
    allow_asking(records, own.id)
    person_id, talent_id = own.id, a_talent(records, own.id)
    address = f"/werkplek/{world.neighbour.place.slug}/mensen/{person_id}/papieren"
    sent = {"talent": str(talent_id), "bewijs-kind": "vog", "bewijs-valid_until": "2027-06-01"}
    page = sign_in(coordinator.id).submit(address, sent, status=422)
    assert "Je eigen bewijs kun je niet zelf goedkeuren" in problems(page)["bewijs-kind"]
    assert papers_of(records, person_id) == []
    world.coordinator.submit(address, sent, status=303)
    assert [each.seen_on for each in papers_of(records, person_id)] == [TODAY]
