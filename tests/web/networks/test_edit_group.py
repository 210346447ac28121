"""A group of neighbours is changed and ended."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.network_making import make_group, make_tie
from tests.web.conftest import SignIn
from tests.web.networks.noting import Kept, a_network, groups_in, ties_in
from tests.web.people.browsing import sent_by, versions
from webapp.models import NeighbourGroup, NetworkNode, Person
from webapp.vocabulary import TieKind


@pytest.fixture
def kept(records: Session, sign_in: SignIn) -> Kept:
    return a_network(records, sign_in)


def aisha(records: Session, kept: Kept) -> Person:
    person = select(Person).join(NetworkNode, NetworkNode.person_id == Person.id)
    return records.scalars(person.where(NetworkNode.id == kept.aisha)).one()


def a_group(records: Session, kept: Kept) -> str:
    """The address of a group of which Aisha is a member since long."""
    club = make_group(records, "Wandelclub", kept.place.id, started_on=date(2025, 1, 1))
    make_tie(records, aisha(records, kept), club, kind=TieKind.MEMBER_OF, since=date(2025, 2, 1))
    records.commit()
    return kept.url + f"/groepen/{groups_in(records, kept.place)[0].id}"


def test_a_group_shows_who_belongs_to_it_and_the_way_to_note_the_next(records: Session, kept: Kept) -> None:
    here = a_group(records, kept)
    page = kept.coordinator.visit(here)
    [row] = page.soup.select(".network-groups li")
    assert " ".join(row.text.split()) == "Aisha Proef wijzigen hoort bij, sinds 1 februari 2025"
    [tie] = ties_in(records, kept.place)
    assert row.select_one(f'a[href$="/relaties/{tie.id}"]')
    way = page.soup.select_one('a.button[href*="/relatie?naar="]')
    assert way is not None
    assert kept.coordinator.visit(str(way["href"])).soup.select_one("#other")["value"] == "Wandelclub"


def test_what_works_with_a_group_does_not_belong_to_it(records: Session, kept: Kept) -> None:
    here = a_group(records, kept)
    [club, choir] = [
        records.scalars(select(NeighbourGroup).where(NeighbourGroup.id == groups_in(records, kept.place)[0].id)).one(),
        make_group(records, "Koor", kept.place.id),
    ]
    make_tie(records, choir, club, kind=TieKind.WORKS_WITH)
    records.commit()
    members, others = kept.coordinator.visit(here).soup.select(".network-groups")
    assert ("Aisha Proef" in members.text, "Koor" in members.text) == (True, False)
    assert "werkt samen met" in others.text


def test_nobody_is_added_to_a_group_that_is_no_more(records: Session, kept: Kept) -> None:
    club = make_group(records, "Wandelclub", kept.place.id, ended_on=date(2026, 11, 1)).id
    records.commit()
    page = kept.coordinator.visit(kept.url + f"/groepen/{club}")
    assert "nog niemand" in page.text
    assert not page.soup.select('a[href*="/relatie?naar="]')


def test_a_group_that_ends_takes_its_ties_along(records: Session, kept: Kept) -> None:
    here = a_group(records, kept)
    done = kept.coordinator.submit(here, sent_by(kept.coordinator.visit(here), ended_on="2026-11-01"), status=303)
    assert "eindigen op dezelfde dag" in kept.coordinator.visit(done.response.location).text
    [tie] = ties_in(records, kept.place)
    assert tie.period.upper == date(2026, 11, 1)
    assert groups_in(records, kept.place)[0].ended_on == date(2026, 11, 1)


@pytest.mark.parametrize("day", ["2025-02-01", "2024-01-01", "2026-12-01"])
def test_a_group_does_not_end_before_what_happened_in_it(records: Session, kept: Kept, day: str) -> None:
    here = a_group(records, kept)
    kept.coordinator.submit(here, sent_by(kept.coordinator.visit(here), ended_on=day), status=422)
    assert ties_in(records, kept.place)[0].period.upper is None


def test_who_was_second_sees_both_versions(records: Session, kept: Kept) -> None:
    here = a_group(records, kept)
    mine = sent_by(kept.coordinator.visit(here), name="Loopclub")
    kept.coordinator.submit(here, sent_by(kept.coordinator.visit(here), name="Wandelgroep"), status=303)
    page = kept.coordinator.submit(here, mine, status=409)
    assert versions(page) == {"Hoe heet de groep?": ("Wandelgroep", "Loopclub")}
    assert groups_in(records, kept.place)[0].name == "Wandelgroep"


def test_a_group_of_elsewhere_is_not_there(records: Session, kept: Kept) -> None:
    elsewhere = make_group(records, "Leesclub", kept.place.id + 1).id
    records.commit()
    kept.coordinator.visit(kept.url + f"/groepen/{elsewhere}", status=404)
    assert "Leesclub" not in kept.coordinator.visit(kept.url + "/groepen").text
