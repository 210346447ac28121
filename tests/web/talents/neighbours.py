"""Somebody with a page of talents, a coordinator of where they live, and what both fill in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_person
from tests.talent_making import allow_asking, make_step, make_talent, theme_for_people
from tests.web.conftest import Visitor
from tests.web.people.browsing import a_neighbourhood
from webapp.models import Neighbourhood, Offering, Person, PersonRequirement, Talent, TalentStageChange
from webapp.vocabulary import TalentStage

TERMS = "/mijn/talenten/voorwaarden"
YESTERDAY = TODAY - timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """A neighbourhood where nobody lives yet but who a test puts there."""

    id: int
    slug: str
    buurt: str


@dataclass(frozen=True)
class Neighbour:
    """Somebody with an account."""

    account_id: int
    person_id: int
    place: Place


@dataclass(frozen=True)
class World:
    """A talent of a neighbour, and who coordinates there."""

    neighbour: Neighbour
    talent_id: int
    coordinator: Visitor
    coordinator_id: int

    @property
    def listed(self) -> str:
        """Where the talents of the neighbourhood stand."""
        return f"/werkplek/{self.neighbour.place.slug}/talenten"

    @property
    def page(self) -> str:
        """Where this talent stands."""
        return f"{self.listed}/{self.talent_id}"


def a_place(records: Session, *, number: int = 0) -> Place:
    """One of the neighbourhoods where nobody lives."""
    neighbourhood_id, buurt = a_neighbourhood(records, number=number)
    slug = records.scalars(select(Neighbourhood.slug).where(Neighbourhood.id == neighbourhood_id)).one()
    records.commit()
    return Place(neighbourhood_id, slug, buurt)


def a_neighbour(records: Session, name: str = "Tamara Talent", *, asked: bool = False, number: int = 0) -> Neighbour:
    """Somebody who lives somewhere; with both consents when `asked`."""
    place = a_place(records, number=number)
    account = make_account(records)
    person = make_person(records, name, account_id=account.id, buurt_code=place.buurt, neighbourhood_id=place.id)
    if asked:
        allow_asking(records, person.id)
    records.commit()
    return Neighbour(account.id, person.id, place)


def a_talent(records: Session, person_id: int, **facts: Any) -> int:
    """A talent of somebody; gives its id."""
    talent_id = make_talent(records, person_id, **facts).id
    records.commit()
    return talent_id


def a_step(records: Session, talent_id: int) -> int:
    """A step in the development of a talent, due today; gives its id."""
    step_id = make_step(records, records.get_one(Talent, talent_id)).id
    records.commit()
    return step_id


def scout_fields(records: Session, **changes: str) -> dict[str, str]:
    """What a coordinator sends of somebody new who said yes."""
    sent = {"name": "Nico Nieuw", "what": "Fietsen maken", "theme": str(theme_for_people(records)), "agreed": "y"}
    records.commit()
    return sent | changes


def talent_fields(records: Session, **changes: str) -> dict[str, str]:
    """A talent as the form sends it."""
    fields = {"what": "Brood bakken", "theme": str(theme_for_people(records)), "level": "able", "is_offered": "y"}
    records.commit()
    return fields | changes


def terms_fields(**changes: str) -> dict[str, str]:
    """Terms as the form sends them: Monday morning, twice a month, 1,500 metres."""
    fields = {"weekly": "0-morning", "a_month": "2", "reach": "metres", "reach_metres": "1500", "languages": "nl"}
    return fields | changes


def people_in(records: Session, place: Place) -> list[tuple[int, str]]:
    """Who live in a neighbourhood, with their names."""
    records.commit()
    rows = records.execute(select(Person.id, Person.name).where(Person.neighbourhood_id == place.id)).all()
    records.commit()
    return [(row[0], row[1]) for row in rows]


def stages_of(records: Session, talent_id: int) -> list[tuple[TalentStage, date]]:
    """The stages that a talent came to, with their days."""
    records.commit()
    rows = records.execute(
        select(TalentStageChange.stage, TalentStageChange.on_day)
        .where(TalentStageChange.talent_id == talent_id)
        .order_by(TalentStageChange.id)
    ).all()
    records.commit()
    return [(row[0], row[1]) for row in rows]


def talents_of(records: Session, person_id: int) -> list[Talent]:
    """Somebody's talents as the database has them now."""
    records.commit()
    found = list(records.scalars(select(Talent).where(Talent.person_id == person_id).order_by(Talent.id)))
    records.expunge_all()
    records.commit()
    return found


def terms_of(records: Session, person_id: int) -> Offering | None:
    """Somebody's terms as the database has them now."""
    records.commit()
    found = records.get(Offering, person_id, populate_existing=True)
    records.expunge_all()
    records.commit()
    return found


def papers_of(records: Session, person_id: int) -> list[PersonRequirement]:
    """Somebody's papers as the database has them now."""
    records.commit()
    found = list(records.scalars(select(PersonRequirement).where(PersonRequirement.person_id == person_id)))
    records.expunge_all()
    records.commit()
    return found
