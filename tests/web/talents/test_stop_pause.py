"""A pause is told calmly, and stops with one button."""

from datetime import timedelta

from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.talent_making import make_offering
from tests.web.conftest import SignIn
from tests.web.talents.neighbours import a_neighbour

OWN = "/mijn/talenten"


def test_a_pause_is_told_calmly_and_stopped_with_one_button(records: Session, sign_in: SignIn) -> None:
    neighbour = a_neighbour(records, asked=True)
    make_offering(records, neighbour.person_id, paused_until=TODAY + timedelta(days=10))
    records.commit()
    visitor = sign_in(neighbour.account_id)
    page = visitor.visit(OWN).text
    assert "Je hebt pauze tot" in page
    assert "2 december 2026" in page
    done = visitor.submit(f"{OWN}/pauze/stop", {}, status=303)
    assert "Je pauze is voorbij" in visitor.visit(done.response.location).text
    assert "Je hebt pauze tot" not in visitor.visit(OWN).text
