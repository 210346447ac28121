"""What somebody without an account says aloud later: that it goes on, or stops."""

from datetime import date

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import make_coordinator, whole_audit
from tests.web.talents.neighbours import Place, a_neighbour, a_talent, people_in, scout_fields, talents_of
from webapp.models import Consent, Offer


def test_who_was_scouted_says_later_that_it_goes_on(
    records: Session, place: Place, coordinator: Visitor, sign_in: SignIn
) -> None:
    person_id, talent_id = _scouted(records, place, coordinator)
    with time_machine.travel("2027-05-01T12:00:00+02:00"):
        coordinator = sign_in(make_coordinator(records, place.id).id)
        sent = {"zegt": "ja", "talent": str(talent_id)}
        done = coordinator.submit(f"/werkplek/{place.slug}/mensen/{person_id}/toestemming", sent, status=303)
        assert "Bewaard: opnieuw ja" in coordinator.visit(done.response.location).text
    ends = records.scalars(
        select(Consent.expires_on).where(Consent.person_id == person_id).order_by(Consent.id.desc()).limit(2)
    ).all()
    records.commit()
    assert set(ends) == {date(2027, 11, 1)}


def test_who_was_scouted_says_later_that_it_stops_and_is_gone_at_once(
    records: Session, place: Place, coordinator: Visitor
) -> None:
    person_id, talent_id = _scouted(records, place, coordinator)
    address = f"/werkplek/{place.slug}/mensen/{person_id}/toestemming"
    coordinator.submit(address, {"zegt": "misschien"}, status=400)
    coordinator.submit(address, {"zegt": "nee"}, status=303)
    assert "Nico Nieuw" not in coordinator.visit(f"/werkplek/{place.slug}/talenten").text
    coordinator.visit(f"/werkplek/{place.slug}/talenten/{talent_id}", status=404)
    coordinator.submit(address, {"zegt": "ja"}, status=404)
    assert records.scalars(select(Offer.id).where(Offer.person_id == person_id)).all() == []
    records.commit()
    told = whole_audit(records)
    assert told.count("consent_withdrawn") >= 2


def test_nobody_speaks_for_who_has_an_account(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records, asked=True)
    talent_id = a_talent(records, neighbour.person_id)
    coordinator = sign_in(make_coordinator(records, neighbour.place.id).id)
    slug = neighbour.place.slug
    coordinator.submit(f"/werkplek/{slug}/mensen/{neighbour.person_id}/toestemming", {"zegt": "nee"}, status=404)
    assert "regelt dit zelf" in coordinator.visit(f"/werkplek/{slug}/talenten/{talent_id}").text


def _scouted(records: Session, place: Place, coordinator: Visitor) -> tuple[int, int]:
    """Somebody whom the coordinator scouted: their id, and that of the talent."""
    coordinator.submit(f"/werkplek/{place.slug}/scouten", scout_fields(records), status=303)
    [(person_id, _)] = people_in(records, place)
    [talent] = talents_of(records, person_id)
    return person_id, talent.id


def test_that_it_stops_is_asked_again_with_what_follows(records: Session, place: Place, coordinator: Visitor) -> None:
    _, talent_id = _scouted(records, place, coordinator)
    page = coordinator.visit(f"/werkplek/{place.slug}/talenten/{talent_id}")
    first = page.soup.select_one("details:not([open]) button[value=nee]")
    assert first is not None
    assert "wissen we alles" in first.find_parent("form").text
    assert page.soup.select("button[value=ja]")
    assert len(page.soup.select("button[value=nee]")) == 1
