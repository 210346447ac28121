"""City-wide actions [S4]: what neighbourhoods ask, who can bring how much, how it is divided, and what became of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import CampaignLineKind, CampaignState, CarriedOnBy, Provenance

_BY_PARTNER = "carried_on_partner_id IS NULL OR carried_on_by IS NOT DISTINCT FROM 'partner'"


class Campaign(Base):
    """An action over the whole city, for a period: its lines are divided over neighbourhoods.

    `how_to_help` is for visitors; `outcome` is what came of it, told when it is closed. With `is_public` off only who
    works on it sees that it is there. `reopen_reason` is why it was last opened again after it had been closed.
    `version` goes up with each change of the campaign or of its lines, for who edits at the same time.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 80", name="slug"),
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name"),
        CheckConstraint("length(summary) <= 300 AND length(story) <= 6000", name="words"),
        CheckConstraint("length(how_to_help) <= 2000 AND length(outcome) <= 4000", name="more_words"),
        CheckConstraint("starts_on >= '1990-01-01' AND ends_on BETWEEN starts_on AND starts_on + 400", name="period"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_on"),
        CheckConstraint("length(reopen_reason) <= 500", name="reopen_reason"),
        {"info": no_personal_data("actions of the city; their words name nobody")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    summary: Mapped[str] = mapped_column(default="", server_default=text("''"))
    story: Mapped[str] = mapped_column(default="", server_default=text("''"))
    how_to_help: Mapped[str] = mapped_column(default="", server_default=text("''"))
    outcome: Mapped[str] = mapped_column(default="", server_default=text("''"))
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    state: Mapped[CampaignState] = mapped_column(
        stored_enum(CampaignState, "state"), default=CampaignState.PREPARING, server_default="preparing"
    )
    is_public: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    closed_on: Mapped[date | None]
    reopen_reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    created_at: Mapped[Created]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


class CampaignLine(Base):
    """One thing that a campaign brings, counted in its own unit ("pakketten"); each line has an end.

    `carried_on_by` is who goes on with it afterwards, where a neighbourhood has no answer of its own; NULL as long as
    nobody said. It is asked for when the campaign is closed.
    """

    __tablename__ = "campaign_line"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 80 AND length(unit) BETWEEN 1 AND 40", name="words"),
        CheckConstraint("ends_on >= '1990-01-01'", name="ends_on"),
        CheckConstraint("length(carried_on_words) <= 300", name="carried_on_words"),
        CheckConstraint(_BY_PARTNER, name="carried_on_partner"),
        UniqueConstraint("campaign_id", "name"),
        {"info": no_personal_data("what an action brings")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    kind: Mapped[CampaignLineKind] = mapped_column(stored_enum(CampaignLineKind, "kind"))
    name: Mapped[str]
    unit: Mapped[str]
    ends_on: Mapped[date]
    position: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    carried_on_by: Mapped[CarriedOnBy | None] = mapped_column(stored_enum(CarriedOnBy, "carried_on_by"))
    carried_on_partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="SET NULL"), index=True)
    carried_on_words: Mapped[str] = mapped_column(default="", server_default=text("''"))


class CampaignCarryOn(Base):
    """Who goes on with a line in one neighbourhood, where that differs from the line as a whole."""

    __tablename__ = "campaign_carry_on"
    __table_args__ = (
        CheckConstraint("length(carried_on_words) <= 300", name="carried_on_words"),
        CheckConstraint(_BY_PARTNER, name="carried_on_partner"),
        {"info": no_personal_data("who goes on: neighbours, an organisation, or nobody")},
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("campaign_line.id", ondelete="CASCADE"), primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    carried_on_by: Mapped[CarriedOnBy] = mapped_column(stored_enum(CarriedOnBy, "carried_on_by"))
    carried_on_partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="SET NULL"), index=True)
    carried_on_words: Mapped[str] = mapped_column(default="", server_default=text("''"))


class CampaignDemand(Base):
    """How much a neighbourhood asks of a line. No row: it did not say; 0: it needs none."""

    __tablename__ = "campaign_demand"
    __table_args__ = (
        CheckConstraint("asked BETWEEN 0 AND 100000", name="asked"),
        {"info": no_personal_data("amounts per neighbourhood; small ones are shown to coordinators alone")},
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("campaign_line.id", ondelete="CASCADE"), primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    asked: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


class CampaignSupply(Base):
    """How much of a line somebody can bring: a partner (a church is one), or the own network of a neighbourhood.

    One row per line and supplier. Not `confirmed`: hoped for, and not divided yet. What is divided of it is never more
    than `amount`: the database sees to that at the end of each transaction (`campaign_supply_covers`).
    """

    __tablename__ = "campaign_supply"
    __table_args__ = (
        CheckConstraint("(partner_id IS NULL) <> (neighbourhood_id IS NULL)", name="one_supplier"),
        CheckConstraint("amount BETWEEN 0 AND 100000", name="amount"),
        CheckConstraint("length(note) <= 200", name="note"),
        UniqueConstraint("id", "line_id"),
        Index("uq_campaign_supply_partner", "line_id", "partner_id", unique=True,
              postgresql_where=text("partner_id IS NOT NULL")),
        Index("uq_campaign_supply_neighbourhood", "line_id", "neighbourhood_id", unique=True,
              postgresql_where=text("neighbourhood_id IS NOT NULL")),
        {"info": no_personal_data("what organisations and neighbourhoods can bring")},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("campaign_line.id", ondelete="CASCADE"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True)
    amount: Mapped[int]
    confirmed: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


class CampaignAllocation(Base):
    """How much of one supply goes to a neighbourhood: `amount` is promised (committed), `delivered` is there (reached).

    `is_fixed`: a coordinator set the amount by hand (0 too), and a new proposal leaves it as it is.
    """

    __tablename__ = "campaign_allocation"
    __table_args__ = (
        CheckConstraint("amount BETWEEN 0 AND 100000", name="amount"),
        CheckConstraint("delivered BETWEEN 0 AND 100000", name="delivered"),
        ForeignKeyConstraint(
            ["supply_id", "line_id"],
            ["campaign_supply.id", "campaign_supply.line_id"],
            ondelete="CASCADE",
        ),
        Index("ix_campaign_allocation_line_id_neighbourhood_id", "line_id", "neighbourhood_id"),
        {"info": no_personal_data("amounts per neighbourhood; small ones are shown to coordinators alone")},
    )

    supply_id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    line_id: Mapped[int]
    amount: Mapped[int]
    delivered: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    is_fixed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))
