import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.asset_making import place_id
from tests.campaign_making import PARCELS, VISITS, ask, asked, make_campaign
from tests.web.campaigns.browsing import city, coordinator, part
from tests.web.conftest import Page, SignIn
from tests.web.people.browsing import events
from webapp.models import CampaignDemand
from webapp.vocabulary import CampaignState

PATH = "/acties/kerst050/vraag"


def sent(page: Page) -> dict[str, str]:
    """What the grid would send as it stands."""
    form = part(page, "main form")
    return {str(each["name"]): str(each.get("value", "")) for each in form.select("input[name]")}


def test_grid_keeps_what_was_typed_over_all_neighbourhoods(records: Session, sign_in: SignIn) -> None:
    campaign, (parcels, visits) = make_campaign(records, PARCELS, VISITS)
    ask(records, parcels, "beijum", 40)
    records.commit()
    selwerd, beijum = place_id(records, "selwerd"), place_id(records, "beijum")
    browser = city(records, sign_in)
    fields = sent(browser.visit(PATH))
    fields |= {f"vraag-{parcels.id}-{selwerd}": "1.200", f"vraag-{visits.id}-{selwerd}": "0"}
    browser.submit(PATH, fields | {f"vraag-{parcels.id}-{beijum}": ""}, status=303)
    found = [asked(records, line, place) for line in (parcels, visits) for place in ("selwerd", "beijum")]
    # who left it empty did not say; who wrote 0 needs none
    assert found == [1200, None, 0, None]
    assert events(records, "campaign", campaign.id)[-1][3] == ["asked"]


@pytest.mark.parametrize("typed", ["-3", "1000000000", "veel", "2,5"])
def test_wrong_cell_is_told_beside_it_and_everything_typed_stays(records: Session, sign_in: SignIn, typed: str) -> None:
    _, (line,) = make_campaign(records)
    records.commit()
    selwerd, beijum = place_id(records, "selwerd"), place_id(records, "beijum")
    wrong, right = f"vraag-{line.id}-{selwerd}", f"vraag-{line.id}-{beijum}"
    browser = city(records, sign_in)
    page = browser.submit(PATH, sent(browser.visit(PATH)) | {wrong: typed, right: "8"}, status=422)
    assert part(page, f"#{wrong}")["value"] == typed
    assert part(page, f"#{right}")["value"] == "8"
    assert "heel getal van 0 tot en met 100.000" in part(page, f"#{wrong}-fout").get_text()
    assert page.soup.select_one(f".error-summary a[href='#{wrong}']") is not None
    assert records.scalar(select(func.count()).select_from(CampaignDemand)) == 0
    browser.submit(PATH, sent(page) | {wrong: "5"}, status=303)
    assert (asked(records, line, "selwerd"), asked(records, line, "beijum")) == (5, 8)


def test_two_editors_lose_nothing_and_the_same_cell_is_told_to_the_second(records: Session, sign_in: SignIn) -> None:
    _, (line,) = make_campaign(records)
    ask(records, line, "selwerd", 10)
    ask(records, line, "beijum", 10)
    records.commit()
    one, other = city(records, sign_in), coordinator(records, sign_in)
    mine, theirs = sent(one.visit(PATH)), sent(other.visit(PATH))
    selwerd, beijum = (f"vraag-{line.id}-{place_id(records, each)}" for each in ("selwerd", "beijum"))
    assert beijum not in theirs
    other.submit(PATH, theirs | {selwerd: "15"}, status=303)
    # another cell than the first one touched: both stay
    one.submit(PATH, mine | {beijum: "20"}, status=303)
    assert (asked(records, line, "selwerd"), asked(records, line, "beijum")) == (15, 20)
    page = one.submit(PATH, mine | {selwerd: "12"}, status=409)
    assert "Iemand anders schreef hier intussen 15" in page.text
    assert asked(records, line, "selwerd") == 15
    one.submit(PATH, sent(page), status=303)
    assert asked(records, line, "selwerd") == 12


def test_neighbourhoods_of_others_and_unknown_ones_cannot_be_filled_in(records: Session, sign_in: SignIn) -> None:
    campaign, (line,) = make_campaign(records)
    records.commit()
    browser = coordinator(records, sign_in)
    for place in (place_id(records, "beijum"), 999999):
        page = browser.submit(PATH, {f"vraag-{line.id}-{place}": "5"}, status=400)
        assert "vakje mee dat hier niet hoort" in page.text
    assert records.scalar(select(func.count()).select_from(CampaignDemand)) == 0
    campaign.state, campaign.closed_on = CampaignState.CLOSED, campaign.ends_on
    records.commit()
    page = browser.submit(PATH, {f"vraag-{line.id}-{place_id(records, 'selwerd')}": "5"}, status=400)
    assert "Deze actie is afgesloten" in page.text
    assert "Deze actie is afgesloten" in browser.visit(PATH).text
