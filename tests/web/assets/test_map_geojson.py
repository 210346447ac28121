from typing import Any
from unittest.mock import patch

from sqlalchemy import delete
from sqlalchemy.orm import Session

from geo.values import Point
from tests.asset_making import SELWERD, make_asset
from tests.web.assets.keeping import coordinator
from tests.web.assets.test_index import people_who_offer
from tests.web.conftest import SignIn, Visitor
from webapp.assets.composing import pieces
from webapp.assets.queries import points as point_queries
from webapp.models import Asset
from webapp.vocabulary import AssetKind

PATH = "/kaart/assets.geojson"


def points(browser: Visitor, query: str = "") -> dict[str, dict[str, Any]]:
    answer = browser.client.get(f"{PATH}?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    return {each["properties"]["slug"]: each for each in answer.get_json(force=True)["features"]}


def test_points_are_what_the_list_shows_and_has_a_place(records: Session, visitor: Visitor) -> None:
    records.execute(delete(Asset))
    make_asset(records, "Buurttuin")
    make_asset(records, "Koor", neighbourhood="beijum", kind=AssetKind.CULTURE)
    make_asset(records, "Stille hulp", is_public=False)
    records.commit()
    found = points(visitor)
    assert list(found) == ["buurttuin"]
    assert found["buurttuin"]["geometry"]["coordinates"] == [SELWERD.lon, SELWERD.lat]
    shown = found["buurttuin"]["properties"]
    assert (shown["title"], shown["theme"], shown["is_faded"]) == ("Buurttuin", "places", False)
    assert points(visitor, "soort=economy") == {}


def test_gifts_stand_in_the_middle_of_a_neighbourhood_as_a_number(
    records: Session, visitor: Visitor, sign_in: SignIn
) -> None:
    people_who_offer(records, 7)
    shown = points(visitor, "soort=individuals")["mensen-in-selwerd"]["properties"]
    assert (shown["title"], shown["theme"]) == ("Selwerd · 5+", "individuals")
    exact = points(coordinator(records, sign_in), "soort=individuals")["mensen-in-selwerd"]["properties"]
    assert exact["title"] == "Selwerd · 7"


def test_answer_of_coordinators_is_not_kept(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    public = visitor.client.get(PATH)
    assert public.headers["Cache-Control"] == "public, no-cache"
    again = visitor.client.get(PATH, headers={"If-None-Match": public.headers["ETag"]})
    assert again.status_code == 304
    private = coordinator(records, sign_in).client.get(PATH)
    assert "no-store" in private.headers["Cache-Control"]


def test_what_cannot_be_read_is_told(visitor: Visitor) -> None:
    for query in ("soort=mens", "thema=bestaat-niet", "wijk=nergens"):
        assert visitor.client.get(f"{PATH}?{query}").status_code == 400
    for query in ("bbox=6.5,53.2", "bbox=100,10,110,20", "zoom=99"):
        assert visitor.client.get(f"{PATH}?{query}").status_code == 400


def test_box_gives_what_lies_in_it(records: Session, visitor: Visitor) -> None:
    records.execute(delete(Asset))
    make_asset(records, "Buurttuin")
    make_asset(records, "Ver weg", point=Point(6.6, 53.2))
    people_who_offer(records, 7)
    assert set(points(visitor)) == {"buurttuin", "ver-weg", "mensen-in-selwerd"}
    assert set(points(visitor, "bbox=6.53,53.22,6.57,53.25")) == {"buurttuin", "mensen-in-selwerd"}
    assert set(points(visitor, "bbox=6.59,53.19,6.61,53.21")) == {"ver-weg"}


def test_more_than_a_browser_can_draw_is_counted_per_cell(records: Session, visitor: Visitor) -> None:
    records.execute(delete(Asset))
    for number in range(4):
        make_asset(records, f"Plek {number}", point=Point(6.5517 + number * 0.0001, 53.2327))
    make_asset(records, "Ver weg", point=Point(6.6, 53.2))
    make_asset(records, "Stille hulp", point=Point(6.6, 53.2), is_public=False)
    records.commit()
    pieces.clear()
    assert visitor.client.get(PATH).get_json(force=True)["is_counted"] is False
    pieces.clear()
    with patch.object(point_queries, "MOST_POINTS", 3):
        whole = visitor.client.get(f"{PATH}?zoom=12").get_json(force=True)
        near = visitor.client.get(f"{PATH}?zoom=17&bbox=6.59,53.19,6.61,53.21").get_json(force=True)
    pieces.clear()
    assert (whole["name"], whole["is_counted"]) == ("assets", True)
    assert sorted(each["properties"]["count"] for each in whole["features"]) == [1, 4]
    assert all(set(each["properties"]) == {"count"} for each in whole["features"])
    assert near["is_counted"] is False
    assert [each["properties"]["slug"] for each in near["features"]] == ["ver-weg"]
