"""What the worker does for matches: what lapsed, reminders that go once, and how it went."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.test_match_life import LINKS, close_need, let_need_lapse, mails, withdraw_consent
from tests.match_making import NOON, Pair, make_coordinator, make_match
from webapp.matching.actions.leaving import MatchesOfLeavers
from webapp.matching.actions.rounds import post_match_mail
from webapp.models import Account, Consent, Match, Need, Talent
from webapp.privacy.retention import apply_retention
from webapp.vocabulary import MatchOutcome, MatchState, NeedState

DAY = timedelta(days=1)
HELPER, ASKER, LOCAL = "helpt@example.nl", "vraagt@example.nl", "wijk@example.nl"


def made(session: Session, state: MatchState = MatchState.PROPOSED, **more: object) -> Pair:
    """A match between two people with addresses, in a neighbourhood with a coordinator."""
    pair = make_match(session, state, helper_email=HELPER, asker_email=ASKER, **more)  # type: ignore[arg-type]  # as told
    make_coordinator(session, pair.match.neighbourhood_id, LOCAL)
    return pair


def round_at(session: Session, now: datetime = NOON) -> list[tuple[str, str]]:
    """One round, at which the database is at the same day; gives the mails of the people of the match."""
    session.flush()
    session.execute(text("DELETE FROM outbox_mail"))
    session.execute(text("SELECT set_config('missie050.today', :day, true)"), {"day": now.date().isoformat()})
    post_match_mail(session, now=now, links=LINKS)
    session.expire_all()
    return sorted(each for each in mails(session) if each[0] in (HELPER, ASKER, LOCAL))


def test_what_was_not_answered_lapses_and_who_said_yes_is_told(session: Session) -> None:
    pair = made(session, helper_said=True, answer_until=TODAY - DAY)

    assert round_at(session) == [
        (HELPER, "Een koppeling gaat niet door"),
        (LOCAL, "Een voorstel gaat niet door"),
    ]
    assert (pair.match.state, pair.match.closed_at) == (MatchState.EXPIRED, NOON)
    assert round_at(session, NOON + DAY) == []


def test_on_its_last_day_nothing_lapses(session: Session) -> None:
    pair = made(session, answer_until=TODAY)

    assert round_at(session) == []
    assert pair.match.state == MatchState.PROPOSED


@pytest.mark.parametrize("before", [let_need_lapse, withdraw_consent])
def test_what_can_no_longer_be_is_taken_back(session: Session, before: Callable[[Session, Talent, Need], None]) -> None:
    pair = made(session, asker_said=True)
    before(session, pair.talent, pair.need)

    assert round_at(session) == [(ASKER, "Een koppeling gaat niet door"), (LOCAL, "Een voorstel gaat niet door")]
    assert pair.match.state == MatchState.WITHDRAWN


def test_helper_who_had_said_yes_is_told_once_that_the_need_was_closed(session: Session) -> None:
    pair = made(session, helper_said=True, asker_said=True)
    close_need(session, pair.talent, pair.need)

    assert round_at(session) == [(HELPER, "Een koppeling gaat niet door"), (LOCAL, "Een voorstel gaat niet door")]
    assert pair.match.state == MatchState.WITHDRAWN
    assert round_at(session) == []


def test_helper_who_had_not_answered_is_told_that_it_is_no_longer_needed(session: Session) -> None:
    pair = made(session)
    close_need(session, pair.talent, pair.need)

    assert round_at(session) == [(HELPER, "Je antwoord is niet meer nodig"), (LOCAL, "Een voorstel gaat niet door")]
    assert round_at(session) == []


def test_accepted_match_goes_when_the_need_is_withdrawn_and_stays_when_it_is_met(session: Session) -> None:
    withdrawn, met = made(session, MatchState.ACCEPTED), make_match(session, MatchState.ACCEPTED)
    withdrawn.need.state, withdrawn.need.closed_on = NeedState.WITHDRAWN, TODAY
    met.need.state, met.need.closed_on = NeedState.MET, TODAY

    assert (HELPER, "Een koppeling gaat niet door") in round_at(session)
    assert (withdrawn.match.state, met.match.state) == (MatchState.WITHDRAWN, MatchState.ACCEPTED)


def test_who_did_not_answer_is_reminded_once_the_day_before_the_last(session: Session) -> None:
    made(session, helper_said=True, answer_until=TODAY + DAY)

    assert round_at(session) == [(ASKER, "We horen nog graag je antwoord")]
    assert round_at(session) == []


@pytest.mark.parametrize("days", [0, 2])
def test_on_other_days_nobody_is_reminded_to_answer(session: Session, days: int) -> None:
    made(session, answer_until=TODAY + days * DAY)

    assert round_at(session) == []


def test_who_was_asked_today_is_not_reminded_today(session: Session) -> None:
    made(session, answer_until=TODAY + DAY, proposed_at=NOON - timedelta(hours=1))

    assert round_at(session) == []


def test_both_are_reminded_the_day_before_the_task_and_again_when_it_moves(session: Session) -> None:
    pair = made(session, MatchState.ACCEPTED, task_at=NOON + DAY)
    reminder = [(HELPER, "Morgen heb je een afspraak"), (ASKER, "Morgen heb je een afspraak")]

    assert round_at(session) == reminder
    assert round_at(session) == []
    pair.match.task_at = NOON + 2 * DAY
    assert round_at(session) == []
    assert round_at(session, NOON + DAY) == reminder


def test_the_day_after_is_asked_who_did_not_tell_how_it_went(session: Session) -> None:
    pair = made(session, MatchState.ACCEPTED, task_at=NOON)
    pair.match.helper_outcome = MatchOutcome.WELL

    assert round_at(session) == []
    assert round_at(session, NOON + DAY) == [(ASKER, "Hoe ging het?")]
    assert round_at(session, NOON + 2 * DAY) == []


def test_what_is_long_ago_is_not_asked_any_more(session: Session) -> None:
    made(session, MatchState.ACCEPTED, task_at=NOON - 15 * DAY)

    assert round_at(session) == []


def test_coordinator_is_reminded_to_come_back_to_it(session: Session) -> None:
    made(session, MatchState.DONE, follow_up_on=TODAY + DAY)

    assert round_at(session) == []
    assert round_at(session, NOON + DAY) == [(LOCAL, "Vraag nog eens hoe het gaat")]
    assert round_at(session, NOON + 2 * DAY) == []


def test_nobody_is_woken(session: Session) -> None:
    made(session, MatchState.ACCEPTED, task_at=NOON + DAY)

    assert round_at(session, NOON + timedelta(hours=11)) == []


def test_people_of_demonstration_data_are_not_mailed(session: Session) -> None:
    pair = made(session, MatchState.ACCEPTED, task_at=NOON + DAY)
    session.get_one(Account, pair.helper.account_id).is_demo = True

    assert round_at(session) == [(ASKER, "Morgen heb je een afspraak")]


def test_who_is_erased_since_they_came_no_more_leaves_nobody_waiting(session: Session) -> None:
    pair, since = made(session, MatchState.ACCEPTED), NOON - 731 * DAY
    session.get_one(Account, pair.helper.account_id).created_at = pair.helper.changed_at = since
    session.flush()
    session.execute(update(Consent).where(Consent.person_id == pair.helper.id).values(created_at=since))
    leaving = MatchesOfLeavers(LINKS)

    apply_retention(session, now=NOON, leaving=leaving, dry_run=True)
    assert mails(session) == []
    apply_retention(session, now=NOON, leaving=leaving)

    assert session.scalars(select(Match)).all() == []
    told = [each for each in mails(session) if each[0] in (HELPER, ASKER, LOCAL)]
    assert told == [(ASKER, "Een koppeling gaat niet door"), (LOCAL, "Iemand kan toch niet")]
