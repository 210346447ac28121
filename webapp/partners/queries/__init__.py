"""Reads of partners; here what all of them share, beside it one module per subject."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from webapp.areas.queries import NeighbourhoodName
from webapp.models import Neighbourhood, Partner, PartnerActivity

OwnLanguage = Callable[[str, str], str]
"""Out of a Dutch and an English text the reader's one (`webapp.i18n.own_language`)."""


@dataclass(frozen=True)
class PartnerName:
    """A partner, as it is linked to and chosen."""

    id: int
    slug: str
    name: str
    is_over: bool = False


def in_force(today: date) -> ColumnElement[bool]:
    """Condition on `PartnerActivity`: it holds today."""
    return and_(
        or_(PartnerActivity.ended_on.is_(None), PartnerActivity.ended_on > today),
        or_(PartnerActivity.since.is_(None), PartnerActivity.since <= today),
    )


def is_running(today: date) -> ColumnElement[bool]:
    """Condition on `Partner`: it exists today."""
    return or_(Partner.ended_on.is_(None), Partner.ended_on > today)


def find_partner(session: Session, slug: str) -> Partner | None:
    """The partner at an address."""
    return session.scalar(select(Partner).where(Partner.slug == slug))


def list_names(session: Session, *, today: date, ids: Sequence[int] | None = None) -> list[PartnerName]:
    """All partners that exist today by name, or those with these ids, also the ended ones."""
    query = select(Partner.id, Partner.slug, Partner.name, ~is_running(today)).order_by(
        func.search_key(Partner.name), Partner.id
    )
    query = query.where(is_running(today)) if ids is None else query.where(Partner.id.in_(sorted(ids)))
    return [PartnerName(*row) for row in session.execute(query)]


def list_neighbourhoods(session: Session) -> list[NeighbourhoodName]:
    """All neighbourhoods, by name."""
    rows = session.execute(
        select(Neighbourhood.id, Neighbourhood.slug, Neighbourhood.name).order_by(Neighbourhood.name, Neighbourhood.id)
    )
    return [NeighbourhoodName(*row) for row in rows]


def last_day_of(period: Range[date]) -> date | None:
    """The last day of a period; None when it goes on."""
    return None if period.upper is None else period.upper - timedelta(days=1)
