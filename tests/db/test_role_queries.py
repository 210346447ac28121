from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.role_making import administrator
from tests.factories import add_neighbourhood, make_account, make_administrator, make_grant, make_partner, make_person
from webapp.access.policy import VISITOR, Actor, Holding
from webapp.errors import NotFound
from webapp.models import Account
from webapp.roles.queries import (
    count_administrators,
    get_grant,
    get_invitation,
    get_waiting,
    list_all_grants,
    list_grants,
    list_grants_of,
    list_invitations,
)
from webapp.roles.rules import PAGE_ROWS, SORTS, GrantFilter, GrantState
from webapp.vocabulary import Role

EVERYTHING = GrantFilter(state="alles")
STRANGERS = [
    VISITOR,
    Actor(account_id=99),
    *(
        Actor(account_id=99, holdings=(Holding(role, neighbourhood_id=1, partner_id=1),))
        for role in Role
        if role != Role.ADMINISTRATOR
    ),
]


@pytest.fixture
def by(empty_session: Session) -> Account:
    """An administrator, called Anna."""
    account = make_administrator(empty_session, "anna@example.nl")
    make_person(empty_session, "Anna", account_id=account.id)
    return account


def emails(session: Session, wanted: GrantFilter, by: Account) -> list[str]:
    """Addresses of who has the roles that fit, in order."""
    return [row.holder.email for row in list_grants(session, administrator(by.id), wanted, today=TODAY).rows]


@pytest.mark.parametrize("viewer", STRANGERS, ids=lambda actor: "".join(each.role for each in actor.holdings) or "none")
def test_nobody_else_sees_or_counts_any_role(empty_session: Session, by: Account, viewer: Actor) -> None:
    grant_id = list_all_grants(empty_session, None, today=TODAY, ended_too=True)[0].id

    assert list_grants(empty_session, viewer, EVERYTHING, today=TODAY).total == 0
    assert list_grants_of(empty_session, viewer, by.id, today=TODAY) == []
    assert list_all_grants(empty_session, viewer, today=TODAY, ended_too=True) == []
    assert list_invitations(empty_session, viewer, today=TODAY) == []
    assert get_waiting(empty_session, viewer, today=TODAY).invitations == 0
    with pytest.raises(NotFound):
        get_grant(empty_session, viewer, grant_id, today=TODAY)
    with pytest.raises(NotFound):
        get_invitation(empty_session, viewer, grant_id, today=TODAY)

    seeing = administrator(by.id)
    assert list_grants(empty_session, seeing, EVERYTHING, today=TODAY).total == 1
    assert get_grant(empty_session, seeing, grant_id, today=TODAY).holder.name == "Anna"
    assert get_waiting(empty_session, seeing, today=TODAY).invitations == 1


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (GrantState.RUNNING, {}),
        (GrantState.RUNNING, {"since": TODAY, "until": TODAY + timedelta(days=1)}),
        (GrantState.STARTING, {"since": TODAY + timedelta(days=1)}),
        (GrantState.ENDED, {"until": TODAY}),
        (GrantState.ENDED, {"ended": True}),
        (GrantState.ENDED, {"ended": True, "waits": True}),
        (GrantState.WAITING, {"waits": True}),
        (GrantState.WAITING, {"waits": True, "since": TODAY + timedelta(days=1)}),
        (GrantState.ENDED, {"waits": True, "until": TODAY}),
    ],
)
def test_state_of_a_role_is_the_same_in_list_detail_and_filter(
    empty_session: Session, by: Account, state: GrantState, kind: dict[str, object]
) -> None:
    account = make_account(empty_session, "fenna@example.nl")
    made = make_grant(empty_session, account.id, Role.CITY_COORDINATOR, **kind)  # type: ignore[arg-type]  # passed on

    assert get_grant(empty_session, None, made.id, today=TODAY).state == state
    coordinators = GrantFilter(role=Role.CITY_COORDINATOR)
    for asked in GrantState:
        found = emails(empty_session, replace(coordinators, state=asked), by)
        assert found == (["fenna@example.nl"] if asked == state else [])
    assert bool(emails(empty_session, coordinators, by)) is (state != GrantState.ENDED)
    assert emails(empty_session, replace(coordinators, state="alles"), by) == ["fenna@example.nl"]


def test_list_tells_who_what_where_when_by_whom(empty_session: Session, by: Account) -> None:
    account = make_account(empty_session, "fenna@example.nl")
    partner = make_partner(empty_session, "de-brug")
    make_grant(
        empty_session,
        account.id,
        Role.PARTNER_MEMBER,
        partner_id=partner.id,
        until=date(2027, 1, 1),
        granted_by=by.id,
    )

    [row] = list_grants_of(empty_session, None, account.id, today=TODAY)

    assert (row.holder.email, row.holder.name, row.where) == ("fenna@example.nl", "", "De-Brug")
    assert (row.since, row.last_day) == (date(2025, 1, 1), date(2026, 12, 31))
    assert row.granted_by is not None
    assert (row.granted_by.name, row.granted_by.email) == ("Anna", "anna@example.nl")
    assert (row.approved_by, row.ended_by, row.is_accepted) == (None, None, False)


