"""Keeping what somebody says about themselves, or what a coordinator corrects."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NoReturn

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.audit.actions import record
from webapp.encryption import KeyRing
from webapp.errors import EditConflict, NotFound
from webapp.models import Person
from webapp.people.queries import find_street_point
from webapp.people.rules import Address, address_from_text
from webapp.vocabulary import AuditAction, LocationLevel

SEALED = ("phone", "address", "church")


@dataclass(frozen=True)
class Profile:
    """What is kept about somebody, readable; None in `church` and `address` leaves those as they are."""

    name: str
    phone: str
    buurt_code: str | None
    location_level: LocationLevel
    address: Address | None = None
    church: str | None = None


def read_profile(person: Person, ring: KeyRing, *, opened: Sequence[str] = SEALED) -> Profile:
    """What is kept about somebody, of the sealed columns only those that are to be `opened`.

    Account for it first when this is somebody else's.
    """

    def read(column: str) -> str | None:
        sealed: bytes | None = getattr(person, column)
        if column not in opened:
            return None
        return ring.open_sealed(sealed, table="person", column=column, row=person.id) if sealed else ""

    address = read("address")
    return Profile(
        name=person.name,
        phone=read("phone") or "",
        buurt_code=person.buurt_code,
        location_level=person.location_level,
        address=None if address is None else address_from_text(address) if address else Address(),
        church=read("church"),
    )


def make_person(session: Session, account_id: int, profile: Profile, *, ring: KeyRing) -> Person:
    """The person of an account that had none yet.

    Raises `EditConflict` code `changed_meanwhile` when the account got one meanwhile.
    """
    made = insert(Person).values(account_id=account_id, name=profile.name).on_conflict_do_nothing()
    person_id = session.scalar(made.returning(Person.id))
    person = session.scalars(select(Person).where(Person.account_id == account_id)).one()
    if person_id is None:
        raise EditConflict("changed_meanwhile", version=person.version)
    record(session, AuditAction.CREATED, by=account_id, table="person", row=person_id, person_id=person_id)
    change_person(session, person, profile, version=person.version, by=account_id, ring=ring)
    return person


def change_person(
    session: Session, person: Person, profile: Profile, *, version: int, by: int, ring: KeyRing
) -> tuple[str, ...]:
    """Keep what is different, when the record is still the version that was looked at; gives the names of those fields.

    The place of the address is looked up when the address or the buurt is another, whoever changes that. Raises
    `EditConflict` code `changed_meanwhile` with the `version` of now when somebody else was first, unless they
    changed it to the very same; `NotFound` code `person_unknown` when the person is gone, or no longer shared.
    """
    tells_address, moves = profile.address is not None, profile.buurt_code != person.buurt_code
    opened = [column for column in SEALED if getattr(profile, column) is not None]
    if moves and not tells_address:
        # to know where the street lies in another neighbourhood; nobody sees it
        opened.append("address")
    person_id, before = person.id, read_profile(person, ring, opened=opened)
    if before.address is not None:
        profile = replace(profile, address=_placed(session, profile, before.address, moves=moves))
    changes = {
        name: value
        for name in ("name", "phone", "buurt_code", "location_level", "address", "church")
        if (value := getattr(profile, name)) != getattr(before, name) and not (value is None and name in SEALED)
    }
    if not changes:
        return ()
    if person.version != version:
        raise EditConflict("changed_meanwhile", version=person.version)
    kept = {name: _sealed(name, value, person_id, ring) if name in SEALED else value for name, value in changes.items()}
    if "buurt_code" in changes and changes["buurt_code"] is None:
        kept["neighbourhood_id"] = None
    if "address" in changes:
        # the point that stands for it in matching was of the old one; first, while whoever moves somebody sees them
        session.execute(select(func.forget_masked_place(person_id)))
    changed = session.scalar(
        update(Person)
        .where(Person.id == person_id, Person.version == version)
        .values(**kept, version=Person.version + 1, changed_at=datetime.now(UTC))
        .returning(Person.version)
        .execution_options(synchronize_session=False)
    )
    session.expire(person)
    if changed is None:
        _raise_overtaken(session, person_id)
    told = tuple(name for name in changes if name != "address" or tells_address)
    record(session, AuditAction.CHANGED, by=by, table="person", row=person_id, person_id=person_id, fields=told)
    return told


def _placed(session: Session, profile: Profile, before: Address, *, moves: bool) -> Address:
    """The address with the place of its street; that is looked up unless it is known already."""
    address = profile.address or before
    if address.is_empty or (address.has_place and not moves):
        return address
    point = find_street_point(session, address.street, profile.buurt_code)
    return replace(address, x=point[0] if point else None, y=point[1] if point else None)


def _raise_overtaken(session: Session, person_id: int) -> NoReturn:
    version = session.scalar(select(Person.version).where(Person.id == person_id))
    if version is None:
        raise NotFound("person_unknown")
    raise EditConflict("changed_meanwhile", version=version)


def _sealed(column: str, value: str | Address, row: int, ring: KeyRing) -> bytes | None:
    text = ("" if value.is_empty else value.to_text()) if isinstance(value, Address) else value
    return ring.seal(text, table="person", column=column, row=row) if text else None
