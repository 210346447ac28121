"""Demonstration data of deliveries: pick-up points, addresses that do not exist, rounds, and who comes when needed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from geo.crs import RD_NEW, WGS84
from geo.values import Point
from seeds.facts import read_toml
from seeds.initiatives import nothing_in_the_log
from webapp.campaigns.actions.rounds import PickupFacts, keep_pickup, plan
from webapp.campaigns.actions.rounds_stops import add_stops, hash_of_address
from webapp.campaigns.actions.shifts import add_carrier, offer_help
from webapp.campaigns.queries.rounds import list_pickups
from webapp.campaigns.rules.rounds_routing import Load
from webapp.campaigns.rules.rounds_stops import TypedStop
from webapp.campaigns.rules.shifts import Availability
from webapp.encryption import KeyRing
from webapp.models import (
    Account,
    Campaign,
    CampaignLine,
    DeliveryRound,
    DeliveryStop,
    Initiative,
    Neighbourhood,
    PickupPoint,
)
from webapp.vocabulary import Provenance


def seed_demo_rounds(session: Session, *, ring: KeyRing) -> int:
    """Add the invented deliveries, after the campaigns, unless they are there; gives how many addresses are new."""
    facts = read_toml("demo/rounds.toml")
    campaign = session.scalar(select(Campaign).where(Campaign.name == facts["campaign"]))
    if campaign is None:
        return 0
    line_id = session.scalar(
        select(CampaignLine.id).where(CampaignLine.campaign_id == campaign.id, CampaignLine.name == facts["line"])
    )
    if line_id is None or session.scalar(select(exists().where(PickupPoint.line_id == line_id))):
        return 0
    places = dict(session.execute(select(Neighbourhood.slug, Neighbourhood.id)).all())
    with nothing_in_the_log(session):
        added = sum(
            _add_place(session, line_id, places[each["slug"]], each, on_day=facts["on_day"], ring=ring)
            for each in facts["place"]
            if each["slug"] in places
        )
        _add_shifts(session, campaign, facts, places)
    return added


def remove_demo_rounds(session: Session) -> int:
    """Remove the invented addresses and pick-up points, with their rounds; gives how many addresses there were."""
    gone = session.scalars(
        delete(DeliveryStop).where(DeliveryStop.provenance == Provenance.DEMO).returning(DeliveryStop.id)
    ).all()
    session.execute(delete(PickupPoint).where(PickupPoint.provenance == Provenance.DEMO))
    session.expire_all()
    return len(gone)


def _add_place(
    session: Session, line_id: int, place_id: int, record: Mapping[str, Any], *, on_day: date, ring: KeyRing
) -> int:
    middle = _middle(session, place_id)
    if middle is None:
        return 0
    pickup = record["pickup"]
    told = PickupFacts(
        pickup["label"], pickup["place"], pickup["opening"], pickup["stock"], _point(session, middle, pickup)
    )
    keep_pickup(session, line_id, place_id, told, by=None, provenance=Provenance.DEMO)
    stops = [
        TypedStop(f"{street['name']} {stop['number']}", stop.get("parcels", 1), stop.get("remark", ""))
        for street in record["street"]
        for stop in street["stops"]
    ]
    unknown = [TypedStop(each["address"]) for each in record["unknown"]]
    taken = add_stops(session, line_id, place_id, [*stops, *unknown], by=None, ring=ring, provenance=Provenance.DEMO)
    for street in record["street"]:
        at = f"SRID={RD_NEW};POINT({middle[0] + street['east']} {middle[1] + street['north']})"
        hashes = [hash_of_address(ring, f"{street['name']} {stop['number']}") for stop in street["stops"]]
        mine = DeliveryStop.line_id == line_id, DeliveryStop.address_hash.in_(hashes)
        session.execute(update(DeliveryStop).where(*mine).values(geom=func.ST_GeomFromEWKT(at)))
    (begins,) = list_pickups(session, [line_id], place_id)
    plan(session, place_id, begins, Load(record["parcels"], record["minutes"]), on_day, by=None)
    _give(session, line_id, record["walkers"])
    return taken.added


def _give(session: Session, line_id: int, walkers: list[Mapping[str, str]]) -> None:
    """Give the first rounds to people of the demonstration, without mailing them."""
    rounds = session.scalars(
        select(DeliveryRound).where(DeliveryRound.line_id == line_id).order_by(DeliveryRound.number)
    )
    for kept, walker in zip(rounds, walkers, strict=False):
        kept.walker_name, kept.walker_email = walker["name"], walker["email"]
    session.flush()


def _add_shifts(session: Session, campaign: Campaign, facts: Mapping[str, Any], places: Mapping[str, int]) -> None:
    carriers = select(Initiative.id).where(Initiative.slug.in_(facts["carriers"])).order_by(Initiative.id)
    for initiative_id in session.scalars(carriers):
        add_carrier(session, campaign, initiative_id, by=None)
    accounts = dict(session.execute(select(Account.email, Account.id).where(Account.is_demo)).all())
    for each in facts["helper"]:
        if each["email"] in accounts:
            first, last = each["hours"]
            when = Availability(each["from_day"], each["until_day"], first * 60, last * 60, each["people"])
            place_id = places.get(each.get("place", ""))
            offer_help(session, campaign, when, name=each["name"], place_id=place_id, by=accounts[each["email"]])


def _middle(session: Session, place_id: int) -> tuple[float, float] | None:
    """The middle of a neighbourhood (RD New); None without a shape."""
    middle = func.ST_Transform(Neighbourhood.label_point, RD_NEW)
    row = session.execute(
        select(func.ST_X(middle), func.ST_Y(middle)).where(
            Neighbourhood.id == place_id, Neighbourhood.label_point.is_not(None)
        )
    ).one_or_none()
    return None if row is None else (float(row[0]), float(row[1]))


def _point(session: Session, middle: tuple[float, float], record: Mapping[str, Any]) -> Point:
    """So many metres from the middle, in WGS84."""
    there = func.ST_SetSRID(func.ST_MakePoint(middle[0] + record["east"], middle[1] + record["north"]), RD_NEW)
    degrees = func.ST_Transform(there, WGS84)
    row = session.execute(select(func.ST_X(degrees), func.ST_Y(degrees))).one()
    return Point(float(row[0]), float(row[1]))
