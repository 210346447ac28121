"""Saying that what is noted about oneself in the networks of neighbours is so, or having it gone."""

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import NotFound
from webapp.models import Tie
from webapp.vocabulary import AuditAction


def confirm_own_tie(session: Session, tie_id: int, *, person_id: int, by: int | None) -> bool:
    """Note that whoever the tie is about said today that it is so; False for one that ended, which stays as it is.

    The database does it, and only for a tie of the viewer who stands in the network: raises `NotFound` code
    `tie_unknown` for any other.
    """
    goes_on = session.scalar(select(func.confirm_own_tie(tie_id)))
    if goes_on is None:
        raise NotFound("tie_unknown")
    if goes_on:
        record(
            session,
            AuditAction.CHANGED,
            by=by,
            table="tie",
            row=tie_id,
            person_id=person_id,
            fields=("confirmed_on",),
        )
    return bool(goes_on)


def remove_own_tie(session: Session, tie_id: int, *, person_id: int, by: int | None) -> None:
    """Take away a tie that is about oneself; raises `NotFound` code `tie_unknown` for any other."""
    own = delete(Tie).where(Tie.id == tie_id, or_(Tie.from_person_id == person_id, Tie.to_person_id == person_id))
    if session.scalar(own.returning(Tie.id).execution_options(synchronize_session=False)) is None:
        raise NotFound("tie_unknown")
    record(session, AuditAction.DELETED, by=by, table="tie", row=tie_id, person_id=person_id)
