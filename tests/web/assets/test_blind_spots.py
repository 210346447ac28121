from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.asset_making import make_asset, make_effect, place_id, theme_id
from tests.need_making import make_public_need
from tests.talent_making import make_offerer, make_talent
from tests.web.assets.keeping import coordinator
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.statements import counted
from webapp.models import Asset

PATH = "/assets/witte-vlekken"


def sentences(page: Page, place: str) -> list[str]:
    rows = [row for row in page.soup.select(".asset-reach tbody tr") if row.select_one(f"a[href='/wijken/{place}']")]
    return [cell.get_text(" ", strip=True) for row in rows for cell in row.select(".asset-reach__said")]


def test_each_buurt_stands_in_the_list_with_numbers_and_a_sentence(records: Session, visitor: Visitor) -> None:
    records.execute(delete(Asset))
    make_asset(records, "Taalhuis", neighbourhood="beijum", themes=("taal",), capacity=60)
    records.commit()
    page = visitor.visit(f"{PATH}?thema=taal")
    assert len(page.soup.select(".asset-reach tbody tr")) == 148
    assert all("Per 100 inwoners zijn er" in each for each in sentences(page, "beijum"))
    assert all("Binnen een kwartier lopen is er niets." in each for each in sentences(page, "lewenborg"))
    assert "Luo en Wang (2003)" in page.text


def test_blind_spots_come_first_and_the_map_says_the_same(records: Session, visitor: Visitor) -> None:
    make_asset(records, "Taalhuis", neighbourhood="beijum", themes=("taal",))
    records.commit()
    page = visitor.visit(f"{PATH}?thema=taal")
    tints = [each["data-tint"] for each in page.soup.select(".asset-reach [data-tint]")]
    first_other = next(number for number, tint in enumerate(tints) if tint != "reach-nothing")
    assert "reach-nothing" not in tints[first_other:]
    frame = page.soup.select_one("[data-map]")
    assert frame is not None
    assert "thema=taal" in str(frame["data-map-query"])


def test_without_a_theme_the_one_with_most_who_are_not_reached_is_shown(records: Session, visitor: Visitor) -> None:
    page = visitor.visit(PATH)
    chosen = page.soup.select_one("#thema option[selected]")
    first = page.soup.select_one("section[aria-labelledby=alle-kop] tbody a")
    assert chosen is not None
    assert first is not None
    assert first.get_text(strip=True) == chosen.get_text(strip=True)


def test_chosen_buurt_is_told_on_top(visitor: Visitor) -> None:
    page = visitor.visit(f"{PATH}?thema=taal&buurt=bu00140500")
    assert page.soup.select_one(".blind-spots__buurt") or "bu00140500" not in page.response.get_data(as_text=True)
    code = str(page.soup.select_one(".asset-reach tbody tr")["id"]).removeprefix("buurt-")
    assert visitor.visit(f"{PATH}?thema=taal&buurt={code}").soup.select_one(".blind-spots__buurt")


def test_visitors_never_see_what_is_asked(records: Session, visitor: Visitor) -> None:
    make_public_need(records, place_id(records, "selwerd"), theme="taal", quantity=7)
    records.commit()
    page = visitor.visit(f"{PATH}?thema=taal&tegen=vragen")
    assert page.soup.select_one("select[name=tegen]") is None
    assert "wordt" not in " ".join(sentences(page, "selwerd"))
    assert "Hier wonen" in sentences(page, "selwerd")[0]


def test_coordinators_see_needs_against_assets_and_talents(records: Session, sign_in: SignIn) -> None:
    selwerd = place_id(records, "selwerd")
    make_public_need(records, selwerd, theme="taal", quantity=6)
    records.commit()
    browser = coordinator(records, sign_in)
    page = browser.visit(f"{PATH}?thema=taal&tegen=vragen")
    assert all("Binnen een kwartier lopen is er niets." in each for each in sentences(page, "selwerd"))
    person = make_offerer(records, selwerd, "Tamara")
    make_talent(records, person.id, theme_id=theme_id(records, "taal"), what="Taal oefenen")
    records.commit()
    page = browser.visit(f"{PATH}?thema=taal&tegen=vragen")
    assert all("Per 100 vragen zijn er" in each for each in sentences(page, "selwerd"))
    assert "Tamara" not in page.text


def test_wanted_effects_stand_beside_covered_ones(records: Session, visitor: Visitor) -> None:
    make_public_need(records, place_id(records, "beijum"), theme="eenzaamheid")
    records.commit()
    row = visitor.visit(PATH).soup.select_one("section[aria-labelledby=effecten-kop] tbody tr")
    assert row is not None
    assert "minder: eenzaamheid" in row.get_text()
    make_asset(records, "Huiskamer", neighbourhood="beijum", effects=(make_effect(records),))
    records.commit()
    row = visitor.visit(PATH).soup.select_one("section[aria-labelledby=effecten-kop] tbody tr [data-cover=covered]")
    assert row is not None


def test_what_cannot_be_read_is_told(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    visitor.visit(f"{PATH}?thema=bestaat-niet", status=400)
    visitor.visit(f"{PATH}?thema=A!", status=400)
    coordinator(records, sign_in).visit(f"{PATH}?tegen=alles", status=400)


def test_page_takes_a_fixed_number_of_statements(app: Flask, records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    browser.visit(f"{PATH}?tegen=vragen")
    with counted(app) as few:
        browser.visit(f"{PATH}?tegen=vragen")
    for number in range(5):
        make_asset(records, f"Taalhuis {number}", themes=("taal",))
    records.commit()
    browser.visit(f"{PATH}?tegen=vragen")
    with counted(app) as many:
        browser.visit(f"{PATH}?tegen=vragen")
    assert len(few) == len(many) <= 8


def test_a_page_of_a_neighbourhood_starts_at_its_own_buurten(records: Session, visitor: Visitor) -> None:
    page = visitor.visit(f"{PATH}?wijk=selwerd")
    tables = page.soup.select(".asset-reach")
    own = {str(link["href"]) for link in tables[0].select("tbody a")}
    assert own == {"/wijken/selwerd"}
    assert sum(len(table.select("tbody tr")) for table in tables) == 148
    assert page.soup.select_one(".blind-spots__all:not([open]) .asset-reach")
    frame = page.soup.select_one("[data-map]")
    assert frame is not None
    assert len(str(frame["data-map-view"]).split()) == len(tables[0].select("tbody tr"))
    assert "In Selwerd:" in page.text
    assert page.soup.select_one("input[name=wijk][value=selwerd]")
    visitor.visit(f"{PATH}?wijk=nergens", status=400)


def test_the_list_begins_short_and_the_theme_is_that_with_most_blind_spots(visitor: Visitor) -> None:
    page = visitor.visit(PATH)
    first = page.soup.select_one(".asset-reach")
    assert first is not None
    assert 0 < len(first.select("tbody tr")) <= 12
    counts = [
        int(row.select(".asset-reach__number")[0].get_text().split()[0])
        for row in page.soup.select("section[aria-labelledby=alle-kop] tbody tr")
    ]
    assert counts == sorted(counts, reverse=True)
    assert "0,0 plekken" not in page.text
