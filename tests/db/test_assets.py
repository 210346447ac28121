from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from geo.values import Point
from seeds.assets import seed_assets
from tests.asset_making import SELWERD, make_asset, make_effect, make_facts, place_id, theme_id
from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from webapp.areas.queries import members_on
from webapp.assets.actions import ALWAYS_OPEN, AssetFacts, change_asset, confirm_asset, end_asset, facts_of
from webapp.assets.queries.effects import list_wanted_effects
from webapp.assets.queries.listing import find_terms, get_assets_found
from webapp.assets.queries.lookalikes import list_alike
from webapp.assets.queries.page import find_detail, find_place_and_times, list_rings
from webapp.assets.queries.reach import BuurtReach, Head, list_reach
from webapp.assets.rules import UNKNOWN_PLACES, Cover, Demand, Filters, access
from webapp.calendar.week_times import WeekPart
from webapp.errors import DomainError, EditConflict
from webapp.models import Area, Asset, AssetEffect, AssetTheme, Offer
from webapp.vocabulary import AssetKind, EffectCertainty, EffectDirection, Provenance, Role


def nl(dutch: str, _english: str) -> str:
    return dutch


@pytest.fixture(autouse=True)
def no_assets(session: Session) -> None:
    session.execute(delete(Asset))


def found(session: Session, sees_all: bool = False, **filters: object) -> list[str]:
    asked = Filters(**filters)  # type: ignore[arg-type]  # what a test names
    terms = find_terms(session, asked)
    page = get_assets_found(session, asked, terms, page=1, today=TODAY, sees_all=sees_all, own_language=nl)
    assert page.total == len(page.rows)
    return [row.name for row in page.rows]


def test_source_gives_social_gardening_with_its_two_effects(session: Session) -> None:
    theme_id(session, "tuin")
    assert seed_assets(session, today=TODAY) == 1
    assert seed_assets(session, today=TODAY) == 0
    detail = find_detail(session, "sociaal-tuinieren", today=TODAY, sees_all=False, own_language=nl)
    assert detail is not None
    assert (detail.neighbourhood.slug, detail.partner, detail.provenance) == (
        "vinkhuizen",
        ("present", "Present"),
        Provenance.SOURCE,
    )
    assert detail.is_stale, "nobody said so since the source did"
    effects = {(each.theme.slug, each.direction, each.certainty) for each in detail.effects}
    assert effects == {
        ("eenzaamheid", EffectDirection.LESS, EffectCertainty.CLAIMED),
        ("groen-in-de-wijk", EffectDirection.MORE, EffectCertainty.CLAIMED),
    }


def test_list_is_filtered_by_kind_theme_neighbourhood_and_words(session: Session) -> None:
    make_asset(session, "Buurttuin", themes=("tuin",))
    make_asset(session, "Koor", neighbourhood="beijum", kind=AssetKind.CULTURE, themes=("gezelschap",))
    make_asset(session, "Kringloop", kind=AssetKind.ECONOMY, description="Fietsen en een café", themes=("werk",))
    assert found(session) == ["Buurttuin", "Koor", "Kringloop"]
    assert found(session, kinds=(AssetKind.PLACES, AssetKind.CULTURE)) == ["Buurttuin", "Koor"]
    assert found(session, theme="groen") == ["Buurttuin"]
    assert found(session, neighbourhood="beijum") == ["Koor"]
    assert found(session, words="CAFE fietsen") == ["Kringloop"]
    assert found(session, words="niets hiervan") == []


def test_what_is_not_public_is_for_coordinators_and_what_ended_for_nobody(session: Session) -> None:
    make_asset(session, "Open huis")
    make_asset(session, "Stille hulp", is_public=False)
    end_asset(session, make_asset(session, "Weg"), is_over=True, by=1, today=TODAY)
    assert found(session) == ["Open huis"]
    assert found(session, sees_all=True) == ["Open huis", "Stille hulp"]
    assert find_detail(session, "stille-hulp", today=TODAY, sees_all=False, own_language=nl) is None
    assert find_detail(session, "stille-hulp", today=TODAY, sees_all=True, own_language=nl) is not None
    assert find_detail(session, "weg", today=TODAY, sees_all=False, own_language=nl) is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda _: {"kind": AssetKind.INDIVIDUALS}, "asset_of_a_person"),
        (lambda _: {"themes": ()}, "asset_themes_needed"),
        (lambda _: {"capacity": 0}, "asset_capacity_wrong"),
        (lambda _: {"point": None}, "asset_without_place"),
        (lambda _: {"point": Point(6.9, 53.0)}, "asset_outside"),
        (lambda s: {"effects": (make_effect(s), make_effect(s))}, "effect_twice"),
    ],
)
def test_what_no_asset_can_be_is_refused(
    session: Session, change: Callable[[Session], dict[str, object]], code: str
) -> None:
    before = session.scalar(select(func.count()).select_from(Asset))
    with pytest.raises(DomainError) as refused:
        make_asset(session, **change(session))  # type: ignore[arg-type]  # what a test names
    assert refused.value.code == code
    assert session.scalar(select(func.count()).select_from(Asset)) == before


