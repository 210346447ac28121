"""Versions of what a layer shows: with every change of it another one."""

from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from webapp.models import Release
from webapp.opendata.ogc.queries.sources import VERSION
from webapp.opendata.ogc.rules.layers import Layer


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
    return session.scalar(select(version_of(layer))) or "0"
