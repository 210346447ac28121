"""Who works on campaigns, and what the forms of their pages would send."""

from typing import Any

from bs4 import Tag
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.web.assets.keeping import coordinator, filled
from tests.web.conftest import Page, SignIn, Visitor
from webapp.vocabulary import Role

__all__ = ["city", "coordinator", "filled", "member", "municipality", "part"]

CAMPAIGN: dict[str, Any] = {"name": "Kerst050 2027", "starts_on": "2027-12-01", "ends_on": "2027-12-31"}
LINE: dict[str, Any] = {"kind": "meals", "name": "Maaltijden", "unit": "maaltijden", "ends_on": "2026-12-26"}


def part(page: Page, selector: str) -> Tag:
    """The first part of a page that a selector finds."""
    found = page.soup.select_one(selector)
    assert found is not None, selector
    return found


def city(records: Session, sign_in: SignIn) -> Visitor:
    """Who coordinates the city."""
    return coordinator(records, sign_in, None)


def member(records: Session, sign_in: SignIn, partner_id: int) -> Visitor:
    """A member of a partner."""
    account = make_account(records)
    make_grant(records, account.id, Role.PARTNER_MEMBER, partner_id=partner_id)
    records.commit()
    return sign_in(account.id)


def municipality(records: Session, sign_in: SignIn) -> Visitor:
    """Who looks along for the municipality."""
    account = make_account(records)
    make_grant(records, account.id, Role.MUNICIPALITY_VIEWER)
    records.commit()
    return sign_in(account.id)
