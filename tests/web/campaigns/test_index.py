from sqlalchemy.orm import Session

from tests.campaign_making import ask, bring, give, make_campaign
from tests.web.campaigns.browsing import coordinator
from tests.web.conftest import SignIn, Visitor
from webapp.vocabulary import CampaignState, CarriedOnBy


def test_list_tells_what_runs_and_what_came_of_what_was(records: Session, visitor: Visitor) -> None:
    _, (now,) = make_campaign(records)
    ask(records, now, "selwerd", 20)
    _, (before,) = make_campaign(records, name="Eerder", state=CampaignState.CLOSED)
    give(records, bring(records, before, 40, place="beijum"), "beijum", 40, delivered=40)
    before.carried_on_by = CarriedOnBy.NEIGHBOURS
    records.commit()
    page = visitor.visit("/acties")
    assert [each.get_text(strip=True) for each in page.soup.select("main h2")] == ["Loopt nu", "Eerder"]
    assert "Ongeveer 100% van de hulp werd iets blijvends." in page.text
    assert "Begin een actie" not in page.text


def test_campaign_that_is_not_public_is_there_for_who_works_on_it_alone(
    records: Session, visitor: Visitor, sign_in: SignIn
) -> None:
    make_campaign(records, is_public=False, state=CampaignState.PREPARING)
    records.commit()
    assert "Er is nog geen actie." in visitor.visit("/acties").text
    assert "nog niet openbaar" in coordinator(records, sign_in).visit("/acties").text
