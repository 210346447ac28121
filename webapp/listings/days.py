"""When initiatives take place: the days of a month, and what other calendars read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Self

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.calendar.rules import Rhythm
from webapp.initiatives.rules import Progress, shown_since
from webapp.listings.details import Detail
from webapp.listings.queries import OwnLanguage, ThemeMark, group_slug, in_neighbourhood, shown_on
from webapp.listings.rules import Days
from webapp.models import Initiative, Listing, ListingDay, Theme
from webapp.vocabulary import InitiativeState, Reach

MOST_TIMES = 1000
MOST_EVENTS = 1000


@dataclass(frozen=True, slots=True)
class TimeShown:
    """That an initiative takes place on a day."""

    slug: str
    title: str
    theme: ThemeMark
    starts_at: time | None
    minutes: int | None
    address: str
    reach: Reach
    is_paused: bool

    @property
    def ends_at(self) -> time | None:
        """When it ends by the clock; None when nobody said."""
        if self.starts_at is None or self.minutes is None:
            return None
        return (datetime.combine(date.min, self.starts_at) + timedelta(minutes=self.minutes)).time()


@dataclass(frozen=True, slots=True)
class DayShown:
    """Everything on one day, by the hour; what has no hour comes first."""

    day: date
    times: tuple[TimeShown, ...]


@dataclass(frozen=True, slots=True)
class EventShown:
    """What another calendar is told of an initiative."""

    id: int
    slug: str
    title: str
    description: str
    address: str
    rhythm: Rhythm
    is_paused: bool
    point: tuple[float, float] | None
    changed_at: datetime
    version: int

    @classmethod
    def of(cls, detail: Detail, rhythm: Rhythm) -> Self:
        """The same of one initiative that was read whole."""
        return cls(
            id=detail.id,
            slug=detail.slug,
            title=detail.title,
            description=detail.description,
            address=detail.address,
            rhythm=rhythm,
            is_paused=detail.progress == Progress.PAUSED,
            point=detail.point,
            changed_at=detail.changed_at,
            version=detail.version,
        )


def list_days(
    session: Session, neighbourhood_id: int, days: Days, *, today: date, own_language: OwnLanguage
) -> tuple[DayShown, ...]:
    """What takes place in a neighbourhood, the whole city's included; at most `MOST_TIMES` times."""
    group = aliased(Theme)
    rows = session.execute(
        select(
            ListingDay.day,
            Listing.slug,
            Listing.title,
            Theme.name.label("theme"),
            Theme.name_en.label("theme_en"),
            group_slug(group).label("group"),
            Listing.starts_at,
            Listing.minutes,
            Listing.address,
            Listing.reach,
            Listing.state,
        )
        .join(Listing, Listing.initiative_id == ListingDay.initiative_id)
        .join(Theme, Theme.id == Listing.main_theme_id)
        .join(group, group.id == Theme.parent_id, isouter=True)
        .where(
            ListingDay.day.between(days.first, days.last),
            shown_on(today, since=shown_since(today)),
            in_neighbourhood(neighbourhood_id),
        )
        .order_by(ListingDay.day, Listing.starts_at.nulls_first(), Listing.search_title, Listing.initiative_id)
        .limit(MOST_TIMES)
    )
    return tuple(
        DayShown(
            day,
            tuple(
                TimeShown(
                    slug=row.slug,
                    title=row.title,
                    theme=ThemeMark(own_language(row.theme, row.theme_en), row.group),
                    starts_at=row.starts_at,
                    minutes=row.minutes,
                    address=row.address,
                    reach=row.reach,
                    is_paused=row.state == InitiativeState.PAUSED,
                )
                for row in on_day
            ),
        )
        for day, on_day in groupby(rows, key=lambda row: row.day)
    )


def list_events(session: Session, neighbourhood_id: int, *, today: date) -> Sequence[EventShown]:
    """What the calendar of a neighbourhood holds: everything with a day that is not over, by key."""
    rows = session.execute(
        select(
            Listing.initiative_id.label("id"),
            Listing.slug,
            Listing.title,
            Listing.description,
            Listing.address,
            Listing.starts_on,
            Listing.starts_at,
            Listing.minutes,
            Listing.rrule,
            Listing.state,
            func.ST_X(Listing.lonlat).label("lon"),
            func.ST_Y(Listing.lonlat).label("lat"),
            Listing.changed_at,
            Initiative.version,
        )
        .join(Initiative, Initiative.id == Listing.initiative_id)
        .where(
            Listing.starts_on.is_not(None),
            or_(Listing.ends_on.is_(None), Listing.ends_on >= today),
            shown_on(today, since=shown_since(today)),
            in_neighbourhood(neighbourhood_id),
        )
        .order_by(Listing.initiative_id)
        .limit(MOST_EVENTS)
    )
    return [
        EventShown(
            id=row.id,
            slug=row.slug,
            title=row.title,
            description=row.description,
            address=row.address,
            rhythm=Rhythm(row.starts_on, row.starts_at, row.minutes, row.rrule),
            is_paused=row.state == InitiativeState.PAUSED,
            point=None if row.lon is None else (row.lon, row.lat),
            changed_at=row.changed_at,
            version=row.version,
        )
        for row in rows
    ]
