"""Themes to choose from, in the transaction of each test."""

import pytest
from sqlalchemy.orm import Session

from seeds.themes import seed_themes


@pytest.fixture(autouse=True)
def themes(records: Session) -> None:
    """What the seed gives; the city of the tests may have it already."""
    seed_themes(records)
    records.commit()
