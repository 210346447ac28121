"""One content out of two initiatives that turned out to be the same. Plain values."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from webapp.errors import DomainError
from webapp.initiatives.content import Content, TaskContent
from webapp.initiatives.rules import MOST_LINKS, MOST_TASKS, MOST_THEMES
from webapp.moderation.rules import ATTRIBUTES, Field, is_empty, values_of
from webapp.vocabulary import InitiativeLayer


class Take(StrEnum):
    """Whose value is kept: that of the one that stays, of the other, or what both have."""

    KEPT = "blijft"
    OTHER = "ander"
    BOTH = "beide"


LISTS: dict[Field, int | None] = {
    Field.THEMES: MOST_THEMES,
    Field.EFFECTS: None,
    Field.TASKS: MOST_TASKS,
    Field.LINKS: MOST_LINKS,
    Field.PARTNERS: None,
}
"""Fields of which both can be kept, and how many they may come to."""


@dataclass(frozen=True)
class Merged:
    """The content that stays; `moved` tells under which key each task of the other one goes along."""

    content: Content
    moved: Mapping[str, str]


def differing(kept: Content, other: Content) -> tuple[Field, ...]:
    """The fields for which somebody has to choose."""
    return tuple(field for field in Field if values_of(field, kept) != values_of(field, other))


def first_choice(field: Field, kept: Content) -> Take:
    """What is proposed: everything of lists, and of the rest what the one that stays says, if it says something."""
    if field in LISTS:
        return Take.BOTH
    return Take.OTHER if is_empty(field, kept) else Take.KEPT


def merge(
    kept: Content,
    other: Content,
    choices: Mapping[Field, Take],
    *,
    used_keys: Collection[str] = (),
    promised: Collection[str] = (),
    promised_by_kept: Collection[str] = (),
) -> Merged:
    """Put two contents together by what was chosen for each field; where nothing was, as `first_choice` proposes.

    `used_keys` are the keys that tasks of the one that stays have, or had; `promised` and `promised_by_kept` are the
    keys of the tasks, of the other and of the one that stays, that somebody took: these stay whatever was chosen.
    Raises `DomainError` code `merged_too_much` with the field when there would be more of something than an initiative
    can have.
    """
    made = kept
    for field in differing(kept, other):
        if field == Field.TASKS:
            continue
        take = choices.get(field, first_choice(field, kept))
        made = replace(made, **_taken(field, kept, other, take))
    take = choices.get(Field.TASKS, first_choice(Field.TASKS, kept))
    own = kept.tasks if take != Take.OTHER else _promised(kept, promised_by_kept)
    taken = other.tasks if take != Take.KEPT else _promised(other, promised)
    moved = _new_keys(taken, {*used_keys, *(task.key for task in kept.tasks)})
    made = replace(made, tasks=(*own, *(replace(task, key=moved[task.key]) for task in taken)))
    if made.layer == InitiativeLayer.SOCIAL:
        made = replace(made, faith="")
    for field, most in LISTS.items():
        if most is not None and len(values_of(field, made)[0]) > most:  # type: ignore[arg-type]  # lists have one value, a tuple
            raise DomainError("merged_too_much", field=field.value, most=most)
    return Merged(made, moved)


def _taken(field: Field, kept: Content, other: Content, take: Take) -> dict[str, Any]:
    names = ATTRIBUTES[field]
    if take == Take.BOTH and field in LISTS:
        (name,) = names
        return {name: _united((*getattr(kept, name), *getattr(other, name)))}
    source = other if take == Take.OTHER else kept
    return {name: getattr(source, name) for name in names}


def _united(items: Iterable[Any]) -> tuple[Any, ...]:
    """Each once: effects by their theme, links by their address, the rest as they are."""
    found: dict[Hashable, Any] = {}
    for item in items:
        found.setdefault(getattr(item, "theme", getattr(item, "url", item)), item)
    return tuple(found.values())


def _promised(content: Content, keys: Collection[str]) -> tuple[TaskContent, ...]:
    return tuple(task for task in content.tasks if task.key in keys)


def _new_keys(tasks: Iterable[TaskContent], used: set[str]) -> dict[str, str]:
    moved: dict[str, str] = {}
    for task in tasks:
        moved[task.key] = _free_key(task.key, used)
        used.add(moved[task.key])
    return moved


def _free_key(key: str, used: Collection[str]) -> str:
    """The key itself, or with the first free number behind it."""
    number, free = 2, key
    while free in used:
        free, number = f"{key}-{number}", number + 1
    return free
