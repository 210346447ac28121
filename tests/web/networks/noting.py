"""A network that a test keeps: two neighbours who stand in it, a coordinator, and what the database has of ties."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tests.network_making import make_linked, node_id_of
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import make_coordinator
from tests.web.talents.neighbours import Place, a_place
from webapp.models import Evidence, NeighbourGroup, Tie
from webapp.networks.actions.ties import SIGN_NOTE

Row = TypeVar("Row", Tie, NeighbourGroup, Evidence)


@dataclass(frozen=True)
class Kept:
    """A neighbourhood with Aisha and Truus in its network, and who coordinates it."""

    place: Place
    coordinator: Visitor
    account_id: int
    aisha: int
    truus: int

    @property
    def url(self) -> str:
        """Where its network is."""
        return f"/werkplek/{self.place.slug}/netwerk"


def a_network(records: Session, sign_in: SignIn) -> Kept:
    """One of the neighbourhoods where nobody lives yet, with two neighbours in its network."""
    place = a_place(records)
    aisha, truus = (make_linked(records, name, place.id) for name in ("Aisha Proef", "Truus Proef"))
    nodes = node_id_of(records, aisha), node_id_of(records, truus)
    account = make_coordinator(records, place.id)
    return Kept(place, sign_in(account.id), account.id, *nodes)


def ties_in(records: Session, place: Place) -> list[Tie]:
    """The ties of a neighbourhood as the database has them now."""
    return _fresh(records, select(Tie).where(Tie.neighbourhood_id == place.id).order_by(Tie.id))


def groups_in(records: Session, place: Place) -> list[NeighbourGroup]:
    """The groups of a neighbourhood as the database has them now."""
    mine = NeighbourGroup.neighbourhood_id == place.id
    return _fresh(records, select(NeighbourGroup).where(mine).order_by(NeighbourGroup.id))


def signs_in(records: Session, place: Place) -> int:
    """How many signs of life a network gave its neighbourhood."""
    own = Evidence.neighbourhood_id == place.id, Evidence.note == SIGN_NOTE[0]
    return len(_fresh(records, select(Evidence).where(*own)))


def _fresh(records: Session, query: Select[Row]) -> list[Row]:
    records.commit()
    found = list(records.scalars(query))
    records.expunge_all()
    records.commit()
    return found


def tie_fields(**changes: str) -> dict[str, str]:
    """A tie as the form sends it without script: Aisha knows Truus."""
    sent = {
        "one": "Aisha Proef",
        "other": "Truus Proef",
        "kind": "knows",
        "strength": "regular",
        "since": "2026-11-22",
        "doe": "bewaar",
    }
    return sent | changes
