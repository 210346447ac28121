"""Reads of what worked where, for everyone who may raise signals; the database sees to it that nobody else does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, null, or_, select, true
from sqlalchemy.orm import Session

from webapp.models import Bundle, Campaign, Lesson, Listing, Neighbourhood, Theme
from webapp.signals.queries.seen import OwnLanguage
from webapp.signals.rules.filters import LessonFilters
from webapp.signals.rules.lessons import PAGE_SIZE, LessonSource, source_of
from webapp.themes.queries import with_parts
from webapp.vocabulary import Provenance

LIKE_ENOUGH = 0.6
"""From this likeness on a word counts as the one that was asked, however it was typed."""


@dataclass(frozen=True)
class LessonLine:
    """A lesson as it is shown; `place` is None for the whole city.

    `source_name` and `source_at` are what it came from and its slug or key; None for what is not to be seen (any more).
    """

    id: int
    title: str
    what_was_done: str
    what_came_of_it: str
    theme: str
    theme_slug: str
    place: str | None
    learned_on: date
    source: LessonSource
    source_name: str | None
    source_at: str | None
    version: int
    is_demo: bool


@dataclass(frozen=True)
class LessonPage:
    """A page of lessons, and how many there are in all."""

    rows: tuple[LessonLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Source:
    """What a lesson can be made from."""

    kind: LessonSource
    id: int
    name: str
    theme_id: int | None


def find_source(session: Session, kind: LessonSource, at: str) -> Source | None:
    """A bundle by its key, a campaign or an initiative by its slug, as far as the viewer may read it."""
    queries: dict[LessonSource, Select[*tuple[Any, ...]]] = {
        LessonSource.BUNDLE: select(Bundle.id, Bundle.title, Bundle.theme_id).where(Bundle.key == at),
        LessonSource.CAMPAIGN: select(Campaign.id, Campaign.name, null()).where(Campaign.slug == at),
        LessonSource.INITIATIVE: select(Listing.initiative_id, Listing.title, Listing.main_theme_id).where(
            Listing.slug == at
        ),
    }
    row = session.execute(queries[kind]).one_or_none() if kind in queries else None
    return Source(kind, *row) if row else None


def find_lesson(session: Session, lesson_id: int) -> Lesson | None:
    """A lesson, by its number."""
    return session.get(Lesson, lesson_id)


def find_lesson_line(session: Session, own_language: OwnLanguage, lesson_id: int) -> LessonLine | None:
    """A lesson as it is shown, by its number."""
    row = session.execute(_lines().where(Lesson.id == lesson_id)).one_or_none()
    return _line(row, own_language) if row else None


def list_lessons(session: Session, own_language: OwnLanguage, filters: LessonFilters) -> LessonPage:
    """The lessons that were asked for: those that fit the words best first, else the newest."""
    chosen = and_(true(), *_chosen(session, filters))
    total = session.scalar(_lines().with_only_columns(func.count()).where(chosen)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, filters.page), pages)
    best = func.ts_rank(Lesson.found_by, _asked(filters.words)).desc() if filters.words else Lesson.learned_on.desc()
    rows = session.execute(
        _lines()
        .where(chosen)
        .order_by(best, Lesson.learned_on.desc(), Lesson.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return LessonPage(tuple(_line(row, own_language) for row in rows), total, page, pages)


def list_of_bundle(session: Session, own_language: OwnLanguage, bundle_id: int) -> Sequence[LessonLine]:
    """What was learned from a bundle, the oldest first."""
    return _list(session, own_language, Lesson.bundle_id == bundle_id)


def list_on_theme(session: Session, own_language: OwnLanguage, theme_id: int, *, most: int = 3) -> Sequence[LessonLine]:
    """What was learned on a theme, the newest first."""
    query = _lines().where(Lesson.theme_id == theme_id).order_by(Lesson.learned_on.desc(), Lesson.id.desc())
    return [_line(row, own_language) for row in session.execute(query.limit(most))]


def _list(session: Session, own_language: OwnLanguage, condition: ColumnElement[bool]) -> Sequence[LessonLine]:
    rows = session.execute(_lines().where(condition).order_by(Lesson.learned_on, Lesson.id))
    return [_line(row, own_language) for row in rows]


def _asked(words: str) -> ColumnElement[Any]:
    return func.websearch_to_tsquery("dutch", func.search_key(words))


def _chosen(session: Session, filters: LessonFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.words:
        alike = func.word_similarity(func.search_words(filters.words), Lesson.search_text) >= LIKE_ENOUGH
        wanted.append(or_(Lesson.found_by.bool_op("@@")(_asked(filters.words)), alike))
    if filters.theme:
        wanted.append(Lesson.theme_id.in_(with_parts(session, filters.theme)))
    if filters.neighbourhood:
        wanted.append(Neighbourhood.slug == filters.neighbourhood)
    match filters.source:
        case LessonSource.BUNDLE:
            wanted.append(Lesson.bundle_id.is_not(None))
        case LessonSource.CAMPAIGN:
            wanted.append(Lesson.campaign_id.is_not(None))
        case LessonSource.INITIATIVE:
            wanted.append(Lesson.initiative_id.is_not(None))
        case LessonSource.HAND:
            wanted.append(func.num_nonnulls(Lesson.bundle_id, Lesson.campaign_id, Lesson.initiative_id) == 0)
        case None:
            pass
    return wanted


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Lesson,
            Theme,
            Neighbourhood.name.label("place"),
            func.coalesce(Bundle.title, Campaign.name, Listing.title).label("source_name"),
            func.coalesce(Bundle.key, Campaign.slug, Listing.slug).label("source_at"),
        )
        .select_from(Lesson)
        .join(Theme, Theme.id == Lesson.theme_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Lesson.neighbourhood_id)
        .outerjoin(Bundle, Bundle.id == Lesson.bundle_id)
        .outerjoin(Campaign, Campaign.id == Lesson.campaign_id)
        .outerjoin(Listing, Listing.initiative_id == Lesson.initiative_id)
    )


def _line(row: Any, own_language: OwnLanguage) -> LessonLine:
    lesson, theme = row.Lesson, row.Theme
    return LessonLine(
        id=lesson.id,
        title=lesson.title,
        what_was_done=lesson.what_was_done,
        what_came_of_it=lesson.what_came_of_it,
        theme=own_language(theme.name, theme.name_en),
        theme_slug=theme.slug,
        place=row.place,
        learned_on=lesson.learned_on,
        source=source_of(lesson.bundle_id, lesson.campaign_id, lesson.initiative_id),
        source_name=row.source_name,
        source_at=row.source_at,
        version=lesson.version,
        is_demo=lesson.provenance == Provenance.DEMO,
    )
