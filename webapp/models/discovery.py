"""The discovery process toward a neighbourhood's own strength, the second pillar [S4]."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import DiscoveryEventKind, DiscoveryStart, Provenance


class Discovery(Base):
    """A discovery process in a neighbourhood: begun there, or joined where a partner began it. One at a time."""

    __tablename__ = "discovery"
    __table_args__ = (
        CheckConstraint("length(aim) <= 1000 AND length(outcome) <= 2000 AND length(whose) <= 120", name="words"),
        CheckConstraint("ended_on >= started_on", name="period"),
        CheckConstraint("start = 'started' OR partner_id IS NOT NULL OR length(whose) > 0", name="whose"),
        Index("uq_discovery_running", "neighbourhood_id", unique=True, postgresql_where=text("ended_on IS NULL")),
        {"info": no_personal_data("about neighbourhoods; its words name nobody")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"))
    start: Mapped[DiscoveryStart] = mapped_column(stored_enum(DiscoveryStart, "start"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="SET NULL"), index=True)
    whose: Mapped[str] = mapped_column(default="", server_default=text("''"))
    aim: Mapped[str] = mapped_column(default="", server_default=text("''"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(default="", server_default=text("''"))
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[Created]


class DiscoveryEvent(Base):
    """Something that happened in it on a day: a gathering, conversations held, what came of it.

    `people` is how many came or were spoken to; what is written names nobody. `evidence_id` is the sign of life that it
    gave, which goes along with every change of it.
    """

    __tablename__ = "discovery_event"
    __table_args__ = (
        CheckConstraint("length(words) BETWEEN 1 AND 500", name="words"),
        CheckConstraint("people BETWEEN 0 AND 100000", name="people"),
        {"info": no_personal_data("about neighbourhoods; its words name nobody")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    discovery_id: Mapped[int] = mapped_column(ForeignKey("discovery.id", ondelete="CASCADE"), index=True)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id", ondelete="SET NULL"), unique=True)
    kind: Mapped[DiscoveryEventKind] = mapped_column(stored_enum(DiscoveryEventKind, "kind"))
    on_day: Mapped[date]
    words: Mapped[str]
    people: Mapped[int | None]
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[Created]
