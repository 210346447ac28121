"""Who coordinates the city, who one neighbourhood, and who looks for the municipality."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.match_making import find_place
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import make_coordinator
from webapp.vocabulary import Role


@pytest.fixture(autouse=True)
def setting_takes_its_time(records: Session) -> None:
    """Nothing is asked of the database while pages are set; here alone that is within a transaction."""
    records.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    records.commit()


@pytest.fixture
def from_the_city(records: Session, sign_in: SignIn) -> Visitor:
    """The browser of who coordinates the whole city."""
    return sign_in(make_coordinator(records).id)


@pytest.fixture
def local(records: Session, sign_in: SignIn) -> Visitor:
    """The browser of who coordinates Selwerd."""
    return sign_in(make_coordinator(records, find_place(records, "selwerd")).id)


@pytest.fixture
def viewer(records: Session, sign_in: SignIn) -> Visitor:
    """The browser of who looks for the municipality."""
    account = make_account(records)
    make_grant(records, account.id, Role.MUNICIPALITY_VIEWER)
    records.commit()
    return sign_in(account.id)
