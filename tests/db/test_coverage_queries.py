from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import add_neighbourhood, make_present, one_example, property_test
from webapp.atlas.rules import month_starts
from webapp.coverage.actions import add_evidence, set_stage, set_target
from webapp.coverage.queries import (
    get_target,
    list_coverage,
    list_evidence_kinds,
    list_states,
    list_ways_to_help,
)
from webapp.coverage.rules import CoveragePoint, Target, is_stale, summarise, years_before
from webapp.errors import DatabaseNotReady, DomainError
from webapp.models import CoverageTarget, Evidence, Neighbourhood, WayToHelp
from webapp.vocabulary import EvidenceKind, Provenance, Stage

TARGET = Target(2020, 2025)
days = st.dates(date(1905, 1, 1), date(2199, 12, 31))


def recounted(session: Session, at: date) -> CoveragePoint:
    """A point of the series, counted by the rule instead of by the statement."""
    found = summarise(list_states(session, at=at), at=at, target=TARGET)
    return CoveragePoint(
        at=at,
        neighbourhoods=found.neighbourhoods.reached,
        neighbourhoods_total=found.neighbourhoods.total,
        inhabitants=found.inhabitants.reached,
        inhabitants_total=found.inhabitants.total,
        fresh_neighbourhoods=found.fresh_neighbourhoods.reached,
        target_share=found.target_share,
    )


def test_series_equals_the_rule_at_the_start_of_every_month(session: Session) -> None:
    dates = month_starts(start_year=2019, until=TODAY)
    assert len(dates) > 90
    series = list_coverage(session, dates, target=TARGET)
    assert list(series) == [recounted(session, at) for at in dates]
    assert any(point.neighbourhoods > point.fresh_neighbourhoods for point in series)


def test_series_equals_the_rule_on_the_days_that_evidence_goes_stale(session: Session) -> None:
    seen = session.scalars(select(Evidence.observed_on).distinct().order_by(Evidence.observed_on)).all()
    turning = [day + timedelta(days=365 + shift) for day in seen for shift in (-1, 0, 1)]
    dates = sorted(set(turning))[::7]
    assert len(dates) > 20
    assert list(list_coverage(session, dates, target=TARGET)) == [recounted(session, at) for at in dates]


def test_series_gives_each_date_once_in_order(session: Session) -> None:
    asked = [date(2022, 1, 1), date(2020, 12, 31), date(2022, 1, 1)]
    assert [point.at for point in list_coverage(session, asked, target=TARGET)] == [asked[1], asked[0]]
    assert list_coverage(session, [], target=TARGET) == ()


@pytest.mark.parametrize(("at", "present"), [(date(2019, 12, 31), 0), (date(2020, 12, 31), 2), (date(2021, 12, 31), 4)])
def test_source_counts_two_neighbourhoods_in_2020_and_four_in_2021(session: Session, at: date, present: int) -> None:
    (point,) = list_coverage(session, [at], target=TARGET)
    assert (point.neighbourhoods, point.neighbourhoods_total) == (present, 42)


def test_staleness_in_sql_equals_the_rule_on_every_day_around_leap_years(empty_session: Session) -> None:
    seen = [date(2019, 2, 28), date(2020, 2, 29), date(2022, 3, 1), date(2023, 2, 28), date(2024, 2, 29)]
    here = add_neighbourhood(empty_session)
    make_present(empty_session, here, on=seen[0])
    for day in seen[1:]:
        add_evidence(empty_session, here, EvidenceKind.NETWORK, observed_on=day, today=day)
    dates = [seen[0] + timedelta(days=number) for number in range(2600)]
    series = list_coverage(empty_session, dates, target=TARGET)
    for point in series:
        last = max(day for day in seen if day <= point.at)
        assert point.fresh_neighbourhoods == (0 if is_stale(Stage.ACTIVE, last, point.at) else 1), point.at
    assert {point.fresh_neighbourhoods for point in series} == {0, 1}


@property_test(40)
@given(stage=st.sampled_from(Stage), seen=days, shift=st.integers(-2, 2), at=days)
def test_staleness_in_sql_equals_the_rule(
    empty_session: Session, stage: Stage, seen: date, shift: int, at: date
) -> None:
    with one_example(empty_session):
        here = add_neighbourhood(empty_session)
        make_present(empty_session, here, on=date(1900, 1, 1), stage=stage)
        add_evidence(empty_session, here, EvidenceKind.NETWORK, observed_on=seen, today=seen)
        for day in (at, years_before(seen, -1) + timedelta(days=shift)):
            (found,) = list_states(empty_session, at=day)
            assert found.last_sign_on == (seen if seen <= day else date(1900, 1, 1))
            assert found.is_stale == is_stale(stage, found.last_sign_on, day)


def test_stage_without_any_evidence_is_stale_in_sql_too(empty_session: Session) -> None:
    here = add_neighbourhood(empty_session)
    make_present(empty_session, here, on=date(2024, 1, 1))
    assert not list_states(empty_session, at=date(2024, 6, 1))[0].is_stale
    empty_session.execute(Evidence.__table__.delete())  # type: ignore[attr-defined]  # a table, typed as a clause
    found = list_states(empty_session, at=date(2024, 6, 1))[0]
    assert (found.is_stale, found.last_sign_on, found.is_present) == (True, None, True)


