"""Saying when one comes if needed."""

import pytest
from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery
from tests.volunteer_making import make_helper
from tests.web.campaigns.browsing import HELP, helpers_of
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import problems


def test_what_a_helper_says_again_replaces_what_they_said(
    records: Session, sign_in: SignIn, delivery: Delivery
) -> None:
    helper_id = make_helper(records).id
    records.commit()
    browser, own = sign_in(helper_id), f"/acties/{delivery.slug}/meehelpen"
    browser.submit(own, HELP, status=303)
    browser.submit(own, HELP | {"people": "1", "place": str(delivery.place_id)}, status=303)
    (kept,) = helpers_of(records, delivery)
    assert (kept.people, kept.neighbourhood_id, kept.from_minute) == (1, delivery.place_id, 540)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"people": "0"}, "people"),
        ({"people": "21"}, "people"),
        ({"name": ""}, "name"),
        ({"until_day": "2020-01-01"}, "until_day"),
        ({"until_day": "2030-01-01"}, "until_day"),
        ({"from_day": "gisteren"}, "from_day"),
        ({"until_time": "08:00"}, "until_time"),
        ({"until_time": "25:00"}, "until_time"),
        ({"place": "999999"}, "place"),
    ],
)
def test_help_that_cannot_be_is_told_beside_its_field(
    records: Session, sign_in: SignIn, delivery: Delivery, changes: dict[str, str], field: str
) -> None:
    helper_id = make_helper(records).id
    records.commit()
    page = sign_in(helper_id).submit(f"/acties/{delivery.slug}/meehelpen", HELP | changes, status=422)
    assert set(problems(page)) == {field}
    assert helpers_of(records, delivery) == []


def test_who_is_not_signed_in_signs_in_first(visitor: Visitor, delivery: Delivery) -> None:
    assert visitor.visit(f"/acties/{delivery.slug}/meehelpen", status=303).response.location.startswith("/inloggen")
