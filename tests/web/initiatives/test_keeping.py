"""One's own initiatives: how they stand, and what can be done with them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import SECRET_KEY, TODAY
from tests.factories import make_account, make_grant, make_partner
from tests.initiative_making import make_content, make_initiative, make_task, make_waiting
from tests.web.accounts.signing_in import make_neighbour
from tests.web.conftest import SignIn, Visitor
from tests.web.initiatives.registering import OWN, problems, stands
from tests.web.statements import counted
from webapp.initiatives.actions import approve, post_confirmation_mails, propose, return_to_organiser
from webapp.initiatives.content import Content
from webapp.initiatives.queries import find_newest, find_waiting
from webapp.models import Initiative, InitiativeOrganiser, Listing, OutboxMail
from webapp.vocabulary import InitiativeState, Role

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
YEAR_AGO = TODAY - timedelta(days=365)


@pytest.fixture
def owner(records: Session) -> int:
    """The account of whoever keeps it."""
    return make_neighbour(records)


def made(records: Session, owner: int, content: Content | None = None, *, waiting: bool = False, **more: Any) -> str:
    """One of the owner's; gives its address."""
    make = make_waiting if waiting else make_initiative
    slug = make(records, content, by=owner, **more).slug
    records.commit()
    return slug


def get(records: Session, slug: str) -> Initiative:
    records.rollback()
    return records.scalars(select(Initiative).where(Initiative.slug == slug)).one()


def look(records: Session, slug: str) -> Initiative:
    """How it is now, apart from the session: what is sent after this must not go with the next look."""
    found = get(records, slug)
    records.expunge_all()
    records.commit()
    return found


def waits(records: Session, slug: str) -> bool:
    found = find_waiting(records, get(records, slug).id)
    records.commit()
    return found is not None


def send_back(records: Session, slug: str, reason: str) -> None:
    initiative = get(records, slug)
    waiting = find_waiting(records, initiative.id)
    assert waiting is not None
    coordinator = make_account(records).id
    return_to_organiser(records, initiative, waiting, by=coordinator, reason=reason, now=NOW)
    records.commit()


def newest(records: Session, slug: str) -> Content:
    found = find_newest(records, get(records, slug).id)
    assert found is not None
    content = Content.from_json(found.content)
    records.commit()
    return content


def test_list_says_in_plain_words_how_each_stands(records: Session, sign_in: SignIn, owner: int) -> None:
    made(records, owner, make_content("Wacht nog"), waiting=True)
    back = made(records, owner, make_content("Kwam terug"), waiting=True)
    send_back(records, back, "Waar is het precies?")
    made(records, owner, make_content("Loopt gewoon"))
    made(records, owner, make_content("Begint later", starts_on=date(2027, 1, 9)))
    made(records, owner, make_content("Al lang niets gezegd"), on=TODAY - timedelta(days=400))
    made(records, make_account(records).id, make_content("Van een ander"))

    page = sign_in(owner).visit(OWN)
    rows = {each.a.text: " ".join(each.text.split()) for each in page.soup.select(".own-initiatives__item")}
    assert "Ontvangen" in rows["Wacht nog"]
    assert "Terug bij jou" in rows["Kwam terug"]
    assert "Loopt" in rows["Loopt gewoon"]
    assert "Begint za 9 januari 2027" in rows["Begint later"]
    assert "Klopt dit nog?" in rows["Al lang niets gezegd"]
    assert "Van een ander" not in rows
    # what asks for something goes first
    assert next(iter(rows)) == "Kwam terug"


def test_list_without_anything_says_what_to_do(sign_in: SignIn, owner: int) -> None:
    page = sign_in(owner).visit(OWN)
    assert "Je hebt nog niets gemeld" in page.text
    assert page.soup.find("a", href="/initiatieven/nieuw") is not None


def test_list_takes_as_many_statements_whatever_there_is(
    records: Session, sign_in: SignIn, owner: int, app: Flask
) -> None:
    browser = sign_in(owner)
    browser.visit(OWN)
    with counted(app) as before:
        browser.visit(OWN)
    for number in range(4):
        made(records, owner, make_content(f"Initiatief {number}"))
    with counted(app) as after:
        browser.visit(OWN)
    assert len(before) == len(after)


def test_reason_stands_with_what_came_back(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, waiting=True)
    send_back(records, slug, "Waar is het <b>precies</b>?")
    page = sign_in(owner).visit(f"{OWN}/{slug}")
    assert "Terug bij jou" in page.text
    assert "Waar is het <b>precies</b>?" in page.text


