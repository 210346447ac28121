"""The index of what is offered, matches between needs and offers, and how candidates are weighed."""

from datetime import date, datetime
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY, INT4MULTIRANGE, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from webapp.models.base import Base, Created, WeekTimes, stored_enum
from webapp.models.personal import (
    Erase,
    Purpose,
    Retention,
    Sensitivity,
    Subject,
    no_personal_data,
    personal,
    personal_table,
)
from webapp.vocabulary import MatchOutcome, MatchState

_OFFER = personal(Purpose.MATCHING, Retention.TALENT)
_NEARBY = personal(Purpose.BE_FOUND_NEARBY, Retention.TALENT, Sensitivity.CONFIDENTIAL, export=False)
_MATCH = personal(Purpose.MATCHING, Retention.MATCH, Sensitivity.CONFIDENTIAL)
_BY = personal(Purpose.MATCHING, Retention.MATCH, export=False, erase=Erase.KEEP)
_HELPER = personal(Purpose.MATCHING, Retention.MATCH, Sensitivity.CONFIDENTIAL, only_of="helper_id")
_ASKER = personal(Purpose.MATCHING, Retention.MATCH, Sensitivity.CONFIDENTIAL, only_of="asker_id")
_HELPER_WORDS = personal(Purpose.MATCHING, Retention.MATCH, Sensitivity.SPECIAL, sealed=True, only_of="helper_id")
_ASKER_WORDS = personal(Purpose.MATCHING, Retention.MATCH, Sensitivity.SPECIAL, sealed=True, only_of="asker_id")


class Offer(Base):
    """A talent or an asset in the index that is searched for a need: what, how well, where; kept by triggers.

    `fit_key` is the theme's id times eight plus the level's rank (0 learning, 1 able, 2 skilled), so that one index
    finds the nearest of what fits. `geom` (RD New) is the place of an asset; of a person the masked point of the
    address if they chose that, else the inner point of their buurt, else of their neighbourhood. Without
    `reach_metres` it reaches the whole city. `capacity` is how many times a month, NULL for an asset that tells none.
    """

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint("(talent_id IS NULL) <> (asset_id IS NULL)", name="one_source"),
        CheckConstraint("(talent_id IS NULL) = (person_id IS NULL)", name="person"),
        Index("ix_offer_fit_key_geom", "fit_key", "geom", postgresql_using="gist"),
        Index("uq_offer_talent", "talent_id", unique=True),
        Index("uq_offer_asset", "asset_id", "theme_id", unique=True),
        {"info": personal_table(Subject.PERSON, "person_id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_OFFER)
    talent_id: Mapped[int | None] = mapped_column(ForeignKey("talent.id", ondelete="CASCADE"), info=_OFFER)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), info=_OFFER)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, info=_OFFER)
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True, info=_OFFER
    )
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True, info=_OFFER)
    level: Mapped[int] = mapped_column(SmallInteger, info=_OFFER)
    fit_key: Mapped[int] = mapped_column(info=_OFFER)
    geom: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=28992, spatial_index=False), info=_NEARBY)
    reach_metres: Mapped[int | None] = mapped_column(info=_OFFER)
    goes_beyond: Mapped[bool] = mapped_column(info=_OFFER)
    weekly: Mapped[WeekTimes | None] = mapped_column(INT4MULTIRANGE, info=_OFFER)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"), info=_OFFER)
    capacity: Mapped[int | None] = mapped_column(SmallInteger, info=_OFFER)
    paused_until: Mapped[date | None] = mapped_column(info=_OFFER)


