"""What a city begins with: idempotent, sourced or marked as demonstration, and removable."""

from datetime import date, timedelta

import pytest
from sqlalchemy import URL, NullPool, create_engine, func, select, text
from sqlalchemy.orm import Session

from seeds.areas import seed_areas
from seeds.demo import remove_demo, seed_demo
from seeds.facts import read_buurten, read_outline, read_toml
from seeds.people import remove_demo_people
from seeds.reference import seed_neighbourhoods, seed_source_presence, seed_target
from tests.conftest import TODAY
from tests.db.conftest import CommandLine
from tests.factories import HISTORY_TABLES, MAP_TABLES, dump
from webapp.areas.queries import count_unassigned_buurten, list_member_codes
from webapp.config import MUNICIPALITY
from webapp.coverage.actions import set_stage
from webapp.coverage.queries import get_target, list_states
from webapp.coverage.rules import EVIDENCE_KINDS_NEEDED, Target, summarise
from webapp.models import Evidence, Neighbourhood, Presence, WayToHelp
from webapp.vocabulary import EvidenceKind, Provenance, Stage

SOURCED = {"selwerd", "vinkhuizen", "de-wijert", "beijum"}
EVERYTHING = (*MAP_TABLES, *HISTORY_TABLES, "place_name")
WITHOUT_KEYS = ("id", "created_at", "imported_at")


def seed_without_demo(session: Session, *, today: date = TODAY) -> None:
    list(seed_areas(session, today=today, pdok_url=None))
    seed_target(session)
    seed_neighbourhoods(session, today=today)
    seed_source_presence(session, today=today)


@pytest.fixture
def plain_city(session: Session) -> Session:
    """The city without its demonstration data, as a test below says it is when that was never there."""
    remove_demo(session)
    remove_demo_people(session)
    return session


def count_of(session: Session, provenance: Provenance) -> int:
    return sum(
        session.scalar(select(func.count()).where(model.provenance == provenance)) or 0
        for model in (Presence, Evidence, WayToHelp)
    )


def test_neighbourhoods_cover_every_buurt_once(session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(Neighbourhood)) == 42
    members = list_member_codes(session, today=TODAY)
    assert len(members) == len(set(members)) == 148
    assert count_unassigned_buurten(session, today=TODAY, municipality=MUNICIPALITY) == 0
    assert session.scalar(select(func.count()).where(Neighbourhood.geom.is_(None))) == 0


def test_schematic_boundaries_tile_the_outline_and_say_so(session: Session) -> None:
    row = session.execute(
        text("""
            SELECT sum(ST_Area(geom)) / ST_Area(ST_Union(geom)) AS overlap, bool_and(is_schematic) AS schematic,
                bool_and(ST_IsValid(geom)) AS valid, sum(ST_Area(geom)) / 10000 AS hectares FROM area
        """)
    ).one()
    assert row.overlap == pytest.approx(1, abs=1e-6)
    assert (row.schematic, row.valid) == (True, True)
    assert row.hectares == pytest.approx(19_802, rel=0.03)


def test_every_fact_has_its_point_inside_its_schematic_cell(session: Session) -> None:
    outside = session.scalars(
        text("""
            SELECT area.code FROM area
            JOIN unnest(CAST(:codes AS text[]), CAST(:lons AS float8[]), CAST(:lats AS float8[]))
                AS fact(code, lon, lat) USING (code)
            WHERE NOT ST_Covers(geom, ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), 28992))
        """),
        {
            "codes": [fact.code for fact in read_buurten()],
            "lons": [fact.point.lon for fact in read_buurten()],
            "lats": [fact.point.lat for fact in read_buurten()],
        },
    ).all()
    assert outside == []


def test_facts_are_whole() -> None:
    facts = read_buurten()
    assert len({fact.code for fact in facts}) == len(facts) == 148
    assert sum(not fact.is_official for fact in facts) == 14
    assert all(round(fact.point.lon, 3) == fact.point.lon for fact in facts)
    outline = read_outline()
    assert outline[0] == outline[-1]
    assert sum(fact.inhabitants or 0 for fact in facts) > 200_000


