"""What people can and like to do, when and how far; how a talent develops."""

from datetime import date, datetime

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY, INT4MULTIRANGE
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from webapp.models.base import Base, Created, WeekTimes, stored_enum
from webapp.models.personal import Erase, Purpose, Retention, Sensitivity, Subject, personal, personal_table
from webapp.vocabulary import DevelopmentStep, Requirement, TalentLevel, TalentStage, TravelReach

_TALENT = personal(Purpose.TALENTS, Retention.TALENT)
_BY = personal(Purpose.TALENTS, Retention.TALENT, export=False, erase=Erase.KEEP)
_OFFER = personal(Purpose.TALENTS, Retention.ACCOUNT)
_PLACE = personal(Purpose.BE_FOUND_NEARBY, Retention.ACCOUNT, Sensitivity.CONFIDENTIAL)

WEEK = "int4multirange(int4range(0, 10080))"


class Offering(Base):
    """On what terms somebody helps, whatever they do: when, how far, in which languages, how often.

    `weekly` is NULL when any time will do. `capacity` is how many times a month. `goes_beyond` is whether they also
    help in another neighbourhood than their own. Until `paused_until` (that day not included) they are not asked.
    """

    __tablename__ = "offering"
    __table_args__ = (
        CheckConstraint("(reach = 'metres') = (reach_metres IS NOT NULL)", name="reach_metres"),
        CheckConstraint("reach_metres BETWEEN 100 AND 15000", name="reach"),
        CheckConstraint("reach <> 'building' OR NOT goes_beyond", name="goes_beyond"),
        CheckConstraint("capacity BETWEEN 0 AND 60", name="capacity"),
        CheckConstraint(f"weekly <@ {WEEK} AND NOT isempty(weekly)", name="weekly"),
        CheckConstraint("cardinality(languages) <= 12", name="languages"),
        {"info": personal_table(Subject.PERSON, "person_id")},
    )

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, info=_OFFER
    )
    reach: Mapped[TravelReach] = mapped_column(stored_enum(TravelReach, "reach_kind"), info=_OFFER)
    reach_metres: Mapped[int | None] = mapped_column(info=_OFFER)
    goes_beyond: Mapped[bool] = mapped_column(default=False, server_default=text("false"), info=_OFFER)
    weekly: Mapped[WeekTimes | None] = mapped_column(INT4MULTIRANGE, info=_OFFER)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"), info=_OFFER)
    capacity: Mapped[int] = mapped_column(SmallInteger, info=_OFFER)
    paused_until: Mapped[date | None] = mapped_column(info=_OFFER)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"), info=_OFFER)
    created_at: Mapped[Created] = mapped_column(info=_OFFER)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"), info=_OFFER)


class PersonRequirement(Base):
    """That somebody has shown a certificate or licence; with `valid_until` it works up to and including that day."""

    __tablename__ = "person_requirement"
    __table_args__ = ({"info": personal_table(Subject.PERSON, "person_id")},)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, info=_OFFER
    )
    kind: Mapped[Requirement] = mapped_column(stored_enum(Requirement, "kind"), primary_key=True, info=_OFFER)
    valid_until: Mapped[date | None] = mapped_column(info=_OFFER)
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_BY)
    """Who saw the paper; NULL while somebody says so themselves, which does not count yet."""
    seen_on: Mapped[date | None] = mapped_column(info=_OFFER)


class MaskedPlace(Base):
    """The one point (RD New) that stands for somebody's address in matching, if they chose to be found that near.

    See `geo.masking`: it lies 100 m or more from the door, among at least fifty addresses.
    """

    __tablename__ = "masked_place"
    __table_args__ = ({"info": personal_table(Subject.PERSON, "person_id")},)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, info=_PLACE
    )
    geom: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=28992, spatial_index=False), info=_PLACE)


class Talent(Base):
    """Something that somebody can do, or wants to learn; it is found, recognised and developed [S4].

    `what` is in somebody's own words. With `is_offered` off it is known and not asked for. `scouted_by` is NULL for
    what people told themselves.
    """

    __tablename__ = "talent"
    __table_args__ = (
        CheckConstraint("length(what) BETWEEN 1 AND 120", name="what"),
        Index("uq_talent_once", "person_id", "theme_id", text("lower(what)"), unique=True),
        {"info": personal_table(Subject.PERSON, "person_id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_TALENT)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), info=_TALENT)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True, info=_TALENT)
    what: Mapped[str] = mapped_column(info=_TALENT)
    level: Mapped[TalentLevel] = mapped_column(stored_enum(TalentLevel, "level"), info=_TALENT)
    wants_to_learn: Mapped[bool] = mapped_column(default=False, server_default=text("false"), info=_TALENT)
    stage: Mapped[TalentStage] = mapped_column(stored_enum(TalentStage, "stage"), info=_TALENT)
    is_offered: Mapped[bool] = mapped_column(default=True, server_default=text("true"), info=_TALENT)
    scouted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_BY)
    scouted_on: Mapped[date] = mapped_column(index=True, info=_TALENT)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"), info=_TALENT)
    created_at: Mapped[Created] = mapped_column(info=_TALENT)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"), info=_TALENT)


class TalentStageChange(Base):
    """That a talent came to a stage on a day; rows are added, never changed."""

    __tablename__ = "talent_stage_change"
    __table_args__ = ({"info": personal_table(Subject.PERSON, "person_id")},)

    id: Mapped[int] = mapped_column(primary_key=True, info=_TALENT)
    talent_id: Mapped[int] = mapped_column(ForeignKey("talent.id", ondelete="CASCADE"), index=True, info=_TALENT)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, info=_TALENT)
    stage: Mapped[TalentStage] = mapped_column(stored_enum(TalentStage, "stage"), info=_TALENT)
    on_day: Mapped[date] = mapped_column(info=_TALENT)
    by_account: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_BY)


class TalentStep(Base):
    """A step in the development of a talent: a course, a buddy, a first task; followed up on `due_on`."""

    __tablename__ = "talent_step"
    __table_args__ = (
        CheckConstraint("length(words) BETWEEN 1 AND 200 AND length(outcome) <= 500", name="words"),
        {"info": personal_table(Subject.PERSON, "person_id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_TALENT)
    talent_id: Mapped[int] = mapped_column(ForeignKey("talent.id", ondelete="CASCADE"), index=True, info=_TALENT)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, info=_TALENT)
    kind: Mapped[DevelopmentStep] = mapped_column(stored_enum(DevelopmentStep, "kind"), info=_TALENT)
    words: Mapped[str] = mapped_column(info=_TALENT)
    due_on: Mapped[date] = mapped_column(info=_TALENT)
    done_on: Mapped[date | None] = mapped_column(info=_TALENT)
    outcome: Mapped[str] = mapped_column(default="", server_default=text("''"), info=_TALENT)
    by_account: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_BY)
    created_at: Mapped[Created] = mapped_column(info=_TALENT)
