"""A list of ties is read row by row, whatever stands in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import TODAY
from tests.factories import property_test
from webapp.errors import BadInput
from webapp.networks.rules.importing import LARGEST, KeptTie, ReadTie, TypedTie, Verdict, judge, names_in, read_list
from webapp.networks.rules.network import KnownNode
from webapp.vocabulary import NodeKind, TieKind, TieStrength

AISHA, TRUUS = KnownNode(1, NodeKind.PERSON, "Aisha"), KnownNode(2, NodeKind.PERSON, "Truus")
CHURCH = KnownNode(3, NodeKind.ORGANISATION, "Kerk", is_church=True)
MEANT = {"Aisha": [AISHA], "Truus": [TRUUS], "Kerk": [CHURCH], "Bob": [AISHA, TRUUS], "Niemand": []}


def nothing(_tie: ReadTie) -> None:
    """No tie is there yet."""


def row(
    one: str = "Aisha", relation: str = "kent", other: str = "Truus", strength: str = "", since: str = ""
) -> TypedTie:
    return TypedTie(2, one, relation, other, strength, since)


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        (row(), Verdict.NEW),
        (row(other="Bob"), Verdict.AMBIGUOUS),
        (row(other="Niemand"), Verdict.UNKNOWN),
        (row(one="Bob", other="Niemand"), Verdict.UNKNOWN),
        (row(other="Aisha"), Verdict.IMPOSSIBLE),
        (row(relation="hoort bij", other="Kerk"), Verdict.IMPOSSIBLE),
        (row(relation="helpt", other="Kerk"), Verdict.NEW),
        (row(since="31-12-2026"), Verdict.IMPOSSIBLE),
        (row(since="ooit"), Verdict.IMPOSSIBLE),
        (row(strength="enorm"), Verdict.IMPOSSIBLE),
        (row(other=""), Verdict.IMPOSSIBLE),
    ],
)
def test_what_becomes_of_a_row(typed: TypedTie, verdict: Verdict) -> None:
    [judged] = judge([typed], MEANT, nothing, today=TODAY)
    assert judged.verdict == verdict
    assert (judged.tie is not None) == (verdict == Verdict.NEW)
    assert (judged.error is not None) == (verdict == Verdict.IMPOSSIBLE)


def test_words_are_read_as_people_write_them() -> None:
    typed = row("Truus", "Komt samen in", "Aisha", "Vaak", "1 maart 2025")
    [judged] = judge([typed], MEANT, nothing, today=TODAY)
    assert judged.verdict == Verdict.IMPOSSIBLE
    [judged] = judge([row("Truus", "KENT", "Aisha", "Vaak", "1 maart 2025")], MEANT, nothing, today=TODAY)
    assert judged.tie is not None
    assert (judged.tie.from_id, judged.tie.to_id, judged.tie.kind) == (1, 2, TieKind.KNOWS)
    assert (judged.tie.strength, judged.tie.since) == (TieStrength.CLOSE, date(2025, 3, 1))


def test_a_tie_that_is_there_or_stands_twice_is_not_new() -> None:
    kept = KeptTie(TieStrength.CLOSE, date(2020, 1, 1))
    [there] = judge([row()], MEANT, lambda _tie: kept, today=TODAY)
    assert (there.verdict, there.there) == (Verdict.THERE, kept)
    both = judge([row(), row("Truus", "kent", "Aisha")], MEANT, nothing, today=TODAY)
    assert [each.verdict for each in both] == [Verdict.NEW, Verdict.TWICE]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"van;naar\na;b\n", "ties_columns"),
        (b"van;relatie;naar\n", "ties_no_rows"),
        (b"hallo dit is geen lijst", "ties_no_rows"),
        (b"hallo\ndit is geen lijst", "ties_columns"),
        (b"x" * (LARGEST + 1), "ties_large"),
        (b"van;relatie;naar\n" + b"a;kent;b\n" * 501, "ties_many"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        read_list(content)


@given(st.lists(st.tuples(*[st.text(max_size=12)] * 5), min_size=1, max_size=8))
@property_test(60)
def test_whatever_stands_in_a_list_every_row_gets_a_verdict(cells: list[tuple[str, ...]]) -> None:
    rows = [TypedTie(number, *each) for number, each in enumerate(cells)]
    meant = {name: MEANT.get(name, []) for name in names_in(rows)}
    judged = judge(rows, meant, nothing, today=TODAY)
    assert [each.row for each in judged] == rows
