from datetime import date

from flask import Flask
from sqlalchemy.orm import Session

from tests.asset_making import make_asset, make_effect
from tests.factories import make_partner
from tests.web.assets.keeping import coordinator
from tests.web.conftest import SignIn, Visitor
from tests.web.partners.partnering import HOSTILE
from tests.web.statements import counted
from webapp.calendar.week_times import WeekPart
from webapp.models import Asset


def add(records: Session, **more: object) -> Asset:
    made = make_asset(records, "Buurttuin De Eik", **more)  # type: ignore[arg-type]  # what a test names
    records.commit()
    return made


def test_page_tells_all_that_is_kept(records: Session, visitor: Visitor) -> None:
    partner = make_partner(records, "proeftuin")
    add(
        records,
        address="Eikenlaan 12",
        description="Samen wieden",
        how_to_use="Loop binnen",
        partner_id=partner.id,
        owner="Groengroep",
        opening=(WeekPart(0, 540, 720),),
        opening_words="niet in de winter",
        capacity=12,
        effects=(make_effect(records),),
    )
    page = visitor.visit("/assets/buurttuin-de-eik")
    for words in (
        "Eikenlaan 12",
        "Samen wieden",
        "Loop binnen",
        "Proeftuin",
        "Groengroep",
        "maandag: ochtend",
        "niet in de winter",
        "12 mensen tegelijk",
        "minder: eenzaamheid",
        "dat is gezien",
        "22 november 2026",
    ):
        assert words in page.text


def test_rings_are_told_in_words_with_how_they_are_measured(records: Session, visitor: Visitor) -> None:
    add(records)
    page = visitor.visit("/assets/buurttuin-de-eik")
    assert [row.get_text(" ", strip=True).split(" (")[0] for row in page.soup.select(".asset-rings tbody tr")] == [
        "5 minuten",
        "10 minuten",
        "15 minuten",
    ]
    assert "Hemelsbreed gemeten, met 80 meter per minuut" in page.text
    rings = page.soup.select_one("[data-rings]")
    assert rings is not None
    assert rings["data-rings"] == "5:400 10:800 15:1200"


def test_what_has_no_place_has_no_map(records: Session, visitor: Visitor) -> None:
    add(records, neighbourhood="beijum")
    page = visitor.visit("/assets/buurttuin-de-eik")
    assert page.soup.select_one("[data-map]") is None
    assert "het telt voor de hele wijk" in page.text


def test_what_is_not_public_is_not_there_for_visitors(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    add(records, is_public=False)
    visitor.visit("/assets/buurttuin-de-eik", status=404)
    visitor.visit("/assets/bestaat-niet", status=404)
    assert "niet openbaar" in coordinator(records, sign_in).visit("/assets/buurttuin-de-eik").text


def test_old_confirmation_and_end_are_said(records: Session, visitor: Visitor) -> None:
    asset = add(records, today=date(2024, 3, 1))
    assert "lang niet bevestigd" in visitor.visit("/assets/buurttuin-de-eik").text
    asset.ended_on = date(2026, 5, 1)
    records.commit()
    assert "Dit is er niet meer sinds vr 1 mei 2026" in visitor.visit("/assets/buurttuin-de-eik").text


def test_hostile_words_stay_words(records: Session, visitor: Visitor) -> None:
    add(records, description=HOSTILE, owner=HOSTILE[:100], address=HOSTILE[:100])
    page = visitor.visit("/assets/buurttuin-de-eik")
    assert HOSTILE in page.soup.get_text()
    assert "<script>alert" not in page.response.get_data(as_text=True)


def test_card_comes_alone_for_the_panel(records: Session, visitor: Visitor) -> None:
    add(records)
    card = visitor.visit("/assets/buurttuin-de-eik", headers={"HX-Request": "true"})
    assert card.soup.html is None
    assert card.soup.select_one(".chosen__name")


def test_who_keeps_it_sees_what_looks_like_it(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    add(records)
    make_asset(records, "Buurttuin De Eiken")
    records.commit()
    assert "Lijkt hierop" in coordinator(records, sign_in).visit("/assets/buurttuin-de-eik").text
    assert "Lijkt hierop" not in coordinator(records, sign_in, "beijum").visit("/assets/buurttuin-de-eik").text
    assert "Lijkt hierop" not in visitor.visit("/assets/buurttuin-de-eik").text


def test_page_takes_a_fixed_number_of_statements(app: Flask, records: Session, visitor: Visitor) -> None:
    add(records, effects=(make_effect(records),), themes=("tuin", "taal", "werk"))
    visitor.visit("/assets/buurttuin-de-eik")
    with counted(app) as sent:
        visitor.visit("/assets/buurttuin-de-eik")
    assert len(sent) <= 6
