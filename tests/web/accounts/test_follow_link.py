import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_grant
from tests.web.accounts.signing_in import (
    LINK_PAGE,
    OWN_PAGE,
    PASSWORD_PAGE,
    RESET_PAGE,
    SENT_PAGE,
    SPENT,
    Site,
    actions,
    at_once,
    comparable,
    copy_of,
    count,
    digits_on,
    errors_of,
    is_signed_in,
    last_link,
    later,
    mailed_link,
    make_neighbour,
    make_staff,
    posting,
    sign_in_fully,
    token_of,
    wrong,
)
from tests.web.conftest import Visitor
from webapp.accounts.rules import LINK_ATTEMPTS
from webapp.models import Account, AccountSession, EmailLink
from webapp.vocabulary import AuditAction, Role

EMAIL = "proefbuur@example.nl"
PROFILE = "/mijn/profiel"


def test_link_signs_in_who_is_known_and_leads_to_their_own_page(records: Session, visitor: Visitor) -> None:
    account_id = make_neighbour(records, EMAIL)
    path = mailed_link(visitor, records, EMAIL)
    opened = visitor.visit(path)
    assert opened.soup.select_one('[name="digits"]') is None
    assert not is_signed_in(visitor)

    page = visitor.submit(path, {}, status=303)
    assert page.response.headers["Location"] == OWN_PAGE
    assert "Dag Aaf Buur" in visitor.visit(OWN_PAGE).text
    assert actions(records) == [(AuditAction.SIGNED_IN, account_id)]
    assert records.get_one(Account, account_id).last_signed_in_at is not None


def test_link_makes_an_account_for_a_new_address_and_asks_a_name(records: Session, visitor: Visitor) -> None:
    visitor.client.set_cookie("taal", "en")
    page = visitor.submit(mailed_link(visitor, records, EMAIL), {}, status=303)

    assert page.response.headers["Location"] == PROFILE
    account = records.scalars(select(Account).where(Account.email == EMAIL)).one()
    assert (account.password_hash, account.language) == (None, "en")
    assert is_signed_in(visitor)
    assert [action for action, _ in actions(records)] == [AuditAction.CREATED, AuditAction.SIGNED_IN]


def test_link_leads_to_the_page_that_was_wanted(records: Session, visitor: Visitor) -> None:
    make_neighbour(records, EMAIL)
    sent_away = visitor.visit("/mijn/beveiliging?taal=nl", status=303)
    visitor.visit(sent_away.response.headers["Location"])

    page = visitor.submit(mailed_link(visitor, records, EMAIL), {}, status=303)
    assert page.response.headers["Location"] == "/mijn/beveiliging?taal=nl"


def test_link_works_once(records: Session, visitor: Visitor, app: Flask) -> None:
    path = mailed_link(visitor, records, EMAIL)
    visitor.submit(path, {}, status=303)

    for browser in (visitor, Visitor(app.test_client())):
        assert SPENT in browser.visit(path, status=410).text
        assert SPENT in browser.submit(path, {}, status=410).text
    assert count(records, AccountSession) == 1


def test_link_works_half_an_hour(records: Session, visitor: Visitor, app: Flask) -> None:
    other = Visitor(app.test_client())
    first, second = mailed_link(other, records, EMAIL), mailed_link(visitor, records, EMAIL)

    with later(minutes=29, seconds=50):
        other.submit(first, {}, status=303)
    with later(minutes=30, seconds=10):
        visitor.visit(second, status=410)
        visitor.submit(second, {}, status=410)


def test_opening_a_link_does_not_use_it_up(records: Session, visitor: Visitor, app: Flask) -> None:
    path = mailed_link(visitor, records, EMAIL)
    scanner = app.test_client()
    for _ in range(3):
        assert scanner.get(path).status_code == 200
        assert scanner.head(path).status_code == 200
        assert scanner.options(path).status_code == 200

    visitor.submit(path, {}, status=303)
    assert scanner.get(path).status_code == 410


