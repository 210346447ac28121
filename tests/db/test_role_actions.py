from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.racing import Step, at_once
from tests.db.role_making import LETTERS, NOW, accounted, administrator, mail_to
from tests.factories import (
    add_neighbourhood,
    make_account,
    make_administrator,
    make_grant,
    make_partner,
    make_person,
)
from webapp.errors import DomainError, NotFound
from webapp.models import Account, AccountSession, EmailLink, RoleGrant
from webapp.roles.actions import (
    approve_grant,
    end_grant,
    grant_first_administrator,
    grant_role,
    invite_again,
    withdraw_invitation,
)
from webapp.roles.queries import get_grant
from webapp.roles.rules import RESEND_AFTER, GrantState, Refusal, Wish
from webapp.vocabulary import AuditAction, LinkPurpose, Role, SignInStage

SIGN_IN = "https://missie050.example.nl/inloggen/wachtwoord"
VIEWER = Wish(Role.MUNICIPALITY_VIEWER, TODAY)


def give(session: Session, by: Account | None, email: str, wish: Wish = VIEWER) -> RoleGrant:
    """Grant a role."""
    actor = administrator(by.id) if by else None
    return grant_role(session, actor, email, wish, reason="Voor een proef", letters=LETTERS, today=TODAY, now=NOW)


def finish(session: Session, by: Account | None, grant_id: int) -> None:
    """End a role."""
    actor = administrator(by.id) if by else None
    end_grant(session, actor, grant_id, reason="Klaar ermee", letters=LETTERS, today=TODAY, now=NOW, leaves_one=True)


def state(session: Session, grant: RoleGrant) -> GrantState:
    return get_grant(session, None, grant.id, today=TODAY).state


def is_signed_in(session: Session, account: Account) -> bool:
    return bool(session.scalar(select(func.count()).where(AccountSession.account_id == account.id)))


def sign_in(session: Session, account: Account) -> None:
    """A running session."""
    session.add(
        AccountSession(
            token_hash=str(account.id).encode(),
            account_id=account.id,
            stage=SignInStage.FULL,
            browser="",
            ends_at=NOW + timedelta(hours=12),
        )
    )
    session.flush()


def live_links(session: Session, email: str) -> int:
    chosen = select(func.count()).where(EmailLink.email == email, EmailLink.used_at.is_(None))
    return session.scalar(chosen) or 0


def test_new_address_gets_an_account_a_role_and_an_invitation(empty_session: Session) -> None:
    by = make_administrator(empty_session)
    place = add_neighbourhood(empty_session)

    made = give(
        empty_session,
        by,
        " Fenna@Example.nl ",
        Wish(Role.NEIGHBOURHOOD_COORDINATOR, TODAY, date(2027, 1, 31), neighbourhood_id=place),
    )

    account = empty_session.get_one(Account, made.account_id)
    assert (account.email, account.language, account.password_hash) == ("fenna@example.nl", "nl", None)
    assert (made.period.lower, made.period.upper, made.granted_by) == (TODAY, date(2027, 2, 1), by.id)
    assert state(empty_session, made) == GrantState.RUNNING
    [(subject, body)] = mail_to(empty_session, "fenna@example.nl")
    assert subject == "Uitnodiging"
    assert body.startswith("Hier: https://missie050.example.nl/uitnodiging/")
    link = empty_session.scalars(select(EmailLink)).one()
    assert (link.purpose, link.email) == (LinkPurpose.INVITATION, "fenna@example.nl")
    assert link.expires_at == NOW + timedelta(days=7)


def test_who_has_a_password_is_told_to_sign_in_in_their_own_language(empty_session: Session) -> None:
    by = make_administrator(empty_session)
    account = make_account(empty_session, "fenna@example.nl", language="en")
    account.password_hash = "x"
    empty_session.flush()

    give(empty_session, by, "fenna@example.nl")

    assert mail_to(empty_session, "fenna@example.nl") == [("Changed", f"Sign in: {SIGN_IN}")]
    assert live_links(empty_session, "fenna@example.nl") == 0


