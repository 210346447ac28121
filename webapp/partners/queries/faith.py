"""What partners do around faith, and who sees that: the one place that decides it.

Churches tell here what they do, and the municipality reads along: as with initiatives, only people with an account see
the side of faith, and who looks for the municipality does not.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session, aliased

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, can
from webapp.models import PartnerActivity, Theme
from webapp.themes.queries import ThemeName, list_themes

FAITH_GROUP = "zingeving"
"""The address of the theme that is about faith, together with what is in it."""


def sees_faith(viewer: Actor) -> bool:
    """Whether somebody sees what partners do around faith."""
    return can(viewer, Permission.SEE_FAITH_SIDE)


def list_faith_theme_slugs(session: Session) -> frozenset[str]:
    """The addresses of the themes that are about faith."""
    theme = aliased(Theme)
    return frozenset(session.scalars(select(theme.slug).where(theme.id.in_(_faith_themes()))))


def shown_to(viewer: Actor) -> ColumnElement[bool]:
    """Condition on `PartnerActivity`: it is not about faith, or the viewer sees that."""
    return true() if sees_faith(viewer) else PartnerActivity.theme_id.not_in(_faith_themes())


def list_themes_for(session: Session, viewer: Actor, own_language: Callable[[str, str], str]) -> Sequence[ThemeName]:
    """The themes on which the viewer sees what partners do, in the order in which they are offered."""
    themes = list_themes(session, own_language)
    if sees_faith(viewer):
        return themes
    group = next((each.id for each in themes if each.slug == FAITH_GROUP), None)
    return [each for each in themes if group is None or group not in (each.id, each.parent_id)]


def _faith_themes() -> Select[int]:
    theme, above = aliased(Theme), aliased(Theme)
    group = select(above.id).where(above.slug == FAITH_GROUP).scalar_subquery()
    return select(theme.id).where(or_(theme.slug == FAITH_GROUP, theme.parent_id == group))
