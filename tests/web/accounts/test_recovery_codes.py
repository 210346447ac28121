from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.accounts.signing_in import (
    CODE_PAGE,
    PASSWORD,
    RECOVERY_PAGE,
    SECURITY_PAGE,
    actions,
    codes_on,
    count,
    errors_of,
    give_password,
    is_signed_in,
    make_neighbour,
    make_staff,
)
from tests.web.conftest import SignIn, Visitor
from webapp.models import RecoveryCode
from webapp.vocabulary import AuditAction

EMAIL = "staf@example.nl"


@pytest.fixture
def account_id(records: Session) -> int:
    return make_staff(records, EMAIL)


def test_new_codes_come_in_place_of_the_old_ones(
    records: Session, account_id: int, sign_in: SignIn, visitor: Visitor
) -> None:
    here, there = sign_in(account_id), sign_in(account_id)
    old = codes_on(here.submit(RECOVERY_PAGE, {"password": PASSWORD}))
    new = codes_on(here.submit(RECOVERY_PAGE, {"password": PASSWORD}))
    assert len({*old, *new}) == 20
    assert count(records, RecoveryCode) == 10
    assert "nog 10 over" in here.visit(SECURITY_PAGE).text
    assert actions(records) == [(AuditAction.CHANGED, account_id)] * 2
    assert is_signed_in(there)

    give_password(visitor, EMAIL)
    visitor.submit(CODE_PAGE, {"code": old[0]}, status=422)
    visitor.submit(CODE_PAGE, {"code": new[0]}, status=303)
    assert "nog 9 over" in here.visit(SECURITY_PAGE).text


def test_codes_are_shown_once(account_id: int, sign_in: SignIn) -> None:
    here = sign_in(account_id)
    page = here.submit(RECOVERY_PAGE, {"password": PASSWORD})

    assert page.response.headers["Cache-Control"] == "no-store"
    again = here.visit(RECOVERY_PAGE)
    assert codes_on(again) == []
    assert not [code for code in codes_on(page) if code in again.response.text]


def test_wrong_password_changes_nothing(records: Session, account_id: int, sign_in: SignIn) -> None:
    here = sign_in(account_id)
    here.submit(RECOVERY_PAGE, {"password": PASSWORD})
    before = set(records.scalars(select(RecoveryCode.code_hash)))
    records.commit()
    page = here.submit(RECOVERY_PAGE, {"password": "niet mijn wachtwoord"}, status=422)

    assert errors_of(page) == {"password": "Dit is niet je wachtwoord."}
    assert set(records.scalars(select(RecoveryCode.code_hash))) == before


def test_codes_of_others_stay(records: Session, account_id: int, sign_in: SignIn) -> None:
    other = make_staff(records, "ander@example.nl")
    for number in (other, account_id):
        sign_in(number).submit(RECOVERY_PAGE, {"password": PASSWORD})

    assert count(records, RecoveryCode, RecoveryCode.account_id == other) == 10
    assert count(records, RecoveryCode) == 20


def test_who_signs_in_by_link_gets_no_codes(records: Session, sign_in: SignIn) -> None:
    sign_in(make_neighbour(records)).submit(RECOVERY_PAGE, {"password": PASSWORD}, status=422)

    assert count(records, RecoveryCode) == 0


def test_ten_wrong_tries_in_a_quarter_of_an_hour_are_enough(account_id: int, sign_in: SignIn) -> None:
    browser = sign_in(account_id)
    for _ in range(10):
        browser.submit(RECOVERY_PAGE, {}, status=422)
    browser.submit(RECOVERY_PAGE, {"password": PASSWORD}, status=429)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {}}, 422),
        ({"data": {"password": "a\x00"}}, 400),
        ({"data": {"password": "x" * 900_000}}, 422),
        ({"json": {"password": PASSWORD}}, 422),
    ],
)
def test_bad_input_is_refused(
    records: Session, account_id: int, sign_in: SignIn, sent: dict[str, Any], status: int
) -> None:
    assert sign_in(account_id).client.post(RECOVERY_PAGE, **sent).status_code == status
    assert count(records, RecoveryCode) == 0


def test_visitor_is_sent_to_sign_in(visitor: Visitor) -> None:
    visitor.visit(RECOVERY_PAGE, status=303)
    visitor.submit(RECOVERY_PAGE, {"password": PASSWORD}, status=401)
