"""Reads of people, always as somebody: what is not shared with the viewer is not there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Float, Integer, Select, Text, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from webapp.access.policy import Actor
from webapp.models import Area, AreaRelease, AuditEvent, Neighbourhood, NeighbourhoodArea, Person, Street, live_consent
from webapp.people.rules import PAGE_SIZE, street_names
from webapp.vocabulary import (
    AreaKind,
    AuditAction,
    ConsentPurpose,
    ConsentScope,
    LocationLevel,
    PlacePrecision,
    Role,
)


@dataclass(frozen=True)
class PersonRow:
    """One line of the list of people."""

    id: int
    name: str
    neighbourhood: str | None
    buurt: str | None
    may_be_asked: bool
    known_until: date | None


@dataclass(frozen=True)
class PeoplePage:
    """A page of the list, and how many there are in all."""

    rows: tuple[PersonRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Choice:
    """A buurt or neighbourhood to choose from."""

    value: str
    label: str


def visible_to(viewer: Actor) -> ColumnElement[bool]:
    """Which people somebody sees: themselves, and who consented to be known to a coordinator like the viewer.

    The consent must hold today; one that lapses or is taken back stops counting at once.
    """
    own = Person.account_id == viewer.account_id if viewer.is_signed_in else false()
    return or_(own, known_to(viewer))


def known_to(viewer: Actor) -> ColumnElement[bool]:
    """Which people made themselves known to a coordinator like the viewer."""
    consented = and_(live_consent.c.person_id == Person.id, live_consent.c.purpose == ConsentPurpose.BE_KNOWN)
    ways = []
    if viewer.neighbourhood_ids:
        nearby = Person.neighbourhood_id.in_(sorted(viewer.neighbourhood_ids))
        ways.append(and_(nearby, exists().where(consented)))
    if viewer.holds(Role.CITY_COORDINATOR):
        ways.append(exists().where(consented, live_consent.c.scope == ConsentScope.CITY))
    return or_(false(), *ways)


def find_person(session: Session, viewer: Actor, person_id: int) -> Person | None:
    """A person whom the viewer sees."""
    return session.scalar(select(Person).where(Person.id == person_id, visible_to(viewer)))


def find_row(session: Session, viewer: Actor, person_id: int) -> PersonRow | None:
    """The line of the list about a person whom the viewer sees."""
    row = session.execute(_rows(viewer).where(Person.id == person_id, visible_to(viewer))).one_or_none()
    return PersonRow(*row) if row else None


def find_own_person(session: Session, viewer: Actor) -> Person | None:
    """The viewer's own person; None until a name was given."""
    return session.scalar(select(Person).where(Person.account_id == viewer.account_id))


