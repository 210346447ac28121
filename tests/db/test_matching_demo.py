"""Demonstration data of talents, assets, needs, matches and discovery: invented, marked, once, gone without a trace."""

from collections import Counter
from collections.abc import Iterator

import pytest
from pytest_postgresql.executors import NoopExecutor
from sqlalchemy import URL, Engine, NullPool, create_engine, func, select
from sqlalchemy.orm import Session

from seeds.assets import seed_assets
from seeds.facts import read_toml
from seeds.matching_demo import remove_demo_matching, seed_demo_matching
from seeds.people import remove_demo_people
from seeds.themes import seed_themes
from tests.conftest import TODAY, clone, key_file, url_of
from tests.factories import dump
from webapp.audit.actions import WAITING
from webapp.encryption import KeyRing, read_key_ring
from webapp.models import (
    Asset,
    AssetEffect,
    AssetTheme,
    Discovery,
    Evidence,
    Match,
    Need,
    Neighbourhood,
    Offer,
    Offering,
    Person,
    Reserve,
    Talent,
    TalentStep,
    Theme,
)
from webapp.privacy.free_text import names_or_causes
from webapp.vocabulary import (
    AssetKind,
    EvidenceKind,
    MatchState,
    NeedKind,
    Provenance,
    TalentStage,
)

TABLES = (
    "asset", "asset_theme", "asset_effect", "need", "match", "talent", "talent_step", "talent_stage_change", "offering",
    "person_requirement", "offer", "reserve", "discovery", "discovery_event",
)  # fmt: skip
FILES = ("assets.toml", "demo/assets.toml", "demo/talents.toml", "demo/needs.toml", "demo/matches.toml")


@pytest.fixture(scope="module")
def ring() -> KeyRing:
    return read_key_ring(key_file())


@pytest.fixture(scope="module")
def matching_engine(city_server: NoopExecutor, ring: KeyRing) -> Iterator[Engine]:
    """A city of this module's own, with all of it in it; tests leave it as it is."""
    with clone(city_server, "matching") as janitor:
        url: URL = url_of(janitor.dbname)
        engine = create_engine(url, poolclass=NullPool)
        with Session(engine) as session, session.begin():
            seed_themes(session)
            assert seed_assets(session, today=TODAY) == 1
            assert seed_demo_matching(session, today=TODAY, ring=ring) == 25 + 40 + 28 + 12 + 3
            assert session.info.get(WAITING, []) == []
        yield engine
        engine.dispose()


@pytest.fixture
def shown(matching_engine: Engine) -> Iterator[Session]:
    """A session on that city, that is rolled back."""
    with Session(matching_engine) as session:
        yield session


def rows(session: Session, tables: tuple[str, ...] = TABLES) -> dict[str, list[str]]:
    session.flush()
    return dump(session.connection(), tables, without=())


def test_assets_are_of_every_kind_and_over_the_city(shown: Session) -> None:
    demo = shown.scalars(select(Asset).where(Asset.provenance == Provenance.DEMO)).all()
    assert {each.kind for each in demo} == set(AssetKind) - {AssetKind.INDIVIDUALS}
    assert len({each.neighbourhood_id for each in demo}) >= 6
    assert all("(voorbeeld)" in each.name for each in demo)
    hidden = [each for each in demo if not each.is_public]
    ended = [each for each in demo if each.ended_on is not None]
    assert (len(hidden), len(ended)) == (1, 1)
    located = select(func.count()).where(
        Asset.geom.is_not(None),
        Asset.neighbourhood_id == Neighbourhood.id,
        ~func.ST_DWithin(Asset.geom, Neighbourhood.geom, 1),
    )
    assert shown.scalar(located) == 0


def test_social_gardening_in_vinkhuizen_has_its_two_effects(shown: Session) -> None:
    asset = shown.scalars(select(Asset).where(Asset.slug == "sociaal-tuinieren")).one()
    assert asset.provenance == Provenance.SOURCE
    assert shown.get_one(Neighbourhood, asset.neighbourhood_id).slug == "vinkhuizen"
    effects = shown.execute(
        select(Theme.slug, AssetEffect.direction)
        .join(AssetEffect, AssetEffect.theme_id == Theme.id)
        .where(AssetEffect.asset_id == asset.id)
    ).all()
    assert {(slug, direction.value) for slug, direction in effects} == {
        ("eenzaamheid", "less"),
        ("groen-in-de-wijk", "more"),
    }


def test_every_asset_is_good_for_something(shown: Session) -> None:
    used = set(shown.scalars(select(AssetTheme.asset_id)))
    assert used == set(shown.scalars(select(Asset.id)))


def test_talents_are_in_every_stage_and_whoever_agreed_is_offered(shown: Session) -> None:
    talents = shown.scalars(select(Talent)).all()
    assert {each.stage for each in talents} == set(TalentStage)
    offered = set(shown.scalars(select(Offer.person_id).where(Offer.person_id.is_not(None))))
    agreed = {each["email"] for each in read_toml("demo/people.toml")["neighbour"] if each["asked"]}
    assert len(offered) == len(agreed & {each["email"] for each in read_toml("demo/talents.toml")["offering"]})
    assert shown.scalar(select(func.count()).select_from(Offering)) == 23
    assert shown.scalar(select(func.count()).where(TalentStep.done_on.is_(None), TalentStep.due_on < TODAY)) == 2


