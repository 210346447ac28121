"""Who works on campaigns, and what the forms of their pages would send."""

from datetime import timedelta
from typing import Any

from bs4 import Tag
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery
from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from tests.web.assets.keeping import coordinator, filled
from tests.web.conftest import Page, SignIn, Visitor
from webapp.models import FlexibleHelper, PickupPoint
from webapp.vocabulary import Role

__all__ = ["city", "coordinator", "filled", "member", "municipality", "part"]

CAMPAIGN: dict[str, Any] = {"name": "Kerst050 2027", "starts_on": "2027-12-01", "ends_on": "2027-12-31"}
LINE: dict[str, Any] = {"kind": "meals", "name": "Maaltijden", "unit": "maaltijden", "ends_on": "2026-12-26"}
PICKUP = {
    "label": "Buurthuis",
    "address": "Diamantlaan",
    "opening": "za 10 uur",
    "stock": "40",
    "lon": "6.525",
    "lat": "53.22",
}
WALKER = {"name": "Wilma", "email": "wilma@example.nl"}
HELP = {
    "name": "Hilda",
    "people": "3",
    "place": "",
    "from_day": TODAY.isoformat(),
    "until_day": (TODAY + timedelta(days=20)).isoformat(),
    "from_time": "09:00",
    "until_time": "12:00",
}


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


def pickups(records: Session, delivery: Delivery) -> list[PickupPoint]:
    """The pick-up points of a delivery."""
    rows = select(PickupPoint).where(PickupPoint.line_id == delivery.line_id)
    return list(records.scalars(rows.execution_options(populate_existing=True)))


def helpers_of(records: Session, delivery: Delivery) -> list[FlexibleHelper]:
    """Who comes to a campaign when they are needed."""
    rows = select(FlexibleHelper).where(FlexibleHelper.campaign_id == delivery.campaign_id)
    return list(records.scalars(rows.execution_options(populate_existing=True)))
