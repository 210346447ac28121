"""Giving a task back: after a question, once, and who waits longest has it then, and is mailed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.volunteer_making import make_helped, make_helper, sign_up
from tests.web.conftest import SignIn
from webapp.models import OutboxMail, TaskSignup
from webapp.vocabulary import SignupState


def subjects(records: Session) -> dict[str, str]:
    return {mail.recipient: mail.subject for mail in records.scalars(select(OutboxMail))}


def test_task_is_given_back_after_a_question_and_who_waits_is_mailed(records: Session, sign_in: SignIn) -> None:
    helper = make_helper(records, email="hilda@taak.nl")
    _, task = make_helped(records, needed=1)
    signup = sign_up(records, task, helper.id)
    sign_up(records, task, make_helper(records, email="wacht@taak.nl").id, state=SignupState.WAITING)
    browser, path = sign_in(helper.id), f"/mijn/taken/{signup.id}/teruggeven"

    assert "Er wacht iemand op deze plek." in browser.visit(path).text
    assert records.get_one(TaskSignup, signup.id).state == SignupState.TAKEN
    done = browser.visit(browser.submit(path, {}, status=303).response.headers["Location"])

    assert "Je hebt de taak teruggegeven. Wie het langst wacht krijgt bericht." in done.text
    assert subjects(records) == {
        "wacht@taak.nl": "Er is plek: je kunt meehelpen",
        "hilda@taak.nl": "Je hebt een taak teruggegeven",
    }
    body = records.scalars(select(OutboxMail.body).where(OutboxMail.recipient == "hilda@taak.nl")).one()
    assert body.startswith("Samen eten in Selwerd\n\n")


def test_second_time_is_told_kindly_and_mails_nobody(records: Session, sign_in: SignIn) -> None:
    helper = make_helper(records)
    _, task = make_helped(records)
    signup = sign_up(records, task, helper.id)
    browser, path = sign_in(helper.id), f"/mijn/taken/{signup.id}/teruggeven"
    done = browser.visit(browser.submit(path, {}, status=303).response.headers["Location"])
    assert "Wie het langst wacht" not in done.text
    before = len(records.scalars(select(OutboxMail)).all())
    assert "Deze taak heb je niet meer" in browser.submit(path, {}).text
    assert len(records.scalars(select(OutboxMail)).all()) == before


def test_nobody_gives_back_what_is_anothers(records: Session, sign_in: SignIn) -> None:
    _, task = make_helped(records)
    signup = sign_up(records, task, make_helper(records).id)
    other = sign_in(make_helper(records).id)

    other.visit(f"/mijn/taken/{signup.id}/teruggeven", status=404)
    other.submit(f"/mijn/taken/{signup.id}/teruggeven", {}, status=404)

    assert records.scalars(select(TaskSignup.state)).one() == SignupState.TAKEN