def test_dead_links_all_look_alike(records: Session, visitor: Visitor, app: Flask) -> None:
    path = mailed_link(Visitor(app.test_client()), records, EMAIL)
    reset = mailed_link(visitor, records, EMAIL, page=RESET_PAGE)
    spent = mailed_link(visitor, records, EMAIL)
    visitor.client.post(spent)
    visitor.client.post("/uitloggen")
    altered = path[:-1] + ("a" if path[-1] != "a" else "b")
    other_purpose = reset.replace("herstel", "link")
    unknown = re.sub(r"[^/]+$", "x" * 43, path)
    visitor.visit(path)

    pages = [visitor.visit(each, status=410) for each in (altered, other_purpose, unknown, spent)]
    with later(minutes=31):
        pages.append(visitor.visit(path, status=410))
    words = [re.sub(r'href="/[^"]*taal=[^"]*"', "", comparable(page.response)[1]) for page in pages]
    assert words == [words[0]] * 5


@pytest.mark.parametrize("token", ["x", "x" * 5000, "%20", "é", "..", "%25", "' OR 1=1 --"])
def test_nonsense_for_a_link_is_a_dead_link(visitor: Visitor, token: str) -> None:
    assert visitor.client.get(f"/inloggen/link/{token}").status_code in (308, 404, 410)
    assert visitor.client.post(f"/inloggen/link/{token}").status_code in (308, 404, 405, 410)


def test_another_browser_gives_the_digits_that_the_first_one_shows(
    records: Session, visitor: Visitor, app: Flask
) -> None:
    path = mailed_link(visitor, records, EMAIL)
    digits, other = digits_on(visitor.visit(SENT_PAGE)), Visitor(app.test_client())
    assert other.visit(path).soup.select_one('[name="digits"]') is not None
    for given in ({}, {"digits": ""}, {"digits": "x" * 11}, {"digits": "١٢٣٤"}):
        page = other.submit(path, given, status=422)
        assert "digits" in errors_of(page)
    assert not is_signed_in(other)

    other.submit(path, {"digits": f" {digits} "}, status=303)
    assert is_signed_in(other)
    assert not is_signed_in(visitor)


def test_another_browser_that_asked_for_a_link_too_gives_the_digits(
    records: Session, visitor: Visitor, app: Flask
) -> None:
    other = Visitor(app.test_client())
    mailed_link(other, records, EMAIL)
    path = mailed_link(visitor, records, EMAIL)

    other.submit(path, {}, status=422)
    visitor.submit(path, {}, status=303)


def test_five_wrong_guesses_use_the_link_up(site: Site) -> None:
    visitor, thief = site.visitor(), site.visitor()
    visitor.submit(LINK_PAGE, {"email": EMAIL}, status=303)
    digits = digits_on(visitor.visit(SENT_PAGE))
    with site.owner() as owner:
        path = last_link(owner)
    for number in range(1, LINK_ATTEMPTS + 1):
        assert site.read(select(EmailLink.attempts)) == [number - 1]
        thief.submit(path, {"digits": wrong(digits, number)}, status=422)

    thief.submit(path, {"digits": digits}, status=410)
    visitor.submit(path, {}, status=410)


def test_four_wrong_guesses_leave_a_last_one(site: Site) -> None:
    visitor, other = site.visitor(), site.visitor()
    visitor.submit(LINK_PAGE, {"email": EMAIL}, status=303)
    digits = digits_on(visitor.visit(SENT_PAGE))
    with site.owner() as owner:
        path = last_link(owner)
    for number in range(1, LINK_ATTEMPTS):
        other.submit(path, {"digits": wrong(digits, number)}, status=422)

    other.submit(path, {"digits": digits}, status=303)
    assert is_signed_in(other)


def test_of_two_who_use_a_link_at_once_one_gets_in(site: Site) -> None:
    visitor = site.visitor()
    for number in range(3):
        visitor.submit(LINK_PAGE, {"email": f"buur{number}@example.nl"}, status=303)
        with site.owner() as owner:
            path = last_link(owner)
        assert at_once(*(posting(copy_of(visitor, site), path) for _ in range(2))) == [303, 410]
    assert len(site.read(select(AccountSession.id))) == 3


def test_of_many_who_guess_at_once_five_are_heard(site: Site) -> None:
    visitor = site.visitor()
    visitor.submit(LINK_PAGE, {"email": EMAIL}, status=303)
    digits = digits_on(visitor.visit(SENT_PAGE))
    with site.owner() as owner:
        path = last_link(owner)

    # not all at once: each guess takes two of the site's eight connections
    first = at_once(*(posting(site.visitor(), path, digits=wrong(digits, number)) for number in range(1, 4)))
    then = at_once(*(posting(site.visitor(), path, digits=wrong(digits, number)) for number in range(4, 8)))
    assert (first, then) == ([422] * 3, [410, 410, 422, 422])
    assert posting(site.visitor(), path, digits=digits)() == 410


