from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.people.browsing import events, problems, sent_by, versions
from tests.web.planning.planning_city import kept
from webapp.models import PlanningScenario
from webapp.vocabulary import AuditAction


def test_scenario_takes_another_name_and_another_question(city: Visitor, records: Session) -> None:
    made = kept(records, "Drie", "voor:meerstad:binnenstad")
    path = f"/planner/scenarios/{made}"
    sent = sent_by(city.visit(path), scenario_name="Twee")
    city.submit(f"{path}?tempo=2&wens=in:de-hoogte:2027", sent, status=303)
    row = records.get_one(PlanningScenario, made, populate_existing=True)
    assert (row.name, row.pace, row.version, row.outcome["starts"]["de-hoogte"]) == ("Twee", 2, 2, 2027)
    assert [(each.kind.value, each.year) for each in row.wishes] == [("in_year", 2027)]
    assert events(records, "planning_scenario", made)[-1][0] == AuditAction.CHANGED


def test_question_stays_where_the_address_asks_none(city: Visitor, records: Session) -> None:
    made = kept(records, "Drie", "voor:meerstad:binnenstad")
    path = f"/planner/scenarios/{made}"
    city.submit(path, sent_by(city.visit(path), about="Nieuw"), status=303)
    row = records.get_one(PlanningScenario, made, populate_existing=True)
    assert (row.about, row.pace, len(row.wishes)) == ("Nieuw", 3, 1)


def test_second_of_two_editors_sees_both_versions(city: Visitor, records: Session) -> None:
    made = kept(records, "Drie")
    path = f"/planner/scenarios/{made}"
    old = sent_by(city.visit(path), scenario_name="Mijn naam")
    city.submit(f"{path}?tempo=5", sent_by(city.visit(path), scenario_name="Hun naam"), status=303)
    records.commit()
    page = city.submit(f"{path}?tempo=4", old, status=409)
    told = versions(page)
    assert told["Hoe heet het scenario?"] == ("Hun naam", "Mijn naam")
    assert told["Starts per jaar"] == ("5", "4")
    # what stands on the page now may be sent again
    city.submit(f"{path}?tempo=4", sent_by(page), status=303)
    assert records.get_one(PlanningScenario, made, populate_existing=True).name == "Mijn naam"


def test_name_of_another_and_wishes_that_cannot_be_are_refused(city: Visitor, records: Session) -> None:
    kept(records, "Een")
    made = kept(records, "Twee")
    path = f"/planner/scenarios/{made}"
    page = city.submit(path, sent_by(city.visit(path), scenario_name="Een"), status=422)
    assert "Er is al een scenario met deze naam." in problems(page)["scenario_name"]
    page = city.submit(f"{path}?tempo=1&wens=in:selwerd:2027", sent_by(city.visit(path)), status=422)
    assert "een wijk waar we al zijn" in problems(page)["scenario_name"]
    assert records.get_one(PlanningScenario, made, populate_existing=True).version == 1


def test_scenario_that_is_not_there_is_not_found(city: Visitor) -> None:
    city.visit("/planner/scenarios/999", status=404)
