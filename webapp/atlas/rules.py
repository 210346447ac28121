"""Rules of the public pages: which date is looked at, how the list is sorted."""

from collections.abc import Iterable
from datetime import date

from webapp.calendar.dates import EARLIEST
from webapp.calendar.time_axis import months_between
from webapp.coverage.rules import STAGES, NeighbourhoodState
from webapp.errors import BadInput

SORTS = ("naam", "fase", "inwoners", "sinds")


def parse_sort(text: str | None) -> str:
    """How the list is sorted; raises `BadInput` code `sort_invalid`."""
    if not text:
        return SORTS[0]
    if text not in SORTS:
        raise BadInput("sort_invalid", value=text[:20])
    return text


def sort_states(states: Iterable[NeighbourhoodState], sort: str) -> tuple[NeighbourhoodState, ...]:
    """By name; by stage, furthest first; by inhabitants, most first; by since, newest first. Unknown goes last."""
    by_name = sorted(states, key=lambda state: state.name.casefold())
    if sort == "fase":
        return tuple(sorted(by_name, key=lambda state: -STAGES.index(state.stage)))
    if sort == "inwoners":
        return tuple(sorted(by_name, key=lambda state: (state.inhabitants is None, -(state.inhabitants or 0))))
    if sort == "sinds":
        return tuple(sorted(by_name, key=lambda state: -(state.since or EARLIEST).toordinal()))
    return tuple(by_name)


def month_starts(*, start_year: int, until: date) -> tuple[date, ...]:
    """The first day of every month from January of `start_year`, and `until` itself."""
    start = date(start_year, 1, 1)
    months = (
        date(start.year + index // 12, index % 12 + 1, 1) for index in range(max(0, months_between(start, until)) + 1)
    )
    return tuple(dict.fromkeys([*(month for month in months if month <= until), until]))
