"""The pages on which neighbourhoods and partners tell what they ask and bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.access.policy import Actor
from webapp.campaigns.actions.demand import PlaceKey, Told, list_asked, list_of_place
from webapp.campaigns.actions.pledges import PledgeKey, list_pledged
from webapp.campaigns.queries.board import get_board, list_lines
from webapp.campaigns.queries.campaigns import keeps_campaigns
from webapp.campaigns.queries.supply import Supplier, SupplyRow, list_shares, list_supplies
from webapp.campaigns.rules.board import Board, Key, Line, Place
from webapp.campaigns.rules.campaigns import CarryOn
from webapp.campaigns.rules.figures import Amounts
from webapp.campaigns.rules.grid import Judged, ShownCell, grid_of
from webapp.extensions import db
from webapp.models import Campaign
from webapp.partners.queries import PartnerName, list_names
from webapp.vocabulary import CampaignState


@dataclass(frozen=True)
class DemandPage:
    """What neighbourhoods ask, as one grid; `totals` are over the whole city, by line."""

    campaign: Campaign
    lines: tuple[Line, ...]
    places: tuple[Place, ...]
    cells: Mapping[Key, ShownCell]
    totals: Mapping[int, Amounts]
    is_sound: bool

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be changed any more."""
        return self.campaign.state == CampaignState.CLOSED


@dataclass(frozen=True, slots=True)
class Delivery:
    """What somebody promised to a neighbourhood, and the cell of what is there."""

    supply: SupplyRow
    amount: int
    cell: ShownCell


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A line in one neighbourhood: what it asks and carries itself, who brings the rest, and who carries on."""

    line: Line
    amounts: Amounts
    asked: ShownCell
    own: ShownCell
    deliveries: tuple[Delivery, ...]
    whole: CarryOn | None


@dataclass(frozen=True)
class PlacePage:
    """What one neighbourhood tells of a campaign."""

    campaign: Campaign
    place: Place
    lines: tuple[PlaceLine, ...]
    is_sound: bool

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be changed any more."""
        return self.campaign.state == CampaignState.CLOSED


@dataclass(frozen=True, slots=True)
class PledgeRow:
    """What a partner pledges; `divided` of it goes to neighbourhoods, by line."""

    partner: PartnerName
    note: str
    is_hoped: bool
    divided: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """What the own network of a neighbourhood carries, by line."""

    place: Supplier
    amounts: Mapping[int, int]


