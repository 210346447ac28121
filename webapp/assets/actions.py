"""Adding, changing, confirming and ending assets."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from geo.sql import rd_point
from geo.values import Point
from webapp.areas.queries import find_neighbourhood_near
from webapp.assets.queries import free_slug
from webapp.assets.rules import CAPACITY, MOST_EFFECTS, MOST_THEMES, WEEK, slug_of
from webapp.audit.actions import record
from webapp.calendar.week_ranges import to_multirange
from webapp.calendar.week_times import WeekPart, parts_of
from webapp.errors import DomainError, EditConflict, NotFound
from webapp.models import Asset, AssetEffect, AssetTheme
from webapp.vocabulary import AssetKind, AuditAction, EffectCertainty, EffectDirection, Provenance

ALWAYS_OPEN: tuple[WeekPart, ...] = parts_of([WEEK])


@dataclass(frozen=True, slots=True)
class EffectFacts:
    """What an asset does to a theme: which way, how sure, since when, and who says so."""

    theme_id: int
    direction: EffectDirection
    certainty: EffectCertainty
    since: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """What is kept about an asset. Without `neighbourhood_id` that is where its place (WGS84) lies.

    `opening` is None when unknown. `theme_ids` is what it can be used for, `effects` what it brings about.
    """

    kind: AssetKind
    name: str
    theme_ids: tuple[int, ...]
    neighbourhood_id: int | None = None
    point: Point | None = None
    address: str = ""
    description: str = ""
    how_to_use: str = ""
    owner: str = ""
    partner_id: int | None = None
    opening: tuple[WeekPart, ...] | None = None
    opening_words: str = ""
    capacity: int | None = None
    is_public: bool = True
    effects: tuple[EffectFacts, ...] = ()


PLAIN = (
    "kind",
    "name",
    "address",
    "description",
    "how_to_use",
    "owner",
    "partner_id",
    "opening_words",
    "capacity",
    "is_public",
)
"""What goes into the columns of the same name as it is."""


def place_of(session: Session, facts: AssetFacts) -> int:
    """The id of the neighbourhood of an asset: as chosen, else where its place lies.

    Raises `DomainError` code `asset_without_place`, or `asset_outside` for a place in no neighbourhood.
    """
    if facts.neighbourhood_id is not None:
        return facts.neighbourhood_id
    if facts.point is None:
        raise DomainError("asset_without_place")
    found = find_neighbourhood_near(session, facts.point)
    if found is None:
        raise DomainError("asset_outside")
    return found.id


def add_asset(
    session: Session,
    facts: AssetFacts,
    *,
    by: int | None,
    today: date,
    slug: str = "",
    initiative_id: int | None = None,
    provenance: Provenance = Provenance.ENTERED,
) -> Asset:
    """A new asset, there today; its address is made of its name when none is given. Whoever calls minds the scope.

    Raises `DomainError` with `asset_of_a_person` for what one person can do, `asset_themes_needed`, `effect_twice`,
    `effect_in_future`, `asset_capacity_wrong`, or as `place_of` does.
    """
    _require_sound(facts, today)
    made = Asset(
        slug=free_slug(session, slug or slug_of(facts.name)),
        neighbourhood_id=place_of(session, facts),
        geom=rd_point(facts.point.lon, facts.point.lat) if facts.point else None,
        opening=to_multirange(facts.opening),
        initiative_id=initiative_id,
        confirmed_on=today,
        provenance=provenance,
        **{name: getattr(facts, name) for name in PLAIN},
    )
    session.add(made)
    session.flush()
    _keep_parts(session, made.id, facts)
    record(session, AuditAction.CREATED, by=by, table="asset", row=made.id)
    return made


def change_asset(session: Session, asset: Asset, facts: AssetFacts, *, version: int, by: int, today: date) -> None:
    """Keep what is different, when the asset is still the version that was looked at; who changes it confirms it.

    Raises `EditConflict` code `changed_meanwhile` when somebody else was first, and as `add_asset` does.
    """
    _require_sound(facts, today)
    values: dict[str, object] = {name: getattr(facts, name) for name in PLAIN}
    values |= {
        "neighbourhood_id": place_of(session, facts),
        "geom": rd_point(facts.point.lon, facts.point.lat) if facts.point else None,
        "opening": to_multirange(facts.opening),
        "confirmed_on": today,
    }
    _set(session, asset, version, values)
    _keep_parts(session, asset.id, facts)
    names = tuple(each.name for each in fields(facts))
    record(session, AuditAction.CHANGED, by=by, table="asset", row=asset.id, fields=names)


def confirm_asset(session: Session, asset: Asset, *, by: int, today: date) -> None:
    """Note that the asset is still there, as it is described."""
    asset.confirmed_on = today
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="asset", row=asset.id, fields=("confirmed_on",))


def end_asset(session: Session, asset: Asset, *, is_over: bool, by: int, today: date) -> None:
    """Note that the asset is no more from today on, or, with `is_over` off, that it is there after all."""
    asset.ended_on = (asset.ended_on or today) if is_over else None
    if not is_over:
        asset.confirmed_on = today
    session.flush()
    record(session, AuditAction.CHANGED, by=by, table="asset", row=asset.id, fields=("ended_on",))


def facts_of(session: Session, asset: Asset, point: Point | None, opening: tuple[WeekPart, ...] | None) -> AssetFacts:
    """What is kept about an asset now; its place and times come as they were read."""
    effects = session.scalars(
        select(AssetEffect).where(AssetEffect.asset_id == asset.id).order_by(AssetEffect.theme_id)
    )
    themes = session.scalars(
        select(AssetTheme.theme_id).where(AssetTheme.asset_id == asset.id).order_by(AssetTheme.theme_id)
    )
    return AssetFacts(
        theme_ids=tuple(themes),
        neighbourhood_id=asset.neighbourhood_id,
        point=point,
        opening=opening,
        effects=tuple(
            EffectFacts(each.theme_id, each.direction, each.certainty, each.since, each.source) for each in effects
        ),
        **{name: getattr(asset, name) for name in PLAIN},
    )


def _require_sound(facts: AssetFacts, today: date) -> None:
    """Refuse what no asset can be, before the database does."""
    if facts.kind == AssetKind.INDIVIDUALS:
        raise DomainError("asset_of_a_person")
    if not 1 <= len(facts.theme_ids) <= MOST_THEMES:
        raise DomainError("asset_themes_needed")
    if facts.capacity is not None and not CAPACITY[0] <= facts.capacity <= CAPACITY[1]:
        raise DomainError("asset_capacity_wrong")
    about = [each.theme_id for each in facts.effects]
    if len(set(about)) < len(about) or len(about) > MOST_EFFECTS:
        raise DomainError("effect_twice")
    if any(each.since is not None and each.since > today for each in facts.effects):
        raise DomainError("effect_in_future")


def _keep_parts(session: Session, asset_id: int, facts: AssetFacts) -> None:
    """Themes that differ only, since each of them is a row in the index of offers; effects anew."""
    kept = set(session.scalars(select(AssetTheme.theme_id).where(AssetTheme.asset_id == asset_id)))
    wanted = set(facts.theme_ids)
    if gone := kept - wanted:
        session.execute(
            delete(AssetTheme).where(AssetTheme.asset_id == asset_id, AssetTheme.theme_id.in_(sorted(gone)))
        )
    _insert(session, AssetTheme, [{"asset_id": asset_id, "theme_id": each} for each in sorted(wanted - kept)])
    session.execute(delete(AssetEffect).where(AssetEffect.asset_id == asset_id))
    _insert(
        session,
        AssetEffect,
        [
            {
                "asset_id": asset_id,
                "theme_id": each.theme_id,
                "direction": each.direction,
                "certainty": each.certainty,
                "since": each.since,
                "source": each.source,
            }
            for each in facts.effects
        ],
    )


def _insert(session: Session, model: type[AssetTheme | AssetEffect], rows: Sequence[dict[str, object]]) -> None:
    if rows:
        session.execute(insert(model), rows)


def _set(session: Session, asset: Asset, version: int, values: dict[str, object]) -> None:
    asset_id = asset.id
    changed = session.scalar(
        update(Asset)
        .where(Asset.id == asset_id, Asset.version == version)
        .values(**values, version=Asset.version + 1, changed_at=datetime.now(UTC))
        .returning(Asset.version)
        .execution_options(synchronize_session=False)
    )
    session.expire(asset)
    if changed is None:
        now = session.scalar(select(Asset.version).where(Asset.id == asset_id))
        if now is None:
            raise NotFound("asset_unknown")
        raise EditConflict("changed_meanwhile", version=now)
