"""Somebody with a profile, and the keys with which theirs is sealed."""

from sqlalchemy.orm import Session

from tests.conftest import key_file
from tests.factories import make_account, make_person
from webapp.encryption import KeyRing, read_key_ring
from webapp.models import Account, Neighbourhood, Person


def site_ring() -> KeyRing:
    """The keys of the site."""
    return read_key_ring(key_file())


def volunteer(records: Session, email: str = "wie@example.nl", *, name: str = "Fenna Proef") -> tuple[Account, Person]:
    """An account and its person, in Selwerd, who agreed to nothing yet."""
    account = make_account(records, email)
    place = records.query(Neighbourhood).filter_by(slug="selwerd").one()
    return account, make_person(records, name, account_id=account.id, neighbourhood_id=place.id)


def seal(person: Person, ring: KeyRing, **texts: str) -> None:
    """Keep what is sealed of a person."""
    for column, text in texts.items():
        setattr(person, column, ring.seal(text, table="person", column=column, row=person.id))
