from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.asset_making import make_asset
from tests.web.assets.keeping import coordinator
from tests.web.conftest import SignIn, Visitor
from webapp.models import Asset

PATH = "/kaart/witte-vlekken.geojson"


def buurten(visitor: Visitor, query: str) -> list[dict[str, Any]]:
    answer = visitor.client.get(f"{PATH}?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    features: list[dict[str, Any]] = answer.get_json(force=True)["features"]
    return features


def test_every_buurt_has_a_shape_a_class_and_a_sign(records: Session, visitor: Visitor) -> None:
    records.execute(delete(Asset))
    make_asset(records, "Taalhuis", neighbourhood="beijum", themes=("taal",))
    records.commit()
    found = buurten(visitor, "thema=taal&zoom=11")
    assert len(found) == 148
    assert all(each["geometry"]["type"] in ("Polygon", "MultiPolygon") for each in found)
    classes = {(each["properties"]["stage"], each["properties"]["sign"]) for each in found}
    assert classes == {("reach-no-need", "·"), ("reach-nothing", "0"), ("reach-well", "+")}


def test_lines_are_finer_near_by(visitor: Visitor) -> None:
    coarse, fine = (str(buurten(visitor, f"thema=taal&zoom={zoom}")) for zoom in (10, 18))
    assert len(coarse) <= len(fine)


def test_new_asset_is_seen_at_once(records: Session, visitor: Visitor) -> None:
    records.execute(delete(Asset))
    records.commit()
    stages = {each["properties"]["stage"] for each in buurten(visitor, "thema=taal")}
    assert stages == {"reach-no-need", "reach-nothing"}
    make_asset(records, "Taalhuis", neighbourhood="beijum", themes=("taal",))
    records.commit()
    assert "reach-well" in {each["properties"]["stage"] for each in buurten(visitor, "thema=taal")}


def test_needs_are_for_coordinators_and_never_kept(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    public = visitor.client.get(f"{PATH}?thema=taal&tegen=vragen")
    assert public.data == visitor.client.get(f"{PATH}?thema=taal").data
    answer = coordinator(records, sign_in).client.get(f"{PATH}?thema=taal&tegen=vragen")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.data != public.data


def test_what_cannot_be_read_is_told(visitor: Visitor) -> None:
    for query in ("", "thema=bestaat-niet", "thema=taal&zoom=99"):
        assert visitor.client.get(f"{PATH}?{query}").status_code == 400
