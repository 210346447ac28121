from sqlalchemy.orm import Session

from tests.campaign_making import make_campaign
from tests.web.campaigns.browsing import city, coordinator, filled
from tests.web.conftest import SignIn
from webapp.vocabulary import CampaignState

PATH = "/acties/kerst050/wijzigen"


def test_of_two_editors_the_second_sees_both_and_decides(records: Session, sign_in: SignIn) -> None:
    campaign, _ = make_campaign(records)
    records.commit()
    one, other = city(records, sign_in), city(records, sign_in)
    first, second = filled(one.visit(PATH)), filled(other.visit(PATH))
    one.submit(PATH, first | {"summary": ["Van de een"]}, status=303)
    page = other.submit(PATH, second | {"summary": ["Van de ander"]}, status=409)
    assert "Nu staat er: Van de een" in page.text
    assert "Jij schreef: Van de ander" in page.text
    records.refresh(campaign)
    assert campaign.summary == "Van de een"
    other.submit(PATH, filled(page), status=303)
    records.refresh(campaign)
    assert (campaign.summary, campaign.version) == ("Van de ander", 4)


def test_period_keeps_its_lines_within_and_words_of_a_closed_campaign_can_be_mended(
    records: Session, sign_in: SignIn
) -> None:
    campaign, _ = make_campaign(records)
    records.commit()
    browser = city(records, sign_in)
    sent = filled(browser.visit(PATH))
    page = browser.submit(PATH, sent | {"ends_on": ["2026-12-20"]}, status=422)
    assert "Elk onderdeel eindigt binnen de periode" in page.text
    browser.submit(PATH, sent | {"ends_on": ["2026-12-24"]}, status=303)
    records.refresh(campaign)
    campaign.state, campaign.closed_on = CampaignState.CLOSED, campaign.ends_on
    records.commit()
    browser.submit(PATH, filled(browser.visit(PATH)) | {"outcome": ["Mooi."]}, status=303)
    records.refresh(campaign)
    assert (campaign.ends_on.day, campaign.outcome) == (24, "Mooi.")


def test_who_does_not_keep_campaigns_finds_no_page(records: Session, sign_in: SignIn) -> None:
    make_campaign(records)
    records.commit()
    coordinator(records, sign_in).visit(PATH, status=404)
