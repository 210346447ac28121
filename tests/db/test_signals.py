"""What the database shows of signals to whom, whom mail goes to, and what is forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from seeds.signals import remove_demo_signals, seed_demo_signals
from tests.conftest import NOON, TODAY
from tests.db.somebody import looking_as
from tests.match_making import find_place
from tests.signal_making import (
    LONG_AGO,
    make_bundle,
    make_item,
    make_lesson,
    make_role,
    make_signal,
)
from webapp.access.permissions import Permission
from webapp.access.policy import GRANTED
from webapp.models import Account, AgendaItem, Bundle, Lesson, OutboxMail, Signal, SignalRaiser
from webapp.privacy.retention import apply_retention
from webapp.signals.actions.raising import close_signal
from webapp.signals.actions.telling import post_signal_mail
from webapp.signals.queries import count_by_neighbourhood
from webapp.vocabulary import BodyAnswer, BundleState, Provenance, Role

SITE = "https://missie.example"


def mails(session: Session, account_id: int) -> list[OutboxMail]:
    address = select(Account.email).where(Account.id == account_id).scalar_subquery()
    return list(session.scalars(select(OutboxMail).where(OutboxMail.recipient == address).order_by(OutboxMail.id)))


def post(session: Session, *, days: int = 0) -> int:
    return post_signal_mail(session, now=NOON + timedelta(days=days), public_url=SITE)


@pytest.mark.parametrize("role", list(Role))
def test_database_lets_the_same_roles_raise_signals_as_the_policy(session: Session, role: Role) -> None:
    account = make_role(session, role)
    make_lesson(session)
    with looking_as(session, account, today=TODAY):
        raises = session.scalar(text("SELECT app_raises_signals()"))
        seen = session.scalars(select(Lesson.id)).all()
    assert raises == (Permission.RAISE_SIGNALS in GRANTED[role])
    assert bool(seen) == raises


def test_rows_are_seen_by_who_raised_them_and_who_coordinates(session: Session) -> None:
    member, other = (make_role(session, Role.PARTNER_MEMBER) for _ in range(2))
    city = make_role(session, Role.CITY_COORDINATOR)
    local = make_role(session, Role.NEIGHBOURHOOD_COORDINATOR)
    far = make_role(session, Role.NEIGHBOURHOOD_COORDINATOR, slug="haren")
    viewer = make_role(session, Role.MUNICIPALITY_VIEWER)
    bundle = make_bundle(session, by=member)
    make_item(session, bundle)
    shown = {}
    for account in (member, other, city, local, far, viewer):
        with looking_as(session, account, today=TODAY):
            shown[account] = tuple(
                len(session.scalars(select(table)).all()) for table in (Signal, SignalRaiser, Bundle, AgendaItem)
            )
    assert shown[member] == (2, 2, 1, 1)
    assert shown[city] == (2, 0, 1, 1)
    assert shown[local] == (1, 0, 1, 1)
    assert shown[other] == shown[far] == shown[viewer] == (0, 0, 0, 0)
    with looking_as(session, local, today=TODAY):
        assert count_by_neighbourhood(session, since=TODAY) == {find_place(session): 1}
        assert session.execute(text("SELECT * FROM signal_raisers(ARRAY(SELECT id FROM signal))")).all() == []
    assert sum(count_by_neighbourhood(session, since=TODAY).values()) == 2


def test_nobody_says_that_a_signal_of_somebody_else_or_of_before_is_theirs(session: Session) -> None:
    member, other = (make_role(session, Role.PARTNER_MEMBER) for _ in range(2))
    fresh, old = make_signal(session), make_signal(session, raised_on=TODAY - timedelta(days=1))
    taken = make_signal(session, by=other)
    claim = "INSERT INTO signal_raiser (signal_id, account_id) VALUES (:signal, :account)"
    for signal, account, is_refused in ((fresh, member, False), (old, member, True), (fresh, other, True)):
        with looking_as(session, member, today=TODAY):
            if is_refused:
                with pytest.raises(DBAPIError), session.begin_nested():
                    session.execute(text(claim), {"signal": signal.id, "account": account})
            else:
                session.execute(text(claim), {"signal": signal.id, "account": account})
    with looking_as(session, member, today=TODAY), pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(claim), {"signal": taken.id, "account": member})


def test_who_raised_signals_is_mailed_once_a_day_about_all_that_changed(session: Session) -> None:
    member = make_role(session, Role.PARTNER_MEMBER)
    waits = make_signal(session, by=member)
    bundle = make_bundle(session, by=member)
    assert post(session) == 1
    (mail,) = mails(session, member)
    assert mail.subject == "Nieuws over je signalen"
    assert mail.body.count("leggen het samen voor") == 2
    assert f"{SITE}/signalen" in mail.body

    make_item(session, bundle, outcome=BodyAnswer.ANSWERED, answer="Er komt een spreekuur\nin elke wijk.")
    close_signal(session, waits, "Dit is opgelost.", version=1, by=member, today=TODAY)
    waits.changed_at = LONG_AGO
    session.flush()
    assert post(session) == 0, "that was today already"
    assert post(session, days=1) == 1
    later = mails(session, member)[1]
    assert "Proefoverleg pakt dit op:\n  Er komt een spreekuur\n  in elke wijk." in later.body
    assert "Dit is opgelost." in later.body
    assert post(session, days=2) == 0


def test_what_was_changed_just_now_or_at_night_waits(session: Session) -> None:
    member = make_role(session, Role.PARTNER_MEMBER)
    bundle = make_bundle(session, by=member)
    bundle.changed_at = NOON - timedelta(minutes=5)
    session.flush()
    night = datetime(TODAY.year, TODAY.month, TODAY.day, 2, tzinfo=UTC)
    assert post(session) == 0
    assert post_signal_mail(session, now=night + timedelta(days=1), public_url=SITE) == 0
    assert post_signal_mail(session, now=NOON + timedelta(hours=1), public_url=SITE) == 1


def test_next_meeting_and_asking_again_are_told_in_the_readers_language(session: Session) -> None:
    member = make_role(session, Role.PARTNER_MEMBER)
    session.get_one(Account, member).language = "en"
    bundle = make_bundle(session, by=member, signals=1)
    item = make_item(session, bundle, meeting_on=TODAY + timedelta(days=18))
    assert post(session) == 1
    assert "on the agenda of Proefoverleg, on 10 December 2026" in mails(session, member)[0].body

    item.outcome, item.answer, item.answered_on = BodyAnswer.ASKED_AGAIN, "Come back in spring.", TODAY
    session.flush()
    assert post(session, days=1) == 1
    assert "Proefoverleg asks us to come back:\n  Come back in spring." in mails(session, member)[1].body
    assert bundle.state == BundleState.PUT


def test_who_raised_a_signal_is_forgotten_in_time_and_the_signal_stays(session: Session) -> None:
    member = make_role(session, Role.PARTNER_MEMBER)
    old = make_bundle(session, by=member, state=BundleState.ANSWERED, answered_on=TODAY - timedelta(days=200))
    make_bundle(session, by=member, state=BundleState.ANSWERED, answered_on=TODAY - timedelta(days=100))
    make_signal(session, by=member, raised_on=TODAY - timedelta(days=730 + 181))
    make_signal(session, by=member, raised_on=TODAY - timedelta(days=730 + 100))
    signals = len(session.scalars(select(Signal)).all())

    lines = {line.table: line.rows for line in apply_retention(session, now=NOON)}

    assert lines["signal_raiser"] == 3
    assert len(session.scalars(select(SignalRaiser)).all()) == 3
    assert len(session.scalars(select(Signal)).all()) == signals
    assert old.state == BundleState.ANSWERED


def test_demonstration_has_signals_bundles_in_three_states_and_lessons_and_goes_again(session: Session) -> None:
    assert seed_demo_signals(session, today=TODAY) == 25
    assert seed_demo_signals(session, today=TODAY) == 0
    states = set(session.scalars(select(Bundle.state).where(Bundle.provenance == Provenance.DEMO)))
    assert states == {BundleState.BUNDLED, BundleState.PUT, BundleState.ANSWERED}
    assert len(session.scalars(select(Lesson)).all()) == 4
    assert session.scalars(select(SignalRaiser)).all()
    # people of the demonstration are told nothing
    assert post(session) == 0
    assert remove_demo_signals(session) == 25 + 3 + 4
    assert session.scalars(select(AgendaItem)).all() == []
    assert session.scalars(select(SignalRaiser)).all() == []
