from sqlalchemy.orm import Session

from tests.campaign_making import make_campaign
from tests.web.campaigns.browsing import city, coordinator
from tests.web.conftest import SignIn, Visitor
from webapp.vocabulary import CampaignState

PATH = "/acties/kerst050/openen"


def test_opened_campaign_runs_and_everyone_sees_it(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    campaign, (line,) = make_campaign(records, is_public=False, state=CampaignState.PREPARING)
    records.commit()
    visitor.visit("/acties/kerst050", status=404)
    coordinator(records, sign_in).submit(PATH, {}, status=404)
    browser = city(records, sign_in)
    browser.submit(PATH, {}, status=303)
    assert "loopt" in visitor.visit("/acties/kerst050").text
    assert "iemand anders was je misschien voor" in browser.submit(PATH, {}, status=400).text
    campaign.state = CampaignState.PREPARING
    records.delete(line)
    records.commit()
    assert "Voeg eerst een onderdeel toe" in browser.submit(PATH, {}, status=400).text
