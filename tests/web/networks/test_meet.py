"""Somebody new comes into the network with the yes that they said aloud."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_person
from tests.network_making import make_group, make_linked, node_id_of
from tests.web.conftest import SignIn
from tests.web.networks.noting import Kept, a_network, signs_in, ties_in
from tests.web.people.browsing import fresh, make_coordinator, opened, problems, sent_by
from webapp.models import Consent, FollowUp, Person
from webapp.vocabulary import Channel, ConsentPurpose, ConsentScope, FollowUpKind, TieKind, TieSource


@pytest.fixture
def kept(records: Session, sign_in: SignIn) -> Kept:
    return a_network(records, sign_in)


def fields(**changes: str) -> dict[str, str]:
    return {"name": "Nico Nieuw", "agreed": "y"} | changes


def nico(records: Session) -> Person | None:
    records.commit()
    return records.scalar(select(Person).where(Person.name == "Nico Nieuw"))


def test_a_name_and_a_yes_are_enough(records: Session, kept: Kept) -> None:
    done = kept.coordinator.submit(kept.url + "/ontmoet", fields(), status=303)
    person = nico(records)
    assert person is not None
    assert person.neighbourhood_id == kept.place.id
    given = records.execute(
        select(Consent.purpose, Consent.channel, Consent.expires_on, Consent.recorded_by).where(
            Consent.person_id == person.id
        )
    )
    assert {tuple(row) for row in given} == {
        (purpose, Channel.SPOKEN, date(2027, 5, 22), kept.account_id)
        for purpose in (ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_LINKED)
    }
    asking = records.scalars(select(FollowUp).where(FollowUp.person_id == person.id)).one()
    assert (asking.kind, asking.due_on) == (FollowUpKind.CONFIRM_PERSON, TODAY + timedelta(weeks=4))
    assert asking.owner_id == kept.account_id
    records.commit()
    assert signs_in(records, kept.place) == 1
    page = kept.coordinator.visit(done.response.location)
    assert "Nico Nieuw staat in het netwerk" in page.text
    assert page.soup.select_one('a[href*="/relatie?van="]')


def test_who_introduced_somebody_knows_them(records: Session, kept: Kept) -> None:
    kept.coordinator.submit(kept.url + "/ontmoet", fields(other="aisha proef"), status=303)
    [tie] = ties_in(records, kept.place)
    assert tie.source == TieSource.MET
    assert kept.aisha in (tie.from_node_id, tie.to_node_id)


def test_a_phone_number_is_kept_sealed(records: Session, kept: Kept) -> None:
    kept.coordinator.submit(kept.url + "/ontmoet", fields(phone="06 12345678"), status=303)
    person = nico(records)
    assert person is not None
    assert opened(fresh(records, person.id), "phone") == "06 12345678"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"agreed": ""}, "agreed"), ({"name": ""}, "name"), ({"phone": "bel maar"}, "phone"), ({"other": "Wie"}, "other")],
)
def test_without_a_yes_or_a_name_nothing_is_kept_and_nothing_is_lost(
    records: Session, kept: Kept, changes: dict[str, str], field: str
) -> None:
    sent = {name: value for name, value in fields(**changes).items() if value}
    page = kept.coordinator.submit(kept.url + "/ontmoet", sent, status=422)
    assert list(problems(page)) == [field]
    assert nico(records) is None
    assert page.soup.select_one("#name").get("value", "") == sent.get("name", "")


def test_who_is_known_under_that_name_is_not_made_twice(records: Session, kept: Kept) -> None:
    known = make_person(records, "Nico Nieuw", neighbourhood_id=kept.place.id, known_from=TODAY).id
    records.commit()
    page = kept.coordinator.submit(kept.url + "/ontmoet", fields(), status=422)
    assert "person" in problems(page)
    kept.coordinator.submit(kept.url + "/ontmoet", fields(person=str(known)), status=303)
    assert len(records.scalars(select(Person).where(Person.name == "Nico Nieuw")).all()) == 1
    linked = Consent.person_id == known, Consent.purpose == ConsentPurpose.BE_LINKED
    assert records.scalar(select(Consent.id).where(*linked)) is not None
    records.commit()


def test_who_is_known_in_another_neighbourhood_is_asked_for_and_not_made_twice(
    records: Session, kept: Kept, sign_in: SignIn
) -> None:
    known = make_linked(records, "Nico Nieuw", kept.place.id + 1).id
    records.commit()
    both = sign_in(make_coordinator(records, kept.place.id, kept.place.id + 1).id)
    sent = fields(other="Aisha Proef", phone="06 12345678")
    page = both.submit(kept.url + "/ontmoet", sent, status=422)
    assert list(problems(page)) == ["person"]
    choices = [label.text for label in page.soup.select("#person .choices__option label")]
    where = page.soup.select_one(f'input[name="person"][value="{known}"]')
    assert where is not None
    assert choices[0].startswith("Nico Nieuw (")
    for name, value in (("name", "Nico Nieuw"), ("other", "Aisha Proef"), ("phone", "06 12345678")):
        assert page.soup.select_one(f"#{name}")["value"] == value
    assert page.soup.select_one("#agreed[checked]")
    both.submit(kept.url + "/ontmoet", sent | {"person": str(known)}, status=303)
    assert len(records.scalars(select(Person).where(Person.name == "Nico Nieuw")).all()) == 1
    [tie] = ties_in(records, kept.place)
    assert {tie.from_person_id, tie.to_person_id} > {known}


def test_somebody_else_of_that_name_can_be_noted(records: Session, kept: Kept) -> None:
    make_linked(records, "Nico Nieuw", kept.place.id)
    records.commit()
    kept.coordinator.submit(kept.url + "/ontmoet", fields(person="nieuw"), status=303)
    assert len(records.scalars(select(Person).where(Person.name == "Nico Nieuw")).all()) == 2
    records.commit()


@pytest.mark.parametrize(
    ("name", "is_asked"),
    [
        ("aïsha proef", True),
        ("Proef Aisha", True),
        ("Asha Proef", True),
        ("Aisha", True),
        ("A", False),
        ("Ai", False),
        ("Aisha Jansen", False),
        ("Nico Proef", False),
    ],
)
def test_only_a_name_that_is_almost_the_same_is_asked_about(kept: Kept, name: str, *, is_asked: bool) -> None:
    page = kept.coordinator.submit(kept.url + "/ontmoet", fields(name=name, phone="x"), status=422)
    assert ("person" in problems(page)) == is_asked


def test_a_name_of_somebody_whom_the_coordinator_may_not_know_is_not_given_away(records: Session, kept: Kept) -> None:
    make_linked(records, "Nico Nieuw", kept.place.id + 1)
    records.commit()
    kept.coordinator.submit(kept.url + "/ontmoet", fields(), status=303)


def test_who_was_being_noted_introduces_who_is_new(records: Session, kept: Kept) -> None:
    page = kept.coordinator.visit(kept.url + f"/ontmoet?naam=Nico+Nieuw&van={kept.aisha}&soort=knows")
    assert page.soup.select_one("#other")["value"] == "Aisha Proef"
    kept.coordinator.submit(kept.url + "/ontmoet", sent_by(page, agreed="y"), status=303)
    [tie] = ties_in(records, kept.place)
    assert (kept.aisha in (tie.from_node_id, tie.to_node_id), tie.kind) == (True, TieKind.KNOWS)


def test_a_tie_of_another_kind_is_noted_after_somebody_was_met(records: Session, kept: Kept) -> None:
    club = node_id_of(records, make_group(records, "Wandelclub", kept.place.id))
    records.commit()
    page = kept.coordinator.visit(kept.url + f"/ontmoet?naam=Nico+Nieuw&naar={club}&soort=leads")
    assert "wat deze buur met Wandelclub te maken heeft" in page.text
    done = kept.coordinator.submit(kept.url + "/ontmoet", sent_by(page, agreed="y"), status=303)
    page = kept.coordinator.visit(done.response.location)
    assert "Nico Nieuw staat in het netwerk" in page.text
    kept.coordinator.submit(kept.url + "/relatie", sent_by(page), status=303)
    [tie] = ties_in(records, kept.place)
    assert (tie.to_node_id, tie.kind) == (club, TieKind.LEADS)


def test_somebody_met_twice_is_asked_once(records: Session, kept: Kept) -> None:
    kept.coordinator.submit(kept.url + "/ontmoet", fields(), status=303)
    person = nico(records)
    assert person is not None
    kept.coordinator.submit(kept.url + "/ontmoet", fields(person=str(person.id)), status=303)
    assert len(records.scalars(select(FollowUp).where(FollowUp.person_id == person.id)).all()) == 1
    records.commit()


def test_the_words_that_are_said_stand_on_the_page_and_the_name_is_filled_in(kept: Kept) -> None:
    page = kept.coordinator.visit(kept.url + "/ontmoet?naam=Nico")
    said = page.soup.select_one("blockquote")
    assert said is not None
    assert "noteren wie je in de buurt kent" in said.text
    assert "6 maanden" in said.text
    assert len(said.text.split()) <= 30
    assert page.soup.select_one("#name")["value"] == "Nico"


def test_who_coordinates_the_city_notes_it_for_the_city(records: Session, kept: Kept, sign_in: SignIn) -> None:
    sign_in(make_coordinator(records).id).submit(kept.url + "/ontmoet", fields(), status=303)
    person = nico(records)
    assert person is not None
    scopes = records.scalars(select(Consent.scope).where(Consent.person_id == person.id)).all()
    records.commit()
    assert scopes == [ConsentScope.CITY, ConsentScope.CITY]
