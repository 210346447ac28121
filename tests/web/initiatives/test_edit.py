"""Changing one's initiative: what is shown stays until a coordinator looked, and of two at once nobody loses words."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.initiative_making import make_content, make_task
from tests.web.conftest import SignIn, Visitor
from tests.web.initiatives.keeping import (
    NOW,
    asks_to_sign_in,
    get,
    look,
    made,
    made_by_another,
    merge,
    newest,
    send_back,
    share_with_partner,
    waits,
)
from tests.web.initiatives.registering import OWN, picture, problems, stands
from webapp.initiatives.actions import propose
from webapp.models import Listing
from webapp.vocabulary import InitiativeState

ODD = "<b>vet</b> ${alert(1)} `x` {{ 7*7 }} \\ '\""


def test_visitor_signs_in_first(records: Session, visitor: Visitor, owner: int) -> None:
    slug = made(records, owner)
    assert asks_to_sign_in(visitor, f"{OWN}/{slug}/wijzigen")
    visitor.submit(f"{OWN}/{slug}/wijzigen", {"title": "Overgenomen"}, status=401)
    assert not waits(records, slug)


def test_initiative_of_somebody_else_is_not_there(records: Session, sign_in: SignIn, owner: int) -> None:
    mine, theirs = made(records, owner, make_content("Van mij")), made_by_another(records)
    browser = sign_in(owner)
    form = stands(browser.visit(f"{OWN}/{mine}/wijzigen"))
    browser.visit(f"{OWN}/{theirs}/wijzigen", status=404)
    browser.submit(f"{OWN}/{theirs}/wijzigen", {**form, "title": "Overgenomen"}, status=404)
    assert newest(records, theirs).title == "Samen eten in Selwerd"


def test_change_waits_beside_what_is_shown(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    form = stands(browser.visit(f"{OWN}/{slug}/wijzigen"))
    page = browser.submit(f"{OWN}/{slug}/wijzigen", {**form, "for_whom": "Voor ouderen"}, status=303)

    assert "Je wijziging is ingestuurd" in browser.visit(page.response.location).text
    assert (newest(records, slug).for_whom, waits(records, slug)) == ("Voor ouderen", True)
    assert records.scalars(select(Listing.for_whom).where(Listing.slug == slug)).one() == "Voor iedereen uit de buurt"


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


def test_what_came_back_can_be_sent_again_as_it_is(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, waiting=True)
    send_back(records, slug, "Weet je het zeker?")
    browser = sign_in(owner)
    form = stands(browser.visit(f"{OWN}/{slug}/wijzigen"))
    assert (look(records, slug).state, waits(records, slug)) == (InitiativeState.RETURNED, False)
    browser.submit(f"{OWN}/{slug}/wijzigen", form, status=303)
    assert (look(records, slug).state, waits(records, slug)) == (InitiativeState.RECEIVED, True)


def test_errors_in_a_change_stand_beside_their_fields_and_nothing_is_lost(
    records: Session, sign_in: SignIn, owner: int
) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    form = stands(browser.visit(f"{OWN}/{slug}/wijzigen"))
    sent = {**form, "title": "", "lat": "x", "description": ODD, "picture": picture(), "picture_alt": "Een tafel"}
    page = browser.submit(f"{OWN}/{slug}/wijzigen", sent, status=422)

    assert set(problems(page)) == {"title", "address"}
    kept = stands(page)
    assert (kept["version"], kept["description"]) == (form["version"], [ODD])
    # a picture is not chosen twice
    assert kept["picture_key"] != [""]
    assert not waits(records, slug)


@pytest.mark.parametrize("version", ["", "x", "0", "999999999999"])
def test_version_that_nobody_saw_is_a_conflict(records: Session, sign_in: SignIn, owner: int, version: str) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    form = stands(browser.visit(f"{OWN}/{slug}/wijzigen"))
    sent = {**form, "for_whom": "Voor ouderen", "version": version}
    page = browser.submit(f"{OWN}/{slug}/wijzigen", sent, status=409)
    assert stands(page)["for_whom"] == ["Voor ouderen"]
    assert not waits(records, slug)


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


def test_what_was_merged_cannot_be_changed(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, make_content("Dubbel"))
    browser = sign_in(owner)
    form = stands(browser.visit(f"{OWN}/{slug}/wijzigen"))
    merge(records, slug, made_by_another(records))
    browser.submit(f"{OWN}/{slug}/wijzigen", {**form, "for_whom": "Voor ouderen"}, status=400)
    assert not waits(records, slug)


def test_member_of_a_partner_that_keeps_it_may_change_it(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made_by_another(records)
    share_with_partner(records, slug, owner)
    browser = sign_in(owner)
    form = stands(browser.visit(f"{OWN}/{slug}/wijzigen"))
    browser.submit(f"{OWN}/{slug}/wijzigen", {**form, "for_whom": "Voor ouderen"}, status=303)
    assert newest(records, slug).for_whom == "Voor ouderen"


def test_form_that_another_site_sends_changes_nothing(
    app: Flask, records: Session, sign_in: SignIn, owner: int
) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    form = stands(browser.visit(f"{OWN}/{slug}/wijzigen"))
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = browser.submit(f"{OWN}/{slug}/wijzigen", {**form, "for_whom": "Voor ouderen"}, status=422)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert stands(page)["for_whom"] == ["Voor ouderen"]
    assert not waits(records, slug)
