from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn
from tests.web.partners.partnering import add_partner, filled, fresh, holder_of, member_of
from tests.web.people.browsing import events
from webapp.vocabulary import AuditAction, Role

PATH = "/partners/proefkerk/klopt"
FORM = f"form[action='{PATH}']"


def test_member_says_with_one_button_that_it_is_right(records: Session, sign_in: SignIn) -> None:
    partner = add_partner(records)
    account = member_of(records, partner)
    by, browser = account.id, sign_in(account.id)
    sent = filled(browser.visit("/partners/proefkerk"), FORM)
    assert browser.submit(PATH, sent, status=303).response.location == "/partners/proefkerk?bewaard=klopt"
    assert fresh(records, partner).confirmed_on == TODAY
    assert events(records, "partner", partner.id) == [(AuditAction.CHANGED, by, None, ["confirmed_on"])]
    assert "We onthouden dat dit vandaag klopt" in browser.visit("/partners/proefkerk?bewaard=klopt").text


def test_nobody_else_confirms_it(records: Session, sign_in: SignIn) -> None:
    partner = add_partner(records)
    for account in (member_of(records, add_partner(records, "andere")), holder_of(records, Role.ADMINISTRATOR)):
        sign_in(account.id).submit(PATH, {}, status=404)
    assert fresh(records, partner).confirmed_on is None
