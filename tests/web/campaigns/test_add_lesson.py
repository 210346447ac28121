from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.asset_making import place_id, theme_id
from tests.campaign_making import make_campaign
from tests.conftest import TODAY
from tests.factories import make_partner
from tests.web.campaigns.browsing import coordinator, member
from tests.web.conftest import SignIn, Visitor
from webapp.models import Lesson

PATH = "/acties/kerst050/verslag/les"


def test_lesson_is_kept_with_its_campaign_and_read_on_the_report(
    records: Session, visitor: Visitor, sign_in: SignIn
) -> None:
    campaign, _ = make_campaign(records)
    told = {
        "heading": "Begin bij de wijk",
        "what_was_done": "Eerst gevraagd wat de wijk zelf kan.",
        "what_came_of_it": "Meer dan de helft kwam uit de wijk.",
        "theme": str(theme_id(records, "eenzaamheid")),
        "place": str(place_id(records, "selwerd")),
    }
    records.commit()
    browser = coordinator(records, sign_in)
    browser.visit(PATH)
    for wrong in ({"heading": ""}, {"theme": ""}, {"theme": "999999"}, {"what_was_done": ""}, {"place": "999999"}):
        page = browser.submit(PATH, told | wrong, status=422)
        assert len(page.soup.select("form .field__error")) == 1
    browser.submit(PATH, told, status=303)
    made = records.scalars(select(Lesson)).one()
    assert (made.campaign_id, made.learned_on, made.title) == (campaign.id, TODAY, "Begin bij de wijk")
    assert "Begin bij de wijk" in browser.visit("/acties/kerst050/verslag").text
    assert "Begin bij de wijk" not in visitor.visit("/acties/kerst050/verslag").text


def test_who_does_not_coordinate_keeps_no_lesson(records: Session, sign_in: SignIn) -> None:
    make_campaign(records)
    partner = make_partner(records)
    records.commit()
    member(records, sign_in, partner.id).visit(PATH, status=404)
