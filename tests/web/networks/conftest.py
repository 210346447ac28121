"""A network in which somebody knows, leads, and knew."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.network_making import make_group, make_linked, make_tie
from tests.web.conftest import SignIn
from tests.web.networks.looking import LONG_AGO, person_of
from tests.web.networks.noting import Kept, a_network
from webapp.vocabulary import TieKind


@pytest.fixture
def kept(records: Session, sign_in: SignIn) -> Kept:
    """Aisha knows Truus, said long ago; she leads a club, said lately; she knew Bob, and no longer does."""
    network = a_network(records, sign_in)
    aisha, truus = (person_of(records, node) for node in (network.aisha, network.truus))
    make_tie(records, aisha, truus, since=date(2025, 1, 1), confirmed_on=LONG_AGO)
    make_tie(records, aisha, make_group(records, "Wandelclub", network.place.id), kind=TieKind.LEADS)
    bob = make_linked(records, "Bob Proef", network.place.id)
    make_tie(records, aisha, bob, since=date(2024, 1, 1), until=date(2025, 1, 1))
    records.commit()
    return network
