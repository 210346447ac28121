from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Visitor
from tests.web.people.browsing import events
from tests.web.planning.planning_city import place_id
from webapp.models import NeighbourhoodInvitation
from webapp.vocabulary import AuditAction, Inviter, Provenance


def test_invitation_that_is_ended_no_longer_counts_and_stays_in_the_list(city: Visitor, records: Session) -> None:
    place = place_id(records, "de-hoogte")
    made = NeighbourhoodInvitation(
        neighbourhood_id=place,
        inviter=Inviter.MUNICIPALITY,
        invited_on=TODAY,
        words="Kom",
        provenance=Provenance.ENTERED,
    )
    records.add(made)
    records.commit()
    path = f"/planner/uitnodigingen/{made.id}/einde"
    assert "Uitgenodigd door de gemeente" in city.visit("/planner").text
    city.submit(path, {}, status=303)
    # once is enough
    city.submit(path, {"lijst": "ja"}, status=303)
    assert "Uitgenodigd door de gemeente" not in city.visit("/planner").text
    assert "Voorbij sinds zo 22 november 2026." in city.visit("/planner/uitnodigingen").text
    assert [each[0] for each in events(records, "neighbourhood_invitation", made.id)] == [AuditAction.CHANGED]


def test_invitation_that_is_not_there_is_not_found(city: Visitor) -> None:
    assert "Deze uitnodiging is er niet (meer)." in city.submit("/planner/uitnodigingen/999/einde", {}, status=404).text
