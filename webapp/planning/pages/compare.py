"""Puts two or three scenarios beside each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext

from webapp.areas.frames import MapFrame
from webapp.planning.pages.planner import frame_of
from webapp.planning.pages.working import facts_of, picture, worked_out
from webapp.planning.queries.scenarios import Scenario
from webapp.planning.rules.comparing import LETTERS, Outcome, difference_of, sign_of
from webapp.planning.rules.marks import Tint, compared_tint
from webapp.planning.rules.plan import Reached
from webapp.planning.rules.working import Worked
from webapp.planning.words.plan import difference_words, refusal_words


@dataclass(frozen=True)
class Side:
    """A scenario with its letter; `refusal` says why it has no plan today, empty when it has one."""

    letter: str
    scenario: Scenario
    worked: Worked
    outcome: Outcome
    refusal: str


@dataclass(frozen=True)
class PlaceRow:
    """A neighbourhood: in which year it starts in each scenario, and in which first."""

    slug: str
    name: str
    years: tuple[int | None, ...]
    sign: str
    tint: Tint


@dataclass(frozen=True)
class YearCompared:
    """A year, and what each scenario has reached at its end; None where it does not go that far."""

    year: int
    reached: tuple[Reached | None, ...]


@dataclass(frozen=True)
class ComparePage:
    """Scenarios beside each other; `sentences` say where they differ most."""

    sides: tuple[Side, ...]
    sentences: tuple[str, ...]
    frame: MapFrame
    rows: tuple[PlaceRow, ...]
    years: tuple[YearCompared, ...]
    pictures: tuple[tuple[str, str], ...]
    query: dict[str, list[int]]


def compare_page(scenarios: Sequence[Scenario], *, today: date) -> ComparePage:
    """The page of these scenarios, all worked out on what is known today."""
    facts = facts_of(frozenset(slug for each in scenarios for slug in each.settings.slugs), today=today)
    sides = []
    for letter, each in zip(LETTERS, scenarios, strict=False):
        worked = worked_out(facts, each.settings)
        told = ""
        if worked.refusal is not None:
            told = refusal_words(worked.refusal, names=facts.names, years=worked.problem.years, pace=each.settings.pace)
        sides.append(Side(letter, each, worked, worked.outcome(each.name, facts.slugs), told))
    names = {each.slug: each.name for each in facts.candidates}
    query = {"scenario": [each.id for each in scenarios]}
    return ComparePage(
        sides=tuple(sides),
        sentences=_sentences(sides, names),
        frame=frame_of(
            url_for("planning.compare_data"),
            {"scenario": [str(each.id) for each in scenarios]},
            gettext("Kaart van welk scenario waar eerder is"),
            today=today,
        ),
        rows=_rows(sides, names),
        years=_years(sides),
        pictures=_pictures(sides),
        query=query,
    )


def _sentences(sides: Sequence[Side], names: Mapping[str, str]) -> tuple[str, ...]:
    planned = [each for each in sides if not each.refusal]
    return tuple(
        difference_words(
            difference_of(planned[0].outcome, other.outcome), planned[0].scenario.name, other.scenario.name, names
        )
        for other in planned[1:]
    )


def _rows(sides: Sequence[Side], names: Mapping[str, str]) -> tuple[PlaceRow, ...]:
    rows = []
    for slug, name in names.items():
        years = tuple(each.outcome.starts.get(slug) for each in sides)
        sign = sign_of(years)
        rows.append(PlaceRow(slug, name, years, sign, compared_tint(sign)))
    never = max((year for row in rows for year in row.years if year), default=0) + 1
    return tuple(sorted(rows, key=lambda row: (min(year or never for year in row.years), row.name)))


def _years(sides: Sequence[Side]) -> tuple[YearCompared, ...]:
    by_year = [{each.year: each for each in side.outcome.reached} for side in sides]
    years = sorted({year for each in by_year for year in each})
    return tuple(YearCompared(year, tuple(each.get(year) for each in by_year)) for year in years)


def _pictures(sides: Sequence[Side]) -> tuple[tuple[str, str], ...]:
    lines = [(f"{each.letter}: {each.scenario.name}", each.outcome.reached) for each in sides if not each.refusal]
    if not lines:
        return ()
    titles = {
        "weighted": gettext("Inwoners naar nood"),
        "inhabitants": gettext("Inwoners"),
        "neighbourhoods": gettext("Wijken"),
    }
    return tuple((title, picture(lines, measure)) for measure, title in titles.items())
