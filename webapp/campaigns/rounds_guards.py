"""Loads what a page about deliveries is about, and opens addresses for it once that is accounted for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import current_app, request, url_for

from webapp.areas.frames import MapFrame
from webapp.areas.gazetteer import Address, find_addresses
from webapp.areas.locatieserver import address_service
from webapp.areas.map_frame import place_map
from webapp.areas.queries import find_geography
from webapp.areas.rules import QUERY_LENGTH, parse_query
from webapp.audit.reading import account_for_reading
from webapp.campaigns.actions.rounds_stops import ADDRESS, REMARK, TABLE, open_address, open_remark
from webapp.campaigns.guards import get_campaign, get_own_place
from webapp.campaigns.queries.rounds import (
    DeliveryLine,
    RoundRow,
    StopRow,
    find_pickup,
    find_round_row,
    find_stop,
    list_delivery_lines,
)
from webapp.campaigns.queries.rounds_walk import SealedStop
from webapp.campaigns.rules.board import Place
from webapp.campaigns.rules.campaigns import require_open
from webapp.campaigns.rules.rounds_links import RoundLinks
from webapp.campaigns.rules.rounds_stops import in_door_order
from webapp.clock import today
from webapp.config import Settings
from webapp.errors import DatabaseNotReady, NotFound
from webapp.extensions import db
from webapp.i18n import locale_code
from webapp.models import Campaign, DeliveryStop, PickupPoint
from webapp.ui.keys import key_ring
from webapp.vocabulary import CampaignState
from webapp.written_numbers import parse_number

S = TypeVar("S", StopRow, SealedStop, DeliveryStop)


@dataclass(frozen=True)
class Delivering:
    """The campaign, the neighbourhood and the lines that a page about deliveries is about."""

    campaign: Campaign
    place: Place
    lines: list[DeliveryLine]

    @property
    def line_ids(self) -> list[int]:
        """The lines of which things are brought to addresses."""
        return [line.id for line in self.lines]

    @property
    def is_open(self) -> bool:
        """Whether anything can still be changed."""
        return self.campaign.state != CampaignState.CLOSED

    def line(self, line_id: int) -> DeliveryLine:
        """One of these lines."""
        return next(line for line in self.lines if line.id == line_id)


@dataclass(frozen=True)
class OpenedStop(Generic[S]):
    """A stop with its words readable, and how far it is from the one before it."""

    stop: S
    address: str
    remark: str
    metres: int = 0


def get_delivering(slug: str, place_slug: str) -> Delivering:
    """What a page about deliveries in a neighbourhood is about, for who speaks for it there; raises `NotFound`.

    Also code `delivery_line_unknown`, for a campaign that brings nothing to addresses.
    """
    campaign, place = get_campaign(slug), get_own_place(place_slug)
    lines = list_delivery_lines(db.session, campaign.id)
    if not lines:
        raise NotFound("delivery_line_unknown")
    return Delivering(campaign, place, lines)


def get_open_delivering(slug: str, place_slug: str) -> Delivering:
    """The same, to change it; raises `DomainError` code `campaign_is_closed`."""
    at = get_delivering(slug, place_slug)
    require_open(at.campaign.state)
    return at


def get_pickup(at: Delivering, pickup_id: int) -> PickupPoint:
    """A pick-up point of a neighbourhood; raises `NotFound` code `pickup_unknown`."""
    found = find_pickup(db.session, at.line_ids, at.place.id, pickup_id)
    if found is None:
        raise NotFound("pickup_unknown")
    return found


def get_stop(at: Delivering, key: str) -> DeliveryStop:
    """A stop of a neighbourhood; raises `NotFound` code `stop_unknown`."""
    found = find_stop(db.session, at.line_ids, at.place.id, key)
    if found is None:
        raise NotFound("stop_unknown")
    return found


def get_round(at: Delivering, round_id: int) -> RoundRow:
    """A round of a neighbourhood; raises `NotFound` code `round_unknown`."""
    found = find_round_row(db.session, at.line_ids, at.place.id, round_id)
    if found is None:
        raise NotFound("round_unknown")
    return found


def open_stops(stops: Sequence[S], *, of: str) -> list[OpenedStop[S]]:
    """The words of stops that the viewer may read; that they were read stands in the audit before they are shown.

    `of` tells which these are, in the audit: one line for a list, not one for each door.
    """
    if not stops:
        return []
    account_for_reading(TABLE, of, fields=(ADDRESS, REMARK))
    ring = key_ring()
    return [OpenedStop(stop, open_address(stop, ring), open_remark(stop, ring)) for stop in stops]


def open_round(round_id: int, stops: Sequence[SealedStop]) -> list[OpenedStop[SealedStop]]:
    """The stops of a round in the order of their doors, readable."""
    opened = open_stops(stops, of=f"ronde {round_id}")
    ordered = in_door_order(opened, lambda each: each.stop.metres, lambda each: each.address)
    return [OpenedStop(each.stop, each.address, each.remark, metres) for each, metres in ordered]


def place_url(at: Delivering, **said: Any) -> str:
    """Where the deliveries of a neighbourhood are."""
    return url_for("campaigns.rounds_neighbourhood", slug=at.campaign.slug, place_slug=at.place.slug, **said)


def told_counts(*names: str) -> dict[str, int]:
    """What the address says that came of a form, by name; 0 for what it does not say."""
    return {name: parse_number(request.args.get(name)) or 0 for name in names}


def site_links() -> RoundLinks:
    """Makes the addresses that mails hold."""
    settings: Settings = current_app.extensions["settings"]
    return RoundLinks(settings.secret_key, settings.public_url)


def search_place(typed: str) -> list[Address]:
    """Places for a pick-up point, which is a building that everyone may know."""
    service = address_service(current_app.extensions["settings"])
    return list(find_addresses(db.session, parse_query(typed[:QUERY_LENGTH]), service=service))


def search_street(typed: str) -> list[Address]:
    """Streets that look like the one of a household's address: looked for here alone, nothing is asked elsewhere."""
    found = find_addresses(db.session, parse_query(typed[:QUERY_LENGTH]))
    return [each for each in found if each.kind == "street"]


def pin_map() -> MapFrame:
    """The map on which somebody puts a pin."""
    geography = find_geography(db.session, today=today())
    if geography is None:
        raise DatabaseNotReady("not_seeded")
    settings: Settings = current_app.extensions["settings"]
    return place_map(settings, locale=locale_code(), data_url=url_for("atlas.map_geojson"), geography=geography)
