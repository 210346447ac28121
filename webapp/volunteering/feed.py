"""The calendar of one volunteer: the tasks that they have, each on its day."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.calendar.feeds import CalendarEvent, feed
from webapp.calendar.rules import Rhythm
from webapp.clock import CITY_TIMEZONE
from webapp.vocabulary import SignupState
from webapp.volunteering.queries import OwnTask, list_own

NAME = "Missie050"
KEPT_DAYS = timedelta(days=60)
"""How long a task that was done stays in the calendar."""


def own_feed(session: Session, account_id: int, *, public_url: str, now: datetime) -> bytes:
    """The tasks of an account as iCalendar; the session looks as that account. What has no day cannot stand in it."""
    first = (now - KEPT_DAYS).astimezone(CITY_TIMEZONE).date()
    own = [
        each
        for each in list_own(session, Actor(account_id=account_id), now=now)
        if each.state == SignupState.TAKEN and each.occurrence is not None and each.occurrence.day >= first
    ]
    return feed(NAME, [_event(each, public_url) for each in own], domain=urlsplit(public_url).hostname or "localhost")


def _event(own: OwnTask, public_url: str) -> CalendarEvent:
    assert own.occurrence is not None  # noqa: S101  (narrows: who has no day was left out)
    rhythm = own.where.rhythm or Rhythm(own.occurrence.day)
    return CalendarEvent(
        uid=f"taak-{own.signup_id}",
        title=": ".join(part for part in (own.title, own.where.title) if part),
        rhythm=Rhythm(own.occurrence.day, rhythm.starts_at, rhythm.minutes),
        changed_at=max(own.changed_at, own.where.changed_at),
        location=own.where.address,
        url=f"{public_url}/mijn/taken",
    )
