"""Rows of ties out of a list that somebody typed or exported: reading them, and what becomes of each. Plain values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from webapp.calendar.dates import parse_date
from webapp.errors import BadInput, DomainError
from webapp.exchange.files import Table, read_table
from webapp.exchange.rules import plain
from webapp.exchange.spoken import iso_day
from webapp.networks.rules.network import KnownNode, check_period, oriented
from webapp.vocabulary import TieKind, TieStrength

LARGEST = 200_000
"""Bytes of a list."""

MOST_ROWS = 500
LONGEST_NAME = 200

COLUMNS: dict[str, tuple[str, ...]] = {
    "van": ("van", "from", "wie", "who", "naam", "name", "persoon", "person"),
    "relatie": ("relatie", "soort", "tie", "relation", "kind"),
    "naar": ("naar", "to", "met", "with", "met wie", "of whom"),
    "sterkte": ("sterkte", "hoe vaak", "strength", "how often"),
    "sinds": ("sinds", "vanaf", "since"),
}
"""By what headings (`plain`) each column is known, in Dutch and English."""

NEEDED = ("van", "relatie", "naar")

KINDS: dict[str, TieKind] = {
    words: kind
    for kind, known_as in (
        (TieKind.KNOWS, ("kent", "knows", "ken")),
        (TieKind.HELPS, ("helpt", "helps", "hulp")),
        (TieKind.LEADS, ("leidt", "leads", "trekt")),
        (TieKind.MEMBER_OF, ("hoort bij", "lid van", "is lid van", "member of", "belongs to")),
        (TieKind.MEETS_AT, ("komt samen in", "komt samen bij", "komt in", "meets at")),
        (TieKind.WORKS_WITH, ("werkt samen met", "werkt met", "works with")),
    )
    for words in (*known_as, kind.value.replace("_", " "))
}
STRENGTHS: dict[str, TieStrength] = {
    words: strength
    for strength, known_as in (
        (TieStrength.LOOSE, ("af en toe", "los", "soms", "now and then", "sometimes")),
        (TieStrength.REGULAR, ("geregeld", "regelmatig", "gewoon", "regularly")),
        (TieStrength.CLOSE, ("vaak en goed", "vaak", "goed", "sterk", "often and well", "often", "strong")),
    )
    for words in (*known_as, strength.value)
}


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    THERE = "there"
    TWICE = "twice"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class TypedTie:
    """A row as it stands in the list, with its number there."""

    number: int
    one: str
    relation: str
    other: str
    strength: str = ""
    since: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of `COLUMNS`."""
        return self.one, self.relation, self.other, self.strength, self.since


@dataclass(frozen=True)
class ReadTie:
    """What a row means, once both names are known."""

    from_id: int
    to_id: int
    kind: TieKind
    strength: TieStrength
    since: date


@dataclass(frozen=True)
class KeptTie:
    """What is kept of a tie that is there already."""

    strength: TieStrength
    since: date


@dataclass(frozen=True)
class Judged:
    """What becomes of a row: `tie` when it is new, `there` what is kept already, `error` when it is not possible.

    `asked` are names to choose for.
    """

    row: TypedTie
    verdict: Verdict
    tie: ReadTie | None = None
    there: KeptTie | None = None
    error: DomainError | None = None
    asked: tuple[str, ...] = ()


Same = Callable[[ReadTie], KeptTie | None]
"""The same tie, if it is there already for some of the time."""


def read_list(content: bytes) -> tuple[TypedTie, ...]:
    """The rows of a list with headings, of cells with commas, semicolons or tabs between, or of a spreadsheet.

    Raises `BadInput` `ties_large`, `ties_many`, `ties_columns` (with the headings that are missing), `ties_no_rows`
    for a single line, and as `webapp.exchange.files.read_table` does.
    """
    if len(content) > LARGEST:
        raise BadInput("ties_large")
    try:
        table = read_table(content)
    except BadInput as error:
        if error.code != "file_no_rows":
            raise
        # one line need not be headings: it is told what a list looks like
        raise BadInput("ties_no_rows") from error
    if len(table.rows) > MOST_ROWS:
        raise BadInput("ties_many")
    heading = _headings(table)
    missing = [name for name in NEEDED if name not in heading]
    if missing:
        raise BadInput("ties_columns", missing=", ".join(missing))

    def cell(cells: Mapping[str, str], name: str) -> str:
        return " ".join(cells.get(heading.get(name, ""), "").split())[:LONGEST_NAME]

    return tuple(TypedTie(row.number, *(cell(row.cells, name) for name in COLUMNS)) for row in table.rows)


def names_in(rows: Sequence[TypedTie]) -> list[str]:
    """Every name in a list once, in order."""
    return list(dict.fromkeys(name for row in rows for name in (row.one, row.other) if name))


def judge(
    rows: Sequence[TypedTie], meant: Mapping[str, Sequence[KnownNode]], same: Same, *, today: date
) -> list[Judged]:
    """What becomes of each row; `meant` has per name what it can mean: one thing, several, or none."""
    judged, seen = list[Judged](), set[tuple[int, int, TieKind]]()
    for row in rows:
        one = _judge(row, meant, same, today=today)
        if one.tie is not None:
            key = (one.tie.from_id, one.tie.to_id, one.tie.kind)
            one = replace(one, verdict=Verdict.TWICE, tie=None) if key in seen else one
            seen.add(key)
        judged.append(one)
    return judged


def _headings(table: Table) -> dict[str, str]:
    """Which heading each column of ours has."""
    found: dict[str, str] = {}
    for heading in table.headings:
        for name, known_as in COLUMNS.items():
            if plain(heading) in known_as and name not in found:
                found[name] = heading
    return found


def _judge(row: TypedTie, meant: Mapping[str, Sequence[KnownNode]], same: Same, *, today: date) -> Judged:
    try:
        kind, strength, since = _kind(row.relation), _strength(row.strength), _since(row.since, today=today)
        check_period(since, None, today=today)
    except BadInput as error:
        return Judged(row, Verdict.IMPOSSIBLE, error=error)
    if not row.one or not row.other:
        return Judged(row, Verdict.IMPOSSIBLE, error=BadInput("ties_name_missing"))
    sides = [meant.get(name, ()) for name in (row.one, row.other)]
    asked = tuple(name for name, nodes in zip((row.one, row.other), sides, strict=True) if len(nodes) != 1)
    if asked:
        unknown = any(not nodes for nodes in sides)
        return Judged(row, Verdict.UNKNOWN if unknown else Verdict.AMBIGUOUS, asked=asked)
    try:
        tie = ReadTie(*oriented(kind, sides[0][0].side, sides[1][0].side), kind, strength, since)
    except BadInput as error:
        return Judged(row, Verdict.IMPOSSIBLE, error=error)
    there = same(tie)
    return Judged(row, Verdict.NEW, tie=tie) if there is None else Judged(row, Verdict.THERE, there=there)


def _kind(typed: str) -> TieKind:
    found = KINDS.get(plain(typed))
    if found is None:
        raise BadInput("ties_kind_unknown", typed=typed)
    return found


def _strength(typed: str) -> TieStrength:
    found = STRENGTHS.get(plain(typed)) if typed else TieStrength.REGULAR
    if found is None:
        raise BadInput("ties_strength_unknown", typed=typed)
    return found


def _since(typed: str, *, today: date) -> date:
    return parse_date(iso_day(typed), today=today)
