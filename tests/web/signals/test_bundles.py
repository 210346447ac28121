from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.signal_making import make_bundle, make_item
from tests.web.conftest import Visitor
from tests.web.statements import counted

PATH = "/signalen/bundels"


def test_city_sees_bundles_what_meets_first_and_what_waits(records: Session, city: Visitor) -> None:
    plain = make_bundle(records, title="Nog niet voorgelegd")
    late = make_bundle(records, title="Antwoord ontbreekt")
    make_item(records, late, meeting_on=TODAY - timedelta(days=3))
    records.commit()

    page = city.visit(PATH)

    titles = [each.text.strip() for each in page.soup.select("h2.signal-card__head a")]
    assert titles == [late.title, plain.title]
    assert "antwoord nog niet genoteerd" in page.text
    assert "1 vergadering waarvan het antwoord nog niet is doorgegeven" in page.text
    assert plain.title not in city.visit(f"{PATH}?stand=put").text
    city.visit(f"{PATH}?stand=raised", status=400)


def test_list_is_read_in_a_constant_number_of_statements(app: Flask, records: Session, city: Visitor) -> None:
    make_bundle(records)
    records.commit()
    with counted(app) as few:
        city.visit(PATH)
    for _ in range(4):
        make_bundle(records, signals=4)
    records.commit()
    with counted(app) as many:
        city.visit(PATH)
    assert len(many) == len(few)


def test_bundles_are_the_citys(local: Visitor, seer: Visitor) -> None:
    for browser in (local, seer):
        browser.visit(PATH, status=404)
