"""Asking who comes when needed to a shift that lacks heads."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery
from tests.volunteer_making import FIRST_MONDAY, make_helper
from tests.web.campaigns.browsing import HELP
from tests.web.conftest import SignIn, Visitor
from webapp.models import OutboxMail


def test_who_comes_when_needed_is_seen_and_asked_by_mail_once_a_day(
    records: Session, sign_in: SignIn, workplace: Visitor, delivery: Delivery, carrier: int
) -> None:
    helper = make_helper(records, email="hilda@example.nl")
    helper_id = helper.id
    records.commit()
    browser, own = sign_in(helper_id), f"/acties/{delivery.slug}/meehelpen"
    assert "kom als het nodig is" in browser.visit(own).text
    browser.submit(own, HELP, status=303)
    path = f"/acties/{delivery.slug}/diensten"
    workplace.submit(path, {"initiative": str(carrier)}, status=303)
    page = workplace.visit(path)
    assert "Er kunnen 3 mensen komen die dat zeiden." in page.text
    assert "Hilda met 3 mensen" in page.text
    task = page.soup.select_one("input[name=taak]")
    assert task is not None
    asking = {"taak": str(task["value"]), "dag": FIRST_MONDAY.isoformat()}
    first, again = (workplace.submit(f"{path}/vragen", asking, status=303).response.location for _ in range(2))
    assert "1 helper krijgt een mail" in workplace.visit(str(first)).text
    assert "Niemand gemaild" in workplace.visit(str(again)).text
    (mail,) = records.scalars(select(OutboxMail).where(OutboxMail.recipient == "hilda@example.nl")).all()
    assert f"/taken/{task['value']}/meedoen" in mail.body
    assert "maandag 23 november 2026" in mail.subject
    records.commit()
    workplace.submit(f"{path}/vragen", {"taak": "1", "dag": "gisteren"}, status=404)
