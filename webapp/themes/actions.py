"""Editing the vocabulary: a new theme, other words for one, no longer offering it, taking away what nothing uses."""

from dataclasses import asdict

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.errors import BadInput, DomainError, EditConflict, NotFound
from webapp.models import Theme
from webapp.themes.queries import list_uses
from webapp.themes.rules import ON_PEOPLE, ThemeFacts, check_facts, check_level, slug_of
from webapp.vocabulary import AuditAction


def facts_of(theme: Theme) -> ThemeFacts:
    """What is kept about a theme."""
    return ThemeFacts(
        name=theme.name,
        name_en=theme.name_en,
        parent_id=theme.parent_id,
        position=theme.position,
        for_people=theme.for_people,
        is_offered=theme.is_offered,
    )


def add_theme(session: Session, facts: ThemeFacts, *, by: int) -> Theme:
    """Keep a new theme, at an address made of its name.

    Raises `BadInput` as `check_facts` does or `theme_unknown` for its group, `DomainError` as `check_level` does or
    `theme_name_taken`.
    """
    check_facts(facts)
    _one_at_a_time(session)
    _check_group(session, facts, None)
    _refuse_known_name(session, facts.name, but=None)
    theme = Theme(slug=slug_of(facts.name, set(session.scalars(select(Theme.slug)))), **asdict(facts))
    session.add(theme)
    session.flush()
    record(session, AuditAction.CREATED, by=by, table="theme", row=theme.id)
    return theme


def change_theme(session: Session, theme: Theme, facts: ThemeFacts, *, seen: str, by: int) -> tuple[str, ...]:
    """Keep what is different, when the theme is still as it was looked at (`ThemeFacts.mark`); gives those fields.

    Its address stays. Raises `EditConflict` code `changed_meanwhile`, what `add_theme` raises, and `DomainError`
    `theme_on_people` when it would no longer fit the talents and asks that it is on.
    """
    check_facts(facts)
    theme_id = theme.id
    _one_at_a_time(session)
    # held against who puts it on a talent or an ask meanwhile (the database's `refuse_theme_of_people`)
    held = session.scalar(
        select(Theme)
        .where(Theme.id == theme_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if held is None:
        raise NotFound("theme_unknown")
    before = facts_of(held)
    changes = {name: value for name, value in asdict(facts).items() if value != getattr(before, name)}
    if not changes:
        return ()
    if before.mark != seen:
        raise EditConflict("changed_meanwhile", version=0)
    _check_group(session, facts, theme_id)
    _refuse_known_name(session, facts.name, but=theme_id)
    if "for_people" in changes and not facts.for_people:
        uses = list_uses(session, theme_id)
        count = sum(uses.get(place, 0) for place in ON_PEOPLE)
        if count:
            raise DomainError("theme_on_people", count=count)
    for name, value in changes.items():
        setattr(held, name, value)
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="theme", row=theme_id, fields=tuple(changes))
    return tuple(changes)


def remove_theme(session: Session, theme: Theme, *, by: int) -> None:
    """Take away a theme that nothing uses.

    Raises `DomainError` `theme_in_use`: whatever is tagged with it would lose what it is about. Stop offering it then.
    """
    theme_id = theme.id
    if list_uses(session, theme_id):
        raise DomainError("theme_in_use")
    try:
        with session.begin_nested():
            session.delete(theme)
            session.flush()
    except IntegrityError as error:
        # used since we looked
        raise DomainError("theme_in_use") from error
    record(session, AuditAction.DELETED, by=by, table="theme", row=theme_id)


def _check_group(session: Session, facts: ThemeFacts, theme_id: int | None) -> None:
    group = session.get(Theme, facts.parent_id) if facts.parent_id is not None else None
    if facts.parent_id is not None and group is None:
        raise BadInput("theme_unknown")
    has_parts = theme_id is not None and bool(
        session.scalar(select(func.count()).select_from(Theme).where(Theme.parent_id == theme_id))
    )
    check_level(
        in_group=group is not None,
        group_is_part=group is not None and group.parent_id is not None,
        is_itself=theme_id is not None and facts.parent_id == theme_id,
        has_parts=has_parts,
    )


def _refuse_known_name(session: Session, name: str, *, but: int | None) -> None:
    same = select(Theme.id).where(func.search_key(Theme.name) == func.search_key(name))
    if any(found != but for found in session.scalars(same)):
        raise DomainError("theme_name_taken")


def _one_at_a_time(session: Session) -> None:
    """Two who edit the vocabulary wait for each other: names are told apart, and there are two levels."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("themes"))))