class Match(Base):
    """A proposed or agreed link of a talent or asset to a need [S4], with its reasons as they were when proposed.

    `helper_id` is whose talent it is, NULL for an asset; `asker_id` whose need, NULL for a public one. Once both said
    yes it is accepted. The place where help is given is sealed, and told from a day before `task_at` until it is
    closed. The row is about both, and goes with either. A pair that was declined or done is not proposed again; one
    that was withdrawn or lapsed may be.
    """

    __tablename__ = "match"
    __table_args__ = (
        CheckConstraint("(talent_id IS NULL) <> (asset_id IS NULL)", name="one_source"),
        CheckConstraint("helper_id <> asker_id", name="two_people"),
        CheckConstraint("state <> 'accepted' OR (helper_said AND asker_said)", name="both_said_yes"),
        CheckConstraint("minutes BETWEEN 5 AND 1440", name="minutes"),
        Index("uq_match_talent", "need_id", "talent_id", unique=True,
              postgresql_where=text("state NOT IN ('withdrawn', 'expired')")),
        Index("uq_match_asset", "need_id", "asset_id", unique=True,
              postgresql_where=text("state NOT IN ('withdrawn', 'expired')")),
        Index("ix_match_helper_open", "helper_id", "task_at",
              postgresql_where=text("state IN ('proposed', 'accepted')")),
        {"info": personal_table(Subject.PERSON, "helper_id", also="asker_id")},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True, info=_MATCH)
    key: Mapped[str] = mapped_column(unique=True, info=_MATCH)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), info=_MATCH)
    talent_id: Mapped[int | None] = mapped_column(ForeignKey("talent.id", ondelete="CASCADE"), index=True, info=_HELPER)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), index=True, info=_MATCH)
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, info=_HELPER)
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, info=_ASKER)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"), index=True, info=_MATCH)
    state: Mapped[MatchState] = mapped_column(stored_enum(MatchState, "state"), info=_MATCH)
    score: Mapped[float] = mapped_column(info=_BY)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, info=_BY)
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_BY)
    proposed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), info=_MATCH)
    answer_until: Mapped[date] = mapped_column(info=_MATCH)
    helper_said: Mapped[bool | None] = mapped_column(info=_HELPER)
    helper_said_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_HELPER)
    asker_said: Mapped[bool | None] = mapped_column(info=_ASKER)
    asker_said_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_ASKER)
    task_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_MATCH)
    minutes: Mapped[int | None] = mapped_column(SmallInteger, info=_MATCH)
    sealed_place: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=personal(Purpose.MATCHING, Retention.MATCH, Sensitivity.SPECIAL, export=False, sealed=True)
    )
    helper_outcome: Mapped[MatchOutcome | None] = mapped_column(
        stored_enum(MatchOutcome, "helper_outcome"), info=_HELPER
    )
    helper_words: Mapped[bytes | None] = mapped_column(LargeBinary, info=_HELPER_WORDS)
    asker_outcome: Mapped[MatchOutcome | None] = mapped_column(stored_enum(MatchOutcome, "asker_outcome"), info=_ASKER)
    asker_words: Mapped[bytes | None] = mapped_column(LargeBinary, info=_ASKER_WORDS)
    follow_up_on: Mapped[date | None] = mapped_column(info=_BY)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_MATCH)
    mailed: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"), info=_BY)
    """What people were reminded of, with the day it was about, so that each goes once."""
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"), info=_MATCH)
    created_at: Mapped[Created] = mapped_column(info=_MATCH)


class MatchingWeights(Base):
    """How much each reason weighs, from 0 to 10, as the city's coordinators decided; the newest counts."""

    __tablename__ = "matching_weights"
    __table_args__ = (
        CheckConstraint(
            " AND ".join(
                f"{name} BETWEEN 0 AND 10"
                for name in ("theme", "level", "distance", "time", "language", "capacity", "rest")
            ),
            name="weights",
        ),
        CheckConstraint("rest_days BETWEEN 0 AND 365 AND default_reserve BETWEEN 0 AND 20", name="days"),
        CheckConstraint("answer_days BETWEEN 1 AND 60", name="answer_days"),
        {"info": no_personal_data("a decision of the city; who took it is in the audit")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme: Mapped[int] = mapped_column(SmallInteger)
    level: Mapped[int] = mapped_column(SmallInteger)
    distance: Mapped[int] = mapped_column(SmallInteger)
    time: Mapped[int] = mapped_column(SmallInteger)
    language: Mapped[int] = mapped_column(SmallInteger)
    capacity: Mapped[int] = mapped_column(SmallInteger)
    rest: Mapped[int] = mapped_column(SmallInteger)
    """For somebody who was not asked lately: within `rest_days`."""
    rest_days: Mapped[int] = mapped_column(SmallInteger)
    default_reserve: Mapped[int] = mapped_column(SmallInteger)
    answer_days: Mapped[int] = mapped_column(SmallInteger)
    created_at: Mapped[Created]


class Reserve(Base):
    """How many offers on a theme a neighbourhood keeps for itself before it lends any; else `default_reserve`."""

    __tablename__ = "reserve"
    __table_args__ = (
        CheckConstraint("kept BETWEEN 0 AND 50", name="kept"),
        {"info": no_personal_data("a number per neighbourhood and theme")},
    )

    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True)
    kept: Mapped[int] = mapped_column(SmallInteger)
