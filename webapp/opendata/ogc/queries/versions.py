"""Versions of what a layer shows: with every change of it another one."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from webapp.models import Release
from webapp.opendata.ogc.queries.sources import INITIATIVE, PRESENCE, VERSION
from webapp.opendata.ogc.rules.layers import AREAS, INITIATIVES, LAYERS, NEIGHBOURHOODS, RELEASES, Layer


def version_of(layer: Layer) -> ColumnElement[Any]:
    """The version of a layer as an expression: text, NULL before there is anything."""
    if layer.subjects == ("releases",):
        release = Release.__table__.c
        # one of the demonstration can be removed
        return select(cast(func.max(release.id), Text) + "." + cast(func.count(), Text)).scalar_subquery()
    versions = cast(VERSION.c.version, Text)
    joined = func.string_agg(versions, aggregate_order_by(literal_column("'-'"), VERSION.c.subject), type_=Text)
    return select(joined).where(VERSION.c.subject.in_(layer.subjects)).scalar_subquery()


def get_version(session: Session, layer: Layer) -> str:
    """The version of a layer; `0` before there is anything."""
    return session.scalar(_statement(layer.id)) or "0"


@cache
def _statement(layer_id: str) -> Select[Any]:
    """Put together once: that costs as much as running it."""
    return select(version_of(LAYERS[layer_id]))


def find_first_days(session: Session) -> dict[str, date | None]:
    """The day on which the data of each layer that has time begins; None before there is any."""
    release = select(func.min(Release.__table__.c.as_of)).scalar_subquery()
    row = session.execute(
        select(
            select(func.min(func.lower(PRESENCE.c.period))).scalar_subquery().label(NEIGHBOURHOODS.id),
            select(func.min(INITIATIVE.c.published_on)).scalar_subquery().label(INITIATIVES.id),
            release.label(AREAS.id),
            release.label(RELEASES.id),
        )
    ).one()
    return dict(row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for the row as a mapping)
