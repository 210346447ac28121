"""What the pages of initiatives show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from webapp.areas.frames import MapFrame
from webapp.areas.gazetteer import Address
from webapp.initiatives.choices import Choices
from webapp.initiatives.content import Content
from webapp.initiatives.drafts import Draft
from webapp.initiatives.lookalikes import Lookalike
from webapp.initiatives.queries import OwnInitiative
from webapp.initiatives.rules import Freshness, Progress, freshness, progress
from webapp.initiatives.words import Names
from webapp.models import Initiative


@dataclass(frozen=True)
class FormPage:
    """The page with the form: what can be chosen, the map, what was found, and how it stands.

    `slug` is that of what is changed, None for a new one. `found` are the places of a search without script. `theirs`
    are the differences with what somebody else handed in meanwhile. `draft` is what was typed before, `own_draft` its
    number when it is of somebody who is signed in. `asks` when one of the look-alikes may well be the same.
    """

    choices: Choices
    frame: MapFrame
    sentence: str
    lookalikes: Sequence[Lookalike]
    asks: bool
    found: Sequence[Address] | None
    chosen: str
    slug: str | None
    draft: Draft | None
    own_draft: int | None
    theirs: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class OwnRow:
    """One of somebody's initiatives in their list; `asks` when it is time to say that it is still right."""

    slug: str
    title: str
    progress: Progress
    waits: bool
    begins_on: date | None
    asks: bool
    faded: bool
    reason: str

    @classmethod
    def of(cls, own: OwnInitiative, *, today: date) -> "OwnRow":
        """How it stands today."""
        step = progress(own.state, own.content.starts_on, today=today)
        shown = step in (Progress.APPROVED, Progress.RUNNING, Progress.PAUSED)
        fresh = freshness(own.confirmed_on, today=today)
        return cls(
            slug=own.slug,
            title=own.title,
            progress=step,
            waits=own.waits and step != Progress.RECEIVED,
            begins_on=own.content.starts_on if step == Progress.APPROVED else None,
            asks=shown and fresh != Freshness.FRESH,
            faded=shown and fresh in (Freshness.FADED, Freshness.HIDDEN),
            reason=own.reason,
        )


@dataclass(frozen=True)
class Step:
    """One version of an initiative: what was decided on it, when and why, and what it changed."""

    number: int
    state: str
    created_at: datetime
    decided_at: datetime | None
    reason: str
    note: str
    changes: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class StatusPage:
    """How one's initiative stands: what everyone sees, what waits, and all versions, the newest first."""

    initiative: Initiative
    title: str
    row: OwnRow
    shown: Content | None
    newest: Content
    waits: bool
    steps: Sequence[Step]
    names: Names
    rows: Sequence[tuple[str, str]]
    waiting_changes: Sequence[tuple[str, str, str]]
    merged_into: str | None
