"""Reads of assets; here what all of them share, beside it one module per subject."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from webapp.models import Asset, DataVersion

OwnLanguage = Callable[[str, str], str]
"""Out of a Dutch and an English text the reader's one (`webapp.i18n.own_language`)."""


@dataclass(frozen=True, slots=True)
class Versions:
    """Of what the map shows of neighbourhoods, and of assets; each goes up with every change."""

    map: int
    assets: int

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.map}-{self.assets}"


def find_versions(session: Session) -> Versions:
    """Both versions, read at one moment; 0 before there is anything."""
    rows = session.execute(
        select(DataVersion.subject, DataVersion.version).where(DataVersion.subject.in_(("map", "assets")))
    )
    found = {row.subject: row.version for row in rows}
    return Versions(map=found.get("map", 0), assets=found.get("assets", 0))


def shown_to(*, sees_all: bool) -> ColumnElement[bool]:
    """Condition on `Asset`: whoever coordinates sees all of them, others what is public."""
    return or_(true(), Asset.is_public) if sees_all else and_(true(), Asset.is_public)


def find_asset(session: Session, slug: str, *, sees_all: bool) -> Asset | None:
    """The asset at an address, also one that has ended."""
    return session.scalar(select(Asset).where(Asset.slug == slug, shown_to(sees_all=sees_all)))


def free_slug(session: Session, wanted: str) -> str:
    """The wanted address, or with a number behind it when it is taken."""
    taken = set(session.scalars(select(Asset.slug).where(Asset.slug.startswith(wanted, autoescape=True))))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


def find_words(session: Session, words: tuple[str, ...]) -> tuple[str, ...]:
    """What was typed as the database knows it: without accents and capitals."""
    return tuple(session.execute(select(*(func.search_words(word) for word in words))).one()) if words else ()
