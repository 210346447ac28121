"""What others are told when somebody goes, or takes a consent back: the slices above this one know whom it concerns."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from webapp.vocabulary import ConsentPurpose

EXTENSION = "leaving"
"""Under this name the site keeps the `Leaving` that views use."""


class Leaving(Protocol):
    """Ends what somebody agreed on with others, and tells those; `by` is the account that does it, None for a round."""

    def before_erasure(self, session: Session, person_id: int, *, now: datetime) -> None:
        """Tell of what ends since everything of a person is about to be erased."""

    def after_withdrawal(
        self, session: Session, person_id: int, purpose: ConsentPurpose, *, by: int | None, now: datetime
    ) -> None:
        """End what waits for an answer of somebody who took this consent back."""

    def after_spoken_no(self, session: Session, person_id: int, *, by: int, now: datetime) -> None:
        """End everything of somebody without an account, who said aloud that it stops."""
