"""How a campaign's help gets to people: pick-up points, stops, delivery rounds, and who comes when they are needed."""

from datetime import date, datetime

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Created, stored_enum
from webapp.models.personal import (
    Erase,
    Purpose,
    Retention,
    Sensitivity,
    Subject,
    no_personal_data,
    personal,
    personal_table,
)
from webapp.vocabulary import Provenance, StopState

_STOP = personal(Purpose.DELIVERY, Retention.DELIVERY, Sensitivity.CONFIDENTIAL, export=False)
_SEALED = personal(Purpose.DELIVERY, Retention.DELIVERY, Sensitivity.SPECIAL, export=False, sealed=True)
_BY = personal(Purpose.DELIVERY, Retention.DELIVERY, export=False, erase=Erase.KEEP)
_ROUND = personal(Purpose.DELIVERY, Retention.DELIVERY, export=False)
_WALKER = personal(Purpose.DELIVERY, Retention.DELIVERY)
_HELPER = personal(Purpose.VOLUNTEERING, Retention.DELIVERY)


class PickupPoint(Base):
    """Where volunteers fetch what a line brings: a building that is open to them; `geom` is in RD New (EPSG:28992).

    `opening` is when, in words. `stock` is how much lies there, in the unit of the line.
    """

    __tablename__ = "pickup_point"
    __table_args__ = (
        CheckConstraint("length(label) BETWEEN 1 AND 120", name="label"),
        CheckConstraint("length(place) <= 200 AND length(opening) <= 200", name="words"),
        CheckConstraint("stock BETWEEN 0 AND 100000", name="stock"),
        CheckConstraint("ST_X(geom) BETWEEN -10000 AND 300000 AND ST_Y(geom) BETWEEN 300000 AND 640000", name="geom"),
        Index("ix_pickup_point_line_id_neighbourhood_id", "line_id", "neighbourhood_id"),
        {"info": no_personal_data("buildings where help is fetched")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("campaign_line.id", ondelete="CASCADE"))
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    place: Mapped[str] = mapped_column(default="", server_default=text("''"))
    geom: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=28992, spatial_index=False))
    opening: Mapped[str] = mapped_column(default="", server_default=text("''"))
    stock: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


class DeliveryRound(Base):
    """What one volunteer brings on a day: from a pick-up point along its stops, in their order.

    `key` stands in the signed address with which the volunteer opens it; a new one takes the old address back. It works
    until two days after `on_day`, and no longer than the campaign is open. `metres` and `minutes` are of the whole
    round, the stops included; `along_streets` tells whether they follow a street graph or the crow. Whoever goes it and
    erases what is theirs takes the round along; its stops wait for another one.
    """

    __tablename__ = "delivery_round"
    __table_args__ = (
        CheckConstraint("key ~ '^[A-Za-z0-9_-]{22}$'", name="key"),
        CheckConstraint("number BETWEEN 1 AND 9999", name="number"),
        CheckConstraint("length(walker_name) BETWEEN 1 AND 80", name="walker_name"),
        CheckConstraint("length(walker_email) BETWEEN 3 AND 254", name="walker_email"),
        CheckConstraint("metres >= 0 AND minutes >= 0", name="length"),
        UniqueConstraint("line_id", "neighbourhood_id", "number"),
        Index("ix_delivery_round_walker_email", text("lower(walker_email)")),
        {"info": personal_table(Subject.EMAIL, "walker_email")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_ROUND)
    key: Mapped[str] = mapped_column(unique=True, info=_ROUND)
    line_id: Mapped[int] = mapped_column(ForeignKey("campaign_line.id", ondelete="CASCADE"), info=_ROUND)
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True, info=_WALKER
    )
    pickup_id: Mapped[int] = mapped_column(ForeignKey("pickup_point.id", ondelete="CASCADE"), index=True, info=_ROUND)
    number: Mapped[int] = mapped_column(info=_ROUND)
    on_day: Mapped[date] = mapped_column(info=_WALKER)
    metres: Mapped[int] = mapped_column(info=_ROUND)
    minutes: Mapped[int] = mapped_column(info=_ROUND)
    along_streets: Mapped[bool] = mapped_column(default=False, server_default=text("false"), info=_ROUND)
    walker_name: Mapped[str | None] = mapped_column(info=_WALKER)
    walker_email: Mapped[str | None] = mapped_column(info=_WALKER)
    mailed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_ROUND)
    created_at: Mapped[Created] = mapped_column(info=_ROUND)


