from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.asset_making import make_asset, place_id, theme_id
from tests.talent_making import make_offerer, make_talent
from tests.web.assets.keeping import coordinator
from tests.web.conftest import SignIn, Visitor
from tests.web.statements import counted
from webapp.models import Asset
from webapp.vocabulary import AssetKind


def people_who_offer(records: Session, number: int, *, place: str = "selwerd") -> None:
    for each in range(number):
        person = make_offerer(records, place_id(records, place), f"Persoon {each}")
        make_talent(records, person.id, theme_id=theme_id(records, "taal"), what="Taal oefenen")
    records.commit()


def test_six_kinds_are_layers_that_are_on(visitor: Visitor) -> None:
    boxes = visitor.visit("/assets").soup.select("input[name=soort]")
    assert [box["value"] for box in boxes] == [kind.value for kind in AssetKind]
    assert all(box.has_attr("checked") for box in boxes)
    some = visitor.visit("/assets?soort=places&soort=culture").soup.select("input[name=soort][checked]")
    assert [box["value"] for box in some] == ["places", "culture"]


def test_filters_in_the_address_choose_the_list_and_the_points(records: Session, visitor: Visitor) -> None:
    make_asset(records, "Buurttuin De Eik")
    make_asset(records, "Koor De Stem", neighbourhood="beijum", kind=AssetKind.CULTURE, themes=("gezelschap",))
    records.commit()
    page = visitor.visit("/assets?soort=places&thema=groen&wijk=selwerd&zoek=eik")
    assert "Buurttuin De Eik" in page.text
    assert "Koor De Stem" not in page.text
    assert "Koor De Stem" in visitor.visit("/assets?wijk=beijum").text
    asked = page.soup.select_one("#resultaten")["data-points-now"]  # type: ignore[index]  # it is there
    assert all(part in str(asked) for part in ("soort=places", "thema=groen", "wijk=selwerd", "zoek=eik"))


def test_htmx_gets_the_list_alone(visitor: Visitor) -> None:
    page = visitor.visit("/assets", headers={"HX-Request": "true"})
    assert page.soup.html is None
    assert page.soup.select_one("#resultaten")


def test_chosen_asset_stands_in_short(records: Session, visitor: Visitor) -> None:
    asset = make_asset(records, "Buurttuin De Eik", description="Samen wieden")
    records.commit()
    page = visitor.visit(f"/assets?kies={asset.slug}")
    card = page.soup.select_one("#gekozen")
    assert card is not None
    assert not card.has_attr("hidden")
    assert "Samen wieden" in card.get_text()


def test_what_cannot_be_read_is_told(visitor: Visitor) -> None:
    for query in ("soort=mens", "thema=bestaat-niet", "wijk=nergens", "zoek=" + "a" * 81):
        visitor.visit(f"/assets?{query}", status=400)
    visitor.visit("/assets?pagina=99", status=404)


def test_gifts_of_people_are_told_from_five_people_on_and_rounded_down(records: Session, visitor: Visitor) -> None:
    people_who_offer(records, 4)
    assert "Gaven van mensen gevonden" not in visitor.visit("/assets?soort=individuals").text
    assert visitor.visit("/assets?soort=individuals").soup.select_one("[data-gifts]") is None
    people_who_offer(records, 3)
    row = visitor.visit("/assets?soort=individuals").soup.select_one("[data-gifts]")
    assert row is not None
    assert "minstens 5 talenten" in row.get_text()
    assert "Persoon" not in visitor.visit("/assets").text


def test_coordinators_are_told_exactly(records: Session, sign_in: SignIn) -> None:
    people_who_offer(records, 2)
    row = coordinator(records, sign_in).visit("/assets?soort=individuals&wijk=selwerd").soup.select_one("[data-gifts]")
    assert row is not None
    assert "2 talenten" in row.get_text()


def test_empty_list_says_what_to_do(records: Session, visitor: Visitor) -> None:
    records.execute(delete(Asset))
    records.commit()
    assert "Vertel het de coördinator van je wijk" in visitor.visit("/assets").text


def test_only_coordinators_are_offered_to_add(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    assert visitor.visit("/assets").soup.select_one("main a[href^='/assets/nieuw']") is None
    assert coordinator(records, sign_in).visit("/assets").soup.select_one("main a[href^='/assets/nieuw']")


def test_statements_do_not_grow_with_the_list(app: Flask, records: Session, visitor: Visitor) -> None:
    make_asset(records, "Eerste")
    records.commit()
    visitor.visit("/assets")
    with counted(app) as few:
        visitor.visit("/assets?thema=groen")
    for number in range(12):
        make_asset(records, f"Tuin {number}")
    records.commit()
    visitor.visit("/assets")
    with counted(app) as many:
        visitor.visit("/assets?thema=groen")
    assert len(few) == len(many) <= 6
