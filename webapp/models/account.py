"""Accounts: who can sign in and how, running sessions, and links that were mailed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import Purpose, Retention, Sensitivity, Subject, personal, personal_table
from webapp.vocabulary import LinkPurpose, SignInStage

_SIGN_IN = personal(Purpose.SIGN_IN, Retention.ACCOUNT)
_SECRET = personal(Purpose.SIGN_IN, Retention.ACCOUNT, Sensitivity.CONFIDENTIAL, export=False)
_SESSION = personal(Purpose.SECURITY, Retention.SESSION, Sensitivity.TECHNICAL)
_SESSION_SECRET = personal(Purpose.SECURITY, Retention.SESSION, Sensitivity.CONFIDENTIAL, export=False)
_LINK = personal(Purpose.SIGN_IN, Retention.LINK)
_LINK_SECRET = personal(Purpose.SIGN_IN, Retention.LINK, Sensitivity.CONFIDENTIAL, export=False)


class Account(Base):
    """Somebody who can sign in: with a link to `email`, or, once there is a password, with that and a code.

    `totp_secret` is sealed; it counts from `totp_confirmed_at` on, and `totp_last_step` is the newest 30-second step
    that was used, so that a code works once.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("email = lower(email) AND length(email) BETWEEN 3 AND 254", name="email"),
        CheckConstraint("language IN ('nl', 'en')", name="language"),
        {"info": personal_table(Subject.ACCOUNT, "id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_SIGN_IN)
    email: Mapped[str] = mapped_column(unique=True, info=_SIGN_IN)
    password_hash: Mapped[str | None] = mapped_column(info=_SECRET)
    totp_secret: Mapped[bytes | None] = mapped_column(
        LargeBinary,
        info=personal(Purpose.SIGN_IN, Retention.ACCOUNT, Sensitivity.CONFIDENTIAL, export=False, sealed=True),
    )
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_SIGN_IN)
    totp_last_step: Mapped[int | None] = mapped_column(info=_SECRET)
    language: Mapped[str] = mapped_column(default="nl", server_default=text("'nl'"), info=_SIGN_IN)
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=text("false"), info=_SIGN_IN)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_SIGN_IN)
    created_at: Mapped[Created] = mapped_column(info=_SIGN_IN)


class RecoveryCode(Base):
    """A code for who lost the authenticator app; kept as a keyed hash, and gone once used."""

    __tablename__ = "recovery_code"
    __table_args__ = ({"info": personal_table(Subject.ACCOUNT, "account_id")},)

    id: Mapped[int] = mapped_column(primary_key=True, info=_SECRET)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, info=_SECRET)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, info=_SECRET)


class AccountSession(Base):
    """A running sign-in. The browser has the token; here is its hash only.

    It ends at `ends_at`, or half an hour after `last_seen_at`, or when its row is deleted.
    """

    __tablename__ = "account_session"
    __table_args__ = ({"info": personal_table(Subject.ACCOUNT, "account_id")},)

    id: Mapped[int] = mapped_column(primary_key=True, info=_SESSION)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True, info=_SESSION_SECRET)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, info=_SESSION)
    stage: Mapped[SignInStage] = mapped_column(stored_enum(SignInStage, "stage"), info=_SESSION)
    browser: Mapped[str] = mapped_column(info=_SESSION)
    created_at: Mapped[Created] = mapped_column(info=_SESSION)
    last_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"), info=_SESSION)
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True, info=_SESSION)


class EmailLink(Base):
    """A single-use link that was mailed to an address; here is the hash of its token only.

    `browser_hash` is of a secret in the browser that asked, and `check_hash` of the digits that it shows: another
    browser must give those. `next_path` is one of our own paths, to go on to.
    """

    __tablename__ = "email_link"
    __table_args__ = (
        Index("ix_email_link_email", "email"),
        CheckConstraint("next_path IS NULL OR next_path ~ '^/([^/\\\\]|$)'", name="next_path"),
        {"info": personal_table(Subject.EMAIL, "email")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_LINK)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True, info=_LINK_SECRET)
    purpose: Mapped[LinkPurpose] = mapped_column(stored_enum(LinkPurpose, "purpose"), info=_LINK)
    email: Mapped[str] = mapped_column(info=_LINK)
    browser_hash: Mapped[bytes | None] = mapped_column(LargeBinary, info=_LINK_SECRET)
    check_hash: Mapped[bytes | None] = mapped_column(LargeBinary, info=_LINK_SECRET)
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"), info=_LINK)
    next_path: Mapped[str | None] = mapped_column(info=_LINK)
    language: Mapped[str] = mapped_column(server_default=text("'nl'"), info=_LINK)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True, info=_LINK)
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_LINK)
    created_at: Mapped[Created] = mapped_column(info=_LINK)
