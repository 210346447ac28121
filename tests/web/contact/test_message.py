import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import URL, NullPool, create_engine, func, select, text
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.web.conftest import MakeApp, SignIn, Visitor, signed_in
from tests.web.contact.messages import FILLED, left
from webapp.models import Account, AuditEvent, ContactMessage, Neighbourhood, RetentionPeriod
from webapp.models.personal import Retention
from webapp.vocabulary import AuditAction, Role

READING = ["body", "reply_to", "sender_name"]


def neighbourhood(records: Session, slug: str) -> int:
    return records.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == slug)).one()


@pytest.fixture
def account(records: Session) -> Account:
    """Who coordinates Selwerd."""
    account = make_account(records)
    make_grant(records, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=neighbourhood(records, "selwerd"))
    records.commit()
    return account


@pytest.fixture
def coordinator(sign_in: SignIn, account: Account) -> Visitor:
    return sign_in(account.id)


@pytest.fixture
def path(records: Session) -> str:
    """The page of a message to Selwerd."""
    return f"/berichten/{left(records, neighbourhood(records, 'selwerd'))}"


@pytest.fixture
def foreign(records: Session) -> str:
    """The page of a message to another neighbourhood."""
    return f"/berichten/{left(records, neighbourhood(records, 'beijum'))}"


def events(records: Session, path: str) -> list[tuple[AuditAction, int | None, list[str]]]:
    records.commit()
    found = records.execute(
        select(AuditEvent.action, AuditEvent.account_id, AuditEvent.fields)
        .where(AuditEvent.subject_table == "contact_message", AuditEvent.subject_id == path.rsplit("/", 1)[-1])
        .order_by(AuditEvent.id)
    ).all()
    records.commit()
    return [(action, by, list(fields)) for action, by, fields in found]


def count(records: Session) -> int:
    records.commit()
    found = records.scalar(select(func.count()).select_from(ContactMessage)) or 0
    records.commit()
    return found


def test_coordinator_reads_the_message_and_how_to_answer(coordinator: Visitor, path: str) -> None:
    page = coordinator.visit(path)
    for shown in (FILLED["name"], FILLED["reply_to"], FILLED["message"], "Selwerd"):
        assert shown in page.text
    assert page.soup.select_one(f"a[href='mailto:{FILLED['reply_to']}']")
    assert page.response.headers["Cache-Control"] == "no-store"


def test_page_tells_the_day_of_a_shorter_period_that_an_administrator_chose(
    records: Session, coordinator: Visitor, path: str
) -> None:
    assert "uiterlijk op 20 februari 2027 vanzelf gewist" in coordinator.visit(path).text
    assert "20 februari 2027" in coordinator.visit("/berichten").text

    records.add(RetentionPeriod(kind=Retention.MESSAGE, days=14))
    records.commit()

    assert "uiterlijk op 6 december 2026 vanzelf gewist" in coordinator.visit(path).text
    assert "6 december 2026" in coordinator.visit("/berichten").text


def test_each_opening_is_one_event_without_values(
    records: Session, coordinator: Visitor, account: Account, path: str
) -> None:
    by = account.id
    for times in (1, 2):
        coordinator.visit(path)
        assert events(records, path) == [(AuditAction.READ, by, READING)] * times
    whole = " ".join(records.scalars(text("SELECT to_jsonb(e)::text FROM audit_event e")))
    for private in (FILLED["name"], FILLED["reply_to"], FILLED["message"]):
        assert private not in whole


def test_message_that_is_erased_is_gone_and_accounted_for(
    records: Session, coordinator: Visitor, account: Account, path: str
) -> None:
    by = account.id
    form = coordinator.visit(path).soup.select_one("main form")
    assert form is not None
    assert (form["method"], form["action"]) == ("post", path)
    assert coordinator.submit(path, {}, status=303).response.location == "/berichten"
    assert count(records) == 0
    assert [each[:2] for each in events(records, path)] == [(AuditAction.READ, by), (AuditAction.DELETED, by)]
    coordinator.visit(path, status=404)
    coordinator.submit(path, {}, status=404)
    assert len(events(records, path)) == 2


def test_foreign_message_is_neither_read_nor_erased(
    records: Session, coordinator: Visitor, path: str, foreign: str
) -> None:
    page = coordinator.visit(foreign, status=404)
    assert FILLED["message"] not in page.text
    coordinator.submit(foreign, {}, status=404)
    assert (count(records), events(records, foreign)) == (2, [])
    coordinator.submit(path, {}, status=303)
    assert count(records) == 1


def test_foreign_message_looks_like_one_that_is_not_there(coordinator: Visitor, foreign: str) -> None:
    absent, there = (coordinator.visit(each, status=404) for each in ("/berichten/2147483647", foreign))
    assert (absent.soup.h1, absent.soup.title) == (there.soup.h1, there.soup.title)


