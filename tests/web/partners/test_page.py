from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.initiative_making import make_content, make_initiative
from tests.web.conftest import Page, SignIn, Visitor
from tests.web.partners.partnering import (
    HOSTILE,
    add_bond,
    add_contact,
    add_partner,
    add_work,
    holder_of,
    member_of,
    place_id,
)
from tests.web.statements import counted
from webapp.models import Partner
from webapp.vocabulary import ActivityAnswer, ContactAudience, PartnerKind, RelationKind, Role

ADDRESS = "/partners/proefkerk"


@pytest.fixture
def partner(records: Session) -> Partner:
    return add_partner(records, description="Een kerk", confirmed_on=TODAY - timedelta(days=30))


def section(page: Page, heading: str) -> str:
    found = page.soup.find(id=heading)
    assert found is not None
    assert found.parent is not None
    return " ".join(found.parent.get_text(" ").split())


def test_partner_that_is_not_there_is_not_found(visitor: Visitor) -> None:
    assert "Deze partner is er niet" in visitor.visit("/partners/bestaat-niet", status=404).text


def test_page_tells_what_they_do_where_and_what_not(records: Session, visitor: Visitor, partner: Partner) -> None:
    add_work(records, partner, what="Open tafel", place="selwerd")
    add_work(records, partner, what="Open tafel", place="paddepoel")
    add_work(records, partner, theme="armoede", what="Noodfonds", place=None)
    add_work(records, partner, theme="schulden", answer=ActivityAnswer.DOES_NOT, what="")
    add_work(records, partner, theme="taal", what="Later", since=TODAY + timedelta(days=9))
    page = visitor.visit(ADDRESS)
    words = section(page, "werk-kop")
    assert "Maaltijd Open tafel Paddepoel , Selwerd" in words
    assert "Noodfonds hele stad" in words
    assert "Wat ze niet doen Schulden" in words
    assert "Later" not in words


def test_bonds_stand_with_their_time_and_what_was_before_apart(
    records: Session, visitor: Visitor, partner: Partner
) -> None:
    network = add_partner(records, "netwerk", kind=PartnerKind.NETWORK)
    umbrella = add_partner(records, "koepel", kind=PartnerKind.FOUNDATION)
    add_bond(records, partner, network, since=date(2012, 1, 1))
    add_bond(
        records, partner, umbrella, kind=RelationKind.UNDER_UMBRELLA, since=date(2015, 1, 1), until=date(2020, 1, 1)
    )
    page = visitor.visit(ADDRESS)
    words = section(page, "verband-kop")
    assert "Lid van Netwerk sinds 1 januari 2012" in words
    assert "Andere tijden Onder de koepel van Koepel van 1 januari 2015 tot en met 31 december 2019" in words
    assert "Bij deze partner horen Proefkerk als lid" in section(visitor.visit("/partners/netwerk"), "verband-kop")


SEEN_BY = {
    "visitor": {"everyone"},
    "municipality": {"everyone"},
    "neighbour": {"everyone"},
    "administrator": {"everyone"},
    "other_member": {"everyone", "partners"},
    "member": {"everyone", "partners", "coordinators", "lapsed"},
    "coordinator": {"everyone", "partners", "coordinators"},
    "city": {"everyone", "partners", "coordinators"},
}


@pytest.mark.parametrize("who", SEEN_BY)
def test_contact_people_are_seen_by_whom_they_agreed_to(
    records: Session, sign_in: SignIn, visitor: Visitor, partner: Partner, who: str
) -> None:
    for audience in ContactAudience:
        add_contact(records, partner, name=f"naam-{audience}", email=f"{audience}@example.nl", audience=audience)
    add_contact(records, partner, name="naam-lapsed", given_on=TODAY - timedelta(days=200), months=3)
    accounts = {
        "municipality": lambda: holder_of(records, Role.MUNICIPALITY_VIEWER),
        "neighbour": lambda: holder_of(records, Role.GROUP_LEADER, group_id=1),
        "administrator": lambda: holder_of(records, Role.ADMINISTRATOR),
        "other_member": lambda: member_of(records, add_partner(records, "andere")),
        "member": lambda: member_of(records, partner),
        "coordinator": lambda: holder_of(records, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=place_id(records)),
        "city": lambda: holder_of(records, Role.CITY_COORDINATOR),
    }
    browser = visitor if who == "visitor" else sign_in(accounts[who]().id)
    page = browser.visit(ADDRESS)
    found = {name for name in ("everyone", "partners", "coordinators", "lapsed") if f"naam-{name}" in page.text}
    assert found == SEEN_BY[who]


