"""What tests of registering share: a form filled in, and what came of it."""

import io
from typing import Any

from bs4 import Tag
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.factories import make_account, make_grant
from tests.initiative_making import SELWERD
from tests.web.conftest import Page, Visitor
from webapp.initiatives.content import Content
from webapp.models import Base, Initiative, InitiativeRevision
from webapp.vocabulary import Role

NEW, DRAFT, SENT, OWN = (
    "/initiatieven/nieuw",
    "/initiatieven/nieuw/concept",
    "/initiatieven/nieuw/verstuurd",
    "/mijn/initiatieven",
)
EMAIL = "aanmelder@example.nl"
FILLED: dict[str, Any] = {
    "title": "Samen eten in Selwerd",
    "description": "We koken en eten samen.\nJe kunt zo aanschuiven.",
    "for_whom": "Voor iedereen uit de buurt",
    "layer": "social",
    "themes": ["samen-eten", "eenzaamheid"],
    "main_theme": "eenzaamheid",
    "reach": "place",
    "address": "Eikenlaan",
    "lon": str(SELWERD[0]),
    "lat": str(SELWERD[1]),
    "rhythm": "weekly",
    "starts_on": "2026-12-01",
    "until": "2027-06-29",
    "starts_at": "18:00",
    "ends_at": "20:00",
    "organiser": "Buren van de Eikenlaan",
    "tasks-0-title": "Tafels klaarzetten",
    "tasks-0-minutes": "30",
    "tasks-0-needed": "2",
    "tasks-0-each_time": "1",
    "links-0-url": "www.voorbeeld.nl",
    "effects-0-direction": "less",
    "effects-0-theme": "eenzaamheid",
    "email": EMAIL,
}


def filled(**changes: Any) -> dict[str, Any]:
    """The form, with some fields other than usual; those that are None are left out."""
    return {name: value for name, value in {**FILLED, **changes}.items() if value is not None}


def problems(page: Page) -> dict[str, str]:
    """The errors in the summary, by the element that they lead to, which is there; each stands on the page twice."""
    found = {}
    for link in page.soup.select(".error-summary a"):
        name = str(link["href"]).removeprefix("#")
        assert page.soup.find(id=name) is not None, name
        assert page.text.count(link.text) >= 2, link.text
        found[name] = link.text
    return found


def stands(page: Page) -> dict[str, list[str]]:
    """What stands in the form: names and values, as a browser would send them."""
    form = page.soup.select_one("form[data-draft]")
    assert form is not None
    found: dict[str, list[str]] = {}
    for field in form.select("input, textarea, select"):
        if field.find_parent("template") or not field.get("name"):
            continue
        kind = field.get("type")
        if kind in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        found.setdefault(str(field["name"]), []).append(_value(field))
    return found


def _value(field: Tag) -> str:
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return str(chosen["value"]) if chosen else ""
    # a browser takes the first line end of a textarea away
    return (
        field.text.replace("\r\n", "\n").removeprefix("\n") if field.name == "textarea" else str(field.get("value", ""))
    )


def make_coordinator(records: Session, email: str) -> int:
    """Somebody with a role, who needs more than a link to sign in; committed. Gives the account's id."""
    account = make_account(records, email)
    make_grant(records, account.id, Role.CITY_COORDINATOR)
    account_id = account.id
    records.commit()
    return account_id


def picture(size: tuple[int, int] = (60, 40), kind: str = "PNG", name: str = "foto.png") -> tuple[io.BytesIO, str]:
    """A picture to send."""
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, kind)
    out.seek(0)
    return out, name


def count(records: Session, model: type[Base]) -> int:
    """How many rows there are."""
    records.rollback()
    found = records.scalar(select(func.count()).select_from(model)) or 0
    records.rollback()
    return found


def registered(records: Session) -> tuple[Initiative, Content]:
    """The one initiative that was registered, and its one version."""
    records.rollback()
    initiative = records.scalars(select(Initiative).order_by(Initiative.id.desc()).limit(1)).one()
    query = select(InitiativeRevision).where(InitiativeRevision.initiative_id == initiative.id)
    content = Content.from_json(records.scalars(query).one().content)
    # what is sent after this must not go with the next look
    records.expunge_all()
    records.commit()
    return initiative, content


def send_large(visitor: Visitor, path: str, data: dict[str, Any], *, status: int) -> Page:
    """Send a form with a large file, without a temporary file that the test client leaves open."""
    files = {name: FileStorage(*value, name=name) for name, value in data.items() if isinstance(value, tuple)}
    boundary, body = encode_multipart({**data, **files})
    kind = f"multipart/form-data; boundary={boundary}"
    answer = visitor.client.post(path, data=body, content_type=kind, headers={"Accept": "text/html"})
    return visitor._check(answer, status)
