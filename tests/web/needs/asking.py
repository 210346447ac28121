"""People who ask, who coordinates, and what the forms of needs would send."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.match_making import find_place, make_asker, make_coordinator
from tests.talent_making import find_theme
from tests.web.conftest import Page
from webapp.models import Need, Person

CANARY = "kanarie dweilt de trap"
PLACE = "/werkplek/vinkhuizen/vragen"


@dataclass(frozen=True)
class Asker:
    """Somebody in Vinkhuizen, as numbers that outlive a request."""

    person_id: int
    account_id: int
    name: str


def add_asker(records: Session, name: str = "Aafke Vraagt", slug: str = "vinkhuizen") -> Asker:
    """Somebody who lives in a neighbourhood, with an account, known to who coordinates there."""
    person: Person = make_asker(records, find_place(records, slug), name)
    made = Asker(person.id, person.account_id or 0, person.name)
    records.commit()
    return made


def add_coordinator(records: Session, slug: str = "vinkhuizen") -> int:
    """The account of somebody who coordinates a neighbourhood."""
    made = make_coordinator(records, find_place(records, slug)).id
    records.commit()
    return made


def theme_id(records: Session, slug: str = "maaltijd") -> int:
    """The id of a theme."""
    found = find_theme(records, slug)
    records.commit()
    return found


def filled(page: Page, **changes: str | list[str] | None) -> dict[str, str | list[str]]:
    """The fields of the page's form with what stands in them, some of it typed over; None leaves one out."""
    form = page.soup.select_one("form.form")
    assert form is not None
    sent: dict[str, str | list[str]] = {}
    for field in form.select("input[name]"):
        if field.get("type") not in ("radio", "checkbox") or field.has_attr("checked"):
            sent[str(field["name"])] = str(field.get("value", ""))
    for field in form.select("select[name]"):
        chosen = field.select_one("option[selected]") or field.select_one("option")
        sent[str(field["name"])] = str(chosen["value"]) if chosen else ""
    for field in form.select("textarea[name]"):
        sent[str(field["name"])] = field.text.removeprefix("\r").removeprefix("\n")
    for name, value in changes.items():
        if value is None:
            sent.pop(name, None)
        else:
            sent[name] = value
    return sent


def needs_of(records: Session, person_id: int | None) -> list[Need]:
    """What somebody asks as the database has it now, or what neighbourhoods do; apart from the session."""
    records.commit()
    records.expire_all()
    found = list(records.scalars(select(Need).where(Need.person_id == person_id).order_by(Need.id)))
    for each in found:
        records.expunge(each)
    records.commit()
    return found
