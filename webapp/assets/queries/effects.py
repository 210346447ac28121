"""What neighbourhoods want to become more or less of, against what assets and initiatives bring about."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.assets.queries import OwnLanguage
from webapp.assets.rules import Cover, cover_of
from webapp.partners.rules import shown_since
from webapp.vocabulary import EffectDirection

_WANTED = text("""
    WITH wanted AS MATERIALIZED (
        SELECT neighbourhood_id, theme_id, direction, sum(quantity) AS asked
        FROM need
        WHERE kind = 'public' AND state = 'open' AND expires_on > :today AND direction IS NOT NULL
        GROUP BY 1, 2, 3
    ), by_asset AS (
        SELECT w.neighbourhood_id, w.theme_id, w.direction, count(*) AS assets,
               bool_and(e.certainty = 'claimed') AS is_claim
        FROM wanted w
        JOIN asset a ON a.neighbourhood_id = w.neighbourhood_id AND a.ended_on IS NULL AND a.is_public
        JOIN asset_effect e ON e.asset_id = a.id AND e.theme_id = w.theme_id AND e.direction = w.direction
        GROUP BY 1, 2, 3
    ), by_initiative AS (
        SELECT w.neighbourhood_id, w.theme_id, w.direction, count(DISTINCT l.initiative_id) AS initiatives
        FROM wanted w
        JOIN listing_effect e ON e.theme_id = w.theme_id AND e.direction = w.direction
        JOIN listing l ON l.initiative_id = e.initiative_id AND l.state = 'running' AND l.confirmed_on >= :since
        WHERE l.reach = 'city' OR EXISTS (
            SELECT FROM listing_neighbourhood p
            WHERE p.initiative_id = l.initiative_id AND p.neighbourhood_id = w.neighbourhood_id
        )
        GROUP BY 1, 2, 3
    )
    SELECT n.slug, n.name, t.slug AS theme_slug, t.name AS theme, t.name_en AS theme_en, w.direction,
           coalesce(a.assets, 0) AS assets, coalesce(a.is_claim, false) AS is_claim,
           coalesce(i.initiatives, 0) AS initiatives
    FROM wanted w
    JOIN neighbourhood n ON n.id = w.neighbourhood_id
    JOIN theme t ON t.id = w.theme_id
    LEFT JOIN by_asset a USING (neighbourhood_id, theme_id, direction)
    LEFT JOIN by_initiative i USING (neighbourhood_id, theme_id, direction)
    ORDER BY n.name, n.id, t.position, t.id, w.direction
""")


@dataclass(frozen=True, slots=True)
class WantedEffect:
    """An effect that a neighbourhood wants, and how many assets and initiatives work on it there."""

    place_slug: str
    place_name: str
    theme_slug: str
    theme: str
    direction: EffectDirection
    assets: int
    initiatives: int
    cover: Cover


def list_wanted_effects(session: Session, *, today: date, own_language: OwnLanguage) -> tuple[WantedEffect, ...]:
    """What the public needs of neighbourhoods ask for, by neighbourhood and theme, in one statement."""
    rows = session.execute(_WANTED, {"today": today, "since": shown_since(today)})
    return tuple(
        WantedEffect(
            place_slug=row.slug,
            place_name=row.name,
            theme_slug=row.theme_slug,
            theme=own_language(row.theme, row.theme_en),
            direction=EffectDirection(row.direction),
            assets=row.assets,
            initiatives=row.initiatives,
            cover=cover_of(row.assets, row.is_claim, row.initiatives),
        )
        for row in rows
    )
