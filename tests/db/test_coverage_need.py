"""How much neighbourhoods may need: worked out in the database, held to a plain count in Python."""

from collections import defaultdict
from datetime import date
from statistics import fmean

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import small_city
from webapp.areas.queries import members_on
from webapp.coverage.queries import City, get_city, list_need, need_index
from webapp.coverage.rules import Target
from webapp.coverage.rules.need import LEAST_KNOWN_SHARE, NeedDomain, NeighbourhoodNeed
from webapp.coverage.rules.series import Measure
from webapp.models import Area, Neighbourhood
from webapp.vocabulary import AreaKind


def by_slug(session: Session) -> dict[str, NeighbourhoodNeed]:
    return {need.slug: need for need in list_need(session, today=TODAY)}


def city_on(session: Session, at: date) -> City:
    return get_city(session, at=at, needs=list_need(session, today=TODAY))


def areas_of(session: Session) -> dict[str, list[Area]]:
    members = members_on(TODAY).subquery()
    rows = session.execute(
        select(Neighbourhood.slug, Area)
        .join(members, members.c.neighbourhood_id == Neighbourhood.id)
        .join(Area, Area.code == members.c.area_code)
        .where(Area.kind == AreaKind.BUURT)
    )
    found = defaultdict(list)
    for slug, area in rows:
        found[slug].append(area)
    return found


def recounted(session: Session, figure: str, weight: str) -> dict[str, float]:
    """A mean over buurten, where it is known of enough inhabitants."""
    found = {}
    for slug, areas in areas_of(session).items():
        told = [area for area in areas if getattr(area, figure) is not None and getattr(area, weight)]
        inhabitants = sum(area.inhabitants or 0 for area in areas)
        known = sum(area.inhabitants or 0 for area in told)
        if told and inhabitants and known >= LEAST_KNOWN_SHARE * inhabitants:
            total = sum(getattr(area, figure) * getattr(area, weight) for area in told)
            found[slug] = round(total / sum(getattr(area, weight) for area in told), 4)
    return found


def ranked(values: dict[str, float]) -> dict[str, float]:
    count = len(values)
    return {
        slug: (sum(other < value for other in values.values()) + sum(other == value for other in values.values()) / 2)
        / count
        for slug, value in values.items()
    }


def test_index_is_the_mean_of_percentile_ranks_over_domains(session: Session) -> None:
    alone = ranked(recounted(session, "pct_one_person_households", "households"))
    old = ranked(recounted(session, "pct_65plus", "inhabitants"))
    found = by_slug(session)
    assert {slug for slug, need in found.items() if need.is_known} == set(alone) & set(old)
    for slug in set(alone) & set(old):
        assert found[slug].index == pytest.approx(fmean([alone[slug], old[slug]]))
        assert [part.score for part in found[slug].parts] == pytest.approx([alone[slug], old[slug]])


def test_weighted_inhabitants_sum_to_the_inhabitants_of_whom_something_is_known(session: Session) -> None:
    known = [need for need in list_need(session, today=TODAY) if need.is_known]
    assert sum(need.weighted_inhabitants or 0 for need in known) == pytest.approx(
        sum(need.inhabitants or 0 for need in known)
    )
    assert all(need.index is not None and 0 < need.index < 1 for need in known)


def test_neighbourhood_of_which_too_little_is_known_stands_apart_with_what_is_known(session: Session) -> None:
    found = by_slug(session)
    assert (found["haren"].index, found["haren"].weight) == (None, None)
    session.execute(update(Area).where(Area.code.in_(_codes(session, "selwerd"))).values(pct_65plus=None))
    selwerd = by_slug(session)["selwerd"]
    assert (selwerd.is_known, [part.domain for part in selwerd.parts]) == (False, [NeedDomain.LIVING_ALONE])
    assert by_slug(session)["vinkhuizen"].is_known


def test_every_part_tells_its_figure_its_year_and_its_score(session: Session) -> None:
    parts = by_slug(session)["selwerd"].parts
    assert [(part.indicator.code, part.value, part.year) for part in parts] == [
        ("one_person_households", 63.0, 2017),
        ("over_65", 16.0, 2017),
    ]
    assert all(0 < part.score < 1 for part in parts)


