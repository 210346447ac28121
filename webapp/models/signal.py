"""What is seen in neighbourhoods and raised to the city [S4], bundles of it, what bodies answered, and what worked."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Computed, DateTime, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import (
    Erase,
    Purpose,
    Retention,
    Subject,
    no_personal_data,
    personal,
    personal_table,
)
from webapp.vocabulary import BodyAnswer, BundleEventKind, BundleState, Provenance

_RAISER = personal(Purpose.SIGNALS, Retention.SIGNAL)
_TOLD = personal(Purpose.SIGNALS, Retention.SIGNAL, export=False)
_STEP = personal(Purpose.SIGNALS, Retention.ACCOUNT, erase=Erase.KEEP)
_OWNER = personal(Purpose.SIGNALS, Retention.ACCOUNT, erase=Erase.EMPTY)


class Bundle(Base):
    """Like signals, over neighbourhoods, that go to a body together.

    `state` follows from its agenda items (`webapp.signals.rules.state_after`). `answered_on` is when the last answer
    came; `merged_into_id` is the bundle that took its signals over.
    """

    __tablename__ = "signal_bundle"
    __table_args__ = (
        CheckConstraint("length(title) BETWEEN 3 AND 120", name="title"),
        CheckConstraint("length(about) <= 2000", name="about"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_on"),
        CheckConstraint("length(closed_because) <= 500", name="closed_because"),
        CheckConstraint("merged_into_id <> id AND (merged_into_id IS NULL OR state = 'closed')", name="merged"),
        {"info": no_personal_data("what signals have in common; their words name nobody")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Random, for addresses: how many bundles there are is nobody's business."""
    title: Mapped[str]
    about: Mapped[str] = mapped_column(default="", server_default=text("''"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    state: Mapped[BundleState] = mapped_column(
        stored_enum(BundleState, "state"), default=BundleState.BUNDLED, server_default=text("'bundled'")
    )
    made_on: Mapped[date]
    answered_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    closed_because: Mapped[str] = mapped_column(default="", server_default=text("''"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("signal_bundle.id", ondelete="SET NULL"), index=True)
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[Created]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


class Signal(Base):
    """A need or injustice that somebody trusted saw in a neighbourhood: of the neighbourhood, never of one person.

    It stands by itself, or in one bundle, whose state is then its own. `closed_on` is of one that stands by itself, and
    `closed_because` is what whoever raised it is told.
    """

    __tablename__ = "signal"
    __table_args__ = (
        CheckConstraint("length(words) BETWEEN 10 AND 1000", name="words"),
        CheckConstraint("seen_on <= raised_on", name="seen_on"),
        CheckConstraint("bundle_id IS NULL OR closed_on IS NULL", name="one_end"),
        CheckConstraint("(closed_on IS NULL) = (closed_because = '')", name="closed_because"),
        CheckConstraint("length(closed_because) <= 500", name="closed_because_length"),
        Index("ix_signal_open", "neighbourhood_id", "theme_id", postgresql_where=text("bundle_id IS NULL")),
        Index("ix_signal_raised_on", "raised_on"),
        # who raises one may not see it before it is known whose it is
        {
            "info": no_personal_data("what is seen in a neighbourhood; who raised it stands in signal_raiser"),
            "implicit_returning": False,
        },
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Random, for addresses: how many signals there are is nobody's business."""
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True)
    words: Mapped[str]
    seen_on: Mapped[date]
    raised_on: Mapped[date]
    bundle_id: Mapped[int | None] = mapped_column(ForeignKey("signal_bundle.id", ondelete="SET NULL"), index=True)
    closed_on: Mapped[date | None]
    closed_because: Mapped[str] = mapped_column(default="", server_default=text("''"))
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[Created]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


class SignalRaiser(Base):
    """Who raised a signal: shown to the coordinators of the city, who handle it, and forgotten after a time.

    `told` is the standing of the signal that they were mailed about last, on `told_on`.
    """

    __tablename__ = "signal_raiser"
    __table_args__ = ({"info": personal_table(Subject.ACCOUNT, "account_id")},)

    signal_id: Mapped[int] = mapped_column(
        ForeignKey("signal.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, info=_RAISER
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, info=_RAISER)
    told: Mapped[str] = mapped_column(String(40), default="raised", server_default=text("'raised'"), info=_TOLD)
    told_on: Mapped[date | None] = mapped_column(info=_TOLD)


class AgendaItem(Base):
    """A bundle on the agenda of a body, which is a partner: what is asked, when it meets, what it answered.

    `body_name` is the name of the body as it was then. At most one without an answer per bundle and body.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("length(body_name) BETWEEN 1 AND 120", name="body_name"),
        CheckConstraint("length(question) BETWEEN 1 AND 1000", name="question"),
        CheckConstraint("meeting_on >= put_on", name="meeting_on"),
        CheckConstraint("(outcome IS NULL) = (answered_on IS NULL)", name="answered_on"),
        CheckConstraint("(outcome IS NULL) = (answer = '') AND length(answer) <= 2000", name="answer"),
        Index("uq_agenda_item_open", "bundle_id", "partner_id", unique=True, postgresql_where=text("outcome IS NULL")),
        {"info": no_personal_data("what organisations were asked and answered")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("signal_bundle.id", ondelete="CASCADE"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="SET NULL"), index=True)
    body_name: Mapped[str]
    question: Mapped[str]
    put_on: Mapped[date]
    meeting_on: Mapped[date]
    outcome: Mapped[BodyAnswer | None] = mapped_column(stored_enum(BodyAnswer, "outcome"))
    answer: Mapped[str] = mapped_column(default="", server_default=text("''"))
    answered_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[Created]


class BundleStep(Base):
    """What somebody is going to do about a bundle, and by when; done once `done_on` is there."""

    __tablename__ = "bundle_step"
    __table_args__ = (
        CheckConstraint("length(words) BETWEEN 3 AND 300", name="words"),
        {"info": personal_table(Subject.ACCOUNT, "owner_id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_STEP)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("signal_bundle.id", ondelete="CASCADE"), index=True, info=_STEP)
    words: Mapped[str] = mapped_column(info=_STEP)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True, info=_OWNER)
    due_on: Mapped[date] = mapped_column(info=_STEP)
    done_on: Mapped[date | None] = mapped_column(info=_STEP)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"), info=_STEP)
    created_at: Mapped[Created] = mapped_column(info=_STEP)


class BundleEvent(Base):
    """Something that happened to a bundle; who did it is in the audit. `words` is what it was about, like a body."""

    __tablename__ = "bundle_event"
    __table_args__ = (
        CheckConstraint("length(words) <= 300", name="words"),
        Index("ix_bundle_event_bundle_id_on_day", "bundle_id", "on_day"),
        {"info": no_personal_data("the history of a bundle")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("signal_bundle.id", ondelete="CASCADE"))
    signal_id: Mapped[int | None] = mapped_column(ForeignKey("signal.id", ondelete="SET NULL"), index=True)
    kind: Mapped[BundleEventKind] = mapped_column(stored_enum(BundleEventKind, "kind"))
    words: Mapped[str] = mapped_column(default="", server_default=text("''"))
    on_day: Mapped[date]
    created_at: Mapped[Created]


class Lesson(Base):
    """What worked where, or did not: from a bundle, a campaign or an initiative, or noted by hand.

    Without `neighbourhood_id` it goes for the whole city. `found_by` holds its words by their Dutch stems, without
    accents, and `search_text` as `search_words` makes them.
    """

    __tablename__ = "lesson"
    __table_args__ = (
        CheckConstraint("length(title) BETWEEN 3 AND 120", name="title"),
        CheckConstraint("length(what_was_done) BETWEEN 1 AND 2000", name="what_was_done"),
        CheckConstraint("length(what_came_of_it) BETWEEN 1 AND 2000", name="what_came_of_it"),
        CheckConstraint("num_nonnulls(bundle_id, campaign_id, initiative_id) <= 1", name="one_source"),
        Index("ix_lesson_found_by", "found_by", postgresql_using="gin"),
        Index(
            "ix_lesson_search_text_trgm",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        {"info": no_personal_data("experience of the work; its words name nobody")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    what_was_done: Mapped[str]
    what_came_of_it: Mapped[str]
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="SET NULL"), index=True
    )
    bundle_id: Mapped[int | None] = mapped_column(ForeignKey("signal_bundle.id", ondelete="SET NULL"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id", ondelete="SET NULL"), index=True)
    initiative_id: Mapped[int | None] = mapped_column(ForeignKey("initiative.id", ondelete="SET NULL"), index=True)
    learned_on: Mapped[date]
    found_by: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed(
            "to_tsvector('dutch', search_key(title || ' ' || what_was_done || ' ' || what_came_of_it))", persisted=True
        ),
    )
    search_text: Mapped[str] = mapped_column(
        Computed("search_words(title || ' ' || what_was_done || ' ' || what_came_of_it)", persisted=True)
    )
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[Created]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))
