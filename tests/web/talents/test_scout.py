"""A talent is noted at somebody's door."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_person
from tests.talent_making import allow_asking
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import fresh, make_coordinator, opened, problems, whole_audit
from tests.web.talents.neighbours import Place, a_place, people_in, scout_fields, talents_of, terms_of
from webapp.models import Consent, Offer
from webapp.vocabulary import Channel, ConsentPurpose, ConsentScope, TalentStage


def test_somebody_new_is_noted_in_one_go_with_their_spoken_yes(
    records: Session, place: Place, coordinator: Visitor
) -> None:
    address = f"/werkplek/{place.slug}/scouten"
    done = coordinator.submit(address, scout_fields(records), status=303)
    assert done.response.location.startswith(address)
    [(person_id, name)] = people_in(records, place)
    assert name == "Nico Nieuw"
    [talent] = talents_of(records, person_id)
    assert (talent.what, talent.stage, talent.scouted_on) == ("Fietsen maken", TalentStage.SCOUTED, TODAY)
    assert talent.scouted_by is not None
    terms = terms_of(records, person_id)
    assert terms is not None
    assert (terms.capacity, terms.reach_metres, terms.weekly) == (1, 1500, None)
    given = records.execute(
        select(Consent.purpose, Consent.scope, Consent.channel, Consent.expires_on).where(
            Consent.person_id == person_id
        )
    ).all()
    records.commit()
    assert {tuple(row) for row in given} == {
        (purpose, ConsentScope.NEIGHBOURHOOD, Channel.SPOKEN, date(2027, 5, 22))
        for purpose in (ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_ASKED)
    }
    next_page = coordinator.visit(done.response.location)
    assert "Bewaard: Nico Nieuw, Fietsen maken." in next_page.text
    empty = next_page.soup.select_one("#name")
    assert empty is not None
    assert not empty.get("value")


def test_who_was_scouted_can_be_found_for_a_need_at_once(records: Session, place: Place, coordinator: Visitor) -> None:
    coordinator.submit(f"/werkplek/{place.slug}/scouten", scout_fields(records), status=303)
    [(person_id, _)] = people_in(records, place)
    assert records.scalar(select(Offer.capacity).where(Offer.person_id == person_id)) == 1
    records.commit()


def test_the_words_that_are_said_stand_on_the_page(place: Place, coordinator: Visitor) -> None:
    page = coordinator.visit(f"/werkplek/{place.slug}/scouten")
    said = page.soup.select_one(".talent-scout__said")
    assert said is not None
    assert "je naam en nummer zien" in said.text
    assert "je vragen voor iets dat bij je past" in said.text
    assert "6 maanden" in said.text
    assert len(said.text.split()) <= 25


def test_a_phone_number_is_kept_sealed_when_somebody_gives_one(
    records: Session, place: Place, coordinator: Visitor
) -> None:
    address = f"/werkplek/{place.slug}/scouten"
    page = coordinator.submit(address, scout_fields(records, phone="bel maar"), status=422)
    assert list(problems(page)) == ["phone"]
    coordinator.submit(address, scout_fields(records, phone="06 12345678"), status=303)
    [(person_id, _)] = people_in(records, place)
    assert opened(fresh(records, person_id), "phone") == "06 12345678"
    again = scout_fields(records, what="Koken", phone="0501234567", person=str(person_id))
    coordinator.submit(address, again, status=303)
    assert opened(fresh(records, person_id), "phone") == "06 12345678"


def test_terms_that_nobody_asked_are_not_told_as_theirs(records: Session, place: Place, coordinator: Visitor) -> None:
    coordinator.submit(f"/werkplek/{place.slug}/scouten", scout_fields(records), status=303)
    [(person_id, _)] = people_in(records, place)
    [talent] = talents_of(records, person_id)
    page = coordinator.visit(f"/werkplek/{place.slug}/talenten/{talent.id}")
    assert "Nog niet gevraagd" in page.text
    assert "hooguit 1 keer per maand" not in page.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"agreed": ""}, "agreed"), ({"name": " "}, "name"), ({"what": ""}, "what"), ({"theme": ""}, "theme")],
)
def test_without_a_yes_or_a_name_nothing_is_kept_and_nothing_is_lost(
    records: Session, place: Place, coordinator: Visitor, changes: dict[str, str], field: str
) -> None:
    sent = {name: value for name, value in scout_fields(records, **changes).items() if value}
    page = coordinator.submit(f"/werkplek/{place.slug}/scouten", sent, status=422)
    assert list(problems(page)) == [field]
    if field != "name":
        assert page.soup.select_one("#name[value='Nico Nieuw']") is not None
    if field != "theme":
        assert page.soup.select_one(f"input[name='theme'][value='{sent['theme']}'][checked]") is not None
    assert people_in(records, place) == []


def test_a_known_name_is_asked_after_and_then_gets_the_talent(
    records: Session, place: Place, coordinator: Visitor
) -> None:
    known_id = make_person(records, "Nico Nieuwenhuis", neighbourhood_id=place.id).id
    allow_asking(records, known_id)
    records.commit()
    address = f"/werkplek/{place.slug}/scouten"
    page = coordinator.submit(address, scout_fields(records, name="Nico"), status=422)
    assert "person" in problems(page)
    assert "Nico Nieuwenhuis" in page.text
    coordinator.submit(address, scout_fields(records, name="Nico", person=str(known_id)), status=303)
    assert [talent.what for talent in talents_of(records, known_id)] == ["Fietsen maken"]
    assert people_in(records, place) == [(known_id, "Nico Nieuwenhuis")]
    coordinator.submit(address, scout_fields(records, name="Nico", person="nieuw"), status=303)
    assert len(people_in(records, place)) == 2


def test_a_person_elsewhere_cannot_be_chosen(records: Session, place: Place, coordinator: Visitor) -> None:
    other = a_place(records, number=1)
    here = make_person(records, "Nico Hier", neighbourhood_id=place.id)
    there_id = make_person(records, "Nico Daar", neighbourhood_id=other.id).id
    for person_id in (here.id, there_id):
        allow_asking(records, person_id)
    records.commit()
    page = coordinator.submit(
        f"/werkplek/{place.slug}/scouten", scout_fields(records, name="Nico", person=str(there_id)), status=422
    )
    assert "Nico Hier" in page.text
    assert "Nico Daar" not in page.text
    assert talents_of(records, there_id) == []


def test_the_same_talent_of_somebody_known_is_refused(records: Session, place: Place, coordinator: Visitor) -> None:
    address = f"/werkplek/{place.slug}/scouten"
    coordinator.submit(address, scout_fields(records), status=303)
    [(person_id, _)] = people_in(records, place)
    page = coordinator.submit(address, scout_fields(records, person=str(person_id)), status=422)
    assert "Dit staat er al" in problems(page)["what"]


def test_another_coordinator_does_not_scout_here(records: Session, place: Place, sign_in: SignIn) -> None:
    other = a_place(records, number=1)
    stranger = sign_in(make_coordinator(records, other.id).id)
    stranger.visit(f"/werkplek/{place.slug}/scouten", status=404)
    stranger.submit(f"/werkplek/{place.slug}/scouten", scout_fields(records), status=404)
    assert people_in(records, place) == []


def test_whom_a_coordinator_of_the_city_scouts_is_known_to_the_city(
    records: Session, place: Place, sign_in: SignIn
) -> None:
    city = sign_in(make_coordinator(records).id)
    city.submit(f"/werkplek/{place.slug}/scouten", scout_fields(records), status=303)
    [(person_id, _)] = people_in(records, place)
    assert len(talents_of(records, person_id)) == 1
    scopes = set(records.scalars(select(Consent.scope).where(Consent.person_id == person_id)))
    records.commit()
    assert scopes == {ConsentScope.CITY}


def test_the_audit_tells_of_the_person_and_both_consents_and_no_words(
    records: Session, place: Place, coordinator: Visitor
) -> None:
    coordinator.submit(f"/werkplek/{place.slug}/scouten", scout_fields(records, what="Kanariezang"), status=303)
    audit = whole_audit(records)
    assert "be_known" in audit
    assert "be_asked" in audit
    assert "Kanariezang" not in audit
    assert "Nico Nieuw" not in audit


def test_what_tells_of_a_person_is_asked_about_and_the_rest_stays(
    records: Session, place: Place, coordinator: Visitor
) -> None:
    address = f"/werkplek/{place.slug}/scouten"
    sent = scout_fields(records, what="Mantelzorg bij dementie")
    page = coordinator.submit(address, sent, status=422)
    assert list(problems(page)) == ["sure"]
    assert people_in(records, place) == []
    name = page.soup.select_one("#name")
    assert name is not None
    assert name["value"] == "Nico Nieuw"
    coordinator.submit(address, sent | {"shown": "health", "sure": "y"}, status=303)
    assert len(people_in(records, place)) == 1
