"""Who coordinates Vinkhuizen, where needs are asked."""

import pytest
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn, Visitor
from tests.web.needs.asking import add_coordinator


@pytest.fixture
def account(records: Session) -> int:
    """The account of who coordinates there."""
    return add_coordinator(records)


@pytest.fixture
def workplace(sign_in: SignIn, account: int) -> Visitor:
    """The browser of who coordinates there."""
    return sign_in(account)
