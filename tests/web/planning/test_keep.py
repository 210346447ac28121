from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.people.browsing import events, problems
from tests.web.planning.planning_city import kept
from webapp.models import PlanningScenario, PlanningWish
from webapp.planning.actions import scenarios
from webapp.vocabulary import AuditAction, PlanMethod, WishKind

ASKED = (
    "/planner/scenarios?tempo=4&jaren=6&volgens=ranglijst&nood=9&wens=voor:meerstad:binnenstad&wens=in:de-hoogte:2028"
)


def test_scenario_is_kept_with_what_was_asked_and_what_was_found(city: Visitor, records: Session) -> None:
    page = city.visit(ASKED)
    assert "Meerstad eerder dan Binnenstad; De Hoogte in 2028" in page.text
    city.submit(ASKED, {"scenario_name": "Eerst Meerstad", "about": "Om te zien."}, status=303)
    row = records.scalars(select(PlanningScenario)).one()
    assert (row.name, row.about, row.pace, row.horizon, row.method) == (
        "Eerst Meerstad",
        "Om te zien.",
        4,
        6,
        PlanMethod.RANKING,
    )
    assert row.weights["need"] == 9
    assert row.outcome["starts"]["de-hoogte"] == 2028
    assert row.outcome["on"] == "2026-11-22"
    wishes = records.execute(select(PlanningWish.kind, PlanningWish.year).order_by(PlanningWish.id)).all()
    assert wishes == [(WishKind.BEFORE, None), (WishKind.IN_YEAR, 2028)]
    assert events(records, "planning_scenario", row.id)[0][0] == AuditAction.CREATED


def test_name_is_needed_and_is_no_other_s(city: Visitor, records: Session) -> None:
    kept(records, "Drie per jaar")
    path = "/planner/scenarios?tempo=2"
    page = city.submit(path, {"scenario_name": "drie per JAAR"}, status=422)
    assert "Er is al een scenario met deze naam." in problems(page)["scenario_name"]
    page = city.submit(path, {"scenario_name": " ", "about": "x" * 501}, status=422)
    assert {"scenario_name", "about"} <= set(problems(page))
    page = city.submit(path, {"scenario_name": "Met naam", "about": "Bel Piet Jansen op 06 12345678"}, status=422)
    assert "sure" in problems(page)
    records.commit()
    assert records.scalar(select(func.count()).select_from(PlanningScenario)) == 1


def test_question_without_a_plan_is_not_kept(city: Visitor, records: Session) -> None:
    path = "/planner/scenarios?tempo=1&wens=in:meerstad:2027&wens=in:de-hoogte:2027"
    page = city.submit(path, {"scenario_name": "Te veel"}, status=422)
    assert "De wensen gaan niet samen." in problems(page)["scenario_name"]
    city.visit("/planner/scenarios?tempo=0", status=400)
    assert records.scalars(select(PlanningScenario)).all() == []


def test_there_is_an_end_to_how_many_are_kept(city: Visitor, records: Session, monkeypatch: object) -> None:
    kept(records, "Een")
    monkeypatch.setattr(scenarios, "MOST_SCENARIOS", 1)
    page = city.submit("/planner/scenarios", {"scenario_name": "Twee"}, status=422)
    assert "Gooi er eerst een weg." in problems(page)["scenario_name"]
