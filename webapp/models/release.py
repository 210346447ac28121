"""What is made public of the city: releases, which never change; and what asks for one.

All but `ReleaseRequest` stand in the schema `pub`, apart from everything else: the roles of the public and of the
municipality can read that schema and no other (`webapp.opendata.sessions`).
"""

from datetime import date, datetime
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import OpenAreaKind, Stage

SCHEMA = "pub"


class Release(Base):
    """One release: how the city stood on a day, put down once. Triggers refuse every change, whoever asks.

    `version` is its month and number, with `-demo` when anything of the demonstration was counted; only such a one can
    be removed. `format` says how its files are written, so that they can be made again to the letter; `method` holds
    the rules by which it was made, in codes and in words. `present_fresh` leaves out what is stale. `needs` is in tens,
    rounded on its own. `made_in` is the transaction that made it: parts are put in within it, and never after.
    """

    __tablename__ = "release"
    __table_args__ = (
        CheckConstraint("version ~ '^[0-9]{4}-[0-9]{2}[.][0-9]+(-demo)?$'", name="version"),
        CheckConstraint("is_demo = (version LIKE '%-demo')", name="demo"),
        CheckConstraint("extract(day FROM month) = 1 AND number > 0", name="month"),
        CheckConstraint(
            "present_fresh <= present AND present <= neighbourhoods AND inhabitants_present <= inhabitants",
            name="counts",
        ),
        CheckConstraint("needs >= 0 AND needs % 10 = 0", name="needs"),
        {"schema": SCHEMA, "info": no_personal_data("public numbers of the whole city, needs in tens")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(unique=True)
    month: Mapped[date]
    number: Mapped[int] = mapped_column(SmallInteger)
    as_of: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    is_demo: Mapped[bool]
    format: Mapped[int] = mapped_column(SmallInteger)
    geography_year: Mapped[int] = mapped_column(SmallInteger)
    is_schematic: Mapped[bool]
    geography_source: Mapped[str]
    network_month: Mapped[date | None]
    method: Mapped[dict[str, Any]] = mapped_column(JSONB)
    neighbourhoods: Mapped[int]
    present: Mapped[int]
    present_fresh: Mapped[int]
    inhabitants: Mapped[int]
    inhabitants_present: Mapped[int]
    initiatives: Mapped[int]
    assets: Mapped[int]
    needs: Mapped[int]
    made_in: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class ReleaseArea(Base):
    """What a release says of one area: a buurt or wijk by its CBS code, or a neighbourhood by its slug.

    `geom` is in RD New (EPSG:28992), `lonlat` the same in WGS84. A buurt has the stage of the neighbourhood that it is
    part of (`neighbourhood`, NULL for none); a wijk has none of its own, but the number of its buurten with presence.
    Counts of people stand by neighbourhood only: five at least and in fives, else NULL; `needs` is in tens.
    `figures` are those of CBS that have no column.
    """

    __tablename__ = "release_area"
    __table_args__ = (
        CheckConstraint("buurten_present <= buurten", name="buurten"),
        CheckConstraint(
            "network_people >= 5 AND network_people % 5 = 0 AND network_ties >= 5 AND network_ties % 5 = 0"
            " AND signals >= 5 AND signals % 5 = 0",
            name="fives",
        ),
        CheckConstraint("needs >= 0 AND needs % 10 = 0", name="tens"),
        CheckConstraint(
            "kind = 'neighbourhood' OR num_nonnulls(network_people, network_ties, signals, needs) = 0",
            name="people_per_neighbourhood",
        ),
        Index("ix_release_area_release_id_geom", "release_id", "kind", "geom", postgresql_using="gist"),
        {"schema": SCHEMA, "info": no_personal_data("public numbers per area, rounded where they count people")},
    )

    release_id: Mapped[int] = mapped_column(ForeignKey(f"{SCHEMA}.release.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[OpenAreaKind] = mapped_column(stored_enum(OpenAreaKind, "kind"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    wijk_code: Mapped[str | None]
    neighbourhood: Mapped[str | None]
    is_official: Mapped[bool]
    geom: Mapped[WKBElement | None] = mapped_column(Geometry("MULTIPOLYGON", srid=28992, spatial_index=False))
    lonlat: Mapped[WKBElement | None] = mapped_column(
        Geometry("MULTIPOLYGON", srid=4326, spatial_index=False), Computed("ST_Transform(geom, 4326)", persisted=True)
    )
    stage: Mapped[Stage | None] = mapped_column(stored_enum(Stage, "stage"))
    stage_since: Mapped[date | None]
    is_present: Mapped[bool | None]
    is_stale: Mapped[bool | None]
    buurten: Mapped[int]
    buurten_present: Mapped[int]
    inhabitants: Mapped[int | None]
    inhabitants_present: Mapped[int | None]
    inhabitants_year: Mapped[int | None] = mapped_column(SmallInteger)
    inhabitants_estimated: Mapped[bool]
    households: Mapped[int | None]
    pct_65plus: Mapped[float | None]
    pct_one_person_households: Mapped[float | None]
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    initiatives: Mapped[int]
    assets: Mapped[int]
    network_people: Mapped[int | None]
    network_ties: Mapped[int | None]
    signals: Mapped[int | None]
    needs: Mapped[int | None]


class ReleaseFile(Base):
    """A file of a release as it was made then: to be downloaded, and to be made again and compared (`sha256`)."""

    __tablename__ = "release_file"
    __table_args__ = (
        CheckConstraint("name ~ '^[a-z0-9-]+[.][a-z]+$'", name="name"),
        CheckConstraint(
            "size = octet_length(content) AND sha256 = encode(sha256(content), 'hex')",
            name="content",
        ),
        {"schema": SCHEMA, "info": no_personal_data("what release and release_area hold, as files")},
    )

    release_id: Mapped[int] = mapped_column(ForeignKey(f"{SCHEMA}.release.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    sha256: Mapped[str]


class ReleaseRequest(Base):
    """That a coordinator of the city asked for a release; the worker makes it. At most one waits."""

    __tablename__ = "release_request"
    __table_args__ = (
        CheckConstraint(
            "(answered_at IS NULL) = (version IS NULL AND refused_because IS NULL)"
            " AND NOT (version IS NOT NULL AND refused_because IS NOT NULL)",
            name="answer",
        ),
        Index(
            "uq_release_request_open",
            text("(answered_at IS NULL)"),
            unique=True,
            postgresql_where=text("answered_at IS NULL"),
        ),
        {"info": no_personal_data("when a release was asked for; who did stands in the audit")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[Created]
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[str | None]
    refused_because: Mapped[str | None]
