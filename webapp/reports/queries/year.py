"""Reads for the yearly report: what began, was found, shared and done in a year, over the three pillars [S4]."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, ScalarSelect, SQLColumnExpression, cast, func, select
from sqlalchemy.orm import Session

from webapp.clock import CITY_TIMEZONE
from webapp.models import (
    Asset,
    Discovery,
    DiscoveryEvent,
    Listing,
    Match,
    Neighbourhood,
    Partner,
    Presence,
)
from webapp.vocabulary import DatePrecision, DiscoveryEventKind, MatchState, Stage


@dataclass(frozen=True, slots=True)
class Change:
    """A stage that began in the year."""

    place: str
    stage: Stage
    since: date
    precision: DatePrecision


@dataclass(frozen=True, slots=True)
class Numbers:
    """What there was in a year; `matches` are those that were closed as done, as far as the viewer sees them."""

    begun: int
    ended: int
    gatherings: int
    results: int
    assets: int
    initiatives: int
    matches: int
    partners: int


def list_changes(session: Session, *, since: date, until: date) -> tuple[Change, ...]:
    """The stages that began from one day up to and including another, in order of time."""
    began = func.lower(Presence.period)
    rows = session.execute(
        select(Neighbourhood.name, Presence.stage, began.label("since"), Presence.since_precision)
        .join(Neighbourhood, Neighbourhood.id == Presence.neighbourhood_id)
        .where(began.between(since, until))
        .order_by(began, Neighbourhood.name, Presence.id)
    )
    return tuple(Change(*row) for row in rows)


def count_year(session: Session, *, since: date, until: date) -> Numbers:
    """The numbers of a period, in one statement."""

    def told(kind: DiscoveryEventKind) -> ScalarSelect[int]:
        return _count(DiscoveryEvent.kind == kind, DiscoveryEvent.on_day.between(since, until))

    row = session.execute(
        select(
            _count(Discovery.started_on.between(since, until)),
            _count(Discovery.ended_on.between(since, until)),
            told(DiscoveryEventKind.GATHERING),
            told(DiscoveryEventKind.RESULT),
            _count(Asset.is_public.is_(True), _local_day(Asset.created_at).between(since, until)),
            _count(Listing.published_on.between(since, until)),
            _count(Match.state == MatchState.DONE, _local_day(Match.closed_at).between(since, until)),
            _count(Partner.ended_on.is_(None)),
        )
    ).one()
    return Numbers(*row)


def _count(*chosen: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many rows there are of the one table that these conditions are about."""
    return select(func.count()).where(*chosen).scalar_subquery()


def _local_day(moment: SQLColumnExpression[Any]) -> ColumnElement[date]:
    return cast(func.timezone(CITY_TIMEZONE.key, moment), Date)
