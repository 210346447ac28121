"""Networks of a city for tests: neighbourhoods of which some have people enough to tell of, and some too few."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.match_making import find_place
from tests.network_making import make_linked, make_tie
from webapp.models import Person
from webapp.networks.actions.publishing import publish_months


@dataclass(frozen=True)
class Town:
    """Haren and Reitdiep with five people each, who know each other; Meerstad with two, who know two of Haren."""

    haren: list[Person]
    reitdiep: list[Person]
    meerstad: list[Person]

    @property
    def everyone(self) -> list[Person]:
        return [*self.haren, *self.reitdiep, *self.meerstad]


def a_town(session: Session) -> Town:
    """A city with these networks; nobody else stands in one."""

    def people(slug: str, count: int) -> list[Person]:
        here = find_place(session, slug)
        return [make_linked(session, f"Geheim {slug.title()} {number}", here) for number in range(count)]

    town = Town(people("haren", 5), people("reitdiep", 5), people("meerstad", 2))
    for one, other in zip(town.haren, town.reitdiep, strict=True):
        make_tie(session, one, other)
    for one, other in zip(town.haren, town.meerstad, strict=False):
        make_tie(session, one, other)
    session.commit()
    publish(session, anew=True)
    return town


def publish(session: Session, *, anew: bool = False, months: int | None = None) -> int:
    """Let the networks of this month be public; `anew` as if none of them had been."""
    if anew:
        session.execute(text("DELETE FROM network_month"))
    done = publish_months(session, today=TODAY, months=months)
    if anew:
        # the whole test is one transaction, of which now() is one moment
        session.execute(text("UPDATE network_month SET published_at = clock_timestamp()"))
    session.commit()
    return done
