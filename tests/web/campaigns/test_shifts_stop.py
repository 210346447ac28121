"""Taking back that one comes when needed."""

from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery
from tests.volunteer_making import make_helper
from tests.web.campaigns.browsing import HELP, helpers_of
from tests.web.conftest import SignIn


def test_who_stops_is_forgotten_and_others_are_not(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    own = f"/acties/{delivery.slug}/meehelpen"
    leaving, staying = make_helper(records).id, make_helper(records, "Harm Helper").id
    records.commit()
    for account in (staying, leaving):
        browser = sign_in(account)
        browser.submit(own, HELP, status=303)
    answer = browser.submit(f"{own}/stoppen", {}, status=303)
    assert [each.account_id for each in helpers_of(records, delivery)] == [staying]
    records.commit()
    assert "Wat je had gezegd, is gewist." in browser.visit(str(answer.response.location)).text
