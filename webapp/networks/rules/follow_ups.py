"""By when something is done about what a network shows, and what stands in the list of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from webapp.errors import BadInput
from webapp.vocabulary import FollowUpKind, NodeKind

USUAL_TIME = timedelta(days=14)
LONGEST_TIME = timedelta(days=365)
THIS_WEEK = timedelta(days=7)
OUTCOME_LENGTH = 500
DONE_SHOWN = 20
"""So many of what was done stand in the list, the latest first."""


class When(StrEnum):
    """How soon something is to be done."""

    LATE = "late"
    THIS_WEEK = "this_week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a follow-up is about: a node of a network, with the name it has for who looks."""

    node_id: int
    kind: NodeKind
    name: str


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up as a coordinator sees it.

    `owner_name` is empty for who gave none, and for who does not coordinate here any more. `insight` is what it came
    from, empty for none.
    """

    id: int
    kind: FollowUpKind
    insight: str
    subject: Subject
    other: Subject | None
    owner_id: int | None
    owner_name: str
    due_on: date
    done_on: date | None
    outcome: str
    version: int

    def when(self, today: date) -> When:
        """How soon it is to be done."""
        return when_due(self.due_on, today=today)

    @property
    def about(self) -> tuple[FollowUpKind, frozenset[int]]:
        """What is the same for what is proposed twice."""
        return about(self.kind, self.subject.node_id, self.other.node_id if self.other else None)


def when_due(due_on: date, *, today: date) -> When:
    """Late before today, this week up to seven days from now, and later."""
    if due_on < today:
        return When.LATE
    return When.THIS_WEEK if due_on <= today + THIS_WEEK else When.LATER


def about(kind: FollowUpKind, node_id: int, other_node_id: int | None) -> tuple[FollowUpKind, frozenset[int]]:
    """What tells a follow-up from another: what is done, and with whom, in whichever order."""
    return kind, frozenset({node_id} if other_node_id is None else {node_id, other_node_id})


def by_when(rows: Iterable[FollowUpRow], *, today: date) -> dict[When, list[FollowUpRow]]:
    """What is open, by how soon it is to be done; only what there is."""
    found: dict[When, list[FollowUpRow]] = {}
    for row in sorted(rows, key=lambda each: (each.due_on, each.id)):
        found.setdefault(row.when(today), []).append(row)
    return found


def check_due(due_on: date, *, today: date) -> None:
    """Raises `BadInput` `follow_up_over` for a day that is over, and `follow_up_too_far` for one after a year."""
    if due_on < today:
        raise BadInput("follow_up_over")
    if due_on > today + LONGEST_TIME:
        raise BadInput("follow_up_too_far")
