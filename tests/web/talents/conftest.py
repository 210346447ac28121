"""A talent of a neighbour under the eyes of a coordinator, and a neighbourhood in which one scouts."""

import pytest
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import make_coordinator
from tests.web.talents.neighbours import YESTERDAY, Place, World, a_neighbour, a_place, a_talent


@pytest.fixture
def world(records: Session, sign_in: SignIn) -> World:
    """Somebody who may be asked and can bake bread, which was scouted yesterday, and who coordinates there."""
    neighbour = a_neighbour(records, asked=True)
    talent_id = a_talent(records, neighbour.person_id, what="Brood bakken", on=YESTERDAY)
    account = make_coordinator(records, neighbour.place.id)
    return World(neighbour, talent_id, sign_in(account.id), account.id)


@pytest.fixture
def place(records: Session) -> Place:
    """Where nobody lives yet."""
    return a_place(records)


@pytest.fixture
def coordinator(records: Session, place: Place, sign_in: SignIn) -> Visitor:
    """Who coordinates there."""
    return sign_in(make_coordinator(records, place.id).id)
