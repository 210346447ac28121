"""What everyone may know of the networks of neighbours [S4], by month: numbers in fives, and never changed."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import no_personal_data
from webapp.vocabulary import Provenance


class NetworkMonth(Base):
    """A month of which it was made public how the networks stood: once, and never changed, whoever comes or goes."""

    __tablename__ = "network_month"
    __table_args__ = (
        CheckConstraint("extract(day FROM month) = 1", name="first_day"),
        {"info": no_personal_data("months; what was made public of them stands in network_month_place and _pair")},
    )

    month: Mapped[date] = mapped_column(primary_key=True, autoincrement=False)
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    published_at: Mapped[Created]


class NetworkMonthPlace(Base):
    """What everyone may know of the network of a neighbourhood in a month: five or more people, rounded to fives.

    One with fewer people has no row, as one with nobody. `ties` are those with groups and initiatives too.
    """

    __tablename__ = "network_month_place"
    __table_args__ = (
        CheckConstraint("people >= 5 AND people % 5 = 0", name="people"),
        CheckConstraint("ties >= 5 AND ties % 5 = 0", name="ties"),
        {"info": no_personal_data("public numbers per neighbourhood and month, from five people on, rounded")},
    )

    month: Mapped[date] = mapped_column(ForeignKey("network_month.month", ondelete="CASCADE"), primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), primary_key=True)
    people: Mapped[int]
    ties: Mapped[int]


class NetworkMonthPair(Base):
    """What connected two neighbourhoods in a month, as everyone may know it, of two that have a place in that month.

    `people` and `ties` only with at least five people on each side and five ties, rounded to fives. `shared` is how
    many initiatives and organisations stand in both, which are public.
    """

    __tablename__ = "network_month_pair"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="order"),
        CheckConstraint("people >= 10 AND people % 5 = 0", name="people"),
        CheckConstraint("ties >= 5 AND ties % 5 = 0", name="ties"),
        CheckConstraint("(people IS NULL) = (ties IS NULL) AND (shared > 0 OR ties IS NOT NULL)", name="something"),
        ForeignKeyConstraint(
            ["month", "one_id"],
            ["network_month_place.month", "network_month_place.neighbourhood_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["month", "other_id"],
            ["network_month_place.month", "network_month_place.neighbourhood_id"],
            name="fk_network_month_pair_other",
            ondelete="CASCADE",
        ),
        {
            "info": no_personal_data(
                "public numbers per two neighbourhoods and month, five people on each side, rounded"
            )
        },
    )

    month: Mapped[date] = mapped_column(primary_key=True)
    one_id: Mapped[int] = mapped_column(primary_key=True)
    other_id: Mapped[int] = mapped_column(primary_key=True)
    people: Mapped[int | None]
    ties: Mapped[int | None]
    shared: Mapped[int]
