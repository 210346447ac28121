"""Deliveries over the city: how far each neighbourhood is, for who coordinates."""

from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery, add_addresses
from tests.factories import make_account
from tests.web.campaigns.browsing import city
from tests.web.conftest import SignIn, Visitor
from webapp.models import CampaignLine
from webapp.vocabulary import CampaignLineKind


def test_each_neighbourhood_has_its_counts_for_who_coordinates_there(
    records: Session, sign_in: SignIn, workplace: Visitor, delivery: Delivery
) -> None:
    add_addresses(records, delivery, "Kanariestraat 1", "Nergenslaan 1")
    page = workplace.visit(f"/acties/{delivery.slug}/bezorgen")
    rows = ["".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]
    assert rows == ["Vinkhuizen21100"]
    assert "Selwerd" in city(records, sign_in).visit(f"/acties/{delivery.slug}/bezorgen").text
    stranger = make_account(records).id
    records.commit()
    sign_in(stranger).visit(f"/acties/{delivery.slug}/bezorgen", status=404)


def test_campaign_that_brings_nothing_to_an_address_says_so(
    records: Session, workplace: Visitor, delivery: Delivery
) -> None:
    records.get_one(CampaignLine, delivery.line_id).kind = CampaignLineKind.VOLUNTEERS
    records.commit()
    assert "Deze actie brengt niets aan huis." in workplace.visit(f"/acties/{delivery.slug}/bezorgen").text
    workplace.visit(delivery.home, status=404)
