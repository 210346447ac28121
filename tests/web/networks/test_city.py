"""The networks of the city, for everyone: numbers of enough people, and nobody by name."""

from flask import Flask
from sqlalchemy.orm import Session

from tests.factories import make_account, make_grant
from tests.match_making import find_place
from tests.network_making import make_linked, make_tie
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.networks.city import a_town
from tests.web.people.browsing import make_coordinator
from tests.web.statements import counted
from webapp.vocabulary import Role

LONG_AGO = "/netwerk?op=2026-11-22"


def cells(page: Page, name: str) -> list[str]:
    """The row of a neighbourhood or of two, as it reads."""
    rows = [row for row in page.soup.select("tbody tr") if row.th and name in row.th.get_text(" ", strip=True)]
    return [" ".join(cell.get_text(" ").split()) for cell in rows[0].find_all("td")]


def order(page: Page) -> list[str]:
    return [link.get_text(strip=True) for link in page.soup.select("#netwerken-kop + div tbody th a:first-child")]


def test_city_without_networks_says_so(visitor: Visitor) -> None:
    page = visitor.visit("/netwerk")
    assert "nog nergens een netwerk" in page.text
    assert page.soup.select("tbody") == []


def test_networks_and_links_of_enough_people_are_told_and_smaller_ones_are_withheld(
    visitor: Visitor, records: Session
) -> None:
    a_town(records)
    page = visitor.visit("/netwerk")
    assert cells(page, "Haren") == ["5", "7", "1"]
    assert cells(page, "Meerstad") == ["minder dan 5 mensen: niet te zien"]
    assert cells(page, "Haren en Reitdiep") == ["10", "5", "– niets"]
    assert not [row for row in page.soup.select("tbody tr") if "Haren en Meerstad" in row.get_text(" ")]
    assert "Haren en Reitdiep zijn het sterkst verbonden: 10 mensen, 5 relaties." in page.text
    assert "Geheim" not in page.text


def test_month_of_before_they_knew_each_other_shows_nothing(visitor: Visitor, records: Session) -> None:
    a_town(records)
    page = visitor.visit("/netwerk?op=2026-09-30")
    assert "september 2026" in page.text
    assert "nog nergens een netwerk" in page.text


def test_tie_of_this_month_shows_from_the_next(visitor: Visitor, records: Session) -> None:
    town = a_town(records)
    make_tie(records, town.haren[0], town.haren[1], since=town.haren[0].created_at.date())
    records.commit()
    assert cells(visitor.visit(LONG_AGO), "Haren") == ["5", "7", "1"]


def test_table_is_sorted_both_ways_and_tells_which(visitor: Visitor, records: Session) -> None:
    a_town(records)
    assert order(visitor.visit("/netwerk?sorteer=naam")) == ["Haren", "Reitdiep", "Meerstad"]
    page = visitor.visit("/netwerk?sorteer=-naam")
    assert order(page) == ["Reitdiep", "Haren", "Meerstad"]
    assert page.soup.select("th[aria-sort]")[0]["aria-sort"] == "descending"


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
    records.commit()
    with counted(app) as few:
        visitor.visit("/netwerk")
    for one, other in zip(town_more, town.reitdiep, strict=True):
        make_tie(records, one, other)
    records.commit()
    with counted(app) as many:
        visitor.visit("/netwerk")
    assert len(many) == len(few) <= 6


def test_page_of_a_neighbourhood_tells_how_many_stand_in_its_network(visitor: Visitor, records: Session) -> None:
    a_town(records)
    assert "In het netwerk van Haren staan 5 mensen, met 7 relaties." in visitor.visit("/wijken/haren").text
    assert "In het netwerk van" not in visitor.visit("/wijken/meerstad").text
    assert "In het netwerk van" not in visitor.visit("/wijken/haren?op=2026-11-01").text
