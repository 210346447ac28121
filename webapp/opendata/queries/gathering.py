"""What goes into a release, read as who sees all rows: counts that the rules have still to round, and inserts in sets.

Nothing of faith is counted: what is only about that has no listing, and what belongs to a church is left out.
"""

from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.orm import Session

from webapp.initiatives.rules import shown_since
from webapp.listings.queries import shown_on
from webapp.models import Asset, Listing, Need, Neighbourhood, NetworkMonth, Partner, Presence
from webapp.opendata.rules.indicators import DECIMALS, INDICATORS, Weight
from webapp.vocabulary import NeedKind, PartnerKind, Provenance, Stage


def list_neighbourhood_ids(session: Session) -> dict[str, int]:
    """Ids by slug."""
    rows = session.execute(select(Neighbourhood.slug, Neighbourhood.id).order_by(Neighbourhood.slug))
    return {row.slug: row.id for row in rows}


def count_needs(session: Session, *, at: date) -> dict[int, int]:
    """How many requests of households were open on a day, by neighbourhood.

    Needs of a neighbourhood as a whole are public one by one: were they counted too, they could be taken off again.
    """
    rows = session.execute(
        select(Need.neighbourhood_id, func.count().label("needs"))
        .where(_open_needs(at))
        .group_by(Need.neighbourhood_id)
    )
    return {row.neighbourhood_id: row.needs for row in rows}


def list_initiative_ids(session: Session, *, at: date) -> list[int]:
    """The social initiatives that visitors saw on a day."""
    shown = shown_on(at, since=shown_since(at))
    return list(session.scalars(select(Listing.initiative_id).where(shown).order_by(Listing.initiative_id)))


def list_asset_ids(session: Session, *, at: date) -> list[int]:
    """The assets that visitors saw on a day, but for those of a church."""
    of_church = select(Partner.id).where(Partner.id == Asset.partner_id, Partner.kind == PartnerKind.CHURCH).exists()
    there = and_(Asset.is_public, Asset.confirmed_on <= at, or_(Asset.ended_on.is_(None), Asset.ended_on > at))
    return list(session.scalars(select(Asset.id).where(there, ~of_church).order_by(Asset.id)))


def find_network_month(session: Session, *, at: date) -> date | None:
    """The newest month of which the networks were made public by then."""
    return session.scalar(select(func.max(NetworkMonth.month)).where(NetworkMonth.month <= at))


def has_demo(
    session: Session, *, at: date, initiative_ids: list[int], asset_ids: list[int], month: date | None
) -> bool:
    """Whether anything of the demonstration would be counted."""
    sources = (
        select(Presence.id).where(
            Presence.provenance == Provenance.DEMO, Presence.period.contains(at), Presence.stage != Stage.UNREACHED
        ),
        select(Listing.initiative_id).where(
            Listing.provenance == Provenance.DEMO, Listing.initiative_id == func.any(initiative_ids)
        ),
        select(Asset.id).where(Asset.provenance == Provenance.DEMO, Asset.id == func.any(asset_ids)),
        select(Need.id).where(Need.provenance == Provenance.DEMO, _open_needs(at)),
        select(NetworkMonth.month).where(NetworkMonth.provenance == Provenance.DEMO, NetworkMonth.month == month),
    )
    return bool(session.scalar(select(or_(*(each.exists() for each in sources)))))


def insert_areas(session: Session, values: dict[str, Any]) -> None:
    """Put in the areas of a release: buurten, then what is made of them.

    `values` are `release_id`, `today` (by which buurten are put together), `told` (JSON, per neighbourhood its id,
    slug, stage, since, is_present, is_stale, needs and signals as they may be told), `initiative_ids`, `asset_ids` and
    `network_month`.
    """
    for statement in (_BUURTEN, _WIJKEN, _NEIGHBOURHOODS):
        session.execute(statement, values)


def _open_needs(at: date) -> Any:
    return and_(
        Need.kind == NeedKind.PRIVATE,
        Need.created_on <= at,
        or_(Need.closed_on.is_(None), Need.closed_on > at),
        Need.expires_on > at,
    )


def _figure(names: tuple[str, ...]) -> str:
    # what a source keeps under a name may be anything
    each = (
        f"CASE WHEN jsonb_typeof(a.figures->'{name}') = 'number' THEN (a.figures->>'{name}')::numeric END"
        for name in names
    )
    return f"round(coalesce({', '.join((*each, 'NULL'))}), {DECIMALS})"


def _mean(value: str, weight: str) -> str:
    weighed = f"sum({value} * {weight}) / nullif(sum({weight}) FILTER (WHERE {value} IS NOT NULL), 0)"
    return f"round(({weighed})::numeric, {DECIMALS})"


_FIGURES = ", ".join(f"'{each.code}', {_figure(each.names)}" for each in INDICATORS)
_MEAN_FIGURES = ", ".join(
    f"'{each.code}', " + _mean(f"(b.figures->>'{each.code}')::numeric", f"b.{Weight(each.weight).value}")
    for each in INDICATORS
)
_TOLD = """told AS (
        SELECT * FROM jsonb_to_recordset(CAST(:told AS jsonb)) AS t(
            id integer, slug text, stage text, since date, is_present boolean, is_stale boolean, needs integer,
            signals integer
        )
    )"""