class DeliveryStop(Base):
    """An address where something of a line is brought; no name of anybody, ever.

    The address and a remark are sealed; `address_hash` (keyed) finds the same address again. `geom` (RD New) is a point
    of the street, never of the house; NULL as long as the address was not found. In a round it has a `position` from 1,
    and `metres` from the stop before it.
    """

    __tablename__ = "delivery_stop"
    __table_args__ = (
        CheckConstraint("key ~ '^[A-Za-z0-9_-]{22}$'", name="key"),
        CheckConstraint("parcels BETWEEN 1 AND 100", name="parcels"),
        CheckConstraint("round_id IS NULL OR position >= 1", name="position"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_at"),
        UniqueConstraint("line_id", "neighbourhood_id", "address_hash"),
        {"info": personal_table(Subject.NOBODY)},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_STOP)
    key: Mapped[str] = mapped_column(unique=True, info=_STOP)
    line_id: Mapped[int] = mapped_column(ForeignKey("campaign_line.id", ondelete="CASCADE"), info=_STOP)
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="CASCADE"), index=True, info=_STOP
    )
    round_id: Mapped[int | None] = mapped_column(
        ForeignKey("delivery_round.id", ondelete="SET NULL"), index=True, info=_STOP
    )
    position: Mapped[int | None] = mapped_column(SmallInteger, info=_STOP)
    metres: Mapped[int] = mapped_column(default=0, server_default=text("0"), info=_STOP)
    sealed_address: Mapped[bytes] = mapped_column(LargeBinary, info=_SEALED)
    sealed_remark: Mapped[bytes | None] = mapped_column(LargeBinary, info=_SEALED)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary, info=_STOP)
    geom: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=28992, spatial_index=False), info=_STOP)
    parcels: Mapped[int] = mapped_column(SmallInteger, default=1, server_default=text("1"), info=_STOP)
    state: Mapped[StopState] = mapped_column(
        stored_enum(StopState, "state"), default=StopState.OPEN, server_default=text("'open'"), info=_STOP
    )
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_STOP)
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), info=_BY)
    provenance: Mapped[Provenance] = mapped_column(stored_enum(Provenance, "provenance"), info=_STOP)
    created_at: Mapped[Created] = mapped_column(info=_STOP)


class DeliveryCount(Base):
    """How much of a delivered stop was counted at which part of the allocation, so that it counts once."""

    __tablename__ = "delivery_count"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        ForeignKeyConstraint(
            ["supply_id", "neighbourhood_id"],
            ["campaign_allocation.supply_id", "campaign_allocation.neighbourhood_id"],
            ondelete="CASCADE",
            name="fk_delivery_count_allocation",
        ),
        Index("ix_delivery_count_supply_id_neighbourhood_id", "supply_id", "neighbourhood_id"),
        {"info": no_personal_data("amounts; they go with their stop")},
    )

    stop_id: Mapped[int] = mapped_column(ForeignKey("delivery_stop.id", ondelete="CASCADE"), primary_key=True)
    supply_id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int]
    amount: Mapped[int] = mapped_column(SmallInteger)


class CampaignInitiative(Base):
    """That the tasks of an initiative are the shifts of a campaign: who takes them, waits and is reminded is there."""

    __tablename__ = "campaign_initiative"
    __table_args__ = ({"info": no_personal_data("what an action is carried by")},)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    initiative_id: Mapped[int] = mapped_column(
        ForeignKey("initiative.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class FlexibleHelper(Base):
    """That somebody comes when they are needed: between these days and these minutes of a day, with so many people.

    Without a neighbourhood: wherever. `asked_at` is when a coordinator last asked.
    """

    __tablename__ = "flexible_helper"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name"),
        CheckConstraint("people BETWEEN 1 AND 20", name="people"),
        CheckConstraint("until_day BETWEEN from_day AND from_day + 400", name="days"),
        CheckConstraint("from_minute >= 0 AND from_minute < until_minute AND until_minute <= 1440", name="minutes"),
        UniqueConstraint("campaign_id", "account_id"),
        {"info": personal_table(Subject.ACCOUNT, "account_id")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=_HELPER)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), info=_HELPER)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True, info=_HELPER)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id", ondelete="SET NULL"), index=True, info=_HELPER
    )
    name: Mapped[str] = mapped_column(info=_HELPER)
    people: Mapped[int] = mapped_column(SmallInteger, info=_HELPER)
    from_day: Mapped[date] = mapped_column(info=_HELPER)
    until_day: Mapped[date] = mapped_column(info=_HELPER)
    from_minute: Mapped[int] = mapped_column(SmallInteger, info=_HELPER)
    until_minute: Mapped[int] = mapped_column(SmallInteger, info=_HELPER)
    asked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), info=_HELPER)
    created_at: Mapped[Created] = mapped_column(info=_HELPER)


class StreetNode(Base):
    """A crossing of the loaded street graph (RD New, EPSG:28992); numbered from 0."""

    __tablename__ = "street_node"
    __table_args__ = ({"info": no_personal_data("streets, as they stand on a map")},)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    geom: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=28992))


class StreetEdge(Base):
    """A piece of street between two crossings, in metres; both ways."""

    __tablename__ = "street_edge"
    __table_args__ = (
        CheckConstraint("metres > 0", name="metres"),
        {"info": no_personal_data("streets, as they stand on a map")},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("street_node.id", ondelete="CASCADE"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("street_node.id", ondelete="CASCADE"), index=True)
    metres: Mapped[int]
