"""Who asked opens a need again that was closed by mistake."""

from sqlalchemy.orm import Session

from tests.need_making import make_private_need, state_of
from tests.web.conftest import SignIn
from tests.web.needs.asking import add_asker
from webapp.models import Need, Person
from webapp.vocabulary import NeedState


def test_who_asked_opens_it_again_until_its_time_has_come(records: Session, sign_in: SignIn) -> None:
    asker = add_asker(records)
    need = make_private_need(records, records.get_one(Person, asker.person_id))
    need_id, path = need.id, f"/mijn/vragen/{need.key}"
    records.commit()
    browser = sign_in(asker.account_id)
    assert "Is er geholpen met" in browser.visit(f"{path}/sluiten?uitkomst=met").text
    browser.submit(f"{path}/sluiten", {"uitkomst": "met"}, status=303)
    browser.submit(f"{path}/heropenen", {}, status=303)
    assert state_of(records, need_id) == NeedState.OPEN
    closed = records.get_one(Need, need_id)
    closed.state, closed.closed_on, closed.expires_on = NeedState.MET, closed.created_on, closed.created_on
    records.commit()
    late = browser.submit(f"{path}/heropenen", {}, status=303).response.location
    assert "haar tijd is voorbij" in browser.visit(late).text