def test_change_waits_beside_what_is_shown(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    form = stands(browser.visit(f"{OWN}/{slug}/wijzigen"))
    page = browser.submit(f"{OWN}/{slug}/wijzigen", {**form, "for_whom": "Voor ouderen"}, status=303)

    told = browser.visit(page.response.location)
    assert "Je wijziging is ingestuurd" in told.text
    cells = [" ".join(each.text.split()) for each in told.soup.select(".changes tbody tr > *")]
    assert cells == ["Voor wie", "Voor iedereen uit de buurt", "Voor ouderen"]
    assert records.scalars(select(Listing.for_whom).where(Listing.slug == slug)).one() == "Voor iedereen uit de buurt"
    records.commit()
    versions = browser.visit(f"{OWN}/{slug}/versies")
    assert "Versie 2" in versions.text
    assert "wacht op een coördinator" in versions.text


def test_form_of_a_change_holds_everything_and_sending_it_unchanged_changes_nothing(
    records: Session, sign_in: SignIn, owner: int
) -> None:
    whole = make_content(
        starts_on=date(2026, 12, 1),
        rrule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270629",
        tasks=(make_task(), make_task("tafels", each_time=True)),
        themes=("samen-eten", "eenzaamheid"),
    )
    slug = made(records, owner, whole)
    browser = sign_in(owner)
    page = browser.visit(f"{OWN}/{slug}/wijzigen")
    done = browser.submit(f"{OWN}/{slug}/wijzigen", stands(page), status=303)

    assert done.response.location == f"{OWN}/{slug}"
    assert newest(records, slug) == whole
    assert not waits(records, slug)


def test_error_in_a_change_stands_beside_its_field(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    form = stands(browser.visit(f"{OWN}/{slug}/wijzigen"))
    page = browser.submit(f"{OWN}/{slug}/wijzigen", {**form, "title": "", "lat": "x"}, status=422)
    assert set(problems(page)) == {"title", "address"}
    assert stands(page)["version"] == form["version"]


def test_second_of_two_who_change_sees_both_versions(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    form = stands(browser.visit(f"{OWN}/{slug}/wijzigen"))
    initiative = get(records, slug)
    theirs = make_content(for_whom="Voor kinderen")
    propose(records, initiative, theirs, by=owner, version=initiative.version, now=NOW)
    records.commit()

    page = browser.submit(f"{OWN}/{slug}/wijzigen", {**form, "for_whom": "Voor ouderen"}, status=409)
    assert "Iemand anders heeft dit intussen gewijzigd" in page.text
    row = [" ".join(each.text.split()) for each in page.soup.select(".error-summary tbody tr > *")]
    assert row == ["Voor wie", "Voor kinderen", "Voor ouderen"]
    assert newest(records, slug).for_whom == "Voor kinderen"

    browser.submit(f"{OWN}/{slug}/wijzigen", stands(page), status=303)
    assert newest(records, slug).for_whom == "Voor ouderen"


def test_pause_resume_and_end_work_at_once(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    for step, state in (("pauze", "paused"), ("loopt", "running"), ("gestopt", "ended"), ("loopt", "running")):
        page = browser.submit(f"{OWN}/{slug}/stand", {"stand": step}, status=303)
        assert look(records, slug).state == InitiativeState(state)
        assert records.scalars(select(Listing.state).where(Listing.slug == slug)).one() == state
        records.commit()
        assert browser.visit(page.response.location).soup.select_one("[role=status].notice") is not None


@pytest.mark.parametrize("step", ["loopt", "klopt", "onzin", "pauze"])
def test_step_that_cannot_be_is_refused(records: Session, sign_in: SignIn, owner: int, step: str) -> None:
    slug = made(records, owner, waiting=True)
    sign_in(owner).submit(f"{OWN}/{slug}/stand", {"stand": step}, status=400)
    assert look(records, slug).state == InitiativeState.RECEIVED


def test_what_still_waits_can_be_taken_back(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, waiting=True)
    browser = sign_in(owner)
    assert "Trek het in" in browser.visit(f"{OWN}/{slug}").text
    browser.submit(f"{OWN}/{slug}/stand", {"stand": "gestopt"}, status=303)
    assert not waits(records, slug)


def test_yes_on_its_own_page_lets_it_stay(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, on=YEAR_AGO)
    browser = sign_in(owner)
    assert "Klopt dit nog?" in browser.visit(f"{OWN}/{slug}").text
    browser.submit(f"{OWN}/{slug}/stand", {"stand": "klopt"}, status=303)
    assert look(records, slug).confirmed_on == TODAY
    assert "Klopt dit nog?" not in browser.visit(f"{OWN}/{slug}").text


def test_copy_is_a_new_one_with_the_same_words(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, make_content(tasks=(make_task(),)))
    browser = sign_in(owner)
    page = browser.visit(f"{OWN}/{slug}/kopie", status=303)
    form = stands(browser.visit(page.response.location))
    assert (form["title"], form["copied_from"]) == (["Samen eten in Selwerd"], [slug])
    assert form["tasks-0-key"] == [""]

    sent = {**form, "title": "Samen eten in Beijum", "gezien": "1"}
    done = browser.submit("/initiatieven/nieuw", sent, status=303)
    copy = look(records, done.response.location.rpartition("/")[2].partition("?")[0])
    assert copy.copied_from_id == look(records, slug).id


@pytest.mark.parametrize("path", ["", "/wijzigen", "/versies", "/kopie"])
def test_initiative_of_somebody_else_is_not_there(records: Session, sign_in: SignIn, owner: int, path: str) -> None:
    slug = made(records, make_account(records).id)
    browser = sign_in(owner)
    browser.visit(f"{OWN}/{slug}{path}", status=404)
    browser.submit(f"{OWN}/{slug}/stand", {"stand": "gestopt"}, status=404)
    assert look(records, slug).state == InitiativeState.RUNNING


def test_member_of_a_partner_that_keeps_it_may_change_it(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, make_account(records).id)
    partner = make_partner(records)
    make_grant(records, owner, Role.PARTNER_MEMBER, partner_id=partner.id)
    partner_id = partner.id
    records.commit()
    records.add(InitiativeOrganiser(initiative_id=look(records, slug).id, partner_id=partner_id))
    records.commit()
    browser = sign_in(owner)
    form = stands(browser.visit(f"{OWN}/{slug}/wijzigen"))
    browser.submit(f"{OWN}/{slug}/wijzigen", {**form, "for_whom": "Voor ouderen"}, status=303)
    assert newest(records, slug).for_whom == "Voor ouderen"


def asked(records: Session, slug: str) -> str:
    """Ask whether it is still right; gives the path that was mailed."""
    post_confirmation_mails(records, secret_key=SECRET_KEY, public_url="http://site.example", today=TODAY)
    records.commit()
    body = records.scalars(select(OutboxMail.body).order_by(OutboxMail.id.desc()).limit(1)).one()
    records.commit()
    return body.partition("http://site.example")[2].strip()


def test_one_click_in_the_mail_says_that_it_is_still_right(records: Session, visitor: Visitor, owner: int) -> None:
    slug = made(
        records,
        owner,
        make_content(starts_on=date(2026, 1, 6), rrule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201"),
        on=YEAR_AGO,
    )
    path = asked(records, slug)
    page = visitor.visit(path)
    assert "Ja, dit klopt nog" in page.text
    assert look(records, slug).confirmed_on == YEAR_AGO

    done = visitor.submit(path, {}, status=303)
    assert "Dank je" in visitor.visit(done.response.location).text
    assert look(records, slug).confirmed_on == TODAY
    assert records.scalars(select(Listing.ends_on).where(Listing.slug == slug)).one() == date(2027, 11, 22)
    records.commit()
    # nobody was signed in by it, and a second click does nothing
    assert visitor.client.get(OWN).status_code == 303
    visitor.submit(path, {})


@pytest.mark.parametrize("state", ["gone", "altered"])
def test_link_of_who_does_not_keep_it_any_more_does_nothing(
    records: Session, visitor: Visitor, owner: int, state: str
) -> None:
    slug = made(records, owner, on=YEAR_AGO)
    path = asked(records, slug)
    if state == "gone":
        for each in records.scalars(select(InitiativeOrganiser).where(InitiativeOrganiser.account_id == owner)):
            records.delete(each)
        records.commit()
    else:
        path = path[:-9] + ("a" if path[-9] != "a" else "b") + path[-8:]
    visitor.visit(path, status=410)
    visitor.submit(path, {}, status=410)
    assert look(records, slug).confirmed_on == YEAR_AGO


def test_approval_answers_the_question_too(records: Session, visitor: Visitor, owner: int) -> None:
    slug = made(records, owner, on=YEAR_AGO)
    path = asked(records, slug)
    initiative = get(records, slug)
    revision = propose(records, initiative, make_content("Nieuw"), by=owner, version=initiative.version, now=NOW)
    approve(records, initiative, revision, by=None, today=TODAY, now=NOW)
    records.commit()
    assert "Dank je" in visitor.visit(path).text
