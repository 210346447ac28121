"""What tests of keeping one's own initiatives share: some in every state, how they are now, and the yearly question."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import SECRET_KEY, TODAY
from tests.factories import make_account, make_grant, make_partner
from tests.initiative_making import make_initiative, make_waiting
from tests.web.conftest import Visitor
from webapp.initiatives.actions import merge_into, post_confirmation_mails, return_to_organiser, set_state
from webapp.initiatives.content import Content
from webapp.initiatives.queries import find_newest, find_waiting
from webapp.models import Initiative, InitiativeOrganiser, OutboxMail
from webapp.vocabulary import InitiativeState, Role

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
YEAR_AGO = TODAY - timedelta(days=365)
SITE = "http://site.example"


def made(records: Session, owner: int, content: Content | None = None, *, waiting: bool = False, **more: Any) -> str:
    """One of the owner's; gives its address."""
    make = make_waiting if waiting else make_initiative
    slug = make(records, content, by=owner, **more).slug
    records.commit()
    return slug


def made_by_another(records: Session, content: Content | None = None) -> str:
    """One of somebody else; gives its address."""
    return made(records, make_account(records).id, content)


def get(records: Session, slug: str) -> Initiative:
    """How it is now, to change it."""
    records.rollback()
    return records.scalars(select(Initiative).where(Initiative.slug == slug)).one()


def look(records: Session, slug: str) -> Initiative:
    """How it is now, apart from the session: what is sent after this must not go with the next look."""
    found = get(records, slug)
    records.expunge_all()
    records.commit()
    return found


def waits(records: Session, slug: str) -> bool:
    """Whether a version of it waits for approval."""
    found = find_waiting(records, get(records, slug).id)
    records.commit()
    return found is not None


def newest(records: Session, slug: str) -> Content:
    """What its newest version says."""
    found = find_newest(records, get(records, slug).id)
    assert found is not None
    content = Content.from_json(found.content)
    records.commit()
    return content


def send_back(records: Session, slug: str, reason: str) -> None:
    """Let a coordinator ask something about what waits."""
    initiative = get(records, slug)
    waiting = find_waiting(records, initiative.id)
    assert waiting is not None
    coordinator = make_account(records).id
    return_to_organiser(records, initiative, waiting, by=coordinator, reason=reason, now=NOW)
    records.commit()


def end(records: Session, slug: str) -> None:
    """Let it have stopped."""
    set_state(records, get(records, slug), InitiativeState.ENDED, by=None, today=TODAY, now=NOW)
    records.commit()


def merge(records: Session, slug: str, into: str) -> None:
    """Let a coordinator say that it is the same as another one."""
    coordinator = make_account(records).id
    records.commit()
    kept_id = look(records, into).id
    initiative = get(records, slug)
    merge_into(records, initiative, records.get_one(Initiative, kept_id), by=coordinator, now=NOW)
    records.commit()


def share_with_partner(records: Session, slug: str, member: int) -> None:
    """Let a partner keep it too, of which `member` is one."""
    initiative_id = look(records, slug).id
    partner = make_partner(records)
    make_grant(records, member, Role.PARTNER_MEMBER, partner_id=partner.id)
    records.add(InitiativeOrganiser(initiative_id=initiative_id, partner_id=partner.id))
    records.commit()


def asked(records: Session) -> list[str]:
    """Ask whether what is a year old is still right; gives the paths that were mailed, in order of account."""
    last = select(OutboxMail.id).order_by(OutboxMail.id.desc()).limit(1)
    before = records.scalar(last) or 0
    post_confirmation_mails(records, secret_key=SECRET_KEY, public_url=SITE, today=TODAY)
    records.commit()
    bodies = records.scalars(select(OutboxMail.body).where(OutboxMail.id > before).order_by(OutboxMail.id)).all()
    records.commit()
    return [body.partition(SITE)[2].strip() for body in bodies]


def asks_to_sign_in(visitor: Visitor, path: str) -> bool:
    """Whether a visitor is sent to sign in, and comes back here afterwards."""
    location = visitor.visit(path, status=303).response.location
    return location.startswith("/inloggen?") and path.rpartition("/")[2] in location
