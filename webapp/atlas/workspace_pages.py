"""What a coordinator's workspace is made of: frozen values, without the words of anyone's need."""

from dataclasses import dataclass
from datetime import date, datetime

from webapp.areas.queries import NeighbourhoodName
from webapp.coverage.rules import NeighbourhoodState
from webapp.discovery.queries import ShortDiscovery
from webapp.moderation.queries import Waiting
from webapp.vocabulary import DevelopmentStep, MatchState, NeedKind, NeedUrgency


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """A need that nobody helps with yet, or too few. `taken` of `quantity` are proposed or agreed."""

    key: str
    kind: NeedKind
    theme: str
    urgency: NeedUrgency
    expires_on: date
    quantity: int
    taken: int
    candidates: int
    """How many offers pass what is asked at least: theme, level, reach, time, pause; not yet capacity and papers."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A match that asks for something, or that waits for somebody. `helper_waits` and `asker_waits`: who did not answer."""

    key: str
    theme: str
    state: MatchState
    helper_waits: bool
    asker_waits: bool
    answer_until: date
    task_at: datetime | None
    follow_up_on: date | None
    is_due: bool
    """Whether the coordinator has something to do: follow up, or ask after a task that should be over."""


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
class TalentTalk:
    """Somebody who asked for half a year and was not yet asked what they can; for their own coordinator only."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Some:
    """The first few of something, and how many there are."""

    total: int


@dataclass(frozen=True, slots=True)
class SomeNeeds(Some):
    """Open needs, most pressing first. `hidden` counts what households ask that the viewer may not see one by one."""

    rows: tuple[OpenNeed, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class SomeMatches(Some):
    """Matches under way, those that ask for something first."""

    rows: tuple[UnderWay, ...]
    due: int


@dataclass(frozen=True, slots=True)
class SomeSteps(Some):
    """Steps that are due, the longest due first."""

    rows: tuple[StepDue, ...]


@dataclass(frozen=True, slots=True)
class SomeTalks(Some):
    """People for a talent conversation, by name."""

    rows: tuple[TalentTalk, ...]


@dataclass(frozen=True, slots=True)
class SomeRegistrations(Some):
    """Registrations to approve, the longest waiting first; `unconfirmed` is how many nobody confirmed for a year."""

    rows: tuple[Waiting, ...]
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What is only counted: messages of visitors, assets of which nobody said for a year that they are there."""

    messages: int
    assets: int
    assets_to_confirm: int


@dataclass(frozen=True, slots=True)
class WorkspacePage:
    """The workspace of one neighbourhood. Without `is_own` it is somebody from the city who looks."""

    neighbourhood: NeighbourhoodName
    is_own: bool
    state: NeighbourhoodState
    registrations: SomeRegistrations
    needs: SomeNeeds
    matches: SomeMatches
    steps: SomeSteps
    talks: SomeTalks
    counts: Counts
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
            self.talks.total,
            self.counts.messages,
            self.counts.assets_to_confirm,
        )
        return not any(waiting) and not self.state.is_stale


@dataclass(frozen=True, slots=True)
class WorkspaceLine:
    """One workspace in the list of them: how it stands, and what is open there."""

    slug: str
    name: str
    state: NeighbourhoodState
    needs: int
    discovery: ShortDiscovery | None
