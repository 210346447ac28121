from sqlalchemy.orm import Session

from tests.factories import make_partner
from tests.web.conftest import SignIn, Visitor
from tests.web.exchange.bringing import (
    coordinator,
    features_of,
    names,
    previewed,
    rows_of,
)
from webapp.models import (
    PartnerPlace,
)


def test_partners_are_those_of_the_list(records: Session, visitor: Visitor) -> None:
    partner = make_partner(records, "breikring")
    partner.phone = "+31 50 1234567"
    records.add(PartnerPlace(partner_id=partner.id, label="kantoor", address="Eikenlaan 5"))
    records.commit()
    rows = rows_of(visitor, "/partners.csv")
    assert f"{len(rows)} partners" in visitor.visit("/partners").text
    (row,) = [row for row in rows if row["Naam"] == partner.name]
    assert (row["Soort"], row["Telefoon"], row["Plaatsen"]) == ("Kerk", "'+31 50 1234567", "kantoor: Eikenlaan 5")
    assert names(rows_of(visitor, "/partners.csv?soort=church"), "Soort") == {"Kerk"}
    assert rows_of(visitor, "/partners.csv?zoek=breikr") == [row]
    (feature,) = features_of(visitor, "/partners.geojson?zoek=breikr")
    assert (feature["geometry"], feature["properties"]["place"]) == (None, "kantoor")
    assert visitor.client.get("/partners.xlsx").data.startswith(b"PK")


def test_partners_that_went_out_come_in_again(records: Session, sign_in: SignIn) -> None:
    browser = coordinator(records, sign_in)
    for language in ("nl", "en"):
        browser.client.set_cookie("taal", language)
        there = previewed(browser, browser.client.get("/partners.csv").data, subject="partners")
        wrong = browser.client.get(f"{there}/fouten.csv").data.decode("utf-8-sig").splitlines()[1:]
        assert wrong == []