def test_three_teachers_in_selwerd_and_two_who_want_to_learn_in_vinkhuizen(shown: Session) -> None:
    """The worked example of spare talents: Selwerd keeps one for itself."""
    language = shown.scalars(select(Theme).where(Theme.slug == "taal")).one()
    places = dict(shown.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    teachers = select(func.count()).where(
        Offer.theme_id == language.id, Offer.neighbourhood_id == places["selwerd"], Offer.goes_beyond,
        Offer.person_id.is_not(None),
    )  # fmt: skip
    asked = select(func.count()).where(
        Need.theme_id == language.id, Need.neighbourhood_id == places["vinkhuizen"], Need.kind == NeedKind.PRIVATE
    )
    assert (shown.scalar(teachers), shown.scalar(asked)) == (3, 2)
    assert shown.get_one(Reserve, (places["selwerd"], language.id)).kept == 1


def test_words_of_households_are_sealed_and_tell_no_cause(shown: Session, ring: KeyRing) -> None:
    private = shown.scalars(select(Need).where(Need.kind == NeedKind.PRIVATE)).all()
    assert len(private) == 20
    for need in private:
        assert need.sealed_words is not None
        words = ring.open_sealed(need.sealed_words, table="need", column="sealed_words", row=need.id)
        assert len(words) > 20
        assert names_or_causes(words) == []
    public = shown.scalars(select(Need).where(Need.kind == NeedKind.PUBLIC)).all()
    assert len(public) == 8
    assert all(names_or_causes(each.words) == [] for each in public)
    whole = " ".join(each for table in rows(shown, ("need", "match")).values() for each in table)
    assert "keukentafel" not in whole
    assert "Iepenlaan" not in whole


def test_matches_are_in_every_state_and_break_no_rule(shown: Session) -> None:
    matches = shown.scalars(select(Match)).all()
    assert {each.state for each in matches} == set(MatchState)
    helped = {each.id: each.person_id for each in shown.scalars(select(Talent))}
    for each in matches:
        assert each.reasons
        assert 0 < each.score <= 1
        assert (each.closed_at is None) == (each.state in (MatchState.PROPOSED, MatchState.ACCEPTED))
        assert each.helper_id == (helped[each.talent_id] if each.talent_id else None)
        if each.state == MatchState.PROPOSED:
            assert each.answer_until >= TODAY
    taken = Counter(each.need_id for each in matches)
    assert max(taken.values()) == 1


def test_discovery_gives_signs_of_life_without_what_was_written(shown: Session) -> None:
    processes = shown.scalars(select(Discovery)).all()
    assert sorted(each.ended_on is None for each in processes) == [False, True, True]
    signs = shown.scalars(
        select(Evidence).where(
            Evidence.kind == EvidenceKind.DISCOVERY_PROCESS,
            Evidence.provenance == Provenance.DEMO,
            Evidence.note.like("%ontdekkingsproces%"),
        )
    ).all()
    assert len(signs) >= 3 + 7 + 5 + 4
    written = {event["words"] for each in read_toml("demo/matches.toml")["discovery"] for event in each["event"]}
    assert written.isdisjoint(each.note for each in signs)


def test_seeding_again_changes_nothing(shown: Session, ring: KeyRing) -> None:
    before = rows(shown, (*TABLES, "evidence"))
    assert seed_demo_matching(shown, today=TODAY, ring=ring) == 0
    assert seed_assets(shown, today=TODAY) == 0
    assert rows(shown, (*TABLES, "evidence")) == before


def test_removing_leaves_only_what_the_sources_say(shown: Session, ring: KeyRing) -> None:
    signs = shown.scalar(select(func.count()).select_from(Evidence)) or 0
    assert remove_demo_matching(shown) == 25 + 28 + 3 + 3 + 19
    assert shown.scalar(select(func.count()).select_from(Evidence)) == signs - 19
    remove_demo_people(shown)
    left = {table: len(found) for table, found in rows(shown).items() if found}
    assert left == {"asset": 1, "asset_theme": 3, "asset_effect": 2, "offer": 3}
    assert remove_demo_matching(shown) == 0


def test_what_people_made_stays_when_the_demonstration_goes(shown: Session) -> None:
    place = shown.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "selwerd")).one()
    own = Asset(
        slug="eigen", kind=AssetKind.PLACES, name="Eigen", neighbourhood_id=place, confirmed_on=TODAY,
        provenance=Provenance.ENTERED,
    )  # fmt: skip
    shown.add(own)
    kept = shown.scalars(select(Reserve)).first()
    assert kept is not None
    kept.kept += 3
    shown.flush()
    remove_demo_matching(shown)
    assert shown.scalar(select(Asset.id).where(Asset.slug == "eigen")) == own.id
    assert len(shown.scalars(select(Reserve)).all()) == 1


def test_without_demonstration_people_only_places_are_left(shown: Session, ring: KeyRing) -> None:
    remove_demo_matching(shown)
    remove_demo_people(shown)
    assert seed_demo_matching(shown, today=TODAY, ring=ring) == 25 + 8 + 1 + 3
    assert shown.scalar(select(func.count()).select_from(Person)) == 0


def test_files_name_themes_and_places_that_exist(shown: Session) -> None:
    themes = dict(shown.execute(select(Theme.slug, Theme.for_people)).all())
    places = set(shown.scalars(select(Neighbourhood.slug)))
    facts = [read_toml(name) for name in FILES]
    for each in (
        record for file in facts for key in ("asset", "private", "public", "talent") for record in file.get(key, ())
    ):
        assert set(each.get("themes", [each.get("theme")])) <= set(themes)
        assert each.get("neighbourhood", "selwerd") in places
    for each in (*facts[2]["talent"], *facts[3]["private"]):
        assert themes[each["theme"]], each
