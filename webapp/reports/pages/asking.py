"""Puts the page together on which reports are asked for."""

from dataclasses import dataclass
from datetime import date

from webapp.access.policy import Actor
from webapp.coverage.queries import get_target
from webapp.extensions import db
from webapp.i18n import locale_code
from webapp.reports.queries.runs import Run, kept_days, list_places, list_runs
from webapp.reports.rules.asking import kinds_for, may_have, years_for
from webapp.vocabulary import ReportKind


@dataclass(frozen=True)
class Choices:
    """What can be asked for: kinds, neighbourhoods by slug and name, years, and the language to begin with."""

    kinds: tuple[ReportKind, ...]
    places: dict[str, tuple[int, str]]
    years: tuple[int, ...]
    language: str

    @property
    def ids(self) -> dict[str, int]:
        """The ids of the neighbourhoods, by slug."""
        return {slug: place for slug, (place, _) in self.places.items()}


@dataclass(frozen=True)
class AskingPage:
    """What can be asked for, what was, and for how many days it is kept. `chosen` is the kind to begin with."""

    choices: Choices
    runs: tuple[Run, ...]
    kept_days: int
    chosen: ReportKind | None
    place: str | None

    @property
    def is_polled(self) -> bool:
        """Whether something is being made."""
        return any(run.is_open for run in self.runs)


def choices_of(actor: Actor, *, today: date, kinds: tuple[ReportKind, ...] | None = None) -> Choices:
    """What somebody can ask for; `kinds` are those of this page."""
    own = [kind for kind in kinds_for(actor) if kinds is None or kind in kinds]
    places = {
        slug: place
        for slug, place in list_places(db.session).items()
        if may_have(actor, ReportKind.NEIGHBOURHOOD, place[0])
    }
    years = years_for(first=get_target(db.session, at=today).start_year, today=today)
    return Choices(tuple(own), places, years, locale_code())


def asking_page(actor: Actor, choices: Choices, *, chosen: str | None = None, place: str | None = None) -> AskingPage:
    """The page; `chosen` and `place` are what an address asks to begin with."""
    kind = next((each for each in choices.kinds if each == chosen), None)
    return AskingPage(
        choices=choices,
        runs=list_runs(db.session, actor, kinds=choices.kinds),
        kept_days=kept_days(db.session),
        chosen=kind or (choices.kinds[0] if choices.kinds else None),
        place=place if place in choices.places else None,
    )
