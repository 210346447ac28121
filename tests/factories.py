"""Makes what tests need: states, neighbourhoods, areas as an import hands them over, dumps of tables."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count

import numpy as np
import shapely
from hypothesis import HealthCheck, settings
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from webapp.areas.actions import ImportReport, import_areas
from webapp.areas.releases import assign_codes
from webapp.areas.shapes import refresh
from webapp.areas.sources import SourceAreas
from webapp.areas.validation import municipality_of, parent_of
from webapp.coverage.actions import add_evidence, set_stage
from webapp.coverage.rules import NeighbourhoodState
from webapp.models import Account, Consent, Neighbourhood, Partner, Person, RoleGrant
from webapp.vocabulary import (
    AreaKind,
    Channel,
    ConsentPurpose,
    ConsentScope,
    DatePrecision,
    EvidenceKind,
    LocationLevel,
    PartnerKind,
    Provenance,
    Role,
    Stage,
)

CITY_CORNER = (232_000.0, 580_000.0)
"""A place within the municipality, in metres of RD New."""

MAP_TABLES = ("area_release", "area", "neighbourhood", "neighbourhood_area", "neighbourhood_outline", "area_succession")
_numbers = count(1)

HISTORY_TABLES = ("presence", "evidence", "coverage_target", "way_to_help")


def property_test(examples: int = 100) -> settings:
    """How a property is tried: the same examples each time."""
    return settings(
        deadline=None,  # machines are noisy
        derandomize=True,
        max_examples=examples,
        # a session is rolled back after every example, so that examples do not meet
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


def state(
    slug: str = "selwerd",
    *,
    stage: Stage = Stage.ACTIVE,
    since: date | None = date(2020, 1, 1),
    inhabitants: int | None = 1000,
    is_stale: bool = False,
    provenance: Provenance | None = Provenance.ENTERED,
    name: str | None = None,
) -> NeighbourhoodState:
    """How a neighbourhood stands."""
    return NeighbourhoodState(
        slug=slug,
        name=slug.title() if name is None else name,
        stage=stage,
        since=since,
        since_precision=DatePrecision.DAY,
        provenance=provenance,
        inhabitants=inhabitants,
        inhabitants_estimated=False,
        last_sign_on=since,
        is_stale=is_stale,
    )


def square(column: int, row: int, *, metres: float = 500.0) -> BaseGeometry:
    """A square of a grid in the city."""
    east, north = CITY_CORNER[0] + column * metres, CITY_CORNER[1] + row * metres
    return shapely.box(east, north, east + metres, north + metres)


def buurt_code(number: int) -> str:
    """BU0014 and four digits."""
    return f"BU0014{number:04}"


def source_areas(
    shapes: Sequence[BaseGeometry],
    *,
    codes: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    year: int = 2024,
    inhabitants: Sequence[int | None] | None = None,
    kind: AreaKind = AreaKind.BUURT,
) -> SourceAreas:
    """Areas as `read_source` gives them; numbered from BU00140000 unless told otherwise."""
    count = len(shapes)
    chosen = tuple(codes) if codes is not None else tuple(buurt_code(number) for number in range(count))
    polygons = [shapely.MultiPolygon([each]) if isinstance(each, shapely.Polygon) else each for each in shapes]
    nothing = (None,) * count
    return SourceAreas(
        kind=kind,
        year=year,
        origin="proef.geojson",
        codes=chosen,
        names=tuple(names) if names is not None else tuple(f"Buurt {code[-4:]}" for code in chosen),
        parent_codes=tuple(parent_of(code, None) for code in chosen),
        municipality_codes=tuple(municipality_of(code) for code in chosen),
        is_official=tuple(not code.startswith("AF") for code in chosen),
        geoms=np.array(polygons, dtype=object),
        inhabitants=tuple(inhabitants) if inhabitants is not None else nothing,
        households=nothing,
        pct_65plus=nothing,
        pct_one_person_households=nothing,
        area_ha=nothing,
        land_ha=nothing,
        water_ha=nothing,
        figures=({},) * count,
        figures_year=None,
        findings=(),
        features_read=count,
    )


def imported(session: Session, areas: SourceAreas, *, today: date, accept_missing: bool = False) -> ImportReport:
    """Import, in the session's transaction."""
    return import_areas(session, areas, today=today, accept_missing=accept_missing)


def add_neighbourhood(
    session: Session,
    slug: str = "proefwijk",
    *,
    codes: Iterable[str] = (),
    on: date = date(2020, 1, 1),
    name: str | None = None,
    aliases: Sequence[str] = (),
) -> int:
    """A neighbourhood of these buurten; its shape comes with the next `refresh`. Gives its id."""
    made = Neighbourhood(slug=slug, name=name or slug.title(), aliases=list(aliases))
    session.add(made)
    session.flush()
    assign_codes(session, made.id, list(codes), on=on)
    return made.id


