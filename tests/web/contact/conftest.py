"""An inbox without the messages of the demonstration."""

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from webapp.models import ContactMessage


@pytest.fixture
def records(records: Session) -> Session:
    """The test's own session, with no message in it yet."""
    records.execute(delete(ContactMessage))
    records.commit()
    return records
