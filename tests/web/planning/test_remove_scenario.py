from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.people.browsing import events
from tests.web.planning.planning_city import kept
from webapp.models import PlanningScenario
from webapp.vocabulary import AuditAction


def test_scenario_is_thrown_away_with_its_wishes(city: Visitor, records: Session) -> None:
    made = kept(records, "Drie", "voor:meerstad:binnenstad")
    city.submit(f"/planner/scenarios/{made}/weg", {"version": "1"}, status=303)
    assert records.scalars(select(PlanningScenario)).all() == []
    assert events(records, "planning_scenario", made)[-1][0] == AuditAction.DELETED
    records.commit()
    city.submit(f"/planner/scenarios/{made}/weg", {"version": "1"}, status=404)


def test_scenario_that_was_changed_meanwhile_stays(city: Visitor, records: Session) -> None:
    made = kept(records, "Drie")
    city.submit(f"/planner/scenarios/{made}/weg", {"version": "7"}, status=409)
    assert records.scalars(select(PlanningScenario.id)).all() == [made]
