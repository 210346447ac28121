import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.asset_making import SELWERD, make_asset, make_effect
from tests.conftest import TODAY
from tests.factories import make_partner
from tests.web.assets.keeping import coordinator
from tests.web.conftest import SignIn, Visitor
from tests.web.exchange.bringing import features_of, rows_of
from webapp.exchange.queries import exports
from webapp.models import Asset
from webapp.vocabulary import AssetKind

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


@pytest.fixture(autouse=True)
def nothing_yet(records: Session) -> None:
    records.execute(delete(Asset))
    records.commit()


def names(visitor: Visitor, query: str = "") -> list[str]:
    return [row["Naam"] for row in rows_of(visitor, f"/assets.csv{query}")]


def test_file_holds_what_the_list_shows_for_the_same_filters(records: Session, visitor: Visitor) -> None:
    make_asset(records, "Buurttuin")
    make_asset(records, "Koor", neighbourhood="beijum", kind=AssetKind.CULTURE, themes=("taal",))
    ended = make_asset(records, "Voorbij")
    ended.ended_on = TODAY
    records.commit()
    for query, told in (
        ("", ["Buurttuin", "Koor"]),
        ("?soort=culture", ["Koor"]),
        ("?wijk=selwerd", ["Buurttuin"]),
        ("?thema=tuin", ["Buurttuin"]),
        ("?zoek=koor", ["Koor"]),
    ):
        assert names(visitor, query) == told
        assert sorted(each["properties"]["name"] for each in features_of(visitor, f"/assets.geojson{query}")) == told
    links = [link["href"] for link in visitor.visit("/assets?soort=culture").soup.select(".export-links a")]
    assert links == ["/assets.csv?soort=culture", "/assets.xlsx?soort=culture", "/assets.geojson?soort=culture"]


def test_coordinators_get_the_same_public_file(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    make_asset(records, "Buurttuin")
    make_asset(records, "Stille hulp", is_public=False)
    records.commit()
    keeper = coordinator(records, sign_in)
    assert "Stille hulp" in keeper.visit("/assets").text
    for path in ("/assets.csv", "/assets.geojson"):
        seen = keeper.client.get(path).data
        assert seen == visitor.client.get(path).data
        assert b"Stille hulp" not in seen
        assert b"Buurttuin" in seen


def test_each_cell_tells_what_the_page_says(records: Session, visitor: Visitor) -> None:
    partner = make_partner(records, "de-brug")
    make_asset(
        records, "Buurttuin", description="Samen tuinieren", how_to_use="Loop binnen", partner_id=partner.id,
        opening_words="Als het hek open is", capacity=12, effects=(make_effect(records),),
    )  # fmt: skip
    records.commit()
    (row,) = rows_of(visitor, "/assets.csv")
    assert {name: row[name] for name in ("Soort", "Beschrijving", "Hoe je het gebruikt", "Van wie", "Wijk")} == {
        "Soort": "Plekken", "Beschrijving": "Samen tuinieren", "Hoe je het gebruikt": "Loop binnen",
        "Van wie": "De-Brug", "Wijk": "Selwerd",
    }  # fmt: skip
    assert (float(row["Lengtegraad"]), float(row["Breedtegraad"])) == (SELWERD.lon, SELWERD.lat)
    assert (row["Open in woorden"], row["Plaatsen"], row["Open"]) == ("Als het hek open is", "12", "")
    assert row["Wat het doet"] == "minder: Eenzaamheid (gezien)"
    assert row["Pagina"].endswith("/assets/buurttuin")
    assert row["Bron"].startswith("Missie050")


def test_no_cell_is_a_formula(records: Session, visitor: Visitor) -> None:
    for number, formula in enumerate(FORMULAS):
        make_asset(records, f"{formula}x{number}", description=formula, owner=formula.strip() or "x")
    records.commit()
    for row in rows_of(visitor, "/assets.csv"):
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    book = load_workbook(io.BytesIO(visitor.client.get("/assets.xlsx").data))
    cells = [cell for line in book.active.iter_rows() for cell in line]
    assert len(cells) > len(FORMULAS)
    assert "f" not in {cell.data_type for cell in cells}


def test_what_cannot_be_read_or_is_too_much_is_told(
    records: Session, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for query in ("soort=mens", "thema=bestaat-niet", "wijk=nergens"):
        for path in ("/assets.csv", "/assets.geojson"):
            assert visitor.client.get(f"{path}?{query}").status_code == 400
    make_asset(records, "Buurttuin")
    make_asset(records, "Plein")
    records.commit()
    assert visitor.client.get("/assets.csv").status_code == 200
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    for path in ("/assets.csv", "/assets.xlsx", "/assets.geojson"):
        assert visitor.client.get(path).status_code == 400
