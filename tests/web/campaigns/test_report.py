from sqlalchemy.orm import Session

from tests.asset_making import place_id
from tests.campaign_making import PARCELS, VISITS, ask, bring, give, make_campaign
from tests.factories import make_partner
from tests.web.campaigns.browsing import city, municipality, part
from tests.web.conftest import SignIn, Visitor
from webapp.models import CampaignCarryOn, CampaignLine
from webapp.vocabulary import CampaignState, CarriedOnBy

PATH = "/acties/kerst050/verslag"


def a_closed_one(records: Session) -> tuple[CampaignLine, CampaignLine]:
    """Parcels: 60 of 100 go on with neighbours, of Selwerd alone; visits: a church goes on with all 20."""
    campaign, (parcels, visits) = make_campaign(records, PARCELS, VISITS, state=CampaignState.CLOSED)
    campaign.outcome = "Het was goed."
    for place, amount in (("selwerd", 60), ("beijum", 37), ("vinkhuizen", 3)):
        ask(records, parcels, place, amount)
        give(records, bring(records, parcels, amount, place=place), place, amount, delivered=amount)
    parcels.carried_on_by = CarriedOnBy.NOBODY
    records.add(
        CampaignCarryOn(
            line_id=parcels.id,
            neighbourhood_id=place_id(records, "selwerd"),
            carried_on_by=CarriedOnBy.NEIGHBOURS,
        )
    )
    partner = make_partner(records)
    give(records, bring(records, visits, 20, partner_id=partner.id), "selwerd", 20, delivered=20)
    visits.carried_on_by, visits.carried_on_partner_id = CarriedOnBy.PARTNER, partner.id
    records.commit()
    return parcels, visits


def test_report_tells_what_lasts_line_by_line_and_where(records: Session, sign_in: SignIn) -> None:
    parcels, visits = a_closed_one(records)
    page = city(records, sign_in).visit(PATH)
    assert "80% van de hulp werd iets blijvends." in page.text
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in page.soup.select("main table")[0].select("tbody tr")
    ]
    assert rows == [["100", "60", "0", "40", "0", "60%"], ["20", "0", "20", "0", "0", "100%"]]
    where = part(page, f"[aria-labelledby=lijn-{parcels.id}]").get_text(" ", strip=True)
    assert "Wie gaat verder: niemand." in where
    assert "Selwerd 60 60 60 buren" in " ".join(where.split())
    assert "Proefkerk" in part(page, f"[aria-labelledby=lijn-{visits.id}]").get_text()
    assert "Wat we leerden" in page.text


def test_others_are_told_about_how_much_and_no_church(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    a_closed_one(records)
    for browser in (visitor, municipality(records, sign_in)):
        page = browser.visit(PATH)
        assert "Ongeveer 80% van de hulp werd iets blijvends." in page.text
        assert "proefkerk" not in page.response.text.lower()
        assert "Vinkhuizen 0–4 0–4 0–4 niemand" in page.text
        assert "Wat we leerden" not in page.text


def test_running_campaign_shows_how_it_stands_and_an_empty_one_says_so(records: Session, visitor: Visitor) -> None:
    make_campaign(records)
    records.commit()
    page = visitor.visit(PATH)
    assert "Deze actie is nog niet afgesloten." in page.text
    assert "Er is nog niets bezorgd" in page.text
    visitor.visit("/acties/nee/verslag", status=404)
