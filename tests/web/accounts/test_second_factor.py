from typing import Any

import pytest
from flask import Flask
from sqlalchemy import URL, NullPool, create_engine, select
from sqlalchemy.orm import Session

from tests.conftest import key_file
from tests.web.accounts.signing_in import (
    APP_PAGE,
    CODE_PAGE,
    OWN_PAGE,
    PASSWORD_PAGE,
    SECRET,
    Site,
    actions,
    at_once,
    code_of_now,
    count,
    errors_of,
    give_password,
    is_signed_in,
    later,
    make_staff,
    posting,
)
from tests.web.conftest import MakeApp, Visitor
from webapp.accounts.actions import renew_recovery_codes
from webapp.encryption import read_key_ring
from webapp.models import Account, AccountSession, AuditEvent, OutboxMail, RecoveryCode
from webapp.vocabulary import AuditAction, SignInStage

EMAIL = "staf@example.nl"
WRONG = "Deze code klopt niet, of is al gebruikt. Neem de code die je app nu laat zien."


@pytest.fixture
def account_id(records: Session) -> int:
    return make_staff(records, EMAIL)


@pytest.fixture
def waiting(account_id: int, visitor: Visitor) -> Visitor:
    """Somebody who gave the password."""
    give_password(visitor, EMAIL)
    return visitor


def recovery_codes(session: Session, account_id: int) -> list[str]:
    codes = renew_recovery_codes(session, account_id, ring=read_key_ring(key_file()))
    session.commit()
    return codes


def test_code_of_now_lets_in(records: Session, account_id: int, waiting: Visitor) -> None:
    page = waiting.submit(CODE_PAGE, {"code": code_of_now()}, status=303)

    assert page.response.headers["Location"] == OWN_PAGE
    assert is_signed_in(waiting)
    assert actions(records) == [(AuditAction.SIGNED_IN, account_id)]
    assert list(records.scalars(select(AccountSession.stage))) == [SignInStage.FULL]


def test_code_may_have_spaces(waiting: Visitor) -> None:
    code = code_of_now()
    waiting.submit(CODE_PAGE, {"code": f" {code[:3]} {code[3:]} "}, status=303)


def test_page_without_a_password_first_leads_back(visitor: Visitor, account_id: int) -> None:
    assert visitor.visit(CODE_PAGE, status=303).response.headers["Location"] == PASSWORD_PAGE
    page = visitor.submit(CODE_PAGE, {"code": code_of_now()}, status=303)
    assert page.response.headers["Location"] == PASSWORD_PAGE
    assert not is_signed_in(visitor)


@pytest.mark.parametrize("code", ["", "000000", "x", "１２３４５６", "0" * 41, "aaaaa-aaaaa"])
def test_wrong_code_is_refused(waiting: Visitor, code: str) -> None:
    if code == code_of_now():
        code = "111111"
    page = waiting.submit(CODE_PAGE, {"code": code}, status=422)
    assert "code" in errors_of(page)
    assert not is_signed_in(waiting)

    waiting.submit(CODE_PAGE, {"code": code_of_now()}, status=303)


def test_code_works_once(waiting: Visitor, app: Flask) -> None:
    code = code_of_now()
    waiting.submit(CODE_PAGE, {"code": code}, status=303)
    thief = Visitor(app.test_client())
    give_password(thief, EMAIL)

    assert errors_of(thief.submit(CODE_PAGE, {"code": code}, status=422)) == {"code": WRONG}
    with later(seconds=30):
        thief.submit(CODE_PAGE, {"code": code}, status=422)
        thief.submit(CODE_PAGE, {"code": code_of_now()}, status=303)


def test_code_before_the_one_that_was_used_is_refused(waiting: Visitor, app: Flask) -> None:
    before = code_of_now(-1)
    waiting.submit(CODE_PAGE, {"code": code_of_now()}, status=303)
    other = Visitor(app.test_client())
    give_password(other, EMAIL)

    other.submit(CODE_PAGE, {"code": before}, status=422)


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_clock_may_be_off_by_one_step(waiting: Visitor, steps: int, status: int) -> None:
    waiting.submit(CODE_PAGE, {"code": code_of_now(steps)}, status=status)


def test_recovery_code_works_once(records: Session, account_id: int, waiting: Visitor, app: Flask) -> None:
    codes = recovery_codes(records, account_id)
    typed = f" {codes[0].upper().replace('-', ' ')} "
    waiting.submit(CODE_PAGE, {"code": typed}, status=303)
    assert is_signed_in(waiting)
    assert count(records, RecoveryCode) == 9
    assert AuditAction.RECOVERY_CODE_USED in [action for action, _ in actions(records)]

    again = Visitor(app.test_client())
    give_password(again, EMAIL)
    again.submit(CODE_PAGE, {"code": codes[0]}, status=422)
    again.submit(CODE_PAGE, {"code": codes[1]}, status=303)


