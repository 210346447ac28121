"""Who keeps the presence of a neighbourhood, and of the city."""

import pytest
from sqlalchemy.orm import Session

from tests.match_making import find_place
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import make_coordinator


@pytest.fixture
def place(records: Session) -> int:
    """A neighbourhood that carries itself, with demonstration data only."""
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
def city(records: Session, sign_in: SignIn) -> Visitor:
    """The browser of who coordinates the city."""
    return sign_in(make_coordinator(records).id)
