"""What happens in one neighbourhood: initiatives, help that is welcome, and partners that are active there."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.initiatives.rules import shown_since
from webapp.listings.queries import ListingPage, OwnLanguage, in_neighbourhood, list_in_neighbourhood, shown_on
from webapp.models import InitiativeTask, Listing, Partner, PartnerActivity, Theme
from webapp.partners.queries import in_force, is_running
from webapp.partners.queries.faith import shown_to
from webapp.vocabulary import ActivityAnswer, InitiativeState, Reach

MOST_INITIATIVES = 8
MOST_TASKS = 6
MOST_PARTNERS = 12
EVERYONE = Actor()
"""A neighbourhood's page is the same for whoever looks: what partners do is told as a visitor may see it."""


@dataclass(frozen=True, slots=True)
class LocalTask:
    """Help that is welcome at an initiative, in short."""

    id: int
    title: str
    minutes: int
    slug: str
    initiative: str


@dataclass(frozen=True, slots=True)
class LocalPartner:
    """A partner that works in a neighbourhood, and on what."""

    slug: str
    name: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Local:
    """What happens in a neighbourhood today; of each the first few."""

    initiatives: ListingPage
    tasks: tuple[LocalTask, ...]
    partners: tuple[LocalPartner, ...]


def get_local(
    session: Session,
    neighbourhood_id: int,
    slug: str,
    *,
    today: date,
    own_language: OwnLanguage,
    minute: int | None = None,
) -> Local:
    """What happens in a neighbourhood today, in three statements; by the `minute` of today what is over is not next."""
    return Local(
        initiatives=list_in_neighbourhood(
            session, slug, today=today, limit=MOST_INITIATIVES, own_language=own_language, minute=minute
        ),
        tasks=_tasks(session, neighbourhood_id, today=today),
        partners=_partners(session, neighbourhood_id, today=today, own_language=own_language),
    )


def _tasks(session: Session, neighbourhood_id: int, *, today: date) -> tuple[LocalTask, ...]:
    """What is of this neighbourhood before what is of the whole city."""
    rows = session.execute(
        select(InitiativeTask.id, InitiativeTask.title, InitiativeTask.minutes, Listing.slug, Listing.title.label("of"))
        .join(Listing, Listing.initiative_id == InitiativeTask.initiative_id)
        .where(
            InitiativeTask.closed_at.is_(None),
            InitiativeTask.open_until >= today,
            Listing.state == InitiativeState.RUNNING,
            shown_on(today, since=shown_since(today)),
            in_neighbourhood(neighbourhood_id),
        )
        .order_by(Listing.reach == Reach.CITY, InitiativeTask.open_until, InitiativeTask.id)
        .limit(MOST_TASKS)
    )
    return tuple(LocalTask(row.id, row.title, row.minutes, row.slug, row.of) for row in rows)


def _partners(
    session: Session, neighbourhood_id: int, *, today: date, own_language: OwnLanguage
) -> tuple[LocalPartner, ...]:
    names = func.json_build_array(Theme.name, Theme.name_en)
    rows = session.execute(
        select(Partner.slug, Partner.name, func.json_agg(aggregate_order_by(names, Theme.name)).label("themes"))
        .join(PartnerActivity, PartnerActivity.partner_id == Partner.id)
        .join(Theme, Theme.id == PartnerActivity.theme_id)
        .where(
            is_running(today),
            in_force(today),
            shown_to(EVERYONE),
            PartnerActivity.answer == ActivityAnswer.DOES,
            or_(PartnerActivity.neighbourhood_id == neighbourhood_id, PartnerActivity.neighbourhood_id.is_(None)),
        )
        .group_by(Partner.id, Partner.slug, Partner.name)
        .order_by(func.search_key(Partner.name), Partner.id)
        .limit(MOST_PARTNERS)
    )
    return tuple(
        LocalPartner(row.slug, row.name, tuple(dict.fromkeys(own_language(*each) for each in row.themes)))
        for row in rows
    )
