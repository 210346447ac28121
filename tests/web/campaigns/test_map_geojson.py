from sqlalchemy.orm import Session

from tests.campaign_making import ask, bring, give, make_campaign
from tests.web.campaigns.browsing import coordinator
from tests.web.conftest import SignIn, Visitor

PATH = "/kaart/acties/kerst050.geojson"


def test_map_says_how_far_each_neighbourhood_is_and_no_more_than_the_table(
    records: Session, visitor: Visitor, sign_in: SignIn
) -> None:
    _, (line,) = make_campaign(records)
    ask(records, line, "selwerd", 20)
    ask(records, line, "beijum", 3)
    give(records, bring(records, line, 40, place="selwerd"), "selwerd", 20)
    records.commit()

    def paces(browser: Visitor) -> dict[str, tuple[str, str]]:
        answer = browser.client.get(f"{PATH}?zoom=11&lijn={line.id}")
        assert answer.headers["Cache-Control"] in ("private, no-cache", "no-store")
        return {
            each["properties"]["slug"]: (each["properties"]["stage"], each["properties"]["sign"])
            for each in answer.get_json(force=True)["features"]
        }

    told, exact = paces(visitor), paces(coordinator(records, sign_in))
    assert told["selwerd"] == exact["selwerd"] == ("campaign-promised", "+")
    assert (told["beijum"], exact["beijum"]) == (("campaign-quiet", "–"), ("campaign-lacking", "!"))
    assert told["vinkhuizen"] == ("campaign-unknown", "?")


def test_map_of_what_is_not_there_is_a_404_and_a_wrong_zoom_a_400(records: Session, visitor: Visitor) -> None:
    make_campaign(records)
    records.commit()
    assert visitor.client.get("/kaart/acties/nee.geojson").status_code == 404
    assert visitor.client.get(f"{PATH}?lijn=99999999999999999999").status_code == 404
    assert visitor.client.get(f"{PATH}?zoom=oneindig").status_code == 400
