"""Two neighbourhoods with their coordinators, and people who ask and offer there."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from tests.match_making import find_place, make_asker, make_coordinator, make_need
from tests.talent_making import make_offerer, make_talent
from webapp.models import Account, Need, Talent
from webapp.vocabulary import Role


@dataclass(frozen=True)
class Town:
    """Vinkhuizen (here) and Selwerd (there); nothing is open or offered yet."""

    session: Session
    here: int
    there: int
    coordinator: Account
    other: Account
    city: Account

    def need(self, name: str = "Aafke Vraagt", *, where: int | None = None, **terms: Any) -> Need:
        """Something that a household asks."""
        place = where or self.here
        made = make_need(self.session, place, make_asker(self.session, place, name, with_account=False).id, **terms)
        self.session.commit()
        return made

    def public_need(self, **terms: Any) -> Need:
        """Something that the neighbourhood asks."""
        made = make_need(self.session, self.here, None, words="Wie geeft fietsles?", **terms)
        self.session.commit()
        return made

    def talent(self, name: str = "Hanna Helpt", *, where: int | None = None, **terms: Any) -> Talent:
        """Something that somebody can do."""
        person = make_offerer(self.session, where or self.here, name, with_account=False, **terms)
        made = make_talent(self.session, person.id)
        self.session.commit()
        return made


def make_town(session: Session) -> Town:
    """Both neighbourhoods, with what the demonstration put there taken away."""
    session.execute(text("UPDATE need SET state = 'withdrawn', closed_on = :day WHERE state = 'open'"), {"day": TODAY})
    for table in ("offer", "matching_weights", "reserve"):
        session.execute(text(f"DELETE FROM {table}"))
    here, there = find_place(session, "vinkhuizen"), find_place(session, "selwerd")
    city = make_account(session)
    make_grant(session, city.id, Role.CITY_COORDINATOR)
    town = Town(session, here, there, make_coordinator(session, here), make_coordinator(session, there), city)
    session.commit()
    return town
