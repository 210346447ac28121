from sqlalchemy.orm import Session

from tests.campaign_making import make_campaign
from tests.web.campaigns.browsing import city, coordinator
from tests.web.conftest import SignIn, Visitor
from webapp.vocabulary import CampaignState, CarriedOnBy

PATH = "/acties/kerst050/heropenen"


def test_closed_campaign_is_opened_again_with_a_reason(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    campaign, (line,) = make_campaign(records, state=CampaignState.CLOSED)
    line.carried_on_by = CarriedOnBy.NEIGHBOURS
    records.commit()
    browser = city(records, sign_in)
    assert "Schrijf waarom" in browser.submit(PATH, {"reason": "  "}, status=422).text
    browser.submit(PATH, {"reason": "Er kwam nog een levering."}, status=303)
    records.refresh(campaign)
    assert (campaign.state, campaign.closed_on) == (CampaignState.RUNNING, None)
    assert line.carried_on_by == CarriedOnBy.NEIGHBOURS
    assert "Heropend: Er kwam nog een levering." in browser.visit("/acties/kerst050").text
    assert "levering" not in visitor.visit("/acties/kerst050").text
    assert "Deze actie is niet afgesloten." in browser.visit(PATH).text
    browser.submit(PATH, {"reason": "Nog eens."}, status=400)
    coordinator(records, sign_in).visit(PATH, status=404)
