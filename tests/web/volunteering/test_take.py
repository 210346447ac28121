"""Taking a task: for which day, under what name, and what is said when somebody else was first."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_content
from tests.volunteer_making import FIRST_MONDAY, every_monday, make_helped, make_helper, sign_up
from tests.web.accounts.signing_in import last_link
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import problems, sent_by
from webapp.models import AuditEvent, FaithSide, Initiative, InitiativeTask, Listing, OutboxMail, TaskSignup
from webapp.vocabulary import InitiativeLayer, InitiativeState, SignupState

NOT_OPEN = "Aanmelden kan niet meer"


def path_of(initiative: Initiative, task: InitiativeTask) -> str:
    return f"/initiatieven/{initiative.slug}/taken/{task.id}/meedoen"


def kept(records: Session) -> list[tuple[str, SignupState]]:
    rows = [(row.name, row.state) for row in records.scalars(select(TaskSignup).order_by(TaskSignup.id))]
    records.commit()
    return rows


def test_task_that_is_done_once_is_taken(records: Session, sign_in: SignIn) -> None:
    initiative, task = make_helped(records)
    browser = sign_in(make_helper(records, email="hilda@helpt.nl").id)
    page = browser.visit(path_of(initiative, task))
    assert "Nog 2 plekken" in page.text
    assert "hilda@helpt.nl" in page.text
    assert page.soup.find(id="name")["value"] == "Hilda Helper"

    taken = browser.submit(path_of(initiative, task), sent_by(page, name="Hil\tda  "), status=303)

    assert taken.response.headers["Location"] == "/mijn/taken?gedaan=genomen"
    assert kept(records) == [("Hil da", SignupState.TAKEN)]
    assert "De taak is van jou." in browser.visit(taken.response.headers["Location"]).text
    assert records.scalars(select(AuditEvent.subject_table).order_by(AuditEvent.id.desc())).first() == "task_signup"


def test_task_of_a_series_is_taken_for_a_day_that_has_places(records: Session, sign_in: SignIn) -> None:
    initiative, task = make_helped(records, needed=1, each_time=True, rhythm=every_monday())
    sign_up(records, task, make_helper(records).id, on_day=FIRST_MONDAY)
    browser = sign_in(make_helper(records, "Bea").id)
    page = browser.visit(path_of(initiative, task))
    labels = [label.text for label in page.soup.select(".choices__option label")]
    assert labels[0] == "ma 23 november 2026 van 10.00 tot 12.00 (vol: je komt op de wachtlijst)"
    assert labels[1] == "ma 30 november 2026 van 10.00 tot 12.00 (nog 1 plek)"

    browser.submit(path_of(initiative, task), {"day": "2026-11-30", "name": "Bea"}, status=303)

    assert records.scalars(
        select(TaskSignup.on_day).order_by(TaskSignup.id.desc())
    ).first() == FIRST_MONDAY + timedelta(weeks=1)


@pytest.mark.parametrize("day", ["", "2026-11-24", "morgen", "2026-11-22", "9999-99-99"])
def test_day_that_is_not_offered_is_told_beside_the_field(records: Session, sign_in: SignIn, day: str) -> None:
    initiative, task = make_helped(records, each_time=True, rhythm=every_monday())
    browser = sign_in(make_helper(records).id)

    page = browser.submit(path_of(initiative, task), {"day": day, "name": "Hilda"}, status=422)

    assert list(problems(page)) == ["day"]
    assert page.soup.find(id="name")["value"] == "Hilda"
    assert page.soup.title.text.startswith("Fout:")
    assert kept(records) == []


@pytest.mark.parametrize(("name", "status"), [("", 422), ("x" * 80, 303), ("x" * 81, 422)])
def test_name_has_1_to_80_characters(records: Session, sign_in: SignIn, name: str, status: int) -> None:
    initiative, task = make_helped(records)

    sign_in(make_helper(records).id).submit(path_of(initiative, task), {"name": name}, status=status)

    assert len(kept(records)) == (1 if status == 303 else 0)


def test_who_comes_second_at_the_last_place_waits_and_is_told(records: Session, sign_in: SignIn) -> None:
    initiative, task = make_helped(records, needed=1)
    first, second = sign_in(make_helper(records).id), sign_in(make_helper(records).id)
    for browser in (first, second):
        assert "Nog 1 plek" in browser.visit(path_of(initiative, task)).text
    first.submit(path_of(initiative, task), {"name": "Eerst"}, status=303)

    told = second.submit(path_of(initiative, task), {"name": "Daarna"}, status=303)

    assert "Je staat op de wachtlijst" in second.visit(told.response.headers["Location"]).text
    assert kept(records) == [("Eerst", SignupState.TAKEN), ("Daarna", SignupState.WAITING)]
    assert "Zet me op de wachtlijst" in first.visit(path_of(initiative, task)).text


def test_who_has_it_already_is_told_and_has_it_once(records: Session, sign_in: SignIn) -> None:
    initiative, task = make_helped(records)
    browser = sign_in(make_helper(records).id)
    browser.submit(path_of(initiative, task), {"name": "Een"}, status=303)

    again = browser.submit(path_of(initiative, task), {"name": "Twee"}, status=303)

    assert "Deze taak had je al." in browser.visit(again.response.headers["Location"]).text
    assert kept(records) == [("Een", SignupState.TAKEN)]


@pytest.mark.parametrize(
    "change",
    [
        update(InitiativeTask).values(open_until=TODAY - timedelta(days=1)),
        update(Initiative).values(state=InitiativeState.PAUSED),
        update(Initiative).values(confirmed_on=TODAY - timedelta(days=455)),
    ],
)
def test_closed_task_says_so_and_takes_nobody(records: Session, sign_in: SignIn, change: object) -> None:
    initiative, task = make_helped(records)
    browser = sign_in(make_helper(records).id)
    assert NOT_OPEN not in browser.visit(path_of(initiative, task)).text
    records.execute(change)  # type: ignore[call-overload]  # an update, typed as what parametrize gives
    records.commit()

    assert NOT_OPEN in browser.visit(path_of(initiative, task)).text
    assert NOT_OPEN in browser.submit(path_of(initiative, task), {"name": "Hilda"}, status=409).text
    assert kept(records) == []


def test_task_that_closes_while_the_form_is_sent_says_so(
    records: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    initiative, task = make_helped(records)
    browser = sign_in(make_helper(records).id)
    monkeypatch.setattr("webapp.volunteering.queries.is_open", lambda *_, **__: True)
    records.execute(update(InitiativeTask).values(open_until=TODAY - timedelta(days=1)))
    records.commit()

    assert NOT_OPEN in browser.submit(path_of(initiative, task), {"name": "Hilda"}, status=409).text


def test_task_under_another_address_is_not_there(records: Session, sign_in: SignIn) -> None:
    initiative, task = make_helped(records)
    other, _ = make_helped(records, title="Iets anders")
    browser = sign_in(make_helper(records).id)

    browser.visit(path_of(other, task), status=404)
    browser.visit(f"/initiatieven/{initiative.slug}/taken/2147483648/meedoen", status=404)
    browser.visit(path_of(initiative, task))


def test_task_of_what_only_people_with_an_account_see_can_be_taken(records: Session, sign_in: SignIn) -> None:
    initiative, task = make_helped(records)
    content = make_content("Bidden op dinsdag", layer=InitiativeLayer.MISSIONARY)
    records.execute(update(Initiative).values(layer=InitiativeLayer.MISSIONARY))
    records.add(FaithSide(initiative_id=initiative.id, content=content.to_json()))
    records.execute(delete(Listing).where(Listing.initiative_id == initiative.id))
    browser = sign_in(make_helper(records).id)

    assert "Bidden op dinsdag" in browser.visit(path_of(initiative, task)).text
    browser.submit(path_of(initiative, task), {"name": "Hilda"}, status=303)
    assert "Bidden op dinsdag" in browser.visit("/mijn/taken").text


def test_visitor_signs_in_first_and_a_form_that_was_sent_is_kept(records: Session, visitor: Visitor) -> None:
    initiative, task = make_helped(records)
    records.commit()
    path = path_of(initiative, task)

    page = visitor.visit(path, status=303)
    assert page.response.headers["Location"] == f"/inloggen?verder={path}"
    refused = visitor.client.post(
        path, data={"name": "Hilda"}, headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    )
    assert refused.status_code == 401
    assert "Hilda" in refused.get_data(as_text=True)


def test_new_volunteer_comes_back_to_the_task_after_signing_in(records: Session, visitor: Visitor) -> None:
    initiative, task = make_helped(records)
    records.commit()
    path = path_of(initiative, task)
    visitor.visit(f"/inloggen?verder={path}")
    visitor.submit("/inloggen", {"email": "nieuw@helpt.nl"}, status=303)

    page = visitor.submit(last_link(records), {}, status=303)

    assert page.response.headers["Location"] == path
    assert visitor.visit(path).soup.find(id="name")["value"] == ""


def test_words_of_others_are_shown_as_they_are(records: Session, sign_in: SignIn) -> None:
    nasty = "<script>x</script>${1}`"
    initiative, task = make_helped(records, title=nasty)
    browser = sign_in(make_helper(records).id)

    page = browser.visit(path_of(initiative, task))

    assert nasty in page.soup.get_text()
    assert "<script>x" not in page.response.get_data(as_text=True)


def test_what_began_today_is_no_longer_offered(records: Session, sign_in: SignIn) -> None:
    initiative, task = make_helped(records, each_time=True, rhythm=every_monday())
    with time_machine.travel("2026-11-23T09:30:00Z", tick=True):
        browser = sign_in(make_helper(records).id)
        page = browser.visit(path_of(initiative, task))
    assert page.soup.select_one(".choices__option label").text.startswith("ma 30 november")


def test_visitor_is_told_why_they_sign_in_and_that_they_come_back(records: Session, visitor: Visitor) -> None:
    initiative, task = make_helped(records)
    records.commit()
    there = visitor.visit(f"/initiatieven/{initiative.slug}/taken/{task.id}/meedoen", status=303).response.location
    page = visitor.visit(str(there)).text
    assert f"Log in om te helpen bij “Samen eten in Selwerd”: {task.title}." in page
    assert "Daarna kom je vanzelf terug" in page
    assert "Log in om te helpen" not in visitor.visit("/inloggen?verder=/mijn").text


def test_volunteer_is_mailed_what_they_took(records: Session, sign_in: SignIn) -> None:
    helper = make_helper(records, email="hilda@taak.nl")
    initiative, task = make_helped(records)
    browser = sign_in(helper.id)
    path = f"/initiatieven/{initiative.slug}/taken/{task.id}/meedoen"
    browser.submit(path, {"name": "Hilda"}, status=303)
    browser.submit(path, {"name": "Hilda"}, status=303)
    mail = records.scalars(select(OutboxMail)).one()
    assert (mail.recipient, mail.subject) == ("hilda@taak.nl", "Je helpt mee: fijn!")
    assert mail.body.startswith("Samen eten in Selwerd\n\n")
