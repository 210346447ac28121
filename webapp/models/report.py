"""Reports as PDF: who asked for which one, how far it is, and for a while what came of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import Purpose, Retention, Subject, no_personal_data, personal, personal_table
from webapp.vocabulary import ReportKind, ReportState

_RUN = personal(Purpose.REPORTS, Retention.REPORT)


class ReportRun(Base):
    """A report that somebody asked for, made in the background by the worker.

    `neighbourhood_id` is what a report of one neighbourhood is about, `year` what a yearly one is about. With
    `leaves_house` no small numbers of people stand in it. `progress` is from 0 to 100, `attempts` how often a worker
    began with it, and `trouble` the code of what went wrong. Once it is done `pages` are known, and there is a
    `ReportFile`.
    """

    __tablename__ = "report_run"
    __table_args__ = (
        CheckConstraint("key ~ '^[A-Za-z0-9_-]{22}$'", name="key"),
        CheckConstraint("(kind = 'neighbourhood') = (neighbourhood_id IS NOT NULL)", name="neighbourhood"),
        CheckConstraint(
            "(kind = 'year') = (year IS NOT NULL) AND (year IS NULL OR year BETWEEN 1900 AND 2200)", name="year"
        ),
        CheckConstraint("leaves_house OR kind <> 'municipality'", name="leaves_house"),
        CheckConstraint("language IN ('nl', 'en')", name="language"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        CheckConstraint("(state = 'done') = (pages IS NOT NULL)", name="pages"),
        CheckConstraint("(state = 'failed') = (trouble <> '')", name="trouble"),
        Index(
            "uq_report_run_open",
            "asked_by",
            "kind",
            text("coalesce(neighbourhood_id, 0)"),
            text("coalesce(year, 0)"),
            "language",
            "leaves_house",
            unique=True,
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
        {"info": personal_table(Subject.ACCOUNT, "asked_by")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_RUN)
    key: Mapped[str] = mapped_column(unique=True, info=_RUN)
    """Random, for addresses."""
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, info=_RUN)
    kind: Mapped[ReportKind] = mapped_column(stored_enum(ReportKind, "kind"), info=_RUN)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True, info=_RUN
    )
    year: Mapped[int | None] = mapped_column(SmallInteger, info=_RUN)
    language: Mapped[str] = mapped_column(default="nl", server_default=text("'nl'"), info=_RUN)
    leaves_house: Mapped[bool] = mapped_column(default=True, server_default=text("true"), info=_RUN)
    on_day: Mapped[date] = mapped_column(info=_RUN)
    state: Mapped[ReportState] = mapped_column(
        stored_enum(ReportState, "state"), default=ReportState.QUEUED, server_default=text("'queued'"), info=_RUN
    )
    progress: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"), info=_RUN)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"), info=_RUN)
    trouble: Mapped[str] = mapped_column(default="", server_default=text("''"), info=_RUN)
    pages: Mapped[int | None] = mapped_column(SmallInteger, info=_RUN)
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_RUN)
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_RUN)
    created_at: Mapped[Created] = mapped_column(info=_RUN)


class ReportFile(Base):
    """A report that is done, as PDF; it is kept here and nowhere else, and goes with its run."""

    __tablename__ = "report_file"
    __table_args__ = ({"info": no_personal_data("numbers and public words; who asked for it stands in report_run")},)

    run_id: Mapped[int] = mapped_column(
        ForeignKey("report_run.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
