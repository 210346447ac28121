import pytest
from sqlalchemy.orm import Session

from tests.asset_making import place_id
from tests.campaign_making import ask, bring, give, given, make_campaign
from tests.factories import make_partner
from tests.web.campaigns.browsing import city, coordinator, part
from tests.web.campaigns.test_demand import sent
from tests.web.conftest import Page, SignIn

PATH = "/acties/kerst050/verdelen"


def test_proposal_is_shown_and_taken_over(records: Session, sign_in: SignIn) -> None:
    _, (line,) = make_campaign(records)
    ask(records, line, "selwerd", 30)
    ask(records, line, "beijum", 30)
    own = bring(records, line, 20, place="selwerd")
    rest = bring(records, line, 20, partner_id=make_partner(records).id)
    records.commit()
    browser = city(records, sign_in)
    page = browser.visit(PATH)
    assert "Pakketten: 20 te kort" in page.text
    assert "Het voorstel verandert 2 getallen." in page.text
    browser.submit(PATH, {"voorstel": "ja"}, status=303)
    selwerd, beijum = place_id(records, "selwerd"), place_id(records, "beijum")
    assert (given(records, own), given(records, rest)) == ({selwerd: (20, 0)}, {beijum: (20, 0)})
    assert "De verdeling is nu zoals het voorstel." in browser.visit(f"{PATH}?lijn={line.id}").text


def test_amount_set_by_hand_stays_and_an_emptied_one_is_for_the_proposal(records: Session, sign_in: SignIn) -> None:
    _, (line,) = make_campaign(records)
    ask(records, line, "selwerd", 30)
    ask(records, line, "beijum", 30)
    supply = bring(records, line, 40, partner_id=make_partner(records).id)
    records.commit()
    browser, selwerd, beijum = city(records, sign_in), place_id(records, "selwerd"), place_id(records, "beijum")
    path, cell = f"{PATH}?lijn={line.id}", f"deel-{supply.id}-{beijum}"
    page = browser.visit(path)
    browser.submit(path, sent_shares(page) | {cell: "12"}, status=303)
    browser.submit(PATH, {"voorstel": "ja"}, status=303)
    assert given(records, supply) == {beijum: (12, 0), selwerd: (28, 0)}
    page = browser.visit(path)
    assert "vastgezet" in page.text
    browser.submit(path, sent_shares(page) | {cell: ""}, status=303)
    browser.submit(PATH, {"voorstel": "ja"}, status=303)
    assert given(records, supply) == {beijum: (20, 0), selwerd: (20, 0)}


def test_no_more_is_divided_than_there_is_and_no_less_than_was_delivered(records: Session, sign_in: SignIn) -> None:
    _, (line,) = make_campaign(records)
    ask(records, line, "selwerd", 30)
    supply = bring(records, line, 40, place="selwerd")
    give(records, supply, "selwerd", 30, delivered=10)
    other = bring(records, line, 5, place="beijum")
    records.commit()
    browser, selwerd = city(records, sign_in), place_id(records, "selwerd")
    path, cell = f"{PATH}?lijn={line.id}", f"deel-{supply.id}-{selwerd}"
    for typed, told in (("41", "Er is nog 40"), ("9", "Er is al 10 van bezorgd"), ("10^9", "heel getal")):
        page = browser.submit(path, {cell: typed}, status=422)
        assert told in part(page, f"#{cell}-fout").get_text(" ")
    browser.submit(path, {f"deel-{supply.id}-999999": "1"}, status=400)
    browser.submit(f"{PATH}?lijn=999999", {cell: "1"}, status=404)
    browser.submit(path, {cell: "31", f"bron-{selwerd}": str(other.id), f"meer-{selwerd}": "4"}, status=303)
    assert (given(records, supply), given(records, other)) == ({selwerd: (31, 10)}, {selwerd: (4, 0)})


@pytest.mark.parametrize(
    ("asked", "there", "told"),
    [
        (0, 50, "Nog geen wijk vraagt iets. Er valt dus niets te verdelen."),
        (10, 100, "er is ruim 10 keer zo veel als de wijken vragen"),
        (10, 10, "genoeg voor iedereen"),
        (10, 0, "10 te kort"),
    ],
)
def test_without_demand_or_with_ten_times_the_supply_it_says_so(
    records: Session, sign_in: SignIn, asked: int, there: int, told: str
) -> None:
    _, (line,) = make_campaign(records)
    ask(records, line, "selwerd", asked)
    supply = bring(records, line, there, partner_id=make_partner(records).id)
    records.commit()
    browser = city(records, sign_in)
    assert told in browser.visit(PATH).text
    browser.submit(PATH, {"voorstel": "ja"}, status=303)
    assert sum(amount for amount, _ in given(records, supply).values()) == min(asked, there)


def test_only_who_keeps_campaigns_divides(records: Session, sign_in: SignIn) -> None:
    make_campaign(records)
    records.commit()
    coordinator(records, sign_in).visit(PATH, status=404)


def sent_shares(page: Page) -> dict[str, str]:
    """What the form with the shares would send as it stands."""
    for form in page.soup.select("main form:has(input[name=voorstel])"):
        form.decompose()
    return sent(page)
