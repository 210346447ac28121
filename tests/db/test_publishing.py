"""From an approved version to what the public sees, and back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.factories import make_account, make_grant, make_partner
from tests.initiative_making import make_content, make_initiative, make_task, make_waiting
from webapp.errors import DomainError
from webapp.initiatives.actions import (
    approve,
    confirm,
    merge_into,
    propose,
    register,
    return_to_organiser,
    set_state,
)
from webapp.initiatives.content import Content, Effect
from webapp.initiatives.queries import find_approved, find_waiting, list_revisions
from webapp.models import (
    Account,
    FaithSide,
    Initiative,
    InitiativeOrganiser,
    InitiativeRevision,
    InitiativeTask,
    Listing,
    ListingDay,
    ListingEffect,
    ListingNeighbourhood,
    ListingTheme,
    Neighbourhood,
    Theme,
)
from webapp.vocabulary import EffectDirection, InitiativeLayer, InitiativeState, Reach, RevisionState, Role

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)


def neighbourhoods_of(session: Session, initiative: Initiative) -> set[str]:
    query = select(Neighbourhood.slug).join(ListingNeighbourhood)
    return set(session.scalars(query.where(ListingNeighbourhood.initiative_id == initiative.id)))


def waiting_of(session: Session, initiative: Initiative) -> InitiativeRevision:
    found = find_waiting(session, initiative.id)
    assert found is not None
    return found


def listing_of(session: Session, initiative: Initiative) -> Listing | None:
    return session.scalar(
        select(Listing).where(Listing.initiative_id == initiative.id).execution_options(populate_existing=True)
    )


def test_pin_finds_its_neighbourhood_and_what_is_said_is_shown(session: Session) -> None:
    initiative = make_initiative(
        session,
        make_content(
            themes=("samen-eten", "eenzaamheid"),
            effects=(Effect("eenzaamheid", EffectDirection.LESS),),
            tasks=(make_task(),),
            starts_on=TODAY,
            rrule="FREQ=WEEKLY;BYDAY=SU;UNTIL=20270101",
        ),
    )

    shown = listing_of(session, initiative)
    assert shown is not None
    assert (shown.title, shown.slug, shown.state) == (
        "Samen eten in Selwerd",
        "samen-eten-in-selwerd",
        InitiativeState.RUNNING,
    )
    assert neighbourhoods_of(session, initiative) == {"selwerd"}
    assert session.scalar(select(func.count()).select_from(ListingTheme)) == 2
    assert session.scalars(select(ListingEffect.direction)).all() == [EffectDirection.LESS]
    assert session.scalars(select(ListingDay.day).order_by(ListingDay.day)).all()[:2] == [
        TODAY,
        TODAY + timedelta(days=7),
    ]
    assert shown.help_until == TODAY + timedelta(days=90)
    assert session.scalar(select(func.ST_SRID(Listing.lonlat))) == 4326


def test_several_neighbourhoods_and_the_whole_city_have_no_pin(session: Session) -> None:
    some = make_initiative(
        session,
        make_content("Wandelen", reach=Reach.NEIGHBOURHOODS, lon=None, lat=None, neighbourhoods=("selwerd", "beijum")),
    )
    city = make_initiative(session, make_content("Kerstpakketten", reach=Reach.CITY, lon=None, lat=None))

    assert neighbourhoods_of(session, some) == {"selwerd", "beijum"}
    assert neighbourhoods_of(session, city) == set()
    assert session.scalar(select(func.count()).where(Listing.geom.is_not(None))) == 0


def test_missionary_side_is_kept_from_what_the_public_sees(session: Session) -> None:
    both = make_initiative(session, make_content("Buurtmaaltijd", layer=InitiativeLayer.BOTH, faith="bijbelkanarie"))
    only = make_initiative(session, make_content("Gebedskanarie", layer=InitiativeLayer.MISSIONARY))

    assert session.scalar(select(func.count()).select_from(Listing).where(Listing.initiative_id == only.id)) == 0
    everything = session.execute(text("SELECT string_agg(l::text, ' ') FROM listing l")).scalar() or ""
    assert "Buurtmaaltijd" in everything
    assert "kanarie" not in everything
    kept = {each.initiative_id: each.content for each in session.scalars(select(FaithSide))}
    assert kept[both.id] == {"faith": "bijbelkanarie"}
    assert kept[only.id]["title"] == "Gebedskanarie"


@pytest.mark.parametrize(
    ("role", "is_seen"),
    [(None, True), (Role.PARTNER_MEMBER, True), (Role.CITY_COORDINATOR, True), (Role.MUNICIPALITY_VIEWER, False)],
)
def test_municipality_and_visitors_see_no_missionary_side(session: Session, role: Role | None, is_seen: bool) -> None:
    make_initiative(session, make_content("Gebed", layer=InitiativeLayer.MISSIONARY))
    make_initiative(session, make_content("Maaltijd", layer=InitiativeLayer.BOTH, faith="bidden"))
    viewer = make_account(session)
    if role is not None:
        scope = {"partner_id": make_partner(session).id} if role == Role.PARTNER_MEMBER else {}
        make_grant(session, viewer.id, role, **scope)
    session.flush()
    slugs = select(Initiative.slug).where(Initiative.layer == InitiativeLayer.MISSIONARY)

    with looking_as(session, viewer.id, today=TODAY):
        assert bool(session.scalars(slugs).all()) is is_seen
        assert session.scalar(select(func.count()).select_from(FaithSide)) == (2 if is_seen else 0)
    with looking_as(session, "", today=TODAY):
        assert session.scalars(slugs).all() == []
        assert session.scalar(select(func.count()).select_from(FaithSide)) == 0


def test_what_waits_is_seen_by_its_organiser_and_its_coordinators_only(session: Session) -> None:
    owner, here, there, city, other = (make_account(session) for _ in range(5))
    ids = {each.slug: each.id for each in session.scalars(select(Neighbourhood))}
    make_grant(session, here.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=ids["selwerd"])
    make_grant(session, there.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=ids["vinkhuizen"])
    make_grant(session, city.id, Role.CITY_COORDINATOR)
    initiative = make_waiting(session, by=owner.id)
    session.flush()

    seen = {}
    for name, viewer in {"owner": owner, "here": here, "there": there, "city": city, "other": other}.items():
        number = viewer.id
        with looking_as(session, number, today=TODAY):
            seen[name] = (
                session.scalar(select(func.count()).select_from(Initiative).where(Initiative.id == initiative.id)),
                session.scalar(select(func.count()).select_from(InitiativeRevision)),
                session.scalar(select(func.count()).select_from(InitiativeOrganiser)),
            )

    assert seen == {"owner": (1, 1, 1), "here": (1, 1, 1), "there": (0, 0, 0), "city": (1, 1, 1), "other": (0, 0, 0)}


def test_site_registers_for_who_is_signed_in_and_nobody_makes_another_initiative_theirs(session: Session) -> None:
    owner, thief = make_account(session), make_account(session)
    make_initiative(session)
    session.flush()
    owner_id, thief_id = owner.id, thief.id
    taken = session.scalars(select(Initiative.id)).one()

    with looking_as(session, owner_id, today=TODAY):
        mine = register(session, make_content("Van mij"), by=owner_id, today=TODAY, now=NOW)
        assert mine.id != taken
    with (
        looking_as(session, thief_id, today=TODAY),
        pytest.raises(DBAPIError, match="row-level security"),
        session.begin_nested(),
    ):
        session.execute(insert(InitiativeOrganiser).values(initiative_id=taken, account_id=thief_id).inline())


def test_a_second_person_approves(session: Session) -> None:
    owner = make_account(session)
    initiative = make_waiting(session, by=owner.id)

    with pytest.raises(DomainError) as refused:
        approve(session, initiative, waiting_of(session, initiative), by=owner.id, today=TODAY, now=NOW)

    assert refused.value.code == "own_version"
    assert listing_of(session, initiative) is None
    with pytest.raises(IntegrityError, match="second_person"), session.begin_nested():
        session.execute(
            update(InitiativeRevision).values(state=RevisionState.APPROVED, decided_by=owner.id, decided_at=NOW)
        )


def test_of_two_who_decide_the_second_is_told(session: Session) -> None:
    initiative = make_waiting(session)
    revision = waiting_of(session, initiative)
    approve(session, initiative, revision, by=make_account(session).id, today=TODAY, now=NOW)

    with pytest.raises(DomainError) as refused:
        return_to_organiser(session, initiative, revision, by=make_account(session).id, reason="Te vaag", now=NOW)

    assert refused.value.code == "decided_already"


def test_while_a_change_waits_the_approved_version_stays(session: Session) -> None:
    owner = make_account(session)
    initiative = make_initiative(session, by=owner.id)
    changed = make_content("Samen koken", reach=Reach.NEIGHBOURHOODS, lon=None, lat=None, neighbourhoods=("beijum",))

    propose(session, initiative, changed, by=owner.id, version=initiative.version, now=NOW)

    shown = listing_of(session, initiative)
    assert shown is not None
    assert shown.title == "Samen eten in Selwerd"
    slugs = session.scalars(select(Neighbourhood.slug).where(Neighbourhood.id.in_(initiative.neighbourhood_ids)))
    assert set(slugs) == {"selwerd", "beijum"}, "coordinators of both see that it waits"

    approve(session, initiative, waiting_of(session, initiative), by=None, today=TODAY, now=NOW)
    shown = listing_of(session, initiative)
    assert shown is not None
    assert (shown.title, shown.slug) == ("Samen koken", "samen-eten-in-selwerd")
    assert neighbourhoods_of(session, initiative) == {"beijum"}
    assert [each.state for each in list_revisions(session, initiative.id)] == [RevisionState.APPROVED] * 2


def test_of_two_changes_at_once_the_second_is_told(session: Session) -> None:
    owner = make_account(session)
    initiative = make_initiative(session, by=owner.id)
    version = initiative.version
    propose(session, initiative, make_content("Eerste"), by=owner.id, version=version, now=NOW)

    with pytest.raises(DomainError) as refused:
        propose(session, initiative, make_content("Tweede"), by=owner.id, version=version, now=NOW)

    assert refused.value.code == "changed_meanwhile"


def test_a_newer_change_takes_the_place_of_one_that_waits(session: Session) -> None:
    owner = make_account(session)
    initiative = make_waiting(session, by=owner.id)
    propose(session, initiative, make_content("Beter"), by=owner.id, version=initiative.version, now=NOW)

    assert waiting_of(session, initiative).content["title"] == "Beter"
    assert [each.state for each in list_revisions(session, initiative.id)] == [
        RevisionState.WAITING,
        RevisionState.WITHDRAWN,
    ]


def test_what_is_returned_can_be_handed_in_again(session: Session) -> None:
    owner = make_account(session)
    initiative = make_waiting(session, by=owner.id)
    return_to_organiser(
        session, initiative, waiting_of(session, initiative), by=make_account(session).id, reason="Waar?", now=NOW
    )
    assert initiative.state == InitiativeState.RETURNED

    propose(session, initiative, make_content("Met plek"), by=owner.id, version=initiative.version, now=NOW)

    assert initiative.state == InitiativeState.RECEIVED
    assert waiting_of(session, initiative).number == 2


def test_pausing_ending_and_taking_up_again_show_at_once(session: Session) -> None:
    initiative = make_initiative(session, on=TODAY - timedelta(days=500))
    for wanted in (InitiativeState.PAUSED, InitiativeState.ENDED, InitiativeState.RUNNING):
        set_state(session, initiative, wanted, by=None, today=TODAY, now=NOW)
        shown = listing_of(session, initiative)
        assert shown is not None
        assert shown.state == wanted
        assert (shown.ended_on is not None) == (wanted == InitiativeState.ENDED)
    assert initiative.confirmed_on == TODAY


def test_what_ends_before_it_was_approved_is_shown_to_nobody(session: Session) -> None:
    initiative = make_waiting(session)
    set_state(session, initiative, InitiativeState.ENDED, by=None, today=TODAY, now=NOW)

    assert find_waiting(session, initiative.id) is None
    assert listing_of(session, initiative) is None
    with looking_as(session, "", today=TODAY):
        assert session.scalars(select(Initiative.id)).all() == []


def test_confirming_makes_it_fresh_again(session: Session) -> None:
    initiative = make_initiative(session, on=TODAY - timedelta(days=420))
    confirm(session, initiative, by=None, today=TODAY, now=NOW)

    shown = listing_of(session, initiative)
    assert shown is not None
    assert shown.confirmed_on == TODAY


def test_tasks_that_are_left_out_are_closed_and_known_again_by_key(session: Session) -> None:
    owner = make_account(session)
    initiative = make_initiative(session, make_content(tasks=(make_task("koken"), make_task("afwassen"))), by=owner.id)
    before = dict(session.execute(select(InitiativeTask.key, InitiativeTask.id)).all())
    only_cooking = make_content(tasks=(replace(make_task("koken"), needed=5),))
    propose(session, initiative, only_cooking, by=owner.id, version=initiative.version, now=NOW)
    approve(session, initiative, waiting_of(session, initiative), by=None, today=TODAY, now=NOW)

    session.expire_all()
    tasks = {each.key: each for each in session.scalars(select(InitiativeTask))}
    assert tasks["koken"].id == before["koken"]
    assert tasks["koken"].needed == 5
    assert tasks["koken"].closed_at is None
    assert tasks["afwassen"].closed_at is not None


def test_merged_initiative_leads_to_the_other_and_shares_its_organisers(session: Session) -> None:
    one, two, three = make_account(session), make_account(session), make_account(session)
    kept = make_initiative(session, by=one.id)
    double = make_initiative(session, by=two.id)
    older = make_initiative(session, by=three.id)
    merge_into(session, older, double, by=one.id, now=NOW)
    merge_into(session, double, kept, by=one.id, now=NOW)
    session.expire_all()

    assert (double.state, double.merged_into_id) == (InitiativeState.MERGED, kept.id)
    assert older.merged_into_id == kept.id, "in one step"
    assert listing_of(session, double) is None
    keepers = select(InitiativeOrganiser.account_id).where(InitiativeOrganiser.initiative_id == kept.id)
    assert set(session.scalars(keepers)) == {one.id, two.id, three.id}
    assert len(list_revisions(session, double.id)) == 1
    with pytest.raises(DomainError):
        merge_into(session, kept, kept, by=one.id, now=NOW)
    with pytest.raises(DomainError):
        propose(session, double, make_content(), by=two.id, version=double.version, now=NOW)


def test_pin_follows_the_shapes_of_neighbourhoods(session: Session) -> None:
    initiative = make_initiative(session)
    elsewhere = select(Neighbourhood.geom).where(Neighbourhood.slug == "beijum").scalar_subquery()
    session.execute(update(Neighbourhood).where(Neighbourhood.slug == "selwerd").values(geom=elsewhere))

    assert neighbourhoods_of(session, initiative) == set()


def test_erased_organiser_is_no_longer_named_and_the_initiative_pauses(session: Session) -> None:
    owner = make_account(session)
    initiative = make_initiative(session, make_content(organiser="Kanarie de Vries"), by=owner.id)
    session.flush()
    session.execute(text("DELETE FROM account WHERE id = :id"), {"id": owner.id})
    session.expire_all()

    shown = listing_of(session, initiative)
    assert shown is not None
    assert (shown.organiser, shown.state) == ("", InitiativeState.PAUSED)
    assert initiative.state == InitiativeState.PAUSED
    approved = find_approved(session, initiative.id)
    assert approved is not None
    assert Content.from_json(approved.content).organiser == ""
    assert "kanarie" not in str(session.execute(text("SELECT * FROM listing")).all()).lower()


def test_organiser_who_only_stops_keeps_the_name(session: Session) -> None:
    owner, other = make_account(session), make_account(session)
    initiative = make_initiative(session, by=owner.id)
    session.add(InitiativeOrganiser(initiative_id=initiative.id, account_id=other.id))
    session.flush()
    session.execute(text("DELETE FROM account WHERE id = :id"), {"id": owner.id})

    shown = listing_of(session, initiative)
    assert shown is not None
    assert (shown.organiser, shown.state) == ("Buren van de Eikenlaan", InitiativeState.RUNNING)
    assert session.get(Account, other.id) is not None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Zonnelnstr. 12", "zonnelnstraat 12"),
        ("Café in BC De Wijert", "cafe in buurtcentrum de wijert"),
        ("St. Jozef & Ver. Ned.", "sint jozef vereniging nederlands"),
        ("  ---  ", ""),
    ],
)
def test_words_to_compare_by_know_no_accents_signs_or_short_forms(session: Session, typed: str, words: str) -> None:
    assert session.scalar(select(func.search_words(typed))) == words


def test_versions_of_the_map_go_up_with_what_is_shown(session: Session) -> None:
    def version() -> int:
        return session.scalar(text("SELECT version FROM data_version WHERE subject = 'initiatives'")) or 0

    initiative = make_waiting(session)
    before = version()
    assert session.scalar(select(func.count()).select_from(Theme))
    approve(session, initiative, waiting_of(session, initiative), by=None, today=TODAY, now=NOW)
    assert version() > before