def test_two_links_of_one_new_address_used_at_once_make_one_account(site: Site) -> None:
    paths = []
    browsers = [site.visitor(), site.visitor()]
    for browser in browsers:
        browser.submit(LINK_PAGE, {"email": EMAIL}, status=303)
        with site.owner() as owner:
            paths.append(last_link(owner))

    assert at_once(*map(posting, browsers, paths)) == [303, 303]
    assert len(site.read(select(Account.id).where(Account.email == EMAIL))) == 1
    assert [is_signed_in(browser) for browser in browsers] == [True, True]


def with_role(session: Session) -> None:
    make_grant(session, make_neighbour(session, EMAIL), Role.MUNICIPALITY_VIEWER)


def with_coming_role(session: Session) -> None:
    make_grant(session, make_neighbour(session, EMAIL), Role.CITY_COORDINATOR, since=date(2030, 1, 1))


def with_past_role(session: Session) -> None:
    account_id = make_staff(session, EMAIL, role=None)
    make_grant(session, account_id, Role.CITY_COORDINATOR, ended=True)


def with_waiting_role(session: Session) -> None:
    make_grant(session, make_neighbour(session, EMAIL), Role.ADMINISTRATOR, waits=True)


def with_password(session: Session) -> None:
    make_staff(session, EMAIL, role=None, with_app=False)


@pytest.mark.parametrize("have", [with_role, with_coming_role, with_past_role, with_waiting_role, with_password])
def test_link_alone_does_not_let_in_who_could_see_others(
    records: Session, visitor: Visitor, have: Callable[[Session], None]
) -> None:
    have(records)
    records.commit()
    page = visitor.submit(mailed_link(visitor, records, EMAIL), {}, status=303)

    assert page.response.headers["Location"] == f"{PASSWORD_PAGE}?wachtwoord=1"
    assert not is_signed_in(visitor)
    assert "is een link niet genoeg" in visitor.visit(page.response.headers["Location"]).text
    assert count(records, AccountSession) == 0


@pytest.mark.parametrize("over", [{"ended": True}, {"until": date(2026, 11, 22)}])
def test_who_was_invited_and_then_not_after_all_comes_in_as_a_neighbour(
    records: Session, visitor: Visitor, over: dict[str, object]
) -> None:
    make_grant(records, make_neighbour(records, EMAIL), Role.CITY_COORDINATOR, **over)  # type: ignore[arg-type]  # passed on
    records.commit()
    page = visitor.submit(mailed_link(visitor, records, EMAIL), {}, status=303)

    assert page.response.headers["Location"] == OWN_PAGE
    visitor.visit("/mensen", status=404)


def test_who_needs_a_password_comes_to_the_wanted_page_after_it(records: Session, visitor: Visitor) -> None:
    make_staff(records, EMAIL)
    visitor.visit(f"{LINK_PAGE}?verder=/mensen")
    page = visitor.submit(mailed_link(visitor, records, EMAIL), {}, status=303)
    visitor.visit(page.response.headers["Location"])

    assert sign_in_fully(visitor, EMAIL).response.headers["Location"] == "/mensen"


def test_signing_in_ends_the_session_that_this_browser_had(records: Session, visitor: Visitor) -> None:
    first = make_neighbour(records, "eerste@example.nl")
    visitor.submit(mailed_link(visitor, records, "eerste@example.nl"), {}, status=303)
    token = token_of(visitor)
    second = make_neighbour(records, EMAIL)
    visitor.submit(mailed_link(visitor, records, EMAIL), {}, status=303)

    assert token_of(visitor) not in (None, token)
    assert count(records, AccountSession, AccountSession.account_id == first) == 0
    assert count(records, AccountSession, AccountSession.account_id == second) == 1


def test_form_without_its_token_does_not_use_the_link(
    records: Session, visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = mailed_link(visitor, records, EMAIL)
    with monkeypatch.context() as strict:
        strict.setitem(app.config, "WTF_CSRF_ENABLED", True)
        visitor.submit(path, {}, status=400)
        token = visitor.visit(path).soup.select_one("[name=csrf_token]")["value"]
        visitor.submit(path, {"csrf_token": token}, status=303)
    assert is_signed_in(visitor)