def test_role_and_its_end_are_accounted_for_with_ids_only(empty_session: Session) -> None:
    by = make_administrator(empty_session)
    account = make_account(empty_session, "fenna@example.nl")
    person = make_person(empty_session, account_id=account.id)

    made = give(empty_session, by, "fenna@example.nl")
    finish(empty_session, by, made.id)

    assert accounted(empty_session) == [
        (AuditAction.ROLE_GRANTED, by.id, "role_grant", person.id),
        (AuditAction.INVITED, by.id, "account", None),
        (AuditAction.ROLE_ENDED, by.id, "role_grant", person.id),
    ]


def test_sessions_end_when_a_role_comes_is_approved_and_goes(empty_session: Session) -> None:
    by, second = make_administrator(empty_session), make_administrator(empty_session)
    account, other = make_account(empty_session, "fenna@example.nl"), make_account(empty_session)
    sign_in(empty_session, other)

    sign_in(empty_session, account)
    made = give(empty_session, by, "fenna@example.nl", Wish(Role.CITY_COORDINATOR, TODAY))
    assert is_signed_in(empty_session, account)  # a role that waits changes nothing yet

    approve_grant(empty_session, administrator(second.id), made.id, letters=LETTERS, today=TODAY, now=NOW)
    assert not is_signed_in(empty_session, account)

    sign_in(empty_session, account)
    finish(empty_session, by, made.id)
    assert not is_signed_in(empty_session, account)
    assert is_signed_in(empty_session, other)


@pytest.mark.parametrize("role", [Role.CITY_COORDINATOR, Role.ADMINISTRATOR])
def test_role_for_the_whole_city_waits_for_a_second_administrator(empty_session: Session, role: Role) -> None:
    by, second = make_administrator(empty_session), make_administrator(empty_session)

    made = give(empty_session, by, "fenna@example.nl", Wish(role, TODAY))
    assert state(empty_session, made) == GrantState.WAITING
    assert mail_to(empty_session, "fenna@example.nl") == []

    with pytest.raises(DomainError, match=Refusal.APPROVAL_BY_GRANTER):
        approve_grant(empty_session, administrator(by.id), made.id, letters=LETTERS, today=TODAY, now=NOW)
    with pytest.raises(DomainError, match=Refusal.APPROVAL_OF_ONESELF):
        approve_grant(empty_session, administrator(made.account_id), made.id, letters=LETTERS, today=TODAY, now=NOW)
    approve_grant(empty_session, administrator(second.id), made.id, letters=LETTERS, today=TODAY, now=NOW)

    assert state(empty_session, made) == GrantState.RUNNING
    assert (made.approved_by, made.approved_at) == (second.id, NOW)
    assert len(mail_to(empty_session, "fenna@example.nl")) == 1
    with pytest.raises(DomainError, match=Refusal.GRANT_NOT_WAITING):
        approve_grant(empty_session, administrator(second.id), made.id, letters=LETTERS, today=TODAY, now=NOW)


def test_database_holds_two_pairs_of_eyes_by_itself(empty_session: Session) -> None:
    by, subject = make_administrator(empty_session), make_account(empty_session)
    made = make_grant(empty_session, subject.id, Role.ADMINISTRATOR, granted_by=by.id, waits=True)

    for approver in (by, subject):
        with pytest.raises(IntegrityError, match="second_pair_of_eyes"), empty_session.begin_nested():
            made.approved_by = approver.id
    with pytest.raises(IntegrityError, match="not_to_oneself"), empty_session.begin_nested():
        make_grant(empty_session, by.id, Role.CITY_COORDINATOR, granted_by=by.id)


