"""How a campaign is divided now, and how it would be: what the coordinator accepts or sets by hand."""

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.campaigns.actions.allocation import Divided, propose_division
from webapp.campaigns.actions.fixing import ShareKey, list_given
from webapp.campaigns.queries.board import get_board
from webapp.campaigns.queries.supply import SupplyRow, list_shares, list_supplies
from webapp.campaigns.rules.board import Board, Line, Place
from webapp.campaigns.rules.figures import Amounts
from webapp.campaigns.rules.grid import ShownCell, grid_of
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models import Campaign


@dataclass(frozen=True, slots=True)
class LineProposal:
    """A line: what is asked and there, and what the proposal gives; `spare` is what nobody needs of it."""

    line: Line
    asked: int
    sure: int
    hoped: int
    now: int
    given: int
    lacking: int
    spare: int
    changed: int
    metres: int

    @property
    def is_unasked(self) -> bool:
        """Whether no neighbourhood asks for any."""
        return self.asked == 0

    @property
    def times(self) -> int:
        """How many times as much there is as is asked, in whole numbers; 0 when it is less than that."""
        return self.sure // self.asked if self.asked else 0


@dataclass(frozen=True, slots=True)
class Part:
    """What one supply gives to a neighbourhood: now as `cell`, in the proposal, and whether it was set by hand."""

    key: ShareKey
    supply: SupplyRow
    cell: ShownCell
    proposed: int
    delivered: int
    is_fixed: bool

    @property
    def is_own(self) -> bool:
        """Whether it is the neighbourhood's own network that gives."""
        return self.supply.supplier.place_id == self.key[1]


@dataclass(frozen=True, slots=True)
class PlaceParts:
    """A neighbourhood, what it asks and gets, and from whom."""

    place: Place
    amounts: Amounts
    proposed: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class DividingPage:
    """The proposal for every line, and one line in detail; `supplies` are those of that line that are sure."""

    campaign: Campaign
    lines: tuple[LineProposal, ...]
    line: Line | None
    places: tuple[PlaceParts, ...]
    supplies: tuple[SupplyRow, ...]

    @property
    def changed(self) -> int:
        """How many amounts the proposal would change."""
        return sum(each.changed for each in self.lines)

    @property
    def is_unasked(self) -> bool:
        """Whether nothing is asked of any line."""
        return all(each.is_unasked for each in self.lines)


def dividing_of(
    campaign: Campaign, line_id: int | None, cells: Mapping[ShareKey, ShownCell] | None = None
) -> DividingPage:
    """The page; `cells` are what was typed and not kept. Raises `NotFound` code `campaign_line_unknown`."""
    board = get_board(db.session, campaign.id)
    line = board.line(line_id)
    if line is None and (line_id is not None or board.lines):
        raise NotFound("campaign_line_unknown")
    proposed = {each.line_id: each for each in propose_division(db.session, campaign)}
    return DividingPage(
        campaign=campaign,
        lines=tuple(_proposal(board, each, proposed[each.id]) for each in board.lines),
        line=line,
        places=_places(board, line, proposed[line.id], cells) if line else (),
        supplies=tuple(row for row in list_supplies(db.session, [line.id]) if row.confirmed) if line else (),
    )


def _proposal(board: Board, line: Line, proposed: Divided) -> LineProposal:
    whole, division = board.of_line(line.id), proposed.division
    sure, hoped = board.pledged.get(line.id, (0, 0))
    return LineProposal(
        line=line,
        asked=whole.asked or 0,
        sure=sure,
        hoped=hoped,
        now=whole.committed,
        given=division.given,
        lacking=sum(division.lacking.values()),
        spare=sum(division.spare.values()),
        changed=proposed.changed,
        metres=division.metres,
    )


def _places(
    board: Board, line: Line, proposed: Divided, typed: Mapping[ShareKey, ShownCell] | None
) -> tuple[PlaceParts, ...]:
    parts = _parts(line, proposed, typed if typed is not None else grid_of(list_given(db.session, line.id)))
    found = []
    for place in board.places:
        amounts = board.cell(line.id, place.id)
        own = tuple(part for part in parts if part.key[1] == place.id)
        if own or not amounts.is_empty:
            found.append(PlaceParts(place, amounts, sum(part.proposed for part in own), own))
    return tuple(found)


def _parts(line: Line, proposed: Divided, cells: Mapping[ShareKey, ShownCell]) -> list[Part]:
    """Every supply that gives, or would give, to a neighbourhood: its own network first, then by name."""
    supplies = {row.id: row for row in list_supplies(db.session, [line.id])}
    shares = {(row.supply_id, row.place_id): row for row in list_shares(db.session, [line.id])}
    plan = {(each.supply_id, each.neighbourhood_id): each.amount for each in proposed.division.shares}
    made = []
    for key in {**plan, **cells}:
        share = shares.get(key)
        made.append(
            Part(
                key=key,
                supply=supplies[key[0]],
                cell=cells.get(key, ShownCell("", "")),
                proposed=plan.get(key, 0),
                delivered=share.delivered if share else 0,
                is_fixed=share is not None and share.is_fixed,
            )
        )
    return sorted(made, key=lambda part: (not part.is_own, part.supply.supplier.name, part.key))
