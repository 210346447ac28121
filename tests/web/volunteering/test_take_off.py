"""Taking somebody off a task, for who keeps the initiative: they are told, and who waits has the place."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.volunteer_making import make_helped, make_helper, sign_up
from tests.web.conftest import SignIn
from tests.web.volunteering.test_who_helps import page_of
from webapp.models import OutboxMail, TaskSignup
from webapp.vocabulary import SignupState


def test_helper_is_taken_off_and_told(records: Session, sign_in: SignIn) -> None:
    boss, helper = make_helper(records), make_helper(records, email="hilda@helpt.nl")
    initiative, task = make_helped(records, needed=1, by=boss.id)
    signup = sign_up(records, task, helper.id)
    sign_up(records, task, make_helper(records, email="wacht@helpt.nl").id, state=SignupState.WAITING)
    browser = sign_in(boss.id)

    page = browser.submit(f"{page_of(initiative.slug)}/{signup.id}/afmelden", {}, status=303)

    assert "Diegene is afgemeld" in browser.visit(page.response.headers["Location"]).text
    mails = records.execute(select(OutboxMail.recipient, OutboxMail.subject).order_by(OutboxMail.recipient)).all()
    assert [tuple(mail) for mail in mails] == [
        ("hilda@helpt.nl", "Je bent afgemeld voor een taak"),
        ("wacht@helpt.nl", "Er is plek: je kunt meehelpen"),
    ]


@pytest.mark.parametrize("slug", ["samen-eten-in-selwerd", "iets-anders"])
def test_stranger_takes_nobody_off(records: Session, sign_in: SignIn, slug: str) -> None:
    stranger = make_helper(records)
    make_helped(records, by=stranger.id, title="Iets anders")
    _, task = make_helped(records)
    signup = sign_up(records, task, make_helper(records).id)

    sign_in(stranger.id).submit(f"{page_of(slug)}/{signup.id}/afmelden", {}, status=404)

    assert records.scalars(select(TaskSignup.state)).one() == SignupState.TAKEN
