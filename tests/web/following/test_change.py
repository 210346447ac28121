"""Getting news more or less often, and ending it, for who has an account."""

import pytest
from sqlalchemy.orm import Session

from tests.factories import make_account
from tests.web.conftest import SignIn
from tests.web.following.asking import EMAIL, OWN_PAGE, kept, make_subscription
from tests.web.people.browsing import selwerd
from webapp.vocabulary import DigestRhythm


def test_rhythm_is_changed(records: Session, sign_in: SignIn) -> None:
    made = make_subscription(records, selwerd(records))
    browser = sign_in(make_account(records, EMAIL).id)

    page = browser.submit(f"{OWN_PAGE}/{made.id}", {"rhythm": "daily"}, status=303)

    assert "Bewaard." in browser.visit(page.response.headers["Location"]).text
    assert kept(records)[0].rhythm == DigestRhythm.DAILY


def test_unknown_rhythm_changes_nothing(records: Session, sign_in: SignIn) -> None:
    made = make_subscription(records, selwerd(records))

    sign_in(make_account(records, EMAIL).id).submit(f"{OWN_PAGE}/{made.id}", {"rhythm": "hourly"}, status=400)

    assert kept(records)[0].rhythm == DigestRhythm.WEEKLY


def test_news_is_ended(records: Session, sign_in: SignIn) -> None:
    made = make_subscription(records, selwerd(records))
    browser = sign_in(make_account(records, EMAIL).id)

    page = browser.submit(f"{OWN_PAGE}/{made.id}", {"stop": "ja", "rhythm": "daily"}, status=303)

    assert "Je volgt dit niet meer." in browser.visit(page.response.headers["Location"]).text
    assert kept(records) == []
    assert "Je volgt nog niets." in browser.visit(OWN_PAGE).text


@pytest.mark.parametrize("sent", [{"stop": "ja"}, {"rhythm": "daily"}])
def test_what_another_follows_is_not_there(records: Session, sign_in: SignIn, sent: dict[str, str]) -> None:
    made = make_subscription(records, selwerd(records), email="ander@nieuws.nl")

    sign_in(make_account(records, EMAIL).id).submit(f"{OWN_PAGE}/{made.id}", sent, status=404)

    assert kept(records)[0].rhythm == DigestRhythm.WEEKLY