def test_same_role_twice_at_a_time_is_refused_and_leaves_the_session_usable(empty_session: Session) -> None:
    by = make_administrator(empty_session)
    first = add_neighbourhood(empty_session, "een")
    second = add_neighbourhood(empty_session, "twee")
    coordinator = Wish(Role.NEIGHBOURHOOD_COORDINATOR, TODAY, TODAY + timedelta(days=9), neighbourhood_id=first)
    give(empty_session, by, "fenna@example.nl", coordinator)

    with pytest.raises(DomainError, match="role_overlaps"):
        give(
            empty_session, by, "fenna@example.nl", replace(coordinator, since=TODAY + timedelta(days=9), last_day=None)
        )

    give(empty_session, by, "fenna@example.nl", replace(coordinator, neighbourhood_id=second))
    give(empty_session, by, "fenna@example.nl", replace(coordinator, since=TODAY + timedelta(days=10), last_day=None))
    assert empty_session.scalar(select(func.count()).where(RoleGrant.role == Role.NEIGHBOURHOOD_COORDINATOR)) == 3


def test_other_broken_rules_of_the_database_are_not_taken_for_an_overlap(empty_session: Session) -> None:
    by = make_administrator(empty_session)
    partner = make_partner(empty_session)
    gone = Wish(Role.PARTNER_MEMBER, TODAY, partner_id=partner.id + 1)

    with pytest.raises(IntegrityError, match="partner"):
        give(empty_session, by, "fenna@example.nl", gone)


def test_role_can_be_given_again_after_it_ended(empty_session: Session) -> None:
    by = make_administrator(empty_session)
    first = give(empty_session, by, "fenna@example.nl")
    finish(empty_session, by, first.id)

    second = give(empty_session, by, "fenna@example.nl")

    assert (state(empty_session, first), state(empty_session, second)) == (GrantState.ENDED, GrantState.RUNNING)
    assert (first.ended_by, first.ended_at, first.end_reason) == (by.id, NOW, "Klaar ermee")
    with pytest.raises(DomainError, match=Refusal.GRANT_ENDED):
        finish(empty_session, by, first.id)


def test_last_administrator_stays_and_nobody_ends_their_own(empty_session: Session) -> None:
    by = make_administrator(empty_session)
    other = make_account(empty_session)
    grant = make_grant(empty_session, other.id, Role.ADMINISTRATOR)
    own = empty_session.scalars(select(RoleGrant).where(RoleGrant.account_id == by.id)).one()

    with pytest.raises(DomainError, match=Refusal.END_OWN_ROLE):
        finish(empty_session, by, own.id)
    finish(empty_session, by, grant.id)
    with pytest.raises(DomainError, match=Refusal.LAST_ADMINISTRATOR):
        finish(empty_session, None, own.id)


@pytest.mark.parametrize("how", ["waits", "ended", "over", "later"])
def test_administrator_who_does_not_administer_today_does_not_count(empty_session: Session, how: str) -> None:
    by = make_administrator(empty_session)
    other = make_account(empty_session)
    make_grant(
        empty_session,
        other.id,
        Role.ADMINISTRATOR,
        waits=how == "waits",
        ended=how == "ended",
        since=TODAY + timedelta(days=1) if how == "later" else date(2025, 1, 1),
        until=TODAY if how == "over" else None,
    )
    own = empty_session.scalars(select(RoleGrant).where(RoleGrant.account_id == by.id)).one()

    with pytest.raises(DomainError, match=Refusal.LAST_ADMINISTRATOR):
        finish(empty_session, None, own.id)


def test_two_who_end_each_other_at_once_do_not_leave_nobody(own_empty: Engine) -> None:
    with Session(own_empty) as session, session.begin():
        first, second = make_administrator(session), make_administrator(session)
        pairs = [(first.id, second.id), (second.id, first.id)]
        grants = dict(session.execute(select(RoleGrant.account_id, RoleGrant.id)).all())

    def ending(by: int, whom: int) -> Step:
        def step(session: Session) -> str:
            end_grant(
                session,
                administrator(by),
                grants[whom],
                reason="Weg ermee",
                letters=LETTERS,
                today=TODAY,
                now=NOW,
                leaves_one=True,
            )
            return "ended"

        return step

    assert at_once(own_empty, *(ending(*pair) for pair in pairs)) == ["ended", Refusal.LAST_ADMINISTRATOR]
    assert _running(own_empty) == 1


