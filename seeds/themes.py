"""The themes that the city begins with; what a coordinator changed since stays."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from seeds.facts import read_toml
from webapp.models import Theme


def seed_themes(session: Session) -> int:
    """Add the themes that are not there yet; gives how many."""
    groups = read_toml("themes.toml")["theme"]
    before = set(session.scalars(select(Theme.slug)))
    for position, group in enumerate(groups):
        _add(session, group, parent_id=None, position=position)
        parent_id = session.scalars(select(Theme.id).where(Theme.slug == group["slug"])).one()
        for place, part in enumerate(group["parts"]):
            _add(session, part, parent_id=parent_id, position=place)
    return len(set(session.scalars(select(Theme.slug))) - before)


def _add(session: Session, theme: dict[str, Any], *, parent_id: int | None, position: int) -> None:
    new = insert(Theme).values(
        slug=theme["slug"],
        name=theme["name"],
        name_en=theme["name_en"],
        for_people=theme.get("for_people", True),
        parent_id=parent_id,
        position=position,
    )
    session.execute(new.on_conflict_do_nothing(index_elements=[Theme.slug]))
