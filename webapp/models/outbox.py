"""Messages from visitors, and mail that waits to be sent."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created
from webapp.models.personal import Purpose, Retention, Sensitivity, Subject, personal, personal_table

_MESSAGE = personal(Purpose.ANSWER_A_MESSAGE, Retention.MESSAGE, Sensitivity.CONFIDENTIAL)
_MAIL = personal(Purpose.DELIVER_MAIL, Retention.MAIL)
_RATE = personal(Purpose.LIMIT_ABUSE, Retention.RATE, Sensitivity.TECHNICAL, export=False)


class ContactMessage(Base):
    """A visitor's message to a neighbourhood; erased after `erase_on`."""

    __tablename__ = "contact_message"
    __table_args__ = (
        CheckConstraint("length(sender_name) BETWEEN 1 AND 80", name="sender_name"),
        CheckConstraint("length(reply_to) BETWEEN 3 AND 254", name="reply_to"),
        CheckConstraint("length(body) BETWEEN 1 AND 4000", name="body"),
        # without RETURNING: who writes a message may not read messages
        {"info": personal_table(Subject.EMAIL, "reply_to"), "implicit_returning": False},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_MESSAGE)
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True, info=_MESSAGE
    )
    sender_name: Mapped[str] = mapped_column(info=_MESSAGE)
    reply_to: Mapped[str] = mapped_column(info=_MESSAGE)
    body: Mapped[str] = mapped_column(info=_MESSAGE)
    erase_on: Mapped[date] = mapped_column(index=True, info=_MESSAGE)
    created_at: Mapped[Created] = mapped_column(info=_MESSAGE)


class OutboxMail(Base):
    """A mail that was written in the transaction that caused it, and is sent by the worker.

    `sent_at` and `dead_at` are NULL while it waits; the worker tries it at `next_attempt_at`. A mail
    carries no personal data beyond the address it goes to. `unsubscribe_url` is where one press ends mail with news.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        Index(
            "ix_outbox_mail_waiting", "next_attempt_at", postgresql_where=text("sent_at IS NULL AND dead_at IS NULL")
        ),
        CheckConstraint("sent_at IS NULL OR dead_at IS NULL", name="one_end"),
        CheckConstraint("attempts >= 0", name="attempts"),
        # without RETURNING: who posts a mail to another may not read it
        {"info": personal_table(Subject.EMAIL, "recipient"), "implicit_returning": False},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_MAIL)
    recipient: Mapped[str] = mapped_column(info=_MAIL)
    subject: Mapped[str] = mapped_column(info=_MAIL)
    body: Mapped[str] = mapped_column(
        info=personal(Purpose.DELIVER_MAIL, Retention.MAIL, Sensitivity.CONFIDENTIAL, export=False)
    )
    unsubscribe_url: Mapped[str | None] = mapped_column(
        info=personal(Purpose.DELIVER_MAIL, Retention.MAIL, Sensitivity.CONFIDENTIAL, export=False)
    )
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"), info=_MAIL)
    next_attempt_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"), info=_MAIL)
    last_error: Mapped[str | None] = mapped_column(info=_MAIL)
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_MAIL)
    dead_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_MAIL)
    created_at: Mapped[Created] = mapped_column(info=_MAIL)


class RateHit(Base):
    """A count of requests under one limit in one window; kept in Postgres so that all workers share it."""

    __tablename__ = "rate_hit"
    __table_args__ = {"prefixes": ["UNLOGGED"], "info": personal_table(Subject.NOBODY)}

    key: Mapped[str] = mapped_column(primary_key=True, info=_RATE)
    hits: Mapped[int] = mapped_column(info=_RATE)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True, info=_RATE)
