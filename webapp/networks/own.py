"""What is noted about oneself in the networks of neighbours, and having it gone."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, or_, text
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import NotFound
from webapp.models import Tie
from webapp.vocabulary import AuditAction, NodeKind

_OWN = text("""
    SELECT tie_id, kind, does, other_kind, other_name, neighbourhood, strength, since, until, confirmed_on
    FROM own_ties()
""")


@dataclass(frozen=True, slots=True)
class OwnTie:
    """A tie of whoever looks; `tie_id` is None for what follows from other data and is ended there.

    `does` is whether they are the first of the two. Another person has no name, since neighbours do not see each
    other's names there. `neighbourhood` is whose coordinator noted it.
    """

    tie_id: int | None
    kind: str
    does: bool
    other_kind: NodeKind
    other_name: str | None
    neighbourhood: str | None
    strength: str
    since: date
    until: date | None
    confirmed_on: date


def list_own_ties(session: Session) -> list[OwnTie]:
    """The ties of the viewer, the newest first."""
    return [
        OwnTie(
            row.tie_id,
            row.kind,
            row.does,
            NodeKind(row.other_kind),
            row.other_name,
            row.neighbourhood,
            row.strength,
            row.since,
            row.until,
            row.confirmed_on,
        )
        for row in session.execute(_OWN)
    ]


def remove_own_tie(session: Session, tie_id: int, *, person_id: int, by: int | None) -> None:
    """Take away a tie that is about oneself; raises `NotFound` code `tie_unknown` for any other."""
    own = delete(Tie).where(Tie.id == tie_id, or_(Tie.from_person_id == person_id, Tie.to_person_id == person_id))
    if session.scalar(own.returning(Tie.id).execution_options(synchronize_session=False)) is None:
        raise NotFound("tie_unknown")
    record(session, AuditAction.DELETED, by=by, table="tie", row=tie_id, person_id=person_id)