def test_incomes_and_benefits_count_where_a_release_has_them(session: Session) -> None:
    figures = {
        "percentage_huishoudens_met_laag_inkomen": 20.0,
        "gemiddeld_inkomen_per_inwoner": 25.0,
        "a_soz_wb": 60,
        # a figure that is none, and what is never looked at
        "p_hh_osm": "geheim",
        "p_n_w_al": 99,
    }
    everywhere = update(Area).where(Area.kind == AreaKind.BUURT, Area.inhabitants > 0)
    session.execute(everywhere.values(figures=figures))
    poor = update(Area).where(Area.code.in_(_codes(session, "selwerd")))
    session.execute(poor.values(figures=figures | {"gemiddeld_inkomen_per_inwoner": 18.0}))
    selwerd, vinkhuizen = by_slug(session)["selwerd"], by_slug(session)["vinkhuizen"]
    told = {part.indicator.code: part for part in selwerd.parts}
    assert list(told) == [
        "low_income_households", "income_per_inhabitant", "income_support", "one_person_households", "over_65",
    ]  # fmt: skip
    # less income is more need, and equals share the middle of their places
    assert told["income_per_inhabitant"].score > 0.95
    assert told["low_income_households"].score == 0.5
    assert told["income_support"].value == pytest.approx(100 * 60 / 6455, abs=1e-3)
    assert dict(selwerd.domains)[NeedDomain.INCOME] > dict(vinkhuizen.domains)[NeedDomain.INCOME]


def test_one_statement_gives_every_neighbourhood(session: Session) -> None:
    rows = session.execute(need_index(today=TODAY)).all()
    known = {need.id: need for need in list_need(session, today=TODAY) if need.is_known}
    assert {row.neighbourhood_id for row in rows} == set(known)
    assert all(row.weight == pytest.approx(known[row.neighbourhood_id].weight) for row in rows)


def test_alone_in_the_country_a_neighbourhood_is_the_mean(empty_session: Session) -> None:
    small_city(empty_session, today=TODAY)
    empty_session.execute(
        update(Area).values(inhabitants=100, households=50, pct_65plus=10, pct_one_person_households=40)
    )
    empty_session.execute(update(Neighbourhood).values(inhabitants=100))
    assert {(need.index, need.weight) for need in list_need(empty_session, today=TODAY)} == {(0.5, 1.0)}


def test_city_tells_the_same_in_each_measure_as_its_parts(session: Session) -> None:
    city = city_on(session, TODAY)
    present = [line for line in city.lines if line.state.is_present]
    assert city.tally(Measure.NEIGHBOURHOODS).reached == city.coverage.neighbourhoods
    assert city.tally(Measure.NEIGHBOURHOODS).fresh == city.coverage.fresh_neighbourhoods
    assert city.tally(Measure.INHABITANTS).reached == city.coverage.inhabitants
    assert city.tally(Measure.INHABITANTS).fresh == city.coverage.fresh_inhabitants
    weighted = city.tally(Measure.NEED).reached
    assert weighted.reached == round(sum(line.need.weighted_inhabitants or 0 for line in present))
    assert weighted.unknown == len(city.unknown_need) > 0


def test_past_date_knows_nothing_of_what_came_after(session: Session) -> None:
    then = date(2022, 6, 1)
    city = city_on(session, then)
    assert max(start.on for start in city.starts) <= then
    assert city.points[-1].at == then
    assert city.pace.starts == len(city.starts) < city_on(session, TODAY).pace.starts
    assert (city.years_left, city.required) != (None, None)
    later = session.scalar(select(func.count()).select_from(Neighbourhood))
    assert city.coverage.neighbourhoods.total == later


def test_target_that_has_passed_leaves_no_pace_and_says_how_far_it_came(session: Session) -> None:
    city = city_on(session, TODAY)
    assert city.target == Target(2020, 2025)
    assert (city.years_left, city.required) == (None, None)
    assert city.by_target == next(point.reached for point in city.points if point.at == date(2025, 1, 1))
    assert city.forecast is not None


def test_fourteen_thousand_neighbourhoods_are_weighed_in_one_go(empty_session: Session) -> None:
    """The scale of a country: the work grows with the buurten, not with their pairs."""
    small_city(empty_session, today=TODAY)
    count = 14_500
    _make_country(empty_session, count)
    found = [need for need in list_need(empty_session, today=TODAY) if need.slug.startswith("land-")]
    assert len(found) == count
    assert all(need.is_known for need in found)


def _make_country(session: Session, count: int) -> None:
    session.execute(
        text("""
            INSERT INTO area (kind, year, is_schematic, code, name, municipality_code, is_official, geom, inhabitants,
                              households, pct_65plus, pct_one_person_households)
            SELECT a.kind, a.year, a.is_schematic, 'BU' || (50000000 + n), 'Land', 'GM5000', true, a.geom, 100,
                   50, n % 90, n % 97
            FROM (SELECT * FROM area WHERE kind = 'buurt' LIMIT 1) a, generate_series(1, :count) n
        """),
        {"count": count},
    )
    session.execute(
        text("""
            WITH made AS (
                INSERT INTO neighbourhood (slug, name, inhabitants)
                SELECT 'land-' || n, 'Land ' || n, 100 FROM generate_series(1, :count) n RETURNING id, slug
            )
            INSERT INTO neighbourhood_area (neighbourhood_id, area_code, period)
            SELECT id, 'BU' || (50000000 + substr(slug, 6)::int), daterange('2020-01-01', NULL) FROM made
        """),
        {"count": count},
    )


def _codes(session: Session, slug: str) -> list[str]:
    return [area.code for area in areas_of(session)[slug]]
