import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_making import make_campaign
from tests.web.campaigns.browsing import LINE, city, part
from tests.web.conftest import SignIn
from webapp.models import CampaignLine
from webapp.vocabulary import CampaignLineKind, CampaignState

PATH = "/acties/kerst050/lijnen/nieuw"


def test_line_comes_behind_the_others(records: Session, sign_in: SignIn) -> None:
    campaign, _ = make_campaign(records)
    records.commit()
    browser = city(records, sign_in)
    assert part(browser.visit(PATH), "#ends_on")["value"] == "2026-12-31"
    browser.submit(PATH, LINE, status=303)
    rows = records.scalars(select(CampaignLine).order_by(CampaignLine.position)).all()
    assert [(each.name, each.kind) for each in rows] == [
        ("Pakketten", CampaignLineKind.PARCELS),
        ("Maaltijden", CampaignLineKind.MEALS),
    ]
    records.refresh(campaign)
    assert campaign.version == 3


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "geld"}, "Kies wat het is."),
        ({"name": "Pakketten"}, "al een onderdeel met deze naam"),
        ({"unit": ""}, "Vul in wat je telt"),
        ({"ends_on": "2027-01-01"}, "Elk onderdeel eindigt binnen de periode"),
        ({"ends_on": ""}, "Kies een dag"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    records: Session, sign_in: SignIn, changes: dict[str, str], told: str
) -> None:
    make_campaign(records)
    records.commit()
    page = city(records, sign_in).submit(PATH, LINE | changes, status=422)
    assert told in part(page, "form .field__error").get_text(" ")


def test_closed_campaign_gets_no_line(records: Session, sign_in: SignIn) -> None:
    make_campaign(records, state=CampaignState.CLOSED)
    records.commit()
    page = city(records, sign_in).submit(PATH, LINE, status=422)
    assert "Deze actie is afgesloten" in page.text
