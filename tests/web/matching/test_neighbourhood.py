"""The matches of a neighbourhood, for who coordinates there."""

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from tests.match_making import NOON, SECRET_WORDS, find_place, make_asker, make_coordinator, make_match, make_need
from tests.talent_making import make_offerer, make_talent
from tests.web.conftest import SignIn, Visitor
from tests.web.statements import counted
from webapp.access.policy import Actor, Holding
from webapp.matching.queries.neighbourhood import list_conversations_due, list_reciprocity
from webapp.models import Match, Need
from webapp.vocabulary import MatchState, Role

PAGE = "/werkplek/vinkhuizen/koppelingen"
HALF_A_YEAR = timedelta(days=184)


def test_matches_stand_by_what_they_wait_for(records: Session, sign_in: SignIn) -> None:
    make_match(records)
    make_match(records, MatchState.ACCEPTED)
    make_match(records, MatchState.DONE, follow_up_on=TODAY)
    coordinator = make_coordinator(records, find_place(records))

    page = sign_in(coordinator.id).visit(PAGE)

    headings = [each.text for each in page.soup.select("main h2")]
    assert headings == ["Wacht op antwoord", "Gaat door", "Eerder"]
    waiting, agreed, closed = page.soup.select(".match-list")
    assert "Hanna Helpt voor Aafke Vraagt" in waiting.text
    assert "Nog geen antwoord; het kan tot en met 29 november 2026." in waiting.text
    assert "Spreek een tijd en een plek af." in agreed.text
    assert "Vraag nog eens hoe het gaat." in closed.text
    assert SECRET_WORDS not in page.text


def test_those_of_elsewhere_are_not_there_and_the_city_sees_public_ones_only(
    records: Session, sign_in: SignIn, visitor: Visitor
) -> None:
    make_match(records)
    make_match(records, is_public=True)
    city = make_account(records)
    make_grant(records, city.id, Role.CITY_COORDINATOR)
    elsewhere = make_coordinator(records, find_place(records, "selwerd"))

    page = sign_in(city.id).visit(PAGE)

    assert len(page.soup.select(".match-list__item")) == 1
    assert "Aafke" not in page.text
    assert "voor de wijk" in page.text
    sign_in(elsewhere.id).visit(PAGE, status=404)
    sign_in(make_account(records).id).visit(PAGE, status=404)
    visitor.visit(PAGE, status=303)


def test_helper_of_elsewhere_is_not_named_before_both_said_yes(records: Session, sign_in: SignIn) -> None:
    place = find_place(records)
    lent = make_offerer(records, find_place(records, "selwerd"), "Sara Selwerd", goes_beyond=True)
    need = make_need(records, place, make_asker(records, place).id, quantity=2)
    talent = make_talent(records, lent.id)
    match = make_match(records, need=need, talent=talent).match
    browser = sign_in(make_coordinator(records, place).id)
    path = f"{PAGE}/{match.key}"

    assert "iemand voor Aafke" in browser.visit(PAGE).text
    assert "Sara" not in browser.visit(path).text
    match.state, match.helper_said, match.asker_said = MatchState.ACCEPTED, True, True
    records.commit()
    assert "Sara Selwerd" in browser.visit(path).text


def test_empty_list_says_what_to_do(records: Session, sign_in: SignIn) -> None:
    page = sign_in(make_coordinator(records, find_place(records, "selwerd")).id).visit("/werkplek/selwerd/koppelingen")

    assert "Er zijn nog geen koppelingen." in page.text or page.soup.select(".match-list")


def test_page_asks_as_much_for_one_match_as_for_many(app: Flask, records: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_coordinator(records, find_place(records)).id)
    counts = []
    for _ in range(4):
        make_match(records)
        make_match(records, MatchState.DONE)
        records.commit()
        with counted(app) as seen:
            browser.visit(PAGE)
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts


def test_reciprocity_tells_no_number_about_fewer_than_five(records: Session, sign_in: SignIn) -> None:
    place = find_place(records, "selwerd")
    records.query(Match).filter_by(neighbourhood_id=place).delete()
    records.query(Need).filter_by(neighbourhood_id=place).delete()
    browser = sign_in(make_coordinator(records, place).id)
    path = "/werkplek/selwerd/koppelingen"

    def ask(people: int, *, and_give: bool = False) -> None:
        for _ in range(people):
            asker = make_offerer(records, place) if and_give else make_asker(records, place)
            make_need(records, place, asker.id)
            if and_give:
                public = make_need(records, place, None, theme="eenzaamheid", words="Meer bezoek")
                make_match(records, MatchState.DONE, need=public, talent=make_talent(records, asker.id))
        records.commit()

    ask(4)
    assert "hulp gaven" not in browser.visit(path).text
    ask(1)
    few = browser.visit(path).text
    assert "Mensen die hier iets vroegen: 5. Mensen die hulp gaven: minder dan 5. Hoeveel mensen allebei" in few
    assert "Allebei:" not in few
    ask(5, and_give=True)
    assert (
        "Mensen die hier iets vroegen: 10. Mensen die hulp gaven: 5. Allebei: 5, dat is 50% van wie meedoet."
        in browser.visit(path).text
    )
    assert list_reciprocity(records) == {}


def test_reciprocity_tells_no_two_numbers_whose_difference_is_somebody(records: Session, sign_in: SignIn) -> None:
    place = find_place(records, "selwerd")
    records.query(Match).filter_by(neighbourhood_id=place).delete()
    records.query(Need).filter_by(neighbourhood_id=place).delete()
    browser = sign_in(make_coordinator(records, place).id)
    for number in range(6):
        asker = make_offerer(records, place)
        make_need(records, place, asker.id)
        if number:
            public = make_need(records, place, None, theme="eenzaamheid", words="Meer bezoek")
            make_match(records, MatchState.DONE, need=public, talent=make_talent(records, asker.id))
    records.commit()
    told = browser.visit("/werkplek/selwerd/koppelingen").text
    assert "Mensen die hier iets vroegen: 6. Mensen die hulp gaven: 5." in told
    assert "Allebei:" not in told


def test_who_only_asked_for_half_a_year_is_to_be_talked_with(records: Session) -> None:
    place = find_place(records)
    account = make_coordinator(records, place)
    viewer = Actor(account.id, holdings=(Holding(Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=place),))
    city = Actor(account.id, holdings=(Holding(Role.CITY_COORDINATOR),))
    long_ago = TODAY - HALF_A_YEAR
    later = long_ago + timedelta(days=10)
    only_asks = make_asker(records, place, "Vraagt Alleen")
    gave, offers, new = (make_asker(records, place, name) for name in ("Gaf Ook", "Biedt Ook", "Vraagt Pas"))
    for person, on in ((only_asks, long_ago), (gave, long_ago), (offers, long_ago), (new, later)):
        make_need(records, place, person.id, created_on=on)
    make_talent(records, offers.id)
    talent = make_talent(records, gave.id, is_offered=False)
    need = make_need(records, place, make_asker(records, place).id)
    make_match(records, MatchState.DONE, need=need, talent=talent, closed_at=NOON)

    names = [each.name for each in list_conversations_due(records, viewer, place, today=TODAY)]

    assert "Vraagt Alleen" in names
    assert not {"Gaf Ook", "Biedt Ook", "Vraagt Pas"} & set(names)
    assert list_conversations_due(records, city, place, today=TODAY) == []
