from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.areas.rules import (
    MAX_ZOOM,
    OUTLINE_LEVELS,
    QUERY_LENGTH,
    ReleaseKey,
    carry_over,
    is_official,
    level_for_zoom,
    parse_query,
    parse_zoom,
    supersedes,
)
from webapp.errors import BadInput

codes = st.sets(st.sampled_from([*(f"BU0014000{n}" for n in range(8)), *(f"AF0014000{n}" for n in range(4))]))


def test_levels_serve_all_zooms_ever_more_exactly() -> None:
    assert [each.level for each in OUTLINE_LEVELS] == list(range(len(OUTLINE_LEVELS)))
    zooms = [each.max_zoom for each in OUTLINE_LEVELS]
    assert zooms == sorted(set(zooms))
    assert zooms[-1] == MAX_ZOOM
    tolerances = [each.tolerance_metres for each in OUTLINE_LEVELS]
    assert tolerances == sorted(tolerances, reverse=True)
    assert tolerances[-1] == 0.0


@pytest.mark.parametrize(
    ("zoom", "level"), [(0, 0), (11, 0), (12, 1), (13, 1), (14, 2), (15, 2), (16, 3), (MAX_ZOOM, 3)]
)
def test_level_of_detail_follows_the_zoom(zoom: int, level: int) -> None:
    assert level_for_zoom(zoom) == level


@pytest.mark.parametrize(
    ("text", "zoom"),
    [(None, 11), ("0", 0), ("7", 7), ("22", 22), ("11.5", 12), ("11.4", 11), ("21.9999999999", 22), ("08", 8)],
)
def test_zoom_is_read_to_the_nearest_whole_one(text: str | None, zoom: int) -> None:
    assert parse_zoom(text) == zoom


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NaN",
        "nan",
        "inf",
        "-inf",
        "Infinity",
        "1e9",
        "1e1",
        "-1",
        "+1",
        "23",
        "22.1",
        "99",
        "100",
        "11.",
        ".5",
        "11,5",
        "0x1",
        " 11",
        "11\n",
        "11\x00",
        "١١",
        "１１",
        "1_1",
        "9" * 9999,
        "1." + "0" * 9999,
        "\ud800",
    ],
)
def test_zoom_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="zoom_invalid") as caught:
        parse_zoom(text)
    assert len(str(caught.value.detail["value"])) <= 20


@property_test()
@given(text=st.text(max_size=30) | st.floats().map(str) | st.integers().map(str))
def test_zoom_parser_gives_0_to_22_or_bad_input(text: str) -> None:
    with suppress(BadInput):
        zoom = parse_zoom(text)
        assert 0 <= zoom <= MAX_ZOOM
        assert level_for_zoom(zoom) in range(len(OUTLINE_LEVELS))


@pytest.mark.parametrize(
    ("text", "query"),
    [(None, ""), ("", ""), ("   ", ""), (" De  Wijert\t", "De Wijert"), ("a" * QUERY_LENGTH, "a" * QUERY_LENGTH)],
)
def test_query_is_trimmed(text: str | None, query: str) -> None:
    assert parse_query(text) == query


def test_query_longer_than_eighty_signs_is_refused() -> None:
    with pytest.raises(BadInput, match="query_too_long"):
        parse_query("a" * (QUERY_LENGTH + 1))
    assert parse_query("a" + " " * 500 + "b") == "a b"


@property_test()
@given(text=st.none() | st.text(max_size=120))
def test_query_parser_gives_a_trimmed_text_or_bad_input(text: str | None) -> None:
    with suppress(BadInput):
        query = parse_query(text)
        assert len(query) <= QUERY_LENGTH
        assert query == query.strip()
        assert parse_query(query) == query


@pytest.mark.parametrize(
    ("candidate", "current", "better"),
    [
        (ReleaseKey(2024, True), None, True),
        (ReleaseKey(2024, False), None, True),
        (ReleaseKey(2017, False), ReleaseKey(2024, True), True),
        (ReleaseKey(2030, True), ReleaseKey(2017, False), False),
        (ReleaseKey(2025, False), ReleaseKey(2024, False), True),
        (ReleaseKey(2024, False), ReleaseKey(2024, False), False),
        (ReleaseKey(2023, False), ReleaseKey(2024, False), False),
        (ReleaseKey(2025, True), ReleaseKey(2024, True), True),
    ],
)
def test_newer_or_official_release_supersedes(candidate: ReleaseKey, current: ReleaseKey | None, better: bool) -> None:
    assert supersedes(candidate, current) is better


def test_codes_of_cbs_are_official_and_remainders_are_not() -> None:
    assert is_official("BU00140000")
    assert not is_official("AF00140901")


def test_carry_over_tells_kept_vanished_and_unassigned_codes() -> None:
    found = carry_over(["BU00140000", "BU00140001"], ["BU00140001", "BU00140002"])
    assert (found.kept, found.vanished, found.unassigned) == (("BU00140001",), ("BU00140000",), ("BU00140002",))
    assert not found.is_complete


def test_same_codes_are_complete() -> None:
    assert carry_over(["BU00140000"], iter(["BU00140000"])).is_complete


def test_decided_codes_no_longer_stand_in_the_way() -> None:
    found = carry_over(["BU00140000"], ["BU00140001"], succeeded=["BU00140000"], refused=["BU00140001"])
    assert found.is_complete


def test_remainder_that_vanishes_is_no_loss_but_a_new_one_needs_a_neighbourhood() -> None:
    assert carry_over(["AF00140000"], []).is_complete
    assert carry_over([], ["AF00140000"]).unassigned == ("AF00140000",)


@property_test()
@given(members=codes, release=codes, succeeded=codes, refused=codes)
def test_carry_over_names_every_code_once(
    members: set[str], release: set[str], succeeded: set[str], refused: set[str]
) -> None:
    found = carry_over(members, release, succeeded=succeeded, refused=refused)
    named = [*found.kept, *found.vanished, *found.unassigned]
    assert len(named) == len(set(named))
    assert set(named) <= members | release
    assert set(found.kept) == members & release
    left_out = (members | release) - set(named)
    assert all(code in succeeded or code in refused or not is_official(code) for code in left_out)
    for part in (found.kept, found.vanished, found.unassigned):
        assert list(part) == sorted(part)
