"""Loads a campaign for a view, and tells what the viewer may do with it."""

from webapp.access.permissions import Permission
from webapp.access.policy import Target, can
from webapp.access.sessions import current_actor
from webapp.campaigns.actions.campaigns import find_line
from webapp.campaigns.queries.board import list_places
from webapp.campaigns.queries.campaigns import find_campaign, keeps_campaigns
from webapp.campaigns.rules.board import Place
from webapp.campaigns.rules.campaigns import is_slug
from webapp.errors import NotFound
from webapp.extensions import db
from webapp.models import Campaign, CampaignLine


def get_campaign(slug: str) -> Campaign:
    """The campaign at an address, if the viewer sees it; raises `NotFound` code `campaign_unknown`."""
    found = find_campaign(db.session, slug, current_actor()) if is_slug(slug) else None
    if found is None:
        raise NotFound("campaign_unknown")
    return found


def get_kept_campaign(slug: str) -> Campaign:
    """The campaign at an address, for who keeps campaigns; raises `NotFound` code `campaign_unknown`."""
    if not keeps_campaigns(current_actor()):
        raise NotFound("campaign_unknown")
    return get_campaign(slug)


def get_line(campaign: Campaign, line_id: int) -> CampaignLine:
    """A line of a campaign; raises `NotFound` code `campaign_line_unknown`."""
    found = find_line(db.session, campaign, line_id)
    if found is None:
        raise NotFound("campaign_line_unknown")
    return found


def may_carry(place_id: int) -> bool:
    """Whether the viewer speaks for a neighbourhood in campaigns."""
    return can(current_actor(), Permission.CARRY_CAMPAIGN, Target(neighbourhood_id=place_id))


def list_own_places() -> tuple[Place, ...]:
    """The neighbourhoods for which the viewer speaks in campaigns, by name."""
    return tuple(place for place in list_places(db.session) if may_carry(place.id))


def get_own_place(slug: str) -> Place:
    """The neighbourhood at an address, for who speaks for it; raises `NotFound` code `neighbourhood_unknown`."""
    for place in list_own_places():
        if place.slug == slug:
            return place
    raise NotFound("neighbourhood_unknown")


def account_id() -> int:
    """By whom a change is made: only who is signed in comes that far."""
    return current_actor().account_id or 0
