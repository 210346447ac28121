"""The list of assets as GeoJSON, for everyone."""

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.asset_making import SELWERD, make_asset
from tests.web.conftest import Visitor
from tests.web.exchange.bringing import features_of
from webapp.models import Asset
from webapp.vocabulary import AssetKind


@pytest.fixture(autouse=True)
def nothing_yet(records: Session) -> None:
    records.execute(delete(Asset))
    records.commit()


def test_geojson_has_a_point_or_nothing(records: Session, visitor: Visitor) -> None:
    make_asset(records, "Buurttuin")
    make_asset(records, "Koor", neighbourhood="beijum", kind=AssetKind.CULTURE)
    records.commit()
    found = {each["properties"]["name"]: each for each in features_of(visitor, "/assets.geojson")}
    assert found["Buurttuin"]["geometry"]["coordinates"] == [SELWERD.lon, SELWERD.lat]
    assert found["Koor"]["geometry"] is None
    shown = found["Buurttuin"]["properties"]
    assert (shown["kind"], shown["neighbourhood"], shown["themes"]) == ("places", "Selwerd", ["tuin"])
    answer = visitor.client.get("/assets.geojson")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="assets.geojson"'
