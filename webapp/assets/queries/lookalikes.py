"""Assets that look like one that somebody adds: by their name, and by where they are."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.values import Point
from webapp.vocabulary import AssetKind

NEAR_METRES = 150.0
"""Within which a name that is only a little alike is looked at."""

LIKE = 0.45
LIKE_NEARBY = 0.25
MOST = 5

_ALIKE = text("""
    WITH asked AS MATERIALIZED (
        SELECT search_words(:name) AS name,
               CASE WHEN cast(:lon AS float8) IS NULL THEN NULL
                    ELSE ST_Transform(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 28992) END AS place
    ), found AS MATERIALIZED (
        SELECT id FROM asset WHERE search_words(name) % (SELECT name FROM asked)
        UNION
        SELECT id FROM asset WHERE (SELECT name FROM asked) <% search_words(name)
        UNION
        SELECT id FROM asset WHERE ST_DWithin(geom, (SELECT place FROM asked), :near)
    ), scored AS (
        SELECT a.id, greatest(similarity(search_words(a.name), asked.name),
                              0.9 * word_similarity(asked.name, search_words(a.name))) AS likeness,
               ST_Distance(a.geom, asked.place) AS metres
        FROM found JOIN asset a USING (id), asked
        WHERE a.ended_on IS NULL AND a.slug IS DISTINCT FROM :but
    )
    SELECT a.slug, a.name, a.kind, n.name AS neighbourhood, s.metres
    FROM scored s JOIN asset a USING (id) JOIN neighbourhood n ON n.id = a.neighbourhood_id
    WHERE s.likeness >= CASE WHEN s.metres <= :near THEN :like_nearby ELSE :like END
    ORDER BY s.likeness DESC, a.id
    LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class AssetAlike:
    """An asset that could be the same; `metres` between the two, None when that is not known."""

    slug: str
    name: str
    kind: AssetKind
    neighbourhood: str
    metres: float | None


def list_alike(session: Session, name: str, point: Point | None, *, but: str | None = None) -> tuple[AssetAlike, ...]:
    """Assets that look most like this, in one statement; for coordinators, since it holds what is not public too."""
    rows = session.execute(
        _ALIKE,
        {
            "name": name,
            "lon": point.lon if point else None,
            "lat": point.lat if point else None,
            "but": but,
            "near": NEAR_METRES,
            "like": LIKE,
            "like_nearby": LIKE_NEARBY,
            "most": MOST,
        },
    )
    return tuple(AssetAlike(row.slug, row.name, AssetKind(row.kind), row.neighbourhood, row.metres) for row in rows)
