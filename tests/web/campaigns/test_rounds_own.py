"""The rounds of who is signed in."""

from sqlalchemy.orm import Session

from tests.campaign_round_making import CANARY, Delivery, rounds_of, stops_of
from tests.factories import make_account
from tests.web.campaigns.browsing import WALKER
from tests.web.conftest import SignIn, Visitor
from webapp.privacy.erasure import erase
from webapp.privacy.queries import Who


def test_volunteer_with_an_account_finds_it_among_their_own_and_may_erase_that(
    records: Session, sign_in: SignIn, delivery: Delivery, round_path: str
) -> None:
    walker = make_account(records, WALKER["email"])
    walker_id = walker.id
    records.commit()
    sign_in(delivery.account).submit(round_path, WALKER, status=303)
    own = sign_in(walker_id).visit("/mijn/rondes")
    link = own.soup.select_one("a[href^='/bezorgronde/']")
    assert link is not None
    assert "in Vinkhuizen" in own.text
    assert CANARY in sign_in(walker_id).visit(str(link["href"])).text
    erase(records, Who(walker_id, None, WALKER["email"]))
    assert rounds_of(records, delivery) == []
    assert [stop.round_id for stop in stops_of(records, delivery)] == [None, None]


def test_who_goes_no_round_is_told_how_to_help(records: Session, sign_in: SignIn, visitor: Visitor) -> None:
    account = make_account(records).id
    records.commit()
    assert "Er is nu geen ronde van jou." in sign_in(account).visit("/mijn/rondes").text
    assert visitor.visit("/mijn/rondes", status=303).response.location.startswith("/inloggen")
