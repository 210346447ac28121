"""Two administrators at their desks, and the role of somebody else."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from tests.factories import make_account, make_administrator, make_grant, make_person
from tests.web.conftest import SignIn, Visitor
from webapp.areas.queries import find_neighbourhood
from webapp.models import RoleGrant
from webapp.vocabulary import Role


@dataclass(frozen=True)
class Administrator:
    """An account that administers, and a browser in which it is signed in."""

    account_id: int
    browser: Visitor


@pytest.fixture
def anna(records: Session, sign_in: SignIn) -> Administrator:
    """An administrator."""
    account = make_administrator(records, "anna.beheer@example.nl")
    make_person(records, "Anna Beheer", account_id=account.id)
    return Administrator(account.id, sign_in(account.id))


@pytest.fixture
def bram(records: Session, sign_in: SignIn) -> Administrator:
    """Another one."""
    account = make_administrator(records, "bram.beheer@example.nl")
    make_person(records, "Bram Beheer", account_id=account.id)
    return Administrator(account.id, sign_in(account.id))


@pytest.fixture
def selwerd(records: Session) -> int:
    """The id of a neighbourhood."""
    found = find_neighbourhood(records, "selwerd")
    assert found is not None
    return found.id


@pytest.fixture
def coordinator(records: Session, selwerd: int) -> RoleGrant:
    """The role of Fenna, who coordinates Selwerd and was invited only."""
    account = make_account(records, "fenna.selwerd@example.nl")
    make_person(records, "Fenna Selwerd", account_id=account.id)
    grant = make_grant(records, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=selwerd)
    records.commit()
    return grant
