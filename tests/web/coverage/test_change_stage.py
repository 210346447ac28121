from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems, sent_by
from webapp.coverage.actions import set_stage
from webapp.coverage.queries.why import find_running
from webapp.models import AuditEvent, Presence
from webapp.vocabulary import Provenance, Stage

PATH = "/dekking/lewenborg/fase"


def stage(**changes: str) -> dict[str, str]:
    return {"stage": "active", "on": TODAY.isoformat(), "note": "De trekkers stopten."} | changes


def test_stage_begins_and_the_one_before_stays_in_the_history(
    coordinator: Visitor, account: int, records: Session, place: int
) -> None:
    before = find_running(records, place)
    assert before is not None
    coordinator.submit(PATH, sent_by(coordinator.visit(PATH), **stage()), status=303)
    records.expire_all()
    running = find_running(records, place)
    assert running is not None
    assert (running.stage, running.period.lower, running.provenance) == (Stage.ACTIVE, TODAY, Provenance.ENTERED)
    assert before.period.upper == TODAY
    event = records.scalars(select(AuditEvent).where(AuditEvent.subject_table == "presence")).one()
    assert (event.account_id, event.subject_id) == (account, str(running.id))
    assert "De nieuwe fase is begonnen." in coordinator.visit("/dekking/lewenborg?gedaan=fase").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stage": ""}, "stage"),
        ({"stage": "klaar"}, "stage"),
        ({"stage": "self_sustaining"}, "stage"),
        ({"on": (TODAY + timedelta(days=1)).isoformat()}, "on"),
        ({"on": "2020-01-01"}, "on"),
    ],
)
def test_what_the_rules_refuse_is_told_beside_its_field(
    coordinator: Visitor, records: Session, place: int, changes: dict[str, str], field: str
) -> None:
    form = sent_by(coordinator.visit(PATH))
    page = coordinator.submit(PATH, form | stage(**changes), status=422)
    assert list(problems(page)) == [field]
    assert "De trekkers stopten." in page.text


def test_evidence_that_lacks_is_told_in_numbers(city: Visitor) -> None:
    path = "/dekking/ten-post/fase"
    page = city.submit(path, sent_by(city.visit(path), **stage()), status=422)
    assert "ontbreken nog 2 soorten bewijs" in problems(page)["stage"]


def test_who_looked_at_another_stage_is_shown_both_and_may_go_on(
    coordinator: Visitor, records: Session, place: int
) -> None:
    form = sent_by(coordinator.visit(PATH), **stage(stage="exploring"))
    set_stage(records, place, Stage.ACTIVE, on=TODAY - timedelta(days=1), today=TODAY)
    records.commit()
    page = coordinator.submit(PATH, form, status=409)
    assert [cell.text.strip() for cell in page.soup.select("tbody tr td")] == ["Actief", "Verkennen"]
    coordinator.submit(PATH, sent_by(page, **stage(stage="exploring")), status=303)
    assert len(records.scalars(select(Presence).where(Presence.neighbourhood_id == place)).all()) == 6


def test_stage_of_another_neighbourhood_is_not_there_to_be_changed(coordinator: Visitor) -> None:
    coordinator.submit("/dekking/beijum/fase", stage(), status=404)
    coordinator.visit(PATH)
