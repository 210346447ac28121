"""The report of a campaign: what was asked, promised and reached, what lasted, and what was learned."""

from dataclasses import dataclass

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, can
from webapp.campaigns.pages.progress import Helpers, helpers_of
from webapp.campaigns.queries.board import get_board
from webapp.campaigns.queries.campaigns import keeps_campaigns, sees_exactly
from webapp.campaigns.queries.lessons import LessonRow, list_lessons_of
from webapp.campaigns.queries.supply import list_partner_names
from webapp.campaigns.rules.board import Board, Line, Place
from webapp.campaigns.rules.campaigns import CarryOn
from webapp.campaigns.rules.figures import Figure, Told, figure, told, told_share
from webapp.campaigns.rules.lasting import Lasting, lasting_of, lasting_share
from webapp.extensions import db
from webapp.models import Campaign
from webapp.partners.queries.faith import sees_faith
from webapp.vocabulary import CarriedOnBy


@dataclass(frozen=True, slots=True)
class CarriedOn:
    """Who carries on, with the name of the partner as far as the viewer is told it."""

    carry_on: CarryOn | None
    partner: str | None


@dataclass(frozen=True, slots=True)
class PlaceReport:
    """A line in one neighbourhood."""

    place: Place
    told: Told
    carried_on: CarriedOn


@dataclass(frozen=True, slots=True)
class LineReport:
    """A line: over the city, in each neighbourhood, and what became of it.

    `by_neighbours`, `by_partner`, `ended` and `unknown` add up to what was reached, but for rounding.
    """

    line: Line
    whole: Told
    carried_on: CarriedOn
    share: float | None
    by_neighbours: Figure
    by_partner: Figure
    ended: Figure
    unknown: Figure
    has_unknown: bool
    places: tuple[PlaceReport, ...]


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """The whole report; `share` (0 to 1) is which part of the relief became something lasting."""

    campaign: Campaign
    share: float | None
    lines: tuple[LineReport, ...]
    places: int
    helpers: Helpers
    lessons: tuple[LessonRow, ...]
    sees_lessons: bool
    is_exact: bool
    may_learn: bool
    may_keep: bool


def report_of(campaign: Campaign, viewer: Actor) -> CampaignReport:
    """The report as a viewer may read it."""
    board, is_exact = get_board(db.session, campaign.id), sees_exactly(viewer)
    found, names = lasting_of(board), _partner_names(board, viewer)
    sees_lessons = can(viewer, Permission.RAISE_SIGNALS)
    return CampaignReport(
        campaign=campaign,
        share=told_share(lasting_share(found), is_exact=is_exact),
        lines=tuple(_line_report(board, each, names, is_exact=is_exact) for each in found),
        places=len(board.taking_part()),
        helpers=helpers_of([line.id for line in board.lines], viewer),
        lessons=tuple(list_lessons_of(db.session, campaign.id)) if sees_lessons else (),
        sees_lessons=sees_lessons,
        is_exact=is_exact,
        may_learn=can(viewer, Permission.CARRY_CAMPAIGN),
        may_keep=keeps_campaigns(viewer),
    )


def _line_report(board: Board, lasting: Lasting, names: dict[int, str], *, is_exact: bool) -> LineReport:
    line = lasting.line

    def carried(carry_on: CarryOn | None) -> CarriedOn:
        return CarriedOn(carry_on, names.get(carry_on.partner_id or 0) if carry_on else None)

    def shown(amount: int) -> Figure:
        return figure(amount, is_exact=is_exact)

    return LineReport(
        line=line,
        whole=told(board.of_line(line.id), is_exact=is_exact),
        carried_on=carried(line.carry_on),
        share=told_share(lasting.share, is_exact=is_exact),
        by_neighbours=shown(lasting.by_neighbours),
        by_partner=shown(lasting.by_partner),
        ended=shown(lasting.ended),
        unknown=shown(lasting.unknown),
        has_unknown=lasting.unknown > 0,
        places=tuple(
            PlaceReport(
                place,
                told(board.cell(line.id, place.id), is_exact=is_exact),
                carried(board.carrying_on(line, place.id)),
            )
            for place in board.taking_part()
        ),
    )


def _partner_names(board: Board, viewer: Actor) -> dict[int, str]:
    """Names of partners that carry on; churches are named to who sees what partners do around faith."""
    answers = [*board.carried_on.values(), *(line.carry_on for line in board.lines if line.carry_on)]
    ids = {each.partner_id for each in answers if each.by == CarriedOnBy.PARTNER and each.partner_id is not None}
    return list_partner_names(db.session, sorted(ids), with_churches=sees_faith(viewer))
