"""In which order the list of coverage stands."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from webapp.coverage.rules.need import NeighbourhoodNeed
from webapp.coverage.rules.presence import STAGES, NeighbourhoodState
from webapp.errors import BadInput

LINE_SORTS = ("naam", "fase", "nood", "inwoners")


class _Line(Protocol):
    @property
    def state(self) -> NeighbourhoodState:
        """How the neighbourhood stands."""

    @property
    def need(self) -> NeighbourhoodNeed:
        """How much it may need."""


AnyLine = TypeVar("AnyLine", bound=_Line)


def parse_line_sort(text: str | None) -> str:
    """How the list is sorted; raises `BadInput` code `coverage_sort_invalid`."""
    if not text:
        return LINE_SORTS[0]
    if text not in LINE_SORTS:
        raise BadInput("coverage_sort_invalid", value=text[:20])
    return text


def sorted_lines(lines: Iterable[AnyLine], sort: str) -> tuple[AnyLine, ...]:
    """By name; by stage, furthest first; by need and by inhabitants, most first. What is unknown goes last."""
    by_name = sorted(lines, key=lambda line: line.state.name.casefold())
    if sort == "fase":
        return tuple(sorted(by_name, key=lambda line: -STAGES.index(line.state.stage)))
    if sort == "nood":
        return tuple(sorted(by_name, key=lambda line: -(line.need.index or 0.0)))
    if sort == "inwoners":
        return tuple(sorted(by_name, key=lambda line: (line.state.inhabitants is None, -(line.state.inhabitants or 0))))
    return tuple(by_name)
