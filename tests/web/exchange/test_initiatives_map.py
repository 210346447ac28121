import json

from sqlalchemy.orm import Session

from tests.initiative_making import make_content, make_initiative
from tests.web.conftest import Visitor
from tests.web.exchange.bringing import (
    features_of,
)
from webapp.vocabulary import Reach


def test_geojson_has_a_point_or_nothing(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Breien op zolder"))
    make_initiative(records, make_content("Overal breien", reach=Reach.CITY, lon=None, lat=None))
    records.commit()
    found = {each["properties"]["title"]: each for each in features_of(visitor, "/initiatieven.geojson?zoek=breien")}
    assert found["Breien op zolder"]["geometry"] == {"type": "Point", "coordinates": [6.5517, 53.2327]}
    assert found["Overal breien"]["geometry"] is None
    assert found["Breien op zolder"]["properties"]["neighbourhoods"] == ["Selwerd"]
    whole = json.loads(visitor.client.get("/initiatieven.geojson").data)
    assert whole["attribution"].startswith("Missie050")
