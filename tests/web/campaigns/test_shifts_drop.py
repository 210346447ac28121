"""Taking an initiative off a campaign: whose it is to take."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery
from tests.web.campaigns.browsing import coordinator
from tests.web.conftest import SignIn, Visitor
from webapp.campaigns.actions.shifts import add_carrier
from webapp.models import Campaign, CampaignInitiative


@pytest.fixture
def path(delivery: Delivery) -> str:
    return f"/acties/{delivery.slug}/diensten"


def carriers(records: Session, delivery: Delivery) -> list[int]:
    rows = select(CampaignInitiative.initiative_id).where(CampaignInitiative.campaign_id == delivery.campaign_id)
    return list(records.scalars(rows))


def link(records: Session, delivery: Delivery, initiative_id: int) -> None:
    """Let somebody at the command line link an initiative."""
    add_carrier(records, records.get_one(Campaign, delivery.campaign_id), initiative_id, by=None)
    records.commit()


def test_who_linked_an_initiative_of_elsewhere_takes_it_off(
    records: Session, workplace: Visitor, delivery: Delivery, carrier: int, path: str
) -> None:
    workplace.submit(path, {"initiative": str(carrier)}, status=303)
    page = workplace.visit(path)
    assert page.soup.select_one(f"form[action='{path}/{carrier}/weg']") is not None
    answer = workplace.submit(f"{path}/{carrier}/weg", {}, status=303)
    assert carriers(records, delivery) == []
    records.commit()
    page = workplace.visit(str(answer.response.location))
    assert "De taken van dit initiatief horen niet meer bij de actie." in page.text
    assert page.soup.select(".round-shift") == []
    workplace.submit(f"{path}/{carrier}/weg", {}, status=404)


def test_other_coordinator_leaves_what_is_not_theirs(
    records: Session, workplace: Visitor, delivery: Delivery, carrier: int, path: str
) -> None:
    link(records, delivery, carrier)
    page = workplace.visit(path)
    assert "Samen eten in Selwerd" in page.text
    assert page.soup.select_one(f"form[action='{path}/{carrier}/weg']") is None
    workplace.submit(f"{path}/{carrier}/weg", {}, status=404)
    # what is linked already is not linked once more, and so does not become theirs
    workplace.submit(path, {"initiative": str(carrier)}, status=422)
    add_carrier(records, records.get_one(Campaign, delivery.campaign_id), carrier, by=delivery.account)
    records.commit()
    workplace.submit(f"{path}/{carrier}/weg", {}, status=404)
    assert carriers(records, delivery) == [carrier]


@pytest.mark.parametrize("place", ["selwerd", None])
def test_coordinator_of_its_neighbourhood_or_of_the_city_takes_it_off(
    records: Session, sign_in: SignIn, delivery: Delivery, carrier: int, place: str | None
) -> None:
    link(records, delivery, carrier)
    path = f"/acties/{delivery.slug}/diensten/{carrier}/weg"
    coordinator(records, sign_in, place).submit(path, {}, status=303)
    assert carriers(records, delivery) == []
