"""The page of one partner, whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.models import Partner
from webapp.partners.queries import OwnLanguage
from webapp.partners.queries.activities import ActivityRow, list_activities
from webapp.partners.queries.contacts import ContactRow, list_contacts
from webapp.partners.queries.details import (
    Place,
    Relation,
    ShownInitiative,
    list_initiatives,
    list_places,
    list_relations,
)
from webapp.partners.rules import ActivityFilter, is_stale


@dataclass(frozen=True)
class WorkPlace:
    """A neighbourhood in which something is done; without a name the whole city."""

    name: str | None
    slug: str | None


@dataclass(frozen=True)
class WorkLine:
    """Something that a partner does, and where; `what` is empty when it did not say."""

    what: str
    places: tuple[WorkPlace, ...]


@dataclass(frozen=True)
class ThemeWork:
    """What a partner does on a theme."""

    theme: str
    lines: tuple[WorkLine, ...]


@dataclass(frozen=True)
class PartnerPage:
    """A partner, and what the viewer may see of what belongs to it."""

    partner: Partner
    is_over: bool
    is_stale: bool
    belongs: tuple[Relation, ...]
    members: tuple[Relation, ...]
    before: tuple[Relation, ...]
    places: tuple[Place, ...]
    contacts: tuple[ContactRow, ...]
    work: tuple[ThemeWork, ...]
    not_work: tuple[ThemeWork, ...]
    initiatives: tuple[ShownInitiative, ...]


def get_partner_page(
    session: Session, viewer: Actor, partner: Partner, own_language: OwnLanguage, *, today: date
) -> PartnerPage:
    """Everything that is shown of a partner; five statements, however much that is."""
    relations = list_relations(session, partner.id, today=today)
    work = list_activities(session, viewer, partner.id, ActivityFilter(), own_language, today=today)
    current = [row for row in work if row.since is None or row.since <= today]
    return PartnerPage(
        partner=partner,
        is_over=partner.ended_on is not None and partner.ended_on <= today,
        is_stale=is_stale(partner.confirmed_on, today=today),
        belongs=tuple(each for each in relations if each.is_member and not each.is_over),
        members=tuple(each for each in relations if not each.is_member and not each.is_over),
        before=tuple(each for each in relations if each.is_over),
        places=tuple(list_places(session, partner.id)),
        contacts=tuple(list_contacts(session, viewer, partner.id, today=today)),
        work=by_theme(row for row in current if row.does),
        not_work=by_theme(row for row in current if not row.does),
        initiatives=tuple(list_initiatives(session, partner.id, today=today)),
    )


def by_theme(rows: Iterable[ActivityRow]) -> tuple[ThemeWork, ...]:
    """Rows put together by theme, and within it by what is done, in the order in which they come."""
    found: dict[str, dict[str, list[WorkPlace]]] = {}
    for row in rows:
        found.setdefault(row.theme, {}).setdefault(row.what, []).append(WorkPlace(row.place, row.place_slug))
    return tuple(
        ThemeWork(theme, tuple(WorkLine(what, tuple(places)) for what, places in lines.items()))
        for theme, lines in found.items()
    )
