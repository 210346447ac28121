from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import add_partner, add_work, count, filled, fresh, holder_of, member_of
from tests.web.people.browsing import problems
from webapp.models import Partner
from webapp.vocabulary import Role

PATH = "/partners/proefkerk/beeindigen"


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records)


@pytest.fixture
def city(records: Session, sign_in: SignIn) -> Visitor:
    return sign_in(holder_of(records, Role.CITY_COORDINATOR).id)


def test_partner_ends_after_its_last_day_and_is_never_deleted(
    records: Session, city: Visitor, partner: Partner
) -> None:
    add_work(records, partner, theme="bewegen", place="haren")
    city.submit(PATH, filled(city.visit(PATH), last_day="2026-11-21"), status=303)
    assert fresh(records, partner).ended_on == TODAY
    assert count(records, Partner, slug="proefkerk") == 1
    assert "0 partners" in city.visit("/partners?zoek=proefkerk").text
    assert "1 partner" in city.visit("/partners?zoek=proefkerk&voorbij=ja").text


def test_end_can_be_taken_back(records: Session, city: Visitor, partner: Partner) -> None:
    city.submit(PATH, filled(city.visit(PATH), last_day="2027-01-31"), status=303)
    page = city.visit(PATH)
    assert filled(page)["last_day"] == "2027-01-31"
    city.submit(PATH, filled(page, last_day=""), status=303)
    assert fresh(records, partner).ended_on is None


@pytest.mark.parametrize("day", ["gisteren", "1899-12-31", "2201-01-01", "0001-01-01"])
def test_day_that_cannot_be_is_told(records: Session, city: Visitor, partner: Partner, day: str) -> None:
    assert list(problems(city.submit(PATH, filled(city.visit(PATH), last_day=day), status=422))) == ["last_day"]
    assert fresh(records, partner).ended_on is None


def test_end_of_an_older_version_is_not_kept(records: Session, city: Visitor, partner: Partner) -> None:
    sent = filled(city.visit(PATH), last_day="2026-11-21")
    partner.version = 7
    records.commit()
    page = city.submit(PATH, sent, status=409)
    assert "Iemand anders heeft dit intussen gewijzigd" in page.text
    assert fresh(records, partner).ended_on is None
    city.submit(PATH, filled(page), status=303)
    assert fresh(records, partner).ended_on == TODAY


def test_members_do_not_end_their_partner(records: Session, sign_in: SignIn, partner: Partner) -> None:
    browser = sign_in(member_of(records, partner).id)
    browser.visit(PATH, status=404)
    browser.submit(PATH, {"last_day": (TODAY - timedelta(days=1)).isoformat(), "version": "1"}, status=404)
    assert fresh(records, partner).ended_on is None
