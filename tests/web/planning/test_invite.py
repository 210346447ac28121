import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.people.browsing import events, problems
from tests.web.planning.planning_city import place_id
from webapp.models import NeighbourhoodInvitation, Partner
from webapp.vocabulary import AuditAction, Inviter

PATH = "/planner/uitnodigingen"


def sent(records: Session, **changes: str) -> dict[str, str]:
    place = str(place_id(records, "de-hoogte"))
    return {"place": place, "inviter": "gemeente", "invited_on": "2026-11-20", "words": "Kom kennismaken."} | changes


def test_invitation_is_noted_and_accounted_for(city: Visitor, records: Session) -> None:
    city.submit(PATH, sent(records), status=303)
    made = records.scalars(select(NeighbourhoodInvitation)).one()
    assert (made.inviter, made.partner_id, made.words) == (Inviter.MUNICIPALITY, None, "Kom kennismaken.")
    assert events(records, "neighbourhood_invitation", made.id)[0][0] == AuditAction.CREATED
    records.commit()
    page = city.visit("/planner")
    assert "Uitgenodigd door de gemeente op vr 20 november 2026." in page.text


def test_partner_invites_by_its_name_and_the_municipality_is_one_side(city: Visitor, records: Session) -> None:
    partners = {
        each.kind.value: str(each.id) for each in records.scalars(select(Partner).where(Partner.ended_on.is_(None)))
    }
    records.commit()
    city.submit(PATH, sent(records, inviter=partners["welfare"]), status=303)
    city.submit(PATH, sent(records, inviter=partners["municipality"]), status=303)
    page = city.submit(PATH, sent(records), status=422)
    assert "Deze uitnodiging staat al open." in problems(page)["inviter"]
    assert len(page.soup.select(".planner-invitation")) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": "0"}, "place"),
        ({"inviter": "x"}, "inviter"),
        ({"invited_on": "2026-11-23"}, "invited_on"),
        ({"invited_on": "1999-12-31"}, "invited_on"),
        ({"invited_on": "gisteren"}, "invited_on"),
        ({"words": " "}, "words"),
        ({"words": "x" * 501}, "words"),
        ({"words": "Bel Piet Jansen op 06 12345678"}, "sure"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    city: Visitor, records: Session, changes: dict[str, str], field: str
) -> None:
    page = city.submit(PATH, sent(records, **changes), status=422)
    assert field in problems(page)
    assert records.scalars(select(NeighbourhoodInvitation)).all() == []


def test_only_neighbourhoods_that_are_not_present_can_be_chosen(city: Visitor) -> None:
    names = [each.get_text(strip=True) for each in city.visit(PATH).soup.select("#place option")]
    assert "De Hoogte" in names
    assert "Selwerd" not in names
