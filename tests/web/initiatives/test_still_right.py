"""The link in the mail that asks whether an initiative is still right: one button, without signing in."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account
from tests.initiative_making import make_content
from tests.web.accounts.signing_in import later, make_neighbour
from tests.web.conftest import Visitor
from tests.web.initiatives.keeping import (
    NOW,
    YEAR_AGO,
    asked,
    end,
    get,
    look,
    made,
    made_by_another,
    merge,
    share_with_partner,
)
from tests.web.initiatives.registering import OWN
from webapp.initiatives.actions import approve, propose
from webapp.models import InitiativeOrganiser, Listing


def test_one_click_in_the_mail_says_that_it_is_still_right(records: Session, visitor: Visitor, owner: int) -> None:
    weekly = make_content(starts_on=date(2026, 1, 6), rrule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201")
    slug = made(records, owner, weekly, on=YEAR_AGO)
    (path,) = asked(records)
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


def test_answer_of_one_organiser_is_for_all(records: Session, app: Flask, owner: int) -> None:
    slug = made(records, owner, on=YEAR_AGO)
    share_with_partner(records, slug, make_neighbour(records, "lid@example.nl"))
    first, second = asked(records)
    one, other = Visitor(app.test_client()), Visitor(app.test_client())
    assert "Ja, dit klopt nog" in other.visit(second).text
    one.submit(first, {}, status=303)
    assert "Dank je" in other.visit(second).text


def test_link_works_for_120_days(records: Session, visitor: Visitor, owner: int) -> None:
    slug = made(records, owner, on=YEAR_AGO)
    (path,) = asked(records)
    with later(days=120):
        visitor.visit(path)
    with later(days=121):
        assert "Deze vraag is voorbij" in visitor.visit(path, status=410).text
        visitor.submit(path, {}, status=410)
    assert look(records, slug).confirmed_on == YEAR_AGO


@pytest.mark.parametrize("state", ["gone", "altered"])
def test_link_of_who_does_not_keep_it_any_more_does_nothing(
    records: Session, visitor: Visitor, owner: int, state: str
) -> None:
    slug = made(records, owner, on=YEAR_AGO)
    (path,) = asked(records)
    if state == "gone":
        for each in records.scalars(select(InitiativeOrganiser).where(InitiativeOrganiser.account_id == owner)):
            records.delete(each)
        records.commit()
    else:
        path = path[:-9] + ("a" if path[-9] != "a" else "b") + path[-8:]
    visitor.visit(path, status=410)
    visitor.submit(path, {}, status=410)
    assert look(records, slug).confirmed_on == YEAR_AGO


@pytest.mark.parametrize("became", ["ended", "merged"])
def test_what_is_not_shown_any_more_is_not_asked_about(
    records: Session, visitor: Visitor, owner: int, became: str
) -> None:
    slug = made(records, owner, make_content("Dubbel"), on=YEAR_AGO)
    (path,) = asked(records)
    assert "Dubbel" in visitor.visit(path).text
    if became == "ended":
        end(records, slug)
    else:
        merge(records, slug, made_by_another(records))
    assert "Is het initiatief gestopt" in visitor.visit(path, status=410).text
    visitor.submit(path, {}, status=410)
    assert look(records, slug).confirmed_on == YEAR_AGO


@pytest.mark.parametrize("token", ["x", "a.b", "W10.x", "a" * 2000])
def test_link_that_was_never_mailed_is_over(visitor: Visitor, token: str) -> None:
    visitor.visit(f"/initiatieven/klopt-nog/{token}", status=410)


def test_approval_answers_the_question_too(records: Session, visitor: Visitor, owner: int) -> None:
    slug = made(records, owner, on=YEAR_AGO)
    (path,) = asked(records)
    initiative = get(records, slug)
    revision = propose(records, initiative, make_content("Nieuw"), by=owner, version=initiative.version, now=NOW)
    approve(records, initiative, revision, by=None, today=TODAY, now=NOW)
    records.commit()
    assert "Dank je" in visitor.visit(path).text


def test_yes_counts_for_what_was_asked_about_only(records: Session, visitor: Visitor, owner: int) -> None:
    first = made(records, owner, make_content("Eerste"), on=YEAR_AGO)
    second = made(records, make_account(records).id, make_content("Tweede"), on=YEAR_AGO - timedelta(days=1))
    path, _ = asked(records)
    visitor.submit(path, {}, status=303)
    assert look(records, first).confirmed_on == TODAY
    assert look(records, second).confirmed_on == YEAR_AGO - timedelta(days=1)


def test_another_site_cannot_say_it(app: Flask, records: Session, visitor: Visitor, owner: int) -> None:
    slug = made(records, owner, on=YEAR_AGO)
    (path,) = asked(records)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        visitor.submit(path, {}, status=400)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert look(records, slug).confirmed_on == YEAR_AGO