@dataclass(frozen=True)
class PledgePage:
    """What partners pledge, as one grid; `others` can be added by who keeps campaigns, `networks` are the rest."""

    campaign: Campaign
    lines: tuple[Line, ...]
    rows: tuple[PledgeRow, ...]
    cells: Mapping[PledgeKey, ShownCell]
    others: tuple[PartnerName, ...]
    networks: tuple[NetworkRow, ...]
    may_keep: bool
    is_sound: bool

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be changed any more."""
        return self.campaign.state == CampaignState.CLOSED


def line_ids_of(campaign: Campaign) -> list[int]:
    """The ids of the lines of a campaign, in their order."""
    return [line.id for line in list_lines(db.session, campaign.id)]


def demand_cells(campaign: Campaign, places: Sequence[Place]) -> list[Key]:
    """The cells that somebody may fill in."""
    return [(line_id, place.id) for place in places for line_id in line_ids_of(campaign)]


def demand_of(campaign: Campaign, places: tuple[Place, ...], judged: Judged[Key] | None) -> DemandPage:
    """The grid, as it is or as it was typed."""
    board = get_board(db.session, campaign.id)
    ids = [line.id for line in board.lines]
    kept = grid_of(list_asked(db.session, ids, [place.id for place in places]))
    return DemandPage(
        campaign=campaign,
        lines=board.lines,
        places=places,
        cells=judged.cells if judged else kept,
        totals={line_id: board.of_line(line_id) for line_id in ids},
        is_sound=judged is None or judged.is_sound,
    )


def place_cells(campaign: Campaign, place: Place) -> list[PlaceKey]:
    """The cells that who speaks for a neighbourhood may fill in."""
    return list(list_of_place(db.session, line_ids_of(campaign), place.id))


def place_of(campaign: Campaign, place: Place, judged: Judged[PlaceKey] | None) -> PlacePage:
    """What a neighbourhood tells, as it is or as it was typed."""
    board = get_board(db.session, campaign.id)
    ids = [line.id for line in board.lines]
    cells = judged.cells if judged else grid_of(list_of_place(db.session, ids, place.id))
    supplies = {row.id: row for row in list_supplies(db.session, ids)}
    shares = list_shares(db.session, ids, place_id=place.id)
    lines = tuple(
        PlaceLine(
            line=line,
            amounts=board.cell(line.id, place.id),
            asked=cells[Told.ASKED, line.id],
            own=cells[Told.OWN, line.id],
            deliveries=tuple(
                Delivery(supplies[share.supply_id], share.amount, cells[Told.THERE, share.supply_id])
                for share in shares
                if share.line_id == line.id
            ),
            whole=line.carry_on,
        )
        for line in board.lines
    )
    return PlacePage(campaign, place, lines, is_sound=judged is None or judged.is_sound)


def own_answers(campaign: Campaign, place: Place) -> tuple[Board, dict[int, CarryOn | None]]:
    """Who carries on in a neighbourhood by its own answer, by line; with the campaign they belong to."""
    board = get_board(db.session, campaign.id)
    return board, {line.id: board.carried_on.get((line.id, place.id)) for line in board.lines}


def pledging_partners(
    campaign: Campaign, viewer: Actor, also: Sequence[int], *, today: date
) -> tuple[PartnerName, ...]:
    """The partners for which somebody fills in pledges, by name: their own; for who keeps campaigns those that pledged.

    To these come `also`, when they exist.
    """
    if not keeps_campaigns(viewer):
        return tuple(list_names(db.session, today=today, ids=sorted(viewer.partner_ids)))
    pledged = {row.supplier.partner_id for row in list_supplies(db.session, line_ids_of(campaign))}
    ids = {each for each in (*pledged, *also) if each is not None}
    return tuple(list_names(db.session, today=today, ids=sorted(ids))) if ids else ()


def pledge_cells(campaign: Campaign, partners: Sequence[PartnerName]) -> list[PledgeKey]:
    """The cells that somebody may fill in."""
    return [(line_id, partner.id) for partner in partners for line_id in line_ids_of(campaign)]


def pledges_of(
    campaign: Campaign,
    viewer: Actor,
    partners: tuple[PartnerName, ...],
    judged: Judged[PledgeKey] | None,
    *,
    notes: Mapping[int, str],
    hoped: Mapping[int, bool],
    today: date,
) -> PledgePage:
    """The grid of pledges, as it is or as it was typed (`notes` and `hoped` with it)."""
    lines = list_lines(db.session, campaign.id)
    ids = [line.id for line in lines]
    supplies = list_supplies(db.session, ids)
    kept = grid_of(list_pledged(db.session, ids, [partner.id for partner in partners]))
    may_keep = keeps_campaigns(viewer)
    shown = {partner.id for partner in partners}
    return PledgePage(
        campaign=campaign,
        lines=lines,
        rows=tuple(_pledge_row(partner, supplies, notes, hoped) for partner in partners),
        cells=judged.cells if judged else kept,
        others=tuple(each for each in list_names(db.session, today=today) if each.id not in shown) if may_keep else (),
        networks=_network_rows(supplies) if may_keep else (),
        may_keep=may_keep,
        is_sound=judged is None or judged.is_sound,
    )


def _network_rows(supplies: Sequence[SupplyRow]) -> tuple[NetworkRow, ...]:
    amounts: dict[Supplier, dict[int, int]] = {}
    for row in supplies:
        if row.supplier.place_id is not None:
            amounts.setdefault(row.supplier, {})[row.line_id] = row.amount
    return tuple(NetworkRow(place, found) for place, found in amounts.items())


def _pledge_row(
    partner: PartnerName, supplies: Sequence[SupplyRow], notes: Mapping[int, str], hoped: Mapping[int, bool]
) -> PledgeRow:
    own = [row for row in supplies if row.supplier.partner_id == partner.id]
    return PledgeRow(
        partner,
        note=notes.get(partner.id, next((row.note for row in own if row.note), "")),
        is_hoped=hoped.get(partner.id, any(not row.confirmed for row in own)),
        divided={row.line_id: row.divided for row in own},
    )
