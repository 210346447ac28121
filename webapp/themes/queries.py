"""Reads of themes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.models import Theme


@dataclass(frozen=True)
class ThemeName:
    """A theme, as it is chosen and shown; `group` is the name of the theme above it, empty for one on top."""

    id: int
    slug: str
    name: str
    group: str
    parent_id: int | None


def list_themes(
    session: Session, own_language: Callable[[str, str], str], *, only_offered: bool = True
) -> Sequence[ThemeName]:
    """All themes in the order in which they are offered: a group, and then what is in it."""
    above = aliased(Theme)
    query = (
        select(Theme, above)
        .join(above, above.id == Theme.parent_id, isouter=True)
        .order_by(
            func.coalesce(above.position, Theme.position),
            func.coalesce(above.id, Theme.id),
            Theme.parent_id.is_not(None),
            Theme.position,
            Theme.id,
        )
    )
    if only_offered:
        query = query.where(Theme.is_offered)
    return [_named(theme, group, own_language) for theme, group in session.execute(query)]


def get_theme(session: Session, theme_id: int, own_language: Callable[[str, str], str]) -> ThemeName:
    """One theme by its id, also one that is offered no more."""
    above = aliased(Theme)
    theme, group = session.execute(
        select(Theme, above).join(above, above.id == Theme.parent_id, isouter=True).where(Theme.id == theme_id)
    ).one()
    return _named(theme, group, own_language)


def theme_ids(session: Session, slugs: Iterable[str]) -> dict[str, int]:
    """The ids of themes by slug; those that are not known are left out."""
    rows = session.execute(select(Theme.slug, Theme.id).where(Theme.slug.in_(sorted(set(slugs)))))
    return {row.slug: row.id for row in rows}


def with_parts(session: Session, slug: str) -> list[int]:
    """The ids of a theme and of what is in it, for filters; empty when it is not known."""
    found = select(Theme.id).where(Theme.slug == slug).scalar_subquery()
    within = Theme.parent_id == found
    return list(session.scalars(select(Theme.id).where(or_(Theme.id == found, within)).order_by(within, Theme.id)))


def _named(theme: Theme, group: Theme | None, own_language: Callable[[str, str], str]) -> ThemeName:
    return ThemeName(
        id=theme.id,
        slug=theme.slug,
        name=own_language(theme.name, theme.name_en),
        group=own_language(group.name, group.name_en) if group else "",
        parent_id=theme.parent_id,
    )