def test_neighbourhood_without_figure_counts_as_unknown(empty_session: Session) -> None:
    here, there = add_neighbourhood(empty_session, "hier"), add_neighbourhood(empty_session, "daar")
    make_present(empty_session, here, on=date(2024, 1, 1))
    empty_session.get_one(Neighbourhood, there).inhabitants = 500
    at = date(2024, 6, 1)
    found = summarise(list_states(empty_session, at=at), at=at, target=TARGET)
    assert (found.inhabitants.reached, found.inhabitants.total, found.inhabitants.unknown) == (0, 500, 1)
    (point,) = list_coverage(empty_session, [at], target=TARGET)
    assert (point.inhabitants, point.inhabitants_total) == (0, 500)


def test_states_are_listed_by_name(session: Session) -> None:
    found = list_states(session, at=TODAY)
    assert len(found) == 42
    assert [each.slug for each in found] == list(
        session.scalars(select(Neighbourhood.slug).order_by(Neighbourhood.name, Neighbourhood.id))
    )


def test_kinds_of_evidence_are_those_up_to_the_day(empty_session: Session) -> None:
    here = add_neighbourhood(empty_session)
    for kind, day in ((EvidenceKind.NETWORK, 1), (EvidenceKind.NETWORK, 2), (EvidenceKind.INITIATIVE, 3)):
        add_evidence(empty_session, here, kind, observed_on=date(2024, 1, day), today=TODAY)
    assert list_evidence_kinds(empty_session, here, at=date(2023, 12, 31)) == frozenset()
    assert list_evidence_kinds(empty_session, here, at=date(2024, 1, 2)) == {EvidenceKind.NETWORK}
    both = {EvidenceKind.NETWORK, EvidenceKind.INITIATIVE}
    assert list_evidence_kinds(empty_session, here, at=date(2024, 1, 3)) == both


def test_target_changes_from_a_day_on_and_the_earlier_one_is_kept(empty_session: Session) -> None:
    first, second, third = Target(2020, 2025), Target(2020, 2027), Target(2021, 2030)
    set_target(empty_session, first, on=date(2020, 1, 1), reason="begin")
    set_target(empty_session, second, on=date(2024, 5, 1), reason=" meer tijd ")
    set_target(empty_session, third, on=date(2026, 1, 1), reason="opnieuw")
    assert get_target(empty_session, at=date(1950, 1, 1)) == first
    assert get_target(empty_session, at=date(2024, 4, 30)) == first
    assert get_target(empty_session, at=date(2024, 5, 1)) == second
    assert get_target(empty_session, at=TODAY) == third
    reasons = empty_session.scalars(select(CoverageTarget.reason).order_by(CoverageTarget.id)).all()
    assert reasons == ["begin", "meer tijd", "opnieuw"]


def test_second_decision_on_a_day_takes_the_place_of_the_first(empty_session: Session) -> None:
    set_target(empty_session, Target(2020, 2025), on=date(2020, 1, 1), reason="begin")
    set_target(empty_session, Target(2020, 2026), on=TODAY, reason="vergissing")
    set_target(empty_session, Target(2020, 2027), on=TODAY, reason="verbeterd")
    assert get_target(empty_session, at=TODAY) == Target(2020, 2027)
    assert get_target(empty_session, at=TODAY - timedelta(days=1)) == Target(2020, 2025)
    assert len(empty_session.scalars(select(CoverageTarget.id)).all()) == 2


def test_target_is_refused_backwards_without_reason_or_before_the_running_one(empty_session: Session) -> None:
    def code(target: Target, on: date, reason: str) -> str:
        with pytest.raises(DomainError) as caught:
            set_target(empty_session, target, on=on, reason=reason)
        return caught.value.code

    set_target(empty_session, Target(2020, 2025), on=date(2020, 1, 1), reason="begin")
    set_target(empty_session, Target(2020, 2026), on=date(2024, 1, 1), reason="later")
    assert code(Target(2026, 2025), TODAY, "x") == "target_years"
    assert code(Target(2020, 2030), TODAY, " \t") == "target_needs_reason"
    assert code(Target(2020, 2030), date(2023, 12, 31), "x") == "target_before_current"
    assert get_target(empty_session, at=TODAY) == Target(2020, 2026)


def test_city_without_target_is_not_ready(empty_session: Session) -> None:
    with pytest.raises(DatabaseNotReady, match="not_seeded"):
        get_target(empty_session, at=TODAY)


def test_ways_to_help_are_the_neighbourhoods_own_or_else_the_general_ones(empty_session: Session) -> None:
    here, there = add_neighbourhood(empty_session, "hier"), add_neighbourhood(empty_session, "daar")
    for owner, title in ((None, "overal"), (here, "alleen hier")):
        empty_session.add(
            WayToHelp(neighbourhood_id=owner, title=title, text="…", minutes=30, provenance=Provenance.ENTERED)
        )
    empty_session.flush()
    assert [way.title for way in list_ways_to_help(empty_session, here)] == ["alleen hier"]
    assert [way.title for way in list_ways_to_help(empty_session, there)] == ["overal"]


def test_evidence_of_tomorrow_is_refused(empty_session: Session) -> None:
    here = add_neighbourhood(empty_session)
    with pytest.raises(DomainError, match="evidence_in_future"):
        add_evidence(empty_session, here, EvidenceKind.NETWORK, observed_on=TODAY + timedelta(days=1), today=TODAY)
    add_evidence(empty_session, here, EvidenceKind.NETWORK, observed_on=TODAY, today=TODAY)


def test_unchanged_stage_is_refused_whatever_the_day(empty_session: Session) -> None:
    here = add_neighbourhood(empty_session)
    set_stage(empty_session, here, Stage.EXPLORING, on=date(2024, 1, 1), today=TODAY)
    with pytest.raises(DomainError, match="stage_unchanged"):
        set_stage(empty_session, here, Stage.EXPLORING, on=TODAY, today=TODAY)
