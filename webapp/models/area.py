"""Official geography: releases of CBS areas, and the areas in them."""

from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, PrimaryKeyConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import AreaKind


class AreaRelease(Base):
    """One year of areas of one kind, from one source.

    Schematic areas stand apart from official ones of the same year, so that loading official
    boundaries never mixes the two. At most one release of a kind is in force: the one that the
    neighbourhoods are made of.
    """

    __tablename__ = "area_release"
    __table_args__ = (
        PrimaryKeyConstraint("kind", "year", "is_schematic"),
        CheckConstraint("year BETWEEN 1995 AND 2100", name="year"),
        Index("uq_area_release_in_force", "kind", unique=True, postgresql_where=text("in_force")),
        {"info": no_personal_data("official geography")},
    )

    kind: Mapped[AreaKind] = mapped_column(stored_enum(AreaKind, "kind"))
    year: Mapped[int]
    is_schematic: Mapped[bool]
    in_force: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str]
    imported_at: Mapped[Created]

    areas: Mapped[list["Area"]] = relationship(back_populates="release", passive_deletes=True)


class Area(Base):
    """An official area: a gemeente, wijk or buurt of CBS, in one year.

    `geom` is a valid MultiPolygon in RD New (EPSG:28992, metres). `is_official` is false for
    countryside made as a remainder, which has no CBS code of its own. Figures that the product uses
    are columns; the rest of the source's columns is kept in `figures`.
    """

    __tablename__ = "area"
    __table_args__ = (
        ForeignKeyConstraint(
            ["kind", "year", "is_schematic"],
            ["area_release.kind", "area_release.year", "area_release.is_schematic"],
            ondelete="CASCADE",
        ),
        Index("uq_area_code_year_is_schematic", "code", "year", "is_schematic", unique=True),
        Index("ix_area_release", "kind", "year", "is_schematic", "code"),
        CheckConstraint("code ~ '^(BU|AF)[0-9]{4}[0-9A-Z]{4}$|^WK[0-9]{4}[0-9A-Z]{2}$|^GM[0-9]{4}$'", name="code"),
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
        CheckConstraint("inhabitants >= 0 AND households >= 0", name="counts"),
        CheckConstraint(
            "pct_65plus BETWEEN 0 AND 100 AND pct_one_person_households BETWEEN 0 AND 100", name="percentages"
        ),
        {"info": no_personal_data("official geography")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AreaKind] = mapped_column(stored_enum(AreaKind, "kind"))
    year: Mapped[int]
    is_schematic: Mapped[bool] = mapped_column(default=False)
    code: Mapped[str]
    name: Mapped[str]
    parent_code: Mapped[str | None]
    municipality_code: Mapped[str]
    is_official: Mapped[bool] = mapped_column(default=True)
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=28992))
    inhabitants: Mapped[int | None]
    inhabitants_year: Mapped[int | None]
    inhabitants_estimated: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    households: Mapped[int | None]
    pct_65plus: Mapped[float | None]
    pct_one_person_households: Mapped[float | None]
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=func.jsonb_build_object())

    release: Mapped[AreaRelease] = relationship(back_populates="areas")
