"""Reads of themes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select, text
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


@dataclass(frozen=True)
class KeptTheme:
    """A theme as who edits them sees it; `group` is the Dutch name of the theme above it, empty for one on top."""

    slug: str
    name: str
    name_en: str
    group: str
    position: int
    for_people: bool
    is_offered: bool


def list_themes(
    session: Session, own_language: Callable[[str, str], str], *, only_offered: bool = True
) -> Sequence[ThemeName]:
    """All themes in the order in which they are offered: a group, and then what is in it."""
    above = aliased(Theme)
    query = select(Theme, above).join(above, above.id == Theme.parent_id, isouter=True).order_by(*_in_order(above))
    if only_offered:
        query = query.where(Theme.is_offered)
    return [_named(theme, group, own_language) for theme, group in session.execute(query)]


def list_kept(session: Session) -> Sequence[KeptTheme]:
    """Every theme with everything that is kept about it, in the order in which they are offered."""
    above = aliased(Theme)
    rows = session.execute(
        select(Theme, above.name).join(above, above.id == Theme.parent_id, isouter=True).order_by(*_in_order(above))
    )
    return [
        KeptTheme(
            slug=theme.slug,
            name=theme.name,
            name_en=theme.name_en,
            group=group or "",
            position=theme.position,
            for_people=theme.for_people,
            is_offered=theme.is_offered,
        )
        for theme, group in rows
    ]


def list_groups(session: Session) -> Sequence[tuple[int, str]]:
    """The themes on top, that others can be in: id and Dutch name."""
    rows = session.execute(
        select(Theme.id, Theme.name).where(Theme.parent_id.is_(None)).order_by(Theme.position, Theme.id)
    )
    return [(row.id, row.name) for row in rows]


def find_theme(session: Session, slug: str) -> Theme | None:
    """The theme at an address."""
    return session.scalar(select(Theme).where(Theme.slug == slug))


def list_uses(session: Session, theme_id: int) -> Mapping[str, int]:
    """How often a theme is used, by where; also in rows that the viewer may not see. For the city's coordinators."""
    rows = session.execute(text("SELECT place, uses FROM theme_uses(:theme) ORDER BY place"), {"theme": theme_id})
    return {row.place: int(row.uses) for row in rows}


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


def _in_order(above: type[Theme]) -> tuple[Any, ...]:
    """By group, and in it by place; `above` is the group as it is joined."""
    return (
        func.coalesce(above.position, Theme.position),
        func.coalesce(above.id, Theme.id),
        Theme.parent_id.is_not(None),
        Theme.position,
        Theme.id,
    )


def _named(theme: Theme, group: Theme | None, own_language: Callable[[str, str], str]) -> ThemeName:
    return ThemeName(
        id=theme.id,
        slug=theme.slug,
        name=own_language(theme.name, theme.name_en),
        group=own_language(group.name, group.name_en) if group else "",
        parent_id=theme.parent_id,
    )
