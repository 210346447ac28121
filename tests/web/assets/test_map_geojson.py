from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.asset_making import SELWERD, make_asset
from tests.web.assets.keeping import coordinator
from tests.web.assets.test_index import people_who_offer
from tests.web.conftest import SignIn, Visitor
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
