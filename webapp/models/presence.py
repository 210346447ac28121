"""Presence of Missie050 in neighbourhoods: dated stages, evidence, target, and what a visitor can do."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, DateRange, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import DatePrecision, EvidenceKind, Provenance, Stage


class Presence(Base):
    """A stage that a neighbourhood was in for a period. Periods of one neighbourhood never overlap [S4].

    A change of stage ends the running period on the day the new one begins and adds a row; what was
    recorded is not overwritten. A day that no period covers counts as `unreached`.
    """

    __tablename__ = "presence"
    __table_args__ = (
        ExcludeConstraint(("neighbourhood_id", "="), ("period", "&&"), name="ex_presence_no_overlap", using="gist"),
        CheckConstraint("NOT isempty(period) AND NOT lower_inf(period)", name="period"),
        {"info": no_personal_data("about neighbourhoods; its notes name nobody")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"))
    stage: Mapped[Stage] = mapped_column(stored_enum(Stage, "stage"))
    period: Mapped[DateRange] = mapped_column(DATERANGE)
    since_precision: Mapped[DatePrecision] = mapped_column(
        stored_enum(DatePrecision, "since_precision"), default=DatePrecision.DAY
    )
    note: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    created_at: Mapped[Created]


class Evidence(Base):
    """A sign of life of Missie050 in a neighbourhood on a date [S4]."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_neighbourhood_id_observed_on", "neighbourhood_id", "observed_on"),
        {"info": no_personal_data("about neighbourhoods; its notes name nobody")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"))
    kind: Mapped[EvidenceKind] = mapped_column(stored_enum(EvidenceKind, "kind"))
    observed_on: Mapped[date] = mapped_column(Date)
    precision: Mapped[DatePrecision] = mapped_column(stored_enum(DatePrecision, "precision"), default=DatePrecision.DAY)
    note: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    created_at: Mapped[Created]


class CoverageTarget(Base):
    """The target line that holds for a period of decision; changing it ends the old one and adds a row."""

    __tablename__ = "coverage_target"
    __table_args__ = (
        ExcludeConstraint(("period", "&&"), name="ex_coverage_target_one_at_a_time", using="gist"),
        CheckConstraint("1900 <= start_year AND start_year < target_year AND target_year <= 2200", name="years"),
        CheckConstraint("NOT isempty(period)", name="period"),
        {"info": no_personal_data("a target")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    start_year: Mapped[int]
    target_year: Mapped[int]
    period: Mapped[DateRange] = mapped_column(DATERANGE)
    reason: Mapped[str]
    created_at: Mapped[Created]


class WayToHelp(Base):
    """Something small and concrete that a visitor can do; for every neighbourhood when `neighbourhood_id` is NULL."""

    __tablename__ = "way_to_help"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        {"info": no_personal_data("tasks, not people")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    text_en: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int | None]
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))


class DataVersion(Base):
    """A counter per subject that goes up in every transaction that changes what the public map shows.

    Kept by triggers on the tables concerned, so that no writer can forget it; answers carry it as ETag.
    """

    __tablename__ = "data_version"
    __table_args__ = ({"info": no_personal_data("a counter")},)

    subject: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
