"""The data of the municipality's map: shapes with a tint and a sign, from a release."""

import json

from sqlalchemy.orm import Session

from tests.release_making import made_release
from tests.web.conftest import SignIn, Visitor
from tests.web.opendata.released import municipality


def test_map_has_each_area_with_its_stage(records: Session, sign_in: SignIn) -> None:
    head = made_release(records)
    response = municipality(records, sign_in).client.get("/gemeente/kaart.geojson?niveau=missie050-wijken&kaart=fase")
    assert response.mimetype == "application/geo+json"
    features = {each["properties"]["slug"]: each for each in json.loads(response.data)["features"]}
    assert len(features) == head.neighbourhoods
    selwerd = features["selwerd"]["properties"]
    assert (selwerd["stage"], selwerd["sign"], selwerd["name"]) == ("self_sustaining", "Z", "Selwerd")
    assert features["selwerd"]["geometry"]["type"] == "MultiPolygon"
    assert set(selwerd) == {"slug", "name", "stage", "is_stale", "sign", "label"}


def test_figures_are_tinted_in_classes_and_what_is_unknown_stands_apart(records: Session, sign_in: SignIn) -> None:
    made_release(records)
    response = municipality(records, sign_in).client.get(
        "/gemeente/kaart.geojson?niveau=buurten&kaart=pct_0_14&zoom=14"
    )
    drawn = {
        (each["properties"]["stage"], each["properties"]["sign"]) for each in json.loads(response.data)["features"]
    }
    assert ("class-unknown", "?") in drawn
    assert ("class-5", "5") in drawn


def test_coarse_shapes_are_about_as_small_and_none_is_lost(records: Session, sign_in: SignIn) -> None:
    made_release(records)
    client = municipality(records, sign_in).client
    coarse, fine = (client.get(f"/gemeente/kaart.geojson?niveau=buurten&zoom={zoom}").data for zoom in (10, 20))
    assert coarse != fine
    assert len(coarse) <= 1.05 * len(fine)
    assert len(json.loads(coarse)["features"]) == len(json.loads(fine)["features"])
    assert b'"coordinates":[]' not in coarse


def test_map_is_not_for_visitors(visitor: Visitor, records: Session) -> None:
    made_release(records)
    assert visitor.client.get("/gemeente/kaart.geojson").status_code == 303
