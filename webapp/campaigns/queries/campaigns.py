"""Which campaigns there are, and which of them somebody sees."""

from collections.abc import Sequence
from itertools import count

from sqlalchemy import ColumnElement, case, select, true
from sqlalchemy.orm import Session

from webapp.access.permissions import Permission
from webapp.access.policy import Actor, Target, can
from webapp.models import Campaign
from webapp.vocabulary import CampaignState

_ORDER = {CampaignState.RUNNING: 0, CampaignState.PREPARING: 1, CampaignState.CLOSED: 2}


def works_on_campaigns(viewer: Actor) -> bool:
    """Whether somebody coordinates, or speaks for a partner: they see a campaign before everyone does."""
    return can(viewer, Permission.CARRY_CAMPAIGN) or can(viewer, Permission.PLEDGE_SUPPLY)


def sees_exactly(viewer: Actor) -> bool:
    """Whether somebody is told amounts as they are: who coordinates a neighbourhood or the city."""
    return can(viewer, Permission.CARRY_CAMPAIGN)


def keeps_campaigns(viewer: Actor) -> bool:
    """Whether somebody makes and changes campaigns."""
    return can(viewer, Permission.KEEP_CAMPAIGNS, Target())


def visible_to(viewer: Actor) -> ColumnElement[bool]:
    """Condition on `Campaign`: it is public, or the viewer works on campaigns."""
    return true() if works_on_campaigns(viewer) else Campaign.is_public.is_(true())


def free_slug(session: Session, wanted: str) -> str:
    """An address that no campaign has: the wanted one, or that with a number behind it."""
    taken = set(session.scalars(select(Campaign.slug).where(Campaign.slug.startswith(wanted, autoescape=True))))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(each for each in numbered if each not in taken)


def has_name(session: Session, name: str, *, but: int | None = None) -> bool:
    """Whether a campaign is called this, other than the one with id `but`."""
    return (
        session.scalar(select(Campaign.id).where(Campaign.name == name, Campaign.id.is_distinct_from(but))) is not None
    )


def list_campaigns(session: Session, viewer: Actor) -> Sequence[Campaign]:
    """The campaigns that somebody sees: what runs, what is being prepared, what was; the latest first."""
    return session.scalars(
        select(Campaign)
        .where(visible_to(viewer))
        .order_by(case(_ORDER, value=Campaign.state), Campaign.starts_on.desc(), Campaign.id)
    ).all()


def find_campaign(session: Session, slug: str, viewer: Actor) -> Campaign | None:
    """The campaign at an address; None when there is none, or when it is not for the viewer."""
    return session.scalar(select(Campaign).where(Campaign.slug == slug, visible_to(viewer)))