def test_search_takes_names_and_addresses_and_no_wildcards(empty_session: Session, by: Account) -> None:
    account = make_account(empty_session, "post_bus@example.nl")
    make_grant(empty_session, account.id, Role.MUNICIPALITY_VIEWER)
    other = make_account(empty_session, "postxbus@example.nl")
    make_grant(empty_session, other.id, Role.MUNICIPALITY_VIEWER)

    assert emails(empty_session, GrantFilter(text="ANN"), by) == ["anna@example.nl"]
    assert emails(empty_session, GrantFilter(text="post_bus"), by) == ["post_bus@example.nl"]
    assert emails(empty_session, GrantFilter(text="%"), by) == []


def test_scope_is_filtered_by_neighbourhood_partner_or_city(empty_session: Session, by: Account) -> None:
    place, partner = add_neighbourhood(empty_session, "selwerd"), make_partner(empty_session, "de-brug")
    account = make_account(empty_session, "fenna@example.nl")
    make_grant(empty_session, account.id, Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=place)
    member = make_account(empty_session, "joost@example.nl")
    make_grant(empty_session, member.id, Role.PARTNER_MEMBER, partner_id=partner.id)

    assert emails(empty_session, GrantFilter(scope="wijk:selwerd"), by) == ["fenna@example.nl"]
    assert emails(empty_session, GrantFilter(scope="partner:de-brug"), by) == ["joost@example.nl"]
    assert emails(empty_session, GrantFilter(scope="stad"), by) == ["anna@example.nl"]
    assert emails(empty_session, GrantFilter(scope="wijk:nergens"), by) == []


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_can_be_turned_round(empty_session: Session, by: Account, sort: str) -> None:
    place = add_neighbourhood(empty_session, "selwerd")
    account = make_account(empty_session, "fenna@example.nl")
    make_grant(
        empty_session,
        account.id,
        Role.NEIGHBOURHOOD_COORDINATOR,
        neighbourhood_id=place,
        since=TODAY + timedelta(days=1),
        until=date(2030, 1, 1),
    )

    up = emails(empty_session, GrantFilter(sort=sort), by)

    assert len(up) == 2
    assert emails(empty_session, GrantFilter(sort=f"-{sort}"), by) == up[::-1]


def test_long_list_comes_in_pages_that_hold_everyone_once(empty_session: Session, by: Account) -> None:
    for number in range(PAGE_ROWS + 1):
        account = make_account(empty_session, f"rij{number:02}@example.nl")
        make_grant(empty_session, account.id, Role.MUNICIPALITY_VIEWER)
    viewers = GrantFilter(role=Role.MUNICIPALITY_VIEWER, sort="rol")

    first = list_grants(empty_session, None, viewers, today=TODAY)
    second = list_grants(empty_session, None, replace(viewers, page=2), today=TODAY)

    assert (first.total, first.pages, len(first.rows), len(second.rows)) == (PAGE_ROWS + 1, 2, PAGE_ROWS, 1)
    assert len({row.id for row in (*first.rows, *second.rows)}) == PAGE_ROWS + 1
    with pytest.raises(NotFound, match="page_unknown"):
        list_grants(empty_session, None, replace(viewers, page=3), today=TODAY)


def test_number_that_no_role_can_have_is_not_found(empty_session: Session) -> None:
    for number in (0, 2**31, 2**70):
        with pytest.raises(NotFound):
            get_grant(empty_session, None, number, today=TODAY)


def test_what_waits_is_counted_for_whom_it_waits(empty_session: Session, by: Account) -> None:
    second = make_administrator(empty_session, "bram@example.nl")
    subject = make_account(empty_session)
    make_grant(empty_session, subject.id, Role.ADMINISTRATOR, granted_by=by.id, waits=True)

    mine = get_waiting(empty_session, administrator(by.id), today=TODAY)
    theirs = get_waiting(empty_session, administrator(second.id), today=TODAY)
    own = get_waiting(empty_session, administrator(subject.id), today=TODAY)

    assert (mine.approvals, mine.own_approvals) == (1, 0)
    assert (theirs.approvals, theirs.own_approvals) == (1, 1)
    assert (own.approvals, own.own_approvals) == (1, 0)


def test_invitation_is_open_until_a_password_is_set_or_the_role_ends(empty_session: Session) -> None:
    accounts = {name: make_account(empty_session, f"{name}@example.nl") for name in ("open", "ended", "accepted")}
    for name, account in accounts.items():
        make_grant(empty_session, account.id, Role.MUNICIPALITY_VIEWER, ended=name == "ended")
    accounts["accepted"].password_hash = "x"
    empty_session.flush()

    found = list_invitations(empty_session, None, today=TODAY)

    assert [(each.holder.email, each.link_expires_at) for each in found] == [("open@example.nl", None)]


def test_administrators_are_counted_once_each(empty_session: Session, by: Account) -> None:
    make_grant(empty_session, by.id, Role.ADMINISTRATOR, since=date(2020, 1, 1), until=date(2021, 1, 1))
    make_administrator(empty_session)

    assert count_administrators(empty_session, today=TODAY) == 2
    assert count_administrators(empty_session, today=TODAY, without_account=by.id) == 1
