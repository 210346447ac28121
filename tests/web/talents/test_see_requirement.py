"""Papers that a coordinator saw."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import make_coordinator, problems
from tests.web.talents.neighbours import Neighbour, a_neighbour, a_talent, papers_of
from webapp.vocabulary import Requirement

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