def test_city_coordinator_reads_and_erases_everywhere(
    records: Session, sign_in: SignIn, path: str, foreign: str
) -> None:
    account = make_account(records)
    make_grant(records, account.id, Role.CITY_COORDINATOR)
    city = sign_in(account.id)
    for each in (path, foreign):
        assert FILLED["message"] in city.visit(each).text
        city.submit(each, {}, status=303)
    assert count(records) == 0


def test_visitor_and_neighbour_get_nowhere(records: Session, visitor: Visitor, sign_in: SignIn, path: str) -> None:
    neighbour = sign_in(make_account(records).id)
    assert visitor.visit(path, status=303).response.location == f"/inloggen?verder={path}"
    visitor.submit(path, {}, status=401)
    neighbour.visit(path, status=404)
    neighbour.submit(path, {}, status=404)
    assert (count(records), events(records, path)) == (1, [])


def test_who_wrote_it_does_not_read_it_here_either(records: Session, sign_in: SignIn, path: str) -> None:
    # row-level security shows writers their own message, for "my data"; this page is for coordinators
    writer = sign_in(make_account(records, FILLED["reply_to"]).id)
    writer.visit(path, status=404)
    writer.submit(path, {}, status=404)
    assert count(records) == 1


@pytest.mark.parametrize("number", ["0", "2147483648", "9" * 30, "-1", "x"])
def test_number_that_no_message_has_is_not_found(coordinator: Visitor, number: str) -> None:
    coordinator.visit(f"/berichten/{number}", status=404)
    assert coordinator.client.post(f"/berichten/{number}").status_code == 404


def test_erasing_needs_the_token_of_the_page(
    app: Flask, records: Session, coordinator: Visitor, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    coordinator.submit(path, {"csrf_token": "x"}, status=400)
    assert count(records) == 1
    field = coordinator.visit(path).soup.select_one("main [name=csrf_token]")
    assert field is not None
    coordinator.submit(path, {"csrf_token": str(field["value"])}, status=303)
    assert count(records) == 0


def test_hostile_message_is_shown_inert_with_its_lines(records: Session, coordinator: Visitor) -> None:
    hostile = "<script>alert(1)</script>\n${7*7} {{7*7}}\n`x`"
    number = left(records, neighbourhood(records, "selwerd"), message=hostile, name="<b>Bob</b>")
    page = coordinator.visit(f"/berichten/{number}")
    body = page.soup.select_one(".message-body")
    assert body is not None
    assert body.text == hostile
    assert not page.soup.find_all("script", string="alert(1)")


def test_without_a_note_in_the_audit_nothing_is_shown_and_nothing_erased(make_app: MakeApp, city_clone: URL) -> None:
    app, engine = make_app(city_clone), create_engine(city_clone, poolclass=NullPool)
    with Session(engine) as owner:
        coordinator_id = owner.scalars(select(Account.id).where(Account.email == "selwerd@example.nl")).one()
        browser = signed_in(app, owner, coordinator_id)
        message = owner.scalars(select(ContactMessage).where(ContactMessage.sender_name == "Paul Rozema")).one()
        path = f"/berichten/{message.id}"
        owner.execute(text("ALTER TABLE audit_event ADD CONSTRAINT full_disk CHECK (false) NOT VALID"))
        owner.commit()
        page = browser.visit(path, status=500)
        for secret in ("Paul Rozema", "paul.bericht@example.nl", "kook graag"):
            assert secret not in page.response.get_data(as_text=True)
        browser.submit(path, {}, status=500)
        owner.execute(text("ALTER TABLE audit_event DROP CONSTRAINT full_disk"))
        owner.commit()
        assert "kook graag" in browser.visit(path).text
    engine.dispose()


def test_message_that_two_erase_at_once_goes_once(make_app: MakeApp, city_clone: URL) -> None:
    app, engine = make_app(city_clone), create_engine(city_clone, poolclass=NullPool)
    with Session(engine) as owner:
        coordinator_id = owner.scalars(select(Account.id).where(Account.email == "selwerd@example.nl")).one()
        browsers = [signed_in(app, owner, coordinator_id) for _ in range(2)]
        path = f"/berichten/{owner.scalars(select(ContactMessage.id).order_by(ContactMessage.id)).first()}"
        owner.commit()
        together = threading.Barrier(2)

        def erase(browser: Visitor) -> int:
            together.wait(10)
            return browser.client.post(path).status_code

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(erase, browsers)) == [303, 404]
        assert [each[:2] for each in events(owner, path)] == [(AuditAction.DELETED, coordinator_id)]
    engine.dispose()
