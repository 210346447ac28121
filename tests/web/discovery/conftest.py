"""A coordinator of a process that runs, and an event of it."""

import pytest
from sqlalchemy.orm import Session

from tests.match_making import find_place
from tests.web.conftest import SignIn, Visitor
from tests.web.discovery.noting import BEGAN, BOARD, DAY, kept
from tests.web.people.browsing import make_coordinator
from webapp.models import Discovery
from webapp.vocabulary import DiscoveryStart, Provenance


@pytest.fixture
def place(records: Session) -> int:
    """A neighbourhood without a process."""
    return find_place(records, "lewenborg")


@pytest.fixture
def account(records: Session, place: int) -> int:
    """Who coordinates there."""
    return make_coordinator(records, place).id


@pytest.fixture
def coordinator(sign_in: SignIn, account: int) -> Visitor:
    """The browser of who coordinates there."""
    return sign_in(account)


@pytest.fixture
def event(records: Session, coordinator: Visitor, place: int) -> int:
    """Conversations with eight people, noted on the board of a process that runs."""
    records.add(
        Discovery(neighbourhood_id=place, start=DiscoveryStart.STARTED, started_on=BEGAN, provenance=Provenance.ENTERED)
    )
    records.commit()
    told = {"doe": "gebeurtenis", "kind": "conversations", "on_day": DAY.isoformat(), "people": "8", "words": "Koffie"}
    coordinator.submit(BOARD, told, status=303)
    return kept(records).id
