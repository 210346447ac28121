"""News by mail: who follows which neighbourhood, theme or drawn area."""

from datetime import datetime

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import Purpose, Retention, Subject, personal, personal_table
from webapp.vocabulary import DigestRhythm, FollowKind

_FOLLOW = personal(Purpose.NEWS, Retention.SUBSCRIPTION)


class Subscription(Base):
    """That news on something is mailed to an address, from when that address agreed (`confirmed_at`) until it is ended.

    `area` is drawn by whoever follows it, in RD New. `mailed_until` is up to which moment the news was mailed. A
    visitor has no account: confirming and ending go through the functions of migration 0020.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint("email = lower(email) AND length(email) BETWEEN 3 AND 254", name="email"),
        CheckConstraint(
            "CASE kind WHEN 'neighbourhood' THEN neighbourhood_id IS NOT NULL AND theme_id IS NULL AND area IS NULL"
            " WHEN 'theme' THEN theme_id IS NOT NULL AND neighbourhood_id IS NULL AND area IS NULL"
            " ELSE area IS NOT NULL AND theme_id IS NULL AND neighbourhood_id IS NULL END",
            name="what",
        ),
        CheckConstraint(
            "area IS NULL OR (ST_IsValid(area) AND NOT ST_IsEmpty(area) AND ST_NPoints(area) <= 2000)", name="area"
        ),
        CheckConstraint("language IN ('nl', 'en')", name="language"),
        {"info": personal_table(Subject.EMAIL, "email"), "implicit_returning": False},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_FOLLOW)
    email: Mapped[str] = mapped_column(index=True, info=_FOLLOW)
    kind: Mapped[FollowKind] = mapped_column(stored_enum(FollowKind, "kind"), info=_FOLLOW)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True, info=_FOLLOW
    )
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), index=True, info=_FOLLOW)
    area: Mapped[WKBElement | None] = mapped_column(Geometry("POLYGON", srid=28992), info=_FOLLOW)
    rhythm: Mapped[DigestRhythm] = mapped_column(stored_enum(DigestRhythm, "rhythm"), info=_FOLLOW)
    language: Mapped[str] = mapped_column(server_default=text("'nl'"), info=_FOLLOW)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_FOLLOW)
    mailed_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_FOLLOW)
    created_at: Mapped[Created] = mapped_column(info=_FOLLOW)
