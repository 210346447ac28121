from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.planning.planning_city import kept

PATH = "/kaart/planner-vergelijk.geojson"


def test_map_says_in_which_scenario_each_neighbourhood_comes_first(city: Visitor, records: Session) -> None:
    one, other = kept(records, "Gewoon"), kept(records, "Eerst Meerstad", "voor:meerstad:binnenstad")
    features = city.client.get(f"{PATH}?scenario={one}&scenario={other}&zoom=12").get_json()["features"]
    marks = {each["id"]: (each["properties"]["stage"], each["properties"]["sign"]) for each in features}
    assert marks["meerstad"] == ("planner-two", "B")
    assert marks["binnenstad"] == ("planner-one", "A")
    assert marks["selwerd"] == ("planner-present", "✓")
    assert ("planner-same", "=") in marks.values()


def test_one_scenario_alone_is_refused(city: Visitor, records: Session) -> None:
    made = kept(records, "Gewoon")
    assert city.client.get(f"{PATH}?scenario={made}").status_code == 400
    assert city.client.get(PATH).status_code == 400
