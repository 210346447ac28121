"""Two pieces of work by turns, timed in this process."""

import time
from collections.abc import Callable


def in_turn(
    rounds: int, ours: Callable[[], object], floor: Callable[[], object]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Seconds of `ours` and of `floor` in each round; the floor is measured before and after ours."""
    own: list[float] = []
    floors: list[float] = []
    for _ in range(rounds):
        before = seconds(floor)
        own.append(seconds(ours))
        floors.append((before + seconds(floor)) / 2)
    return tuple(own), tuple(floors)


def seconds(work: Callable[[], object]) -> float:
    """How many seconds a piece of work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
