"""What is noted about oneself in the networks of neighbours."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.vocabulary import NodeKind

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
