"""Who raises signals and who handles them."""

import pytest
from sqlalchemy.orm import Session

from tests.signal_making import make_role
from tests.web.conftest import SignIn, Visitor
from webapp.vocabulary import Role


@pytest.fixture
def member(records: Session) -> int:
    """The account of a member of a partner, who may raise signals."""
    made = make_role(records, Role.PARTNER_MEMBER, "Aafke Ziet")
    records.commit()
    return made


@pytest.fixture
def seer(sign_in: SignIn, member: int) -> Visitor:
    """The browser of a member of a partner."""
    return sign_in(member)


@pytest.fixture
def handler(records: Session) -> int:
    """The account of who coordinates the city."""
    made = make_role(records, Role.CITY_COORDINATOR, "Sietse Stad")
    records.commit()
    return made


@pytest.fixture
def city(sign_in: SignIn, handler: int) -> Visitor:
    """The browser of who coordinates the city."""
    return sign_in(handler)


@pytest.fixture
def local(sign_in: SignIn, records: Session) -> Visitor:
    """The browser of who coordinates Vinkhuizen."""
    made = make_role(records, Role.NEIGHBOURHOOD_COORDINATOR, "Wia Wijk")
    records.commit()
    return sign_in(made)
