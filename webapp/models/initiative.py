"""Initiatives: what they are called and how far they came, every version of them, whose they are, and drafts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import Erase, Purpose, Retention, Subject, no_personal_data, personal, personal_table
from webapp.vocabulary import InitiativeLayer, InitiativeState, Provenance, RevisionState

_ORGANISER = personal(Purpose.INITIATIVES, Retention.ACCOUNT)
_REVISION = personal(Purpose.INITIATIVES, Retention.ACCOUNT, erase=Erase.KEEP)
_DRAFT = personal(Purpose.INITIATIVES, Retention.DRAFT)


class Initiative(Base):
    """Something people do together: its address, how far it came, and which version of it is approved.

    What visitors see of it stands in `Listing`, and what only people with an account see in `FaithSide`: here is
    nothing but its course. `neighbourhood_ids` are those of the approved and the waiting version together, by which
    coordinators find what is theirs; empty means the whole city. `confirmed_on` is the day on which an organiser last
    said that it is still right, `asked_on` when that was last asked by mail.
    """

    __tablename__ = "initiative"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 80", name="slug"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL) AND merged_into_id <> id", name="merged"),
        CheckConstraint("state NOT IN ('running', 'paused') OR approved_on IS NOT NULL", name="approved"),
        Index("ix_initiative_neighbourhood_ids", "neighbourhood_ids", postgresql_using="gin"),
        Index("ix_initiative_state_confirmed_on", "state", "confirmed_on"),
        # without RETURNING: who registers it has no right to read it before it has an organiser
        {
            "info": no_personal_data("the course of initiatives; whose they are is in initiative_organiser"),
            "implicit_returning": False,
        },
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    state: Mapped[InitiativeState] = mapped_column(stored_enum(InitiativeState, "state"))
    layer: Mapped[InitiativeLayer] = mapped_column(stored_enum(InitiativeLayer, "layer"))
    neighbourhood_ids: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default=text("'{}'"), default=list)
    approved_on: Mapped[date | None]
    confirmed_on: Mapped[date]
    asked_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("initiative.id"), index=True)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("initiative.id", ondelete="SET NULL"), index=True)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id", ondelete="SET NULL"), index=True)
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[Created]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


class InitiativeRevision(Base):
    """One version of an initiative, whole; never changed, only decided upon. At most one waits at a time.

    `content` is `webapp.initiatives.content.Content` as JSON. `author_id` is NULL when that account was erased, or when
    it came from a file or the command line.
    """

    __tablename__ = "initiative_revision"
    __table_args__ = (
        UniqueConstraint("initiative_id", "number"),
        Index(
            "uq_initiative_revision_one_waits", "initiative_id", unique=True, postgresql_where=text("state = 'waiting'")
        ),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("state <> 'approved' OR decided_by <> author_id", name="second_person"),
        CheckConstraint("state <> 'returned' OR length(reason) BETWEEN 3 AND 1000", name="reason"),
        CheckConstraint("pg_column_size(content) < 65536", name="content"),
        {"info": personal_table(Subject.ACCOUNT, "author_id"), "implicit_returning": False},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_REVISION)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"), info=_REVISION)
    number: Mapped[int] = mapped_column(info=_REVISION)
    state: Mapped[RevisionState] = mapped_column(stored_enum(RevisionState, "state"), info=_REVISION)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, info=_REVISION)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True, info=_REVISION
    )
    note: Mapped[str] = mapped_column(default="", server_default=text("''"), info=_REVISION)
    decided_by: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"),
        info=personal(Purpose.INITIATIVES, Retention.ACCOUNT, export=False, erase=Erase.KEEP),
    )
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_REVISION)
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"), info=_REVISION)
    created_at: Mapped[Created] = mapped_column(info=_REVISION)


class InitiativeOrganiser(Base):
    """Whose an initiative is: an account, or a partner, whose members then keep it.

    When the last account of an initiative goes, the names of its organisers are taken from it too (a trigger).
    """

    __tablename__ = "initiative_organiser"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (partner_id IS NULL)", name="one_of_two"),
        UniqueConstraint("initiative_id", "account_id"),
        UniqueConstraint("initiative_id", "partner_id"),
        {"info": personal_table(Subject.ACCOUNT, "account_id"), "implicit_returning": False},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_ORGANISER)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"), info=_ORGANISER)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True, info=_ORGANISER
    )
    partner_id: Mapped[int | None] = mapped_column(
        ForeignKey("partner.id", ondelete="CASCADE"), index=True, info=_ORGANISER
    )
    created_at: Mapped[Created] = mapped_column(info=_ORGANISER)


class InitiativeDraft(Base):
    """A form that is half filled, or waits for a link in a mail to be followed.

    Found by a random key of which only the browser has the words (`key_hash`), by the link (`link_id`), or by the
    account; read and written through the functions of migration 0020, since a visitor has no account. `fields` are the
    names and values of the form as they were typed. `initiative_id` is what it changes, NULL for a new one.
    """

    __tablename__ = "initiative_draft"
    __table_args__ = (
        CheckConstraint("email IS NULL OR email = lower(email)", name="email"),
        CheckConstraint("pg_column_size(fields) < 131072", name="fields"),
        {"info": personal_table(Subject.EMAIL, "email"), "implicit_returning": False},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_DRAFT)
    key_hash: Mapped[bytes] = mapped_column(
        LargeBinary, unique=True, info=personal(Purpose.INITIATIVES, Retention.DRAFT, export=False)
    )
    email: Mapped[str | None] = mapped_column(index=True, info=_DRAFT)
    link_id: Mapped[int | None] = mapped_column(
        ForeignKey("email_link.id", ondelete="SET NULL"), unique=True, info=_DRAFT
    )
    initiative_id: Mapped[int | None] = mapped_column(
        ForeignKey("initiative.id", ondelete="CASCADE"), index=True, info=_DRAFT
    )
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB, info=_DRAFT)
    saved_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=text("now()"), index=True, info=_DRAFT
    )
    created_at: Mapped[Created] = mapped_column(info=_DRAFT)


class FaithSide(Base):
    """The missionary side of an approved initiative: for who has an account, and never for the municipality.

    Of an initiative with both sides `content` has only the words on faith; of a missionary one it is the whole content.
    """

    __tablename__ = "faith_side"
    __table_args__ = ({"info": no_personal_data("what is done, not by whom"), "implicit_returning": False},)

    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
