import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.access.permissions import Permission
from webapp.access.policy import (
    GRANTED,
    NOT_FOR_MUNICIPALITY,
    OWN,
    PUBLIC,
    SCOPES,
    VISITOR,
    Actor,
    Holding,
    Target,
    can,
)
from webapp.vocabulary import Role, ScopeKind

ACCOUNT = 7
HERE, THERE = 1, 2
FIELDS = {
    ScopeKind.NEIGHBOURHOOD: "neighbourhood_id",
    ScopeKind.PARTNER: "partner_id",
    ScopeKind.GROUP: "group_id",
}

ids = st.integers(1, 3)


def holding(role: Role, where: int | None = HERE) -> Holding:
    """The role, over this."""
    kind = SCOPES[role]
    return Holding(role) if kind == ScopeKind.CITY else Holding(role, **{FIELDS[kind]: where})


def actor(*holdings: Holding, account_id: int = ACCOUNT) -> Actor:
    return Actor(account_id, holdings=holdings)


holdings = st.builds(holding, st.sampled_from(Role), ids)
targets = st.builds(
    Target,
    account_id=st.none() | st.integers(5, 9),
    neighbourhood_id=st.none() | ids,
    partner_id=st.none() | ids,
    group_id=st.none() | ids,
)
actors = st.builds(
    lambda held, number: actor(*held, account_id=number), st.lists(holdings, max_size=4), st.integers(5, 9)
)
permissions = st.sampled_from(Permission)


@pytest.mark.parametrize("permission", Permission)
def test_visitor_may_do_what_is_public_and_nothing_else(permission: Permission) -> None:
    assert can(VISITOR, permission) is (permission in PUBLIC)
    assert can(VISITOR, permission, Target()) is (permission in PUBLIC)
    assert can(VISITOR, permission, Target(account_id=None, neighbourhood_id=HERE)) is (permission in PUBLIC)


@pytest.mark.parametrize("permission", Permission)
def test_who_has_an_account_and_no_role_may_do_their_own_besides(permission: Permission) -> None:
    assert can(actor(), permission) is (permission in PUBLIC | OWN | NOT_FOR_MUNICIPALITY)


@pytest.mark.parametrize("permission", sorted(OWN))
def test_own_is_ones_own(permission: Permission) -> None:
    everyone = actor(*(holding(role) for role in Role))

    assert can(everyone, permission, Target(account_id=ACCOUNT))
    assert not can(everyone, permission, Target(account_id=ACCOUNT + 1))
    assert not can(everyone, permission, Target())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_role_gives_what_stands_in_the_table(role: Role, permission: Permission) -> None:
    everyones = frozenset() if role == Role.MUNICIPALITY_VIEWER else NOT_FOR_MUNICIPALITY

    assert can(actor(holding(role)), permission) is (permission in PUBLIC | OWN | GRANTED[role] | everyones)


def test_municipality_never_sees_the_missionary_side_whatever_else_it_is() -> None:
    both = actor(holding(Role.MUNICIPALITY_VIEWER), holding(Role.CITY_COORDINATOR))

    assert not can(both, Permission.SEE_FAITH_SIDE)
    assert can(actor(holding(Role.CITY_COORDINATOR)), Permission.SEE_FAITH_SIDE)
    assert not can(VISITOR, Permission.SEE_FAITH_SIDE)


