"""A neighbour changes what they can."""

from sqlalchemy.orm import Session

from tests.web.conftest import SignIn
from tests.web.people.browsing import sent_by
from tests.web.talents.neighbours import a_neighbour, a_talent, talent_fields, talents_of

OWN, NEW = "/mijn/talenten", "/mijn/talenten/nieuw"


def test_a_talent_is_changed(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records)
    talent_id = a_talent(records, neighbour.person_id)
    visitor = sign_in(neighbour.account_id)
    sent = sent_by(visitor.visit(f"{OWN}/{talent_id}"), what="Taart bakken", wants_to_learn="y", level="skilled")
    visitor.submit(f"{OWN}/{talent_id}", sent | talent_fields(records, what="Taart bakken"), status=303)
    kept = talents_of(records, neighbour.person_id)[0]
    assert (kept.what, kept.wants_to_learn, kept.version) == ("Taart bakken", True, 2)


def test_of_two_changes_the_second_sees_both_versions(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records)
    talent_id = a_talent(records, neighbour.person_id, what="Fietsen maken")
    visitor, address = sign_in(neighbour.account_id), f"{OWN}/{talent_id}"
    visitor.submit(address, talent_fields(records, what="Banden plakken", version="1"), status=303)
    page = visitor.submit(address, talent_fields(records, what="Wielen richten", version="1"), status=409)
    assert "Banden plakken" in page.text
    assert "Wielen richten" in page.text
    again = talent_fields(records, what="Wielen richten", version="2")
    visitor.submit(address, again, status=303)
    assert talents_of(records, neighbour.person_id)[0].what == "Wielen richten"


def test_somebody_elses_talent_is_not_there(records: Session, sign_in: SignIn) -> None:
    neighbour, other = a_neighbour(records), a_neighbour(records, "Otto Ander", number=1)
    talent_id = a_talent(records, neighbour.person_id)
    visitor = sign_in(other.account_id)
    visitor.visit(f"{OWN}/{talent_id}", status=404)
    visitor.submit(f"{OWN}/{talent_id}", talent_fields(records), status=404)
    visitor.submit(f"{OWN}/{talent_id}/weg", {}, status=404)
    assert len(talents_of(records, neighbour.person_id)) == 1
