"""What a coordinator's workspace is made of: frozen values, without the words of anyone's need."""

from dataclasses import dataclass
from datetime import date

from webapp.areas.queries import NeighbourhoodName
from webapp.calendar.week_times import WeekPart
from webapp.coverage.rules import NeighbourhoodState
from webapp.discovery.queries import ShortDiscovery
from webapp.matching.queries.neighbourhood import ConversationDue, LocalMatch
from webapp.moderation.queries import Waiting
from webapp.privacy.small_counts import ToldSum
from webapp.signals.queries.waiting import LocalWaiting
from webapp.vocabulary import DevelopmentStep, NeedKind, NeedUrgency, Recurrence


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """A need that more people are wanted for: `taken` of `quantity` are proposed or agreed."""

    key: str
    kind: NeedKind
    theme: str
    urgency: NeedUrgency
    recurrence: Recurrence
    weekly: tuple[WeekPart, ...] | None
    created_on: date
    quantity: int
    taken: int
    candidates: int
    """How many people and assets on its own theme could be asked now, at most as many as are counted."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A match that is open, or that was to be come back to. `is_due` when it asks something of the coordinator."""

    match: LocalMatch
    is_due: bool


@dataclass(frozen=True, slots=True)
class StepDue:
    """A step in somebody's development that was agreed for about now."""

    talent_id: int
    name: str
    what: str
    kind: DevelopmentStep
    words: str
    due_on: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class SomeNeeds:
    """The first few, most pressing first, and how many there are.

    `hidden` is how much households ask that the viewer may not see one by one.
    """

    rows: tuple[OpenNeed, ...]
    total: int
    hidden: ToldSum


@dataclass(frozen=True, slots=True)
class SomeMatches:
    """The first few, those that ask for something first; how many there are, and how many of them ask for something."""

    rows: tuple[UnderWay, ...]
    total: int
    due: int


@dataclass(frozen=True, slots=True)
class SomeSteps:
    """The first few, the longest due first, and how many there are."""

    rows: tuple[StepDue, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SomeRegistrations:
    """The first few, the longest waiting first, how many there are, and how many nobody confirmed for a year."""

    rows: tuple[Waiting, ...]
    total: int
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What is only counted: messages of visitors, assets, those of which nobody said for a year that they are there."""

    messages: int
    assets: int
    assets_to_confirm: int
    follow_ups: int
    """Of what the network showed: what is to be done today or before."""


@dataclass(frozen=True, slots=True)
class WorkspacePage:
    """The workspace of one neighbourhood. Without `is_own` it is somebody from the city who looks.

    `talks` are people for a talent conversation: for their own coordinator only, and never a label.
    """

    neighbourhood: NeighbourhoodName
    is_own: bool
    state: NeighbourhoodState
    registrations: SomeRegistrations
    needs: SomeNeeds
    matches: SomeMatches
    steps: SomeSteps
    talks: tuple[ConversationDue, ...]
    counts: Counts
    signals: LocalWaiting
    discovery: ShortDiscovery | None

    @property
    def is_clear(self) -> bool:
        """Whether nothing waits for the coordinator."""
        waiting = (
            self.registrations.total,
            self.registrations.unconfirmed,
            self.needs.total,
            self.matches.due,
            self.steps.total,
            len(self.talks),
            self.counts.messages,
            self.counts.assets_to_confirm,
            self.counts.follow_ups,
        )
        return not any(waiting) and not self.state.is_stale


@dataclass(frozen=True, slots=True)
class WorkspaceLine:
    """One workspace in the list of them: how it stands, and how much is asked there."""

    slug: str
    name: str
    state: NeighbourhoodState
    asked: ToldSum
    discovery: ShortDiscovery | None
