"""Giving a task back: who waits longest has it then, and is mailed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.volunteer_making import make_helped, make_helper, sign_up
from tests.web.conftest import SignIn
from webapp.models import OutboxMail, TaskSignup
from webapp.vocabulary import SignupState


def test_task_is_given_back_and_who_waits_is_mailed(records: Session, sign_in: SignIn) -> None:
    helper = make_helper(records)
    _, task = make_helped(records, needed=1)
    signup = sign_up(records, task, helper.id)
    sign_up(records, task, make_helper(records, email="wacht@taak.nl").id, state=SignupState.WAITING)
    browser = sign_in(helper.id)

    page = browser.submit(f"/mijn/taken/{signup.id}/teruggeven", {}, status=303)

    assert "Je hebt de taak teruggegeven." in browser.visit(page.response.headers["Location"]).text
    mail = records.scalars(select(OutboxMail)).one()
    assert (mail.recipient, "http://127.0.0.1:8050/mijn/taken" in mail.body) == ("wacht@taak.nl", True)
    browser.submit(f"/mijn/taken/{signup.id}/teruggeven", {}, status=404)


def test_nobody_gives_back_what_is_anothers(records: Session, sign_in: SignIn) -> None:
    _, task = make_helped(records)
    signup = sign_up(records, task, make_helper(records).id)

    sign_in(make_helper(records).id).submit(f"/mijn/taken/{signup.id}/teruggeven", {}, status=404)

    assert records.scalars(select(TaskSignup.state)).one() == SignupState.TAKEN
