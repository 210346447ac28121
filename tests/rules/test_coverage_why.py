from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from tests.factories import state
from webapp.coverage.rules.keeping import REASON_LENGTH, check_reason, check_withdrawal
from webapp.coverage.rules.listing import parse_line_sort, sorted_lines
from webapp.coverage.rules.need import (
    INDICATOR_OF,
    INDICATORS,
    NeedDomain,
    NeedPart,
    NeighbourhoodNeed,
    domain_scores,
)
from webapp.coverage.rules.presence import NeighbourhoodState, Tally
from webapp.coverage.rules.series import need_tally
from webapp.coverage.rules.why import explain
from webapp.errors import BadInput, DomainError
from webapp.vocabulary import EvidenceKind, Stage

AT = date(2026, 11, 22)
SINCE = date(2025, 3, 1)
TWO = [(EvidenceKind.COORDINATOR, SINCE), (EvidenceKind.NETWORK, date(2026, 2, 1))]


def need(name: str = "A", *, index: float | None = None, parts: tuple[NeedPart, ...] = ()) -> NeighbourhoodNeed:
    return NeighbourhoodNeed(1, name.lower(), name, 1000, index, None if index is None else index * 2, parts)


def part(code: str, score: float) -> NeedPart:
    return NeedPart(INDICATOR_OF[code], 10.0, 2024, score)


def test_active_rests_on_two_kinds_and_says_what_carrying_itself_lacks() -> None:
    found = explain(state(stage=Stage.ACTIVE, since=date(2026, 3, 1)), TWO, at=AT)
    assert (found.needed, found.at_start, found.seen, found.short) == (2, 2, 2, 0)
    assert (found.next_stage, found.missing) == (Stage.SELF_SUSTAINING, 1)
    assert found.unseen == (EvidenceKind.DISCOVERY_PROCESS, EvidenceKind.INITIATIVE)
    assert found.counts


def test_kind_tells_how_often_and_when_it_was_seen() -> None:
    signs = [*TWO, (EvidenceKind.COORDINATOR, date(2025, 6, 1))]
    coordinator, network, *rest = explain(state(stage=Stage.STARTING), signs, at=AT).kinds
    assert (coordinator.count, coordinator.first_on, coordinator.last_on) == (2, SINCE, date(2025, 6, 1))
    assert (coordinator.is_fresh, network.is_fresh) == (False, True)
    assert {(each.count, each.last_on, each.is_fresh) for each in rest} == {(0, None, False)}


def test_stage_goes_stale_a_year_after_the_last_sign() -> None:
    found = explain(state(stage=Stage.ACTIVE, since=SINCE), TWO, at=AT)
    assert (found.stale_on, found.is_stale) == (date(2027, 2, 1), False)
    assert explain(state(stage=Stage.ACTIVE, since=SINCE), TWO, at=date(2027, 2, 1)).is_stale


def test_stage_without_any_sign_is_stale_and_has_no_day_for_it() -> None:
    found = explain(state(stage=Stage.ACTIVE, since=SINCE), [], at=AT)
    assert (found.is_stale, found.stale_on, found.short, found.at_start) == (True, None, 2, 0)


def test_stage_that_needs_no_evidence_never_goes_stale() -> None:
    found = explain(state(stage=Stage.EXPLORING, since=SINCE), [(EvidenceKind.NETWORK, SINCE)], at=AT)
    assert (found.needed, found.is_stale, found.stale_on, found.counts) == (0, False, None, False)
    assert (found.next_stage, found.missing) == (Stage.STARTING, 0)


def test_neighbourhood_that_nobody_began_in_counts_nothing_at_its_start() -> None:
    found = explain(state(stage=Stage.UNREACHED, since=None), TWO, at=AT)
    assert (found.at_start, found.next_stage, found.missing) == (0, Stage.EXPLORING, 0)


def test_last_stage_has_no_next_one() -> None:
    found = explain(state(stage=Stage.SELF_SUSTAINING, since=SINCE), TWO, at=AT)
    assert (found.next_stage, found.missing, found.short) == (None, 0, 1)


def test_reason_is_needed_and_has_an_end() -> None:
    assert check_reason("  verkeerde wijk ") == "verkeerde wijk"
    assert check_reason("x" * REASON_LENGTH)
    for text, code in (("  ", "correction_reason"), ("x" * (REASON_LENGTH + 1), "correction_reason_long")):
        with pytest.raises(BadInput) as refused:
            check_reason(text)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"is_by_hand": False}, "stage_not_by_hand"),
        ({"is_running": False}, "stage_not_last"),
        ({"noted_on": AT - timedelta(days=1)}, "stage_not_of_today"),
    ],
)
def test_only_the_last_stage_of_today_that_somebody_noted_is_taken_back(changes: dict[str, object], code: str) -> None:
    allowed = {"noted_on": AT, "is_running": True, "is_by_hand": True, "today": AT}
    check_withdrawal(**allowed)
    with pytest.raises(DomainError) as refused:
        check_withdrawal(**(allowed | changes))
    assert refused.value.code == code


@dataclass(frozen=True)
class Line:
    state: NeighbourhoodState
    need: NeighbourhoodNeed


def test_list_stands_by_name_stage_need_or_inhabitants_and_unknown_goes_last() -> None:
    lines = [
        Line(state("b", name="B", stage=Stage.ACTIVE, inhabitants=None), need("B")),
        Line(state("a", name="a", stage=Stage.STARTING, inhabitants=5), need("a", index=0.2)),
        Line(state("c", name="C", stage=Stage.UNREACHED, inhabitants=9), need("C", index=0.9)),
    ]
    orders = {
        sort: [line.state.name for line in sorted_lines(lines, sort)] for sort in ("naam", "fase", "nood", "inwoners")
    }
    assert orders == {
        "naam": ["a", "B", "C"],
        "fase": ["B", "a", "C"],
        "nood": ["C", "a", "B"],
        "inwoners": ["C", "a", "B"],
    }


def test_order_of_an_address_is_one_of_four() -> None:
    assert (parse_line_sort(None), parse_line_sort("nood")) == ("naam", "nood")
    with pytest.raises(BadInput) as refused:
        parse_line_sort("sinds")
    assert refused.value.code == "coverage_sort_invalid"


def test_domains_count_once_each_however_many_figures_they_have() -> None:
    parts = (part("income_support", 0.9), part("disability_benefit", 0.7), part("over_65", 0.2))
    assert dict(domain_scores(parts)) == {NeedDomain.BENEFITS: pytest.approx(0.8), NeedDomain.AGE: 0.2}
    assert need(index=0.5, parts=parts).domains == domain_scores(parts)


def test_need_that_is_unknown_is_not_zero() -> None:
    assert (need().is_known, need().weighted_inhabitants) == (False, None)
    assert (need(index=0.25).is_known, need(index=0.25).weighted_inhabitants) == (True, 500.0)


def test_coverage_by_need_counts_present_neighbourhoods_of_which_it_is_known() -> None:
    states = [state("a"), state("b", stage=Stage.STARTING), state("c")]
    needs = [need("A", index=0.25), need("B", index=0.75), need("C")]
    assert need_tally(states, needs) == Tally(500, 2000, 1)


def test_no_figure_on_origin_marital_status_or_religion_is_among_the_indicators() -> None:
    words = ("migratie", "herkomst", "westers", "gehuwd", "gescheid", "verweduw", "kerk", "geloof", "p_w", "p_n_w")
    names = [name for each in INDICATORS for name in (each.code, each.column or "", *each.names)]
    assert [name for name in names if any(word in name for word in words)] == []
    assert {each.domain for each in INDICATORS} == set(NeedDomain)
