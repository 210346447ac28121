"""Demonstration initiatives: invented, marked, in every state, seeded once, and gone without a trace."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_postgresql.executors import NoopExecutor
from sqlalchemy import URL, NullPool, create_engine, func, select, text
from sqlalchemy.orm import Session

from seeds.drawings import DRAWINGS, draw
from seeds.facts import read_toml
from seeds.initiative_content import Places, rhythm_of
from seeds.initiatives import FILES, remove_demo_initiatives, seed_demo_initiatives
from seeds.people import remove_demo_people
from seeds.themes import seed_themes
from tests.conftest import TODAY, clone, url_of
from tests.factories import dump, make_account
from tests.initiative_making import make_content, make_initiative
from webapp.access.policy import Actor
from webapp.audit.actions import WAITING
from webapp.audit.actions import record as note
from webapp.calendar.rules import next_occurrence
from webapp.initiatives.actions import merge_into
from webapp.initiatives.content import Content
from webapp.initiatives.lookalikes import list_lookalikes
from webapp.initiatives.queries import list_own
from webapp.initiatives.rules import HIDE_AFTER, Freshness, Progress, freshness, progress, slug_of
from webapp.models import (
    Account,
    FaithSide,
    Initiative,
    InitiativeRevision,
    InitiativeTask,
    Listing,
    ListingNeighbourhood,
    Neighbourhood,
    Picture,
    Subscription,
    TaskSignup,
    Theme,
)
from webapp.vocabulary import (
    AuditAction,
    InitiativeLayer,
    InitiativeState,
    Provenance,
    Reach,
    RevisionState,
    SignupState,
)

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
RECORDS: list[dict[str, Any]] = [each for name in FILES for each in read_toml(name)["initiative"]]
TABLES = (
    "initiative",
    "initiative_revision",
    "initiative_organiser",
    "faith_side",
    "listing",
    "listing_theme",
    "listing_neighbourhood",
    "listing_effect",
    "listing_day",
    "listing_partner",
    "initiative_task",
    "task_signup",
    "subscription",
    "picture",
)


@pytest.fixture(scope="module")
def seeded_url(city_server: NoopExecutor) -> Iterator[URL]:
    """A city of this module's own, with the demonstration initiatives in it; tests leave it as it is."""
    with clone(city_server, "initiatives") as janitor:
        engine = create_engine(url_of(janitor.dbname), poolclass=NullPool)
        with Session(engine) as session, session.begin():
            seed_themes(session)
            assert seed_demo_initiatives(session, today=TODAY) == len(RECORDS)
        engine.dispose()
        yield url_of(janitor.dbname)


@pytest.fixture
def shown(seeded_url: URL) -> Iterator[Session]:
    """A session on the city with demonstration initiatives, that is rolled back."""
    engine = create_engine(seeded_url, poolclass=NullPool)
    with Session(engine) as session:
        yield session
    engine.dispose()


def rows(session: Session) -> dict[str, list[str]]:
    session.flush()
    return dump(session.connection(), TABLES, without=())


def contents(session: Session) -> list[Content]:
    return [Content.from_json(each) for each in session.scalars(select(InitiativeRevision.content))]


def test_every_initiative_is_marked_and_its_listing_too(shown: Session) -> None:
    assert set(shown.scalars(select(Initiative.provenance))) == {Provenance.DEMO}
    assert set(shown.scalars(select(Listing.provenance))) == {Provenance.DEMO}


def test_every_stage_of_the_course_is_there(shown: Session) -> None:
    found = Counter(
        progress(state, starts_on, today=TODAY)
        for state, starts_on in shown.execute(
            select(Initiative.state, Listing.starts_on).outerjoin(Listing, Listing.initiative_id == Initiative.id)
        )
    )
    assert set(found) == set(Progress)
    assert found[Progress.RUNNING] > 30
    assert (found[Progress.RECEIVED], found[Progress.RETURNED], found[Progress.MERGED]) == (7, 2, 1)
    waiting = shown.scalars(
        select(Initiative.slug)
        .join(InitiativeRevision, InitiativeRevision.initiative_id == Initiative.id)
        .where(Initiative.state == InitiativeState.RUNNING, InitiativeRevision.state == RevisionState.WAITING)
    ).all()
    assert len(waiting) == 3


def test_some_fade_and_one_is_hidden(shown: Session) -> None:
    confirmed = shown.scalars(select(Initiative.confirmed_on).where(Initiative.state == InitiativeState.RUNNING))
    found = Counter(freshness(each, today=TODAY) for each in confirmed)
    assert (found[Freshness.ASKED], found[Freshness.FADED], found[Freshness.HIDDEN]) == (1, 2, 1)
    unasked = select(Initiative.slug).where(Initiative.confirmed_on < TODAY - HIDE_AFTER, Initiative.asked_on.is_(None))
    assert shown.scalars(unasked).all() == []


