from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.asset_making import place_id
from tests.campaign_making import bring, give, given, make_campaign
from tests.factories import make_partner
from tests.web.campaigns.browsing import city, coordinator, member
from tests.web.campaigns.test_demand import sent
from tests.web.conftest import SignIn
from webapp.models import CampaignSupply

PATH = "/acties/kerst050/aanbod"


def supplies(records: Session) -> list[tuple[int, bool, str]]:
    records.expire_all()
    rows = records.scalars(select(CampaignSupply).order_by(CampaignSupply.id))
    return [(each.amount, each.confirmed, each.note) for each in rows]


def test_member_pledges_for_the_own_partner_once(records: Session, sign_in: SignIn) -> None:
    _, (line,) = make_campaign(records)
    own, other = make_partner(records), make_partner(records, "andere")
    records.commit()
    browser = member(records, sign_in, own.id)
    page = browser.visit(PATH)
    assert "Andere" not in page.text
    mine, theirs = f"aanbod-{line.id}-{own.id}", f"aanbod-{line.id}-{other.id}"
    browser.submit(PATH, sent(page) | {mine: "50", f"opmerking-{own.id}": "Vanaf 12 december"}, status=303)
    # the same page once more: one pledge, and no second
    assert "Iemand anders schreef" in browser.submit(PATH, sent(page) | {mine: "60"}, status=409).text
    assert supplies(records) == [(50, True, "Vanaf 12 december")]
    browser.submit(PATH, {theirs: "5"}, status=400)
    browser.submit(PATH, {mine: "-5"}, status=422)
    page = browser.submit(PATH, {mine: "70", f"opmerking-{own.id}": "x" * 201}, status=422)
    assert "hooguit 200 tekens" in page.text
    assert supplies(records) == [(50, True, "Vanaf 12 december")]


def test_city_adds_partners_and_says_what_is_not_sure_yet(records: Session, sign_in: SignIn) -> None:
    _, (line,) = make_campaign(records)
    partner = make_partner(records)
    bring(records, line, 9, place="selwerd")
    records.commit()
    browser = city(records, sign_in)
    assert "Nog geen partner zegde iets toe." in browser.visit(PATH).text
    page = browser.visit(f"{PATH}?partner={partner.id}&partner=abc&partner=999999")
    assert [each.get_text() for each in page.soup.select(".campaign-pledge legend")] == ["Proefkerk"]
    hoped = {f"aanbod-{line.id}-{partner.id}": "80", f"misschien-{partner.id}": "ja"}
    browser.submit(PATH, sent(page) | hoped, status=303)
    assert supplies(records)[-1] == (80, False, "")
    fields = sent(browser.visit(PATH))
    del fields[f"misschien-{partner.id}"]
    browser.submit(PATH, fields, status=303)
    assert supplies(records)[-1] == (80, True, "")
    coordinator(records, sign_in).visit(PATH, status=404)


def test_less_takes_back_what_it_does_not_cover_but_not_what_is_there(records: Session, sign_in: SignIn) -> None:
    _, (line,) = make_campaign(records)
    partner = make_partner(records)
    supply = bring(records, line, 40, partner_id=partner.id)
    give(records, supply, "selwerd", 20, delivered=20)
    give(records, supply, "beijum", 20)
    records.commit()
    browser, field = member(records, sign_in, partner.id), f"aanbod-{line.id}-{partner.id}"
    assert "Er is al 20 van bezorgd" in browser.submit(PATH, {field: ""}, status=422).text
    browser.submit(PATH, {field: "25"}, status=303)
    selwerd, beijum = place_id(records, "selwerd"), place_id(records, "beijum")
    assert given(records, supply) == {selwerd: (20, 20), beijum: (5, 0)}
