"""A round for who coordinates: its doors, and giving it to a volunteer by mail."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.campaign_round_making import CANARY, Delivery, rounds_of
from tests.web.campaigns.browsing import WALKER
from tests.web.conftest import SignIn, Visitor
from tests.web.people.browsing import problems
from webapp.models import OutboxMail


def test_volunteer_gets_a_mail_with_a_link_and_no_address_in_it(
    records: Session, sign_in: SignIn, visitor: Visitor, delivery: Delivery, round_path: str
) -> None:
    browser = sign_in(delivery.account)
    assert CANARY in browser.visit(round_path).text
    browser.submit(round_path, WALKER, status=303)
    mail = records.scalars(select(OutboxMail).where(OutboxMail.recipient == WALKER["email"])).one()
    assert "anari" not in mail.body.lower() + mail.subject.lower()
    (link,) = re.findall(r"/bezorgronde/\S+", mail.body)
    records.commit()
    assert CANARY in visitor.visit(link).text


@pytest.mark.parametrize("changes", [{"name": ""}, {"email": "wilma"}, {"email": ""}])
def test_round_is_given_to_nobody_without_name_and_address(
    records: Session, sign_in: SignIn, delivery: Delivery, round_path: str, changes: dict[str, str]
) -> None:
    page = sign_in(delivery.account).submit(round_path, WALKER | changes, status=422)
    assert set(problems(page)) == set(changes)
    assert rounds_of(records, delivery)[0].walker_name is None


def test_round_of_elsewhere_is_not_there(records: Session, sign_in: SignIn, delivery: Delivery) -> None:
    sign_in(delivery.account).visit(f"{delivery.home}/rondes/2147483647", status=404)
