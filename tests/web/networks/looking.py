"""What tests of ties look for."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Page
from webapp.models import Neighbourhood, NetworkNode, Person, Tie
from webapp.vocabulary import TieKind

LONG_AGO = TODAY - timedelta(days=400)


def person_of(records: Session, node_id: int) -> Person:
    person = select(Person).join(NetworkNode, NetworkNode.person_id == Person.id).where(NetworkNode.id == node_id)
    return records.scalars(person).one()


def rows(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]


def tie_of(records: Session, kind: TieKind) -> int:
    found = records.scalars(select(Tie.id).where(Tie.kind == kind, Tie.confirmed_on > date(2024, 1, 1))).one()
    records.commit()
    return found


def slug_of(records: Session, neighbourhood_id: int) -> str:
    slug = records.scalars(select(Neighbourhood.slug).where(Neighbourhood.id == neighbourhood_id)).one()
    records.commit()
    return slug
