from sqlalchemy.orm import Session

from tests.factories import make_partner
from tests.web.conftest import Visitor
from tests.web.exchange.bringing import features_of
from webapp.models import PartnerPlace


def test_each_place_of_a_partner_is_a_point_and_one_without_places_has_none(records: Session, visitor: Visitor) -> None:
    partner, bare = make_partner(records, "breikring"), make_partner(records, "breiclub")
    at_selwerd = "SRID=28992;POINT(232811 584054)"
    records.add(PartnerPlace(partner_id=partner.id, label="kantoor", address="Eikenlaan 5", geom=at_selwerd))
    records.add(PartnerPlace(partner_id=partner.id, label="zaal"))
    records.commit()
    found = features_of(visitor, "/partners.geojson?zoek=brei")
    places = {(each["properties"]["name"], each["properties"]["place"]): each["geometry"] for each in found}
    assert set(places) == {(partner.name, "kantoor"), (partner.name, "zaal"), (bare.name, None)}
    assert places[partner.name, "kantoor"]["type"] == "Point"
    assert places[partner.name, "zaal"] is None
    assert len({each["id"] for each in found}) == len(found)


def test_file_is_for_other_sites_too(visitor: Visitor) -> None:
    response = visitor.client.get("/partners.geojson")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Content-Disposition"] == 'attachment; filename="partners.geojson"'
