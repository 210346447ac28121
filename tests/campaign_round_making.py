"""A campaign with something to bring in Vinkhuizen: its line, what is promised there, streets, and who coordinates."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from geo.values import Point
from tests.conftest import TODAY
from tests.match_making import find_place, make_coordinator, ring
from webapp.campaigns.actions.rounds import PickupFacts, keep_pickup, plan
from webapp.campaigns.actions.rounds_stops import add_stops
from webapp.campaigns.queries.rounds import list_pickups
from webapp.campaigns.rules.rounds_routing import Load
from webapp.campaigns.rules.rounds_stops import TypedStop
from webapp.models import (
    Account,
    Campaign,
    CampaignAllocation,
    CampaignDemand,
    CampaignLine,
    CampaignSupply,
    DeliveryRound,
    DeliveryStop,
    FlexibleHelper,
    PickupPoint,
    Street,
)
from webapp.vocabulary import CampaignLineKind, PlacePrecision, Provenance

CANARY = "Kanariestraat 77"
"""An address that must be nowhere but before who may read it."""
STREETS = {"Kanariestraat": (300, 0), "Roodborststraat": (600, 200), "Winterkoningstraat": (-200, 400)}
ON_DAY = TODAY + timedelta(days=10)


@dataclass(frozen=True)
class Delivery:
    """What was made, by id; `account` coordinates Vinkhuizen."""

    campaign_id: int
    slug: str
    line_id: int
    place_id: int
    supply_ids: tuple[int, int]
    account: int

    @property
    def home(self) -> str:
        """Where the deliveries of the neighbourhood are."""
        return f"/acties/{self.slug}/bezorgen/vinkhuizen"


def make_delivery(session: Session, *, asked: int = 20, name: str = "Proefactie") -> Delivery:
    """A campaign that everyone may see, with parcels: 5 of the own network and 5 of another one promised."""
    place_id, other_id = find_place(session), find_place(session, "selwerd")
    account = make_coordinator(session, place_id)
    campaign = Campaign(
        slug=name.lower(),
        name=name,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=40),
        is_public=True,
        provenance=Provenance.ENTERED,
    )
    session.add(campaign)
    session.flush()
    line = CampaignLine(
        campaign_id=campaign.id,
        kind=CampaignLineKind.PARCELS,
        name="Pakketten",
        unit="pakketten",
        ends_on=campaign.ends_on,
    )
    session.add(line)
    session.flush()
    session.add(CampaignDemand(line_id=line.id, neighbourhood_id=place_id, asked=asked))
    supplies = [CampaignSupply(line_id=line.id, neighbourhood_id=each, amount=5) for each in (place_id, other_id)]
    session.add_all(supplies)
    session.flush()
    for supply in supplies:
        session.add(
            CampaignAllocation(supply_id=supply.id, line_id=line.id, neighbourhood_id=place_id, amount=supply.amount)
        )
    _add_streets(session, place_id)
    made = Delivery(campaign.id, campaign.slug, line.id, place_id, (supplies[0].id, supplies[1].id), account.id)
    session.commit()
    return made


def add_addresses(session: Session, delivery: Delivery, *stops: TypedStop | str) -> list[DeliveryStop]:
    """Addresses of the neighbourhood; gives all that it has then, in order."""
    typed = [each if isinstance(each, TypedStop) else TypedStop(each) for each in stops]
    add_stops(session, delivery.line_id, delivery.place_id, typed, by=delivery.account, ring=ring())
    session.commit()
    return stops_of(session, delivery)


def add_pickup(session: Session, delivery: Delivery) -> int:
    """A pick-up point in the middle of the neighbourhood."""
    lon, lat = session.execute(
        text("SELECT ST_X(label_point), ST_Y(label_point) FROM neighbourhood WHERE id = :place"),
        {"place": delivery.place_id},
    ).one()
    facts = PickupFacts("Buurthuis", "Diamantlaan 1", "za van 10 tot 12 uur", 30, Point(lon, lat))
    made = keep_pickup(session, delivery.line_id, delivery.place_id, facts, by=delivery.account)
    found = made.id
    session.commit()
    return found


def add_rounds(
    session: Session, delivery: Delivery, *, parcels: int = 12, on_day: date = ON_DAY
) -> list[DeliveryRound]:
    """Rounds along all addresses that wait, from the pick-up point."""
    add_pickup(session, delivery)
    (pickup, *_) = list_pickups(session, [delivery.line_id], delivery.place_id)
    plan(session, delivery.place_id, pickup, Load(parcels=parcels), on_day, by=delivery.account)
    session.commit()
    return rounds_of(session, delivery)


def stops_of(session: Session, delivery: Delivery) -> list[DeliveryStop]:
    """The stops of the neighbourhood."""
    rows = select(DeliveryStop).where(DeliveryStop.line_id == delivery.line_id).order_by(DeliveryStop.id)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def rounds_of(session: Session, delivery: Delivery) -> list[DeliveryRound]:
    """The rounds of the neighbourhood."""
    rows = select(DeliveryRound).where(DeliveryRound.line_id == delivery.line_id).order_by(DeliveryRound.number)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def delivered_of(session: Session, delivery: Delivery) -> list[int]:
    """How much is told to be there, by supply."""
    rows = select(CampaignAllocation.delivered).where(CampaignAllocation.supply_id.in_(delivery.supply_ids))
    return list(session.scalars(rows.order_by(CampaignAllocation.supply_id)))


def add_delivery_rows(session: Session, account: Account, word: str, *, neighbourhood_id: int, on: date) -> None:
    """A round that somebody goes, and when they come if needed: their rows in the tables of deliveries."""
    campaign = Campaign(
        slug=f"actie-{account.id}", name=f"Actie {account.id}", starts_on=on, ends_on=on, provenance=Provenance.ENTERED
    )
    session.add(campaign)
    session.flush()
    line = CampaignLine(
        campaign_id=campaign.id, kind=CampaignLineKind.PARCELS, name="Pakketten", unit="pakketten", ends_on=on
    )
    session.add(line)
    session.flush()
    place = func.ST_GeomFromEWKT("SRID=28992;POINT(233000 582000)")
    pickup = PickupPoint(
        line_id=line.id, neighbourhood_id=neighbourhood_id, label="Zaal", geom=place, provenance=Provenance.ENTERED
    )
    session.add(pickup)
    session.flush()
    session.add(
        DeliveryRound(
            key=f"{account.id:022d}",
            line_id=line.id,
            neighbourhood_id=neighbourhood_id,
            pickup_id=pickup.id,
            number=1,
            on_day=on,
            metres=900,
            minutes=30,
            walker_name=f"Naam {word}",
            walker_email=account.email,
            mailed_at=datetime(on.year, on.month, on.day, tzinfo=UTC),
        )
    )
    session.add(
        FlexibleHelper(
            campaign_id=campaign.id,
            account_id=account.id,
            neighbourhood_id=neighbourhood_id,
            name=f"Naam {word}",
            people=1,
            from_day=on,
            until_day=on,
            from_minute=0,
            until_minute=60,
            asked_at=datetime(on.year, on.month, on.day, tzinfo=UTC),
        )
    )
    session.flush()


def _add_streets(session: Session, place_id: int) -> None:
    if session.scalar(select(Street.id).where(Street.search_name == min(STREETS).lower())) is not None:
        return
    for name, (east, north) in STREETS.items():
        middle = "(SELECT ST_Transform(label_point, 28992) FROM neighbourhood WHERE id = :place)"
        point = session.scalar(
            text(f"SELECT ST_AsEWKT(ST_Translate({middle}, :east, :north))"),
            {"place": place_id, "east": east, "north": north},
        )
        session.add(
            Street(
                name=name,
                search_name=name.lower(),
                neighbourhood_id=place_id,
                point=func.ST_GeomFromEWKT(point),
                precision=PlacePrecision.STREET,
                source="proef",
            )
        )
    session.flush()
