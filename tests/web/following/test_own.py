"""What somebody with an account follows; never that of another."""

from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.web.conftest import SignIn, Visitor
from tests.web.following.asking import EMAIL, OWN_PAGE, make_subscription
from tests.web.people.browsing import selwerd


def test_what_is_followed_is_listed(records: Session, sign_in: SignIn) -> None:
    make_subscription(records, selwerd(records))
    make_subscription(records, selwerd(records), email="ander@nieuws.nl")
    make_subscription(records, selwerd(records), confirmed=False)

    page = sign_in(make_account(records, EMAIL).id).visit(OWN_PAGE)

    assert len(page.soup.select(".follow-list__item")) == 2
    assert page.text.count("Dit begint pas als je op de knop drukt") == 1


def test_visitor_signs_in_first(visitor: Visitor) -> None:
    assert visitor.visit(OWN_PAGE, status=303).response.headers["Location"] == f"/inloggen?verder={OWN_PAGE}"
