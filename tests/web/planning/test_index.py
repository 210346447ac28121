import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account
from tests.web.conftest import SignIn, Visitor
from tests.web.made_rows import add_neighbourhood
from tests.web.people.browsing import problems
from tests.web.planning.planning_city import kept, place_id, ranking, reasons, years
from tests.web.statements import counted
from webapp.models import NeighbourhoodInvitation
from webapp.vocabulary import Inviter, Provenance

NO_WEIGHTS = "&".join(
    f"{name}=0" for name in ("nood", "signalen", "assets", "dragers", "netwerk", "bruggen", "uitnodiging", "kerk")
)


def test_ranking_and_plan_of_the_neighbourhoods_that_are_not_present(city: Visitor) -> None:
    page = city.visit("/planner")
    listed = ranking(page)
    assert len(listed) == len(set(listed)) > 20
    assert "selwerd" not in listed
    assert "Om over 5 jaar overal te zijn" in page.text
    assert "Bewezen: geen enkel ander plan bereikt meer." in page.text
    plan = years(page)
    assert list(plan) == [2027, 2028, 2029, 2030, 2031]
    assert all(len(each) == 3 for each in plan.values())
    assert len(page.soup.select(".planner-chart svg[role=img][aria-label]")) == 2
    # the map has its equal in words
    assert page.soup.select_one("[data-map]") is not None
    counts = [int(each.get_text().split(":")[-1].split()[0]) for each in page.soup.select(".planner-legend li")[:-1]]
    assert sum(counts) == len(listed)


def test_invitation_changes_the_ranking_and_what_the_plan_follows(city: Visitor, records: Session) -> None:
    before = ranking(city.visit("/planner"))
    invited = before[-1]
    records.add(
        NeighbourhoodInvitation(
            neighbourhood_id=place_id(records, invited),
            inviter=Inviter.MUNICIPALITY,
            invited_on=TODAY,
            words="Kom",
            provenance=Provenance.ENTERED,
        )
    )
    records.commit()
    page = city.visit("/planner")
    assert ranking(page).index(invited) < before.index(invited) - 5
    assert "Uitgenodigd door de gemeente." in reasons(page, invited)["Uitnodiging"]
    asked = "/planner?" + NO_WEIGHTS.replace("uitnodiging=0", "uitnodiging=5") + "&volgens=ranglijst&tempo=1"
    page = city.visit(asked)
    name = page.soup.select(f"#rij-{invited} h3 a")[0].get_text(strip=True)
    assert years(page)[2027] == [name]


def test_unknown_is_told_and_does_not_count(city: Visitor, records: Session) -> None:
    made = add_neighbourhood(records, slug="nieuw-land", name="Nieuw Land")
    records.execute(text("UPDATE neighbourhood SET inhabitants = NULL WHERE id = :id"), {"id": made})
    records.commit()
    page = city.visit("/planner?" + NO_WEIGHTS.replace("nood=0", "nood=5"))
    unknown = [str(each["id"]) for each in page.soup.select(".planner-rank") if "score onbekend" in each.get_text()]
    assert "rij-nieuw-land" in unknown
    assert unknown == [f"rij-{slug}" for slug in ranking(page)[-len(unknown) :]]
    told = reasons(page, "nieuw-land")
    assert "Onbekend: er zijn te weinig cijfers van het CBS." in told["Nood volgens het CBS"]
    assert "onbekend" in told["Dragers in de wijk"]
    assert "Telt niet mee." in told["Kerk dichtbij"]
    assert "Niet in te plannen, want het aantal inwoners is onbekend: Nieuw Land." in page.text
    assert "0% van het gewicht is bekend" in page.text
    wish = city.visit("/planner?wens=in:nieuw-land:2027", status=422)
    assert "Van deze wijk is het aantal inwoners niet bekend" in wish.text


