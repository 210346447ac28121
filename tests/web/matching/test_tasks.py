"""One's own tasks: with a neighbour and at initiatives; what comes, what was, and giving back."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.match_making import NOON, PLACE, SECRET_WORDS, find_place, make_asker, make_match, make_need
from tests.talent_making import make_talent
from tests.volunteer_making import FIRST_MONDAY, every_monday, make_helped, make_helper, sign_up
from tests.web.conftest import SignIn, Visitor
from tests.web.statements import counted
from webapp.models import Listing
from webapp.vocabulary import MatchState, SignupState

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
    assert len(coming.select("a[href$='/teruggeven']")) == 2
    assert "Afgemeld, of het gaat niet door." in was.text
    assert was.select("a[href$='/teruggeven']") == []


def test_nobody_without_tasks_is_left_without_a_way_on(records: Session, sign_in: SignIn) -> None:
    page = sign_in(make_helper(records).id).visit(PAGE)
    assert "Je hebt nu geen taken." in page.text


def test_account_without_a_name_has_no_tasks_yet(records: Session, sign_in: SignIn) -> None:
    assert "Je hebt nu geen taken." in sign_in(make_account(records).id).visit(PAGE).text


def test_task_of_what_is_no_longer_shown_is_still_told(records: Session, sign_in: SignIn) -> None:
    helper = make_helper(records)
    initiative, task = make_helped(records)
    sign_up(records, task, helper.id)
    records.execute(delete(Listing).where(Listing.initiative_id == initiative.id))

    assert "Een initiatief dat niet meer wordt getoond" in sign_in(helper.id).visit(PAGE).text


def test_matches_stand_with_what_they_ask_of_whom(records: Session, sign_in: SignIn) -> None:
    asked = make_match(records)
    place = find_place(records)
    for state, need_theme in ((MatchState.ACCEPTED, "tuin"), (MatchState.DONE, "vervoer")):
        need = make_need(records, place, make_asker(records, place).id, theme=need_theme)
        talent = make_talent(records, asked.helper.id, theme=need_theme, what=need_theme)
        make_match(records, state, need=need, talent=talent, task_at=NOON + timedelta(days=2), place=PLACE)

    page = sign_in(asked.helper.account_id).visit(PAGE)

    coming, was = page.soup.select(".task-list")
    told = [" ".join(each.text.split()) for each in coming.select("li")]
    assert told[0].startswith("Formulieren en post Jij helpt, in Vinkhuizen Wanneer: één keer, deze maand (ongeveer 1 ")
    assert told[0].endswith("Zeg ja of nee, tot en met 29 november 2026. Bekijk en antwoord: Formulieren en post")
    assert told[1] == (
        "Tuin Jij helpt, in Vinkhuizen Wanneer: di 24 november, 12:00 (ongeveer 1 uur) Het gaat door. Bekijk: Tuin"
    )
    assert "Vervoer" in was.text
    assert PLACE not in page.text
    assert SECRET_WORDS not in page.text


def test_who_asked_sees_their_help_and_nobody_sees_that_of_others(records: Session, sign_in: SignIn) -> None:
    pair, other = make_match(records), make_match(records)
    assert pair.asker is not None

    def links(browser: Visitor) -> list[str]:
        return [str(each["href"]) for each in browser.visit(PAGE).soup.select(".task-list a")]

    path = f"/mijn/taken/koppeling/{pair.match.key}"
    assert links(sign_in(pair.asker.account_id)) == [path]
    assert links(sign_in(pair.helper.account_id)) == [path]
    assert links(sign_in(other.helper.account_id)) == [f"/mijn/taken/koppeling/{other.match.key}"]


def test_page_asks_as_much_for_one_task_as_for_many(app: Flask, records: Session, sign_in: SignIn) -> None:
    place = find_place(records)
    pair = make_match(records)
    _, task = make_helped(records, each_time=True, rhythm=every_monday())
    browser = sign_in(pair.helper.account_id)
    counts = []
    for week in range(4):
        sign_up(records, task, pair.helper.account_id or 0, on_day=FIRST_MONDAY + timedelta(weeks=week))
        need = make_need(records, place, make_asker(records, place).id)
        make_match(records, need=need, talent=pair.talent)
        records.commit()
        with counted(app) as seen:
            browser.visit(PAGE)
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts


def test_own_page_tells_what_waits_and_nothing_else(records: Session, sign_in: SignIn) -> None:
    asked = make_match(records)
    place = find_place(records)
    for state, days in ((MatchState.ACCEPTED, -1), (MatchState.ACCEPTED, 2)):
        need = make_need(records, place, make_asker(records, place).id, theme="tuin" if days < 0 else "vervoer")
        make_match(records, state, need=need, talent=asked.talent, task_at=NOON + timedelta(days=days))

    page = sign_in(asked.helper.account_id).visit("/mijn")

    told = [" ".join(each.text.split()) for each in page.soup.select('[aria-labelledby="wacht-op-jou"] li')]
    assert told == ["Zeg ja of nee: Formulieren en post, tot en met 29 november 2026", "Vertel hoe het ging: Tuin"]
    assert "Dit wacht op jou" not in sign_in(make_account(records).id).visit("/mijn").text
