from datetime import date

from sqlalchemy.orm import Session

from tests.asset_making import make_asset
from tests.conftest import TODAY
from tests.web.assets.keeping import coordinator
from tests.web.conftest import SignIn

PATH = "/assets/buurttuin/klopt"


def test_coordinator_says_with_one_button_that_it_is_still_there(records: Session, sign_in: SignIn) -> None:
    asset = make_asset(records, today=date(2024, 1, 1))
    records.commit()
    browser = coordinator(records, sign_in)
    assert browser.visit("/assets/buurttuin").soup.select_one(f"form[action='{PATH}']")
    assert browser.submit(PATH, {}, status=303).response.location == "/assets/buurttuin?bewaard=klopt"
    records.refresh(asset)
    assert asset.confirmed_on == TODAY


def test_coordinator_of_elsewhere_does_not_confirm_it(records: Session, sign_in: SignIn) -> None:
    asset = make_asset(records, today=date(2024, 1, 1))
    records.commit()
    coordinator(records, sign_in, "beijum").submit(PATH, {}, status=404)
    records.refresh(asset)
    assert asset.confirmed_on == date(2024, 1, 1)