def test_phone_number_is_never_on_the_page_itself(records: Session, visitor: Visitor, partner: Partner) -> None:
    add_contact(records, partner, phone="06 12345678")
    page = visitor.visit(ADDRESS)
    assert "jantine@example.nl" in page.text
    assert "12345678" not in page.response.get_data(as_text=True)
    assert "Toon telefoonnummer" in page.text


def test_only_who_may_edit_is_offered_to(records: Session, sign_in: SignIn, visitor: Visitor, partner: Partner) -> None:
    member, other = member_of(records, partner), member_of(records, add_partner(records, "andere"))
    city = holder_of(records, Role.CITY_COORDINATOR)
    for browser, words in (
        (visitor, []),
        (sign_in(other.id), []),
        (sign_in(member.id), ["Ja, dit klopt nog", "Wijzig de gegevens", "Afspraken met Missie050"]),
        (
            sign_in(city.id),
            ["Ja, dit klopt nog", "Wijzig de gegevens", "Afspraken met Missie050", "Deze partner stopt"],
        ),
    ):
        text = browser.visit(ADDRESS).text
        offered = ["Ja, dit klopt nog", "Wijzig de gegevens", "Afspraken met Missie050", "Deze partner stopt"]
        assert [each for each in offered if each in text] == words


def test_how_long_ago_somebody_said_that_it_is_right_is_told(
    records: Session, visitor: Visitor, partner: Partner
) -> None:
    assert "voor het laatst gezegd op 23 oktober 2026" in visitor.visit(ADDRESS).text
    partner.confirmed_on = TODAY - timedelta(days=400)
    records.commit()
    assert "langer dan een jaar geleden" in visitor.visit(ADDRESS).text
    partner.confirmed_on = None
    records.commit()
    assert "Nog niemand van deze partner zei dat dit klopt" in visitor.visit(ADDRESS).text


def test_running_initiatives_are_shown_and_those_that_nobody_confirmed_for_long_are_not(
    records: Session, visitor: Visitor, partner: Partner
) -> None:
    make_initiative(records, make_content("Eten bij de kerk", partners=("proefkerk",)))
    make_initiative(records, make_content("Lang geleden", partners=("proefkerk",)), on=TODAY - timedelta(days=460))
    make_initiative(records, make_content("Van iemand anders"))
    records.commit()
    words = section(visitor.visit(ADDRESS), "initiatieven-kop")
    assert "Eten bij de kerk" in words
    assert "Lang geleden" not in words
    assert "Van iemand anders" not in words


def test_partner_that_is_no_more_keeps_its_page(records: Session, visitor: Visitor, partner: Partner) -> None:
    partner.ended_on = TODAY
    records.commit()
    assert "Deze partner bestond tot 22 november 2026" in visitor.visit(ADDRESS).text


def test_what_was_typed_is_shown_as_it_is(records: Session, visitor: Visitor, partner: Partner) -> None:
    partner.description = HOSTILE
    records.commit()
    add_work(records, partner, what=HOSTILE)
    add_contact(records, partner, name=HOSTILE[:80])
    page = visitor.visit(ADDRESS)
    assert HOSTILE in page.soup.select(".partner__text")[0].text
    assert page.soup.select(".partner-work__what")[0].text == HOSTILE
    assert not [script for script in page.soup.find_all("script") if "alert" in script.text]


def test_english_reader_gets_the_english_words(records: Session, visitor: Visitor, partner: Partner) -> None:
    partner.description_en = "A church"
    records.commit()
    page = visitor.visit(ADDRESS + "?taal=en")
    assert "A church" in page.text
    assert "Een kerk" not in page.text


def test_number_of_statements_does_not_grow(app: Flask, records: Session, visitor: Visitor, partner: Partner) -> None:
    add_work(records, partner)
    visitor.visit(ADDRESS)
    with counted(app) as before:
        visitor.visit(ADDRESS)
    for place in ("paddepoel", "beijum", "haren", "lewenborg"):
        add_work(records, partner, place=place)
        add_contact(records, partner, email=f"{place}@example.nl")
    with counted(app) as after:
        visitor.visit(ADDRESS)
    assert len(after) == len(before) <= 7