def test_without_demo_exactly_the_four_neighbourhoods_of_the_source_are_present(empty_session: Session) -> None:
    seed_without_demo(empty_session)
    states = list_states(empty_session, at=TODAY)
    assert {each.slug for each in states if each.is_present} == SOURCED
    assert {each.slug for each in states if each.since is not None} == SOURCED
    assert count_of(empty_session, Provenance.DEMO) == 0
    assert set(empty_session.scalars(select(Presence.provenance))) == {Provenance.SOURCE}
    found = summarise(states, at=TODAY, target=get_target(empty_session, at=TODAY))
    assert (found.neighbourhoods.reached, found.neighbourhoods.total, found.has_demo) == (4, 42, False)


def test_seeding_twice_changes_no_row(empty_session: Session) -> None:
    seed_without_demo(empty_session)
    seed_demo(empty_session, today=TODAY)
    before = dump(empty_session.connection(), (*EVERYTHING, "data_version"), without=())
    seed_without_demo(empty_session)
    assert seed_demo(empty_session, today=TODAY) == 0
    assert dump(empty_session.connection(), (*EVERYTHING, "data_version"), without=()) == before


def test_first_target_is_every_neighbourhood_within_five_years(empty_session: Session) -> None:
    seed_target(empty_session)
    assert get_target(empty_session, at=TODAY) == Target(2020, 2025)


def test_demonstration_data_is_marked_in_every_row(session: Session) -> None:
    assert count_of(session, Provenance.DEMO) > 100
    assert count_of(session, Provenance.ENTERED) == 0
    for slug, provenance, since in session.execute(
        select(Neighbourhood.slug, Presence.provenance, func.lower(Presence.period)).join(
            Presence, Presence.neighbourhood_id == Neighbourhood.id
        )
    ):
        from_source = slug in SOURCED and since in (date(2020, 1, 1), date(2021, 1, 1))
        assert provenance is (Provenance.SOURCE if from_source else Provenance.DEMO), slug


def test_demonstration_data_keeps_the_rules_of_evidence(session: Session) -> None:
    rows = session.execute(select(Presence.neighbourhood_id, Presence.stage, func.lower(Presence.period))).all()
    assert len(rows) > 40
    for neighbourhood_id, stage, since in rows:
        kinds = session.scalar(
            select(func.count(Evidence.kind.distinct())).where(
                Evidence.neighbourhood_id == neighbourhood_id, Evidence.observed_on <= since
            )
        )
        assert (kinds or 0) >= EVIDENCE_KINDS_NEEDED[stage]


def test_removing_the_demo_gives_exactly_the_city_without_it(empty_session: Session) -> None:
    seed_without_demo(empty_session)
    plain = dump(empty_session.connection(), EVERYTHING, without=WITHOUT_KEYS)
    seed_demo(empty_session, today=TODAY)
    assert dump(empty_session.connection(), EVERYTHING, without=WITHOUT_KEYS) != plain
    assert remove_demo(empty_session) > 100
    assert dump(empty_session.connection(), EVERYTHING, without=WITHOUT_KEYS) == plain
    assert remove_demo(empty_session) == 0


def test_what_was_entered_among_the_demo_keeps_its_place_when_the_demo_goes(session: Session) -> None:
    selwerd = session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "selwerd")).one()
    set_stage(session, selwerd, Stage.EXPLORING, on=TODAY, today=TODAY)
    remove_demo(session)
    rows = session.execute(
        select(Presence.stage, Presence.provenance, Presence.period)
        .where(Presence.neighbourhood_id == selwerd)
        .order_by(func.lower(Presence.period))
    ).all()
    assert [(row.stage, row.provenance) for row in rows] == [
        (Stage.ACTIVE, Provenance.SOURCE),
        (Stage.EXPLORING, Provenance.ENTERED),
    ]
    assert rows[0].period.upper == rows[1].period.lower == TODAY


def test_neighbourhood_in_which_people_work_gets_no_demonstration(plain_city: Session) -> None:
    demo_slugs = {each["neighbourhood"] for each in read_toml("demo/presence.toml")["presence"]} - SOURCED
    slug = min(demo_slugs)
    here = plain_city.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == slug)).one()
    set_stage(plain_city, here, Stage.EXPLORING, on=TODAY, today=TODAY)
    seed_demo(plain_city, today=TODAY)
    rows = plain_city.scalars(select(Presence.provenance).where(Presence.neighbourhood_id == here)).all()
    assert rows == [Provenance.ENTERED]
    assert plain_city.scalars(select(Evidence.id).where(Evidence.neighbourhood_id == here)).all() == []


