"""The mail of the day to coordinators: whom, how often, and nothing of what waits."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_account, make_grant
from tests.initiative_making import make_content, make_waiting
from webapp.models import Account, Neighbourhood, OutboxMail, RoleGrant
from webapp.moderation.daily_mail import post_review_mails
from webapp.vocabulary import Provenance, Reach, Role

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)
PAGE = "https://missie.example/wachtrij"
EVERYWHERE = make_content("Overal", reach=Reach.CITY, lon=None, lat=None)


@pytest.fixture
def mailed(session: Session) -> Session:
    """The city without any coordinator."""
    for grant in session.scalars(select(RoleGrant)):
        session.delete(grant)
    session.flush()
    return session


def local(session: Session, slug: str = "selwerd", *, language: str = "nl", **state: Any) -> Account:
    account = make_account(session, language=language)
    found = session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == slug)).one()
    make_grant(session, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=found, **state)
    return account


def city(session: Session) -> Account:
    account = make_account(session)
    make_grant(session, account.id, Role.CITY_COORDINATOR)
    return account


def post(session: Session, now: datetime = NOW) -> dict[str, str]:
    """The subjects that one run mails, by recipient."""
    before = set(session.scalars(select(OutboxMail.id)))
    count = post_review_mails(session, now=now, page_url=PAGE)
    mails = session.scalars(select(OutboxMail).where(OutboxMail.id.not_in(before))).all()
    assert len(mails) == count == len({mail.recipient for mail in mails})
    assert all(PAGE in mail.body for mail in mails)
    return {mail.recipient: mail.subject for mail in mails}


def test_coordinator_is_told_how_much_waits_once_a_day(mailed: Session) -> None:
    account = local(mailed)
    make_waiting(mailed, make_content("Heel eigen woorden"))
    assert post(mailed) == {account.email: "Er wacht 1 initiatief op je bij Missie050"}
    make_waiting(mailed)
    assert post(mailed, NOW + timedelta(hours=9)) == {}
    assert post(mailed, NOW + timedelta(days=1)) == {account.email: "Er wachten 2 initiatieven op je bij Missie050"}
    assert not [body for body in mailed.scalars(select(OutboxMail.body)) if "Heel eigen" in body]


def test_mail_is_in_the_language_of_who_reads_it(mailed: Session) -> None:
    account = local(mailed, language="en")
    make_waiting(mailed)
    assert post(mailed) == {account.email: "1 initiative is waiting for you at Missie050"}


def test_nobody_is_mailed_when_nothing_waits_or_at_night(mailed: Session) -> None:
    account = local(mailed)
    assert post(mailed) == {}
    make_waiting(mailed)
    assert post(mailed, NOW.replace(hour=5, minute=59)) == {}
    assert list(post(mailed, NOW.replace(hour=6))) == [account.email]


def test_what_somebody_wrote_and_demonstration_data_wait_for_others(mailed: Session) -> None:
    account = local(mailed)
    make_waiting(mailed, by=account.id)
    make_waiting(mailed, provenance=Provenance.DEMO)
    assert post(mailed) == {}
    colleague = local(mailed)
    assert list(post(mailed)) == [colleague.email]


@pytest.mark.parametrize(
    "state", [{"until": TODAY}, {"since": TODAY + timedelta(days=1)}, {"waits": True}, {"ended": True}]
)
def test_role_that_is_not_in_force_brings_no_mail(mailed: Session, state: dict[str, Any]) -> None:
    local(mailed, **state)
    make_waiting(mailed)
    assert post(mailed) == {}


def test_city_is_told_of_what_is_everywhere_or_nobody_looks_after(mailed: Session) -> None:
    account = city(mailed)
    make_waiting(mailed, EVERYWHERE)
    make_waiting(mailed)
    assert post(mailed) == {account.email: "Er wachten 2 initiatieven op je bij Missie050"}
    nearby = local(mailed)
    tomorrow = NOW + timedelta(days=1)
    assert post(mailed, tomorrow) == {
        account.email: "Er wacht 1 initiatief op je bij Missie050",
        nearby.email: "Er wacht 1 initiatief op je bij Missie050",
    }


def test_city_is_told_of_what_waits_for_three_days(mailed: Session) -> None:
    account, nearby = city(mailed), local(mailed)
    make_waiting(mailed, on=TODAY - timedelta(days=3))
    assert list(post(mailed)) == [nearby.email]
    assert sorted(post(mailed, NOW + timedelta(days=1))) == sorted([account.email, nearby.email])


def test_who_coordinates_two_neighbourhoods_gets_one_mail_that_counts_each_once(mailed: Session) -> None:
    account = local(mailed)
    other = mailed.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "paddepoel")).one()
    make_grant(mailed, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=other)
    both = make_content(reach=Reach.NEIGHBOURHOODS, lon=None, lat=None, neighbourhoods=("selwerd", "paddepoel"))
    make_waiting(mailed, both)
    assert post(mailed) == {account.email: "Er wacht 1 initiatief op je bij Missie050"}
