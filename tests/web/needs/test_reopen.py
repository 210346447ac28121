"""Closing asks first and says what ends; what was closed by mistake is opened again."""

import pytest
from sqlalchemy.orm import Session

from tests.match_making import make_match
from tests.need_making import make_private_need, state_of
from tests.web.conftest import SignIn
from tests.web.needs.asking import PLACE, add_asker, add_coordinator
from webapp.models import Person
from webapp.vocabulary import MatchState, NeedState


def test_coordinator_is_asked_first_and_told_which_matches_end_and_whom_to_call(
    records: Session, sign_in: SignIn
) -> None:
    coordinator, asker = add_coordinator(records), add_asker(records)
    need = make_private_need(records, records.get_one(Person, asker.person_id))
    pair = make_match(records, need=need, helper_said=True)
    pair.helper.account_id = None
    need_id, path = need.id, f"{PLACE}/{need.key}/sluiten"
    records.commit()
    workplace = sign_in(coordinator)

    page = workplace.visit(f"{path}?uitkomst=met")
    assert "Dit stopt dan: 1 koppeling" in page.text
    assert f"{pair.helper.name} heeft geen e-mailadres: bel zelf" in page.text
    assert state_of(records, need_id) == NeedState.OPEN
    records.commit()

    done = workplace.submit(path, {"uitkomst": "met"}, status=303).response.location
    assert f"{pair.helper.name} heeft geen e-mailadres: bel zelf" in workplace.visit(done).text
    records.refresh(pair.match)
    assert pair.match.state == MatchState.WITHDRAWN
    assert workplace.visit(f"{path}?uitkomst=met", status=303).response.location.endswith("gedaan=was-dicht")
    workplace.visit(f"{path}?uitkomst=anders", status=400)


@pytest.mark.parametrize(("outcome", "told"), [("met", False), ("withdrawn", True)])
def test_agreed_help_stands_among_what_ends_only_when_the_need_is_withdrawn(
    records: Session, sign_in: SignIn, outcome: str, told: bool
) -> None:
    asker = add_asker(records)
    need = make_private_need(records, records.get_one(Person, asker.person_id))
    make_match(records, MatchState.ACCEPTED, need=need)
    path = f"{PLACE}/{need.key}/sluiten?uitkomst={outcome}"
    coordinator = add_coordinator(records)
    assert ("afgesproken hulp" in sign_in(coordinator).visit(path).text) == told


def test_coordinator_opens_again_what_they_noted_and_not_what_people_asked_themselves(
    records: Session, sign_in: SignIn
) -> None:
    coordinator, asker = add_coordinator(records), add_asker(records)
    person = records.get_one(Person, asker.person_id)
    noted, own = make_private_need(records, person), make_private_need(records, person)
    noted.noted_by = coordinator
    numbers, keys = (noted.id, own.id), (noted.key, own.key)
    records.commit()
    workplace = sign_in(coordinator)
    for key in keys:
        workplace.submit(f"{PLACE}/{key}/sluiten", {"uitkomst": "met"}, status=303)

    again = workplace.submit(f"{PLACE}/{keys[0]}/heropenen", {}, status=303).response.location
    page = workplace.visit(again)
    assert "De vraag staat weer open" in page.text
    assert page.soup.select_one(f"a[href='{PLACE}/{keys[0]}']") is not None
    workplace.submit(f"{PLACE}/{keys[1]}/heropenen", {}, status=404)
    again = workplace.submit(f"{PLACE}/{keys[0]}/heropenen", {}, status=303).response.location
    assert "staat al open" in workplace.visit(again).text
    assert [state_of(records, each) for each in numbers] == [NeedState.OPEN, NeedState.MET]
    records.commit()