def test_facts_survive_a_change_and_the_index_of_offers_follows(session: Session) -> None:
    by = make_account(session).id
    asset = make_asset(session, opening=(WeekPart(0, 540, 720),), effects=(make_effect(session),), capacity=12)
    point, opening = find_place_and_times(session, asset)
    facts = facts_of(session, asset, point, opening)
    assert facts.opening == (WeekPart(0, 540, 720),)
    assert point is not None
    assert (round(point.lon, 4), round(point.lat, 4)) == (SELWERD.lon, SELWERD.lat)
    changed = AssetFacts(
        AssetKind.PLACES,
        "Buurttuin",
        (theme_id(session, "gezelschap"), theme_id(session, "tuin")),
        point=SELWERD,
        opening=ALWAYS_OPEN,
    )
    later = TODAY + timedelta(days=3)
    change_asset(session, asset, changed, version=1, by=by, today=later)
    session.refresh(asset)
    assert (asset.version, asset.confirmed_on, asset.capacity) == (2, later, None)
    assert not session.scalars(select(AssetEffect).where(AssetEffect.asset_id == asset.id)).all()
    offered = session.scalars(select(Offer.theme_id).where(Offer.asset_id == asset.id)).all()
    assert sorted(offered) == sorted(changed.theme_ids)
    detail = find_detail(session, asset.slug, today=later, sees_all=False, own_language=nl)
    assert detail is not None
    assert detail.always_open
    with pytest.raises(EditConflict):
        change_asset(session, asset, changed, version=1, by=by, today=later)


def test_asset_is_confirmed_ended_and_brought_back(session: Session) -> None:
    asset = make_asset(session, today=date(2024, 1, 1))
    confirm_asset(session, asset, by=1, today=TODAY)
    assert asset.confirmed_on == TODAY
    end_asset(session, asset, is_over=True, by=1, today=TODAY)
    assert asset.ended_on == TODAY
    assert session.scalar(select(func.count()).select_from(Offer).where(Offer.asset_id == asset.id)) == 0
    end_asset(session, asset, is_over=False, by=1, today=TODAY)
    assert asset.ended_on is None


def test_slug_gets_a_number_when_it_is_taken(session: Session) -> None:
    assert [make_asset(session, "Buurttuin").slug for _ in range(3)] == ["buurttuin", "buurttuin-2", "buurttuin-3"]


def test_lookalikes_are_found_by_name_and_sooner_nearby(session: Session) -> None:
    make_asset(session, "Buurttuin De Eiken")
    make_asset(session, "Speelplaats", neighbourhood="beijum")
    assert [each.name for each in list_alike(session, "buurttuin de eik", None)] == ["Buurttuin De Eiken"]
    assert [each.name for each in list_alike(session, "Tuin", SELWERD)] == ["Buurttuin De Eiken"]
    assert list_alike(session, "Bakkerij", SELWERD) == ()
    assert list_alike(session, "Buurttuin De Eiken", None, but="buurttuin-de-eiken") == ()


def test_rings_count_who_lives_around_a_place(session: Session) -> None:
    rings = list_rings(session, SELWERD, today=TODAY)
    assert [(each.minutes, each.metres) for each in rings] == [(5, 400), (10, 800), (15, 1200)]
    assert rings[0].inhabitants <= rings[1].inhabitants <= rings[2].inhabitants
    assert rings[2].inhabitants > 0


def reach(session: Session, theme: str, demand: Demand = Demand.INHABITANTS) -> list[BuurtReach]:
    head = Head(theme_id(session, theme), (theme_id(session, theme),))
    return list_reach(session, [head], demand, today=TODAY)


def test_one_statement_gives_what_the_rule_gives(session: Session) -> None:
    sizes = [7.0, 40.0, float(UNKNOWN_PLACES)]
    spots = [SELWERD, Point(6.545, 53.227), Point(6.57, 53.21)]
    for number, (size, spot) in enumerate(zip(sizes, spots, strict=True)):
        capacity = None if size == UNKNOWN_PLACES else int(size)
        make_asset(session, f"Plek {number}", point=spot, capacity=capacity, themes=("taal",))
    make_asset(session, "Iets anders", themes=("tuin",))
    make_asset(session, "Niet openbaar", themes=("taal",), is_public=False)
    rows = reach(session, "taal")
    assert len(rows) == len({row.code for row in rows}) == 148
    members = members_on(TODAY).subquery()
    apart = [
        list(each)
        for each in session.execute(
            select(
                *(
                    func.ST_Distance(
                        func.ST_PointOnSurface(Area.geom),
                        func.ST_Transform(func.ST_SetSRID(func.ST_MakePoint(spot.lon, spot.lat), 4326), 28992),
                    )
                    for spot in spots
                )
            )
            .join(members, members.c.area_code == Area.code)
            .order_by(Area.code)
        )
    ]
    expected = access([row.asked for row in rows], sizes, apart)
    assert [row.access for row in rows] == pytest.approx(expected)
    assert any(row.is_blind_spot for row in rows)
    assert any(row.access > 0 for row in rows)


