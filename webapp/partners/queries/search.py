"""The list of partners, and what is looked for in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from webapp.access.policy import Actor
from webapp.models import Neighbourhood, Partner, PartnerActivity, PartnerRelation, Theme
from webapp.partners.queries import OwnLanguage, PartnerName, in_force, is_running
from webapp.partners.queries.faith import shown_to
from webapp.partners.rules import PAGE_SIZE
from webapp.themes.queries import with_parts
from webapp.vocabulary import ActivityAnswer, ChurchTradition, PartnerKind, Provenance


@dataclass(frozen=True)
class PartnerFilter:
    """Which partners are looked for; theme and neighbourhood by slug, and both at once when both are given."""

    words: str = ""
    kind: PartnerKind | None = None
    tradition: ChurchTradition | None = None
    theme: str | None = None
    neighbourhood: str | None = None
    with_ended: bool = False


@dataclass(frozen=True)
class PartnerRow:
    """One line of the list; `themes` and the number of `neighbourhoods` are of what it does today."""

    id: int
    slug: str
    name: str
    kind: PartnerKind
    tradition: ChurchTradition | None
    ended_on: date | None
    confirmed_on: date | None
    is_demo: bool
    wholes: tuple[PartnerName, ...]
    themes: tuple[str, ...]
    neighbourhoods: int
    whole_city: bool


@dataclass(frozen=True)
class PartnersPage:
    """A page of the list, and how many there are in all."""

    rows: tuple[PartnerRow, ...]
    total: int
    page: int
    pages: int


def list_partners(
    session: Session, viewer: Actor, wanted: PartnerFilter, own_language: OwnLanguage, *, today: date, page: int = 1
) -> PartnersPage:
    """The partners that are looked for, by name, with what the viewer sees of their work.

    Four statements, however many there are.
    """
    chosen = _chosen(session, viewer, wanted, today=today)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    found = session.scalars(
        select(Partner)
        .where(Partner.id.in_(chosen))
        .order_by(func.search_key(Partner.name), Partner.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    ids = [each.id for each in found]
    wholes = _wholes(session, ids, today=today)
    work = _work(session, viewer, ids, own_language, today=today)
    rows = tuple(
        PartnerRow(
            id=each.id,
            slug=each.slug,
            name=each.name,
            kind=each.kind,
            tradition=each.tradition,
            ended_on=each.ended_on,
            confirmed_on=each.confirmed_on,
            is_demo=each.provenance == Provenance.DEMO,
            wholes=tuple(wholes.get(each.id, ())),
            themes=work.get(each.id, _NO_WORK)[0],
            neighbourhoods=work.get(each.id, _NO_WORK)[1],
            whole_city=work.get(each.id, _NO_WORK)[2],
        )
        for each in found
    )
    return PartnersPage(rows, total, page, pages)


_NO_WORK: tuple[tuple[str, ...], int, bool] = ((), 0, False)


def _chosen(session: Session, viewer: Actor, wanted: PartnerFilter, *, today: date) -> Select[int]:
    chosen = select(Partner.id)
    if not wanted.with_ended:
        chosen = chosen.where(is_running(today))
    if wanted.words:
        # not LIKE: what is typed is looked for sign by sign
        chosen = chosen.where(func.strpos(func.search_key(Partner.name), func.search_key(wanted.words)) > 0)
    if wanted.kind is not None:
        chosen = chosen.where(Partner.kind == wanted.kind)
    if wanted.tradition is not None:
        chosen = chosen.where(Partner.tradition == wanted.tradition)
    if wanted.theme or wanted.neighbourhood:
        about = with_parts(session, wanted.theme) if wanted.theme else None
        does = and_(
            PartnerActivity.partner_id == Partner.id,
            PartnerActivity.answer == ActivityAnswer.DOES,
            in_force(today),
            shown_to(viewer),
            PartnerActivity.theme_id.in_(about) if about is not None else true(),
            _is_in(wanted.neighbourhood) if wanted.neighbourhood else true(),
        )
        chosen = chosen.where(exists().where(does))
    return chosen


def _is_in(slug: str) -> ColumnElement[bool]:
    """Condition on `PartnerActivity`: in that neighbourhood, or in the whole city it is part of."""
    here = select(Neighbourhood.id).where(Neighbourhood.slug == slug).scalar_subquery()
    return or_(
        PartnerActivity.neighbourhood_id == here,
        and_(PartnerActivity.neighbourhood_id.is_(None), exists().where(Neighbourhood.slug == slug)),
    )


def _wholes(session: Session, ids: Sequence[int], *, today: date) -> dict[int, list[PartnerName]]:
    rows = session.execute(
        select(PartnerRelation.member_id, Partner.id, Partner.slug, Partner.name)
        .join(Partner, Partner.id == PartnerRelation.whole_id)
        .where(PartnerRelation.member_id.in_(ids), PartnerRelation.period.contains(today))
        .order_by(func.search_key(Partner.name), Partner.id)
    )
    found: dict[int, list[PartnerName]] = {}
    for member_id, whole_id, slug, name in rows:
        found.setdefault(member_id, []).append(PartnerName(whole_id, slug, name))
    return found


def _work(
    session: Session, viewer: Actor, ids: Sequence[int], own_language: OwnLanguage, *, today: date
) -> dict[int, tuple[tuple[str, ...], int, bool]]:
    """Per partner the groups of themes it works on, in how many neighbourhoods, and whether in the whole city."""
    above = aliased(Theme)
    place = func.coalesce(above.position, Theme.position)
    name, name_en = func.coalesce(above.name, Theme.name), func.coalesce(above.name_en, Theme.name_en)
    rows = session.execute(
        select(
            PartnerActivity.partner_id,
            name.label("theme"),
            name_en.label("theme_en"),
            func.array_agg(PartnerActivity.neighbourhood_id).label("places"),
        )
        .join(Theme, Theme.id == PartnerActivity.theme_id)
        .outerjoin(above, above.id == Theme.parent_id)
        .where(
            PartnerActivity.partner_id.in_(ids),
            PartnerActivity.answer == ActivityAnswer.DOES,
            in_force(today),
            shown_to(viewer),
        )
        .group_by(PartnerActivity.partner_id, place, name, name_en)
        .order_by(PartnerActivity.partner_id, place, name)
    )
    themes: dict[int, list[str]] = {}
    places: dict[int, set[int | None]] = {}
    for row in rows:
        themes.setdefault(row.partner_id, []).append(own_language(row.theme, row.theme_en))
        places.setdefault(row.partner_id, set()).update(row.places)
    return {
        partner_id: (tuple(names), len(places[partner_id] - {None}), None in places[partner_id])
        for partner_id, names in themes.items()
    }
