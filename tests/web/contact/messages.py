"""What tests of the contact form send, and messages that were sent before."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from tests.conftest import TODAY
from webapp.models import ContactMessage

NOW = datetime.combine(TODAY, time(11), UTC)
PATH = "/wijken/selwerd/bericht"

FILLED = {
    "name": "Fenna de Vries",
    "reply_to": "fenna@example.nl",
    "message": "Ik wil graag helpen in de moestuin op zaterdag.",
    "website": "",
}


def left(
    records: Session,
    neighbourhood_id: int,
    *,
    at: datetime = NOW,
    erase_on: date = TODAY + timedelta(days=90),
    message: str = FILLED["message"],
    name: str = FILLED["name"],
) -> int:
    """A message that was left to a neighbourhood, now unless told otherwise; gives its number."""
    words = {"sender_name": name, "reply_to": FILLED["reply_to"], "body": message}
    row = ContactMessage(neighbourhood_id=neighbourhood_id, erase_on=erase_on, created_at=at, **words)
    records.add(row)
    records.flush()
    number = row.id
    records.commit()
    return number
