"""One's own tasks: what comes, what was, and giving back."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.volunteer_making import FIRST_MONDAY, every_monday, make_helped, make_helper, sign_up
from tests.web.conftest import SignIn
from tests.web.statements import counted
from webapp.models import Listing
from webapp.vocabulary import SignupState

PAGE = "/mijn/taken"


def test_tasks_to_come_stand_apart_from_what_was(records: Session, sign_in: SignIn) -> None:
    helper = make_helper(records)
    _, task = make_helped(records, each_time=True, rhythm=every_monday())
    sign_up(records, task, helper.id, on_day=FIRST_MONDAY)
    sign_up(records, task, helper.id, on_day=FIRST_MONDAY + timedelta(weeks=1), state=SignupState.WAITING)
    sign_up(records, task, helper.id, on_day=FIRST_MONDAY - timedelta(weeks=1))
    sign_up(records, task, helper.id, on_day=FIRST_MONDAY + timedelta(weeks=2), state=SignupState.CANCELLED)

    page = sign_in(helper.id).visit(PAGE)

    coming, was = page.soup.select(".task-list")
    assert [" ".join(each.text.split())[:16] for each in coming.select("li p:nth-of-type(2)")] == [
        "Ma 23 november 2",
        "Ma 30 november 2",
    ]
    assert "Je staat op de wachtlijst" in coming.text
    assert len(coming.select("form")) == 2
    assert "Afgemeld, of het gaat niet door." in was.text
    assert was.select("form") == []


def test_nobody_without_tasks_is_left_without_a_way_on(records: Session, sign_in: SignIn) -> None:
    page = sign_in(make_helper(records).id).visit(PAGE)
    assert "Je hebt nu geen taken." in page.text


def test_task_of_what_is_no_longer_shown_is_still_told(records: Session, sign_in: SignIn) -> None:
    helper = make_helper(records)
    initiative, task = make_helped(records)
    sign_up(records, task, helper.id)
    records.execute(delete(Listing).where(Listing.initiative_id == initiative.id))

    assert "Een initiatief dat niet meer wordt getoond" in sign_in(helper.id).visit(PAGE).text


def test_page_asks_as_much_for_one_task_as_for_many(app: Flask, records: Session, sign_in: SignIn) -> None:
    helper = make_helper(records)
    _, task = make_helped(records, each_time=True, rhythm=every_monday())
    browser = sign_in(helper.id)
    counts = []
    for week in range(6):
        sign_up(records, task, helper.id, on_day=FIRST_MONDAY + timedelta(weeks=week))
        records.commit()
        with counted(app) as seen:
            browser.visit(PAGE)
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts
