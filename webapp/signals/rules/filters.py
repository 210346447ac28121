"""What coordinators choose of the signals and the lessons."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from webapp.errors import BadInput
from webapp.signals.rules.lessons import LessonSource
from webapp.vocabulary import BundleState, SignalState
from webapp.written_numbers import parse_number

WORDS_LENGTH = 80


class Sort(StrEnum):
    """Which signals come first."""

    NEWEST = "nieuw"
    OLDEST = "oud"


@dataclass(frozen=True)
class WorkFilters:
    """Which signals; empty text and None choose all. `theme` and `neighbourhood` are slugs."""

    state: SignalState | None = None
    theme: str = ""
    neighbourhood: str = ""
    words: str = ""
    sort: Sort = Sort.NEWEST
    page: int = 1

    def to_args(self) -> dict[str, str]:
        """As they stand in an address, the page left out."""
        found = {
            "stand": self.state.value if self.state else "",
            "thema": self.theme,
            "wijk": self.neighbourhood,
            "zoek": self.words,
            "volgorde": "" if self.sort == Sort.NEWEST else self.sort.value,
        }
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class LessonFilters:
    """Which lessons; empty text and None choose all."""

    words: str = ""
    theme: str = ""
    neighbourhood: str = ""
    source: LessonSource | None = None
    page: int = 1

    def to_args(self) -> dict[str, str]:
        """As they stand in an address, the page left out."""
        source = self.source.value if self.source else ""
        found = {"zoek": self.words, "thema": self.theme, "wijk": self.neighbourhood, "bron": source}
        return {name: value for name, value in found.items() if value}


def work_filters(args: Mapping[str, str]) -> WorkFilters:
    """What an address chooses of the signals. Raises `BadInput` `signal_filter_unknown`, `query_too_long`."""
    state, sort = args.get("stand", ""), args.get("volgorde", "") or Sort.NEWEST.value
    if (state and state not in list(SignalState)) or sort not in list(Sort):
        raise BadInput("signal_filter_unknown")
    return WorkFilters(
        state=SignalState(state) if state else None,
        theme=args.get("thema", ""),
        neighbourhood=args.get("wijk", ""),
        words=_words(args),
        sort=Sort(sort),
        page=parse_number(args.get("pagina")) or 1,
    )


def lesson_filters(args: Mapping[str, str]) -> LessonFilters:
    """What an address chooses of the lessons. Raises `BadInput` `signal_filter_unknown`, `query_too_long`."""
    source = args.get("bron", "")
    if source and source not in list(LessonSource):
        raise BadInput("signal_filter_unknown")
    return LessonFilters(
        words=_words(args),
        theme=args.get("thema", ""),
        neighbourhood=args.get("wijk", ""),
        source=LessonSource(source) if source else None,
        page=parse_number(args.get("pagina")) or 1,
    )


def bundle_state(args: Mapping[str, str]) -> BundleState | None:
    """Which bundles an address chooses; None for all. Raises `BadInput` `signal_filter_unknown`."""
    state = args.get("stand", "")
    if state and state not in list(BundleState):
        raise BadInput("signal_filter_unknown")
    return BundleState(state) if state else None


def _words(args: Mapping[str, str]) -> str:
    words = " ".join(args.get("zoek", "").split())
    if len(words) > WORDS_LENGTH:
        raise BadInput("query_too_long")
    return words
