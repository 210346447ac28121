"""Having gone what is noted about oneself in the networks of neighbours."""

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import NotFound
from webapp.models import Tie
from webapp.vocabulary import AuditAction


def remove_own_tie(session: Session, tie_id: int, *, person_id: int, by: int | None) -> None:
    """Take away a tie that is about oneself; raises `NotFound` code `tie_unknown` for any other."""
    own = delete(Tie).where(Tie.id == tie_id, or_(Tie.from_person_id == person_id, Tie.to_person_id == person_id))
    if session.scalar(own.returning(Tie.id).execution_options(synchronize_session=False)) is None:
        raise NotFound("tie_unknown")
    record(session, AuditAction.DELETED, by=by, table="tie", row=tie_id, person_id=person_id)
