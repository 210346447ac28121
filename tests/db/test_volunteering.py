"""Taking a task and giving it back, as the site does it: who is first has it, and the others are told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine, func, select, text, update
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.factories import make_account, make_grant, make_person
from tests.volunteer_making import FIRST_MONDAY, every_monday, make_helped, make_helper, sign_up
from webapp.database import SITE_ROLE
from webapp.initiatives.actions import set_state
from webapp.models import (
    CalendarFeed,
    FaithSide,
    Initiative,
    InitiativeTask,
    Listing,
    Neighbourhood,
    OutboxMail,
    TaskSignup,
)
from webapp.tokens import hash_of
from webapp.vocabulary import InitiativeLayer, InitiativeState, Role, SignupState
from webapp.volunteering.actions import give_back, renew_feed, take

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)
OWN_URL = "https://site.example/mijn/taken"
TAKE = text("SELECT signup_id, state FROM take_task(:task, :day, 'Hilda', :now)")


def try_take(
    session: Session, task: InitiativeTask, account_id: int | str, *, on_day: date | None = None
) -> str | None:
    """What comes of it when this account asks for the task, which is undone again; None when it cannot be taken."""
    with looking_as(session, account_id, today=TODAY):
        row = session.execute(TAKE, {"task": task.id, "day": on_day, "now": NOW}).one_or_none()
        return row.state if row else None


def test_who_comes_first_has_the_place_and_who_comes_next_waits(session: Session) -> None:
    _, task = make_helped(session, needed=1)
    first, second = make_helper(session), make_helper(session)

    assert try_take(session, task, first.id) == "taken"
    sign_up(session, task, first.id)
    assert try_take(session, task, second.id) == "waiting"
    assert try_take(session, task, first.id) == "already_taken"
    sign_up(session, task, second.id, state=SignupState.WAITING)
    assert try_take(session, task, second.id) == "already_waiting"


def test_who_waits_goes_before_who_comes_now(session: Session) -> None:
    _, task = make_helped(session, needed=2)
    sign_up(session, task, make_helper(session).id, state=SignupState.WAITING)

    assert try_take(session, task, make_helper(session).id) == "waiting"


def test_each_day_of_a_series_has_its_own_places(session: Session) -> None:
    _, task = make_helped(session, needed=1, each_time=True, rhythm=every_monday())
    helper, other = make_helper(session), make_helper(session)
    sign_up(session, task, helper.id, on_day=FIRST_MONDAY)

    assert try_take(session, task, other.id, on_day=FIRST_MONDAY) == "waiting"
    assert try_take(session, task, other.id, on_day=FIRST_MONDAY + timedelta(weeks=1)) == "taken"
    assert try_take(session, task, helper.id, on_day=FIRST_MONDAY + timedelta(weeks=1)) == "taken"


@pytest.mark.parametrize(
    "on_day",
    [
        None,
        FIRST_MONDAY + timedelta(days=1),
        FIRST_MONDAY - timedelta(weeks=1),
        FIRST_MONDAY + timedelta(weeks=30),
    ],
)
def test_day_on_which_it_does_not_take_place_cannot_be_taken(session: Session, on_day: date | None) -> None:
    _, task = make_helped(session, each_time=True, rhythm=every_monday())

    assert try_take(session, task, make_helper(session).id, on_day=on_day) is None
    assert try_take(session, task, make_helper(session).id, on_day=FIRST_MONDAY) == "taken"


@pytest.mark.parametrize(
    "change",
    [
        update(InitiativeTask).values(closed_at=NOW),
        update(InitiativeTask).values(open_until=TODAY - timedelta(days=1)),
        update(Initiative).values(state=InitiativeState.PAUSED),
        update(Initiative).values(state=InitiativeState.ENDED),
        update(Initiative).values(confirmed_on=TODAY - timedelta(days=455)),
        update(Listing).values(ends_on=TODAY - timedelta(days=1)),
    ],
)
def test_task_is_closed_when_it_or_its_initiative_is_over(session: Session, change: Any) -> None:
    _, task = make_helped(session)
    helper = make_helper(session)
    assert try_take(session, task, helper.id) == "taken"

    session.execute(change)

    assert try_take(session, task, helper.id) is None


def test_visitor_cannot_take_a_task(session: Session) -> None:
    _, task = make_helped(session)

    assert try_take(session, task, "") is None


def test_task_of_a_missionary_initiative_is_not_for_the_municipality(session: Session) -> None:
    initiative, task = make_helped(session)
    viewer = make_helper(session)
    make_grant(session, viewer.id, Role.MUNICIPALITY_VIEWER)
    session.execute(update(Initiative).where(Initiative.id == initiative.id).values(layer=InitiativeLayer.MISSIONARY))
    session.add(FaithSide(initiative_id=initiative.id, content={"title": "Bidden"}))
    session.flush()
    session.execute(text("DELETE FROM listing WHERE initiative_id = :id"), {"id": initiative.id})

    assert try_take(session, task, viewer.id) is None
    assert try_take(session, task, make_helper(session).id) == "taken"


def test_given_back_task_goes_to_who_waits_longest_who_is_mailed(session: Session) -> None:
    _, task = make_helped(session, needed=1)
    first, second, third = (make_helper(session, email=f"{name}@wacht.nl") for name in "abc")
    taken = sign_up(session, task, first.id)
    sign_up(session, task, third.id, state=SignupState.WAITING, days_ago=1)
    sign_up(session, task, second.id, state=SignupState.WAITING, days_ago=2)

    with looking_as(session, first.id, today=TODAY):
        give_back(session, taken, task, by=first.id, now=NOW, own_url=OWN_URL)
        session.execute(text("RESET ROLE"))
        states = {signup.account_id: signup.state for signup in session.scalars(select(TaskSignup))}
        assert states == {
            first.id: SignupState.CANCELLED,
            second.id: SignupState.TAKEN,
            third.id: SignupState.WAITING,
        }
        mail = session.scalars(select(OutboxMail)).one()
        assert (mail.recipient, OWN_URL in mail.body) == ("b@wacht.nl", True)


def test_place_above_the_number_that_is_needed_now_goes_to_nobody(session: Session) -> None:
    _, task = make_helped(session, needed=1)
    first, second, waiting = make_helper(session), make_helper(session), make_helper(session)
    sign_up(session, task, first.id, slot=1)
    second_signup = sign_up(session, task, second.id, slot=2)
    sign_up(session, task, waiting.id, state=SignupState.WAITING)

    with looking_as(session, second.id, today=TODAY):
        give_back(session, second_signup, task, by=second.id, now=NOW, own_url=OWN_URL)
        session.execute(text("RESET ROLE"))
        kept = session.scalar(select(TaskSignup.state).where(TaskSignup.account_id == waiting.id))
        assert kept == SignupState.WAITING


def test_organiser_takes_somebody_off_who_is_told(session: Session) -> None:
    boss = make_helper(session)
    _, task = make_helped(session, needed=1, by=boss.id)
    helper = make_helper(session, email="helper@af.nl")
    signup = sign_up(session, task, helper.id)

    with looking_as(session, boss.id, today=TODAY):
        give_back(session, signup, task, by=boss.id, now=NOW, own_url=OWN_URL)
        session.execute(text("RESET ROLE"))
        assert session.scalars(select(OutboxMail.recipient)).all() == ["helper@af.nl"]


def test_stranger_gives_nobodys_task_back(session: Session) -> None:
    _, task = make_helped(session)
    signup = sign_up(session, task, make_helper(session).id)

    with looking_as(session, make_helper(session).id, today=TODAY):
        rows = session.execute(text("SELECT * FROM give_back_task(:id, :now)"), {"id": signup.id, "now": NOW}).all()
        session.execute(text("RESET ROLE"))
        assert rows == []
        assert session.scalar(select(TaskSignup.state)) == SignupState.TAKEN


def test_help_is_welcome_until_the_task_that_is_done_once_has_its_people(session: Session) -> None:
    initiative, task = make_helped(session, needed=2)
    first, second = make_helper(session), make_helper(session)
    shown = select(Listing.help_until).where(Listing.initiative_id == initiative.id)
    sign_up(session, task, first.id)

    with looking_as(session, second.id, today=TODAY):
        assert session.scalar(shown) == task.open_until
        taken = take(session, task.id, initiative_id=initiative.id, on_day=None, name="B", by=second.id, now=NOW)
        assert session.scalar(shown) is None
        signup = session.get_one(TaskSignup, taken.signup_id)
        give_back(session, signup, task, by=second.id, now=NOW, own_url=OWN_URL)
        assert session.scalar(shown) == task.open_until


def test_full_task_is_still_full_after_another_version_is_approved(session: Session) -> None:
    initiative, task = make_helped(session, needed=1)
    sign_up(session, task, make_helper(session).id)

    set_state(session, initiative, InitiativeState.PAUSED, by=None, today=TODAY, now=NOW)
    republish(session, initiative)

    assert session.scalar(select(Listing.help_until).where(Listing.initiative_id == initiative.id)) is None


def republish(session: Session, initiative: Initiative) -> None:
    from webapp.initiatives.content import Content
    from webapp.initiatives.publishing import publish
    from webapp.initiatives.queries import find_approved

    approved = find_approved(session, initiative.id)
    assert approved is not None
    publish(session, initiative, Content.from_json(approved.content), today=TODAY, now=NOW)


def test_who_took_a_task_is_seen_by_them_and_by_who_keeps_or_moderates_it(session: Session) -> None:
    boss, helper, stranger = make_helper(session), make_helper(session, email="wie@taak.nl"), make_helper(session)
    initiative, task = make_helped(session, by=boss.id)
    signup = sign_up(session, task, helper.id)
    coordinator, elsewhere, city = make_helper(session), make_helper(session), make_helper(session)
    (own,) = initiative.neighbourhood_ids
    other = session.scalars(select(Neighbourhood.id).where(Neighbourhood.id != own).limit(1)).one()
    make_grant(session, coordinator.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=own)
    make_grant(session, elsewhere.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=other)
    make_grant(session, city.id, Role.CITY_COORDINATOR)

    def seen(viewer: int | str) -> tuple[int, str | None]:
        with looking_as(session, viewer, today=TODAY):
            rows = session.scalar(text("SELECT count(*) FROM task_signup")) or 0
            return rows, session.scalar(select(func.signup_email(signup.id)))

    for viewer in (boss.id, helper.id, coordinator.id, city.id):
        assert seen(viewer) == (1, "wie@taak.nl")
    for viewer in (stranger.id, elsewhere.id, ""):
        assert seen(viewer) == (0, None)


def test_how_full_a_task_is_everyone_sees(session: Session) -> None:
    _, task = make_helped(session, needed=1)
    sign_up(session, task, make_helper(session).id)
    sign_up(session, task, make_helper(session).id, state=SignupState.WAITING)
    sign_up(session, task, make_helper(session).id, state=SignupState.CANCELLED)

    with looking_as(session, "", today=TODAY):
        counts = session.execute(text("SELECT * FROM task_counts(ARRAY[:id])"), {"id": task.id}).one()
    assert tuple(counts) == (task.id, None, 1, 1)


def test_signups_are_made_through_the_function_alone(session: Session) -> None:
    with looking_as(session, make_helper(session).id, today=TODAY):
        assert session.scalar(text("SELECT has_table_privilege(current_user, 'task_signup', 'INSERT')")) is False
        assert session.scalar(text("SELECT has_table_privilege(current_user, 'task_signup', 'UPDATE')")) is True


def test_private_address_is_kept_as_a_hash_that_its_owner_alone_sees(session: Session) -> None:
    owner, other = make_helper(session), make_helper(session)
    with looking_as(session, owner.id, today=TODAY):
        first = renew_feed(session, owner.id, now=NOW)
        token = renew_feed(session, owner.id, now=NOW)
        feed = session.scalars(select(CalendarFeed)).one()
        assert feed.token_hash == hash_of(token)
        assert token.encode() not in feed.token_hash
        assert session.scalar(select(func.feed_owner(hash_of(first)))) is None
        for viewer, seen in ((other.id, 0), ("", 0), (owner.id, 1)):
            session.execute(text("SELECT set_config('missie050.viewer', :viewer, true)"), {"viewer": str(viewer)})
            assert session.scalar(text("SELECT count(*) FROM calendar_feed")) == seen
            # a calendar asks without signing in, and with the token
            assert session.scalar(select(func.feed_owner(hash_of(token)))) == owner.id


def crowd(engine: Engine, count: int) -> tuple[int, list[int]]:
    """A task for three, and so many people; committed."""
    with Session(engine) as session, session.begin():
        _, task = make_helped(session, needed=3)
        people = [make_account(session, f"drukte{number}@example.nl").id for number in range(count)]
        make_person(session, account_id=people[0])
        return task.id, people


def test_of_fifty_at_once_on_three_places_three_have_one_and_the_rest_wait(city_clone: URL) -> None:
    options = f"-c role={SITE_ROLE}"
    engine = create_engine(city_clone)
    site = create_engine(city_clone, pool_size=10, max_overflow=0, connect_args={"options": options})
    task_id, people = crowd(engine, 50)

    def ask(account_id: int) -> str:
        with Session(site) as session, session.begin():
            session.execute(
                text("SELECT set_config('missie050.viewer', :who, true), set_config('missie050.today', :day, true)"),
                {"who": str(account_id), "day": TODAY.isoformat()},
            )
            initiative_id = session.scalars(
                select(InitiativeTask.initiative_id).where(InitiativeTask.id == task_id)
            ).one()
            asked = {"initiative_id": initiative_id, "on_day": None, "by": account_id, "now": NOW}
            return take(session, task_id, name=f"Wie {account_id}", **asked).state

    with ThreadPoolExecutor(10) as pool:
        # each asks twice, as a page that is sent twice does
        answers = list(pool.map(ask, people + people))

    assert Counter(answers[:50]) | Counter(answers[50:]) == {"taken": 3, "waiting": 47}
    with Session(engine) as session:
        kept = Counter(session.scalars(select(TaskSignup.state).where(TaskSignup.task_id == task_id)))
        assert kept == {SignupState.TAKEN: 3, SignupState.WAITING: 47}
        slots = session.scalars(select(TaskSignup.slot).where(TaskSignup.slot.is_not(None)))
        assert sorted(slot or 0 for slot in slots) == [1, 2, 3]
        assert (
            session.scalar(
                select(Listing.help_until)
                .join(InitiativeTask, InitiativeTask.id == task_id)
                .where(Listing.initiative_id == InitiativeTask.initiative_id)
            )
            is None
        )
    engine.dispose()
    site.dispose()
