from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.asset_making import place_id
from tests.campaign_making import ask, asked, bring, give, given, make_campaign
from tests.factories import make_partner
from tests.web.campaigns.browsing import coordinator, part
from tests.web.campaigns.test_demand import sent as inputs
from tests.web.conftest import Page, SignIn
from webapp.models import CampaignCarryOn, CampaignSupply
from webapp.vocabulary import CarriedOnBy

PATH = "/acties/kerst050/wijk/selwerd"


def sent(page: Page) -> dict[str, str]:
    """What the form would send as it stands."""
    fields = inputs(page)
    form = part(page, "main form")
    for radio in form.select("input[type=radio]"):
        fields.pop(str(radio["name"]), None)
    for radio in form.select("input[type=radio][checked]"):
        fields[str(radio["name"])] = str(radio["value"])
    for select_field in form.select("select"):
        chosen = select_field.select_one("option[selected]")
        fields[str(select_field["name"])] = str(chosen["value"]) if chosen else ""
    return fields


def test_neighbourhood_tells_what_it_asks_carries_and_got_and_who_carries_on(records: Session, sign_in: SignIn) -> None:
    _, (line,) = make_campaign(records)
    partner = make_partner(records)
    supply = bring(records, line, 30, partner_id=partner.id)
    give(records, supply, "selwerd", 20)
    records.commit()
    browser, selwerd = coordinator(records, sign_in), place_id(records, "selwerd")
    fields = sent(browser.visit(PATH))
    assert fields[f"wie-{line.id}"] == "als-lijn"
    told = {f"vraag-{line.id}": "50", f"eigen-{line.id}": "25", f"er-{supply.id}": "18"}
    carried = {f"wie-{line.id}": "neighbours", f"partner-{line.id}": str(partner.id), f"hoe-{line.id}": "Samen koken"}
    browser.submit(PATH, fields | told | carried, status=303)
    assert asked(records, line, "selwerd") == 50
    own = records.scalars(select(CampaignSupply).where(CampaignSupply.neighbourhood_id == selwerd)).one()
    assert (own.amount, own.confirmed, own.partner_id) == (25, True, None)
    assert given(records, supply) == {selwerd: (20, 18)}
    answer = records.scalars(select(CampaignCarryOn)).one()
    # a partner is named only where one carries on
    assert (answer.carried_on_by, answer.carried_on_partner_id, answer.carried_on_words) == (
        CarriedOnBy.NEIGHBOURS,
        None,
        "Samen koken",
    )
    page = browser.visit(PATH)
    assert "Nog 30 te kort." in page.text
    browser.submit(PATH, sent(page) | {f"wie-{line.id}": "als-lijn"}, status=303)
    assert records.scalars(select(CampaignCarryOn)).all() == []


def test_pledge_of_the_own_network_goes_down_to_what_is_there_and_promises_with_it(
    records: Session, sign_in: SignIn
) -> None:
    _, (line,) = make_campaign(records)
    supply = bring(records, line, 40, place="selwerd")
    give(records, supply, "selwerd", 25, delivered=10)
    give(records, supply, "beijum", 15)
    records.commit()
    browser, selwerd, beijum = coordinator(records, sign_in), place_id(records, "selwerd"), place_id(records, "beijum")
    fields = sent(browser.visit(PATH))
    page = browser.submit(PATH, fields | {f"eigen-{line.id}": "9", f"vraag-{line.id}": "7"}, status=422)
    assert "Er is al 10 van bezorgd" in page.text
    assert (asked(records, line, "selwerd"), given(records, supply)) == (None, {selwerd: (25, 10), beijum: (15, 0)})
    browser.submit(PATH, sent(page) | {f"eigen-{line.id}": "20"}, status=303)
    assert (asked(records, line, "selwerd"), given(records, supply)) == (7, {selwerd: (15, 10), beijum: (5, 0)})


def test_no_answer_or_an_unknown_partner_keeps_nothing_and_loses_nothing(records: Session, sign_in: SignIn) -> None:
    _, (line,) = make_campaign(records)
    ask(records, line, "selwerd", 4)
    records.commit()
    browser = coordinator(records, sign_in)
    fields = sent(browser.visit(PATH)) | {f"vraag-{line.id}": "6"}
    for wrong in ({f"wie-{line.id}": "iedereen"}, {f"wie-{line.id}": "partner", f"partner-{line.id}": "999999"}):
        page = browser.submit(PATH, fields | wrong, status=422)
        assert part(page, f"#vraag-{line.id}")["value"] == "6"
        assert page.soup.select_one(f".error-summary a[href='#wie-{line.id}']") is not None
    assert asked(records, line, "selwerd") == 4


def test_neighbourhood_of_another_is_not_there(records: Session, sign_in: SignIn) -> None:
    make_campaign(records)
    records.commit()
    browser = coordinator(records, sign_in)
    for place in ("beijum", "bestaat-niet"):
        browser.visit(f"/acties/kerst050/wijk/{place}", status=404)
