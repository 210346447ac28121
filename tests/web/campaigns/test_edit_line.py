from sqlalchemy.orm import Session

from tests.campaign_making import make_campaign
from tests.web.campaigns.browsing import city, filled
from tests.web.conftest import SignIn


def test_line_is_changed_by_the_first_of_two_and_the_second_is_told(records: Session, sign_in: SignIn) -> None:
    _, (line,) = make_campaign(records)
    records.commit()
    path, browser = f"/acties/kerst050/lijnen/{line.id}", city(records, sign_in)
    sent = filled(browser.visit(path))
    browser.submit(path, sent | {"unit": ["dozen"]}, status=303)
    page = browser.submit(path, sent | {"unit": ["tassen"]}, status=409)
    assert "Iemand anders heeft dit intussen gewijzigd" in page.text
    records.refresh(line)
    assert line.unit == "dozen"
    browser.submit(path, sent | {"version": ["4"], "ends_on": ["2027-01-01"]}, status=422)


def test_line_of_another_campaign_is_not_there(records: Session, sign_in: SignIn) -> None:
    make_campaign(records)
    _, (line,) = make_campaign(records, name="Anders")
    records.commit()
    city(records, sign_in).visit(f"/acties/kerst050/lijnen/{line.id}", status=404)
