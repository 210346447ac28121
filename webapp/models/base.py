"""The declarative base: naming of constraints, and the types that several models share."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from sqlalchemy import DateTime, Enum, MetaData, func
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.dialects.postgresql.ranges import MultiRange
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

DateRange = Range[date]

WeekTimes = MultiRange[int]
"""Times of a week as minutes since Monday 0:00, each part up to but not including its end: at most 0 to 10,080."""

Created = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
"""When the row was made, in UTC."""


class Base(DeclarativeBase):
    """All tables of the product."""

    metadata = MetaData(naming_convention=NAMING)


def stored_enum(words: type[StrEnum], name: str) -> Enum:
    """A text column that holds the values of `words`, checked by the database."""
    return Enum(
        words,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=max(len(word) for word in words),
        values_callable=lambda chosen: [word.value for word in chosen],
    )
