"""People, what they agreed to, and when that ends."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, column, table, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import Erase, Purpose, Retention, Sensitivity, Subject, personal, personal_table
from webapp.vocabulary import Channel, ConsentPurpose, ConsentScope, LocationLevel

_REACH = personal(Purpose.BE_REACHED, Retention.ACCOUNT)
_PLACE = personal(Purpose.BE_FOUND_NEARBY, Retention.ACCOUNT)
_PROOF = personal(Purpose.PROOF_OF_CONSENT, Retention.CONSENT)
_SCOUT = personal(Purpose.TALENTS, Retention.SCOUTED, export=False, erase=Erase.KEEP)
_RECORDER = personal(Purpose.PROOF_OF_CONSENT, Retention.CONSENT, export=False, erase=Erase.KEEP)


class Person(Base):
    """Somebody in the network. Where they live is sealed; only the buurt is plain, and no geometry is kept.

    `neighbourhood_id` follows from `buurt_code` (a trigger keeps it so when compositions change), or is chosen when
    the buurt is not told. Somebody whom a coordinator met has no account yet, and `scouted_by` says who that was.
    `version` goes up with every change, for who edits at the same time.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name"),
        CheckConstraint("buurt_code IS NULL OR buurt_code ~ '^(BU|AF)[0-9]{4}[0-9A-Z]{4}$'", name="buurt_code"),
        Index("ix_person_name_trgm", "name", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}),
        {"info": personal_table(Subject.PERSON, "id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_REACH)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), unique=True, info=_REACH
    )
    name: Mapped[str] = mapped_column(info=_REACH)
    phone: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=personal(Purpose.BE_REACHED, Retention.ACCOUNT, Sensitivity.CONFIDENTIAL, sealed=True)
    )
    address: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=personal(Purpose.BE_FOUND_NEARBY, Retention.ACCOUNT, Sensitivity.CONFIDENTIAL, sealed=True)
    )
    church: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=personal(Purpose.CHURCH_LIFE, Retention.ACCOUNT, Sensitivity.SPECIAL, sealed=True)
    )
    buurt_code: Mapped[str | None] = mapped_column(info=_PLACE)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="SET NULL"), index=True, info=_PLACE
    )
    location_level: Mapped[LocationLevel] = mapped_column(
        stored_enum(LocationLevel, "location_level"),
        default=LocationLevel.BUURT,
        server_default=text("'buurt'"),
        info=_PLACE,
    )
    scouted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_SCOUT)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"), info=_REACH)
    created_at: Mapped[Created] = mapped_column(info=_REACH)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"), info=_REACH)


class Consent(Base):
    """What somebody agreed to, in which words, for at most a year; never changed afterwards.

    Live from `given_at` until `expires_on`, unless a `ConsentWithdrawal` exists.
    """

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint(
            "expires_on > given_on AND expires_on <= (given_on + interval '12 months')::date", name="at_most_a_year"
        ),
        Index("ix_consent_person_purpose", "person_id", "purpose"),
        {"info": personal_table(Subject.PERSON, "person_id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_PROOF)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), info=_PROOF)
    purpose: Mapped[ConsentPurpose] = mapped_column(stored_enum(ConsentPurpose, "purpose"), info=_PROOF)
    scope: Mapped[ConsentScope] = mapped_column(stored_enum(ConsentScope, "scope"), info=_PROOF)
    text_version: Mapped[int] = mapped_column(info=_PROOF)
    given_on: Mapped[date] = mapped_column(info=_PROOF)
    expires_on: Mapped[date] = mapped_column(index=True, info=_PROOF)
    channel: Mapped[Channel] = mapped_column(stored_enum(Channel, "channel"), info=_PROOF)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_RECORDER)
    created_at: Mapped[Created] = mapped_column(info=_PROOF)


live_consent = table(
    "live_consent", column("id"), column("person_id"), column("purpose"), column("scope"), column("expires_on")
)
"""The view of consents that hold today: begun, not lapsed, not withdrawn. What is shown of people joins it."""


class ConsentWithdrawal(Base):
    """That a consent was taken back; it works at once."""

    __tablename__ = "consent_withdrawal"
    __table_args__ = ({"info": personal_table(Subject.PERSON, "person_id")},)

    consent_id: Mapped[int] = mapped_column(
        ForeignKey("consent.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, info=_PROOF
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, info=_PROOF)
    channel: Mapped[Channel] = mapped_column(stored_enum(Channel, "channel"), info=_PROOF)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_RECORDER)
    withdrawn_at: Mapped[Created] = mapped_column(info=_PROOF)


class ConsentReminder(Base):
    """That somebody was told that a consent is about to lapse; once for each."""

    __tablename__ = "consent_reminder"
    __table_args__ = ({"info": personal_table(Subject.PERSON, "person_id")},)

    consent_id: Mapped[int] = mapped_column(
        ForeignKey("consent.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, info=_PROOF
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, info=_PROOF)
    posted_at: Mapped[Created] = mapped_column(info=_PROOF)
