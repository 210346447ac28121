"""What the worker tells volunteers: a task tomorrow, a task that is off, a place that came free. Each once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.volunteer_making import FIRST_MONDAY, every_monday, make_helped, make_helper, sign_up
from webapp.calendar.rules import Rhythm
from webapp.models import Account, Initiative, InitiativeTask, ListingDay, OutboxMail, TaskSignup
from webapp.vocabulary import InitiativeState, SignupState
from webapp.volunteering.letters import WORDS, Letter
from webapp.volunteering.rounds import (
    cancel_what_is_off,
    fill_places,
    post_helper_news,
    post_reminders,
    post_task_mail,
)

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)
OWN_URL = "https://site.example/mijn/taken"


def mails(session: Session) -> list[tuple[str, str]]:
    """To whom, and on what occasion."""
    occasions = {subject: letter for letter, words in WORDS.items() for subject, _ in words.values()}
    rows = session.scalars(select(OutboxMail).order_by(OutboxMail.recipient, OutboxMail.id))
    return [(mail.recipient, occasions[mail.subject]) for mail in rows]


def helper(session: Session, name: str) -> Account:
    return make_helper(session, email=f"{name}@taak.nl")


def test_who_has_a_task_tomorrow_is_reminded_once(session: Session) -> None:
    _, task = make_helped(session, needed=9, each_time=True, rhythm=every_monday())
    sign_up(session, task, helper(session, "morgen").id, on_day=FIRST_MONDAY)
    sign_up(session, task, helper(session, "later").id, on_day=FIRST_MONDAY + timedelta(weeks=1))
    sign_up(session, task, helper(session, "wacht").id, on_day=FIRST_MONDAY, state=SignupState.WAITING)
    sign_up(session, task, helper(session, "af").id, on_day=FIRST_MONDAY, state=SignupState.CANCELLED)
    sign_up(session, task, helper(session, "net").id, on_day=FIRST_MONDAY, slot=2, days_ago=0)

    assert post_reminders(session, now=NOW, own_url=OWN_URL) == 1
    assert post_reminders(session, now=NOW + timedelta(hours=1), own_url=OWN_URL) == 0

    assert mails(session) == [("morgen@taak.nl", Letter.REMINDER)]
    body = session.scalars(select(OutboxMail.body)).one()
    assert OWN_URL in body
    for word in ("koken", "Selwerd", "Hilda"):
        assert word not in body


def test_invented_people_are_not_mailed(session: Session) -> None:
    _, task = make_helped(session, needed=9, each_time=True, rhythm=every_monday())
    invented = helper(session, "verzonnen")
    invented.is_demo = True
    sign_up(session, task, invented.id, on_day=FIRST_MONDAY)
    sign_up(session, task, helper(session, "echt").id, on_day=FIRST_MONDAY, slot=2)

    assert post_reminders(session, now=NOW, own_url=OWN_URL) == 1
    session.execute(update(Initiative).values(state=InitiativeState.ENDED))
    assert cancel_what_is_off(session, now=NOW, own_url=OWN_URL) == 1
    assert mails(session) == [("echt@taak.nl", Letter.REMINDER), ("echt@taak.nl", Letter.CANCELLED)]
    # what is off is off for them too
    assert set(session.scalars(select(TaskSignup.state))) == {SignupState.CANCELLED}


def test_who_has_two_tasks_tomorrow_gets_one_mail_in_their_language(session: Session) -> None:
    person = helper(session, "twee")
    person.language = "en"
    for title in ("Samen eten", "Samen wandelen"):
        _, task = make_helped(session, each_time=True, rhythm=every_monday(), title=title)
        sign_up(session, task, person.id, on_day=FIRST_MONDAY)

    assert post_reminders(session, now=NOW, own_url=OWN_URL) == 1
    assert session.scalars(select(OutboxMail.subject)).all() == ["You have a task tomorrow"]


def test_task_without_a_day_is_reminded_of_before_what_happens_once(session: Session) -> None:
    _, once = make_helped(session, rhythm=Rhythm(FIRST_MONDAY), title="Eén keer")
    _, series = make_helped(session, rhythm=every_monday(), title="Elke week")
    sign_up(session, once, helper(session, "keer").id)
    sign_up(session, series, helper(session, "reeks").id)

    post_reminders(session, now=NOW, own_url=OWN_URL)

    assert mails(session) == [("keer@taak.nl", Letter.REMINDER)]


def test_nobody_is_reminded_at_night(session: Session) -> None:
    _, task = make_helped(session, each_time=True, rhythm=every_monday())
    sign_up(session, task, helper(session, "nacht").id, on_day=FIRST_MONDAY)

    assert post_reminders(session, now=NOW.replace(hour=2), own_url=OWN_URL) == 0
    assert post_reminders(session, now=NOW, own_url=OWN_URL) == 1


@pytest.mark.parametrize(
    "change",
    [
        update(Initiative).values(state=InitiativeState.PAUSED),
        update(Initiative).values(state=InitiativeState.ENDED),
        update(InitiativeTask).values(closed_at=NOW),
        delete(ListingDay).where(ListingDay.day == FIRST_MONDAY),
    ],
)
def test_who_has_or_awaits_a_task_that_is_off_is_told_once(session: Session, change: Any) -> None:
    _, task = make_helped(session, needed=1, each_time=True, rhythm=every_monday())
    has, waits, was = helper(session, "a"), helper(session, "b"), helper(session, "c")
    sign_up(session, task, has.id, on_day=FIRST_MONDAY)
    sign_up(session, task, waits.id, on_day=FIRST_MONDAY, state=SignupState.WAITING)
    sign_up(session, task, was.id, on_day=FIRST_MONDAY - timedelta(weeks=1))
    assert cancel_what_is_off(session, now=NOW, own_url=OWN_URL) == 0

    session.execute(change)

    assert post_task_mail(session, now=NOW, own_url=OWN_URL) == 2
    assert post_task_mail(session, now=NOW, own_url=OWN_URL) == 0
    assert mails(session) == [("a@taak.nl", Letter.CANCELLED), ("b@taak.nl", Letter.CANCELLED)]
    states = {signup.account_id: signup.state for signup in session.scalars(select(TaskSignup))}
    assert states == {
        has.id: SignupState.CANCELLED,
        waits.id: SignupState.CANCELLED,
        # what was done was done
        was.id: SignupState.TAKEN,
    }


def test_task_without_a_day_is_off_too(session: Session) -> None:
    _, task = make_helped(session)
    sign_up(session, task, helper(session, "a").id)
    session.execute(update(Initiative).values(state=InitiativeState.ENDED))

    assert cancel_what_is_off(session, now=NOW, own_url=OWN_URL) == 1


def test_places_that_came_free_go_to_who_waits_longest(session: Session) -> None:
    _, task = make_helped(session, needed=1)
    gone = helper(session, "gewist")
    sign_up(session, task, gone.id)
    for days_ago, name in ((1, "laatst"), (2, "langst")):
        sign_up(session, task, helper(session, name).id, state=SignupState.WAITING, days_ago=days_ago)
    assert fill_places(session, now=NOW, own_url=OWN_URL) == 0

    session.execute(delete(Account).where(Account.id == gone.id))

    assert fill_places(session, now=NOW, own_url=OWN_URL) == 1
    assert fill_places(session, now=NOW, own_url=OWN_URL) == 0
    assert mails(session) == [("langst@taak.nl", Letter.GOT_PLACE)]


def test_more_people_needed_is_a_place_for_each_who_waits(session: Session) -> None:
    _, task = make_helped(session, needed=1)
    sign_up(session, task, helper(session, "heeft").id)
    for name in ("b", "c", "d"):
        sign_up(session, task, helper(session, name).id, state=SignupState.WAITING)
    session.execute(update(InitiativeTask).values(needed=3))

    assert fill_places(session, now=NOW, own_url=OWN_URL) == 2
    kept = session.scalars(select(TaskSignup.slot).where(TaskSignup.slot.is_not(None)).order_by(TaskSignup.slot))
    assert kept.all() == [1, 2, 3]


def test_organiser_is_told_once_a_day_that_helpers_changed(session: Session) -> None:
    organiser = make_helper(session, email="organiseert@taak.nl")
    _, task = make_helped(session, needed=9, by=organiser.id)
    page_url = "https://site.example/mijn/initiatieven"
    sign_up(session, task, organiser.id, slot=1, days_ago=0)
    later = NOW + timedelta(days=1)
    assert post_helper_news(session, now=NOW + timedelta(minutes=1), page_url=page_url) == 0
    sign_up(session, task, helper(session, "eerste").id, slot=2, days_ago=0)
    session.execute(update(TaskSignup).values(changed_at=NOW))
    assert post_helper_news(session, now=NOW.replace(hour=1), page_url=page_url) == 0
    assert post_helper_news(session, now=NOW, page_url=page_url) == 1
    session.execute(update(OutboxMail).values(created_at=NOW))
    session.execute(update(TaskSignup).values(changed_at=NOW + timedelta(hours=1)))
    assert post_helper_news(session, now=NOW + timedelta(hours=2), page_url=page_url) == 0
    assert post_helper_news(session, now=later, page_url=page_url) == 1
    mail = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).first()
    assert mail is not None
    assert (mail.recipient, mail.subject) == ("organiseert@taak.nl", "Er is iets veranderd bij wie er helpt")
    assert "Samen eten in Selwerd" in mail.body
    assert page_url in mail.body
    assert "Hilda" not in mail.body
