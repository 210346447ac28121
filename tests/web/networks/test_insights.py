"""The page on which a network tells what can be done."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.match_making import find_place
from tests.network_making import make_group, make_linked, make_tie, node_id_of
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import make_coordinator
from tests.web.statements import counted
from webapp.models import Account, FollowUp, NeighbourhoodArea, Person
from webapp.vocabulary import FollowUpKind, TieKind

PATH = "/werkplek/lewenborg/netwerk/inzichten"


@pytest.fixture
def bridged(records: Session, place: int) -> list[Person]:
    """A flat and a garden of three each, joined by a single tie between the third and the fourth."""
    people = [make_linked(records, name, place) for name in ("Anna", "Bram", "Cees", "Dina", "Emma", "Fons")]
    for name, members in (("de flat", people[:3]), ("de moestuin", people[3:])):
        group = make_group(records, name, place)
        for number, member in enumerate(members):
            make_tie(records, member, group, kind=TieKind.MEMBER_OF)
            make_tie(records, member, members[number - 1])
    make_tie(records, people[2], people[3])
    records.commit()
    return people


def sentences(visitor: Visitor) -> list[str]:
    return [each.get_text(strip=True) for each in visitor.visit(PATH).soup.select(".insight__sentence")]


def test_visitor_goes_to_sign_in(visitor: Visitor) -> None:
    assert visitor.visit(PATH, status=303).response.location.startswith("/inloggen")


def test_somebody_elses_neighbourhood_is_not_there(coordinator: Visitor) -> None:
    coordinator.visit("/werkplek/selwerd/netwerk/inzichten", status=404)
    coordinator.visit(PATH)


def test_empty_network_says_what_to_do_first(coordinator: Visitor) -> None:
    page = coordinator.visit(PATH)
    assert "Noteer een relatie" in page.text
    assert not page.soup.select(".insight")


def test_single_tie_between_two_groups_is_told_with_a_form_to_take_it_up(
    records: Session, coordinator: Visitor, bridged: list[Person]
) -> None:
    page = coordinator.visit(PATH)
    assert sentences(coordinator)[0] == "De flat en de moestuin hangen aan één relatie: die van Cees met Dina."
    first = page.soup.select(".insight")[0]
    assert "3 van 6 mensen die los raken" in first.get_text()
    sent = {each["name"]: each.get("value") for each in first.select("input")}
    assert sent["kind"] == "introduce"
    people = {str(node_id_of(records, each)) for each in bridged}
    assert {sent["node"], sent["other"]} < people
    assert sent["due_on"] == (TODAY + timedelta(days=14)).isoformat()


def test_what_is_taken_up_already_is_not_proposed_again(
    records: Session, coordinator: Visitor, bridged: list[Person], place: int
) -> None:
    first = coordinator.visit(PATH).soup.select(".insight")[0]
    sent = {str(each["name"]): int(str(each["value"])) for each in first.select("input[name=node], input[name=other]")}
    records.add(
        FollowUp(
            neighbourhood_id=place, kind=FollowUpKind.INTRODUCE, node_id=sent["other"], other_node_id=sent["node"],
            due_on=TODAY,
        )
    )  # fmt: skip
    records.commit()
    again = coordinator.visit(PATH).soup.select(".insight")[0]
    assert "Dit staat al bij opvolgen" in again.get_text()
    assert not again.select("form")


def test_no_name_of_somebody_elsewhere_is_told(records: Session, coordinator: Visitor, bridged: list[Person]) -> None:
    selwerd = find_place(records, "selwerd")
    make_tie(records, bridged[0], make_linked(records, "Geheime Greet", selwerd))
    records.commit()
    page = coordinator.visit(PATH)
    assert "Er is één relatie met Selwerd, via Anna." in page.text
    assert "Greet" not in page.text


def test_who_lives_in_her_other_neighbourhood_is_shown_as_such_and_counts_in_no_loss(
    records: Session, sign_in: SignIn, bridged: list[Person], place: int
) -> None:
    selwerd = find_place(records, "selwerd")
    greet, noor, bas = (make_linked(records, name, selwerd) for name in ("Greet", "Noor", "Bas"))
    for tie in ((bridged[0], greet), (greet, noor), (greet, bas), (greet, bridged[1])):
        make_tie(records, *tie)
    make_tie(records, bridged[0], noor, kind=TieKind.HELPS)
    visitor = sign_in(make_coordinator(records, place, selwerd).id)
    page = visitor.visit(PATH)
    heading = visitor.visit("/werkplek/lewenborg/netwerk").soup.select_one("[data-network-words]")
    assert heading is not None
    lead = " ".join(page.soup.select(".lead")[0].get_text().split())
    assert lead.startswith("8 mensen,")
    assert heading.get_text(strip=True).startswith("8 mensen ")
    assert "6 van deze mensen wonen in Lewenborg." in lead
    assert "3 van 6 mensen die los raken" in page.text
    beyond = next(each for each in page.soup.select(".insight") if "relaties met Selwerd" in each.get_text())
    assert "de meeste via Anna" in beyond.get_text()


def test_where_nobody_else_coordinates_that_is_told_and_where_somebody_does_they_can_be_chosen(
    records: Session, coordinator: Visitor, account: Account, bridged: list[Person], place: int
) -> None:
    first = coordinator.visit(PATH).soup.select(".insight")[0]
    assert "Er is hier nog geen andere coördinator." in first.get_text()
    assert [each["value"] for each in first.select("[name=owner]")] == [str(account.id)]
    colleague = make_coordinator(records, place)
    again = coordinator.visit(PATH).soup.select(".insight")[0]
    assert "geen andere coördinator" not in again.get_text()
    assert [each["value"] for each in again.select("[name=owner] option")] == [str(account.id), str(colleague.id)]


def test_metres_that_nobody_knows_are_not_told(
    records: Session, coordinator: Visitor, bridged: list[Person], place: int
) -> None:
    page = coordinator.visit(PATH)
    assert " m uit elkaar" not in page.text
    assert "dezelfde buurt" not in page.text
    of_place = select(NeighbourhoodArea.area_code).where(NeighbourhoodArea.neighbourhood_id == place)
    code = records.scalars(of_place.order_by(NeighbourhoodArea.area_code)).first()
    for each in (bridged[1], bridged[4]):
        each.buurt_code = code
    records.commit()
    assert "Stel Bram en Emma aan elkaar voor. Ze wonen in dezelfde buurt." in coordinator.visit(PATH).text


def test_english_page_tells_the_same(coordinator: Visitor, bridged: list[Person]) -> None:
    assert len(coordinator.visit(PATH + "?taal=en").soup.select(".insight")) == len(sentences(coordinator))


def test_statements_do_not_grow_with_the_network(
    app: Flask, records: Session, coordinator: Visitor, bridged: list[Person], place: int
) -> None:
    with counted(app) as few:
        coordinator.visit(PATH)
    town = [make_linked(records, f"Buur {number}", place) for number in range(20)]
    for number, each in enumerate(town[:-3]):
        make_tie(records, each, town[number + 1])
    records.commit()
    with counted(app) as many:
        coordinator.visit(PATH)
    assert len(few) == len(many)
