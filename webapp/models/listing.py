"""What the public sees of initiatives: approved, and their social side only. Nothing else is kept here.

So a page, a map or a file for the public that reads these tables cannot show what waits or what is of the church, and
their spatial index serves, which it would not behind a policy on rows.
"""

from datetime import date, datetime, time
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, Computed, DateTime, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import EffectDirection, InitiativeState, Provenance, Reach


class Listing(Base):
    """An initiative as visitors see it.

    Written by `webapp.initiatives.publishing` and, for many at once, by `webapp.exchange.actions.publishing`, which a
    test holds to the same rows; and by nothing else.

    `geom` (RD New) is the pin of an initiative at one place, else NULL; `lonlat` is the same in WGS84, to be sent, and
    `mercator` in web mercator (EPSG:3857), for tiles. With `tells_faith` the title does: open data leaves it out.
    `state` is running, paused or ended. `organiser` is the name that the organisers chose to be shown. `help_until` is
    the last day on which a task is open, NULL when none is. `links` is a list of `{"url", "label"}`. `confirmed_on`
    decides when it fades and hides (`webapp.initiatives.rules.freshness`). Without `starts_on` it is always on.
    """

    __tablename__ = "listing"
    __table_args__ = (
        CheckConstraint("(reach = 'place') = (geom IS NOT NULL)", name="place"),
        CheckConstraint("state IN ('running', 'paused', 'ended')", name="state_shown"),
        CheckConstraint("geom IS NULL OR (ST_IsValid(geom) AND NOT ST_IsEmpty(geom))", name="geom"),
        CheckConstraint("length(title) BETWEEN 1 AND 100", name="title"),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 5 AND 1440", name="minutes"),
        CheckConstraint("picture_key IS NULL OR length(picture_alt) > 0", name="picture_alt"),
        Index(
            "ix_listing_search_title_trgm",
            "search_title",
            postgresql_using="gin",
            postgresql_ops={"search_title": "gin_trgm_ops"},
        ),
        Index(
            "ix_listing_search_text_trgm",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        {"info": no_personal_data("what organisers chose to make public; whose it is stands in initiative_organiser")},
    )

    initiative_id: Mapped[int] = mapped_column(
        ForeignKey("initiative.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    slug: Mapped[str] = mapped_column(unique=True)
    state: Mapped[InitiativeState] = mapped_column(stored_enum(InitiativeState, "state"))
    title: Mapped[str]
    description: Mapped[str]
    for_whom: Mapped[str]
    organiser: Mapped[str]
    main_theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    reach: Mapped[Reach] = mapped_column(stored_enum(Reach, "reach"))
    address: Mapped[str]
    geom: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=28992))
    lonlat: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=4326, spatial_index=False), Computed("ST_Transform(geom, 4326)", persisted=True)
    )
    mercator: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=3857), Computed("ST_Transform(geom, 3857)", persisted=True), deferred=True
    )
    starts_on: Mapped[date | None]
    starts_at: Mapped[time | None]
    minutes: Mapped[int | None]
    rrule: Mapped[str | None]
    ends_on: Mapped[date | None]
    help_until: Mapped[date | None]
    picture_key: Mapped[str | None]
    picture_alt: Mapped[str] = mapped_column(default="", server_default=text("''"))
    links: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"), default=list)
    confirmed_on: Mapped[date]
    published_on: Mapped[date]
    ended_on: Mapped[date | None]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    search_title: Mapped[str] = mapped_column(Computed("search_words(title)", persisted=True))
    search_text: Mapped[str] = mapped_column(
        Computed(
            "search_words(title || ' ' || for_whom || ' ' || organiser || ' ' || address || ' ' || description)",
            persisted=True,
        )
    )
    tells_faith: Mapped[bool | None] = mapped_column(Computed("tells_faith(title)", persisted=True), deferred=True)


class ListingTheme(Base):
    """A theme of an initiative that is shown."""

    __tablename__ = "listing_theme"
    __table_args__ = ({"info": no_personal_data("what initiatives are about")},)

    initiative_id: Mapped[int] = mapped_column(
        ForeignKey("listing.initiative_id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)


class ListingNeighbourhood(Base):
    """A neighbourhood of an initiative that is shown; that of its pin is found by the database.

    One that is in the whole city has no rows.
    """

    __tablename__ = "listing_neighbourhood"
    __table_args__ = ({"info": no_personal_data("where initiatives are")},)

    initiative_id: Mapped[int] = mapped_column(
        ForeignKey("listing.initiative_id", ondelete="CASCADE"), primary_key=True
    )
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ListingEffect(Base):
    """What an initiative hopes to do to a theme: less loneliness, more greenery [S4]."""

    __tablename__ = "listing_effect"
    __table_args__ = ({"info": no_personal_data("what initiatives hope to bring about")},)

    initiative_id: Mapped[int] = mapped_column(
        ForeignKey("listing.initiative_id", ondelete="CASCADE"), primary_key=True
    )
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)
    direction: Mapped[EffectDirection] = mapped_column(stored_enum(EffectDirection, "direction"))


class ListingDay(Base):
    """A day on which an initiative with a rhythm takes place, written out when it is published."""

    __tablename__ = "listing_day"
    __table_args__ = (
        # by which the next day of each of many initiatives is one look
        Index("ix_listing_day_initiative_id_day", "initiative_id", "day"),
        {"info": no_personal_data("when initiatives are")},
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    initiative_id: Mapped[int] = mapped_column(
        ForeignKey("listing.initiative_id", ondelete="CASCADE"), primary_key=True
    )


class ListingPartner(Base):
    """A partner that an initiative is shown with."""

    __tablename__ = "listing_partner"
    __table_args__ = ({"info": no_personal_data("organisations")},)

    initiative_id: Mapped[int] = mapped_column(
        ForeignKey("listing.initiative_id", ondelete="CASCADE"), primary_key=True
    )
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), primary_key=True, index=True)


class Picture(Base):
    """A picture that somebody chose for an initiative, made small and stripped of what cameras add.

    `key` is random: whoever knows the address sees it, and only what is shown gives it away. One that no version and no
    draft uses goes after a month.
    """

    __tablename__ = "picture"
    __table_args__ = (
        CheckConstraint("octet_length(content) <= 1000000", name="content"),
        {"info": no_personal_data("chosen to be public by who registers; unused ones go after a month")},
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"), index=True)
