"""Themes to choose from, in the transaction of each test, and somebody who keeps initiatives."""

import pytest
from sqlalchemy.orm import Session

from seeds.themes import seed_themes
from tests.web.accounts.signing_in import make_neighbour


@pytest.fixture(autouse=True)
def themes(records: Session) -> None:
    """What the seed gives; the city of the tests may have it already."""
    seed_themes(records)
    records.commit()


@pytest.fixture
def owner(records: Session) -> int:
    """The account of whoever keeps them."""
    return make_neighbour(records)
