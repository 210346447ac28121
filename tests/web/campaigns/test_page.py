from sqlalchemy.orm import Session

from tests.campaign_making import PARCELS, VISITS, ask, bring, give, make_campaign
from tests.factories import make_partner
from tests.web.campaigns.browsing import city, coordinator, member, municipality
from tests.web.conftest import Page, SignIn, Visitor
from webapp.vocabulary import CampaignState, PartnerKind

PATH = "/acties/kerst050"
HTMX = {"HX-Request": "true"}


def row(page: Page, place: str) -> list[str]:
    """The cells of a neighbourhood, without its sign."""
    head = next(each for each in page.soup.select(".campaign-places th") if each.get_text(strip=True) == place)
    cells = head.find_next_siblings("td", class_="campaign-number")
    return [each.get_text(strip=True) for each in cells]


def test_visitors_are_told_about_how_much_and_coordinators_exactly(
    records: Session, visitor: Visitor, sign_in: SignIn
) -> None:
    _, (line,) = make_campaign(records)
    ask(records, line, "selwerd", 23)
    ask(records, line, "beijum", 3)
    ask(records, line, "paddepoel", 0)
    give(records, bring(records, line, 12, place="selwerd"), "selwerd", 12, delivered=4)
    records.commit()
    page = visitor.visit(PATH)
    assert row(page, "Selwerd") == ["25", "10", "0–4"]
    # who asks a few looks as who asks nothing
    assert row(page, "Beijum") == row(page, "Paddepoel") == ["0–4", "0–4", "0–4"]
    assert "te kort" not in page.text
    exact = coordinator(records, sign_in).visit(PATH)
    assert row(exact, "Selwerd") == ["23", "12", "4"]
    assert row(exact, "Beijum") == ["3", "0", "0"]
    assert "er is nog 14 te kort" in exact.text


def test_part_that_changes_comes_alone_and_asks_for_itself_while_it_runs(records: Session, visitor: Visitor) -> None:
    campaign, (_, visits) = make_campaign(records, PARCELS, VISITS)
    ask(records, visits, "selwerd", 30)
    records.commit()
    part = visitor.visit(f"{PATH}?lijn={visits.id}", headers=HTMX)
    assert part.soup.html is None
    box = part.soup.select_one("#voortgang")
    assert box is not None
    assert box["hx-get"] == f"{PATH}?lijn={visits.id}"
    assert "Bezoek per wijk" in part.text
    campaign.state = CampaignState.PREPARING
    records.commit()
    assert "hx-get" not in str(visitor.visit(PATH, headers=HTMX).soup)


def test_what_is_not_there_is_a_404_and_an_empty_campaign_says_so(records: Session, visitor: Visitor) -> None:
    campaign, (line,) = make_campaign(records)
    for path in ("/acties/bestaat-niet", "/acties/Geen_Slug", f"{PATH}?lijn=0", f"{PATH}?lijn={line.id + 99}"):
        visitor.visit(path, status=404)
    records.delete(line)
    campaign.is_public = False
    records.commit()
    visitor.visit(PATH, status=404)
    campaign.is_public = True
    records.commit()
    assert "Deze actie heeft nog geen onderdelen." in visitor.visit(PATH).text


def test_churches_that_help_are_named_to_who_sees_what_partners_do_around_faith(
    records: Session, visitor: Visitor, sign_in: SignIn
) -> None:
    _, (line,) = make_campaign(records)
    church, shop = make_partner(records, "proefkerk"), make_partner(records, "winkel", kind=PartnerKind.BUSINESS)
    for partner in (church, shop):
        bring(records, line, 30, partner_id=partner.id)
    records.commit()
    for browser in (visitor, municipality(records, sign_in)):
        page = browser.visit(PATH)
        assert "Winkel" in page.text
        assert "en andere organisaties" in page.text
        assert "proefkerk" not in page.response.text.lower()
    assert "Proefkerk" in member(records, sign_in, shop.id).visit(PATH).text


def test_everyone_is_shown_what_they_may_do(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    make_campaign(records)
    partner = make_partner(records)
    records.commit()
    words = ("Aan de slag", "Verdeel over de wijken", "Wat brengt jouw organisatie?", "Selwerd: vraag")
    told = [
        [word for word in words if word in browser.visit(PATH).text]
        for browser in (
            visitor,
            coordinator(records, sign_in),
            member(records, sign_in, partner.id),
            city(records, sign_in),
        )
    ]
    assert told == [[], [words[0], words[3]], [words[0], words[2]], [words[0], words[1]]]
