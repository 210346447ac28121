"""Pausing, ending and taking up again, and saying that it is still right: at once, by who keeps it."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn, Visitor
from tests.web.initiatives.keeping import (
    YEAR_AGO,
    look,
    made,
    made_by_another,
    merge,
    share_with_partner,
    waits,
)
from tests.web.initiatives.registering import OWN
from webapp.models import Listing
from webapp.vocabulary import InitiativeState


def shown(records: Session, slug: str) -> str:
    """The state on the map."""
    state = records.scalars(select(Listing.state).where(Listing.slug == slug)).one()
    records.commit()
    return state.value


def test_visitor_changes_nothing(records: Session, visitor: Visitor, owner: int) -> None:
    slug = made(records, owner)
    visitor.submit(f"{OWN}/{slug}/stand", {"stand": "gestopt"}, status=401)
    assert look(records, slug).state == InitiativeState.RUNNING


def test_initiative_of_somebody_else_is_not_there(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made_by_another(records)
    browser = sign_in(owner)
    browser.submit(f"{OWN}/{slug}/stand", {"stand": "gestopt"}, status=404)
    browser.submit(f"{OWN}/bestaat-niet/stand", {"stand": "gestopt"}, status=404)
    assert look(records, slug).state == InitiativeState.RUNNING


def test_member_of_a_partner_that_keeps_it_may_pause_it(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made_by_another(records)
    share_with_partner(records, slug, owner)
    sign_in(owner).submit(f"{OWN}/{slug}/stand", {"stand": "pauze"}, status=303)
    assert shown(records, slug) == InitiativeState.PAUSED


def test_pause_resume_and_end_work_at_once(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    for step, state in (("pauze", "paused"), ("loopt", "running"), ("gestopt", "ended"), ("loopt", "running")):
        page = browser.submit(f"{OWN}/{slug}/stand", {"stand": step}, status=303)
        assert look(records, slug).state == InitiativeState(state)
        assert shown(records, slug) == state
        assert browser.visit(page.response.location).soup.select_one("[role=status].notice") is not None


def test_day_on_which_it_ended_is_noted_until_it_begins_again(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, on=YEAR_AGO)
    browser = sign_in(owner)
    browser.submit(f"{OWN}/{slug}/stand", {"stand": "gestopt"}, status=303)
    assert look(records, slug).ended_on == TODAY
    browser.submit(f"{OWN}/{slug}/stand", {"stand": "loopt"}, status=303)
    again = look(records, slug)
    assert (again.ended_on, again.confirmed_on) == (None, TODAY)


@pytest.mark.parametrize("step", ["loopt", "klopt", "onzin", "", "pauze"])
def test_step_that_cannot_be_is_refused(records: Session, sign_in: SignIn, owner: int, step: str) -> None:
    slug = made(records, owner, waiting=True)
    sign_in(owner).submit(f"{OWN}/{slug}/stand", {"stand": step}, status=400)
    assert look(records, slug).state == InitiativeState.RECEIVED


def test_step_that_somebody_took_already_is_refused(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    browser.submit(f"{OWN}/{slug}/stand", {"stand": "pauze"}, status=303)
    browser.submit(f"{OWN}/{slug}/stand", {"stand": "pauze"}, status=400)
    assert look(records, slug).state == InitiativeState.PAUSED


def test_what_was_merged_stays_so(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    merge(records, slug, made_by_another(records))
    browser = sign_in(owner)
    for step in ("loopt", "pauze", "gestopt", "klopt"):
        browser.submit(f"{OWN}/{slug}/stand", {"stand": step}, status=400)
    assert look(records, slug).state == InitiativeState.MERGED


def test_what_still_waits_can_be_taken_back(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, waiting=True)
    browser = sign_in(owner)
    assert "Trek het in" in browser.visit(f"{OWN}/{slug}").text
    browser.submit(f"{OWN}/{slug}/stand", {"stand": "gestopt"}, status=303)
    assert not waits(records, slug)


def test_yes_lets_it_stay(records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner, on=YEAR_AGO)
    browser = sign_in(owner)
    assert "Klopt dit nog?" in browser.visit(f"{OWN}/{slug}").text
    browser.submit(f"{OWN}/{slug}/stand", {"stand": "klopt"}, status=303)
    assert look(records, slug).confirmed_on == TODAY
    assert "Klopt dit nog?" not in browser.visit(f"{OWN}/{slug}").text


def test_another_site_cannot_end_it(app: Flask, records: Session, sign_in: SignIn, owner: int) -> None:
    slug = made(records, owner)
    browser = sign_in(owner)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        browser.submit(f"{OWN}/{slug}/stand", {"stand": "gestopt"}, status=400)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert look(records, slug).state == InitiativeState.RUNNING
