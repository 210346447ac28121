"""Partners with what is theirs, who may do what with them, and what a form on a page would send."""

from datetime import date, timedelta
from typing import Any

from bs4 import Tag
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant, make_partner
from tests.web.conftest import Page
from tests.web.people.browsing import ring_of_tests
from webapp.models import (
    Account,
    Neighbourhood,
    Partner,
    PartnerActivity,
    PartnerAgreement,
    PartnerContact,
    PartnerRelation,
    Theme,
)
from webapp.privacy.rules import expiry
from webapp.vocabulary import (
    ActivityAnswer,
    Channel,
    ContactAudience,
    PartnerKind,
    Provenance,
    RelationKind,
    Role,
)

HOSTILE = "<script>alert(1)</script> ${alert(2)} `alert(3)` {{ 7*7 }} \" onload='x' \\"
"""A text that runs wherever something forgot to escape."""


def add_partner(records: Session, slug: str = "proefkerk", **columns: Any) -> Partner:
    """A partner, in the database for good as far as the test goes."""
    made = make_partner(records, slug, kind=columns.pop("kind", PartnerKind.CHURCH))
    for name, value in columns.items():
        setattr(made, name, value)
    records.commit()
    return made


def member_of(records: Session, partner: Partner) -> Account:
    """Somebody who is a member of a partner."""
    account = make_account(records)
    make_grant(records, account.id, Role.PARTNER_MEMBER, partner_id=partner.id)
    records.commit()
    return account


def holder_of(records: Session, role: Role, **scope: int) -> Account:
    """Somebody with a role, or none at all when it is the administrator's of nothing here."""
    account = make_account(records)
    make_grant(records, account.id, role, **scope)
    records.commit()
    return account


def theme_id(records: Session, slug: str = "maaltijd") -> int:
    """The id of a theme."""
    return records.scalars(select(Theme.id).where(Theme.slug == slug)).one()


def place_id(records: Session, slug: str = "selwerd") -> int:
    """The id of a neighbourhood."""
    return records.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == slug)).one()


def add_work(
    records: Session,
    partner: Partner,
    *,
    theme: str = "maaltijd",
    place: str | None = "selwerd",
    answer: ActivityAnswer = ActivityAnswer.DOES,
    what: str = "Open tafel",
    on: date = TODAY,
    **columns: Any,
) -> PartnerActivity:
    """An answer of a partner."""
    made = PartnerActivity(
        partner_id=partner.id,
        theme_id=theme_id(records, theme),
        neighbourhood_id=place_id(records, place) if place else None,
        answer=answer,
        what=what,
        confirmed_on=on,
        provenance=Provenance.ENTERED,
        **columns,
    )
    records.add(made)
    records.commit()
    return made


def add_bond(
    records: Session,
    member: Partner,
    whole: Partner,
    *,
    kind: RelationKind = RelationKind.MEMBER_OF,
    since: date | None = None,
    until: date | None = None,
) -> PartnerRelation:
    """That one belongs to the other, from a day up to another."""
    made = PartnerRelation(
        member_id=member.id, whole_id=whole.id, kind=kind, period=Range(since, until), provenance=Provenance.ENTERED
    )
    records.add(made)
    records.commit()
    return made


def add_contact(
    records: Session,
    partner: Partner,
    *,
    name: str = "Jantine Proef",
    email: str = "jantine@example.nl",
    phone: str = "",
    audience: ContactAudience = ContactAudience.EVERYONE,
    given_on: date = TODAY - timedelta(days=10),
    months: int = 6,
) -> PartnerContact:
    """Somebody who agreed to be reached for a partner."""
    made = PartnerContact(
        partner_id=partner.id,
        name=name,
        position="Diaken",
        email=email,
        audience=audience,
        given_on=given_on,
        expires_on=expiry(given_on, months),
        channel=Channel.SPOKEN,
    )
    records.add(made)
    records.flush()
    if phone:
        made.phone = ring_of_tests().seal(phone, table="partner_contact", column="phone", row=made.id)
    records.commit()
    return made


def add_promises(
    records: Session, partner: Partner, *, ours: str = "Wij melden klussen", **columns: Any
) -> PartnerAgreement:
    """What was agreed with a partner."""
    made = PartnerAgreement(
        partner_id=partner.id,
        our_promise=ours,
        their_promise="Zij doen ze",
        period=Range(date(2026, 1, 1), None),
        provenance=Provenance.ENTERED,
        **columns,
    )
    records.add(made)
    records.commit()
    return made


def filled(page: Page, form: str = "form.form", **changes: Any) -> dict[str, Any]:
    """What a browser would send of a form as it stands, some of it typed over; None leaves a field out."""
    found = page.soup.select_one(form)
    assert isinstance(found, Tag), form
    kept: dict[str, Any] = {}
    for field in found.select("input[name]"):
        if field.get("type") not in ("radio", "checkbox") or field.has_attr("checked"):
            kept[str(field["name"])] = str(field.get("value", ""))
    for field in found.select("textarea[name]"):
        kept[str(field["name"])] = field.get_text().removeprefix("\n").removeprefix("\r\n")
    for field in found.select("select[name]"):
        chosen = field.select_one("option[selected]") or field.select_one("option")
        kept[str(field["name"])] = str(chosen["value"]) if chosen else ""
    return {name: value for name, value in (kept | changes).items() if value is not None}


def fresh(records: Session, row: Any) -> Any:
    """A row as the database has it now."""
    kind, key = type(row), row.id
    records.commit()
    records.expire_all()
    found = records.get_one(kind, key)
    records.refresh(found)
    records.expunge(found)
    records.commit()
    return found


def count(records: Session, kind: type[Any], **columns: Any) -> int:
    """How many rows there are with these values."""
    records.commit()
    found = len(records.scalars(select(kind.id).filter_by(**columns)).all())
    records.commit()
    return found
