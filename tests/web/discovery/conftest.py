"""A coordinator of a process that runs, and an event of it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.web.conftest import SignIn, Visitor
from tests.web.discovery.noting import BEGAN, BOARD, DAY, kept
from webapp.models import Discovery, Neighbourhood
from webapp.vocabulary import DiscoveryStart, Provenance, Role


@pytest.fixture
def place(records: Session) -> int:
    return records.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "lewenborg")).one()


@pytest.fixture
def account(records: Session, place: int) -> int:
    made = make_account(records).id
    make_grant(records, made, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=place)
    records.commit()
    return made


@pytest.fixture
def coordinator(sign_in: SignIn, account: int) -> Visitor:
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