def small_city(session: Session, *, today: date, year: int = 2024) -> dict[str, int]:
    """Four squares in two neighbourhoods, `west` (0000, 0001) and `oost` (0002, 0003), in force. Gives their ids."""
    imported(
        session,
        source_areas([square(column, 0) for column in range(4)], inhabitants=[100, 200, 300, None], year=year),
        today=today,
    )
    ids = {
        "west": add_neighbourhood(session, "west", codes=[buurt_code(0), buurt_code(1)]),
        "oost": add_neighbourhood(session, "oost", codes=[buurt_code(2), buurt_code(3)]),
    }
    refresh(session, today=today)
    return ids


def add_all_evidence(session: Session, neighbourhood_id: int, *, on: date) -> None:
    """One piece of evidence of each kind, enough for every stage."""
    for kind in EvidenceKind:
        add_evidence(session, neighbourhood_id, kind, observed_on=on, today=on)


def make_present(session: Session, neighbourhood_id: int, *, on: date, stage: Stage = Stage.ACTIVE) -> None:
    """Evidence and then a stage, on one day."""
    add_all_evidence(session, neighbourhood_id, on=on)
    set_stage(session, neighbourhood_id, stage, on=on, today=on + timedelta(days=1))


@contextmanager
def one_example(session: Session) -> Iterator[None]:
    """Roll the session back after an example of a property, whether it held or not."""
    try:
        yield
    finally:
        session.rollback()


def dump(
    connection: Connection, tables: Iterable[str], *, without: Sequence[str] = ("created_at", "imported_at")
) -> dict[str, list[str]]:
    """Every row of the tables as text, sorted, to compare before and after; columns `without` are left out."""
    return {
        table: sorted(
            connection.scalars(
                text(f"SELECT (to_jsonb(each) - CAST(:without AS text[]))::text FROM {table} each"),
                {"without": list(without)},
            )
        )
        for table in tables
    }


def make_account(session: Session, email: str | None = None, *, language: str = "nl", is_demo: bool = False) -> Account:
    """Somebody who can sign in; without a password."""
    account = Account(email=email or f"iemand{next(_numbers)}@example.nl", language=language, is_demo=is_demo)
    session.add(account)
    session.flush()
    return account


def make_person(
    session: Session,
    name: str = "Fenna Proef",
    *,
    account_id: int | None = None,
    neighbourhood_id: int | None = None,
    buurt_code: str | None = None,
    location_level: LocationLevel = LocationLevel.BUURT,
    known_from: date | None = None,
    known_to: ConsentScope = ConsentScope.NEIGHBOURHOOD,
) -> Person:
    """Somebody in the network; with `known_from` coordinators may know so, for half a year."""
    person = Person(
        name=name,
        account_id=account_id,
        neighbourhood_id=neighbourhood_id,
        buurt_code=buurt_code,
        location_level=location_level,
    )
    session.add(person)
    session.flush()
    if known_from is not None:
        make_consent(session, person.id, ConsentPurpose.BE_KNOWN, on=known_from, scope=known_to)
    return person


def make_consent(
    session: Session,
    person_id: int,
    purpose: ConsentPurpose,
    *,
    on: date,
    scope: ConsentScope = ConsentScope.NEIGHBOURHOOD,
    days: int = 180,
) -> Consent:
    """That somebody agreed, for so many days."""
    consent = Consent(
        person_id=person_id,
        purpose=purpose,
        scope=scope,
        text_version=1,
        given_on=on,
        expires_on=on + timedelta(days=days),
        channel=Channel.WEB,
    )
    session.add(consent)
    session.flush()
    return consent


def make_partner(session: Session, slug: str = "proefkerk", *, kind: PartnerKind = PartnerKind.CHURCH) -> Partner:
    """An organisation; a church unless told otherwise."""
    partner = Partner(slug=slug, name=slug.title(), kind=kind, provenance=Provenance.ENTERED)
    session.add(partner)
    session.flush()
    return partner


def make_grant(
    session: Session,
    account_id: int,
    role: Role,
    *,
    neighbourhood_id: int | None = None,
    partner_id: int | None = None,
    group_id: int | None = None,
    since: date = date(2025, 1, 1),
    until: date | None = None,
    granted_by: int | None = None,
    waits: bool = False,
    ended: bool = False,
) -> RoleGrant:
    """A role that somebody has from `since` up to `until`; waiting for a second administrator, or ended, when told."""
    grant = RoleGrant(
        account_id=account_id,
        role=role,
        neighbourhood_id=neighbourhood_id,
        partner_id=partner_id,
        group_id=group_id,
        period=Range(since, until),
        reason="Voor een proef",
        needs_approval=waits,
        granted_by=granted_by,
        ended_at=datetime.now(UTC) if ended else None,
        end_reason="Klaar met de proef" if ended else None,
    )
    session.add(grant)
    session.flush()
    return grant


def make_administrator(session: Session, email: str | None = None) -> Account:
    """An account that administers the platform."""
    account = make_account(session, email)
    make_grant(session, account.id, Role.ADMINISTRATOR)
    return account
