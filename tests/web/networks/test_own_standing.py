"""Whether one stands in the network: never agreed, stands still, lapsed or taken back, and what is true of each."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_consent, make_person
from tests.initiative_making import make_initiative
from tests.match_making import find_place
from tests.network_making import make_linked, make_tie
from tests.web.conftest import Page, SignIn
from webapp.models import Consent, Person
from webapp.privacy.actions import withdraw_consent
from webapp.vocabulary import ConsentPurpose, ConsentScope

URL = "/mijn/netwerk"
KNOWN, LINKED = ConsentPurpose.BE_KNOWN, ConsentPurpose.BE_LINKED
NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
GOES = "Niemand ziet nu wat over jou genoteerd is. Verleng je niet, dan wissen we het 30 dagen nadat"
WENT = "Wat coördinatoren over jou noteerden, hebben we meteen gewist toen je stopte."


@pytest.fixture
def me(records: Session) -> Person:
    """Somebody in Haren who knows a neighbour, and organises something."""
    here = find_place(records, "haren")
    person = make_linked(records, "Ikzelf Proef", here, with_account=True)
    make_tie(records, person, make_linked(records, "Onbekende Overbuur", here))
    make_initiative(records, by=person.account_id)
    records.commit()
    return person


def lapse(records: Session, person: Person, purpose: ConsentPurpose) -> None:
    given = records.scalars(select(Consent).where(Consent.person_id == person.id, Consent.purpose == purpose)).one()
    given.expires_on = TODAY - timedelta(days=3)
    records.commit()


def withdraw(records: Session, person: Person, purpose: ConsentPurpose) -> None:
    withdraw_consent(records, person.id, purpose, by=person.account_id, now=NOW)
    records.flush()
    records.connection().exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    records.commit()


def looked(sign_in: SignIn, person: Person) -> Page:
    return sign_in(person.account_id).visit(URL)


def state(page: Page) -> str | None:
    notice = page.soup.select_one("main .notice")
    return None if notice is None else str(notice["data-standing"])


def leads_to(page: Page) -> str:
    return str(page.soup.select_one("main .notice a")["href"])


def test_who_stands_in_it_sees_both_what_was_noted_and_what_they_do(
    records: Session, sign_in: SignIn, me: Person
) -> None:
    page = looked(sign_in, me)
    assert state(page) is None
    assert [each.text for each in page.soup.select("main h2")] == [
        "Over jou genoteerd",
        "Wat je zelf doet",
        "Niet meer in het netwerk",
    ]
    assert "De coördinator ziet het ook in het netwerk." in page.text


def test_who_lets_it_lapse_is_told_how_long_what_was_noted_stays(records: Session, sign_in: SignIn, me: Person) -> None:
    lapse(records, me, LINKED)
    page = looked(sign_in, me)
    assert (state(page), leads_to(page)) == ("expired", "/mijn/toestemming#be_linked")
    assert "Je toestemming voor het burennetwerk is afgelopen op 19 november 2026." in page.text
    assert GOES in page.text
    assert "is alleen daar te zien: niet in het burennetwerk" in page.text
    assert page.soup.select("[name=klopt]") == []


def test_who_takes_it_back_keeps_only_what_they_do_themselves(records: Session, sign_in: SignIn, me: Person) -> None:
    withdraw(records, me, LINKED)
    page = looked(sign_in, me)
    assert state(page) == "withdrawn"
    assert WENT in page.text
    assert "afgelopen" not in page.text
    assert GOES not in page.text
    assert [each.text for each in page.soup.select("main h2")] == ["Wat je zelf doet"]
    assert "Het blijft zolang je dat doet, en is alleen daar te zien" in page.text


def test_who_is_no_longer_found_stands_still(records: Session, sign_in: SignIn, me: Person) -> None:
    lapse(records, me, KNOWN)
    page = looked(sign_in, me)
    assert (state(page), leads_to(page)) == ("idle", "/mijn/toestemming#be_known")
    assert "staat stil: coördinatoren kunnen je nu niet vinden" in page.text
    assert GOES in page.text
    assert page.soup.select_one(".own-ties__stop") is not None


def test_who_took_back_to_be_found_has_nothing_noted_left(records: Session, sign_in: SignIn, me: Person) -> None:
    withdraw(records, me, KNOWN)
    page = looked(sign_in, me)
    assert state(page) == "idle"
    assert WENT in page.text
    assert GOES not in page.text


def test_who_never_agreed_is_not_told_that_it_ended(records: Session, sign_in: SignIn, me: Person) -> None:
    other = make_person(records, "Nog Nooit", account_id=make_account(records).id)
    make_consent(records, other.id, KNOWN, on=TODAY)
    records.commit()
    page = looked(sign_in, other)
    assert (state(page), leads_to(page)) == ("never", "/mijn/toestemming#be_linked")
    assert "afgelopen" not in page.text
    assert WENT not in page.text


def test_who_told_no_neighbourhood_is_led_to_it(records: Session, sign_in: SignIn, me: Person) -> None:
    me.neighbourhood_id = me.buurt_code = None
    records.commit()
    page = looked(sign_in, me)
    assert (state(page), leads_to(page)) == ("nowhere", "/mijn/profiel#buurt_code")
    assert GOES not in page.text


def test_who_agreed_with_the_city_is_in_it_without_a_neighbourhood(records: Session, sign_in: SignIn) -> None:
    other = make_person(records, "Uit De Stad", account_id=make_account(records).id)
    for purpose in (KNOWN, LINKED):
        make_consent(records, other.id, purpose, on=TODAY, scope=ConsentScope.CITY)
    records.commit()
    page = looked(sign_in, other)
    assert state(page) is None
    assert "Je staat in het burennetwerk. Er is nog niets over jou genoteerd." in page.text


def test_page_about_privacy_tells_of_networks(sign_in: SignIn, me: Person) -> None:
    page = sign_in(me.account_id).visit("/privacy")
    assert "Als je in het burennetwerk staat" in page.text
    assert "nooit van minder dan 5 mensen" in page.text
    assert page.soup.select_one("main a[href='/mijn/netwerk']") is not None
