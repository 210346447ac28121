from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.campaign_making import PARCELS, VISITS, ask, bring, make_campaign
from tests.web.campaigns.browsing import city, coordinator
from tests.web.conftest import SignIn
from webapp.models import CampaignLine


def test_line_goes_as_long_as_nobody_asked_or_pledged(records: Session, sign_in: SignIn) -> None:
    _, (parcels, visits) = make_campaign(records, PARCELS, VISITS)
    ask(records, parcels, "selwerd", 3)
    records.commit()
    browser = city(records, sign_in)
    path = "/acties/kerst050/lijnen/{}/weg"
    assert "dus het kan niet weg" in browser.submit(path.format(parcels.id), {}, status=400).text
    coordinator(records, sign_in).submit(path.format(visits.id), {}, status=404)
    supply = bring(records, visits, 3, place="selwerd")
    records.commit()
    browser.submit(path.format(visits.id), {}, status=400)
    assert records.scalar(select(func.count()).select_from(CampaignLine)) == 2
    records.delete(supply)
    records.commit()
    browser.submit(path.format(visits.id), {}, status=303)
    assert records.scalars(select(CampaignLine.id)).all() == [parcels.id]
