"""Needs of people and of neighbourhoods, past every rule; `tests.match_making` makes who asks and who coordinates."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.match_making import SECRET_WORDS, find_place, make_asker, make_coordinator, make_need, ring
from tests.talent_making import find_theme
from webapp.models import Need, Person
from webapp.vocabulary import EffectDirection, NeedState

PUBLIC_WORDS = "Er is geen plek waar buren elkaar ontmoeten."

__all__ = [
    "PUBLIC_WORDS",
    "SECRET_WORDS",
    "find_place",
    "find_theme",
    "make_asker",
    "make_coordinator",
    "make_need",
    "make_private_need",
    "make_public_need",
    "opened_words",
    "ring",
    "state_of",
]


def make_private_need(session: Session, person: Person, **changes: Any) -> Need:
    """What somebody who lives in a neighbourhood asks, with `SECRET_WORDS` unless told otherwise."""
    assert person.neighbourhood_id is not None
    return make_need(session, person.neighbourhood_id, person.id, **changes)


def make_public_need(
    session: Session,
    neighbourhood_id: int,
    *,
    theme: str = "eenzaamheid",
    words: str = PUBLIC_WORDS,
    direction: EffectDirection = EffectDirection.LESS,
    figure: str | None = None,
    **changes: Any,
) -> Need:
    """What a neighbourhood lacks, for everyone to read."""
    need = make_need(session, neighbourhood_id, None, theme=theme, words=words, **changes)
    need.direction, need.figure = direction, figure
    session.flush()
    return need


def opened_words(need: Need) -> str:
    """The sealed words of a need, readable."""
    assert need.sealed_words is not None
    return ring().open_sealed(need.sealed_words, table="need", column="sealed_words", row=need.id)


def state_of(session: Session, need_id: int) -> NeedState:
    """How far a need has come, as the database has it now."""
    return NeedState(session.scalar(text("SELECT state FROM need WHERE id = :id"), {"id": need_id}))
