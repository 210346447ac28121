"""What a visitor fills in to follow something, and where mails lead."""

import json
import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from seeds.themes import seed_themes
from webapp.models import OutboxMail, Subscription, Theme
from webapp.vocabulary import DigestRhythm, FollowKind

PAGE, SENT, OWN_PAGE = "/volgen", "/volgen/verstuurd", "/mijn/volgen"
EMAIL = "volger@nieuws.nl"
SELWERD = {"kind": "neighbourhood", "neighbourhood": "selwerd", "rhythm": "daily", "email": EMAIL}
IN_AREA = {"kind": "area", "metres": "500", "rhythm": "weekly", "email": EMAIL}
PIN = {"lon": "6.5517", "lat": "53.2327"}
RING = [[6.55, 53.22], [6.56, 53.22], [6.56, 53.23], [6.55, 53.22]]


def drawn(ring: object = RING) -> dict[str, str]:
    """The field of an area that was drawn."""
    return {"area": json.dumps({"type": "Polygon", "coordinates": [ring]})}


def with_themes(records: Session) -> None:
    """See to it that there are themes."""
    if records.scalar(select(Theme.id).limit(1)) is None:
        seed_themes(records)
        records.commit()


def kept(records: Session) -> list[Subscription]:
    """What is followed, or waits to be agreed to."""
    records.expire_all()
    found = list(records.scalars(select(Subscription).order_by(Subscription.id)))
    records.commit()
    return found


def mailed_path(records: Session, recipient: str = EMAIL) -> str:
    """The path of the link in the newest mail to an address."""
    body = records.scalars(
        select(OutboxMail.body).where(OutboxMail.recipient == recipient).order_by(OutboxMail.id.desc())
    ).first()
    records.commit()
    found = re.search(r"http://127\.0\.0\.1:8050(/\S+)", body or "")
    assert found is not None
    return found[1]


def make_subscription(
    records: Session, neighbourhood_id: int, *, email: str = EMAIL, confirmed: bool = True
) -> Subscription:
    """That an address follows a neighbourhood."""
    made = Subscription(
        email=email,
        kind=FollowKind.NEIGHBOURHOOD,
        neighbourhood_id=neighbourhood_id,
        rhythm=DigestRhythm.WEEKLY,
        language="nl",
    )
    records.add(made)
    records.flush()
    records.refresh(made)
    if confirmed:
        made.confirmed_at = made.mailed_until = made.created_at
    records.commit()
    return made
