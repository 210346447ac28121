import io
import json

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_partner
from tests.initiative_making import make_content, make_initiative, make_waiting
from tests.web.conftest import SignIn, Visitor
from tests.web.exchange.bringing import (
    coordinator,
    features_of,
    names,
    previewed,
    rows_of,
)
from webapp.exchange.queries import exports
from webapp.models import (
    Listing,
)
from webapp.vocabulary import InitiativeLayer, Reach

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


def test_file_holds_what_the_list_shows_for_the_same_filters(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Breien op zolder", themes=("groen",)))
    make_initiative(records, make_content("Zingen in Beijum", lon=6.5860, lat=53.2490))
    make_waiting(records, make_content("Wacht nog"))
    make_initiative(records, make_content("Bidden", layer=InitiativeLayer.MISSIONARY))
    records.commit()
    everything = names(rows_of(visitor, "/initiatieven.csv"))
    assert {"Breien op zolder", "Zingen in Beijum"} <= everything
    assert not {"Wacht nog", "Bidden"} & everything
    filtered = names(rows_of(visitor, "/initiatieven.csv?thema=groen&wijk=selwerd"))
    assert "Breien op zolder" in filtered
    assert "Zingen in Beijum" not in filtered
    for query in ("", "?wijk=beijum", "?thema=groen", "?zoek=zingen"):
        page = visitor.visit(f"/initiatieven{query}")
        in_file = names(rows_of(visitor, f"/initiatieven.csv{query}"))
        assert {title for title in in_file if title not in page.text} == set()
        assert f"{len(in_file)} initiatie" in page.text
        assert len(features_of(visitor, f"/initiatieven.geojson{query}")) == len(in_file)


def test_signed_in_people_get_the_same_public_file(records: Session, sign_in: SignIn, visitor: Visitor) -> None:
    make_initiative(records, make_content("Bidden", layer=InitiativeLayer.MISSIONARY))
    both = make_content("Eten en bidden", layer=InitiativeLayer.BOTH, faith="We bidden voor het eten.")
    make_initiative(records, both)
    records.commit()
    seen = coordinator(records, sign_in).client.get("/initiatieven.csv").data
    assert seen == visitor.client.get("/initiatieven.csv").data
    assert b"Eten en bidden" in seen
    assert b"We bidden" not in seen


def test_each_cell_tells_what_the_listing_says(records: Session, visitor: Visitor) -> None:
    partner = make_partner(records)
    content = make_content("Breien op zolder", partners=(partner.slug,), themes=("samen-eten", "eenzaamheid"))
    make_initiative(records, content)
    records.commit()
    (row,) = [row for row in rows_of(visitor, "/initiatieven.csv") if row["Titel"] == "Breien op zolder"]
    assert row["Thema’s"] == "Eten en samen eten; Eenzaamheid"
    assert (row["Bereik"], row["Wijken"], row["Partner"]) == ("plek", "Selwerd", partner.name)
    assert (row["Lengtegraad"], row["Breedtegraad"]) == ("6.5517", "53.2327")
    # put on the site by a coordinator, and not confirmed since
    assert row["Klopt volgens de organisator op"] == ""
    assert row["Pagina"].endswith("/initiatieven/breien-op-zolder")
    assert row["Bron"].startswith("Missie050, http")
    assert row["Herkomst"] == "ingevoerd"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(records: Session, visitor: Visitor, text: str) -> None:
    make_initiative(records, make_content(f"Proef {FORMULAS.index(text)}", organiser=text, description=text))
    records.commit()
    title = f"Proef {FORMULAS.index(text)}"
    assert records.scalars(select(Listing.organiser).where(Listing.title == title)).one() == text
    (row,) = [row for row in rows_of(visitor, "/initiatieven.csv") if row["Titel"] == title]
    assert row["Organisator"] == f"'{text}"
    book = load_workbook(io.BytesIO(visitor.client.get("/initiatieven.xlsx").data))
    cells = [cell for line in book.active.iter_rows() for cell in line]
    assert all(cell.data_type != "f" for cell in cells)
    # in XML the end of a line is written in one way
    assert any(str(cell.value) == f"'{text}".replace("\r", "\n") for cell in cells)


def test_file_that_went_out_comes_in_again(records: Session, sign_in: SignIn) -> None:
    make_initiative(records, make_content("Breien op zolder"))
    there = {"reach": Reach.NEIGHBOURHOODS, "lon": None, "lat": None, "neighbourhoods": ("beijum", "selwerd")}
    make_initiative(records, make_content("In twee wijken", **there))
    records.commit()
    browser = coordinator(records, sign_in)
    for language in ("nl", "en"):
        browser.client.set_cookie("taal", language)
        for path in ("/initiatieven.csv?zoek=breien", "/initiatieven.xlsx?zoek=wijken"):
            there = previewed(browser, browser.client.get(path).data)
            wrong = browser.client.get(f"{there}/fouten.csv").data.decode("utf-8-sig").splitlines()[1:]
            assert wrong == []


@pytest.mark.parametrize("shape", ["csv", "xlsx", "geojson"])
def test_file_without_rows_is_a_file_all_the_same(visitor: Visitor, shape: str) -> None:
    response = visitor.client.get(f"/initiatieven.{shape}?zoek=qqqqqqqq")
    assert response.status_code == 200
    assert f'.{shape}"' in response.headers["Content-Disposition"]
    if shape == "geojson":
        assert json.loads(response.data)["features"] == []


def test_filters_that_are_none_are_refused_as_on_the_list(visitor: Visitor) -> None:
    for query in ("wijk=atlantis", "thema=raketbouw", "dag=gisteren", "hulp=ja"):
        for shape in ("csv", "geojson"):
            visitor.visit(f"/initiatieven.{shape}?{query}", status=400)


def test_more_rows_than_a_file_can_have_are_refused(
    records: Session, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_initiative(records, make_content("Breien op zolder"))
    records.commit()
    monkeypatch.setattr(exports, "MOST_ROWS", 0)
    for path in ("/initiatieven.csv", "/initiatieven.geojson", "/partners.csv", "/partners.geojson"):
        assert "Dit is te veel voor één bestand" in visitor.visit(path, status=400).text


def test_lists_offer_their_files_with_the_same_filters(records: Session, visitor: Visitor) -> None:
    make_initiative(records, make_content("Breien op zolder"))
    records.commit()
    for path, base in (("/initiatieven?wijk=selwerd", "/initiatieven"), ("/partners?soort=church", "/partners")):
        links = [str(link["href"]) for link in visitor.visit(path).soup.select(".export-links a")]
        query = path.partition("?")[2]
        assert links == [f"{base}.{shape}?{query}" for shape in ("csv", "xlsx", "geojson")]
