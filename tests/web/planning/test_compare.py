import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.web.conftest import Visitor
from tests.web.planning.planning_city import kept


def test_scenarios_stand_beside_each_other_with_one_sentence_of_difference(city: Visitor, records: Session) -> None:
    one, other = kept(records, "Gewoon"), kept(records, "Eerst Meerstad", "voor:meerstad:binnenstad")
    third = kept(records, "Sneller", pace=5)
    page = city.visit(f"/planner/vergelijk?scenario={one}&scenario={other}&scenario={third}")
    first, second = (each.get_text() for each in page.soup.select(".planner-part .lead"))
    assert "Binnenstad" in first
    assert "Meerstad" in first
    assert "% meer inwoners naar nood (" in first
    assert "in 2027." in first
    assert "Met ‘Gewoon’ in plaats van ‘Sneller’: " in second
    assert "minder inwoners naar nood" in second
    assert len(page.soup.select(".planner-chart svg")) == 3
    row = page.soup.find(id="rij-meerstad")
    assert row is not None
    assert "B" in row.get_text()
    assert len(page.soup.select("#jaren-kop ~ .scroll-x tbody tr")) == 6
    assert [box["value"] for box in page.soup.select("input[name=scenario][checked]")] == [
        str(each) for each in sorted((one, other, third), key=lambda key: {one: "Ge", other: "E", third: "S"}[key])
    ]


def test_scenario_whose_wish_came_true_says_so(city: Visitor, records: Session) -> None:
    one, other = kept(records, "Gewoon"), kept(records, "Eerst Meerstad", "voor:meerstad:binnenstad")
    last = kept(records, "Ook gewoon")
    records.execute(
        text("""
            UPDATE presence SET stage = 'active' WHERE period @> date '2026-11-22'
                AND neighbourhood_id = (SELECT id FROM neighbourhood WHERE slug = 'meerstad')
        """)
    )
    records.commit()
    page = city.visit(f"/planner/vergelijk?scenario={one}&scenario={other}&scenario={last}")
    assert "Geen plan. Daar zijn we al. Haal deze wens weg: Meerstad eerder dan Binnenstad." in page.text
    assert "‘Gewoon’ en ‘Ook gewoon’ zijn hetzelfde plan." in page.text


@pytest.mark.parametrize("asked", ["scenario=999&scenario=x", "scenario=-1", "scenario="])
def test_too_few_to_compare_asks_for_two(city: Visitor, records: Session, asked: str) -> None:
    kept(records, "Een")
    kept(records, "Twee")
    page = city.visit(f"/planner/vergelijk?{asked}", status=422)
    assert "Kies twee of drie scenario’s om te vergelijken." in page.text
    assert len(page.soup.select("input[name=scenario]")) == 2


def test_too_many_ask_for_three_and_nothing_kept_says_what_to_do(city: Visitor, records: Session) -> None:
    assert "Bewaar eerst twee scenario’s in de planner." in city.visit("/planner/vergelijk").text
    every = "&".join(f"scenario={kept(records, name)}" for name in "abcd")
    city.visit(f"/planner/vergelijk?{every}", status=422)
    assert "Kies twee of drie" in city.visit("/planner/vergelijk").text
