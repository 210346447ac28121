"""Of one person all ties are confirmed at once."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.networks.noting import Kept, signs_in
from webapp.models import Tie


def test_of_one_person_all_can_be_confirmed_at_once(records: Session, kept: Kept) -> None:
    page = kept.coordinator.visit(kept.url + f"/relaties?wie={kept.aisha}")
    form = page.soup.select_one('form[action*="/relaties/bevestigen"]')
    assert form is not None
    done = kept.coordinator.submit(str(form["action"]), {}, status=303)
    assert "2 relaties bevestigd" in kept.coordinator.visit(done.response.location).text
    days = records.scalars(select(Tie.confirmed_on).where(Tie.neighbourhood_id == kept.place.id)).all()
    records.commit()
    assert sorted(days) == [date(2024, 1, 1), TODAY, TODAY]
    assert signs_in(records, kept.place) == 1
