from sqlalchemy.orm import Session

from tests.asset_making import make_asset
from tests.conftest import TODAY
from tests.web.assets.keeping import coordinator
from tests.web.conftest import SignIn, Visitor

PATH = "/assets/buurttuin/beeindigen"


def test_what_is_ended_leaves_the_list_and_keeps_its_page(records: Session, visitor: Visitor, sign_in: SignIn) -> None:
    asset = make_asset(records)
    records.commit()
    assert "Buurttuin" in visitor.visit("/assets?wijk=selwerd").text
    browser = coordinator(records, sign_in)
    browser.submit(PATH, {}, status=303)
    records.refresh(asset)
    assert asset.ended_on == TODAY
    assert "Buurttuin" not in visitor.visit("/assets?wijk=selwerd").text
    assert "Dit is er niet meer" in visitor.visit("/assets/buurttuin").text
    browser.submit(PATH, {"toch": "ja"}, status=303)
    assert "Buurttuin" in visitor.visit("/assets?wijk=selwerd").text


def test_coordinator_of_elsewhere_does_not_end_it(records: Session, sign_in: SignIn) -> None:
    asset = make_asset(records)
    records.commit()
    coordinator(records, sign_in, "beijum").submit(PATH, {}, status=404)
    records.refresh(asset)
    assert asset.ended_on is None
