"""The networks of the city, for everyone: numbers of enough people, and nobody by name."""

from flask import Flask
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.match_making import find_place
from tests.network_making import make_linked, make_tie
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.networks.city import a_town, publish
from tests.web.people.browsing import make_coordinator
from tests.web.statements import counted
from webapp.vocabulary import Role

TOLD = "In het netwerk van deze wijk staan ongeveer 5 mensen, met ongeveer 5 relaties, ook met groepen en initiatieven."


def cells(page: Page, name: str) -> list[str]:
    """The row of a neighbourhood or of two, as it reads."""
    rows = [row for row in page.soup.select("tbody tr") if row.th and name in row.th.get_text(" ", strip=True)]
    return [" ".join(cell.get_text(" ").split()) for cell in rows[0].find_all("td")]


def order(page: Page, table: int = 0) -> list[str]:
    tables = page.soup.select("#stand table")
    return [head.get_text(" ", strip=True) for head in tables[table].select("tbody th")]


def test_city_without_networks_says_so(visitor: Visitor) -> None:
    page = visitor.visit("/netwerk")
    assert "nog nergens een netwerk" in page.text
    assert page.soup.select("tbody") == []


def test_networks_and_links_of_enough_people_are_told_and_smaller_ones_look_like_none(
    visitor: Visitor, records: Session
) -> None:
    a_town(records)
    page = visitor.visit("/netwerk")
    assert cells(page, "Haren") == ["5", "5", "1"]
    assert cells(page, "Haren en Reitdiep") == ["10", "5", "– niets"]
    assert "Haren en Reitdiep zijn het sterkst verbonden: ongeveer 10 mensen, met ongeveer 5 relaties." in page.text
    # neither named in a table nor in what stands around it, as a neighbourhood with nobody
    told = page.soup.select_one(".network-city")
    assert told is not None
    assert not any(name in str(told) for name in ("Meerstad", "meerstad", "Ten Post", "ten-post"))
    assert "In andere wijken zijn er (nog) geen 5 mensen in beeld." in page.text
    assert "Geheim" not in page.text


def test_pair_with_fewer_than_five_on_a_side_is_not_told(visitor: Visitor, records: Session) -> None:
    town = a_town(records)
    more = [make_linked(records, f"Meer {number}", find_place(records, "meerstad")) for number in range(3)]
    # five of Meerstad and four of Haren, in five ties
    for one, other in zip(more, town.haren[:3], strict=True):
        make_tie(records, one, other)
    publish(records, anew=True)
    page = visitor.visit("/netwerk")
    assert cells(page, "Meerstad") == ["5", "5", "– geen die we kunnen laten zien"]
    assert order(page, 1) == ["Haren en Reitdiep"]
    make_tie(records, more[0], town.haren[3])
    make_tie(records, more[1], town.haren[4])
    publish(records, anew=True)
    assert set(order(visitor.visit("/netwerk"), 1)) == {"Haren en Reitdiep", "Haren en Meerstad"}


def test_month_stays_as_it_is_when_somebody_comes_stops_or_is_erased(visitor: Visitor, records: Session) -> None:
    town = a_town(records)
    before, data = visitor.visit("/netwerk"), visitor.client.get("/kaart/netwerk.geojson").text
    for person in (town.haren[0], *town.reitdiep):
        records.delete(person)
    records.commit()
    publish(records)
    assert str(visitor.visit("/netwerk").soup.select_one("#stand")) == str(before.soup.select_one("#stand"))
    assert visitor.client.get("/kaart/netwerk.geojson").text == data
    # the control: published anew it would be another page
    publish(records, anew=True)
    assert "nog nergens een netwerk" in visitor.visit("/netwerk").text


def test_slider_begins_at_the_first_month_with_a_network(visitor: Visitor, records: Session) -> None:
    a_town(records)
    publish(records, months=6)
    page = visitor.visit("/netwerk?op=2026-06-30")
    slider = page.soup.select("#maand")[0]
    assert (slider["min"], slider["value"], slider["max"]) == ("34", "34", "34")
    assert "Zo is het in november 2026" in page.text


def test_tables_are_sorted_each_on_its_own_and_tell_by_what(visitor: Visitor, records: Session) -> None:
    a_town(records)
    assert order(visitor.visit("/netwerk?sorteer=naam")) == ["Haren", "Reitdiep"]
    page = visitor.visit("/netwerk?sorteer=-naam&verbindingen=samen")
    assert order(page) == ["Reitdiep", "Haren"]
    sorted_by = [(th.get_text(strip=True), th["aria-sort"]) for th in page.soup.select("th[aria-sort]")]
    assert sorted_by == [("Wijk", "descending"), ("Delen samen", "ascending")]
    links = {link.get_text(strip=True): str(link["href"]) for link in page.soup.select("#stand thead a")}
    assert links["Verbonden wijken"].startswith("/netwerk?sorteer=wijken&verbindingen=samen")
    assert links["Delen samen"].startswith("/netwerk?verbindingen=-samen&sorteer=-naam")


def test_part_that_changes_with_the_month_is_asked_for_alone(visitor: Visitor, records: Session) -> None:
    a_town(records)
    answer = visitor.client.get("/netwerk?maand=34", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<div")
    assert 'id="stand"' in answer.text


def test_day_that_is_no_day_is_refused_kindly(visitor: Visitor) -> None:
    visitor.visit("/netwerk?op=gisteren", status=400)


def test_coordinator_gets_a_way_into_the_own_network_only(sign_in: SignIn, records: Session) -> None:
    a_town(records)
    page = sign_in(make_coordinator(records, find_place(records, "haren")).id).visit("/netwerk")
    ways = [link["href"] for link in page.soup.select("a.network-own")]
    assert ways == ["/werkplek/haren/netwerk"]
    assert "Hele stad gemeten" not in page.text


def test_municipality_sees_what_everyone_sees(sign_in: SignIn, visitor: Visitor, records: Session) -> None:
    a_town(records)
    account = make_account(records)
    make_grant(records, account.id, Role.MUNICIPALITY_VIEWER)
    records.commit()
    seen, public = sign_in(account.id).visit("/netwerk"), visitor.visit("/netwerk")
    assert str(seen.soup.select_one("#stand")) == str(public.soup.select_one("#stand"))


def test_statements_do_not_grow_with_the_networks(visitor: Visitor, records: Session, app: Flask) -> None:
    town = a_town(records)
    visitor.visit("/netwerk")
    town_more = [make_linked(records, f"Meer {number}", find_place(records, "ten-post")) for number in range(5)]
    make_tie(records, town_more[0], town.haren[0])
    publish(records, anew=True)
    with counted(app) as few:
        visitor.visit("/netwerk")
    for one, other in zip(town_more, town.reitdiep, strict=True):
        make_tie(records, one, other)
    publish(records, anew=True)
    with counted(app) as many:
        visitor.visit("/netwerk")
    assert len(many) == len(few) <= 6


def test_page_of_a_neighbourhood_tells_how_many_stand_in_its_network(visitor: Visitor, records: Session) -> None:
    a_town(records)
    assert TOLD in visitor.visit("/wijken/haren").text
    assert "In het netwerk van" not in visitor.visit("/wijken/meerstad").text
    assert "In het netwerk van" not in visitor.visit("/wijken/haren?op=2026-11-01").text
