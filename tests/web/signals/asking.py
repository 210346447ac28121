"""What the forms of signals would send, and what is kept of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.match_making import find_place
from tests.talent_making import find_theme
from tests.web.needs.asking import filled
from webapp.models import Bundle, BundleEvent, Signal
from webapp.vocabulary import BundleEventKind

__all__ = ["chosen", "events_of", "filled", "filled_in", "keys_of", "state_of"]


def chosen(records: Session, *, theme: str = "schulden", slug: str = "vinkhuizen") -> dict[str, str | list[str] | None]:
    """A theme and a neighbourhood, as a form sends them."""
    found: dict[str, str | list[str] | None] = {
        "theme": str(find_theme(records, theme)),
        "neighbourhood": str(find_place(records, slug)),
    }
    records.commit()
    return found


def keys_of(records: Session, bundle_id: int) -> list[str]:
    """The keys of the signals in a bundle."""
    return list(records.scalars(select(Signal.key).where(Signal.bundle_id == bundle_id).order_by(Signal.id)))


def state_of(records: Session, bundle_id: int) -> Bundle:
    """A bundle as it is kept now."""
    records.expire_all()
    return records.scalars(select(Bundle).where(Bundle.id == bundle_id)).one()


def events_of(records: Session, bundle_id: int) -> list[BundleEventKind]:
    """What happened to a bundle, in order."""
    rows = select(BundleEvent.kind).where(BundleEvent.bundle_id == bundle_id).order_by(BundleEvent.id)
    return list(records.scalars(rows))


def filled_in(version: int, **values: str | list[str]) -> dict[str, str | list[str]]:
    """What a form that shows no version sends, with the version that was looked at."""
    return {"version": str(version), **values}