def test_what_has_no_place_serves_its_whole_neighbourhood(session: Session) -> None:
    make_asset(session, "Koor", neighbourhood="beijum", themes=("gezelschap",))
    reached = {row.place_slug for row in reach(session, "gezelschap") if row.access > 0}
    assert reached == {"beijum"}


def test_asset_with_two_themes_of_a_group_counts_once(session: Session) -> None:
    make_asset(session, "Tuin", neighbourhood="beijum", themes=("tuin", "groen-in-de-wijk"), capacity=10)
    group = Head(theme_id(session, "groen"), tuple(theme_id(session, each) for each in ("tuin", "groen-in-de-wijk")))
    rows = [row for row in list_reach(session, [group], Demand.INHABITANTS, today=TODAY) if row.place_slug == "beijum"]
    assert {row.things for row in rows} == {1}
    assert sum(row.access * row.asked for row in rows) == pytest.approx(10)


def test_nobody_but_coordinators_is_told_what_is_asked_and_offered(session: Session) -> None:
    session.execute(text("SELECT set_config('missie050.viewer', '', true)"))
    assert all(row.asked == 0 for row in reach(session, "taal", Demand.NEEDS))


def test_wanted_effects_are_set_beside_what_works_on_them(session: Session) -> None:
    beijum = place_id(session, "beijum")
    for theme in ("eenzaamheid", "groen-in-de-wijk", "armoede"):
        session.execute(
            text("""
                INSERT INTO need (key, kind, neighbourhood_id, theme_id, words, direction, urgency, recurrence, level,
                                  created_on, expires_on, provenance)
                VALUES (:key, 'public', :place, :theme, 'Wat de wijk wil', :direction, 'when_possible', 'once', 'able',
                        :today, :until, 'entered')
            """),
            {
                "key": f"wil-{theme}",
                "place": beijum,
                "theme": theme_id(session, theme),
                "direction": "more" if theme.startswith("groen") else "less",
                "today": TODAY,
                "until": TODAY + timedelta(days=90),
            },
        )
    seen = make_effect(session)
    said = make_effect(session, "groen-in-de-wijk", EffectDirection.MORE, EffectCertainty.CLAIMED)
    against = make_effect(session, "armoede", EffectDirection.MORE)
    make_asset(session, "Huiskamer", neighbourhood="beijum", effects=(seen, said, against))
    make_asset(session, "Ergens anders", neighbourhood="selwerd", effects=(make_effect(session, "armoede"),))
    wanted = {each.theme_slug: each for each in list_wanted_effects(session, today=TODAY, own_language=nl)}
    assert {slug: (each.cover, each.assets) for slug, each in wanted.items() if each.place_slug == "beijum"} == {
        "eenzaamheid": (Cover.COVERED, 1),
        "groen-in-de-wijk": (Cover.HOPED, 1),
        "armoede": (Cover.OPEN, 0),
    }


def test_coordinator_sees_asked_against_offered(session: Session) -> None:
    selwerd, theme = place_id(session, "selwerd"), theme_id(session, "taal")
    account = make_account(session)
    make_grant(session, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=selwerd)
    session.execute(
        text("""
            INSERT INTO need (key, kind, neighbourhood_id, theme_id, words, quantity, urgency, recurrence, level,
                              created_on, expires_on, provenance)
            VALUES ('taal-selwerd', 'public', :place, :theme, 'Oefenen met Nederlands', 3, 'now', 'weekly', 'able',
                    :today, :until, 'entered')
        """),
        {"place": selwerd, "theme": theme, "today": TODAY, "until": TODAY + timedelta(days=60)},
    )
    session.execute(
        text("SELECT set_config('missie050.viewer', :viewer, true), set_config('missie050.today', :today, true)"),
        {"viewer": str(account.id), "today": TODAY.isoformat()},
    )
    rows = reach(session, "taal", Demand.NEEDS)
    assert sum(row.asked for row in rows) == pytest.approx(3)
    assert {row.place_slug for row in rows if row.asked} == {"selwerd"}
    assert all(row.is_blind_spot for row in rows if row.asked)
    make_asset(session, "Taalhuis", neighbourhood="selwerd", themes=("taal",), capacity=6)
    rows = [row for row in reach(session, "taal", Demand.NEEDS) if row.asked]
    assert {round(row.access, 6) for row in rows} == {2.0}


def test_themes_of_an_asset_are_those_of_its_facts(session: Session) -> None:
    facts = make_facts(session, themes=("tuin", "taal"))
    asset = make_asset(session, themes=("tuin", "taal"))
    kept = session.scalars(select(AssetTheme.theme_id).where(AssetTheme.asset_id == asset.id)).all()
    assert tuple(sorted(kept)) == facts.theme_ids
