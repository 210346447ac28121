"""What everyone sees of campaigns: the list, and of each how far it is, on the map and as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import urlencode

from flask import current_app, url_for
from flask_babel import gettext

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, can
from webapp.areas.frames import MapFrame
from webapp.areas.map_frame import tinted_map
from webapp.areas.queries import find_geography
from webapp.campaigns.queries.board import get_board, get_boards
from webapp.campaigns.queries.campaigns import keeps_campaigns, list_campaigns, sees_exactly
from webapp.campaigns.queries.map import paces_geojson
from webapp.campaigns.queries.supply import Supplier, list_helpers
from webapp.campaigns.rules.board import (
    Board,
    Line,
    LineTold,
    Place,
    PlaceTold,
    count_paces,
    lines_told,
    places_told,
)
from webapp.campaigns.rules.figures import Pace, told_share
from webapp.campaigns.rules.lasting import lasting_of, lasting_share
from webapp.config import Settings
from webapp.errors import DatabaseNotReady, NotFound
from webapp.extensions import db
from webapp.i18n import locale_code
from webapp.models import Campaign
from webapp.partners.queries.faith import sees_faith
from webapp.ui.answers import Answer
from webapp.vocabulary import CampaignState
from webapp.written_numbers import parse_number


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """A campaign in the list; `lasting` is the share (0 to 1) that goes on, of a closed one."""

    campaign: Campaign
    lines: tuple[LineTold, ...]
    lasting: float | None


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The list: what runs, what is being prepared, what was."""

    running: tuple[CampaignCard, ...]
    preparing: tuple[CampaignCard, ...]
    closed: tuple[CampaignCard, ...]
    may_keep: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is no campaign at all."""
        return not (self.running or self.preparing or self.closed)


@dataclass(frozen=True, slots=True)
class Progress:
    """The part of the page that changes while a campaign runs; without `line` it has no lines yet."""

    campaign: Campaign
    lines: tuple[LineTold, ...]
    line: Line | None
    rows: tuple[PlaceTold, ...]
    counts: tuple[tuple[Pace, int], ...]
    is_exact: bool

    @property
    def is_live(self) -> bool:
        """Whether it may change any moment."""
        return self.campaign.state == CampaignState.RUNNING


@dataclass(frozen=True, slots=True)
class Helpers:
    """Who brings something, as far as the viewer is told their names; `has_more`: there are others too."""

    named: tuple[Supplier, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """One campaign, and what the viewer may do with it; `own_places` are neighbourhoods for which they speak."""

    campaign: Campaign
    progress: Progress
    map: MapFrame | None
    helpers: Helpers
    own_places: tuple[Place, ...]
    may_keep: bool
    may_carry: bool
    may_pledge: bool

    @property
    def is_worked_on(self) -> bool:
        """Whether the viewer has work in it."""
        return self.may_keep or self.may_carry or self.may_pledge


def index_of(viewer: Actor) -> IndexPage:
    """The list for a viewer."""
    campaigns = list_campaigns(db.session, viewer)
    boards = get_boards(db.session, [each.id for each in campaigns])
    cards = [_card(each, boards[each.id], viewer) for each in campaigns]

    def in_state(state: CampaignState) -> tuple[CampaignCard, ...]:
        return tuple(card for card in cards if card.campaign.state == state)

    return IndexPage(
        running=in_state(CampaignState.RUNNING),
        preparing=in_state(CampaignState.PREPARING),
        closed=in_state(CampaignState.CLOSED),
        may_keep=keeps_campaigns(viewer),
    )


def progress_of(campaign: Campaign, asked: Mapping[str, str], viewer: Actor) -> Progress:
    """How far a campaign is; raises `NotFound` code `campaign_line_unknown`."""
    board, is_exact = get_board(db.session, campaign.id), sees_exactly(viewer)
    line = _line(board, asked)
    rows = places_told(board, line, is_exact=is_exact) if line else ()
    return Progress(
        campaign=campaign,
        lines=lines_told(board, is_exact=is_exact),
        line=line,
        rows=rows,
        counts=count_paces(rows, places=len(board.places)),
        is_exact=is_exact,
    )


def page_of(
    campaign: Campaign, asked: Mapping[str, str], viewer: Actor, own_places: tuple[Place, ...], *, today: date
) -> CampaignPage:
    """The page of a campaign; raises as `progress_of`, and `DatabaseNotReady` code `not_seeded`."""
    progress = progress_of(campaign, asked, viewer)
    return CampaignPage(
        campaign=campaign,
        progress=progress,
        map=_frame(campaign, progress.line, asked, today) if progress.line else None,
        helpers=helpers_of([each.line.id for each in progress.lines], viewer),
        own_places=own_places,
        may_keep=keeps_campaigns(viewer),
        may_carry=bool(own_places) and can(viewer, Permission.CARRY_CAMPAIGN),
        may_pledge=can(viewer, Permission.PLEDGE_SUPPLY),
    )


def map_answer(campaign: Campaign, asked: Mapping[str, str], viewer: Actor, *, level: int) -> Answer:
    """The data of the map of a line; raises as `progress_of`."""
    rows = progress_of(campaign, asked, viewer).rows
    body = paces_geojson(db.session, {row.place.id: row.pace for row in rows}, level=level)
    return Answer(sha256(body).hexdigest()[:24], body)


def helpers_of(line_ids: list[int], viewer: Actor) -> Helpers:
    """Who brings something. Who does not see what partners do around faith is not told which churches do.

    They are told that others help too, and not how many (as `webapp.partners.queries.faith`).
    """
    found = list_helpers(db.session, line_ids)
    named = tuple(each for each in found if sees_faith(viewer) or not each.is_church)
    return Helpers(named, has_more=len(named) < len(found))


def _card(campaign: Campaign, board: Board, viewer: Actor) -> CampaignCard:
    is_exact = sees_exactly(viewer)
    lasting = lasting_share(lasting_of(board)) if campaign.state == CampaignState.CLOSED else None
    return CampaignCard(
        campaign,
        lines_told(board, is_exact=is_exact),
        told_share(lasting, is_exact=is_exact),
    )


def _line(board: Board, asked: Mapping[str, str]) -> Line | None:
    wanted = asked.get("lijn")
    if not wanted:
        return board.line(None)
    found = board.line(parse_number(wanted) or 0)
    if found is None:
        raise NotFound("campaign_line_unknown")
    return found


def _frame(campaign: Campaign, line: Line, asked: Mapping[str, str], today: date) -> MapFrame:
    geography = find_geography(db.session, today=today)
    if geography is None:
        raise DatabaseNotReady("not_seeded")
    settings: Settings = current_app.extensions["settings"]
    return tinted_map(
        settings,
        locale=locale_code(),
        label=gettext("Kaart van hoe ver de wijken zijn"),
        data_url=url_for("campaigns.map_geojson", slug=campaign.slug),
        query=urlencode({"lijn": line.id}),
        geography=geography,
        tints=list(Pace),
        chosen=asked.get("wijk") or None,
    )
