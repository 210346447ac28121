import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.partners.partnering import HOSTILE, add_bond, add_partner, add_work, holder_of, member_of
from tests.web.statements import counted
from webapp.models import Partner
from webapp.partners.rules import PAGE_SIZE
from webapp.vocabulary import ActivityAnswer, ChurchTradition, PartnerKind, Provenance, Role


def names(page: Page) -> list[str]:
    return [link.text for link in page.soup.select(".partner-card__name a")]


def test_every_partner_is_there_with_what_it_is(visitor: Visitor) -> None:
    page = visitor.visit("/partners")
    assert {"Kwartiermakers", "Present", "WIJ Groningen"} <= set(names(page))
    assert names(page) == sorted(names(page), key=str.casefold)
    assert "Welzijn Zuid (voorbeeld)" not in names(page)
    assert "Welzijn Zuid (voorbeeld)" in names(visitor.visit("/partners?voorbij=ja"))


def test_invented_partners_are_marked_and_those_of_the_source_are_not(visitor: Visitor) -> None:
    page = visitor.visit("/partners")
    marked = [
        card.a.text for card in page.soup.select(".partner-card__name") if card.select_one(".tag--sample") and card.a
    ]
    assert "Kerk aan de Laan (voorbeeld)" in marked
    assert "Present" not in marked


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("zoek=LAAN", {"Kerk aan de Laan (voorbeeld)"}),
        ("soort=municipality", {"Gemeente Groningen"}),
        ("stroming=catholic", {"Parochie Sint Elders (voorbeeld)"}),
        ("thema=vervoer", {"Fietsenmaker De Ketting (voorbeeld)"}),
        ("wijk=haren&thema=zingeving", set()),
        ("thema=groen&wijk=vinkhuizen", {"Present"}),
    ],
)
def test_filter_stands_in_the_address(visitor: Visitor, query: str, expected: set[str]) -> None:
    page = visitor.visit(f"/partners?{query}")
    assert set(names(page)) == expected


def test_work_in_the_whole_city_counts_for_each_neighbourhood_and_what_one_does_not_do_for_none(
    records: Session, visitor: Visitor
) -> None:
    everywhere, nowhere = add_partner(records, "overal"), add_partner(records, "nergens")
    add_work(records, everywhere, theme="bewegen", place=None)
    add_work(records, nowhere, theme="bewegen", place="haren", answer=ActivityAnswer.DOES_NOT)
    assert names(visitor.visit("/partners?wijk=haren&thema=bewegen")) == ["Overal"]
    assert names(visitor.visit("/partners?wijk=bestaat-niet&thema=bewegen")) == []


def test_words_that_are_not_ours_are_as_if_they_were_not_there(visitor: Visitor) -> None:
    everyone = names(visitor.visit("/partners"))
    assert names(visitor.visit("/partners?soort=koning&stroming=x&pagina=-3")) == everyone


def test_what_is_looked_for_is_shown_as_it_was_typed(visitor: Visitor) -> None:
    page = visitor.client.get("/partners", query_string={"zoek": HOSTILE}, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert b"<script>alert(1)" not in page.data
    assert b"&lt;script&gt;alert(1)" in page.data


def test_nothing_found_says_what_to_do(visitor: Visitor) -> None:
    page = visitor.visit("/partners?zoek=zzzz")
    assert "Geen partner gevonden" in page.text
    assert page.soup.find("a", string="Toon alle partners")


def test_tree_has_members_under_their_network_and_umbrella(visitor: Visitor) -> None:
    page = visitor.visit("/partners?weergave=verbanden")
    tops = {top.a.text: top for top in page.soup.select(".partner-tree > li") if top.a}
    assert {"Kwartiermakers", "Raad van Kerken Groningen (RVK)"} <= set(tops)
    below = [link.text for link in tops["Kwartiermakers"].select(".partner-tree__members a")]
    assert below == ["Stichting Buurtkeuken (voorbeeld)", "Voorbeeldstichting De Brug (verzonnen)"]
    network = tops["Diaconaal Platform Groningen (DPG)"]
    assert network.select_one(".partner-tree__members .partner-tree__members a")


def test_long_list_comes_in_pages(records: Session, visitor: Visitor) -> None:
    records.add_all(
        Partner(
            slug=f"bedrijf-{number}",
            name=f"Bedrijf {number:03}",
            kind=PartnerKind.SCHOOL,
            provenance=Provenance.ENTERED,
        )
        for number in range(PAGE_SIZE + 3)
    )
    records.commit()
    first = visitor.visit("/partners?soort=school")
    assert len(names(first)) == PAGE_SIZE
    second = visitor.visit("/partners?soort=school&pagina=2")
    assert len(names(second)) == 4  # one more is invented
    assert "soort=school" in str(first.soup.find("a", string="Volgende"))


def test_number_of_statements_does_not_grow_with_the_partners(app: Flask, records: Session, visitor: Visitor) -> None:
    visitor.visit("/partners")
    with counted(app) as before:
        visitor.visit("/partners?thema=bewegen&wijk=haren")
    whole = add_partner(records, "geheel", kind=PartnerKind.NETWORK)
    for number in range(12):
        partner = add_partner(records, f"deel-{number}", tradition=ChurchTradition.OTHER)
        add_bond(records, partner, whole)
        add_work(records, partner, theme="bewegen", place="haren")
    with counted(app) as after:
        page = visitor.visit("/partners?thema=bewegen&wijk=haren")
    assert len(names(page)) == 12
    assert len(after) == len(before) <= 9


def test_own_organisation_and_adding_are_for_who_has_them(records: Session, sign_in: SignIn, visitor: Visitor) -> None:
    partner = add_partner(records)
    member = sign_in(member_of(records, partner).id).visit("/partners")
    assert "Jouw organisatie:" in member.text
    assert not member.soup.find("a", href="/partners/nieuw")
    city = sign_in(holder_of(records, Role.CITY_COORDINATOR).id).visit("/partners")
    assert "Jouw organisatie:" not in city.text
    assert city.soup.find("a", href="/partners/nieuw")
    assert not visitor.visit("/partners").soup.find("a", href="/partners/nieuw")


def test_ended_work_is_no_longer_found(records: Session, visitor: Visitor) -> None:
    partner = add_partner(records)
    work = add_work(records, partner, theme="bewegen", place="haren")
    assert names(visitor.visit("/partners?thema=bewegen&wijk=haren")) == ["Proefkerk"]
    work.ended_on = TODAY
    records.commit()
    assert names(visitor.visit("/partners?thema=bewegen&wijk=haren")) == []
