"""What was done with data on people, and how long it is kept."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, FetchedValue, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
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
from webapp.vocabulary import AuditAction

_EVENT = personal(Purpose.ACCOUNTABILITY, Retention.AUDIT, erase=Erase.KEEP)
_CHAIN = personal(Purpose.ACCOUNTABILITY, Retention.AUDIT, Sensitivity.TECHNICAL, export=False, erase=Erase.KEEP)


class AuditEvent(Base):
    """One thing that somebody did or read: ids and names of fields, never values.

    Append-only: a trigger numbers each event, and chains it to the one before (`hash` is the SHA-256 of its content
    and `previous_hash`); nothing can be changed, and the site's database role may not delete either. Ids are kept
    without foreign keys: they outlive what they point to. `account_id` is NULL for visitors and commands, `person_id`
    is whom it is about.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_account_id_at", "account_id", "at"),
        Index("ix_audit_event_person_id_at", "person_id", "at"),
        {"info": personal_table(Subject.PERSON, "person_id")},
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, server_default=FetchedValue(), info=_EVENT)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True, info=_EVENT)
    account_id: Mapped[int | None] = mapped_column(info=_EVENT)
    action: Mapped[AuditAction] = mapped_column(stored_enum(AuditAction, "action"), info=_EVENT)
    subject_table: Mapped[str] = mapped_column(info=_EVENT)
    subject_id: Mapped[str] = mapped_column(info=_EVENT)
    person_id: Mapped[int | None] = mapped_column(info=_EVENT)
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text), info=_EVENT)
    request_id: Mapped[str] = mapped_column(info=_CHAIN)
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary, server_default=FetchedValue(), info=_CHAIN)
    hash: Mapped[bytes] = mapped_column(LargeBinary, server_default=FetchedValue(), info=_CHAIN)


class RetentionPeriod(Base):
    """How many days something is kept, where an administrator chose otherwise than the product's own number."""

    __tablename__ = "retention_period"
    __table_args__ = (
        CheckConstraint("days BETWEEN 1 AND 3650", name="days"),
        {"info": no_personal_data("a setting; who set it is in audit_event")},
    )

    kind: Mapped[Retention] = mapped_column(stored_enum(Retention, "kind"), primary_key=True)
    days: Mapped[int]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    changed_at: Mapped[Created]
