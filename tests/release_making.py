"""Releases in a test's own transaction, and requests of households to count in them."""

from datetime import date, datetime, time

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.match_making import find_place
from tests.talent_making import find_theme
from webapp.clock import CITY_TIMEZONE
from webapp.opendata.actions.making import make_release
from webapp.opendata.queries.releases import ReleaseHead


def made_release(session: Session, *, on: date = TODAY) -> ReleaseHead:
    """A release as the worker makes it on a day."""
    now = datetime.combine(on, time(12), CITY_TIMEZONE)
    return make_release(session, as_of=on, now=now, today=on)


def ask(session: Session, slug: str, count: int, *, since: date = TODAY, until: date = date(2027, 2, 1)) -> None:
    """So many open requests of households in a neighbourhood, past every rule: `until` is when they lapse."""
    theme = find_theme(session, "formulieren")
    session.execute(
        text("""
            WITH somebody AS (
                INSERT INTO person (name, neighbourhood_id) SELECT 'Vrager ' || n, :place
                FROM generate_series(1, :count) n RETURNING id
            )
            INSERT INTO need (key, kind, person_id, neighbourhood_id, theme_id, urgency, recurrence, level,
                              created_on, expires_on, provenance)
            SELECT 'proef-' || id, 'private', id, :place, :theme, 'this_month', 'once', 'able',
                   :since, :until, 'entered' FROM somebody
        """),
        {"place": find_place(session, slug), "count": count, "since": since, "until": until, "theme": theme},
    )
