"""How long things are kept: seen and set by administrators."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_account, make_administrator, make_grant
from tests.web.conftest import SignIn, Visitor
from webapp.models import AuditEvent, OutboxMail, RetentionPeriod
from webapp.models.personal import Retention
from webapp.privacy.rules import PERIODS
from webapp.vocabulary import AuditAction, Role

PATH = "/beheer/bewaartermijnen"
STANDARD = {kind: str(period.days) for kind, period in PERIODS.items() if not period.is_fixed}


def test_every_kind_stands_there_with_its_days_and_what_is_older(records: Session, sign_in: SignIn) -> None:
    administrator = make_administrator(records)
    old = datetime.now(UTC) - timedelta(days=3000)
    records.add_all(OutboxMail(recipient="a@example.nl", subject="b", body="", sent_at=old) for _ in range(3))

    page = sign_in(administrator.id).visit(PATH)

    for kind, days in STANDARD.items():
        field = page.soup.find(id=kind)
        assert field["value"] == days
        assert page.soup.select_one(f'label[for="{kind}"]').text
    row = page.soup.find(id="mail").find_parent("li").get_text(" ", strip=True)
    assert "3 zijn nu ouder en gaan weg." in row
    assert len(page.soup.select(".retention__row")) == len(Retention)


def test_change_is_kept_and_accounted_for_and_the_rest_is_not(records: Session, sign_in: SignIn) -> None:
    administrator = make_administrator(records)
    browser = sign_in(administrator.id)

    browser.submit(PATH, {**STANDARD, "mail": "14"}, status=303)

    (period,) = records.scalars(select(RetentionPeriod)).all()
    assert (period.kind, period.days, period.changed_by) == (Retention.MAIL, 14, administrator.id)
    event = records.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.RETENTION_SET)).one()
    assert (event.account_id, event.subject_table, event.subject_id) == (
        administrator.id,
        "retention_period",
        "mail",
    )
    assert browser.visit(PATH).soup.find(id="mail")["value"] == "14"

    browser.submit(PATH, {**STANDARD, "mail": "21"}, status=303)
    records.expire_all()
    assert [each.days for each in records.scalars(select(RetentionPeriod))] == [21]


@pytest.mark.parametrize("typed", ["6", "91", "", "x", "-7", "7.5", "99999999999999999999", "١٤"])
def test_number_outside_the_bounds_is_refused_beside_its_field(records: Session, sign_in: SignIn, typed: str) -> None:
    administrator = make_administrator(records)

    page = sign_in(administrator.id).submit(PATH, {**STANDARD, "account": "365", "mail": typed}, status=422)

    assert page.soup.select_one(".error-summary a").text == "Kies een getal van 7 tot en met 90."
    field = page.soup.find(id="mail")
    assert field["aria-invalid"] == "true"
    assert all(page.soup.find(id=each) for each in field["aria-describedby"].split())
    assert page.soup.find(id="account")["value"] == "365"
    assert records.scalars(select(RetentionPeriod)).all() == []


@pytest.mark.parametrize("role", [None, Role.CITY_COORDINATOR, Role.MUNICIPALITY_VIEWER])
def test_others_do_not_find_the_page(records: Session, sign_in: SignIn, role: Role | None) -> None:
    account = make_account(records)
    if role is not None:
        make_grant(records, account.id, role)
    browser = sign_in(account.id)

    browser.visit(PATH, status=404)
    browser.submit(PATH, {**STANDARD, "mail": "14"}, status=404)
    assert records.scalars(select(RetentionPeriod)).all() == []


def test_visitor_is_sent_to_sign_in(visitor: Visitor) -> None:
    assert "/inloggen" in visitor.visit(PATH, status=303).response.headers["Location"]


def shown_on(browser: Visitor) -> dict[str, str]:
    """All that the page would send when nothing is typed."""
    fields = browser.visit(PATH).soup.select("form.form input[name]")
    return {str(each["name"]): str(each["value"]) for each in fields if each["name"] != "eenmalig"}


def test_what_is_kept_is_told_and_also_that_nothing_changed(records: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_administrator(records).id)

    kept = browser.submit(PATH, {**shown_on(browser), "mail": "14"}, status=303)
    again = browser.submit(PATH, shown_on(browser), status=303)

    status = browser.visit(kept.response.headers["Location"]).soup.select_one("main [role=status]")
    assert status.text.startswith("Bewaard.")
    status = browser.visit(again.response.headers["Location"]).soup.select_one("main [role=status]")
    assert status.text == "Er is niets gewijzigd."
    assert browser.visit(PATH).soup.select_one("main [role=status]") is None


def test_two_administrators_who_change_other_kinds_do_not_undo_each_other(records: Session, sign_in: SignIn) -> None:
    anna, bram = sign_in(make_administrator(records).id), sign_in(make_administrator(records).id)
    seen = shown_on(anna)
    bram.submit(PATH, {**shown_on(bram), "mail": "14"}, status=303)

    anna.submit(PATH, {**seen, "account": "365"}, status=303)

    assert {(each.kind, each.days) for each in records.scalars(select(RetentionPeriod))} == {
        (Retention.MAIL, 14),
        (Retention.ACCOUNT, 365),
    }


def test_kind_that_somebody_else_changed_meanwhile_is_shown_twice_and_kept_on_second_thought(
    records: Session, sign_in: SignIn
) -> None:
    anna, bram = sign_in(make_administrator(records).id), sign_in(make_administrator(records).id)
    seen = shown_on(anna)
    bram.submit(PATH, {**shown_on(bram), "mail": "14"}, status=303)

    page = anna.submit(PATH, {**seen, "mail": "21", "account": "365"}, status=409)

    cells = [cell.text for cell in page.soup.select(".error-summary tbody th, .error-summary tbody td")]
    assert cells == ["Mail", "14", "21"]
    assert page.soup.find(id="account")["value"] == "365"
    assert [each.days for each in records.scalars(select(RetentionPeriod))] == [14]
    kept = {str(each["name"]): str(each["value"]) for each in page.soup.select("form.form input[name]")}
    anna.submit(PATH, {name: value for name, value in kept.items() if name != "eenmalig"}, status=303)
    records.expire_all()
    assert sorted(each.days for each in records.scalars(select(RetentionPeriod))) == [21, 365]
    changed = select(AuditEvent.subject_id).where(AuditEvent.action == AuditAction.RETENTION_SET)
    assert sorted(records.scalars(changed)) == ["account", "mail", "mail"]