def test_waiting_ones_are_in_several_neighbourhoods_and_none_is_decided_by_its_own_organiser(shown: Session) -> None:
    places = shown.scalars(
        select(Initiative.neighbourhood_ids).where(Initiative.state == InitiativeState.RECEIVED)
    ).all()
    assert len({tuple(each) for each in places}) > 5
    own = InitiativeRevision.decided_by == InitiativeRevision.author_id
    assert shown.scalar(select(func.count()).select_from(InitiativeRevision).where(own)) == 0
    decided = select(func.count()).where(InitiativeRevision.decided_by.is_not(None))
    assert (shown.scalar(decided) or 0) > 40


def test_pins_lie_in_the_neighbourhood_that_the_file_names_and_differ(shown: Session) -> None:
    wanted = {slug_of(each["title"]): each["neighbourhood"] for each in RECORDS if "neighbourhood" in each}
    found = dict(
        shown.execute(
            select(Listing.slug, Neighbourhood.slug)
            .join(ListingNeighbourhood, ListingNeighbourhood.initiative_id == Listing.initiative_id)
            .join(Neighbourhood, Neighbourhood.id == ListingNeighbourhood.neighbourhood_id)
            .where(Listing.reach == Reach.PLACE)
        ).all()
    )
    assert len(found) > 35
    assert found == {slug: wanted[slug] for slug in found}
    assert shown.scalar(select(func.count(func.ST_AsText(Listing.geom).distinct()))) == len(found)


def test_pin_is_the_same_each_time_and_falls_back_on_the_label_where_nobody_lives(session: Session) -> None:
    places = Places(session, today=TODAY)
    assert places.near_centre("selwerd", "a") == places.near_centre("selwerd", "a")
    assert places.near_centre("selwerd", "a") != places.near_centre("selwerd", "b")
    before_any_buurt = Places(session, today=date(1990, 1, 1))
    label = session.execute(
        select(func.ST_X(Neighbourhood.label_point), func.ST_Y(Neighbourhood.label_point)).where(
            Neighbourhood.slug == "selwerd"
        )
    ).one()
    fallen_back = before_any_buurt.near_centre("selwerd", "a")
    assert (fallen_back.lon, fallen_back.lat) == pytest.approx(tuple(label), abs=1e-5)


def test_no_text_names_an_address_of_somebody_and_every_link_leads_nowhere(shown: Session) -> None:
    for content in contents(shown):
        assert content.address == "" or content.address.endswith("(voorbeeld)")
        assert all(".example.nl/" in link.url for link in content.links)


def test_missionary_initiatives_are_on_no_map_and_faith_is_in_no_listing(shown: Session) -> None:
    missionary = shown.scalars(select(Initiative.id).where(Initiative.layer == InitiativeLayer.MISSIONARY)).all()
    assert len(missionary) == 2
    assert shown.scalars(select(Listing.slug).where(Listing.initiative_id.in_(missionary))).all() == []
    words = shown.scalars(
        select(FaithSide.content["faith"].astext).where(FaithSide.content["faith"].astext != "")
    ).all()
    assert len(words) == 4
    public = " ".join(shown.scalars(text("SELECT listing::text FROM listing")))
    assert "Buurttafel" in public
    assert [each for each in words if each[:20] in public] == []


def test_themes_exist_and_what_repeats_goes_on(shown: Session) -> None:
    known = set(shown.scalars(select(Theme.slug)))
    for content in contents(shown):
        assert known.issuperset({*content.themes, *(each.theme for each in content.effects)})
    running = shown.scalars(select(Listing).where(Listing.state == InitiativeState.RUNNING)).all()
    assert [each.slug for each in running if each.ends_on is not None and each.ends_on <= TODAY] == []


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2028, 2, 29), date(2031, 12, 31)])
def test_rhythms_are_alive_on_whatever_day_they_are_seeded(day: date) -> None:
    rhythms = [
        rhythm_of(each["when"], today=day) for each in RECORDS if "when" in each and each.get("state") != "ended"
    ]
    assert len(rhythms) > 40
    assert all(each is not None and next_occurrence(each, day) is not None for each in rhythms)


def test_people_took_tasks_and_some_wait(shown: Session) -> None:
    states = Counter(shown.scalars(select(TaskSignup.state)))
    assert states[SignupState.TAKEN] > 40
    assert states[SignupState.WAITING] == 3
    over = select(TaskSignup.id).where(TaskSignup.slot > InitiativeTask.needed, TaskSignup.task_id == InitiativeTask.id)
    assert shown.scalars(over).all() == []


