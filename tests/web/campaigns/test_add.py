import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_making import make_campaign
from tests.web.campaigns.browsing import CAMPAIGN, city, coordinator, part
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import events
from webapp.models import Campaign
from webapp.vocabulary import AuditAction, CampaignState, Provenance

PATH = "/acties/nieuw"


@pytest.fixture
def browser(records: Session, sign_in: SignIn) -> Visitor:
    """Who keeps campaigns."""
    return city(records, sign_in)


def test_new_campaign_is_being_prepared_and_not_public(records: Session, browser: Visitor) -> None:
    browser.visit(PATH)
    page = browser.submit(PATH, CAMPAIGN | {"summary": "Samen\nvieren"}, status=303)
    assert page.response.location == "/acties/kerst050-2027/wijzigen?bewaard=nieuw#onderdelen"
    made = records.scalars(select(Campaign).where(Campaign.slug == "kerst050-2027")).one()
    assert (made.state, made.is_public, made.provenance, made.summary) == (
        CampaignState.PREPARING,
        False,
        Provenance.ENTERED,
        "Samen vieren",
    )
    assert [each[0] for each in events(records, "campaign", made.id)] == [AuditAction.CREATED]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "Vul de naam in."),
        ({"name": "x" * 81}, "hooguit 80 tekens"),
        ({"ends_on": "2027-11-30"}, "De laatste dag ligt voor de eerste"),
        ({"ends_on": "2029-12-01"}, "hooguit 400 dagen"),
        ({"starts_on": "31-12-2027"}, "Kies een dag, of schrijf hem als 2026-12-01."),
        ({"starts_on": "1789-07-14"}, "Kies dagen tussen"),
        ({"name": "Kerst050"}, "Er is al een actie met deze naam"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_lost(
    records: Session, browser: Visitor, changes: dict[str, str], told: str
) -> None:
    make_campaign(records)
    records.commit()
    page = browser.submit(PATH, CAMPAIGN | {"story": "Een lang verhaal"} | changes, status=422)
    assert told in part(page, "form .field__error").get_text(" ")
    assert "Een lang verhaal" in part(page, "#story").get_text()
    assert records.scalars(select(Campaign.slug)).all() == ["kerst050"]


def test_who_does_not_keep_campaigns_finds_no_page(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    browser.visit(PATH, status=404)
    browser.submit(PATH, CAMPAIGN, status=404)
