"""Reads of what the public sees of initiatives, and of what is only for who has an account."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from webapp.calendar.rules import Rhythm
from webapp.initiatives.rules import fresh_since, shown_since
from webapp.listings.rules import PAGE_ROWS, UNTOLD_MINUTES, Days, Filters, Sort, words_of
from webapp.models import (
    DataVersion,
    Listing,
    ListingDay,
    ListingNeighbourhood,
    ListingTheme,
    Neighbourhood,
    Theme,
)
from webapp.themes.queries import with_parts
from webapp.vocabulary import InitiativeState, Provenance, Reach

OwnLanguage = Callable[[str, str], str]
"""Chooses between a Dutch and an English text."""

Order = tuple[SQLColumnExpression[Any], ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """Of all that the map shows of neighbourhoods, and of initiatives; each goes up with every change."""

    map: int
    initiatives: int

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.map}-{self.initiatives}"


@dataclass(frozen=True, slots=True)
class ThemeMark:
    """A theme in the reader's language, and the group by which it is marked on the map."""

    name: str
    group: str


@dataclass(frozen=True, slots=True)
class ListingRow:
    """An initiative as a list shows it."""

    id: int
    slug: str
    title: str
    state: InitiativeState
    description: str
    for_whom: str
    organiser: str
    theme: ThemeMark
    reach: Reach
    address: str
    neighbourhoods: tuple[str, ...]
    starts_on: date | None
    starts_at: time | None
    minutes: int | None
    rrule: str | None
    next_day: date | None
    needs_help: bool
    is_faded: bool
    provenance: Provenance

    @property
    def rhythm(self) -> Rhythm | None:
        """When it takes place; None for what is always on."""
        return Rhythm(self.starts_on, self.starts_at, self.minutes, self.rrule) if self.starts_on else None

    @property
    def is_paused(self) -> bool:
        """Whether it does not take place for now."""
        return self.state == InitiativeState.PAUSED


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a list, and how long the whole of it is."""

    rows: tuple[ListingRow, ...]
    total: int
    unplaced: int = 0
    """How many of the whole have no place of their own, and so are not on the map."""


def find_versions(session: Session) -> Versions:
    """Both versions, read at one moment; 0 before there is anything."""
    rows = session.execute(
        select(DataVersion.subject, DataVersion.version).where(DataVersion.subject.in_(("map", "initiatives")))
    )
    found = {row.subject: row.version for row in rows}
    return Versions(map=found.get("map", 0), initiatives=found.get("initiatives", 0))


def shown_on(day: date | ColumnElement[date], *, since: date) -> ColumnElement[bool]:
    """Condition on `Listing`: visitors saw it on a day, its last confirmation being of `since` or later."""
    return and_(
        Listing.published_on <= day,
        or_(and_(Listing.ended_on.is_(None), Listing.state != InitiativeState.ENDED), Listing.ended_on > day),
        Listing.confirmed_on >= since,
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """What was typed and chosen as the database knows it: words without accents and capitals, ids of themes."""

    words: tuple[str, ...] = ()
    theme_ids: tuple[int, ...] = ()


def find_terms(session: Session, filters: Filters) -> Terms:
    """The terms of a search, asked for beforehand: a plan that works them out itself does not know what they hold."""
    themes = with_parts(session, filters.theme) if filters.theme else ()
    return Terms(find_words(session, filters), tuple(themes))


def find_words(session: Session, filters: Filters) -> tuple[str, ...]:
    """What was typed as the database knows it, word by word."""
    typed = words_of(filters.words)
    return tuple(session.execute(select(*(func.search_words(word) for word in typed))).one()) if typed else ()


def matching(filters: Filters, terms: Terms, *, day: date) -> list[ColumnElement[bool]]:
    """Conditions on `Listing` for what is looked for, as visitors see it on a day."""
    conditions = [shown_on(day, since=shown_since(day))]
    if filters.theme:
        about = select(ListingTheme.initiative_id).where(ListingTheme.theme_id.in_(terms.theme_ids))
        conditions.append(Listing.initiative_id.in_(about))
    if filters.neighbourhood:
        conditions.append(or_(Listing.reach == Reach.CITY, Listing.initiative_id.in_(_in_slug(filters.neighbourhood))))
    days = filters.days(day)
    if days is not None:
        conditions += [Listing.state == InitiativeState.RUNNING, or_(Listing.starts_on.is_(None), _takes_place(days))]
    if filters.needs_help:
        conditions.append(Listing.help_until >= day)
    return conditions + [_says(word) for word in terms.words]


def get_listing_page(
    session: Session,
    filters: Filters,
    *,
    sort: Sort,
    page: int,
    today: date,
    own_language: OwnLanguage,
    minute: int | None = None,
) -> ListingPage:
    """One page, in one statement; two when words are looked for.

    With the `minute` of today what is over by then is no longer what comes next. A page beyond the last has no rows,
    and then the total is not known (0).
    """
    coming = _next_day(filters, today, minute)
    limits = PAGE_ROWS, (page - 1) * PAGE_ROWS
    return _page(session, filters, coming, _order(sort, coming), limits, today=today, words=own_language)


def list_in_neighbourhood(
    session: Session, slug: str, *, today: date, limit: int, own_language: OwnLanguage, minute: int | None = None
) -> ListingPage:
    """What happens in a neighbourhood, and then in the whole city: what is soonest first."""
    filters = Filters(neighbourhood=slug)
    coming = _next_day(filters, today, minute)
    order = (Listing.reach == Reach.CITY, *_order(Sort.NEXT, coming))
    return _page(session, filters, coming, order, (limit, 0), today=today, words=own_language)


def _page(
    session: Session,
    filters: Filters,
    coming: ColumnElement[date],
    order: Order,
    limits: tuple[int, int],
    *,
    today: date,
    words: OwnLanguage,
) -> ListingPage:
    """First which ones, and then all of those: what a row shows is not put together for what stands on other pages."""
    chosen = (
        select(
            Listing.initiative_id,
            func.count().over().label("total"),
            func.count().filter(Listing.geom.is_(None)).over().label("unplaced"),
        )
        .where(*matching(filters, find_terms(session, filters), day=today))
        .order_by(*order)
        .limit(limits[0])
        .offset(limits[1])
        .subquery("chosen")
    )
    rows = session.execute(
        _listing_rows(coming, today=today)
        .join(chosen, chosen.c.initiative_id == Listing.initiative_id)
        .add_columns(chosen.c.total, chosen.c.unplaced)
        .order_by(*order)
    ).all()
    total, unplaced = (rows[0].total, rows[0].unplaced) if rows else (0, 0)
    return ListingPage(rows=tuple(_row(row, words) for row in rows), total=total, unplaced=unplaced)


def count_shown(session: Session, *, at: date) -> int:
    """How many initiatives visitors see on a day."""
    return session.scalar(select(func.count()).select_from(Listing).where(shown_on(at, since=shown_since(at)))) or 0


def find_title(session: Session, slug: str) -> str | None:
    """What an initiative is called that visitors can see; None when there is none at this address."""
    return session.scalar(select(Listing.title).where(Listing.slug == slug))


def group_slug(group: type[Theme], theme: type[Theme] = Theme) -> ColumnElement[str]:
    """The slug of the theme on top, by which an initiative is marked; `group` is joined by `theme.parent_id`."""
    return func.coalesce(group.slug, theme.slug)


def _listing_rows(coming: ColumnElement[date], *, today: date) -> Select[*tuple[Any, ...]]:
    group = aliased(Theme)
    names = (
        select(func.array_agg(aggregate_order_by(Neighbourhood.name, Neighbourhood.name)))
        .join(ListingNeighbourhood, ListingNeighbourhood.neighbourhood_id == Neighbourhood.id)
        .where(ListingNeighbourhood.initiative_id == Listing.initiative_id)
        .scalar_subquery()
    )
    return (
        select(
            Listing.initiative_id.label("id"),
            Listing.slug,
            Listing.title,
            Listing.state,
            Listing.description,
            Listing.for_whom,
            Listing.organiser,
            Theme.name.label("theme"),
            Theme.name_en.label("theme_en"),
            group_slug(group).label("group"),
            Listing.reach,
            Listing.address,
            names.label("neighbourhoods"),
            Listing.starts_on,
            Listing.starts_at,
            Listing.minutes,
            Listing.rrule,
            coming.label("next_day"),
            func.coalesce(Listing.help_until >= today, false()).label("needs_help"),
            (Listing.confirmed_on < fresh_since(today)).label("is_faded"),
            Listing.provenance,
        )
        .join(Theme, Theme.id == Listing.main_theme_id)
        .join(group, group.id == Theme.parent_id, isouter=True)
    )


def _row(row: Row[Any], own_language: OwnLanguage) -> ListingRow:
    return ListingRow(
        id=row.id,
        slug=row.slug,
        title=row.title,
        state=row.state,
        description=row.description,
        for_whom=row.for_whom,
        organiser=row.organiser,
        theme=ThemeMark(own_language(row.theme, row.theme_en), row.group),
        reach=row.reach,
        address=row.address,
        neighbourhoods=tuple(row.neighbourhoods or ()),
        starts_on=row.starts_on,
        starts_at=row.starts_at,
        minutes=row.minutes,
        rrule=row.rrule,
        next_day=row.next_day,
        needs_help=row.needs_help,
        is_faded=row.is_faded,
        provenance=row.provenance,
    )


def _next_day(filters: Filters, today: date, minute: int | None) -> ColumnElement[date]:
    """The first day on which an initiative (`Listing`) takes place, of the days that are looked for.

    By the `minute` of today that is not a time that is over; who looks for certain days is told of that too, when there
    is no other.
    """
    days = filters.days(today)
    since = max(today, days.first) if days else today
    first = _first_day(ListingDay.day >= since)
    if minute is None or since != today:
        return first
    begins = func.extract("hour", Listing.starts_at) * 60 + func.extract("minute", Listing.starts_at)
    goes_on = begins + func.coalesce(Listing.minutes, UNTOLD_MINUTES) > minute
    to_come = or_(ListingDay.day > today, and_(ListingDay.day == today, func.coalesce(goes_on, true())))
    if days is None:
        return _first_day(to_come)
    return func.coalesce(_first_day(and_(to_come, ListingDay.day <= days.last)), first)


def _first_day(wanted: ColumnElement[bool]) -> ScalarSelect[date]:
    return (
        select(func.min(ListingDay.day))
        .where(ListingDay.initiative_id == Listing.initiative_id, wanted)
        .correlate(Listing)
        .scalar_subquery()
    )


def _order(sort: Sort, soonest: ColumnElement[date]) -> Order:
    """What is paused comes last, within a day what begins first; the key settles the rest: pages do not overlap."""
    by_name = (Listing.search_title, Listing.initiative_id)
    if sort == Sort.NAME:
        return by_name
    if sort == Sort.NEW:
        return (Listing.published_on.desc(), Listing.initiative_id.desc())
    return (Listing.state == InitiativeState.PAUSED, soonest.nulls_last(), Listing.starts_at.nulls_first(), *by_name)


def in_neighbourhood(neighbourhood_id: int) -> ColumnElement[bool]:
    """Condition on `Listing`: it is in a neighbourhood, or in the whole city."""
    there = select(ListingNeighbourhood.initiative_id).where(ListingNeighbourhood.neighbourhood_id == neighbourhood_id)
    return or_(Listing.reach == Reach.CITY, Listing.initiative_id.in_(there))


def _in_slug(neighbourhood: str) -> Select[int]:
    return (
        select(ListingNeighbourhood.initiative_id)
        .join(Neighbourhood, Neighbourhood.id == ListingNeighbourhood.neighbourhood_id)
        .where(Neighbourhood.slug == neighbourhood)
    )


def _takes_place(days: Days) -> ColumnElement[bool]:
    return Listing.initiative_id.in_(
        select(ListingDay.initiative_id).where(ListingDay.day.between(days.first, days.last))
    )


def _says(word: str) -> ColumnElement[bool]:
    """The word somewhere, or in the title one that is like it; both by a trigram index."""
    alike = literal(word).op("<%", is_comparison=True)(Listing.search_title)
    return or_(Listing.search_text.contains(word, autoescape=True), alike)
