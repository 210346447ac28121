from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.accounts.signing_in import (
    CHANGE_APP_PAGE,
    CHANGE_PASSWORD_PAGE,
    RECOVERY_PAGE,
    SECURITY_PAGE,
    actions,
    count,
    is_signed_in,
    mailed_link,
    make_neighbour,
    make_staff,
)
from tests.web.conftest import SignIn, Visitor
from webapp.models import AccountSession
from webapp.tokens import hash_of
from webapp.vocabulary import AuditAction, SignInStage


def numbers(records: Session, account_id: int) -> list[int]:
    found = records.scalars(
        select(AccountSession.id).where(AccountSession.account_id == account_id).order_by(AccountSession.id)
    )
    ids = list(found)
    records.commit()
    return ids


def test_staff_can_change_password_app_and_codes(records: Session, sign_in: SignIn) -> None:
    page = sign_in(make_staff(records)).visit(SECURITY_PAGE)

    links = {str(link["href"]) for link in page.soup.select("main a")}
    assert links >= {CHANGE_PASSWORD_PAGE, CHANGE_APP_PAGE, RECOVERY_PAGE}
    assert "nog 0 over" in page.text


def test_neighbour_is_told_that_a_link_does(records: Session, sign_in: SignIn) -> None:
    page = sign_in(make_neighbour(records)).visit(SECURITY_PAGE)

    assert "Een wachtwoord is er niet" in page.text
    assert page.soup.select_one(f'a[href="{CHANGE_PASSWORD_PAGE}"]') is None


def test_running_sessions_are_told_and_this_one_is_marked(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    account_id, other = make_neighbour(records), make_neighbour(records, "ander@example.nl")
    sign_in(other)
    sign_in(account_id)
    visitor.client.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604"
    )
    visitor.submit(mailed_link(visitor, records, "proefbuur@example.nl"), {}, status=303)
    now = datetime.now(UTC)
    records.add(
        AccountSession(
            token_hash=hash_of("voorbij"),
            account_id=account_id,
            stage=SignInStage.FULL,
            browser="Oude browser",
            last_seen_at=now - timedelta(minutes=31),
            ends_at=now + timedelta(hours=1),
        )
    )
    records.commit()
    page = visitor.visit(SECURITY_PAGE)

    items = [" ".join(item.text.split()) for item in page.soup.select(".sessions__item")]
    assert len(items) == 2
    assert [item.split(" sinds")[0] for item in items] == ["Safari, iPhone dit apparaat", "Firefox, Linux"]


def test_one_session_can_be_ended(records: Session, sign_in: SignIn) -> None:
    account_id = make_neighbour(records)
    here, there, third = (sign_in(account_id) for _ in range(3))
    chosen = numbers(records, account_id)[1]
    page = here.submit(SECURITY_PAGE, {"sessie": str(chosen)}, status=303)

    assert page.response.headers["Location"] == f"{SECURITY_PAGE}?uitgelogd=1"
    assert [is_signed_in(each) for each in (here, there, third)] == [True, False, True]
    assert actions(records) == [(AuditAction.SESSIONS_ENDED, account_id)]
    here.submit(SECURITY_PAGE, {"sessie": str(chosen)}, status=303)  # pressed twice


def test_sign_out_everywhere_ends_all_of_ones_own(records: Session, sign_in: SignIn) -> None:
    account_id, other = make_neighbour(records), make_neighbour(records, "ander@example.nl")
    browsers = [sign_in(account_id), sign_in(account_id), sign_in(other)]
    browsers[0].submit(SECURITY_PAGE, {}, status=303)

    assert [is_signed_in(each) for each in browsers] == [False, False, True]


def test_session_of_somebody_else_cannot_be_ended(records: Session, sign_in: SignIn) -> None:
    account_id, other = make_neighbour(records), make_neighbour(records, "ander@example.nl")
    here, there = sign_in(account_id), sign_in(other)
    here.submit(SECURITY_PAGE, {"sessie": str(numbers(records, other)[0])}, status=303)

    assert [is_signed_in(each) for each in (here, there)] == [True, True]


@pytest.mark.parametrize("wanted", ["", "x", "-1", "0", "1.5", "9" * 30, str(2**31), "١"])
def test_number_that_is_none_ends_nothing(records: Session, sign_in: SignIn, wanted: str) -> None:
    account_id = make_neighbour(records)
    here, there = sign_in(account_id), sign_in(account_id)
    here.submit(SECURITY_PAGE, {"sessie": wanted}, status=404)

    assert [is_signed_in(each) for each in (here, there)] == [True, True]
    assert count(records, AccountSession) == 2


def test_visitor_is_sent_to_sign_in(visitor: Visitor, app: Flask) -> None:
    assert visitor.visit(SECURITY_PAGE, status=303).response.headers["Location"] == f"/inloggen?verder={SECURITY_PAGE}"
    visitor.submit(SECURITY_PAGE, {}, status=401)
