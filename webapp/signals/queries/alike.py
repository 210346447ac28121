"""Signals that look like others: of the same theme, in much the same words, seen next door."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, Integer, bindparam, text
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.areas.queries import BORDER_METRES
from webapp.signals.queries.seen import OwnLanguage, visible_to
from webapp.signals.queries.signals import SignalLine, list_lines

MOST_ALIKE = 8
LEAST_LIKENESS = 0.35
"""Below this two signals are not put before anyone as alike: a theme alone gives less."""
SAME_THEME, SAME_GROUP, SAME_PLACE, NEXT_DOOR = 0.3, 0.15, 0.1, 0.1

_ALIKE = text(f"""
    WITH asked AS (
        SELECT s.id, s.theme_id, coalesce(t.parent_id, t.id) AS above, s.neighbourhood_id,
               search_words(s.words) AS words
        FROM signal s JOIN theme t ON t.id = s.theme_id
        WHERE s.id = ANY (:ids)
    ), near AS (
        SELECT DISTINCT there.id
        FROM asked a
        JOIN neighbourhood here ON here.id = a.neighbourhood_id
        JOIN neighbourhood there ON there.id <> here.id AND ST_DWithin(here.geom, there.geom, {BORDER_METRES})
    ), scored AS (
        SELECT s.id, max(
            CASE WHEN s.theme_id = a.theme_id THEN {SAME_THEME}
                 WHEN coalesce(t.parent_id, t.id) = a.above THEN {SAME_GROUP} ELSE 0 END
            + similarity(search_words(s.words), a.words)
            + CASE WHEN s.neighbourhood_id = a.neighbourhood_id THEN {SAME_PLACE}
                   WHEN s.neighbourhood_id IN (SELECT id FROM near) THEN {NEXT_DOOR} ELSE 0 END
        ) AS score
        FROM signal s
        JOIN theme t ON t.id = s.theme_id
        CROSS JOIN asked a
        WHERE s.bundle_id IS NULL AND s.closed_on IS NULL AND s.id <> ALL (:ids)
        GROUP BY s.id
    )
    SELECT id, score FROM scored WHERE score >= {LEAST_LIKENESS} ORDER BY score DESC, id LIMIT {MOST_ALIKE}
""").bindparams(bindparam("ids", type_=ARRAY(Integer)))  # noqa: S608  (constants of this program)


@dataclass(frozen=True)
class Alike:
    """A signal that looks like others, and how much: the score orders them and is not shown."""

    line: SignalLine
    score: float


def list_alike(
    session: Session, viewer: Actor, own_language: OwnLanguage, signal_ids: Collection[int]
) -> Sequence[Alike]:
    """Signals that nobody took up and that look like these, the likest first; as far as the viewer may read them."""
    if not signal_ids:
        return []
    scores = {row.id: float(row.score) for row in session.execute(_ALIKE, {"ids": sorted(signal_ids)})}
    lines = {each.id: each for each in list_lines(session, own_language, visible_to(viewer), scores)}
    return [Alike(lines[number], score) for number, score in scores.items() if number in lines]
