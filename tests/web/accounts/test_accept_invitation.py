from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import key_file
from tests.factories import make_account, make_grant
from tests.web.accounts.signing_in import (
    APP_PAGE,
    LINK_PAGE,
    OWN_PAGE,
    PASSWORD,
    PASSWORD_PAGE,
    SPENT,
    Site,
    actions,
    at_once,
    code_of_now,
    codes_on,
    count,
    errors_of,
    give_password,
    is_signed_in,
    last_link,
    later,
    mailed_link,
    make_neighbour,
    make_staff,
    posting,
    secret_on,
)
from tests.web.conftest import Visitor
from webapp.accounts.links import LinkMail, LinkMaker, post_link
from webapp.encryption import read_key_ring
from webapp.models import Account, AccountSession, EmailLink, Person
from webapp.vocabulary import AuditAction, LinkPurpose, Role

EMAIL = "genodigd@example.nl"
FILLED = {"name": "Wiebe Genodigd", "new_password": PASSWORD}


def invite(session: Session, email: str = EMAIL, *, has_account: bool = False) -> str:
    """The path of an invitation to be a coordinator of the city."""
    if not has_account:
        account = make_account(session, email)
        make_grant(session, account.id, Role.CITY_COORDINATOR)
    maker = LinkMaker(read_key_ring(key_file()).lookup_key, "http://127.0.0.1:8050", "/uitnodiging")
    post_link(session, maker, LinkPurpose.INVITATION, email, LinkMail("Proef", "{link}"), now=datetime.now(UTC))
    session.commit()
    return last_link(session, email)


def test_page_tells_for_which_address_it_is(records: Session, visitor: Visitor) -> None:
    page = visitor.visit(invite(records))

    assert EMAIL in page.text
    assert page.soup.select_one("[name=digits]") is None
    assert errors_of(page) == {}


def test_name_and_password_are_kept_and_the_second_step_follows(records: Session, visitor: Visitor) -> None:
    page = visitor.submit(invite(records), FILLED, status=303)

    assert page.response.headers["Location"] == APP_PAGE
    assert not is_signed_in(visitor)
    account_id = records.scalars(select(Account.id).where(Account.email == EMAIL)).one()
    assert list(records.scalars(select(Person.name).where(Person.account_id == account_id))) == [FILLED["name"]]
    assert actions(records) == [
        (AuditAction.PASSWORD_CHANGED, account_id),
        (AuditAction.INVITATION_ACCEPTED, account_id),
        (AuditAction.CREATED, account_id),
    ]


def test_whole_way_ends_at_ones_own_page(records: Session, visitor: Visitor) -> None:
    visitor.submit(invite(records), FILLED, status=303)
    assert visitor.visit(OWN_PAGE, status=303).response.headers["Location"].startswith(LINK_PAGE)
    secret = secret_on(visitor.visit(APP_PAGE))
    page = visitor.submit(APP_PAGE, {"code": code_of_now(secret=secret)})

    assert len(codes_on(page)) == 10
    own = visitor.visit(OWN_PAGE)
    assert "Dag Wiebe Genodigd" in own.text
    assert "stadscoördinator" in own.text


def test_who_stopped_halfway_goes_on_with_the_password(records: Session, visitor: Visitor, app: Flask) -> None:
    path = invite(records)
    visitor.submit(path, FILLED, status=303)
    later_on = Visitor(app.test_client())

    assert SPENT in later_on.visit(path, status=410).text
    assert give_password(later_on, EMAIL).response.headers["Location"] == APP_PAGE


def test_invitation_works_once_and_a_week(records: Session, visitor: Visitor, app: Flask) -> None:
    path = invite(records)
    with later(days=7, minutes=1):
        visitor.visit(path, status=410)
        visitor.submit(path, FILLED, status=410)
    with later(days=6, hours=23):
        for _ in range(2):
            visitor.visit(path)
            visitor.client.head(path)
        visitor.submit(path, FILLED, status=303)
        Visitor(app.test_client()).submit(path, FILLED, status=410)


