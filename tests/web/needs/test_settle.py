from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.need_making import find_place, make_private_need, make_public_need, state_of
from tests.web.conftest import SignIn
from tests.web.needs.asking import PLACE, add_asker, add_coordinator
from tests.web.people.browsing import events
from webapp.models import Person
from webapp.vocabulary import AuditAction, NeedState, Role


def test_coordinator_closes_a_need(records: Session, sign_in: SignIn) -> None:
    coordinator, asker = add_coordinator(records), add_asker(records)
    workplace = sign_in(coordinator)
    need = make_private_need(records, records.get_one(Person, asker.person_id))
    number, about, need_key = need.id, need.person_id, need.key
    path = f"{PLACE}/{need_key}/sluiten"
    records.commit()
    answer = workplace.submit(path, {"uitkomst": "withdrawn"}, status=303)
    assert answer.response.location == f"{PLACE}?gedaan=withdrawn&vraag={need_key}"
    assert state_of(records, number) == NeedState.WITHDRAWN
    assert events(records, "need", number) == [(AuditAction.CHANGED, coordinator, about, ["state"])]
    again = workplace.submit(path, {"uitkomst": "met"}, status=303).response.location
    assert "was al gesloten" in workplace.visit(again).text
    workplace.submit(f"{PLACE}/bestaat-niet/sluiten", {"uitkomst": "met"}, status=404)
    workplace.submit(path, {"uitkomst": "anders"}, status=400)


def test_city_coordinator_closes_nothing_that_people_ask(records: Session, sign_in: SignIn) -> None:
    account, asker = make_account(records).id, add_asker(records)
    make_grant(records, account, Role.CITY_COORDINATOR)
    public = make_public_need(records, find_place(records))
    private = make_private_need(records, records.get_one(Person, asker.person_id))
    numbers, keys = (public.id, private.id), (public.key, private.key)
    records.commit()
    city = sign_in(account)
    city.submit(f"{PLACE}/{keys[1]}/sluiten", {"uitkomst": "met"}, status=404)
    page = city.submit(f"{PLACE}/{keys[0]}/sluiten", {"uitkomst": "met"}, status=400)
    assert "Schrijf waarom de wijk dit niet meer vraagt." in page.text
    assert [state_of(records, each) for each in numbers] == [NeedState.OPEN, NeedState.OPEN]
    records.commit()
