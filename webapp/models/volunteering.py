"""Tasks of initiatives, who took them, and calendars by a private address."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import Purpose, Retention, Sensitivity, Subject, no_personal_data, personal, personal_table
from webapp.vocabulary import SignupState

_SIGNUP = personal(Purpose.VOLUNTEERING, Retention.SIGNUP)
_FEED = personal(Purpose.VOLUNTEERING, Retention.ACCOUNT)


class InitiativeTask(Base):
    """Help that is welcome at an approved initiative: a small, clear task with a time estimate [S4].

    `key` is by what the versions of an initiative know it again. `needed` people, each time or once.
    Open until `open_until` (that day included); closed for good by `closed_at`, which keeps who took it.
    """

    __tablename__ = "initiative_task"
    __table_args__ = (
        UniqueConstraint("initiative_id", "key"),
        CheckConstraint("length(title) BETWEEN 1 AND 120", name="title"),
        CheckConstraint("minutes BETWEEN 5 AND 1440", name="minutes"),
        CheckConstraint("needed BETWEEN 1 AND 500", name="needed"),
        {"info": no_personal_data("tasks, not people")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    title: Mapped[str]
    minutes: Mapped[int]
    needed: Mapped[int]
    each_time: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    open_until: Mapped[date]
    position: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class TaskSignup(Base):
    """That somebody took a task, once or on `on_day`; `slot` 1 to `needed` is theirs alone, and NULL while they wait.

    `name` is what the organiser calls them; the organiser sees that and the address, and nothing else of them.
    """

    __tablename__ = "task_signup"
    __table_args__ = (
        CheckConstraint("(state = 'taken') = (slot IS NOT NULL)", name="slot"),
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name"),
        Index(
            "uq_task_signup_one_slot",
            "task_id",
            text("coalesce(on_day, '1900-01-01')"),
            "slot",
            unique=True,
            postgresql_where=text("state = 'taken'"),
        ),
        Index(
            "uq_task_signup_once",
            "task_id",
            text("coalesce(on_day, '1900-01-01')"),
            "account_id",
            unique=True,
            postgresql_where=text("state <> 'cancelled'"),
        ),
        {"info": personal_table(Subject.ACCOUNT, "account_id"), "implicit_returning": False},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_SIGNUP)
    task_id: Mapped[int] = mapped_column(ForeignKey("initiative_task.id", ondelete="CASCADE"), index=True, info=_SIGNUP)
    on_day: Mapped[date | None] = mapped_column(info=_SIGNUP)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, info=_SIGNUP)
    name: Mapped[str] = mapped_column(info=_SIGNUP)
    state: Mapped[SignupState] = mapped_column(stored_enum(SignupState, "state"), info=_SIGNUP)
    slot: Mapped[int | None] = mapped_column(SmallInteger, info=_SIGNUP)
    reminded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_SIGNUP)
    created_at: Mapped[Created] = mapped_column(info=_SIGNUP)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"), info=_SIGNUP)


class CalendarFeed(Base):
    """The private address of somebody's own calendar; here is the hash of its token only. A new one replaces it."""

    __tablename__ = "calendar_feed"
    __table_args__ = ({"info": personal_table(Subject.ACCOUNT, "account_id")},)

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, info=_FEED
    )
    token_hash: Mapped[bytes] = mapped_column(
        LargeBinary,
        unique=True,
        info=personal(Purpose.VOLUNTEERING, Retention.ACCOUNT, Sensitivity.CONFIDENTIAL, export=False),
    )
    created_at: Mapped[Created] = mapped_column(info=_FEED)
