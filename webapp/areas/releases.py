"""Which release of official areas is in force, and what a new one means for the neighbourhoods."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import and_, delete, func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from webapp.areas.queries import (
    Proposal,
    find_release_in_force,
    in_force,
    list_member_codes,
    list_proposals,
    members_on,
)
from webapp.areas.rules import SUCCESSION_SHARE, CarryOver, ReleaseKey, carry_over, is_official, supersedes
from webapp.areas.shapes import refresh
from webapp.database import affected_rows
from webapp.errors import DomainError
from webapp.models import Area, AreaRelease, AreaSuccession, Neighbourhood, NeighbourhoodArea
from webapp.vocabulary import AreaKind


class Outcome(StrEnum):
    """What became of a release after it was loaded."""

    IN_FORCE = "in_force"
    REFRESHED = "refreshed"
    OLDER = "older"
    WAITS = "waits"
    STORED = "stored"


@dataclass(frozen=True)
class Promotion:
    """The outcome, for a release that waits what it waits for, and the proposals that were followed at once."""

    outcome: Outcome
    carry_over: CarryOver | None = None
    followed: tuple[Proposal, ...] = ()


def put_in_force(session: Session, kind: AreaKind, *, year: int, is_schematic: bool) -> None:
    """Make the map of this release from now on; the one before it stays stored."""
    this = and_(AreaRelease.year == year, AreaRelease.is_schematic == is_schematic)
    session.execute(
        update(AreaRelease).where(AreaRelease.kind == kind, AreaRelease.in_force, ~this).values(in_force=False)
    )
    changed = session.execute(update(AreaRelease).where(AreaRelease.kind == kind, this).values(in_force=True))
    if not affected_rows(changed):
        raise DomainError("release_unknown", kind=kind, year=year)
    session.expire_all()


def promote(
    session: Session,
    *,
    year: int,
    municipality: str,
    today: date,
    accept_missing: bool = False,
    allow_older: bool = False,
) -> Promotion:
    """Put an official release of buurten in force when the neighbourhoods lose nothing by it.

    Otherwise it waits: new buurten without a neighbourhood are proposed by overlap, and a person decides.
    Only where it takes the place of schematic boundaries, which were provisional, is every proposal followed.
    An older release than the one in force is only taken with `allow_older`. With `accept_missing` it goes in
    force all the same, as long as every neighbourhood keeps a shape. Raises `DomainError` code
    `release_unknown` or `neighbourhoods_without_areas`.
    """
    candidate = ReleaseKey(year, is_schematic=False)
    if session.get(AreaRelease, (AreaKind.BUURT, year, False)) is None:
        raise DomainError("release_unknown", kind=AreaKind.BUURT, year=year)
    current = find_release_in_force(session)
    current_key = ReleaseKey(current.year, current.is_schematic) if current else None
    if current_key == candidate:
        refresh(session, today=today)
        return Promotion(Outcome.REFRESHED)
    if not allow_older and not supersedes(candidate, current_key):
        return Promotion(Outcome.OLDER)
    members = list_member_codes(session, today=today)
    provisional = current is not None and current.is_schematic
    if members:
        least = 0.0 if provisional else SUCCESSION_SHARE
        propose_successors(session, year=year, municipality=municipality, today=today, least=least)
    found = _compare(session, year=year, municipality=municipality, today=today)
    followed: tuple[Proposal, ...] = ()
    if provisional and not found.vanished:
        followed = _follow_proposals(session, year=year, today=today)
        found = _compare(session, year=year, municipality=municipality, today=today)
    if members and not found.is_complete and not accept_missing:
        return Promotion(Outcome.WAITS, found)
    _check_every_neighbourhood_keeps_a_shape(session, year=year, today=today)
    gone = set(members) - set(_codes(session, year, municipality))
    succeeded = set(_succeeded(session, year))
    end_memberships(session, sorted(code for code in gone if code in succeeded or not is_official(code)), on=today)
    put_in_force(session, AreaKind.BUURT, year=year, is_schematic=False)
    refresh(session, today=today)
    return Promotion(Outcome.IN_FORCE, found, followed)


def propose_successors(
    session: Session, *, year: int, municipality: str, today: date, least: float = SUCCESSION_SHARE
) -> None:
    """Propose, for each new buurt that no neighbourhood has by code, the neighbourhood it lies in for the most part.

    `least` is the share of the buurt that must lie in it, 0 to 1. What was proposed before and is not decided
    yet is proposed afresh; decisions stand.
    """
    session.execute(delete(AreaSuccession).where(AreaSuccession.year == year, AreaSuccession.decided_on.is_(None)))
    session.execute(_PROPOSE, {"year": year, "municipality": municipality, "today": today, "least": least})


def decide_successor(
    session: Session, *, year: int, new_code: str, neighbourhood_slug: str | None, today: date
) -> None:
    """A person's decision on a new buurt: it joins a neighbourhood, or none (`neighbourhood_slug` None).

    The code that it succeeds stays a member until the release takes over. Raises `DomainError` code
    `proposal_unknown` or `neighbourhood_unknown`.
    """
    proposal = session.scalar(
        select(AreaSuccession)
        .where(AreaSuccession.year == year, AreaSuccession.new_code == new_code, AreaSuccession.decided_on.is_(None))
        .with_for_update()
    )
    if proposal is None:
        raise DomainError("proposal_unknown", new_code=new_code, year=year)
    proposal.decided_on = today
    if neighbourhood_slug is None:
        proposal.neighbourhood_id = None
        session.flush()
        return
    neighbourhood_id = session.scalar(select(Neighbourhood.id).where(Neighbourhood.slug == neighbourhood_slug))
    if neighbourhood_id is None:
        raise DomainError("neighbourhood_unknown", slug=neighbourhood_slug)
    proposal.neighbourhood_id = neighbourhood_id
    session.flush()
    assign_codes(session, neighbourhood_id, [new_code], on=today)


def assign_codes(session: Session, neighbourhood_id: int, codes: list[str], *, on: date) -> None:
    """Make buurten part of a neighbourhood from a day on, out of the one that had them until then.

    The caller refreshes shapes once it has made all its changes.
    """
    end_memberships(session, codes, on=on)
    if codes:
        session.execute(
            insert(NeighbourhoodArea),
            [{"neighbourhood_id": neighbourhood_id, "area_code": code, "period": Range(on, None)} for code in codes],
        )


def move_buurt(session: Session, code: str, neighbourhood_slug: str | None, *, today: date) -> None:
    """Move a buurt of the release in force to another neighbourhood (None: to none) from today on.

    Raises `DomainError` code `area_unknown` or `neighbourhood_unknown`.
    """
    known = session.scalar(select(Area.id).join(AreaRelease, in_force()).where(Area.code == code))
    if known is None:
        raise DomainError("area_unknown", area_code=code)
    if neighbourhood_slug is None:
        end_memberships(session, [code], on=today)
    else:
        neighbourhood_id = session.scalar(select(Neighbourhood.id).where(Neighbourhood.slug == neighbourhood_slug))
        if neighbourhood_id is None:
            raise DomainError("neighbourhood_unknown", slug=neighbourhood_slug)
        assign_codes(session, neighbourhood_id, [code], on=today)
    refresh(session, today=today)


def end_memberships(session: Session, codes: list[str], *, on: date) -> None:
    """End the memberships of buurten on a day; one that began on that day or later never was."""
    running = and_(
        NeighbourhoodArea.area_code.in_(codes),
        or_(func.upper_inf(NeighbourhoodArea.period), NeighbourhoodArea.period.contains(on)),
    )
    session.execute(delete(NeighbourhoodArea).where(running, func.lower(NeighbourhoodArea.period) >= on))
    session.execute(
        update(NeighbourhoodArea)
        .where(running)
        .values(period=func.daterange(func.lower(NeighbourhoodArea.period), on))
        .execution_options(synchronize_session=False)
    )


def _compare(session: Session, *, year: int, municipality: str, today: date) -> CarryOver:
    return carry_over(
        list_member_codes(session, today=today),
        _codes(session, year, municipality),
        succeeded=_succeeded(session, year),
        refused=_decided(session, year),
    )


def _follow_proposals(session: Session, *, year: int, today: date) -> tuple[Proposal, ...]:
    clear = tuple(each for each in list_proposals(session, year=year) if each.neighbourhood is not None)
    for each in clear:
        decide_successor(session, year=year, new_code=each.new_code, neighbourhood_slug=each.neighbourhood, today=today)
    return clear


def _codes(session: Session, year: int, municipality: str) -> tuple[str, ...]:
    return tuple(
        session.scalars(
            select(Area.code).where(
                Area.kind == AreaKind.BUURT,
                Area.year == year,
                ~Area.is_schematic,
                Area.municipality_code == municipality,
            )
        )
    )


def _decided(session: Session, year: int) -> tuple[str, ...]:
    query = select(AreaSuccession.new_code).where(AreaSuccession.year == year, AreaSuccession.decided_on.is_not(None))
    return tuple(session.scalars(query))


def _succeeded(session: Session, year: int) -> tuple[str, ...]:
    """Old codes whose ground went to new buurten: one that took most of it, or several buurten that merged into one."""
    query = select(AreaSuccession.old_code).where(AreaSuccession.year == year)
    merged = session.scalars(_MERGED, {"year": year, "share": SUCCESSION_SHARE})
    return (*(code for code in session.scalars(query) if code is not None), *merged)


def _check_every_neighbourhood_keeps_a_shape(session: Session, *, year: int, today: date) -> None:
    members = members_on(today).subquery()
    kept = (
        select(Area.id)
        .join(members, members.c.area_code == Area.code)
        .where(
            Area.kind == AreaKind.BUURT,
            Area.year == year,
            ~Area.is_schematic,
            members.c.neighbourhood_id == Neighbourhood.id,
        )
    )
    bare = session.scalars(
        select(Neighbourhood.name).where(Neighbourhood.geom.is_not(None), ~kept.exists()).order_by(Neighbourhood.name)
    ).all()
    if bare:
        raise DomainError("neighbourhoods_without_areas", names=", ".join(bare))


_PROPOSE = text("""
    WITH member AS (
        SELECT neighbourhood_id, area_code FROM neighbourhood_area WHERE period @> CAST(:today AS date)
    ), fresh AS (
        SELECT area.code, area.geom FROM area
        WHERE area.kind = 'buurt' AND area.year = :year AND NOT area.is_schematic
          AND area.municipality_code = :municipality
          AND NOT EXISTS (SELECT FROM member WHERE member.area_code = area.code)
          AND NOT EXISTS (SELECT FROM area_succession s WHERE s.year = :year AND s.new_code = area.code)
    ), vanished AS (
        SELECT area.code, area.geom FROM area
        JOIN area_release r ON r.in_force AND r.kind = area.kind AND r.year = area.year
          AND r.is_schematic = area.is_schematic
        JOIN member ON member.area_code = area.code
        WHERE area.kind = 'buurt' AND NOT EXISTS (
            SELECT FROM area later
            WHERE later.code = area.code AND later.year = :year AND NOT later.is_schematic
        )
    )
    INSERT INTO area_succession (kind, year, new_code, neighbourhood_id, old_code, overlap)
    SELECT 'buurt', :year, fresh.code,
        CASE WHEN home.share >= :least THEN home.id END, old.code, coalesce(home.share, 0)
    FROM fresh
    LEFT JOIN LATERAL (
        SELECT n.id, least(1, ST_Area(ST_Intersection(n.geom, fresh.geom)) / ST_Area(fresh.geom)) AS share
        FROM neighbourhood n WHERE ST_Intersects(n.geom, fresh.geom)
        ORDER BY share DESC, n.id LIMIT 1
    ) home ON true
    LEFT JOIN LATERAL (
        SELECT vanished.code FROM vanished WHERE ST_Intersects(vanished.geom, fresh.geom)
        ORDER BY ST_Area(ST_Intersection(vanished.geom, fresh.geom)) DESC, vanished.code LIMIT 1
    ) old ON true
""")
_MERGED = text("""
    SELECT old.code FROM area old
    JOIN area_release r ON r.in_force AND r.kind = old.kind AND r.year = old.year AND r.is_schematic = old.is_schematic
    WHERE old.kind = 'buurt' AND :share * ST_Area(old.geom) <= (
        SELECT sum(ST_Area(ST_Intersection(fresh.geom, old.geom)))
        FROM area_succession s
        JOIN area fresh ON fresh.code = s.new_code AND fresh.year = s.year AND NOT fresh.is_schematic
        WHERE s.year = :year AND ST_Intersects(fresh.geom, old.geom)
    )
""")