def test_recovery_code_of_somebody_else_is_refused(records: Session, waiting: Visitor) -> None:
    other = recovery_codes(records, make_staff(records, "ander@example.nl"))

    waiting.submit(CODE_PAGE, {"code": other[0]}, status=422)
    assert count(records, RecoveryCode) == 10


def test_recovery_codes_are_kept_as_hashes(records: Session, account_id: int) -> None:
    codes = recovery_codes(records, account_id)
    kept = b"".join(records.scalars(select(RecoveryCode.code_hash)))

    assert len(set(codes)) == 10
    assert all(code.replace("-", "").encode() not in kept and code.encode() not in kept for code in codes)


def test_secret_of_the_app_is_sealed(records: Session, account_id: int) -> None:
    sealed = records.get_one(Account, account_id).totp_secret
    assert sealed is not None
    assert SECRET.encode() not in sealed


def test_of_two_who_send_one_code_at_once_one_gets_in(site: Site) -> None:
    with site.owner() as owner:
        make_staff(owner, EMAIL)
    for number in range(3):
        with later(minutes=number):
            browsers = [site.visitor(), site.visitor()]
            for browser in browsers:
                give_password(browser, EMAIL)
            code = code_of_now()
            assert at_once(*(posting(browser, CODE_PAGE, code=code) for browser in browsers)) == [303, 422]


def test_of_two_who_send_one_recovery_code_at_once_one_gets_in(site: Site) -> None:
    with site.owner() as owner:
        code = recovery_codes(owner, make_staff(owner, EMAIL))[0]
    browsers = [site.visitor(), site.visitor()]
    for browser in browsers:
        give_password(browser, EMAIL)

    assert at_once(*(posting(browser, CODE_PAGE, code=code) for browser in browsers)) == [303, 422]


def test_ten_wrong_codes_in_a_quarter_of_an_hour_close_the_account(
    records: Session, waiting: Visitor, app: Flask
) -> None:
    for number in range(10):
        browser = Visitor(app.test_client()) if number == 5 else waiting
        if browser is not waiting:
            give_password(browser, EMAIL)
        browser.submit(CODE_PAGE, {"code": "x"}, status=422)
    page = waiting.submit(CODE_PAGE, {"code": code_of_now()}, status=429)
    assert "minuten opnieuw." in page.text

    make_staff(records, "ander@example.nl")
    other = Visitor(app.test_client())
    give_password(other, "ander@example.nl")
    other.submit(CODE_PAGE, {"code": code_of_now()}, status=303)
    with later(minutes=16):
        again = Visitor(app.test_client())
        give_password(again, EMAIL)
        again.submit(CODE_PAGE, {"code": code_of_now()}, status=303)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {}}, 422),
        ({"data": {"code": "1\x002"}}, 400),
        ({"data": {"code": "1" * 900_000}}, 422),
        ({"data": {"code": "1" * 2_000_000}}, 413),
        ({"data": {"code": ["x", "y"]}}, 422),
        ({"json": {"code": "1"}}, 422),
    ],
)
def test_bad_input_is_refused(waiting: Visitor, sent: dict[str, Any], status: int) -> None:
    assert waiting.client.post(CODE_PAGE, **sent).status_code == status
    assert not is_signed_in(waiting)


def test_who_has_an_app_cannot_set_another_with_the_password_alone(records: Session, waiting: Visitor) -> None:
    kept = list(records.scalars(select(Account.totp_secret).where(Account.email == EMAIL)))
    records.commit()
    assert waiting.visit(APP_PAGE, status=303).response.headers["Location"] == CODE_PAGE
    waiting.submit(APP_PAGE, {"code": code_of_now()}, status=303)

    assert list(records.scalars(select(Account.totp_secret).where(Account.email == EMAIL))) == kept
    assert not is_signed_in(waiting)


def test_wrong_code_is_in_the_log(city_clone: URL, make_app: MakeApp) -> None:
    app = make_app(city_clone)
    engine = create_engine(city_clone, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        account_id = make_staff(session)
    browser = Visitor(app.test_client())
    give_password(browser, "staf@example.nl")
    browser.submit(CODE_PAGE, {"code": "000000"}, status=422)

    with Session(engine) as session:
        failed = session.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.SIGN_IN_FAILED)).one()
    engine.dispose()
    assert (failed.subject_id, failed.fields, failed.account_id) == (str(account_id), ["totp_secret"], None)


def test_recovery_code_leads_to_the_security_page_and_a_mail(records: Session, visitor: Visitor) -> None:
    account_id = make_staff(records)
    (code, *_) = renew_recovery_codes(records, account_id, ring=read_key_ring(key_file()))
    records.commit()
    give_password(visitor, "staf@example.nl")
    page = visitor.submit(CODE_PAGE, {"code": code.upper()}, status=303)

    assert page.response.headers["Location"] == "/mijn/beveiliging?herstelcode=1"
    mail = records.scalars(select(OutboxMail).where(OutboxMail.recipient == "staf@example.nl")).one()
    assert "/mijn/beveiliging" in mail.body
    assert "staf" not in mail.body