def test_who_has_a_password_already_goes_to_sign_in(records: Session, visitor: Visitor) -> None:
    make_staff(records, "staf@example.nl")
    path = invite(records, "staf@example.nl", has_account=True)
    for page in (visitor.visit(path, status=303), visitor.submit(path, FILLED, status=303)):
        assert page.response.headers["Location"] == PASSWORD_PAGE

    assert count(records, Person, Person.name == FILLED["name"]) == 0
    give_password(visitor, "staf@example.nl")


def test_neighbour_who_is_invited_keeps_the_name(records: Session, visitor: Visitor) -> None:
    account_id = make_neighbour(records, "link@example.nl")
    make_grant(records, account_id, Role.CITY_COORDINATOR)
    visitor.submit(invite(records, "link@example.nl", has_account=True), FILLED, status=303)

    assert list(records.scalars(select(Person.name).where(Person.account_id == account_id))) == ["Aaf Buur"]
    records.commit()
    give_password(visitor, "link@example.nl")


def test_invitation_of_an_account_that_is_gone_is_a_dead_link(records: Session, visitor: Visitor) -> None:
    path = invite(records)
    records.delete(records.scalars(select(Account).where(Account.email == EMAIL)).one())
    records.commit()

    visitor.visit(path, status=410)
    visitor.submit(path, FILLED, status=410)


def test_session_that_this_browser_had_ends(records: Session, visitor: Visitor) -> None:
    other = make_neighbour(records, "link@example.nl")
    visitor.submit(mailed_link(visitor, records, "link@example.nl"), {}, status=303)
    assert count(records, AccountSession, AccountSession.account_id == other) == 1
    visitor.submit(invite(records), FILLED, status=303)

    assert count(records, AccountSession, AccountSession.account_id == other) == 0
    assert count(records, AccountSession) == 1


@pytest.mark.parametrize(
    "password",
    [
        "",
        "kort",
        "elf tekens!",
        "x" * 201,
        "aaaaaaaaaaaa",
        "wachtwoord123",
        "missie050missie050",
        "WiebeGenodigd",
        "genodigdwiebe1",
        "w13b3g3n0d1gd",
        "genodigdexample",
    ],
)
def test_password_that_is_guessed_quickly_is_refused_and_the_name_stays(
    records: Session, visitor: Visitor, password: str
) -> None:
    path = invite(records)
    page = visitor.submit(path, {**FILLED, "new_password": password}, status=422)

    assert list(errors_of(page)) == ["new_password"]
    assert page.soup.find(id="name")["value"] == FILLED["name"]
    assert not page.soup.find(id="new_password").get("value")
    visitor.submit(path, FILLED, status=303)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "x" * 900_000])
def test_name_is_needed_and_short(records: Session, visitor: Visitor, name: str) -> None:
    page = visitor.submit(invite(records), {**FILLED, "name": name}, status=422)

    assert list(errors_of(page)) == ["name"]
    assert PASSWORD not in page.response.text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {}}, 422),
        ({"data": {**FILLED, "name": "a\x00b"}}, 400),
        ({"data": {**FILLED, "name": "x" * 2_000_000}}, 413),
        ({"data": {**FILLED, "name": "<script>alert(1)</script>", "new_password": "kort"}}, 422),
        ({"json": FILLED}, 422),
    ],
)
def test_bad_input_is_refused(records: Session, visitor: Visitor, sent: dict[str, Any], status: int) -> None:
    response = visitor.client.post(invite(records), **sent)

    assert response.status_code == status
    assert "<script>alert" not in response.text
    assert list(records.scalars(select(EmailLink.used_at))) == [None]


def test_of_two_who_accept_at_once_one_is_heard(site: Site) -> None:
    with site.owner() as owner:
        path = invite(owner)

    assert at_once(*(posting(site.visitor(), path, **FILLED) for _ in range(2))) == [303, 410]
    assert len(site.read(select(Person.id).where(Person.name == FILLED["name"]))) == 1


def test_link_to_sign_in_does_not_pass_for_an_invitation(records: Session, visitor: Visitor) -> None:
    path = mailed_link(visitor, records, EMAIL)
    visitor.visit(path)

    visitor.visit(path.replace("/inloggen/link/", "/uitnodiging/"), status=410)
