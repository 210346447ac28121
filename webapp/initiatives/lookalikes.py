"""Initiatives that look like one that somebody is typing: by their words and by where they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.values import Point
from webapp.initiatives.rules import shown_since

NEAR_METRES = 500.0
"""Within which something nearby is looked at, although its title is only a little alike."""

FARTHEST_METRES = 1500.0
"""From here on a distance says nothing any more."""

LIKE = 0.35
"""How alike (0 to 1) titles of what is near, or whole texts, are to say so; titles of what is far a little more."""

SURE = 0.75
"""From this score on somebody is asked whether it is the same."""

MOST = 5
LOOKED_AT = 25
SHORTEST = 3
"""Letters of a title below which nothing can be said."""

LOOKALIKES = text("""
    WITH asked AS MATERIALIZED (
        SELECT search_words(:title) AS title, search_words(:words) AS words,
               ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 28992) AS place
    ), found AS MATERIALIZED (
        -- asked once, as a value: a function would be called for every row that the index finds. A word that hundreds
        -- of titles have says little: of those some will do
        SELECT initiative_id FROM listing WHERE search_title = (SELECT title FROM asked)
        UNION
        (SELECT initiative_id FROM listing WHERE search_title % (SELECT title FROM asked) LIMIT 300)
        UNION
        (SELECT initiative_id FROM listing WHERE (SELECT title FROM asked) <% search_title LIMIT 300)
        UNION
        (SELECT initiative_id FROM listing WHERE ST_DWithin(geom, (SELECT place FROM asked), :near) LIMIT 300)
    ), candidate AS MATERIALIZED (
        SELECT l.initiative_id, l.search_title = asked.title AS is_same,
               greatest(similarity(l.search_title, asked.title), 0.9 * word_similarity(asked.title, l.search_title))
                   AS by_title,
               ST_Distance(l.geom, asked.place) AS metres
        FROM found JOIN listing l USING (initiative_id), asked
        WHERE l.state <> 'ended' AND l.confirmed_on >= :since AND l.slug IS DISTINCT FROM :but
    ), likely AS MATERIALIZED (
        -- comparing long texts costs a tenth of a millisecond each: only where the titles or the places are alike
        SELECT *, by_title + 0.35 * coalesce(greatest(0, 1 - metres / :farthest), 0) AS score
        FROM candidate
        WHERE by_title >= 0.4 OR metres <= :near
        ORDER BY score DESC, initiative_id
        LIMIT :looked_at
    ), scored AS (
        SELECT likely.initiative_id, is_same, by_title, metres, by_words, score + 0.3 * by_words AS score
        FROM likely JOIN listing l USING (initiative_id), asked,
             LATERAL (
                 SELECT CASE WHEN length(asked.words) >= 20 THEN similarity(l.search_text, asked.words) ELSE 0 END
                     AS by_words
             ) AS compared
        WHERE by_title >= CASE WHEN metres <= :near THEN :like ELSE 0.4 END OR (metres <= :near AND by_words >= :like)
        ORDER BY score DESC, likely.initiative_id
        LIMIT :most
    )
    SELECT l.slug, l.title, l.organiser, s.is_same, s.by_title, s.by_words, s.metres, s.score,
           (SELECT string_agg(n.name, ', ' ORDER BY n.name)
            FROM listing_neighbourhood p JOIN neighbourhood n ON n.id = p.neighbourhood_id
            WHERE p.initiative_id = s.initiative_id) AS neighbourhoods
    FROM scored s JOIN listing l USING (initiative_id)
    ORDER BY s.score DESC, s.initiative_id
""")


class Reason(StrEnum):
    """Why an initiative looks like another one."""

    SAME_TITLE = "same_title"
    TITLE = "title"
    WORDS = "words"
    NEAR = "near"


@dataclass(frozen=True)
class Lookalike:
    """An initiative that is shown, and why it looks alike; `metres` between the two pins, None when not both have one.

    `neighbourhoods` are their names, empty for the whole city. `is_sure` when it may well be the same.
    """

    slug: str
    title: str
    organiser: str
    neighbourhoods: str
    metres: int | None
    reasons: tuple[Reason, ...]
    is_sure: bool


def list_lookalikes(
    session: Session,
    *,
    title: str,
    words: str = "",
    place: Point | None = None,
    today: date,
    but: str | None = None,
) -> Sequence[Lookalike]:
    """Initiatives that look like what is typed, most alike first; one statement. `but` is the slug of one left out.

    Capitals, accents, signs and abbreviations make no difference (`search_words` of migration 0018).
    """
    if len(title.strip()) < SHORTEST:
        return ()
    rows = session.execute(
        LOOKALIKES,
        {
            "title": title[:200],
            "words": words[:1000],
            "lon": place.lon if place else None,
            "lat": place.lat if place else None,
            "near": NEAR_METRES,
            "like": LIKE,
            "farthest": FARTHEST_METRES,
            "since": shown_since(today),
            "but": but,
            "most": MOST,
            "looked_at": LOOKED_AT,
        },
    )
    return [
        Lookalike(
            slug=row.slug,
            title=row.title,
            organiser=row.organiser,
            neighbourhoods=row.neighbourhoods or "",
            metres=None if row.metres is None else round(row.metres),
            reasons=_reasons(row.is_same, row.by_title, row.by_words, row.metres),
            is_sure=row.score >= SURE,
        )
        for row in rows
    ]


def _reasons(is_same: bool, by_title: float, by_words: float, metres: float | None) -> tuple[Reason, ...]:  # noqa: FBT001
    found = [
        (Reason.SAME_TITLE, is_same),
        (Reason.TITLE, not is_same and by_title >= LIKE),
        (Reason.WORDS, by_words >= LIKE),
        (Reason.NEAR, metres is not None and metres <= FARTHEST_METRES),
    ]
    return tuple(reason for reason, holds in found if holds)
