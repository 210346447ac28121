import pytest
from sqlalchemy.orm import Session

from tests.match_making import make_match
from tests.need_making import make_private_need, state_of
from tests.web.conftest import SignIn
from tests.web.needs.asking import Asker, add_asker
from tests.web.people.browsing import events
from webapp.models import Match, Need, Person
from webapp.vocabulary import AuditAction, MatchState, NeedState


@pytest.fixture
def asker(records: Session) -> Asker:
    return add_asker(records)


def add_need(records: Session, asker: Asker) -> tuple[int, str]:
    need = make_private_need(records, records.get_one(Person, asker.person_id))
    found = need.id, need.key
    records.commit()
    return found


@pytest.mark.parametrize("outcome", ["met", "withdrawn"])
def test_who_asked_closes_it_and_what_waits_is_closed_with_it(
    records: Session, sign_in: SignIn, asker: Asker, outcome: str
) -> None:
    need_id, key = add_need(records, asker)
    match_id = make_match(records, need=records.get_one(Need, need_id)).match.id
    records.commit()
    browser = sign_in(asker.account_id)
    answer = browser.submit(f"/mijn/vragen/{key}/sluiten", {"uitkomst": outcome}, status=303)
    assert answer.response.location == f"/mijn/vragen?gedaan={outcome}"
    records.commit()
    assert state_of(records, need_id) == outcome
    assert records.get_one(Match, match_id).state == MatchState.WITHDRAWN
    records.commit()
    assert events(records, "need", need_id) == [
        (AuditAction.CHANGED, asker.account_id, asker.person_id, ["state"]),
    ]
    again = browser.submit(f"/mijn/vragen/{key}/sluiten", {"uitkomst": outcome}, status=303).response.location
    assert "Deze vraag was al gesloten" in browser.visit(again).text
    assert len(events(records, "need", need_id)) == 1


@pytest.mark.parametrize("outcome", ["", "open", "expired", "anders"])
def test_need_is_closed_by_no_other_word(records: Session, sign_in: SignIn, asker: Asker, outcome: str) -> None:
    need_id, key = add_need(records, asker)
    sign_in(asker.account_id).submit(f"/mijn/vragen/{key}/sluiten", {"uitkomst": outcome}, status=400)
    assert state_of(records, need_id) == NeedState.OPEN
    records.commit()
