"""Who edits themes, and themes as the database has them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from webapp.models import Theme
from webapp.vocabulary import Role


def add_editor(records: Session) -> int:
    """The account of somebody who coordinates the city."""
    account = make_account(records).id
    make_grant(records, account, Role.CITY_COORDINATOR)
    records.commit()
    return account


def theme(records: Session, slug: str) -> Theme | None:
    """A theme as the database has it now, apart from the session."""
    records.commit()
    records.expire_all()
    found = records.scalar(select(Theme).where(Theme.slug == slug))
    if found is not None:
        records.expunge(found)
    records.commit()
    return found


def kept(records: Session, slug: str) -> Theme:
    """The theme at an address, which must be there."""
    found = theme(records, slug)
    assert found is not None
    return found
