from sqlalchemy.orm import Session

from tests.asset_making import make_asset, make_effect
from tests.web.assets.keeping import coordinator, filled
from tests.web.conftest import SignIn
from tests.web.people.browsing import events
from webapp.calendar.week_times import WeekPart
from webapp.models import Asset
from webapp.vocabulary import AuditAction

PATH = "/assets/buurttuin/wijzigen"


def add(records: Session) -> Asset:
    made = make_asset(records, opening=(WeekPart(0, 540, 720),), effects=(make_effect(records),), capacity=8)
    records.commit()
    return made


def test_form_shows_what_is_kept_and_keeps_what_is_sent(records: Session, sign_in: SignIn) -> None:
    asset = add(records)
    browser = coordinator(records, sign_in)
    sent = filled(browser.visit(PATH))
    assert (sent["name"], sent["capacity"], sent["opening"]) == (["Buurttuin"], ["8"], ["0-morning"])
    assert sent["effects-direction"][0] == "less"
    assert sent["is_public"] == ["y"]
    browser.submit(PATH, sent | {"name": ["Tuin van de buurt"], "capacity": [""]}, status=303)
    records.refresh(asset)
    assert (asset.name, asset.slug, asset.capacity, asset.version) == ("Tuin van de buurt", "buurttuin", None, 2)
    assert [each[0] for each in events(records, "asset", asset.id)] == [AuditAction.CREATED, AuditAction.CHANGED]
    assert "minder: eenzaamheid" in browser.visit("/assets/buurttuin").text


def test_of_two_editors_the_second_is_told(records: Session, sign_in: SignIn) -> None:
    asset = add(records)
    one, other = coordinator(records, sign_in), coordinator(records, sign_in, None)
    first, second = filled(one.visit(PATH)), filled(other.visit(PATH))
    one.submit(PATH, first | {"description": ["Van de een"]}, status=303)
    page = other.submit(PATH, second | {"description": ["Van de ander"]}, status=409)
    assert "Iemand anders heeft dit intussen gewijzigd" in page.text
    records.refresh(asset)
    assert asset.description == "Van de een"
    other.submit(PATH, filled(page), status=303)
    records.refresh(asset)
    assert asset.description == "Van de ander"


def test_asset_of_elsewhere_is_not_there(records: Session, sign_in: SignIn) -> None:
    add(records)
    coordinator(records, sign_in, "beijum").visit(PATH, status=404)
    coordinator(records, sign_in).visit("/assets/bestaat-niet/wijzigen", status=404)


def test_asset_is_not_moved_out_of_ones_own_neighbourhood(records: Session, sign_in: SignIn) -> None:
    asset = add(records)
    browser = coordinator(records, sign_in)
    sent = filled(browser.visit(PATH)) | {"place": [""], "lon": ["6.60"], "lat": ["53.25"]}
    assert "In deze wijk kun je niets" in browser.submit(PATH, sent, status=422).text
    records.refresh(asset)
    assert asset.version == 1
