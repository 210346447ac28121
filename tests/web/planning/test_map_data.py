import pytest
from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.planning.planning_city import ranking

PATH = "/kaart/planner.geojson"


def marks(city: Visitor, asked: str) -> dict[str, tuple[str, str]]:
    answer = city.client.get(f"{PATH}?zoom=12&{asked}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Cache-Control"] == "no-store"
    features = answer.get_json()["features"]
    return {each["id"]: (each["properties"]["stage"], each["properties"]["sign"]) for each in features}


def test_map_shows_what_the_ranking_shows(city: Visitor) -> None:
    page = city.visit("/planner")
    classes = {
        str(each["id"]).removeprefix("rij-"): each.select_one(".planner-mark").get_text(strip=True)
        for each in page.soup.select(".planner-rank")
    }
    found = marks(city, "kaart=score")
    assert {slug: sign for slug, (_, sign) in found.items() if sign != "✓"} == classes
    assert found["selwerd"] == ("planner-present", "✓")
    assert set(classes) == set(ranking(page))


def test_map_shows_the_year_of_each_start(city: Visitor, records: Session) -> None:
    found = marks(city, "kaart=plan&tempo=1&jaren=2&wens=in:meerstad:2028")
    assert found["meerstad"] == ("planner-b", "28")
    assert [sign for _, sign in found.values()].count("27") == 1
    assert ("planner-later", "–") in found.values()


@pytest.mark.parametrize("asked", ["tempo=0", "nood=-3", "wens=x", "zoom=abc"])
def test_question_that_cannot_be_read_is_refused(city: Visitor, asked: str) -> None:
    assert city.client.get(f"{PATH}?{asked}").status_code == 400
    assert city.client.get(f"{PATH}?tempo=3").status_code == 200
