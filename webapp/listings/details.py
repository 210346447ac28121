"""Everything that somebody may know of one initiative."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, SQLColumnExpression, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from webapp.calendar.rules import Occurrence, Rhythm, occurrences
from webapp.initiatives.content import Content, Link
from webapp.initiatives.rules import Freshness, Progress, freshness, progress
from webapp.listings.queries import OwnLanguage, ThemeMark, group_slug
from webapp.listings.rules import is_past
from webapp.models import (
    FaithSide,
    Initiative,
    Listing,
    ListingEffect,
    ListingNeighbourhood,
    ListingPartner,
    ListingTheme,
    Neighbourhood,
    Partner,
    Theme,
)
from webapp.vocabulary import EffectDirection, InitiativeLayer, InitiativeState, Provenance, Reach

NEXT_TIMES = 5


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an address of its own."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class EffectShown:
    """What an initiative hopes to do to a theme."""

    theme: str
    direction: EffectDirection


@dataclass(frozen=True, slots=True)
class Detail:
    """An initiative as its page shows it. `is_public` is False for one of churches alone; `faith` is not for everyone.

    `point` is longitude and latitude (EPSG:4326) of a pin.
    """

    id: int
    slug: str
    title: str
    progress: Progress
    freshness: Freshness
    description: str
    for_whom: str
    organiser: str
    theme: ThemeMark
    themes: tuple[Named, ...]
    effects: tuple[EffectShown, ...]
    partners: tuple[Named, ...]
    reach: Reach
    address: str
    point: tuple[float, float] | None
    neighbourhoods: tuple[Named, ...]
    rhythm: Rhythm | None
    times: tuple[Occurrence, ...]
    links: tuple[Link, ...]
    picture_key: str | None
    picture_alt: str
    confirmed_on: date
    published_on: date
    ended_on: date | None
    changed_at: datetime
    version: int
    provenance: Provenance
    faith: str
    is_public: bool

    @property
    def was_confirmed(self) -> bool:
        """Whether an organiser said that it is right since it was put on the site; that itself a coordinator does."""
        return self.confirmed_on > self.published_on

    @property
    def can_be_joined(self) -> bool:
        """Whether it has not ended, and somebody still says that it is right."""
        return self.progress != Progress.ENDED and not self.is_hidden

    @property
    def is_hidden(self) -> bool:
        """Whether it is no longer on the map, since nobody confirmed it."""
        return self.freshness == Freshness.HIDDEN


def find_detail(
    session: Session,
    slug: str,
    *,
    today: date,
    may_see_faith: bool,
    own_language: OwnLanguage,
    now: datetime | None = None,
) -> Detail | None:
    """An initiative at an address, with its missionary side for who may see it; None when it is not shown.

    Its times are those of today and later; with `now` without those that are over.
    """
    since = now or today
    row = session.execute(_listing().where(Listing.slug == slug)).one_or_none()
    if row is not None:
        faith = ""
        if may_see_faith:
            words = select(FaithSide.content["faith"].astext).where(FaithSide.initiative_id == row.id)
            faith = session.scalar(words) or ""
        return _detail(row, faith, since=since, today=today, own_language=own_language)
    return _of_churches(session, slug, since=since, today=today, own_language=own_language) if may_see_faith else None


def find_kept(session: Session, slug: str) -> str | None:
    """The address of the initiative that one was merged into; None when it was not merged, or not ever shown."""
    kept = aliased(Initiative)
    return session.scalar(
        select(kept.slug).join(Initiative, Initiative.merged_into_id == kept.id).where(Initiative.slug == slug)
    )


def _listing() -> Any:
    group, part_group, part = aliased(Theme), aliased(Theme), aliased(Theme)
    return (
        select(
            Listing.initiative_id.label("id"),
            *(getattr(Listing, name) for name in _SAME),
            Theme.name.label("theme"),
            Theme.name_en.label("theme_en"),
            group_slug(group).label("group"),
            Initiative.version,
            func.ST_X(Listing.lonlat).label("lon"),
            func.ST_Y(Listing.lonlat).label("lat"),
            _list((part.slug, part.name, part.name_en), (part_group.position, part.position))
            .select_from(part)
            .join(part_group, part_group.id == part.parent_id, isouter=True)
            .join(ListingTheme, ListingTheme.theme_id == part.id)
            .where(ListingTheme.initiative_id == Listing.initiative_id)
            .scalar_subquery()
            .label("themes"),
            _list((part.name, part.name_en, ListingEffect.direction), (part.name,))
            .join(ListingEffect, ListingEffect.theme_id == part.id)
            .where(ListingEffect.initiative_id == Listing.initiative_id)
            .scalar_subquery()
            .label("effects"),
            _list((Partner.slug, Partner.name), (Partner.name,))
            .join(ListingPartner, ListingPartner.partner_id == Partner.id)
            .where(ListingPartner.initiative_id == Listing.initiative_id)
            .scalar_subquery()
            .label("partners"),
            _list((Neighbourhood.slug, Neighbourhood.name), (Neighbourhood.name,))
            .join(ListingNeighbourhood, ListingNeighbourhood.neighbourhood_id == Neighbourhood.id)
            .where(ListingNeighbourhood.initiative_id == Listing.initiative_id)
            .scalar_subquery()
            .label("neighbourhoods"),
        )
        .join(Initiative, Initiative.id == Listing.initiative_id)
        .join(Theme, Theme.id == Listing.main_theme_id)
        .join(group, group.id == Theme.parent_id, isouter=True)
    )


_SAME = (
    "slug",
    "title",
    "state",
    "description",
    "for_whom",
    "organiser",
    "reach",
    "address",
    "starts_on",
    "starts_at",
    "minutes",
    "rrule",
    "picture_key",
    "picture_alt",
    "links",
    "confirmed_on",
    "published_on",
    "ended_on",
    "changed_at",
    "provenance",
)


def _list(parts: tuple[SQLColumnExpression[Any], ...], order: tuple[SQLColumnExpression[Any], ...]) -> Any:
    """Rows as one JSON list of lists."""
    return select(func.json_agg(aggregate_order_by(func.json_build_array(*parts), *order)))


def _detail(row: Row[Any], faith: str, *, since: date | datetime, today: date, own_language: OwnLanguage) -> Detail:
    rhythm = Rhythm(row.starts_on, row.starts_at, row.minutes, row.rrule) if row.starts_on else None
    times = _times(rhythm, since, today) if rhythm else ()
    return Detail(
        id=row.id,
        slug=row.slug,
        title=row.title,
        progress=progress(row.state, row.starts_on, today=today),
        freshness=freshness(row.confirmed_on, today=today),
        description=row.description,
        for_whom=row.for_whom,
        organiser=row.organiser,
        theme=ThemeMark(own_language(row.theme, row.theme_en), row.group),
        themes=tuple(Named(slug, own_language(name, name_en)) for slug, name, name_en in row.themes or ()),
        effects=tuple(
            EffectShown(own_language(name, name_en), EffectDirection(direction))
            for name, name_en, direction in row.effects or ()
        ),
        partners=tuple(Named(*each) for each in row.partners or ()),
        reach=row.reach,
        address=row.address,
        point=None if row.lon is None else (row.lon, row.lat),
        neighbourhoods=tuple(Named(*each) for each in row.neighbourhoods or ()),
        rhythm=rhythm,
        times=times,
        links=tuple(Link(each["url"], each["label"]) for each in row.links),
        picture_key=row.picture_key,
        picture_alt=row.picture_alt,
        confirmed_on=row.confirmed_on,
        published_on=row.published_on,
        ended_on=row.ended_on,
        changed_at=row.changed_at,
        version=row.version,
        provenance=row.provenance,
        faith=faith,
        is_public=True,
    )


def _of_churches(
    session: Session, slug: str, *, since: date | datetime, today: date, own_language: OwnLanguage
) -> Detail | None:
    """One without a social side, from the content that is kept apart."""
    row = session.execute(
        select(Initiative, FaithSide.content)
        .join(FaithSide, FaithSide.initiative_id == Initiative.id)
        .where(
            Initiative.slug == slug,
            Initiative.layer == InitiativeLayer.MISSIONARY,
            Initiative.state.in_((InitiativeState.RUNNING, InitiativeState.PAUSED, InitiativeState.ENDED)),
        )
    ).one_or_none()
    if row is None:
        return None
    initiative, content = row.Initiative, Content.from_json(row.content)
    times = _times(content.rhythm, since, today) if content.rhythm else ()
    themes = _named_themes(session, content, own_language)
    places = session.execute(
        select(Neighbourhood.slug, Neighbourhood.name)
        .where(Neighbourhood.id.in_(initiative.neighbourhood_ids))
        .order_by(Neighbourhood.name)
    )
    return Detail(
        id=initiative.id,
        slug=slug,
        title=content.title,
        progress=progress(initiative.state, content.starts_on, today=today),
        freshness=freshness(initiative.confirmed_on, today=today),
        description=content.description,
        for_whom=content.for_whom,
        organiser=content.organiser,
        theme=themes[0][1],
        themes=tuple(Named(slug, mark.name) for slug, mark in themes),
        effects=(),
        partners=(),
        reach=content.reach,
        address=content.address,
        # a point would stand on a map, and with it in what a browser keeps
        point=None,
        neighbourhoods=tuple(Named(row.slug, row.name) for row in places),
        rhythm=content.rhythm,
        times=times,
        links=content.links,
        picture_key=content.picture_key,
        picture_alt=content.picture_alt,
        confirmed_on=initiative.confirmed_on,
        published_on=initiative.approved_on or initiative.confirmed_on,
        ended_on=initiative.ended_on,
        changed_at=initiative.changed_at,
        version=initiative.version,
        provenance=initiative.provenance,
        faith=content.faith,
        is_public=False,
    )


def _times(rhythm: Rhythm, since: date | datetime, today: date) -> tuple[Occurrence, ...]:
    """The next times; after a moment those that are over by then are left out."""
    found = occurrences(rhythm, today, rhythm.ends_on, NEXT_TIMES + 1)
    return tuple(each for each in found if not (isinstance(since, datetime) and is_past(each, since)))[:NEXT_TIMES]


def _named_themes(session: Session, content: Content, own_language: OwnLanguage) -> list[tuple[str, ThemeMark]]:
    group = aliased(Theme)
    rows = session.execute(
        select(Theme.slug, Theme.name, Theme.name_en, group_slug(group).label("group"))
        .join(group, group.id == Theme.parent_id, isouter=True)
        .where(Theme.slug.in_(content.themes))
    )
    found = {row.slug: ThemeMark(own_language(row.name, row.name_en), row.group) for row in rows}
    return [(slug, found[slug]) for slug in content.themes]
