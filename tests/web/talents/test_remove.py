"""A neighbour takes a talent away."""

from sqlalchemy.orm import Session

from tests.match_making import make_match
from tests.web.conftest import SignIn
from tests.web.talents.neighbours import a_neighbour, a_talent, talents_of

OWN, NEW = "/mijn/talenten", "/mijn/talenten/nieuw"


def test_a_talent_is_removed(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records)
    talent_id = a_talent(records, neighbour.person_id)
    visitor = sign_in(neighbour.account_id)
    visitor.submit(f"{OWN}/{talent_id}/weg", {}, status=303)
    assert talents_of(records, neighbour.person_id) == []
    visitor.submit(f"{OWN}/{talent_id}/weg", {}, status=404)


def test_a_talent_with_a_task_under_way_stays(records: Session, sign_in: SignIn) -> None:
    pair = make_match(records)
    account_id, person_id, talent_id = pair.helper.account_id, pair.helper.id, pair.talent.id
    assert account_id is not None
    records.commit()
    page = sign_in(account_id).submit(f"{OWN}/{talent_id}/weg", {}, status=409)
    assert "Er loopt nog een taak met dit talent" in page.text
    assert len(talents_of(records, person_id)) == 1
