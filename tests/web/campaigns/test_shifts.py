"""Shifts of a campaign: tasks of the initiatives that carry it, and the heads that lack."""

from sqlalchemy.orm import Session

from tests.campaign_round_making import Delivery
from tests.volunteer_making import make_helper
from tests.web.conftest import SignIn, Visitor


def test_tasks_of_an_initiative_become_shifts_with_the_heads_that_lack(
    workplace: Visitor, delivery: Delivery, carrier: int
) -> None:
    path = f"/acties/{delivery.slug}/diensten"
    assert "Nog geen initiatief draagt deze actie." in workplace.visit(path).text
    answer = workplace.submit(path, {"initiative": str(carrier)}, status=303)
    page = workplace.visit(str(answer.response.location))
    assert "0 van 2 mensen. Nog 2 nodig." in page.text
    # five Mondays in the forty days of the campaign
    assert len(page.soup.select(".round-shift")) == 6
    workplace.submit(path, {"initiative": "2147483647"}, status=422)


def test_who_is_not_signed_in_or_coordinates_nothing_sees_no_helpers(
    records: Session, sign_in: SignIn, visitor: Visitor, delivery: Delivery
) -> None:
    path = f"/acties/{delivery.slug}/diensten"
    visitor.visit(path, status=303)
    helper_id = make_helper(records).id
    records.commit()
    sign_in(helper_id).visit(path, status=404)