def test_first_user_finds_initiatives_of_their_own_in_many_states(shown: Session) -> None:
    account_id = shown.scalars(select(Account.id).where(Account.email == "vrijwilliger@example.nl")).one()
    own = list_own(shown, Actor(account_id))
    assert Counter(each.state for each in own) == {
        InitiativeState.RUNNING: 2,
        InitiativeState.RECEIVED: 1,
        InitiativeState.RETURNED: 1,
        InitiativeState.PAUSED: 1,
        InitiativeState.ENDED: 1,
    }
    assert [each.title for each in own if each.waits and each.state == InitiativeState.RUNNING] == [
        "Samen koken op het Floresplein"
    ]
    mine = select(func.count()).where(TaskSignup.account_id == account_id, TaskSignup.state == SignupState.TAKEN)
    assert (shown.scalar(mine) or 0) >= 5


def test_one_that_waits_looks_like_one_that_runs(shown: Session) -> None:
    waiting = shown.scalars(select(Initiative.id).where(Initiative.slug == "koffie-ochtend-in-paddepoel")).one()
    sent = shown.scalars(select(InitiativeRevision.content).where(InitiativeRevision.initiative_id == waiting)).one()
    content = Content.from_json(sent)
    first = list_lookalikes(shown, title=content.title, words=content.description, today=TODAY)[0]
    assert (first.slug, first.is_sure) == ("koffieochtend-paddepoel", True)


def test_seeding_again_changes_no_row_and_a_later_day_adds_none(shown: Session) -> None:
    before = rows(shown)
    for day in (TODAY, TODAY + timedelta(days=40)):
        assert seed_demo_initiatives(shown, today=day) == 0
        assert rows(shown) == before


def test_what_invented_people_did_is_not_in_the_log_and_what_was_waiting_is(session: Session) -> None:
    seed_themes(session)
    note(session, AuditAction.CREATED, by=None, table="theme", row=1)
    seed_demo_initiatives(session, today=TODAY)
    assert [values["subject_table"] for _, values in session.info[WAITING]] == ["theme"]


def test_one_that_people_made_by_that_address_is_left_alone(session: Session) -> None:
    own = make_initiative(session, make_content("Buurttafel Selwerd"))
    assert seed_demo_initiatives(session, today=TODAY) == len(RECORDS) - 1
    session.refresh(own)
    assert (own.slug, own.provenance) == ("buurttafel-selwerd", Provenance.ENTERED)


def test_without_people_there_are_none(session: Session) -> None:
    seed_themes(session)
    remove_demo_people(session)
    assert seed_demo_initiatives(session, today=TODAY) == 0
    assert session.scalars(select(Subscription.id)).all() == []


def test_removing_leaves_nothing_of_them(shown: Session) -> None:
    assert remove_demo_initiatives(shown, today=TODAY, now=NOW) == len(RECORDS) + 6
    remove_demo_people(shown)
    assert {table: len(found) for table, found in rows(shown).items() if found} == {}
    assert remove_demo_initiatives(shown, today=TODAY, now=NOW) == 0


def test_real_initiative_stays_with_its_picture_and_runs_again_when_it_was_merged(shown: Session) -> None:
    soup = shown.scalars(select(Initiative).where(Initiative.slug == "soep-op-zaterdag")).one()
    borrowed = shown.scalars(select(Picture.key).join(Listing, Listing.picture_key == Picture.key)).first()
    account = make_account(shown)
    own = make_initiative(shown, make_content("Echte soep", picture_key=borrowed, picture_alt="Soep"), by=account.id)
    never_shown = make_initiative(shown, make_content("Nog een soep", layer=InitiativeLayer.MISSIONARY), by=account.id)
    for each in (own, never_shown):
        merge_into(shown, each, soup, by=account.id, now=NOW)
    remove_demo_initiatives(shown, today=TODAY, now=NOW)
    shown.expire_all()
    assert [(each.state, each.merged_into_id) for each in (own, never_shown)] == [(InitiativeState.RUNNING, None)] * 2
    assert shown.scalars(select(Listing.slug)).all() == ["echte-soep"]
    assert shown.scalars(select(Picture.key)).all() == [borrowed]


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_drawing_is_small_and_the_same_each_time(name: str) -> None:
    picture = draw(name)
    assert 1_000 < len(picture.content) < 15_000
    assert picture.content[8:12] == b"WEBP"
    assert draw(name).content == picture.content
