"""Messages from visitors, and mail that waits to be sent."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created


class ContactMessage(Base):
    """A visitor's message to a neighbourhood; erased after `erase_on`."""

    __tablename__ = "contact_message"
    __table_args__ = (
        CheckConstraint("length(sender_name) BETWEEN 1 AND 80", name="sender_name"),
        CheckConstraint("length(reply_to) BETWEEN 3 AND 254", name="reply_to"),
        CheckConstraint("length(body) BETWEEN 1 AND 4000", name="body"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True)
    sender_name: Mapped[str]
    reply_to: Mapped[str]
    body: Mapped[str]
    erase_on: Mapped[date] = mapped_column(index=True)
    created_at: Mapped[Created]


class OutboxMail(Base):
    """A mail that was written in the transaction that caused it, and is sent by the worker.

    `sent_at` and `dead_at` are NULL while it waits; the worker tries it at `next_attempt_at`. A mail
    carries no personal data beyond the address it goes to.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        Index(
            "ix_outbox_mail_waiting", "next_attempt_at", postgresql_where=text("sent_at IS NULL AND dead_at IS NULL")
        ),
        CheckConstraint("sent_at IS NULL OR dead_at IS NULL", name="one_end"),
        CheckConstraint("attempts >= 0", name="attempts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    next_attempt_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))
    last_error: Mapped[str | None]
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    dead_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Created]


class RateHit(Base):
    """A count of requests under one limit in one window; kept in Postgres so that all workers share it."""

    __tablename__ = "rate_hit"
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    key: Mapped[str] = mapped_column(primary_key=True)
    hits: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
