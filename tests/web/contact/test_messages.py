from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant, make_partner
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.contact.messages import FILLED, left
from tests.web.contact.messages import PATH as WRITE
from tests.web.statements import counted
from webapp.models import AuditEvent, ContactMessage, Neighbourhood, OutboxMail
from webapp.vocabulary import Role

PATH = "/berichten"


@pytest.fixture
def ids(records: Session) -> dict[str, int]:
    """The neighbourhoods by their slug."""
    return dict(records.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())


@pytest.fixture
def coordinator(records: Session, sign_in: SignIn, ids: dict[str, int]) -> Visitor:
    """The browser of who coordinates Selwerd."""
    account = make_account(records)
    make_grant(records, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=ids["selwerd"])
    return sign_in(account.id)


@pytest.fixture
def city(records: Session, sign_in: SignIn) -> Visitor:
    """The browser of who coordinates the city."""
    account = make_account(records)
    make_grant(records, account.id, Role.CITY_COORDINATOR)
    return sign_in(account.id)


def rows(page: Page) -> list[list[str]]:
    return [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.soup.select("tbody tr")]


def linked(page: Page) -> list[str]:
    return [str(link["href"]) for link in page.soup.select("tbody th a")]


def test_visitor_goes_to_sign_in(visitor: Visitor) -> None:
    assert visitor.visit(PATH, status=303).response.location == "/inloggen?verder=/berichten"


@pytest.mark.parametrize("role", [None, *sorted(set(Role) - {Role.NEIGHBOURHOOD_COORDINATOR, Role.CITY_COORDINATOR})])
def test_for_other_roles_there_is_no_such_page(records: Session, sign_in: SignIn, role: Role | None) -> None:
    account = make_account(records)
    if role is not None:
        over = {Role.PARTNER_MEMBER: "partner_id", Role.TRACK_COUNSELLOR: "partner_id"}.get(role)
        scope = {over: make_partner(records).id} if over else {"group_id": 1} if role.startswith("group_") else {}
        make_grant(records, account.id, role, **scope)
    sign_in(account.id).visit(PATH, status=404)


@pytest.mark.parametrize(
    "state", [{"until": TODAY}, {"since": TODAY + timedelta(days=1)}, {"waits": True}, {"ended": True}]
)
def test_role_that_is_not_in_force_gives_nothing(
    records: Session, sign_in: SignIn, ids: dict[str, int], state: dict[str, object]
) -> None:
    message = left(records, ids["selwerd"])
    account = make_account(records)
    make_grant(records, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=ids["selwerd"], **state)  # type: ignore[arg-type]  # passed on
    browser = sign_in(account.id)
    for path in (PATH, f"{PATH}/{message}"):
        browser.visit(path, status=404)


def test_coordinator_lists_what_was_sent_to_their_neighbourhood_only(
    records: Session, coordinator: Visitor, city: Visitor, ids: dict[str, int]
) -> None:
    own, other = left(records, ids["selwerd"]), left(records, ids["beijum"])
    assert linked(coordinator.visit(PATH)) == [f"{PATH}/{own}"]
    assert linked(city.visit(PATH)) == [f"{PATH}/{other}", f"{PATH}/{own}"]


def test_who_coordinates_two_neighbourhoods_reads_both(records: Session, sign_in: SignIn, ids: dict[str, int]) -> None:
    account = make_account(records)
    for slug in ("selwerd", "beijum"):
        make_grant(records, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=ids[slug])
    for slug in ("selwerd", "beijum", "vinkhuizen"):
        left(records, ids[slug])
    assert {row[1] for row in rows(sign_in(account.id).visit(PATH))} == {"Selwerd", "Beijum"}


def test_list_tells_when_where_and_until_when_and_nothing_else(
    records: Session, coordinator: Visitor, ids: dict[str, int]
) -> None:
    at = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    left(records, ids["selwerd"], at=at, erase_on=date(2027, 2, 18))
    page = coordinator.visit(PATH)
    assert rows(page) == [["za 21 november, 00:30", "Selwerd", "18 februari 2027"]]
    for private in FILLED.values():
        assert not private or private not in page.response.get_data(as_text=True)
    assert records.scalars(select(AuditEvent.id).where(AuditEvent.subject_table == "contact_message")).all() == []


def test_newest_message_stands_first(records: Session, coordinator: Visitor, ids: dict[str, int]) -> None:
    days = [3, 1, 2]
    numbers = {day: left(records, ids["selwerd"], at=datetime(2026, 11, day, 12, tzinfo=UTC)) for day in days}
    assert linked(coordinator.visit(PATH)) == [f"{PATH}/{numbers[day]}" for day in (3, 2, 1)]


def test_empty_inbox_says_so(coordinator: Visitor) -> None:
    assert "Er zijn geen berichten." in coordinator.visit(PATH).text


def test_what_a_visitor_writes_arrives_and_the_mail_leads_to_it(
    records: Session, visitor: Visitor, coordinator: Visitor
) -> None:
    visitor.submit(WRITE, FILLED, status=303)
    mail = records.scalars(select(OutboxMail.body)).one()
    records.commit()
    assert f"http://127.0.0.1:8050{PATH}\n" in mail
    (link,) = linked(coordinator.visit(PATH))
    assert FILLED["message"] in coordinator.visit(link).text


def test_role_that_ends_closes_the_inbox_on_its_last_day(
    records: Session, sign_in: SignIn, ids: dict[str, int]
) -> None:
    account = make_account(records)
    until = TODAY + timedelta(days=2)
    make_grant(records, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=ids["selwerd"], until=until)
    for offset, status in ((1, 200), (2, 404)):
        with time_machine.travel(f"{TODAY + timedelta(days=offset)}T12:00:00+01:00"):
            sign_in(account.id).visit(PATH, status=status)


def test_database_shows_foreign_messages_to_nobody_when_the_filter_is_taken_away(
    records: Session, coordinator: Visitor, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    own, _ = left(records, ids["selwerd"]), left(records, ids["beijum"])
    monkeypatch.setattr("webapp.contact.queries.visible_to", lambda _viewer: text("true"))
    assert linked(coordinator.visit(PATH)) == [f"{PATH}/{own}"]


def test_statements_do_not_grow_with_the_messages(
    app: Flask, records: Session, coordinator: Visitor, ids: dict[str, int]
) -> None:
    def statements() -> int:
        with counted(app) as sent:
            coordinator.visit(PATH)
        return len([each for each in sent if not each.startswith(("SAVEPOINT", "RELEASE"))])

    left(records, ids["selwerd"])
    with_one = statements()
    for _ in range(50):
        left(records, ids["selwerd"])
    assert statements() == with_one <= 2
    assert records.scalars(select(ContactMessage.id)).all()
