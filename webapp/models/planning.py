"""Which neighbourhoods come next: who invited Missie050 there, and scenarios of a plan over several years."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import Inviter, PlanMethod, Provenance, WishKind


class NeighbourhoodInvitation(Base):
    """That the municipality, or a partner, invited Missie050 into a neighbourhood; open until it is ended.

    One side has one open invitation for a neighbourhood at a time.
    """

    __tablename__ = "neighbourhood_invitation"
    __table_args__ = (
        CheckConstraint("(inviter = 'partner') = (partner_id IS NOT NULL)", name="partner"),
        CheckConstraint("length(words) BETWEEN 1 AND 500", name="words"),
        CheckConstraint("ended_on >= invited_on", name="period"),
        Index(
            "uq_neighbourhood_invitation_open",
            "neighbourhood_id",
            text("coalesce(partner_id, 0)"),
            unique=True,
            postgresql_where=text("ended_on IS NULL"),
        ),
        {"info": no_personal_data("invitations of organisations; their words name nobody")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"))
    inviter: Mapped[Inviter] = mapped_column(stored_enum(Inviter, "inviter"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True)
    invited_on: Mapped[date]
    words: Mapped[str]
    ended_on: Mapped[date | None]
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    created_at: Mapped[Created]


class PlanningScenario(Base):
    """A plan that somebody kept under a name: what it was made with, and what came of it on that day.

    `weights` has a whole number of 0 to 10 per criterion. `outcome` is what was found when it was kept, to be told when
    the data of today give something else: see `webapp.planning.rules.keeping`. `version` goes up with every change.
    """

    __tablename__ = "planning_scenario"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name"),
        CheckConstraint("length(about) <= 500", name="about"),
        CheckConstraint("pace BETWEEN 1 AND 50", name="pace"),
        CheckConstraint("horizon BETWEEN 1 AND 10", name="horizon"),
        CheckConstraint("jsonb_typeof(weights) = 'object' AND jsonb_typeof(outcome) = 'object'", name="objects"),
        Index("uq_planning_scenario_name", text("lower(name)"), unique=True),
        {"info": no_personal_data("plans for neighbourhoods; who made one stands in the audit")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    about: Mapped[str] = mapped_column(default="", server_default=text("''"))
    method: Mapped[PlanMethod] = mapped_column(stored_enum(PlanMethod, "method"))
    pace: Mapped[int] = mapped_column(SmallInteger)
    horizon: Mapped[int] = mapped_column(SmallInteger)
    weights: Mapped[dict[str, int]] = mapped_column(JSONB)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSONB)
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[Created]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))

    wishes: Mapped[list["PlanningWish"]] = relationship(
        back_populates="scenario", cascade="all, delete-orphan", passive_deletes=True, order_by="PlanningWish.id"
    )


class PlanningWish(Base):
    """What is fixed in a scenario: a neighbourhood before another, not before a year, or in a year."""

    __tablename__ = "planning_wish"
    __table_args__ = (
        CheckConstraint("(kind = 'before') = (other_id IS NOT NULL)", name="other"),
        CheckConstraint("(kind = 'before') = (year IS NULL)", name="year"),
        CheckConstraint("neighbourhood_id <> other_id", name="two_places"),
        CheckConstraint("year BETWEEN 2000 AND 2200", name="year_range"),
        {"info": no_personal_data("plans for neighbourhoods")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("planning_scenario.id", ondelete="CASCADE"), index=True)
    kind: Mapped[WishKind] = mapped_column(stored_enum(WishKind, "kind"))
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True)
    year: Mapped[int | None] = mapped_column(SmallInteger)

    scenario: Mapped[PlanningScenario] = relationship(back_populates="wishes")
