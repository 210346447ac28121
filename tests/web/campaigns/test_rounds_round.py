"""A round for who coordinates: given to a volunteer by mail, taken back, and taken apart."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_round_making import CANARY, Delivery, add_addresses, add_rounds, make_delivery, rounds_of, stops_of
from tests.factories import make_account
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import problems
from webapp.models import DeliveryStop, OutboxMail
from webapp.privacy.erasure import erase
from webapp.privacy.queries import Who
from webapp.vocabulary import StopState

WALKER = {"name": "Wilma", "email": "wilma@example.nl"}


@pytest.fixture
def delivery(records: Session) -> Delivery:
    made = make_delivery(records)
    add_addresses(records, made, CANARY, "Roodborststraat 1")
    add_rounds(records, made)
    return made


@pytest.fixture
def path(records: Session, delivery: Delivery) -> str:
    return f"{delivery.home}/rondes/{rounds_of(records, delivery)[0].id}"


def test_volunteer_gets_a_mail_with_a_link_and_no_address_in_it(
    records: Session, sign_in: SignIn, visitor: Visitor, delivery: Delivery, path: str
) -> None:
    browser = sign_in(delivery.account)
    assert CANARY in browser.visit(path).text
    browser.submit(path, WALKER, status=303)
    mail = records.scalars(select(OutboxMail).where(OutboxMail.recipient == WALKER["email"])).one()
    assert "anari" not in mail.body.lower() + mail.subject.lower()
    (link,) = re.findall(r"/bezorgronde/\S+", mail.body)
    records.commit()
    assert CANARY in visitor.visit(link).text
    browser.submit(f"{path}/terug", {}, status=303)
    assert rounds_of(records, delivery)[0].walker_email is None
    records.commit()
    visitor.visit(link, status=410)


@pytest.mark.parametrize("changes", [{"name": ""}, {"email": "wilma"}, {"email": ""}])
def test_round_is_given_to_nobody_without_name_and_address(
    records: Session, sign_in: SignIn, delivery: Delivery, path: str, changes: dict[str, str]
) -> None:
    page = sign_in(delivery.account).submit(path, WALKER | changes, status=422)
    assert set(problems(page)) == set(changes)
    assert rounds_of(records, delivery)[0].walker_name is None


def test_volunteer_with_an_account_finds_it_among_their_own_and_may_erase_that(
    records: Session, sign_in: SignIn, delivery: Delivery, path: str
) -> None:
    walker = make_account(records, WALKER["email"])
    walker_id = walker.id
    records.commit()
    sign_in(delivery.account).submit(path, WALKER, status=303)
    own = sign_in(walker_id).visit("/mijn/rondes")
    link = own.soup.select_one("a[href^='/bezorgronde/']")
    assert link is not None
    assert "in Vinkhuizen" in own.text
    assert CANARY in sign_in(walker_id).visit(str(link["href"])).text
    erase(records, Who(walker_id, None, WALKER["email"]))
    assert rounds_of(records, delivery) == []
    assert [stop.round_id for stop in stops_of(records, delivery)] == [None, None]


def test_round_that_is_taken_apart_leaves_what_was_delivered_and_frees_the_rest(
    records: Session, sign_in: SignIn, delivery: Delivery, path: str
) -> None:
    first, second = stops_of(records, delivery)
    keys = first.key, second.key
    browser = sign_in(delivery.account)
    for key, state in zip(keys, ("delivered", "not_home"), strict=True):
        browser.submit(f"{delivery.home}/adressen/{key}/stand", {"stand": state}, status=303)
    browser.submit(f"{path}/opheffen", {}, status=303)
    assert rounds_of(records, delivery) == []
    assert [(stop.state, stop.round_id) for stop in stops_of(records, delivery)] == [
        (StopState.DELIVERED, None),
        (StopState.OPEN, None),
    ]
    assert records.scalars(select(DeliveryStop.position).where(DeliveryStop.line_id == delivery.line_id)).all() == [
        None,
        None,
    ]


def test_round_of_elsewhere_is_not_there(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    sign_in(delivery.account).visit(f"{delivery.home}/rondes/2147483647", status=404)
