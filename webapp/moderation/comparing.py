"""Two texts beside each other, word by word: what is the same, what went and what came. Plain values."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST_PAIRS = 200_000
"""Equal words over and over make the comparison slow: with more pairs than this the texts are shown whole."""

_WORDS = re.compile(r"\s*\S+|\s+")


class PieceKind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Some words, and what became of them."""

    kind: PieceKind
    text: str


@dataclass(frozen=True)
class Line:
    """One thing that a field says; lines of two versions with one key are versions of one thing."""

    key: str
    text: str


Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class Compared:
    """The lines of both versions: of the old one what stayed and went, of the new one what stayed and came."""

    old: tuple[Pieces, ...]
    new: tuple[Pieces, ...]


def compare(old: Sequence[Line], new: Sequence[Line]) -> Compared:
    """Put two versions of a field beside each other, each in its own order."""
    before, after = {each.key: each.text for each in old}, {each.key: each.text for each in new}
    both = {key: compare_words(before[key], after[key]) for key in before.keys() & after.keys()}
    return Compared(
        old=tuple(both[each.key][0] if each.key in both else (Piece(PieceKind.GONE, each.text),) for each in old),
        new=tuple(both[each.key][1] if each.key in both else (Piece(PieceKind.NEW, each.text),) for each in new),
    )


def compare_words(old: str, new: str) -> tuple[Pieces, Pieces]:
    """The old text in pieces that stayed or went, the new one in pieces that stayed or came."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    left: list[Piece] = []
    right: list[Piece] = []
    for same, from_old, from_new in _steps(before, after):
        if same:
            _add(left, PieceKind.SAME, from_old)
            _add(right, PieceKind.SAME, from_new)
        else:
            _add(left, PieceKind.GONE, from_old)
            _add(right, PieceKind.NEW, from_new)
    return tuple(left), tuple(right)


def _steps(before: list[str], after: list[str]) -> list[tuple[bool, list[str], list[str]]]:
    """What stayed, and what took the place of what; equal ends are set apart first, as most changes are small."""
    head = _equal_at_start(before, after)
    tail = _equal_at_start(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    steps = [(True, before[:head], after[:head])]
    if _pairs(old, new) > MOST_PAIRS:
        steps.append((False, old, new))
    else:
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            steps.append((tag == "equal", old[i1:i2], new[j1:j2]))
    steps.append((True, before[len(before) - tail :], after[len(after) - tail :]))
    return steps


def _equal_at_start(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    times = Counter(new)
    return sum(times[word] for word in old)


def _add(pieces: list[Piece], kind: PieceKind, words: Sequence[str]) -> None:
    """Put words behind what is there; a space before what went or came is not part of that."""
    text = "".join(words)
    marked = text.lstrip()
    if kind != PieceKind.SAME and marked != text:
        _append(pieces, PieceKind.SAME, text[: len(text) - len(marked)])
        text = marked
    _append(pieces, kind, text)


def _append(pieces: list[Piece], kind: PieceKind, text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1].kind == kind:
        pieces[-1] = Piece(kind, pieces[-1].text + text)
    else:
        pieces.append(Piece(kind, text))
