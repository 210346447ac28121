from sqlalchemy.orm import Session

from tests.campaign_making import PARCELS, VISITS, make_campaign
from tests.conftest import TODAY
from tests.factories import make_partner
from tests.web.campaigns.browsing import city, coordinator, part
from tests.web.conftest import SignIn
from webapp.vocabulary import CampaignState, CarriedOnBy

PATH = "/acties/kerst050/afsluiten"


def test_closing_asks_of_each_line_who_carries_on(records: Session, sign_in: SignIn) -> None:
    campaign, (parcels, visits) = make_campaign(records, PARCELS, VISITS)
    partner = make_partner(records)
    records.commit()
    browser = city(records, sign_in)
    browser.visit(PATH)
    told = {f"wie-{parcels.id}": "nobody", f"partner-{parcels.id}": str(partner.id), "outcome": "Het was goed."}
    page = browser.submit(PATH, told, status=422)
    assert page.soup.select_one(f".error-summary a[href='#wie-{visits.id}']") is not None
    assert page.soup.select_one(f".error-summary a[href='#wie-{parcels.id}']") is None
    assert "Het was goed." in part(page, "#outcome").get_text()
    whole = told | {f"wie-{visits.id}": "partner", f"partner-{visits.id}": str(partner.id)}
    assert "Schrijf in een paar zinnen" in browser.submit(PATH, whole | {"outcome": " "}, status=422).text
    records.refresh(campaign)
    assert campaign.state == CampaignState.RUNNING
    browser.submit(PATH, whole, status=303)
    for each in (campaign, parcels, visits):
        records.refresh(each)
    assert (campaign.state, campaign.closed_on, campaign.outcome) == (CampaignState.CLOSED, TODAY, "Het was goed.")
    assert (parcels.carried_on_by, parcels.carried_on_partner_id) == (CarriedOnBy.NOBODY, None)
    assert (visits.carried_on_by, visits.carried_on_partner_id) == (CarriedOnBy.PARTNER, partner.id)
    assert "Alleen een actie die loopt" in browser.visit(PATH).text
    browser.submit(PATH, whole, status=400)


def test_words_that_seem_to_name_somebody_are_asked_about(records: Session, sign_in: SignIn) -> None:
    _, (line,) = make_campaign(records)
    records.commit()
    browser = city(records, sign_in)
    told = {f"wie-{line.id}": "nobody", "outcome": "Bel Truus op 06 12345678 als je meer wilt weten."}
    assert "Er is nog niets bewaard" in browser.submit(PATH, told, status=422).text
    coordinator(records, sign_in).visit(PATH, status=404)