def _running(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).where(RoleGrant.ended_at.is_(None))) or 0


def test_new_invitation_takes_the_place_of_the_last_one(empty_session: Session) -> None:
    by = make_administrator(empty_session)
    made = give(empty_session, by, "fenna@example.nl")

    with pytest.raises(DomainError, match="invitation_just_sent"):
        invite_again(empty_session, administrator(by.id), made.id, letters=LETTERS, today=TODAY, now=NOW)

    later = NOW + RESEND_AFTER
    invite_again(empty_session, administrator(by.id), made.id, letters=LETTERS, today=TODAY, now=later)

    first, second = mail_to(empty_session, "fenna@example.nl")
    assert first != second
    assert live_links(empty_session, "fenna@example.nl") == 1


def test_invitation_that_waits_for_approval_or_was_accepted_cannot_be_sent_again(empty_session: Session) -> None:
    by = make_administrator(empty_session)
    waiting = give(empty_session, by, "fenna@example.nl", Wish(Role.ADMINISTRATOR, TODAY))
    accepted = give(empty_session, by, "joost@example.nl")
    empty_session.get_one(Account, accepted.account_id).password_hash = "x"
    empty_session.flush()

    for grant, problem in ((waiting, "invitation_waits"), (accepted, "grant_unknown")):
        with pytest.raises(DomainError, match=problem):
            invite_again(empty_session, administrator(by.id), grant.id, letters=LETTERS, today=TODAY, now=NOW)
    with pytest.raises(NotFound):
        withdraw_invitation(empty_session, administrator(by.id), accepted.id, letters=LETTERS, today=TODAY, now=NOW)


def test_withdrawn_invitation_opens_nothing_unless_another_role_is_left(empty_session: Session) -> None:
    by = make_administrator(empty_session)
    place = add_neighbourhood(empty_session)
    first = give(empty_session, by, "fenna@example.nl")
    coordinator = Wish(Role.NEIGHBOURHOOD_COORDINATOR, TODAY, neighbourhood_id=place)
    second = give(empty_session, by, "fenna@example.nl", coordinator)

    withdraw_invitation(empty_session, administrator(by.id), first.id, letters=LETTERS, today=TODAY, now=NOW)
    assert live_links(empty_session, "fenna@example.nl") == 1

    withdraw_invitation(empty_session, administrator(by.id), second.id, letters=LETTERS, today=TODAY, now=NOW)
    assert live_links(empty_session, "fenna@example.nl") == 0
    assert state(empty_session, second) == GrantState.ENDED


def test_first_administrator_needs_no_second_and_there_is_one_only(empty_session: Session) -> None:
    first = grant_first_administrator(
        empty_session, "fenna@example.nl", reason="De eerste", letters=LETTERS, today=TODAY, now=NOW
    )

    assert (state(empty_session, first), first.granted_by) == (GrantState.RUNNING, None)
    assert len(mail_to(empty_session, "fenna@example.nl")) == 1
    with pytest.raises(DomainError, match="administrator_exists"):
        grant_first_administrator(
            empty_session, "joost@example.nl", reason="De tweede", letters=LETTERS, today=TODAY, now=NOW
        )


def test_only_administrator_approves_what_was_granted_at_the_command_line(empty_session: Session) -> None:
    by = make_administrator(empty_session)
    made = give(empty_session, None, "joost@example.nl", Wish(Role.ADMINISTRATOR, TODAY))

    approve_grant(empty_session, administrator(by.id), made.id, letters=LETTERS, today=TODAY, now=NOW)

    assert state(empty_session, made) == GrantState.RUNNING
