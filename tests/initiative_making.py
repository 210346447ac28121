"""Makes initiatives for tests: contents with sense in them, waiting or shown."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from seeds.themes import seed_themes
from tests.conftest import TODAY
from tests.factories import make_account
from webapp.initiatives.actions import approve, register
from webapp.initiatives.content import Content, TaskContent
from webapp.initiatives.queries import find_waiting
from webapp.models import Initiative, Theme
from webapp.vocabulary import InitiativeLayer, Provenance, Reach

SELWERD = (6.5517, 53.2327)
"""A place in Selwerd, in WGS84."""


def make_content(title: str = "Samen eten in Selwerd", **changes: Any) -> Content:
    """A whole content at one place in Selwerd; any field can be another."""
    content = Content(
        title=title,
        layer=InitiativeLayer.SOCIAL,
        description="We koken en eten samen. Je kunt zo aanschuiven.",
        for_whom="Voor iedereen uit de buurt",
        organiser="Buren van de Eikenlaan",
        themes=("samen-eten",),
        reach=Reach.PLACE,
        address="Eikenlaan",
        lon=SELWERD[0],
        lat=SELWERD[1],
    )
    return replace(content, **changes)


def make_task(
    key: str = "koken", *, needed: int = 2, until: date | None = None, each_time: bool = False
) -> TaskContent:
    """A task of an hour."""
    return TaskContent(
        key=key,
        title=f"Helpen met {key}",
        minutes=60,
        needed=needed,
        each_time=each_time,
        open_until=until or TODAY + timedelta(days=90),
    )


def make_waiting(
    session: Session, content: Content | None = None, *, by: int | None = None, on: date = TODAY, **more: Any
) -> Initiative:
    """An initiative that waits for approval, kept by account `by` or by a new one."""
    _with_themes(session)
    owner = by if by is not None else make_account(session).id
    return register(session, content or make_content(), by=owner, today=on, now=_noon(on), **more)


def make_initiative(
    session: Session,
    content: Content | None = None,
    *,
    by: int | None = None,
    on: date = TODAY,
    provenance: Provenance = Provenance.ENTERED,
    **more: Any,
) -> Initiative:
    """An initiative that was approved on a day, and is shown."""
    initiative = make_waiting(session, content, by=by, on=on, provenance=provenance, **more)
    waiting = find_waiting(session, initiative.id)
    assert waiting is not None
    approve(session, initiative, waiting, by=None, today=on, now=_noon(on))
    session.flush()
    return initiative


def make_initiatives(session: Session, titles: Iterable[str], **changes: Any) -> list[Initiative]:
    """One for each title, alike but for that."""
    owner = make_account(session).id
    return [make_initiative(session, make_content(title, **changes), by=owner) for title in titles]


def _with_themes(session: Session) -> None:
    if session.scalar(select(Theme.id).limit(1)) is None:
        seed_themes(session)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
