from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.conftest import TODAY
from webapp.access.policy import SCOPES, VISITOR, Actor, Holding
from webapp.command_messages import SENTENCES
from webapp.errors import DomainError
from webapp.i18n import error_message
from webapp.roles.rules import (
    GRANTABLE,
    GrantFilter,
    GrantState,
    Refusal,
    Standing,
    Wish,
    day_after,
    filter_of,
    needs_second_administrator,
    parse_scope,
    refusal_of_approval,
    refusal_of_ending,
    refusal_of_grant,
)
from webapp.vocabulary import PartnerKind, Role, ScopeKind

ADMIN = Actor(account_id=1, holdings=(Holding(Role.ADMINISTRATOR),))
COORDINATOR = Actor(account_id=1, holdings=(Holding(Role.CITY_COORDINATOR),))
SOMEBODY = 2
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


def wish(role: Role, **changes: object) -> Wish:
    """Something that may be granted, but for the changes."""
    places: dict[ScopeKind, dict[str, object]] = {
        ScopeKind.NEIGHBOURHOOD: {"neighbourhood_id": 7},
        ScopeKind.PARTNER: {"partner_id": 8, "partner_kind": PartnerKind.CHURCH},
        ScopeKind.CITY: {},
        ScopeKind.GROUP: {},
    }
    return Wish(**{"role": role, "since": TODAY, **places[SCOPES[role]], **changes})  # type: ignore[arg-type]  # varied by the test


@pytest.mark.parametrize("role", GRANTABLE)
@pytest.mark.parametrize("actor", [ADMIN, None], ids=["administrator", "command line"])
@pytest.mark.parametrize("subject", [SOMEBODY, None], ids=["known", "new"])
def test_administrator_and_command_line_grant_every_role_in_its_own_scope(
    role: Role, actor: Actor | None, subject: int | None
) -> None:
    assert refusal_of_grant(actor, subject, wish(role), today=TODAY) is None


@pytest.mark.parametrize("role", GRANTABLE)
@pytest.mark.parametrize("actor", [VISITOR, COORDINATOR, Actor(account_id=1)])
def test_nobody_else_grants_anything(role: Role, actor: Actor) -> None:
    assert refusal_of_grant(actor, SOMEBODY, wish(role), today=TODAY) == Refusal.GRANT_NOT_ALLOWED


@pytest.mark.parametrize("role", GRANTABLE)
def test_nobody_grants_themselves_anything(role: Role) -> None:
    assert refusal_of_grant(ADMIN, ADMIN.account_id, wish(role), today=TODAY) == Refusal.GRANT_TO_ONESELF


@pytest.mark.parametrize("role", [Role.GROUP_LEADER, Role.GROUP_TRAINEE, Role.GROUP_COACH])
def test_roles_in_groups_wait_for_groups(role: Role) -> None:
    assert refusal_of_grant(ADMIN, SOMEBODY, wish(role), today=TODAY) == Refusal.ROLE_WITHOUT_GROUPS


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (wish(Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=None), Refusal.NEIGHBOURHOOD_NEEDED),
        (wish(Role.NEIGHBOURHOOD_COORDINATOR, partner_id=8), Refusal.SCOPE_DOES_NOT_FIT),
        (wish(Role.PARTNER_MEMBER, partner_id=None), Refusal.PARTNER_NEEDED),
        (wish(Role.PARTNER_MEMBER, neighbourhood_id=7), Refusal.SCOPE_DOES_NOT_FIT),
        (wish(Role.CITY_COORDINATOR, neighbourhood_id=7), Refusal.SCOPE_DOES_NOT_FIT),
        (wish(Role.ADMINISTRATOR, partner_id=8), Refusal.SCOPE_DOES_NOT_FIT),
        (wish(Role.TRACK_COUNSELLOR, partner_kind=PartnerKind.WELFARE), Refusal.CHURCH_NEEDED),
        (wish(Role.PARTNER_MEMBER, partner_kind=PartnerKind.WELFARE), None),
    ],
)
def test_scope_must_fit_the_role(asked: Wish, refusal: Refusal | None) -> None:
    assert refusal_of_grant(ADMIN, SOMEBODY, asked, today=TODAY) == refusal


@pytest.mark.parametrize(
    ("since", "last_day", "refusal"),
    [
        (TODAY, None, None),
        (TODAY, TODAY, None),
        (TOMORROW, TOMORROW, None),
        (YESTERDAY, None, Refusal.ROLE_STARTS_IN_PAST),
        (TOMORROW, TODAY, Refusal.ROLE_ENDS_BEFORE_START),
        (date(2201, 1, 1), None, Refusal.ROLE_TOO_FAR_AWAY),
        (TODAY, date(2201, 1, 1), Refusal.ROLE_TOO_FAR_AWAY),
        (TODAY, date(2200, 12, 31), None),
    ],
)
def test_role_runs_from_today_or_later_up_to_a_day_that_can_be(
    since: date, last_day: date | None, refusal: Refusal | None
) -> None:
    asked = wish(Role.MUNICIPALITY_VIEWER, since=since, last_day=last_day)

    assert refusal_of_grant(ADMIN, SOMEBODY, asked, today=TODAY) == refusal


