"""Why a neighbourhood has its stage: what it rests on, and what is missing for the next one [S4]."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from webapp.coverage.rules.presence import (
    EVIDENCE_KINDS_NEEDED,
    PRESENT_STAGES,
    STAGES,
    NeighbourhoodState,
    evidence_short,
    is_stale,
)
from webapp.coverage.rules.series import first_stale_day
from webapp.vocabulary import EvidenceKind, Stage


@dataclass(frozen=True)
class KindSeen:
    """One kind of evidence: how many signs of it there are, and of which days the first and the last; None for none."""

    kind: EvidenceKind
    count: int
    first_on: date | None
    last_on: date | None
    is_fresh: bool


@dataclass(frozen=True)
class Explanation:
    """What a stage rests on.

    `needed` kinds were asked of it on the day it began, when there were `at_start`; `short` is how many it has too few
    now, which happens when a sign was taken back. `stale_on` is the day from which it counts as stale unless something
    is seen before, or did; None for a stage that needs no evidence, or that never saw any. `missing` is how many more
    kinds `next_stage` needs, of those in `unseen`.
    """

    stage: Stage
    needed: int
    at_start: int
    kinds: tuple[KindSeen, ...]
    short: int
    is_stale: bool
    stale_on: date | None
    next_stage: Stage | None
    missing: int

    @property
    def counts(self) -> bool:
        """Whether the stage counts toward the target."""
        return self.stage in PRESENT_STAGES

    @property
    def seen(self) -> int:
        """How many kinds of evidence there are."""
        return sum(kind.count > 0 for kind in self.kinds)

    @property
    def unseen(self) -> tuple[EvidenceKind, ...]:
        """The kinds of which there is no sign."""
        return tuple(kind.kind for kind in self.kinds if kind.count == 0)


def explain(state: NeighbourhoodState, signs: Iterable[tuple[EvidenceKind, date]], *, at: date) -> Explanation:
    """Why the stage is what it is; `signs` are the evidence up to `at`: its kind and its day."""
    told = list(signs)
    kinds = {kind for kind, _ in told}
    last = max((day for _, day in told), default=None)
    place = STAGES.index(state.stage)
    coming = STAGES[place + 1] if place + 1 < len(STAGES) else None
    rests = EVIDENCE_KINDS_NEEDED[state.stage] > 0
    return Explanation(
        stage=state.stage,
        needed=EVIDENCE_KINDS_NEEDED[state.stage],
        at_start=len({kind for kind, day in told if state.since is not None and day <= state.since}),
        kinds=tuple(_seen(kind, [day for each, day in told if each == kind], at) for kind in EvidenceKind),
        short=evidence_short(state.stage, kinds),
        is_stale=is_stale(state.stage, last, at),
        stale_on=first_stale_day(last) if rests and last is not None else None,
        next_stage=coming,
        missing=evidence_short(coming, kinds) if coming is not None else 0,
    )


def is_fresh(day: date, *, at: date) -> bool:
    """Whether a sign of life of `day` still counts on `at`."""
    return first_stale_day(day) > at


def _seen(kind: EvidenceKind, days: list[date], at: date) -> KindSeen:
    last = max(days, default=None)
    return KindSeen(kind, len(days), min(days, default=None), last, last is not None and is_fresh(last, at=at))
