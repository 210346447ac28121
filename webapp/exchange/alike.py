"""Which of many titles are alike, found at once: thousands that come in against thousands that are there.

Two titles are alike by the share of their trigrams that both have, as `pg_trgm` counts it. Comparing all with all would
be millions of times; but two that are alike share one of their rarest trigrams, so only those are looked up.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, hypot

ALIKE = 0.6
"""From which share of equal trigrams on, of 0 to 1, two titles are alike."""

FAR_METRES = 2_000.0
"""Alike and farther apart than this, they are two; what is called just the same is told of all the same."""

MOST_HAVING = 50
MOST_LOOKED_AT = 60
"""Titles that are kept by one trigram, and that one title is compared with, those of the rarest trigrams first.

A word that hundreds of titles have says little: of those some will do (as `webapp.initiatives.lookalikes` has it).
"""


@dataclass(frozen=True, slots=True)
class Titled:
    """Something with a title: `words` are those of `search_words`; `x` and `y` its pin in metres, None without one."""

    key: int
    words: str
    x: float | None = None
    y: float | None = None


def trigrams(words: str) -> frozenset[str]:
    """The trigrams of a text, as `pg_trgm` makes them of lower case letters and digits."""
    return frozenset(
        padded[place : place + 3]
        for padded in (f"  {word} " for word in words.split())
        for place in range(len(padded) - 2)
    )


class Index:
    """Titles that can be asked for what is like another one."""

    def __init__(self) -> None:
        self._titles: dict[int, Titled] = {}
        self._parts: dict[int, frozenset[str]] = {}
        self._same: dict[str, list[int]] = defaultdict(list)
        self._having: dict[str, list[int]] = defaultdict(list)

    def add(self, title: Titled) -> None:
        """Let this one be found from now on."""
        parts = trigrams(title.words)
        self._titles[title.key], self._parts[title.key] = title, parts
        self._same[title.words].append(title.key)
        for part in parts:
            having = self._having[part]
            if len(having) < MOST_HAVING:
                having.append(title.key)

    def find(self, title: Titled) -> int | None:
        """The key of what is most like this one; None when nothing is."""
        if not title.words:
            return None
        same = self._same.get(title.words, ())
        near = next((key for key in same if _near(title, self._titles[key])), None)
        if near is not None:
            return near
        if same:
            return same[0]
        parts = trigrams(title.words)
        best, most = None, ALIKE
        for key in self._candidates(parts):
            likeness = _likeness(parts, self._parts[key])
            # of two that are equally alike the first one that was added
            if (likeness, -key) >= (most, -(best or key)) and _near(title, self._titles[key]):
                best, most = key, likeness
        return best

    def _candidates(self, parts: frozenset[str]) -> list[int]:
        # of n trigrams at least ALIKE * n are shared, so that not all of the rest and one more can be missed
        looked_up = len(parts) - ceil(ALIKE * len(parts)) + 1
        having = sorted((len(keys), part) for part in parts if (keys := self._having.get(part)))
        seen: dict[int, None] = {}
        for _, part in having[:looked_up]:
            seen.update(dict.fromkeys(self._having[part]))
            if len(seen) >= MOST_LOOKED_AT:
                break
        return list(seen)


class Pairs:
    """Finds for rows that come one by one what is like them among `there`, and which earlier row is."""

    def __init__(self, there: Iterable[Titled]) -> None:
        self._there, self._earlier = Index(), Index()
        for title in there:
            self._there.add(title)

    def find(self, row: Titled, *, keep: bool = True) -> tuple[int | None, int | None]:
        """The key of what is there, and that of an earlier row; None for each that is not.

        Later rows are compared with this one too, unless it is not kept.
        """
        found = self._there.find(row), self._earlier.find(row)
        if keep:
            self._earlier.add(row)
        return found


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def _near(one: Titled, other: Titled) -> bool:
    """Whether the two are at about one place, as far as is known."""
    if one.x is None or one.y is None or other.x is None or other.y is None:
        return True
    return hypot(one.x - other.x, one.y - other.y) <= FAR_METRES