def test_two_administrators_answer_for_city_coordinators_and_administrators() -> None:
    assert {role for role in Role if needs_second_administrator(role)} == {Role.CITY_COORDINATOR, Role.ADMINISTRATOR}


WAITING = Standing(account_id=SOMEBODY, role=Role.ADMINISTRATOR, state=GrantState.WAITING, granted_by=3)


@pytest.mark.parametrize(
    ("actor", "grant", "refusal"),
    [
        (ADMIN, WAITING, None),
        (ADMIN, replace(WAITING, granted_by=None), None),
        (ADMIN, replace(WAITING, granted_by=1), Refusal.APPROVAL_BY_GRANTER),
        (ADMIN, replace(WAITING, account_id=1), Refusal.APPROVAL_OF_ONESELF),
        (COORDINATOR, WAITING, Refusal.GRANT_NOT_ALLOWED),
        *((ADMIN, replace(WAITING, state=each), Refusal.GRANT_NOT_WAITING) for each in GrantState if each != "wacht"),
    ],
)
def test_approval_takes_an_administrator_who_neither_granted_nor_gets_it(
    actor: Actor, grant: Standing, refusal: Refusal | None
) -> None:
    assert refusal_of_approval(actor, grant) == refusal


RUNNING = replace(WAITING, state=GrantState.RUNNING)


@pytest.mark.parametrize(
    ("actor", "grant", "others", "refusal"),
    [
        (ADMIN, RUNNING, 1, None),
        (None, RUNNING, 1, None),
        (None, replace(RUNNING, account_id=1), 1, None),
        (ADMIN, RUNNING, 0, Refusal.LAST_ADMINISTRATOR),
        (None, RUNNING, 0, Refusal.LAST_ADMINISTRATOR),
        (ADMIN, WAITING, 0, None),
        (ADMIN, replace(RUNNING, role=Role.CITY_COORDINATOR), 0, None),
        (ADMIN, replace(RUNNING, account_id=1), 1, Refusal.END_OWN_ROLE),
        (ADMIN, replace(RUNNING, state=GrantState.ENDED), 1, Refusal.GRANT_ENDED),
        (COORDINATOR, RUNNING, 1, Refusal.GRANT_NOT_ALLOWED),
    ],
)
def test_role_is_ended_by_another_administrator_and_never_the_last_one(
    actor: Actor | None, grant: Standing, others: int, refusal: Refusal | None
) -> None:
    assert refusal_of_ending(actor, grant, other_administrators=others) == refusal


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("stad", (ScopeKind.CITY, "")),
        ("wijk:selwerd", (ScopeKind.NEIGHBOURHOOD, "selwerd")),
        ("partner:de-brug", (ScopeKind.PARTNER, "de-brug")),
        ("wijk:", None),
        ("stad:selwerd", None),
        ("wijk:Selwerd'", None),
        ("", None),
    ],
)
def test_scope_is_read_from_an_address(text: str, scope: tuple[ScopeKind, str] | None) -> None:
    assert parse_scope(text) == scope


def test_filter_is_read_from_an_address() -> None:
    words = {
        "zoek": " Fenna ",
        "rol": "administrator",
        "bereik": "wijk:selwerd",
        "stand": "voorbij",
        "sorteer": "-tot",
        "pagina": "3",
    }

    assert filter_of(words) == GrantFilter("Fenna", Role.ADMINISTRATOR, "wijk:selwerd", "voorbij", "-tot", 3)


def test_words_that_make_no_sense_are_left_out() -> None:
    nonsense = dict.fromkeys(("rol", "bereik", "stand", "sorteer", "pagina"), "0'; DROP TABLE")

    assert filter_of(nonsense) == filter_of({}) == GrantFilter()
    assert filter_of({"zoek": "x" * 500}).text == "x" * 80
    assert filter_of({"stand": "alles", "sorteer": "--naam", "pagina": "٣"}) == GrantFilter(state="alles")


def test_last_day_is_included() -> None:
    assert day_after(TODAY) == TOMORROW
    assert day_after(None) is None


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_words_on_a_page(refusal: Refusal) -> None:
    assert error_message(DomainError(refusal)) != refusal


def test_refusals_that_the_command_line_meets_have_words_there() -> None:
    met = {
        refusal_of_grant(
            None,
            SOMEBODY,
            Wish(role, TODAY, last_day, neighbourhood_id=place, partner_id=partner, partner_kind=kind),
            today=TODAY,
        )
        for role in GRANTABLE
        for place in (None, 7)
        for partner in (None, 8)
        for kind in (None, PartnerKind.CHURCH)
        for last_day in (None, YESTERDAY, date(2201, 1, 1))
    } | {
        refusal_of_ending(None, replace(WAITING, state=state), other_administrators=others)
        for state in GrantState
        for others in (0, 1)
    }

    assert len(met) == 9
    assert {each for each in met if each is not None} <= set(SENTENCES)
