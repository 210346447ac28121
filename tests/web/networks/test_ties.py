"""The ties of a neighbourhood are looked through and confirmed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.network_making import make_group, make_linked, make_tie, node_id_of
from tests.web.conftest import Page, SignIn
from tests.web.networks.noting import Kept, a_network, signs_in
from tests.web.people.browsing import make_coordinator
from webapp.models import Consent, Neighbourhood, NetworkNode, Person, Tie
from webapp.vocabulary import TieKind

LONG_AGO = TODAY - timedelta(days=400)


@pytest.fixture
def kept(records: Session, sign_in: SignIn) -> Kept:
    """Aisha knows Truus, said long ago; she leads a club, said lately; she knew Bob, and no longer does."""
    network = a_network(records, sign_in)
    aisha, truus = (_person(records, node) for node in (network.aisha, network.truus))
    make_tie(records, aisha, truus, since=date(2025, 1, 1), confirmed_on=LONG_AGO)
    make_tie(records, aisha, make_group(records, "Wandelclub", network.place.id), kind=TieKind.LEADS)
    bob = make_linked(records, "Bob Proef", network.place.id)
    make_tie(records, aisha, bob, since=date(2024, 1, 1), until=date(2025, 1, 1))
    records.commit()
    return network


def _person(records: Session, node_id: int) -> Person:
    person = select(Person).join(NetworkNode, NetworkNode.person_id == Person.id).where(NetworkNode.id == node_id)
    return records.scalars(person).one()


def rows(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]


def test_those_that_were_confirmed_longest_ago_stand_first(kept: Kept) -> None:
    page = kept.coordinator.visit(kept.url + "/relaties")
    first, second = rows(page)
    assert "Aisha Proef kent Truus Proef" in first
    assert "lang geleden" in first
    assert "Aisha Proef leidt Wandelclub" in second
    assert "lang geleden" not in second


@pytest.mark.parametrize(
    ("asked", "count"),
    [("", 2), ("?soort=leads", 1), ("?oud=1", 1), ("?einde=1", 3), ("?soort=works_with", 0), ("?soort=onzin", 2)],
)
def test_filters_choose(kept: Kept, asked: str, count: int) -> None:
    assert len(rows(kept.coordinator.visit(kept.url + "/relaties" + asked))) == count


def test_of_one_person_all_can_be_confirmed_at_once(records: Session, kept: Kept) -> None:
    page = kept.coordinator.visit(kept.url + f"/relaties?wie={kept.aisha}")
    form = page.soup.select_one('form[action*="/relaties/bevestigen"]')
    assert form is not None
    done = kept.coordinator.submit(str(form["action"]), {}, status=303)
    assert "2 relaties bevestigd" in kept.coordinator.visit(done.response.location).text
    days = records.scalars(select(Tie.confirmed_on).where(Tie.neighbourhood_id == kept.place.id)).all()
    records.commit()
    assert sorted(days) == [date(2024, 1, 1), TODAY, TODAY]
    assert signs_in(records, kept.place) == 1


def test_one_is_confirmed_and_the_filters_stay(records: Session, kept: Kept) -> None:
    tie = _tie(records, TieKind.KNOWS)
    done = kept.coordinator.submit(kept.url + f"/relaties/{tie}/bevestigen?oud=1", {}, status=303)
    assert "oud=1" in done.response.location
    assert records.scalar(select(Tie.confirmed_on).where(Tie.id == tie)) == TODAY
    records.commit()


def test_what_ended_is_not_confirmed(records: Session, kept: Kept) -> None:
    ended = records.scalars(select(Tie.id).where(Tie.confirmed_on == date(2024, 1, 1))).one()
    records.commit()
    done = kept.coordinator.submit(kept.url + f"/relaties/{ended}/bevestigen", {}, status=303)
    assert "intussen geëindigd" in kept.coordinator.visit(done.response.location).text
    assert records.scalar(select(Tie.confirmed_on).where(Tie.id == ended)) == date(2024, 1, 1)
    records.commit()


@pytest.mark.parametrize("order", ["van", "-van", "naar", "sinds", "-sinds", "bevestigd", "onzin"])
def test_every_order_works(kept: Kept, order: str) -> None:
    assert len(rows(kept.coordinator.visit(kept.url + f"/relaties?sorteer={order}"))) == 2


def test_a_tie_with_who_took_consent_back_is_not_there(records: Session, kept: Kept) -> None:
    person = _person(records, kept.truus)
    for consent in records.scalars(select(Consent).where(Consent.person_id == person.id)):
        consent.expires_on = TODAY
    records.commit()
    assert "Truus" not in kept.coordinator.visit(kept.url + "/relaties?einde=1").text


def test_a_coordinator_of_elsewhere_sees_and_confirms_nothing(records: Session, kept: Kept, sign_in: SignIn) -> None:
    other = sign_in(make_coordinator(records, kept.place.id + 1).id)
    tie = _tie(records, TieKind.KNOWS)
    other.visit(kept.url + "/relaties", status=404)
    slug = f"/werkplek/{_slug(records, kept.place.id + 1)}/netwerk"
    other.submit(f"{slug}/relaties/{tie}/bevestigen", {}, status=404)
    assert rows(other.visit(slug + "/relaties?einde=1")) == []


def _tie(records: Session, kind: TieKind) -> int:
    found = records.scalars(select(Tie.id).where(Tie.kind == kind, Tie.confirmed_on > date(2024, 1, 1))).one()
    records.commit()
    return found


def _slug(records: Session, neighbourhood_id: int) -> str:
    slug = records.scalars(select(Neighbourhood.slug).where(Neighbourhood.id == neighbourhood_id)).one()
    records.commit()
    return slug


def test_the_node_of_a_group_can_be_chosen_too(records: Session, kept: Kept) -> None:
    club = node_id_of(records, make_group(records, "Leesclub", kept.place.id))
    records.commit()
    assert rows(kept.coordinator.visit(kept.url + f"/relaties?wie={club}")) == []
