"""What a browser would send of a form as it stands, who is who, and what the audit says."""

from bs4 import Tag
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.conftest import key_file
from tests.factories import make_account, make_grant
from tests.web.conftest import Page
from webapp.encryption import KeyRing, read_key_ring
from webapp.models import Account, AuditEvent, Neighbourhood, NeighbourhoodArea, Person
from webapp.people.rules import Address
from webapp.vocabulary import AuditAction, Role


def sent_by(page: Page, **changes: str) -> dict[str, str]:
    """The fields of the page's own form with what stands in them, some of it typed over."""
    form = page.soup.select_one("form.form")
    assert form is not None
    kept: dict[str, str] = {}
    for field in form.select("input[name]"):
        if field.get("type") not in ("radio", "checkbox") or field.has_attr("checked"):
            kept[str(field["name"])] = str(field.get("value", ""))
    for field in form.select("select[name]"):
        chosen = field.select_one("option[selected]") or field.select_one("option")
        kept[str(field["name"])] = str(chosen["value"]) if chosen else ""
    return kept | changes


def problems(page: Page) -> dict[str, str]:
    """The errors in the summary, by the field that they lead to; each leads to something that is on the page."""
    found = {}
    for link in page.soup.select(".error-summary a[href^='#']"):
        name = str(link["href"]).removeprefix("#")
        assert isinstance(page.soup.find(id=name), Tag), name
        found[name] = link.text
    return found


def versions(page: Page) -> dict[str, tuple[str, str]]:
    """Per field that differs what is kept now and what was filled in, as the page shows it."""
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.soup.select("tbody tr")]
    return {label: (theirs, own) for label, theirs, own in rows}


def selwerd(records: Session) -> int:
    """The id of a neighbourhood in which the demonstration people live."""
    return records.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "selwerd")).one()


def a_neighbourhood(records: Session, *, number: int = 0) -> tuple[int, str]:
    """A neighbourhood in which nobody lives yet, and one of its buurten."""
    empty = select(NeighbourhoodArea.neighbourhood_id, NeighbourhoodArea.area_code).where(
        NeighbourhoodArea.neighbourhood_id.not_in(
            select(Person.neighbourhood_id).where(Person.neighbourhood_id.is_not(None), Person.account_id.is_not(None))
        )
    )
    rows = records.execute(empty.order_by(NeighbourhoodArea.neighbourhood_id, NeighbourhoodArea.area_code)).all()
    records.commit()
    first = dict(reversed(rows))
    return sorted(first.items())[number]


def make_coordinator(records: Session, *neighbourhood_ids: int) -> Account:
    """Somebody who coordinates these neighbourhoods; without any, the city."""
    account = make_account(records)
    for neighbourhood_id in neighbourhood_ids:
        make_grant(records, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=neighbourhood_id)
    if not neighbourhood_ids:
        make_grant(records, account.id, Role.CITY_COORDINATOR)
    records.commit()
    return account


def seal_into(
    records: Session, person: Person, *, phone: str = "", address: Address | None = None, church: str = ""
) -> None:
    """Keep these with somebody, sealed as the site seals them."""
    ring = ring_of_tests()
    texts = {"phone": phone, "address": address.to_text() if address else "", "church": church}
    for column, value in texts.items():
        if value:
            setattr(person, column, ring.seal(value, table="person", column=column, row=person.id))
    records.commit()


def opened(person: Person, column: str) -> str | None:
    """What stands sealed in a column."""
    sealed: bytes | None = getattr(person, column)
    return None if sealed is None else ring_of_tests().open_sealed(sealed, table="person", column=column, row=person.id)


def ring_of_tests() -> KeyRing:
    """The keys with which the sites of this run seal."""
    return read_key_ring(key_file())


def fresh(records: Session, person_id: int) -> Person:
    """Somebody as the database has them now.

    Reading must end what it began: a savepoint that stays open would take the site's next work along when it is undone.
    """
    records.commit()
    person = records.get_one(Person, person_id)
    records.expunge(person)
    records.commit()
    return person


def events(records: Session, table: str, row: int) -> list[tuple[AuditAction, int | None, int | None, list[str]]]:
    """What the audit says of a row: what, by which account, about which person, which fields."""
    records.commit()
    found = records.execute(
        select(AuditEvent.action, AuditEvent.account_id, AuditEvent.person_id, AuditEvent.fields)
        .where(AuditEvent.subject_table == table, AuditEvent.subject_id == str(row))
        .order_by(AuditEvent.id)
    ).all()
    records.commit()
    return [(action, by, about, list(fields)) for action, by, about, fields in found]


def whole_audit(records: Session) -> str:
    """Every word in the audit."""
    records.commit()
    whole = records.scalars(text("SELECT to_jsonb(e)::text FROM audit_event e")).all()
    records.commit()
    return " ".join(whole)
