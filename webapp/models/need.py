"""What is lacking: of a household, which stays private, or of a neighbourhood [S4]."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY, INT4MULTIRANGE
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from webapp.models.base import Base, Created, WeekTimes, stored_enum
from webapp.models.personal import Erase, Purpose, Retention, Sensitivity, Subject, personal, personal_table
from webapp.vocabulary import (
    EffectDirection,
    NeedKind,
    NeedState,
    NeedUrgency,
    Provenance,
    Recurrence,
    Requirement,
    TalentLevel,
)

_NEED = personal(Purpose.NEEDS, Retention.NEED, Sensitivity.CONFIDENTIAL)
_BY = personal(Purpose.NEEDS, Retention.NEED, export=False, erase=Erase.KEEP)


class Need(Base):
    """Help that is asked, by what is asked and never by a cause, diagnosis or legal status.

    A private one belongs to a person and a buurt; its words are sealed, and read by the person, the coordinators of the
    neighbourhood and who helps with it. A public one belongs to a neighbourhood; `words` is for everyone, `direction`
    says which way its theme should go, and `figure` names the measured figure of CBS that shows it.

    `quantity` is how many people can help with it at the same time. `weekly` is when it suits, NULL for any time. It is
    open until somebody closes it, or until `expires_on`; `closed_because` tells why a public one was closed.
    """

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint(
            "CASE kind WHEN 'private'"
            " THEN person_id IS NOT NULL AND words = '' AND figure IS NULL AND direction IS NULL"
            " ELSE person_id IS NULL AND sealed_words IS NULL AND length(words) > 0 END",
            name="kind_of_words",
        ),
        CheckConstraint("length(words) <= 500", name="words"),
        CheckConstraint("quantity BETWEEN 1 AND 50", name="quantity"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("weekly <@ int4multirange(int4range(0, 10080)) AND NOT isempty(weekly)", name="weekly"),
        CheckConstraint("language ~ '^[a-z]{2,3}$'", name="language"),
        CheckConstraint("(state = 'open') = (closed_on IS NULL)", name="closed_on"),
        CheckConstraint(
            "length(closed_because) <= 300 AND (closed_because = '' OR (kind = 'public' AND state <> 'open'))",
            name="closed_because",
        ),
        CheckConstraint("expires_on <= (created_on + interval '12 months')::date", name="at_most_a_year"),
        Index("ix_need_open", "neighbourhood_id", "theme_id", postgresql_where=text("state = 'open'")),
        {"info": personal_table(Subject.PERSON, "person_id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_NEED)
    key: Mapped[str] = mapped_column(unique=True, info=_NEED)
    """Random, for addresses: how many needs there are is nobody's business."""
    kind: Mapped[NeedKind] = mapped_column(stored_enum(NeedKind, "kind"), info=_NEED)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True, info=_NEED)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"), index=True, info=_NEED)
    buurt_code: Mapped[str | None] = mapped_column(info=_NEED)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True, info=_NEED)
    sealed_words: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=personal(Purpose.NEEDS, Retention.NEED, Sensitivity.SPECIAL, sealed=True)
    )
    words: Mapped[str] = mapped_column(default="", server_default=text("''"), info=_NEED)
    direction: Mapped[EffectDirection | None] = mapped_column(stored_enum(EffectDirection, "direction"), info=_NEED)
    figure: Mapped[str | None] = mapped_column(info=_NEED)
    quantity: Mapped[int] = mapped_column(SmallInteger, default=1, server_default=text("1"), info=_NEED)
    urgency: Mapped[NeedUrgency] = mapped_column(stored_enum(NeedUrgency, "urgency"), info=_NEED)
    starts_on: Mapped[date | None] = mapped_column(info=_NEED)
    ends_on: Mapped[date | None] = mapped_column(info=_NEED)
    recurrence: Mapped[Recurrence] = mapped_column(stored_enum(Recurrence, "recurrence"), info=_NEED)
    weekly: Mapped[WeekTimes | None] = mapped_column(INT4MULTIRANGE, info=_NEED)
    language: Mapped[str | None] = mapped_column(info=_NEED)
    level: Mapped[TalentLevel] = mapped_column(stored_enum(TalentLevel, "level"), info=_NEED)
    requirements: Mapped[list[Requirement]] = mapped_column(
        ARRAY(Text), default=list, server_default=text("'{}'"), info=_NEED
    )
    state: Mapped[NeedState] = mapped_column(
        stored_enum(NeedState, "state"), default=NeedState.OPEN, server_default=text("'open'"), info=_NEED
    )
    created_on: Mapped[date] = mapped_column(info=_NEED)
    expires_on: Mapped[date] = mapped_column(index=True, info=_NEED)
    closed_on: Mapped[date | None] = mapped_column(info=_NEED)
    closed_because: Mapped[str] = mapped_column(default="", server_default=text("''"), info=_NEED)
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_BY)
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"), info=_NEED)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"), info=_NEED)
    created_at: Mapped[Created] = mapped_column(info=_NEED)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"), info=_NEED)