@pytest.mark.parametrize("role", [role for role in Role if SCOPES[role] != ScopeKind.CITY])
def test_role_reaches_over_its_own_scope_only(role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Permission.VIEW_PEOPLE
    monkeypatch.setitem(GRANTED, role, frozenset({asked}))
    field = FIELDS[SCOPES[role]]
    holder = actor(holding(role))

    assert can(holder, asked, Target(**{field: HERE}))
    for target in (
        Target(**{field: THERE}),
        Target(),
        *(Target(**{each: HERE}) for each in FIELDS.values() if each != field),
    ):
        assert not can(holder, asked, target)
    assert not can(actor(holding(role, None)), asked, Target(**{field: None}))


@pytest.mark.parametrize("role", [Role.CITY_COORDINATOR, Role.ADMINISTRATOR])
def test_role_over_the_city_reaches_everywhere(role: Role) -> None:
    for permission in GRANTED[role]:
        assert can(actor(holding(role)), permission, Target(neighbourhood_id=THERE))
        assert can(actor(holding(role)), permission, Target())


def test_coordinators_see_people_and_administrators_do_not() -> None:
    people = {Permission.VIEW_PEOPLE, Permission.EDIT_PEOPLE, Permission.READ_CONTACT_MESSAGES}

    assert {role for role in Role if people & GRANTED[role]} == {Role.NEIGHBOURHOOD_COORDINATOR, Role.CITY_COORDINATOR}
    assert {role for role in Role if Permission.MANAGE_ROLES in GRANTED[role]} == {Role.ADMINISTRATOR}


@given(actors, permissions, targets)
@property_test(500)
def test_role_over_something_else_gives_no_more_than_none(asker: Actor, permission: Permission, target: Target) -> None:
    foreign = tuple(
        each
        for each in asker.holdings
        if SCOPES[each.role] != ScopeKind.CITY
        and getattr(each, FIELDS[SCOPES[each.role]]) != getattr(target, FIELDS[SCOPES[each.role]])
    )
    bare = dataclasses.replace(asker, holdings=())

    assert can(dataclasses.replace(asker, holdings=foreign), permission, target) is can(bare, permission, target)


@given(actors, holdings, permissions, st.none() | targets)
@property_test(500)
def test_one_more_role_takes_nothing_away(
    asker: Actor, more: Holding, permission: Permission, target: Target | None
) -> None:
    wider = dataclasses.replace(asker, holdings=(*asker.holdings, more))

    if permission in NOT_FOR_MUNICIPALITY and more.role == Role.MUNICIPALITY_VIEWER:
        assert not can(wider, permission, target)
    elif can(asker, permission, target):
        assert can(wider, permission, target)
    if can(wider, permission, target) and not can(asker, permission, target):
        assert permission in GRANTED[more.role]


@given(actors, permissions, targets)
@property_test(500)
def test_who_may_somewhere_is_who_may_at_all(asker: Actor, permission: Permission, target: Target) -> None:
    if can(asker, permission, target):
        assert can(asker, permission)


@given(actors, permissions, st.none() | targets)
@property_test()
def test_without_an_account_roles_give_nothing(asker: Actor, permission: Permission, target: Target | None) -> None:
    stray = dataclasses.replace(asker, account_id=None)

    assert can(stray, permission, target) is (permission in PUBLIC)


def test_every_role_stands_in_both_tables() -> None:
    assert set(GRANTED) == set(SCOPES) == set(Role)
    assert not (PUBLIC | OWN | NOT_FOR_MUNICIPALITY) & frozenset().union(*GRANTED.values())


def test_public_is_exactly_what_the_site_offers_without_an_account() -> None:
    assert sorted(PUBLIC) == [
        "answer_by_link",
        "follow_news",
        "probe_health",
        "register_initiative",
        "search_places",
        "send_contact_message",
        "sign_in",
        "view_assets",
        "view_campaigns",
        "view_city_map",
        "view_initiatives",
        "view_open_data",
        "view_partners",
        "view_public_pages",
    ]


def test_actor_tells_what_they_hold() -> None:
    asker = actor(
        holding(Role.NEIGHBOURHOOD_COORDINATOR),
        holding(Role.NEIGHBOURHOOD_COORDINATOR, THERE),
        holding(Role.GROUP_COACH),
    )

    assert asker.neighbourhood_ids == {HERE, THERE}
    assert asker.holds(Role.GROUP_COACH)
    assert not asker.holds(Role.ADMINISTRATOR)
    assert (asker.is_signed_in, VISITOR.is_signed_in) == (True, False)
