"""A step that is still to be done is taken away."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.talent_making import make_step
from tests.web.conftest import SignIn
from tests.web.people.browsing import events, make_coordinator
from tests.web.talents.neighbours import a_neighbour, a_talent
from webapp.models import Talent, TalentStep
from webapp.vocabulary import AuditAction


def test_a_step_is_taken_away_and_accounted_for(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records, asked=True)
    talent_id = a_talent(records, neighbour.person_id)
    step_id = make_step(records, records.get_one(Talent, talent_id)).id
    account_id = make_coordinator(records, neighbour.place.id).id
    address = f"/werkplek/{neighbour.place.slug}/talenten/{talent_id}/stappen/{step_id}/weg"
    coordinator = sign_in(account_id)
    answer = coordinator.submit(address, {}, status=303)
    assert "De stap is weggehaald." in coordinator.visit(answer.response.location).text
    assert records.scalars(select(TalentStep.id).where(TalentStep.talent_id == talent_id)).all() == []
    assert events(records, "talent_step", step_id)[-1][:3] == (AuditAction.DELETED, account_id, neighbour.person_id)
    coordinator.submit(address, {}, status=404)
