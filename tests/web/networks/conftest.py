"""Who coordinates Lewenborg and who the city, and a network in which somebody knows, leads, and knew."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.match_making import find_place
from tests.network_making import make_group, make_linked, make_tie
from tests.web.conftest import SignIn, Visitor
from tests.web.networks.looking import LONG_AGO, person_of
from tests.web.networks.noting import Kept, a_network
from tests.web.people.browsing import make_coordinator
from webapp.models import Account
from webapp.vocabulary import TieKind


@pytest.fixture
def place(records: Session) -> int:
    """Lewenborg, of which these coordinators look at the network."""
    return find_place(records, "lewenborg")


@pytest.fixture
def account(records: Session, place: int) -> Account:
    """Who coordinates there."""
    return make_coordinator(records, place)


@pytest.fixture
def coordinator(sign_in: SignIn, account: Account) -> Visitor:
    """The browser of who coordinates there."""
    return sign_in(account.id)


@pytest.fixture
def from_the_city(records: Session, sign_in: SignIn) -> Visitor:
    """The browser of who coordinates the whole city."""
    return sign_in(make_coordinator(records).id)


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
