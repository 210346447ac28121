"""What coordinators decide and see, worked as the site's role: the database's own policies hold too."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.factories import make_account, make_grant
from tests.initiative_making import make_content, make_initiative, make_task, make_waiting
from webapp.access.policy import Actor, Holding
from webapp.errors import DomainError, NotFound
from webapp.initiatives.actions import propose
from webapp.initiatives.content import Content
from webapp.initiatives.queries import find_approved, find_waiting, list_revisions
from webapp.models import (
    DataVersion,
    Initiative,
    InitiativeOrganiser,
    InitiativeRevision,
    InitiativeTask,
    Listing,
    Neighbourhood,
    ReviewPresence,
    TaskSignup,
)
from webapp.moderation.actions import (
    FollowUp,
    Wish,
    approve_waiting,
    end_look,
    follow_up,
    give_back_waiting,
    merge_two,
    note_look,
    take_up_again,
)
from webapp.moderation.alike import count_alike, list_alike, search
from webapp.moderation.merging import Take
from webapp.moderation.queries import count_waiting, list_lookers, list_unconfirmed, list_waiting
from webapp.moderation.rules import Field
from webapp.vocabulary import InitiativeLayer, InitiativeState, Reach, RevisionState, Role, SignupState

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)
BEIJUM = (6.5860, 53.2490)


def place(session: Session, slug: str) -> int:
    return session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == slug)).one()


def coordinator(session: Session, *slugs: str) -> Actor:
    """Somebody who coordinates these neighbourhoods, or the city when there are none."""
    account = make_account(session)
    ids = [place(session, slug) for slug in slugs]
    for each in ids:
        make_grant(session, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=each)
    if not ids:
        make_grant(session, account.id, Role.CITY_COORDINATOR)
    holdings = tuple(Holding(Role.NEIGHBOURHOOD_COORDINATOR, each) for each in ids) or (Holding(Role.CITY_COORDINATOR),)
    return Actor(account.id, name="Noor", holdings=holdings)


@contextmanager
def as_(session: Session, viewer: Actor) -> Iterator[None]:
    with looking_as(session, viewer.account_id or "", today=TODAY):
        yield
    session.expire_all()


def author_of(session: Session, initiative: Initiative) -> int:
    found = session.scalar(
        select(InitiativeOrganiser.account_id).where(InitiativeOrganiser.initiative_id == initiative.id)
    )
    assert found is not None
    return found


def changed(session: Session, initiative: Initiative, content: Content) -> InitiativeRevision:
    author = author_of(session, initiative)
    return propose(session, initiative, content, by=author, version=initiative.version, now=NOW)


def titles(session: Session, viewer: Actor, where: int | str | None = None) -> list[str]:
    return [row.title for row in list_waiting(session, viewer, place=where, page=1).rows]


def test_coordinator_elsewhere_sees_nothing_of_what_waits_with_every_filter_taken_away(session: Session) -> None:
    waiting = make_waiting(session, make_content("Heel stil"))
    shown = make_initiative(session, make_content("Koffie voor iedereen"))
    changed(session, shown, make_content("Thee voor iedereen"))
    words = "SELECT content ->> 'title' FROM initiative_revision"
    with as_(session, coordinator(session, "beijum")):
        assert session.scalars(text(words)).all() == []
        assert session.scalars(text(f"SELECT slug FROM initiative WHERE id = {waiting.id}")).all() == []
        assert session.scalars(select(ReviewPresence)).all() == []
    with as_(session, coordinator(session, "selwerd")):
        assert {"Heel stil", "Thee voor iedereen"} <= set(session.scalars(text(words)))


def test_queue_holds_what_waits_in_own_neighbourhoods_longest_first(session: Session) -> None:
    make_waiting(session, make_content("Jong"), on=TODAY)
    make_waiting(session, make_content("Oud"), on=TODAY - timedelta(days=9))
    make_waiting(session, make_content("Elders", lon=BEIJUM[0], lat=BEIJUM[1]), on=TODAY)
    make_waiting(session, make_content("Overal", reach=Reach.CITY, lon=None, lat=None), on=TODAY - timedelta(days=1))
    city, local = coordinator(session), coordinator(session, "selwerd")
    with as_(session, local):
        assert titles(session, local) == ["Oud", "Jong"]
        assert count_waiting(session, local) == 2
    with as_(session, city):
        assert titles(session, city) == ["Oud", "Overal", "Jong", "Elders"]
        assert titles(session, city, "stad") == ["Overal"]
        assert titles(session, city, place(session, "beijum")) == ["Elders"]


def test_own_words_wait_for_somebody_else(session: Session) -> None:
    local = coordinator(session, "selwerd")
    mine = make_waiting(session, make_content("Van mij"), by=local.account_id)
    with as_(session, local):
        (row,) = list_waiting(session, local, place=None, page=1).rows
        assert row.is_own
        assert count_waiting(session, local) == 0
        with pytest.raises(DomainError, match="own_version"):
            approve_waiting(session, local, mine.slug, number=1, today=TODAY, now=NOW)
    other = coordinator(session, "selwerd")
    with as_(session, other):
        assert count_waiting(session, other) == 1
        approve_waiting(session, other, mine.slug, number=1, today=TODAY, now=NOW)


def test_approved_is_listed_at_once_and_counts_a_version_of_the_map(session: Session) -> None:
    waiting = make_waiting(session)
    local = coordinator(session, "selwerd")
    version = select(DataVersion.version).where(DataVersion.subject == "initiatives")
    before = session.scalar(version) or 0
    with as_(session, local):
        approve_waiting(session, local, waiting.slug, number=1, today=TODAY, now=NOW)
        assert session.scalars(select(Listing.state).where(Listing.slug == waiting.slug)).all() == ["running"]
        assert (session.scalar(version) or 0) > before


def test_until_a_change_is_approved_the_old_words_are_shown(session: Session) -> None:
    shown = make_initiative(session, make_content("Koffie"))
    changed(session, shown, make_content("Thee"))
    listed = select(Listing.title).where(Listing.initiative_id == shown.id)
    assert session.scalar(listed) == "Koffie"
    local = coordinator(session, "selwerd")
    with as_(session, local):
        approve_waiting(session, local, shown.slug, number=2, today=TODAY, now=NOW)
        assert session.scalar(listed) == "Thee"


def test_who_decides_second_is_told(session: Session) -> None:
    waiting = make_waiting(session)
    one, other = coordinator(session, "selwerd"), coordinator(session)
    give_back_waiting(session, one, waiting.slug, number=1, reason="Waar is het?", now=NOW)
    for second in (one, other):
        with pytest.raises(DomainError, match="decided_already"):
            approve_waiting(session, second, waiting.slug, number=1, today=TODAY, now=NOW)
        with pytest.raises(DomainError, match="decided_already"):
            give_back_waiting(session, second, waiting.slug, number=1, reason="Te kort", now=NOW)
    assert session.scalars(select(Listing.slug).where(Listing.slug == waiting.slug)).all() == []


def test_version_that_took_its_place_meanwhile_is_not_approved_unseen(session: Session) -> None:
    waiting = make_waiting(session)
    local = coordinator(session, "selwerd")
    changed(session, waiting, make_content("Heel iets anders"))
    with pytest.raises(DomainError, match="changed_meanwhile"):
        approve_waiting(session, local, waiting.slug, number=1, today=TODAY, now=NOW)
    approve_waiting(session, local, waiting.slug, number=2, today=TODAY, now=NOW)


def test_what_is_not_theirs_is_not_there(session: Session) -> None:
    waiting = make_waiting(session)
    elsewhere = coordinator(session, "beijum")
    with pytest.raises(NotFound):
        approve_waiting(session, elsewhere, waiting.slug, number=1, today=TODAY, now=NOW)
    with pytest.raises(NotFound):
        give_back_waiting(session, elsewhere, waiting.slug, number=1, reason="Waarom?", now=NOW)
    with pytest.raises(NotFound):
        approve_waiting(session, coordinator(session), waiting.slug, number=7, today=TODAY, now=NOW)


def test_what_moves_to_another_neighbourhood_is_for_who_coordinates_there(session: Session) -> None:
    shown = make_initiative(session)
    changed(session, shown, make_content(lon=BEIJUM[0], lat=BEIJUM[1]))
    selwerd, beijum = coordinator(session, "selwerd"), coordinator(session, "beijum")
    with as_(session, selwerd), pytest.raises(DomainError, match="moves_elsewhere"):
        approve_waiting(session, selwerd, shown.slug, number=2, today=TODAY, now=NOW)
    with as_(session, beijum):
        approve_waiting(session, beijum, shown.slug, number=2, today=TODAY, now=NOW)
        assert session.get_one(Initiative, shown.id).neighbourhood_ids == [place(session, "beijum")]


def test_merged_has_words_organisers_tasks_and_who_took_them_of_both(session: Session) -> None:
    kept = make_initiative(session, make_content("Samen eten", tasks=(make_task("koken"),)))
    other = make_initiative(session, make_content("Eten met buren", tasks=(make_task("koken"), make_task("afwas"))))
    helper = make_account(session)
    task = session.scalars(
        select(InitiativeTask).where(InitiativeTask.initiative_id == other.id, InitiativeTask.key == "koken")
    ).one()
    session.add(TaskSignup(task_id=task.id, account_id=helper.id, name="Bo", state=SignupState.TAKEN, slot=1))
    session.flush()
    local = coordinator(session, "selwerd")
    wish = Wish(kept.slug, kept.version, other.slug, other.version, {Field.TASKS: Take.KEPT, Field.TITLE: Take.OTHER})
    organisers = {author_of(session, kept), author_of(session, other)}
    with as_(session, local):
        merge_two(session, local, wish, note="Samengevoegd", today=TODAY, now=NOW)
        session.expire_all()
        assert other.state == InitiativeState.MERGED
        assert other.merged_into_id == kept.id
        assert session.scalars(select(Listing.title).where(Listing.slug == kept.slug)).all() == ["Eten met buren"]
        assert session.scalars(select(Listing.title).where(Listing.slug == other.slug)).all() == []
        keys = select(InitiativeTask.key, InitiativeTask.closed_at.is_(None)).order_by(InitiativeTask.key)
        assert session.execute(keys.where(InitiativeTask.initiative_id == kept.id)).all() == [
            ("koken", True),
            ("koken-2", True),
        ]
        assert session.execute(keys.where(InitiativeTask.initiative_id == other.id)).all() == [("afwas", False)]
        assert session.scalars(select(TaskSignup.name).where(TaskSignup.task_id == task.id)).all() == ["Bo"]
        keeps = select(InitiativeOrganiser.account_id).where(InitiativeOrganiser.initiative_id == kept.id)
        assert set(session.scalars(keeps)) == organisers
        assert [each.content["title"] for each in list_revisions(session, other.id)] == ["Eten met buren"]
        newest = list_revisions(session, kept.id)[0]
        assert (newest.author_id, newest.decided_by, newest.note) == (None, local.account_id, "Samengevoegd")


def test_new_one_merges_into_what_is_shown_without_changing_it(session: Session) -> None:
    kept, other = make_initiative(session, make_content("Samen eten")), make_waiting(session, make_content("Eten"))
    city = coordinator(session)
    wish = Wish(kept.slug, kept.version, other.slug, other.version, {Field.TITLE: Take.KEPT})
    with as_(session, city):
        merge_two(session, city, wish, note="", today=TODAY, now=NOW)
        assert [each.number for each in list_revisions(session, kept.id)] == [1]
        assert [each.state for each in list_revisions(session, other.id)] == [RevisionState.WITHDRAWN]
        assert count_waiting(session, city) == 0


def test_two_new_ones_merge_into_one_that_is_shown(session: Session) -> None:
    kept, other = make_waiting(session, make_content("Een")), make_waiting(session, make_content("Twee"))
    city = coordinator(session)
    with as_(session, city):
        merge_two(session, city, Wish(kept.slug, 1, other.slug, 1, {}), note="", today=TODAY, now=NOW)
        session.expire_all()
        assert kept.state == InitiativeState.RUNNING
        assert [each.state for each in list_revisions(session, kept.id)] == ["approved", "withdrawn"]


def test_own_words_are_not_shown_by_way_of_a_merge(session: Session) -> None:
    city = coordinator(session)
    kept = make_initiative(session, make_content("Samen eten"))
    own = make_waiting(session, make_content("Van mij"), by=city.account_id)
    taken = Wish(kept.slug, kept.version, own.slug, own.version, {Field.TITLE: Take.OTHER})
    with as_(session, city), pytest.raises(DomainError, match="own_version"):
        merge_two(session, city, taken, note="", today=TODAY, now=NOW)
    reversed_ = Wish(own.slug, own.version, kept.slug, kept.version, {})
    with as_(session, city), pytest.raises(DomainError, match="own_version"):
        merge_two(session, city, reversed_, note="", today=TODAY, now=NOW)
    with as_(session, city):
        merge_two(session, city, replace(taken, choices={Field.TITLE: Take.KEPT}), note="", today=TODAY, now=NOW)


def test_merge_is_refused_of_what_changed_waits_or_is_elsewhere(session: Session) -> None:
    kept, other = make_initiative(session, make_content("Een")), make_initiative(session, make_content("Twee"))
    city = coordinator(session)
    wish = Wish(kept.slug, kept.version, other.slug, other.version, {})
    with pytest.raises(DomainError, match="changed_meanwhile"):
        merge_two(session, city, replace(wish, other_version=1), note="", today=TODAY, now=NOW)
    with pytest.raises(NotFound):
        merge_two(session, coordinator(session, "beijum"), wish, note="", today=TODAY, now=NOW)
    changed(session, kept, make_content("Een beetje anders"))
    with pytest.raises(DomainError, match="decide_first"):
        merge_two(session, city, replace(wish, kept_version=kept.version), note="", today=TODAY, now=NOW)


def history(session: Session) -> Initiative:
    """One with an approved version, a returned one and another approved one."""
    shown = make_initiative(session, make_content("Eerste"))
    city = coordinator(session)
    changed(session, shown, make_content("Geweigerd"))
    give_back_waiting(session, city, shown.slug, number=2, reason="Nee, dit niet", now=NOW)
    changed(session, shown, make_content("Derde"))
    approve_waiting(session, city, shown.slug, number=3, today=TODAY, now=NOW + timedelta(minutes=1))
    return shown


def test_version_that_was_approved_before_is_shown_again_at_once(session: Session) -> None:
    shown, local = history(session), coordinator(session, "selwerd")
    later = NOW + timedelta(minutes=2)
    with as_(session, local):
        assert take_up_again(
            session, local, shown.slug, number=1, version=shown.version, note="Terug", today=TODAY, now=later
        )
        assert session.scalar(select(Listing.title).where(Listing.initiative_id == shown.id)) == "Eerste"
        approved = find_approved(session, shown.id)
        assert approved is not None
        assert (approved.number, approved.author_id, approved.decided_by) == (4, None, local.account_id)


def test_version_that_was_never_approved_waits_for_somebody_else(session: Session) -> None:
    shown, local = history(session), coordinator(session, "selwerd")
    with as_(session, local):
        assert not take_up_again(
            session, local, shown.slug, number=2, version=shown.version, note="", today=TODAY, now=NOW
        )
        waiting = find_waiting(session, shown.id)
        assert waiting is not None
        assert waiting.author_id == local.account_id
        assert session.scalar(select(Listing.title).where(Listing.initiative_id == shown.id)) == "Derde"
        with pytest.raises(DomainError, match="own_version"):
            approve_waiting(session, local, shown.slug, number=4, today=TODAY, now=NOW)


def test_taking_up_again_is_refused_when_there_is_nothing_to_take_up(session: Session) -> None:
    shown, city = history(session), coordinator(session)

    def take_up(number: int, version: int) -> bool:
        return take_up_again(session, city, shown.slug, number=number, version=version, note="", today=TODAY, now=NOW)

    with pytest.raises(DomainError, match="changed_meanwhile"):
        take_up(1, shown.version - 1)
    with pytest.raises(DomainError, match="same_version"):
        take_up(3, shown.version)
    with pytest.raises(NotFound):
        take_up(9, shown.version)
    changed(session, shown, make_content("Vierde"))
    with pytest.raises(DomainError, match="decide_first"):
        take_up(1, shown.version)


def test_nobody_confirmed_and_nobody_keeps_come_to_the_coordinator(session: Session) -> None:
    make_initiative(session, make_content("Vers"))
    make_initiative(session, make_content("Gevraagd"), on=TODAY - timedelta(days=366))
    make_initiative(session, make_content("Vaag"), on=TODAY - timedelta(days=400))
    make_initiative(session, make_content("Weg"), on=TODAY - timedelta(days=500))
    missionary = make_content("Bidden", layer=InitiativeLayer.MISSIONARY)
    make_initiative(session, missionary, on=TODAY - timedelta(days=600))
    orphan = make_initiative(session, make_content("Wees"))
    session.execute(text(f"DELETE FROM initiative_organiser WHERE initiative_id = {orphan.id}"))
    local, elsewhere = coordinator(session, "selwerd"), coordinator(session, "beijum")
    with as_(session, local):
        found = list_unconfirmed(session, local, place=None, today=TODAY, page=1)
        assert [(row.title, row.freshness, row.is_orphan) for row in found.rows] == [
            ("Bidden", "hidden", False),
            ("Weg", "hidden", False),
            ("Vaag", "faded", False),
            ("Gevraagd", "asked", False),
            ("Wees", "fresh", True),
        ]
    with as_(session, elsewhere):
        assert list_unconfirmed(session, elsewhere, place=None, today=TODAY, page=1).total == 0


@pytest.mark.parametrize(
    ("wanted", "state", "confirmed"),
    [
        (FollowUp.CONFIRM, InitiativeState.RUNNING, True),
        (FollowUp.PAUSE, InitiativeState.PAUSED, False),
        (FollowUp.END, InitiativeState.ENDED, False),
        (FollowUp.ASK, InitiativeState.RUNNING, False),
    ],
)
def test_coordinator_notes_what_they_found_out(
    session: Session, wanted: FollowUp, state: InitiativeState, *, confirmed: bool
) -> None:
    old = make_initiative(session, on=TODAY - timedelta(days=400))
    old.asked_on = TODAY - timedelta(days=30)
    session.flush()
    local = coordinator(session, "selwerd")
    with as_(session, local):
        follow_up(session, local, old.slug, wanted, today=TODAY, now=NOW)
        session.expire_all()
        assert old.state == state
        assert (old.confirmed_on == TODAY) is confirmed
        assert session.scalars(select(Listing.state).where(Listing.slug == old.slug)).all() == [state]
        if wanted == FollowUp.ASK:
            assert old.asked_on is None


def test_what_ended_or_waits_asks_for_nothing(session: Session) -> None:
    waiting, city = make_waiting(session), coordinator(session)
    for wanted in FollowUp:
        with pytest.raises(DomainError, match="step_impossible"):
            follow_up(session, city, waiting.slug, wanted, today=TODAY, now=NOW)


def test_others_who_look_are_named_for_two_minutes(session: Session) -> None:
    waiting = make_waiting(session)
    noor, other = coordinator(session, "selwerd"), coordinator(session)
    with as_(session, noor):
        note_look(session, noor, waiting.id, now=NOW)
        note_look(session, noor, waiting.id, now=NOW + timedelta(seconds=30))
        assert list_lookers(session, (waiting.id,), noor, now=NOW) == {}
    note_look(session, noor, waiting.id, now=NOW)
    with as_(session, other):
        assert list_lookers(session, (waiting.id,), other, now=NOW + timedelta(seconds=119)) == {waiting.id: ["Noor"]}
        assert list_lookers(session, (waiting.id,), other, now=NOW + timedelta(seconds=120)) == {}
        end_look(session, other)
        assert list_lookers(session, (waiting.id,), other, now=NOW) != {}
    with as_(session, noor):
        end_look(session, noor, waiting.id)
        assert session.scalars(select(ReviewPresence.account_id)).all() == []


def test_alike_are_near_in_words_and_place_whether_shown_or_waiting(session: Session) -> None:
    shown = make_initiative(session, make_content("Samen eten in Selwerd"))
    make_initiative(session, make_content("Samen eten in Selwerd!", lon=BEIJUM[0], lat=BEIJUM[1]))
    make_initiative(session, make_content("Fietsen repareren"))
    make_waiting(session, make_content("SAMEN ETEN, Selwerd"))
    missionary = make_content("Samen éten in Selwerd", layer=InitiativeLayer.MISSIONARY)
    make_initiative(session, missionary)
    asked = make_waiting(session, make_content("Samen eten selwerd", lat=53.2330))
    waiting = find_waiting(session, asked.id)
    assert waiting is not None
    local = coordinator(session, "selwerd")
    with as_(session, local):
        found = list_alike(session, local, Content.from_json(waiting.content), without=asked.id)
        assert {each.title for each in found} == {
            "Samen eten in Selwerd",
            "SAMEN ETEN, Selwerd",
            "Samen éten in Selwerd",
        }
        (metres,) = (each.metres for each in found if each.slug == shown.slug)
        assert metres == pytest.approx(33, abs=3)
        assert all(each.is_own for each in found)
        assert count_alike(session, [waiting.id]) == {waiting.id: 3}
        assert {each.slug for each in search(session, local, "samen eten", without=asked.id)} == {
            each.slug for each in found
        }
        assert [each.title for each in search(session, local, f"/initiatieven/{shown.slug}", without=asked.id)][:1] == [
            "Samen eten in Selwerd"
        ]
