"""Whatever in a neighbourhood can serve its flourishing, and what effects it has [S4]."""

from datetime import date, datetime

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, Computed, DateTime, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import INT4MULTIRANGE
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, WeekTimes, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import AssetKind, EffectCertainty, EffectDirection, Provenance


class Asset(Base):
    """A force of a neighbourhood, of one of the six kinds; what one person can do is a `Talent`, never one of these.

    `geom` (RD New) is where it is, NULL when it has no place of its own; `lonlat` is the same in WGS84, to be sent, and
    `mercator` in web mercator (EPSG:3857), for tiles. With `tells_faith` the name does: open data leaves it out.
    With `is_public` off only coordinators see it. `owner` is who keeps it, in words, where that is no partner.
    `opening` is NULL when unknown; `capacity` is for how many people at a time. `confirmed_on` is when
    somebody last said that it is still there.
    """

    __tablename__ = "asset"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug"),
        CheckConstraint("kind <> 'individuals'", name="no_individuals"),
        CheckConstraint("length(name) BETWEEN 1 AND 100", name="name"),
        CheckConstraint("length(description) <= 4000 AND length(how_to_use) <= 1000", name="words"),
        CheckConstraint("length(owner) <= 120 AND length(address) <= 200", name="short"),
        CheckConstraint("length(opening_words) <= 200", name="opening_words"),
        CheckConstraint("capacity BETWEEN 1 AND 100000", name="capacity"),
        CheckConstraint("opening <@ int4multirange(int4range(0, 10080)) AND NOT isempty(opening)", name="opening"),
        CheckConstraint("geom IS NULL OR (ST_IsValid(geom) AND NOT ST_IsEmpty(geom))", name="geom"),
        Index("ix_asset_name_trgm", text("search_words(name)"), postgresql_using="gin",
              postgresql_ops={"search_words(name)": "gin_trgm_ops"}),
        {"info": no_personal_data("organisations, places and stories; what a person can do is a talent")},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[AssetKind] = mapped_column(stored_enum(AssetKind, "kind"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="", server_default=text("''"))
    how_to_use: Mapped[str] = mapped_column(default="", server_default=text("''"))
    owner: Mapped[str] = mapped_column(default="", server_default=text("''"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="SET NULL"), index=True)
    initiative_id: Mapped[int | None] = mapped_column(ForeignKey("initiative.id", ondelete="SET NULL"), index=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"), index=True)
    address: Mapped[str] = mapped_column(default="", server_default=text("''"))
    geom: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=28992))
    lonlat: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=4326, spatial_index=False), Computed("ST_Transform(geom, 4326)", persisted=True)
    )
    mercator: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=3857, spatial_index=False),
        Computed("ST_Transform(geom, 3857)", persisted=True),
        deferred=True,
    )
    tells_faith: Mapped[bool | None] = mapped_column(Computed("tells_faith(name)", persisted=True), deferred=True)
    opening: Mapped[WeekTimes | None] = mapped_column(INT4MULTIRANGE)
    opening_words: Mapped[str] = mapped_column(default="", server_default=text("''"))
    capacity: Mapped[int | None]
    is_public: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    confirmed_on: Mapped[date]
    ended_on: Mapped[date | None]
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[Created]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


class AssetTheme(Base):
    """What an asset can be used for."""

    __tablename__ = "asset_theme"
    __table_args__ = ({"info": no_personal_data("what assets are good for")},)

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)


class AssetEffect(Base):
    """What an asset does to a theme, how sure that is, and since when: less loneliness, seen, since 2020 [S4]."""

    __tablename__ = "asset_effect"
    __table_args__ = (
        CheckConstraint("length(source) <= 300", name="source"),
        {"info": no_personal_data("what assets bring about")},
    )

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)
    direction: Mapped[EffectDirection] = mapped_column(stored_enum(EffectDirection, "direction"))
    certainty: Mapped[EffectCertainty] = mapped_column(stored_enum(EffectCertainty, "certainty"))
    since: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="", server_default=text("''"))