def test_wish_is_kept_and_stays_in_the_form(city: Visitor) -> None:
    page = city.visit("/planner?tempo=1&jaren=4&wens=voor:meerstad:binnenstad&nieuw=niet-voor&wijk=meerstad&jaar=2029")
    starts = {name: year for year, names in years(page).items() for name in names}
    assert starts["Meerstad"] == 2029
    assert starts["Binnenstad"] == 2030
    boxes = [box["value"] for box in page.soup.select("input[name=wens][checked]")]
    assert boxes == ["voor:meerstad:binnenstad", "niet-voor:meerstad:2029"]
    assert page.soup.select_one("select[name=nieuw] option[selected]")["value"] == ""
    assert "Meerstad eerder dan Binnenstad" in page.text


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("tempo=0", "tempo"),
        ("tempo=500", "tempo"),
        ("jaren=0", "jaren"),
        ("jaren=11", "jaren"),
        ("nood=-1", "nood"),
        ("kerk=zwaar", "kerk"),
        (NO_WEIGHTS, "nood"),
        ("volgens=iets", "volgens"),
        ("wens=rommel", "nieuw"),
        ("nieuw=voor&wijk=meerstad&andere=meerstad", "andere"),
        ("nieuw=in&jaar=2028", "wijk"),
        ("nieuw=in&wijk=meerstad", "jaar"),
        ("nieuw=in&wijk=meerstad&jaar=5", "jaar"),
        ("nieuw=in&wijk=meerstad&jaar=2028&" + "&".join(f"wens=in:x{n}:2028" for n in range(20)), "nieuw"),
    ],
)
def test_what_cannot_be_asked_is_told_beside_its_field(city: Visitor, asked: str, field: str) -> None:
    page = city.visit(f"/planner?{asked}", status=422)
    assert field in problems(page)
    assert ranking(page) == []
    assert "Wat je invulde, is bewaard gebleven." in page.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            "tempo=1&wens=in:meerstad:2027&wens=in:de-hoogte:2027",
            "gaan niet samen bij 1 start per jaar: Meerstad in 2027; De Hoogte in 2027.",
        ),
        ("wens=in:meerstad:2099", "loopt van 2027 tot en met 2031"),
        ("wens=in:selwerd:2027", "Daar zijn we al. Haal deze wens weg: Selwerd in 2027."),
        ("wens=voor:meerstad:meerstad", "Een wijk kan niet eerder komen dan zichzelf."),
    ],
)
def test_impossible_wish_is_a_sentence_and_the_ranking_stays(city: Visitor, asked: str, told: str) -> None:
    page = city.visit(f"/planner?{asked}", status=422)
    assert told in page.text
    assert ranking(page)
    assert years(page) == {}


def test_wish_for_a_neighbourhood_that_is_not_there_is_passed_over(city: Visitor) -> None:
    assert "omdat deze wijk niet bestaat: in:nergens:2027" in city.visit("/planner?wens=in:nergens:2027").text


def test_everyone_at_once_is_a_sensible_answer(city: Visitor) -> None:
    page = city.visit("/planner?tempo=50&jaren=1&kaart=plan")
    assert years(page)[2027]
    assert "niet in dit plan" not in page.soup.select_one(".planner-ranking").get_text()


def test_scenario_that_is_opened_tells_whether_the_data_changed(city: Visitor, records: Session) -> None:
    made = kept(records, "Drie per jaar")
    asked = f"/planner?tempo=3&jaren=5&scenario={made}"
    assert "De uitkomst is dezelfde als toen dit bewaard werd" in city.visit(asked).text
    assert "Je veranderde iets. Dat is nog niet bewaard." in city.visit(asked.replace("tempo=3", "tempo=2")).text
    records.execute(text("UPDATE neighbourhood SET inhabitants = 90000 WHERE slug = 'reitdiep'"))
    records.commit()
    page = city.visit(asked)
    assert "veranderden de gegevens, en daarmee de uitkomst." in page.text
    assert "starten in een ander jaar." in page.text
    assert ranking(city.visit("/planner?scenario=2147483647"))


def test_number_of_statements_does_not_grow_with_the_city(app: Flask, city: Visitor, records: Session) -> None:
    with counted(app) as few:
        city.visit("/planner")
    for number in range(5):
        add_neighbourhood(records, slug=f"nieuw-{number}", name=f"Nieuw {number}", west=240000 + 500 * number)
    records.commit()
    with counted(app) as many:
        city.visit("/planner")
    assert len(many) == len(few)


def test_planner_is_for_who_plans_the_city(sign_in: SignIn, visitor: Visitor, records: Session) -> None:
    account = make_account(records)
    records.commit()
    sign_in(account.id).visit("/planner", status=404)
