"""The link that confirms a registration: it registers, and signs in who needs no more than that."""

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.web.accounts.signing_in import (
    count,
    digits_on,
    errors_of,
    is_signed_in,
    last_link,
    later,
    make_neighbour,
    wrong,
)
from tests.web.conftest import SignIn, Visitor
from tests.web.initiatives.registering import EMAIL, NEW, OWN, SENT, filled, make_coordinator, registered, stands
from webapp.accounts.rules import LINK_ATTEMPTS
from webapp.models import Account, EmailLink, Initiative, InitiativeDraft, InitiativeOrganiser, OutboxMail, Theme

TITLE = "Samen eten in Selwerd"


def registering(browser: Visitor, records: Session, email: str = EMAIL, **changes: object) -> str:
    """Register in this browser, and give the path that was mailed."""
    browser.submit(NEW, filled(email=email, **changes), status=303)
    return last_link(records, email)


def test_link_shows_what_is_registered_and_the_button_does_it(records: Session, visitor: Visitor) -> None:
    path = registering(visitor, records, description="<b>${x}</b>\nTweede regel")
    before = count(records, Initiative)
    page = visitor.visit(path)
    assert TITLE in page.text
    assert page.soup.find("span", class_="facts__words", string="<b>${x}</b>\nTweede regel") is not None
    assert page.soup.select_one("[name=digits]") is None
    assert count(records, Initiative) == before

    done = visitor.submit(path, {}, status=303)
    initiative, content = registered(records)
    assert content.title == TITLE
    account = records.scalars(select(Account).where(Account.email == EMAIL)).one()
    owner = select(InitiativeOrganiser.account_id).where(InitiativeOrganiser.initiative_id == initiative.id)
    assert records.scalars(owner).one() == account.id
    subjects = list(records.scalars(select(OutboxMail.subject).order_by(OutboxMail.id)))
    assert subjects[-1] == "We hebben je initiatief ontvangen"
    records.rollback()
    assert count(records, InitiativeDraft) == 0
    assert is_signed_in(visitor)
    assert "Bedankt! We hebben je initiatief ontvangen" in visitor.visit(done.response.location).text
    assert TITLE in visitor.visit(OWN).text


def test_other_browser_gives_the_digits_that_the_first_one_shows(
    records: Session, visitor: Visitor, app: Flask
) -> None:
    path = registering(visitor, records)
    digits = digits_on(visitor.visit(SENT))
    other = Visitor(app.test_client())
    assert other.visit(path).soup.select_one("[name=digits]") is not None

    assert set(errors_of(other.submit(path, {"digits": wrong(digits, 1)}, status=422))) == {"digits"}
    other.submit(path, {"digits": digits}, status=303)
    assert is_signed_in(other)


def test_link_works_once_and_for_a_day(records: Session, visitor: Visitor, app: Flask) -> None:
    path = registering(visitor, records)
    visitor.submit(path, {}, status=303)
    assert "werkt niet (meer)" in visitor.visit(path, status=410).text
    visitor.submit(path, {}, status=410)
    assert count(records, Initiative, Initiative.slug.like("samen-eten-in%")) == 1

    late = Visitor(app.test_client())
    path = registering(late, records, "laat@example.nl", title="Heel iets anders")
    with later(hours=23, minutes=59):
        late.visit(path)
    with later(hours=24, minutes=1):
        late.visit(path, status=410)
        late.submit(path, {}, status=410)


@pytest.mark.parametrize("token", ["x", "a" * 43])
def test_link_that_was_never_mailed_is_spent(visitor: Visitor, token: str) -> None:
    visitor.visit(f"/initiatieven/bevestig/{token}", status=410)


def test_link_to_sign_in_registers_nothing(records: Session, visitor: Visitor) -> None:
    visitor.submit("/inloggen", {"email": EMAIL}, status=303)
    token = last_link(records, EMAIL).rpartition("/")[2]
    visitor.visit(f"/initiatieven/bevestig/{token}", status=410)
    registering_token = registering(visitor, records).rpartition("/")[2]
    visitor.visit(f"/inloggen/link/{registering_token}", status=410)


def test_draft_of_a_link_that_is_over_waits_for_its_owner(records: Session, visitor: Visitor) -> None:
    path = registering(visitor, records)
    records.execute(update(EmailLink).values(attempts=LINK_ATTEMPTS))
    records.commit()
    visitor.submit(path, {}, status=410)

    visitor.submit("/inloggen", {"email": EMAIL}, status=303)
    visitor.submit(last_link(records, EMAIL), {}, status=303)
    link = visitor.visit(OWN).soup.find("a", string=TITLE)
    assert stands(visitor.visit(str(link["href"])))["title"] == [TITLE]


def test_account_with_a_role_registers_and_signs_in_as_always(records: Session, visitor: Visitor) -> None:
    account_id = make_coordinator(records, EMAIL)
    page = visitor.submit(registering(visitor, records), {}, status=303)

    assert page.response.location.startswith("/inloggen/wachtwoord?")
    assert not is_signed_in(visitor)
    initiative, _ = registered(records)
    owner = select(InitiativeOrganiser.account_id).where(InitiativeOrganiser.initiative_id == initiative.id)
    assert records.scalars(owner).one() == account_id


def test_neighbour_with_an_account_gets_it_under_that(records: Session, visitor: Visitor) -> None:
    account_id = make_neighbour(records, EMAIL)
    visitor.submit(registering(visitor, records), {}, status=303)
    assert count(records, Account, Account.email == EMAIL) == 1
    initiative, _ = registered(records)
    owner = select(InitiativeOrganiser.account_id).where(InitiativeOrganiser.initiative_id == initiative.id)
    assert records.scalars(owner).one() == account_id


def test_who_was_signed_in_as_another_is_the_new_one_afterwards(
    records: Session, visitor: Visitor, sign_in: SignIn
) -> None:
    path = registering(visitor, records)
    digits = digits_on(visitor.visit(SENT))
    other = sign_in(make_neighbour(records, "ander@example.nl"))
    other.submit(path, {"digits": digits}, status=303)
    assert TITLE in other.visit(OWN).text


def test_what_cannot_be_registered_any_more_goes_back_to_its_form(records: Session, visitor: Visitor) -> None:
    path = registering(visitor, records, themes=["taal"], main_theme="", **{"effects-0-theme": ""})
    theme = records.scalars(select(Theme).where(Theme.slug == "taal")).one()
    theme.is_offered = False
    records.commit()
    assert "nog iets nakijken" in visitor.visit(path).text

    page = visitor.submit(path, {}, status=303)
    assert is_signed_in(visitor)
    form = visitor.visit(page.response.location)
    assert stands(form)["title"] == [TITLE]
    assert count(records, InitiativeDraft) == 1
