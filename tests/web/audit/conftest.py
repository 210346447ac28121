"""An administrator who searches the audit."""

import pytest
import structlog
from sqlalchemy.orm import Session

from tests.factories import make_administrator, make_person
from tests.web.conftest import SignIn, Visitor


@pytest.fixture(autouse=True)
def outside_requests() -> None:
    """What a test notes itself has no request; the last test's may still be remembered."""
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def searcher(records: Session, sign_in: SignIn) -> Visitor:
    """A browser in which the administrator Anna is signed in."""
    account = make_administrator(records, "anna.beheer@example.nl")
    make_person(records, "Anna Beheer", account_id=account.id)
    return sign_in(account.id)