def list_people(
    session: Session, viewer: Actor, *, words: str = "", neighbourhood_id: int | None = None, page: int = 1
) -> PeoplePage:
    """The people that the viewer knows by role, by name; with `words` in it, whatever its accents and case."""
    chosen = select(Person.id).where(known_to(viewer))
    if words:
        # not LIKE: what is typed is looked for sign by sign
        chosen = chosen.where(func.strpos(func.search_key(Person.name), func.search_key(words)) > 0)
    if neighbourhood_id is not None:
        chosen = chosen.where(Person.neighbourhood_id == neighbourhood_id, _tells_neighbourhood(viewer))
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = session.execute(_rows(viewer).where(Person.id.in_(chosen)).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    found = tuple(PersonRow(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows)
    return PeoplePage(found, total, page, pages)


def find_email(session: Session, person_id: int) -> str | None:
    """The address of somebody whom the viewer knows; the database itself looks whether that is so."""
    return session.scalar(select(func.reachable_email(person_id)))


def is_changed_by(session: Session, viewer: Actor, person_id: int) -> bool:
    """Whether the viewer was the last to change this person, by the audit of their own."""
    last = (
        select(AuditEvent.account_id)
        .where(
            AuditEvent.subject_table == "person",
            AuditEvent.subject_id == str(person_id),
            AuditEvent.action.in_((AuditAction.CREATED, AuditAction.CHANGED)),
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    return session.scalar(last) == viewer.account_id


def has_live_consent(session: Session, person_id: int, purpose: ConsentPurpose) -> bool:
    """Whether somebody's consent to this holds today."""
    held = and_(live_consent.c.person_id == person_id, live_consent.c.purpose == purpose)
    return bool(session.scalar(select(exists().where(held))))


def find_buurt_name(session: Session, code: str | None) -> str | None:
    """What a buurt is called in the release in force."""
    if code is None:
        return None
    return session.scalar(_buurten().where(Area.code == code).with_only_columns(Area.name))


def find_street_point(session: Session, street: str, buurt_code: str | None) -> tuple[float, float] | None:
    """Where a street lies in the neighbourhood of a buurt, by its whole name: x and y in metres of RD New.

    Out of our own streets, and nowhere else: nobody's address goes to a service. None when the street is not known
    there, when it is not known where in the neighbourhood it lies, and without a buurt.
    """
    place = func.neighbourhood_of_buurt(buurt_code, type_=Integer)
    for name in street_names(street):
        row = session.execute(
            select(func.ST_X(Street.point, type_=Float), func.ST_Y(Street.point, type_=Float)).where(
                Street.search_name == func.search_key(name, type_=Text),
                Street.neighbourhood_id == place,
                Street.precision == PlacePrecision.STREET,
            )
        ).one_or_none()
        if row is not None:
            return row[0], row[1]
    return None


def list_buurten(session: Session, *, today: date, first: Collection[int] = ()) -> Sequence[tuple[str, list[Choice]]]:
    """The buurten to choose from, under the neighbourhood that they belong to, both by name.

    Those of the neighbourhoods `first` stand before all others.
    """
    rows = session.execute(
        _buurten()
        .join(
            NeighbourhoodArea, and_(NeighbourhoodArea.area_code == Area.code, NeighbourhoodArea.period.contains(today))
        )
        .join(Neighbourhood, Neighbourhood.id == NeighbourhoodArea.neighbourhood_id)
        .with_only_columns(Neighbourhood.name, Area.code, Area.name)
        .order_by(Neighbourhood.id.not_in(sorted(first)), Neighbourhood.name, Area.name, Area.code)
    )
    groups: dict[str, list[Choice]] = {}
    for neighbourhood, code, name in rows:
        groups.setdefault(neighbourhood, []).append(Choice(code, name))
    return list(groups.items())


def loses_sight(session: Session, viewer: Actor, person: Person, buurt_code: str | None) -> bool:
    """Whether the viewer would see somebody no more once they live in this buurt, or in none."""
    if buurt_code == person.buurt_code or viewer.account_id == person.account_id:
        return False
    to = session.scalar(select(func.neighbourhood_of_buurt(buurt_code, type_=Integer))) if buurt_code else None
    if to in viewer.neighbourhood_ids:
        return False
    shared = (live_consent.c.purpose == ConsentPurpose.BE_KNOWN, live_consent.c.scope == ConsentScope.CITY)
    in_city = select(exists().where(live_consent.c.person_id == person.id, *shared))
    return not (viewer.holds(Role.CITY_COORDINATOR) and session.scalar(in_city))


def list_own_neighbourhoods(session: Session, viewer: Actor) -> Sequence[Choice]:
    """The neighbourhoods that the viewer coordinates; all of them for who coordinates the city."""
    query = select(Neighbourhood.id, Neighbourhood.name).order_by(Neighbourhood.name)
    if not viewer.holds(Role.CITY_COORDINATOR):
        query = query.where(Neighbourhood.id.in_(sorted(viewer.neighbourhood_ids)))
    return [Choice(str(number), name) for number, name in session.execute(query)]


def _buurten() -> Select[str]:
    in_force = and_(
        AreaRelease.kind == Area.kind,
        AreaRelease.year == Area.year,
        AreaRelease.is_schematic == Area.is_schematic,
        AreaRelease.in_force,
    )
    return select(Area.code).join(AreaRelease, in_force).where(Area.kind == AreaKind.BUURT)


def _asked(person_id: object) -> ColumnElement[bool]:
    return and_(live_consent.c.person_id == person_id, live_consent.c.purpose == ConsentPurpose.BE_ASKED)


def _tells_neighbourhood(viewer: Actor) -> ColumnElement[bool]:
    """Whether the viewer may know the neighbourhood: its own coordinator does, others when the place is not hidden."""
    own = Person.neighbourhood_id.in_(sorted(viewer.neighbourhood_ids))
    return or_(Person.location_level != LocationLevel.HIDDEN, own)


def _rows(viewer: Actor) -> Select[int, str, str | None, str | None, bool, date | None]:
    told = Person.location_level != LocationLevel.HIDDEN
    buurt = _buurten().where(Area.code == Person.buurt_code, told).with_only_columns(Area.name).limit(1)
    known_until = (
        select(func.max(live_consent.c.expires_on))
        .where(live_consent.c.person_id == Person.id, live_consent.c.purpose == ConsentPurpose.BE_KNOWN)
        .scalar_subquery()
    )
    return (
        select(
            Person.id,
            Person.name,
            Neighbourhood.name.label("neighbourhood"),
            buurt.scalar_subquery().label("buurt"),
            exists().where(_asked(Person.id)).label("may_be_asked"),
            known_until.label("known_until"),
        )
        .outerjoin(Neighbourhood, and_(Neighbourhood.id == Person.neighbourhood_id, _tells_neighbourhood(viewer)))
        .order_by(func.search_key(Person.name), Person.id)
    )