def test_neighbourhood_that_people_entered_before_the_source_was_seeded_is_left_alone(empty_session: Session) -> None:
    list(seed_areas(empty_session, today=TODAY, pdok_url=None))
    seed_neighbourhoods(empty_session, today=TODAY)
    beijum = empty_session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "beijum")).one()
    set_stage(empty_session, beijum, Stage.EXPLORING, on=TODAY, today=TODAY)
    assert seed_source_presence(empty_session, today=TODAY) == 3
    rows = empty_session.scalars(select(Presence.stage).where(Presence.neighbourhood_id == beijum)).all()
    assert rows == [Stage.EXPLORING]


def test_demonstration_of_days_to_come_is_left_out(empty_session: Session) -> None:
    early = date(2022, 6, 1)
    seed_without_demo(empty_session, today=early)
    seed_demo(empty_session, today=early)
    assert empty_session.scalar(select(func.max(func.lower(Presence.period)))) <= early
    assert empty_session.scalar(select(func.max(Evidence.observed_on))) <= early
    assert {each.slug for each in list_states(empty_session, at=early) if each.is_present} >= SOURCED


def test_neighbourhood_that_people_removed_comes_back_without_taking_from_others(plain_city: Session) -> None:
    plain_city.execute(text("DELETE FROM neighbourhood WHERE slug = 'selwerd'"))
    assert count_unassigned_buurten(plain_city, today=TODAY, municipality=MUNICIPALITY) > 0
    assert seed_neighbourhoods(plain_city, today=TODAY) == 1
    assert count_unassigned_buurten(plain_city, today=TODAY, municipality=MUNICIPALITY) == 0


def test_renamed_neighbourhood_and_moved_buurt_stay_as_people_made_them(plain_city: Session) -> None:
    plain_city.execute(text("UPDATE neighbourhood SET name = 'Selwerd en omstreken' WHERE slug = 'selwerd'"))
    before = dump(plain_city.connection(), MAP_TABLES)
    seed_without_demo(plain_city)
    assert dump(plain_city.connection(), MAP_TABLES) == before


def test_sourced_stages_rest_on_two_kinds_of_evidence_and_are_stale_a_year_later(plain_city: Session) -> None:
    kinds = plain_city.scalars(select(Evidence.kind).where(Evidence.provenance == Provenance.SOURCE)).all()
    assert sorted(set(kinds)) == [EvidenceKind.COORDINATOR, EvidenceKind.NETWORK]
    begun = {each.slug: each for each in list_states(plain_city, at=date(2021, 1, 1) - timedelta(days=1))}
    assert not begun["selwerd"].is_stale
    later = {each.slug: each for each in list_states(plain_city, at=TODAY)}
    assert all(later[slug].is_stale for slug in SOURCED)


def test_seeding_by_command_with_and_without_demo(missie050: CommandLine, empty_clone: URL) -> None:
    engine = create_engine(empty_clone, poolclass=NullPool)

    def rows() -> dict[str, list[str]]:
        with engine.connect() as connection:
            return dump(connection, EVERYTHING, without=WITHOUT_KEYS)

    first = missie050(empty_clone, "seed", "all", "--no-demo")
    assert first.exit_code == 0
    assert "Schematische grenzen gemaakt voor 148 buurten." in first.out
    assert "./dev cli areas import pdok:" in first.out
    assert "Wijken toegevoegd: 42. Fasen volgens de bron: 4." in first.out
    assert "Voorbeeldgegevens" not in first.out
    plain = rows()
    assert missie050(empty_clone, "seed", "all", "--no-demo").out == ""
    for part in ("areas", "reference"):
        assert missie050(empty_clone, "seed", part).out == ""
    assert missie050(empty_clone, "keys", "create").exit_code == 0
    assert "Verzonnen, en overal zo gemerkt." in missie050(empty_clone, "seed", "all").out
    full = rows()
    assert full != plain
    assert missie050(empty_clone, "seed", "all").out == ""
    assert rows() == full
    assert missie050(empty_clone, "seed", "demo", "--remove").out.startswith("Voorbeeldgegevens weggehaald: ")
    assert rows() == plain
    assert missie050(empty_clone, "seed", "demo").exit_code == 0
    assert rows() == full
    engine.dispose()
