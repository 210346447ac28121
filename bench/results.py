"""What came out: rows of figures, their goals, the table and the JSON."""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

Figures = tuple[float, ...]


@dataclass(frozen=True)
class Goal:
    """What a row has to reach, in words, and whether it did."""

    text: str
    met: bool


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    job, size
        What was measured, on how much.
    unit
        Of `ours`, `floor` and `peers`: `/s` (more is better), `ms` or `s` (less is better).
    ours, floor
        One figure a round.
    ratios
        One a round: ours divided by the mean of the floor before and after it.
    peers, peer_ratios
        By name, one figure a round; how many times as fast as the peer ours was in that round.
    body_bytes
        Of one answer as it travels.
    peak_megabytes
        The most memory that our processes held, added up.
    goals
        Judged ones; a row without is there to explain another.
    """

    job: str
    size: str
    unit: str
    ours: Figures
    floor: Figures = ()
    ratios: Figures = ()
    peers: Mapping[str, Figures] = field(default_factory=dict)
    peer_ratios: Mapping[str, Figures] = field(default_factory=dict)
    body_bytes: int | None = None
    peak_megabytes: float | None = None
    goals: tuple[Goal, ...] = ()


def middle(figures: Sequence[float]) -> float:
    """The median, by which everything is judged."""
    return statistics.median(figures)


def at_least(what: str, figures: Sequence[float], least: float) -> Goal:
    """The goal that the median is so much or more."""
    return Goal(f"{what} >= {least:g}", middle(figures) >= least)


def at_most(what: str, figures: Sequence[float], most: float) -> Goal:
    """The goal that the median is so much or less."""
    return Goal(f"{what} <= {most:g}", middle(figures) <= most)


def table(rows: Iterable[Row]) -> str:
    """The rows as a table in Markdown, which reads as plain text too."""
    heads = ("job", "size", "unit", "ours", "floor", "ours:floor", "tipg", "pygeoapi", "bytes", "MB", "goals")
    lines = [heads, *(_cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    texts = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    texts.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(texts)


def missed(rows: Iterable[Row]) -> list[str]:
    """What was not reached, one sentence each; a floor that a peer beats is no floor."""
    found = []
    for row in rows:
        found += [f"{row.job}, {row.size}: {goal.text} was missed" for goal in row.goals if not goal.met]
        for name, figures in row.peers.items():
            if row.floor and middle(figures) > middle(row.floor):
                found.append(f"{row.job}, {row.size}: {name} beats the floor, so the floor is no floor")
    return found


def as_json(rows: Sequence[Row], about: Mapping[str, object]) -> str:
    """All figures of all rounds, with what they were measured on."""
    return json.dumps({"about": about, "rows": [asdict(row) for row in rows], "missed": missed(rows)}, indent=2)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.job,
        row.size,
        row.unit,
        _shown(middle(row.ours)),
        _shown(middle(row.floor)) if row.floor else "",
        f"{middle(row.ratios):.2f}" if row.ratios else "",
        *(_peer(row, name) for name in ("tipg", "pygeoapi")),
        f"{row.body_bytes:,}" if row.body_bytes is not None else "",
        f"{row.peak_megabytes:.0f}" if row.peak_megabytes is not None else "",
        "; ".join(f"{goal.text} {'met' if goal.met else 'MISSED'}" for goal in row.goals),
    )


def _peer(row: Row, name: str) -> str:
    if name not in row.peers:
        return ""
    return f"{_shown(middle(row.peers[name]))} ({_shown(middle(row.peer_ratios[name]))} x)"


def _shown(figure: float) -> str:
    """Three digits that matter."""
    if figure >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}" if figure >= 0.1 else f"{figure:.4f}"