_BUURTEN = text(f"""
    WITH {_TOLD}, buurt AS MATERIALIZED (
        SELECT a.* FROM area a JOIN area_release r
            ON r.in_force AND r.kind = 'buurt' AND (a.kind, a.year, a.is_schematic) = (r.kind, r.year, r.is_schematic)
    ), initiatives_here AS (
        SELECT a.id, count(*) AS number FROM listing l JOIN buurt a ON ST_Covers(a.geom, l.geom)
        WHERE l.initiative_id = ANY (:initiative_ids) GROUP BY a.id
    ), assets_here AS (
        SELECT a.id, count(*) AS number FROM asset s JOIN buurt a ON ST_Covers(a.geom, s.geom)
        WHERE s.id = ANY (:asset_ids) GROUP BY a.id
    )
    INSERT INTO pub.release_area (release_id, kind, code, name, wijk_code, neighbourhood, is_official, geom, stage,
        stage_since, is_present, is_stale, buurten, buurten_present, inhabitants, inhabitants_present,
        inhabitants_year, inhabitants_estimated, households, pct_65plus, pct_one_person_households, figures,
        initiatives, assets)
    SELECT :release_id, 'buurt', a.code, a.name, a.parent_code, t.slug, a.is_official AND NOT a.is_schematic, a.geom,
        t.stage, t.since, coalesce(t.is_present, false), coalesce(t.is_stale, false), 1,
        CASE WHEN t.is_present THEN 1 ELSE 0 END, a.inhabitants,
        CASE WHEN t.is_present THEN a.inhabitants WHEN a.inhabitants IS NOT NULL THEN 0 END, a.inhabitants_year,
        a.inhabitants_estimated, a.households, a.pct_65plus, a.pct_one_person_households,
        jsonb_strip_nulls(jsonb_build_object({_FIGURES})), coalesce(i.number, 0), coalesce(s.number, 0)
    FROM buurt a
    LEFT JOIN neighbourhood_area m ON m.area_code = a.code AND m.period @> CAST(:today AS date)
    LEFT JOIN told t ON t.id = m.neighbourhood_id
    LEFT JOIN initiatives_here i ON i.id = a.id
    LEFT JOIN assets_here s ON s.id = a.id
""")  # noqa: S608  (of our own names)
_SUMS = f"""
    count(*), sum(b.buurten_present), sum(b.inhabitants), sum(b.inhabitants_present), max(b.inhabitants_year),
    bool_or(b.inhabitants_estimated), sum(b.households), {_mean("b.pct_65plus", "b.inhabitants")},
    {_mean("b.pct_one_person_households", "b.households")}, jsonb_strip_nulls(jsonb_build_object({_MEAN_FIGURES}))
"""
_WIJKEN = text(f"""
    INSERT INTO pub.release_area (release_id, kind, code, name, is_official, geom, buurten, buurten_present,
        inhabitants, inhabitants_present, inhabitants_year, inhabitants_estimated, households, pct_65plus,
        pct_one_person_households, figures, initiatives, assets)
    SELECT :release_id, 'wijk', b.wijk_code, coalesce(min(w.name), b.wijk_code), bool_and(b.is_official),
        ST_Multi(ST_CollectionExtract(ST_Union(b.geom), 3)), {_SUMS}, sum(b.initiatives), sum(b.assets)
    FROM pub.release_area b
    LEFT JOIN (area w JOIN area_release r ON r.in_force AND r.kind = 'wijk'
        AND (w.kind, w.year, w.is_schematic) = (r.kind, r.year, r.is_schematic)) ON w.code = b.wijk_code
    WHERE b.release_id = :release_id AND b.kind = 'buurt' AND b.wijk_code IS NOT NULL
    GROUP BY b.wijk_code
""")  # noqa: S608  (of our own names)
_NEIGHBOURHOODS = text(f"""
    WITH {_TOLD}, initiatives_here AS (
        SELECT neighbourhood_id AS id, count(*) AS number FROM listing_neighbourhood
        WHERE initiative_id = ANY (:initiative_ids) GROUP BY 1
    ), assets_here AS (
        SELECT neighbourhood_id AS id, count(*) AS number FROM asset WHERE id = ANY (:asset_ids) GROUP BY 1
    ), made AS (
        SELECT b.neighbourhood AS slug, bool_and(b.is_official) AS is_official, {_SUMS}
        FROM pub.release_area b WHERE b.release_id = :release_id AND b.kind = 'buurt' GROUP BY b.neighbourhood
    )
    INSERT INTO pub.release_area (release_id, kind, code, name, neighbourhood, is_official, geom, stage, stage_since,
        is_present, is_stale, buurten, buurten_present, inhabitants, inhabitants_present, inhabitants_year,
        inhabitants_estimated, households, pct_65plus, pct_one_person_households, figures, initiatives, assets,
        network_people, network_ties, signals, needs)
    SELECT :release_id, 'neighbourhood', h.slug, h.name, h.slug, coalesce(m.is_official, false), h.geom, t.stage,
        t.since, t.is_present, t.is_stale, coalesce(m.buurten, 0), coalesce(m.buurten_present, 0), m.inhabitants,
        m.inhabitants_present, m.inhabitants_year, coalesce(m.inhabitants_estimated, false), m.households,
        m.pct_65plus, m.pct_one_person_households, coalesce(m.figures, '{{}}'), coalesce(i.number, 0),
        coalesce(s.number, 0), p.people, p.ties, t.signals, t.needs
    FROM told t
    JOIN neighbourhood h ON h.id = t.id
    LEFT JOIN made m(slug, is_official, buurten, buurten_present, inhabitants, inhabitants_present, inhabitants_year,
        inhabitants_estimated, households, pct_65plus, pct_one_person_households, figures) ON m.slug = h.slug
    LEFT JOIN initiatives_here i ON i.id = h.id
    LEFT JOIN assets_here s ON s.id = h.id
    LEFT JOIN network_month_place p ON p.month = :network_month AND p.neighbourhood_id = h.id
""")  # noqa: S608  (of our own names)
