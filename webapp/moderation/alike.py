"""Initiatives that may be the same: alike in the words of their title, and not far from each other.

Among what is shown, what waits to be shown for the first time, and what only people with an account see.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Float,
    Integer,
    SQLColumnExpression,
    Text,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from geo.crs import RD_NEW, WGS84
from geo.sql import rd_point
from webapp.access.policy import Actor
from webapp.initiatives.content import Content
from webapp.initiatives.queries import moderated_by
from webapp.models import FaithSide, Initiative, InitiativeRevision, Listing
from webapp.vocabulary import InitiativeState, RevisionState

NEAR_METRES = 2_000.0
"""Alike and farther apart than this, they are taken to be two."""
ALIKE = 0.35
"""From how many equal trigrams on, of 0 to 1, two titles are alike."""
MOST = 8


@dataclass(frozen=True)
class Lookalike:
    """An initiative that may be the same as another.

    `metres` between their pins, None unless both have one; `is_own` tells whether it is for the viewer to merge.
    """

    slug: str
    title: str
    state: InitiativeState
    address: str
    metres: float | None
    is_own: bool


def list_alike(session: Session, viewer: Actor, content: Content, *, without: int) -> list[Lookalike]:
    """What may be the same as this, of all that the viewer can see; most alike first, `without` itself."""
    words = func.search_words(content.title)
    pin: SQLColumnExpression[Any] = null()
    if content.lon is not None and content.lat is not None:
        pin = rd_point(content.lon, content.lat)
    known = _known().subquery()
    metres = func.ST_Distance(known.c.pin, pin, type_=Float)
    likeness = func.similarity(known.c.words, words)
    rows = session.execute(
        select(Initiative.slug, known.c.title, Initiative.state, known.c.address, metres, moderated_by(viewer))
        .join(known, known.c.initiative_id == Initiative.id)
        .where(Initiative.id != without, _alike(known.c, words, pin))
        .order_by(likeness.desc(), metres, Initiative.id)
        .limit(MOST)
    )
    return [Lookalike(*row) for row in rows]


def count_alike(session: Session, revision_ids: Collection[int]) -> dict[int, int]:
    """How many may be the same as each of these versions, of all that the viewer can see; by the version's id."""
    version = aliased(InitiativeRevision)
    known = _known().subquery()
    words, pin = func.search_words(version.content["title"].astext), _pin(version.content)
    counted = (
        select(func.count())
        .select_from(known)
        .where(known.c.initiative_id != version.initiative_id, _alike(known.c, words, pin))
        .scalar_subquery()
    )
    rows = session.execute(select(version.id, counted).where(version.id.in_(sorted(revision_ids))))
    return dict(rows.all())


def search(session: Session, viewer: Actor, typed: str, *, without: int) -> list[Lookalike]:
    """What the viewer can merge, by words of its title or by its address."""
    words = func.search_words(typed)
    known = _known().subquery()
    rows = session.execute(
        select(Initiative.slug, known.c.title, Initiative.state, known.c.address)
        .join(known, known.c.initiative_id == Initiative.id)
        .where(
            Initiative.id != without,
            moderated_by(viewer),
            or_(
                func.strpos(known.c.words, words) > 0,
                func.similarity(known.c.words, words) >= ALIKE,
                Initiative.slug == typed.rstrip("/").rpartition("/")[2],
            ),
        )
        .order_by(func.similarity(known.c.words, words).desc(), known.c.title, Initiative.id)
        .limit(MOST)
    )
    return [Lookalike(slug, title, state, address, metres=None, is_own=True) for slug, title, state, address in rows]


def _known() -> CompoundSelect[Any]:
    """Every initiative once, with its title, the words to compare by, its address and its pin (RD New)."""
    shown = select(
        Listing.initiative_id.label("initiative_id"),
        Listing.title.label("title"),
        Listing.search_title.label("words"),
        Listing.address.label("address"),
        Listing.geom.label("pin"),
    )
    version = aliased(InitiativeRevision)
    new = (
        select(version.initiative_id, *_told(version.content))
        .join(Initiative, Initiative.id == version.initiative_id)
        .where(version.state == RevisionState.WAITING, Initiative.approved_on.is_(None))
    )
    missionary = select(FaithSide.initiative_id, *_told(FaithSide.content)).where(FaithSide.content.has_key("title"))
    return union_all(shown, new, missionary)


def _told(content: Any) -> list[ColumnElement[Any]]:
    title = content["title"].astext
    return [title, func.search_words(title), content["address"].astext, _pin(content)]


def _pin(content: Any) -> ColumnElement[Any]:
    lon, lat = cast(content["lon"].astext, Float), cast(content["lat"].astext, Float)
    return func.ST_Transform(
        func.ST_SetSRID(func.ST_MakePoint(lon, lat), literal(WGS84, Integer)), literal(RD_NEW, Integer)
    )


def _alike(known: Any, words: ColumnElement[str], pin: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    near = or_(known.pin.is_(None), pin.is_(None), func.ST_DWithin(known.pin, pin, NEAR_METRES))
    # the operator, whose threshold is lower, finds by the index; the function then decides
    return and_(known.words.op("%")(cast(words, Text)), func.similarity(known.words, words) >= ALIKE, near)
