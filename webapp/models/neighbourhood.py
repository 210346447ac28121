"""Missie050's own neighbourhoods: what they are called, which buurten make them up, their shape."""

from datetime import date

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from webapp.models.base import Base, Created, DateRange, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import AreaKind


class Neighbourhood(Base):
    """A named working area made of whole buurten.

    `geom` (RD New, EPSG:28992) is the union of the buurten that make it up today, in the release in
    force; `label_point` lies inside it. Both, and the figures, are recomputed in the transaction that
    changes a composition or a release (`webapp.areas.shapes.refresh`); they are NULL only for a
    neighbourhood that has no buurten.
    """

    __tablename__ = "neighbourhood"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug"),
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name"),
        CheckConstraint("geom IS NULL OR (ST_IsValid(geom) AND NOT ST_IsEmpty(geom))", name="geom_valid"),
        {"info": no_personal_data("places")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    geom: Mapped[WKBElement | None] = mapped_column(Geometry("MULTIPOLYGON", srid=28992))
    label_point: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    inhabitants: Mapped[int | None]
    inhabitants_estimated: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[Created]

    members: Mapped[list["NeighbourhoodArea"]] = relationship(back_populates="neighbourhood", passive_deletes=True)
    outlines: Mapped[list["NeighbourhoodOutline"]] = relationship(back_populates="neighbourhood", passive_deletes=True)


class NeighbourhoodArea(Base):
    """A buurt, by code, that is part of a neighbourhood for a period; of one neighbourhood at a time."""

    __tablename__ = "neighbourhood_area"
    __table_args__ = (
        ExcludeConstraint(
            ("area_code", "="), ("period", "&&"), name="ex_neighbourhood_area_one_at_a_time", using="gist"
        ),
        CheckConstraint("NOT isempty(period)", name="period"),
        CheckConstraint("area_code ~ '^(BU|AF)[0-9]{4}[0-9A-Z]{4}$'", name="area_code"),
        {"info": no_personal_data("places")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True)
    area_code: Mapped[str]
    period: Mapped[DateRange] = mapped_column(DATERANGE)

    neighbourhood: Mapped[Neighbourhood] = relationship(back_populates="members")


class NeighbourhoodOutline(Base):
    """A neighbourhood's shape for the map, generalised together with its neighbours so that shared edges stay shared.

    `geom` is in WGS84 (EPSG:4326), ready to be sent, `mercator` the same for tiles (EPSG:3857); `level` is one of
    `webapp.areas.rules.OUTLINE_LEVELS`.
    """

    __tablename__ = "neighbourhood_outline"
    __table_args__ = ({"info": no_personal_data("places")},)

    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
    mercator: Mapped[WKBElement | None] = mapped_column(
        Geometry("MULTIPOLYGON", srid=3857), Computed("ST_Transform(geom, 3857)", persisted=True), deferred=True
    )

    neighbourhood: Mapped[Neighbourhood] = relationship(back_populates="outlines")


class AreaSuccession(Base):
    """A new buurt that no neighbourhood has by code, and the neighbourhood that it would go to.

    Made by an import of a new year; a person confirms or refuses it. `overlap` is the share of the new
    buurt that lies in the neighbourhood's old shape, 0 to 1; `neighbourhood_id` is NULL when none does.
    """

    __tablename__ = "area_succession"
    __table_args__ = (
        Index("uq_area_succession", "year", "new_code", unique=True),
        CheckConstraint("overlap BETWEEN 0 AND 1", name="overlap"),
        {"info": no_personal_data("places")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AreaKind] = mapped_column(stored_enum(AreaKind, "kind"), default=AreaKind.BUURT)
    year: Mapped[int]
    new_code: Mapped[str]
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"))
    old_code: Mapped[str | None]
    overlap: Mapped[float]
    decided_on: Mapped[date | None]
    created_at: Mapped[Created]


class PlaceName(Base):
    """A name by which a place can be found: `search_name` is `name` without accents, in lower case."""

    __tablename__ = "place_name"
    __table_args__ = (
        Index(
            "ix_place_name_search_name_trgm",
            "search_name",
            postgresql_using="gin",
            postgresql_ops={"search_name": "gin_trgm_ops"},
        ),
        {"info": no_personal_data("places")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    search_name: Mapped[str]
    code: Mapped[str | None]
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True)
