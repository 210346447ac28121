"""The life of a match: proposing, answering, planning, telling, closing; who is mailed, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.factories import make_consent
from tests.match_making import (
    NOON,
    PLACE,
    REASONS,
    Pair,
    find_place,
    look,
    make_asker,
    make_coordinator,
    make_match,
    make_need,
    ring,
)
from tests.talent_making import make_offerer, make_talent
from webapp.errors import DomainError, EditConflict
from webapp.matching.actions.answering import Outcome, Reply, answer
from webapp.matching.actions.life import (
    Closing,
    Plan,
    Proposal,
    cancel,
    close,
    follow_up,
    plan,
    propose,
    tell,
    withdraw,
)
from webapp.matching.links import Links
from webapp.models import (
    Consent,
    ConsentWithdrawal,
    Match,
    Need,
    Offering,
    OutboxMail,
    PersonRequirement,
    Talent,
)
from webapp.vocabulary import (
    Channel,
    ConsentPurpose,
    MatchOutcome,
    MatchSide,
    MatchState,
    NeedState,
    Recurrence,
    Requirement,
)

LINKS = Links("secret", "https://site.example")
LATER = NOON + timedelta(days=2)
UNTIL = TODAY + timedelta(days=7)


def offer_and_need(session: Session, **need: object) -> tuple[Talent, Need]:
    """Somebody with a talent and somebody with a need, in one neighbourhood whose coordinator looks."""
    place = find_place(session)
    helper = make_offerer(session, place, email="helpt@example.nl", capacity=2)
    talent = make_talent(session, helper.id)
    asked = make_need(session, place, make_asker(session, place, email="vraagt@example.nl").id, **need)  # type: ignore[arg-type]  # as told
    look(session, make_coordinator(session, place, "wijk@example.nl").id)
    return talent, asked


def put_forward(session: Session, talent: Talent, need: Need) -> Match:
    proposal = Proposal(need.id, "vinkhuizen", talent.id, None, 0.8, REASONS)
    key = propose(session, proposal, links=LINKS, by=1, until=UNTIL, now=NOON)
    return session.scalars(select(Match).where(Match.key == key)).one()


def mails(session: Session) -> list[tuple[str, str]]:
    """To whom and about what, since the last look."""
    found = [(each.recipient, each.subject) for each in session.scalars(select(OutboxMail).order_by(OutboxMail.id))]
    session.execute(text("DELETE FROM outbox_mail"))
    return found


def reply(pair: Pair, side: MatchSide, *, says: bool, why: str = "") -> Reply:
    return Reply(pair.match.id, pair.match.key, "vinkhuizen", side, says, why)


def say(session: Session, pair: Pair, side: MatchSide, *, says: bool = True, why: str = "") -> Outcome:
    said = reply(pair, side, says=says, why=why)
    return answer(session, said, ring=ring(), links=LINKS, by=None, now=NOON)


def test_proposal_keeps_its_reasons_and_mails_both_sides_a_link_and_no_name(session: Session) -> None:
    talent, need = offer_and_need(session)

    match = put_forward(session, talent, need)

    assert (match.state, match.reasons) == (MatchState.PROPOSED, REASONS)
    assert match.score == pytest.approx(0.8)
    assert (match.helper_said, match.asker_said, match.answer_until) == (None, None, UNTIL)
    letters = session.scalars(select(OutboxMail).order_by(OutboxMail.recipient)).all()
    assert [each.recipient for each in letters] == ["helpt@example.nl", "vraagt@example.nl"]
    for letter in letters:
        assert "https://site.example/koppeling/" in letter.body
        assert "Het gaat over: Formulieren en post, in Vinkhuizen." in letter.body
        assert "Antwoorden kan tot en met" in letter.body
        assert letter.body.startswith("Hallo,")
        assert letter.body.endswith("Groet,\nMissie050, de coördinatoren van Vinkhuizen\n")
        assert "Hanna" not in letter.body + letter.subject
        assert "Aafke" not in letter.body + letter.subject


def test_for_a_public_need_only_who_helps_is_asked(session: Session) -> None:
    talent, need = offer_and_need(session)
    public = make_need(session, need.neighbourhood_id, None, words="Meer hulp met formulieren")

    match = put_forward(session, talent, public)

    assert (match.asker_id, match.asker_said) == (None, True)
    assert [recipient for recipient, _ in mails(session)] == ["helpt@example.nl"]


def close_need(_session: Session, _talent: Talent, need: Need) -> None:
    need.state, need.closed_on = NeedState.MET, TODAY


def let_need_lapse(_session: Session, _talent: Talent, need: Need) -> None:
    need.expires_on = TODAY


def fill_need(session: Session, _talent: Talent, need: Need) -> None:
    make_match(session, need=need)


def propose_before(session: Session, talent: Talent, need: Need) -> None:
    need.quantity = 2
    make_match(session, MatchState.DECLINED, need=need, talent=talent)


def withdraw_consent(session: Session, talent: Talent, _need: Need) -> None:
    given = session.scalars(
        select(Consent).where(Consent.person_id == talent.person_id, Consent.purpose == ConsentPurpose.BE_ASKED)
    ).one()
    session.add(ConsentWithdrawal(consent_id=given.id, person_id=talent.person_id, channel=Channel.WEB))


def pause(session: Session, talent: Talent, _need: Need) -> None:
    session.get_one(Offering, talent.person_id).paused_until = TODAY + timedelta(days=1)


def fill_helper(session: Session, talent: Talent, _need: Need) -> None:
    for _ in range(2):
        make_match(session, talent=talent)


def ask_a_paper(_session: Session, _talent: Talent, need: Need) -> None:
    need.requirements = [Requirement.VOG]


def show_an_old_paper(session: Session, talent: Talent, need: Need) -> None:
    ask_a_paper(session, talent, need)
    yesterday = TODAY - timedelta(days=1)
    session.add(
        PersonRequirement(
            person_id=talent.person_id, kind=Requirement.VOG, valid_until=yesterday, seen_on=TODAY - timedelta(days=99)
        )
    )


def move_need(session: Session, _talent: Talent, need: Need) -> None:
    need.neighbourhood_id = find_place(session, "selwerd")


@pytest.mark.parametrize(
    ("before", "code"),
    [
        (close_need, "need_closed"),
        (let_need_lapse, "need_closed"),
        (fill_need, "need_has_enough"),
        (propose_before, "already_proposed"),
        (withdraw_consent, "helper_not_asked"),
        (pause, "helper_paused"),
        (fill_helper, "helper_is_full"),
        (ask_a_paper, "requirement_missing"),
        (show_an_old_paper, "requirement_missing"),
        (move_need, "need_unknown"),
    ],
)
def test_proposal_that_cannot_be_is_refused_with_its_reason(
    session: Session, before: Callable[[Session, Talent, Need], None], code: str
) -> None:
    talent, need = offer_and_need(session)
    before(session, talent, need)
    session.flush()
    count = session.query(Match).count()

    with pytest.raises(DomainError) as refusal:
        put_forward(session, talent, need)

    assert refusal.value.code == code
    assert session.query(Match).count() == count
    assert mails(session) == []


def test_who_asks_is_not_their_own_helper(session: Session) -> None:
    talent, _ = offer_and_need(session)
    own = make_need(session, find_place(session), talent.person_id)

    with pytest.raises(DomainError, match="helper_is_asker"):
        put_forward(session, talent, own)


@pytest.mark.parametrize("goes_beyond", [False, True])
def test_who_stays_near_is_not_lent(session: Session, *, goes_beyond: bool) -> None:
    _, need = offer_and_need(session)
    from_elsewhere = make_offerer(session, find_place(session, "selwerd"), "Sara Selwerd", goes_beyond=goes_beyond)
    talent = make_talent(session, from_elsewhere.id)

    if goes_beyond:
        assert put_forward(session, talent, need).helper_id == from_elsewhere.id
    else:
        with pytest.raises(DomainError, match="helper_stays_near"):
            put_forward(session, talent, need)


def test_what_is_weekly_takes_four_times_a_month(session: Session) -> None:
    talent, need = offer_and_need(session, recurrence=Recurrence.WEEKLY)

    with pytest.raises(DomainError, match="helper_is_full"):
        put_forward(session, talent, need)

    session.get_one(Offering, talent.person_id).capacity = 4
    session.flush()
    assert put_forward(session, talent, need).state == MatchState.PROPOSED


@pytest.mark.parametrize("state", [MatchState.WITHDRAWN, MatchState.EXPIRED])
def test_what_was_withdrawn_or_lapsed_may_be_proposed_again(session: Session, state: MatchState) -> None:
    talent, need = offer_and_need(session)
    make_match(session, state, need=need, talent=talent)

    assert put_forward(session, talent, need).state == MatchState.PROPOSED


def test_one_yes_waits_for_the_other_and_two_make_it_go_ahead(session: Session) -> None:
    pair = make_match(session, helper_email="helpt@example.nl", asker_email="vraagt@example.nl")
    make_coordinator(session, pair.match.neighbourhood_id, "wijk@example.nl")

    assert say(session, pair, MatchSide.HELPER) == Outcome.WAITS
    assert mails(session) == []
    assert say(session, pair, MatchSide.ASKER) == Outcome.ACCEPTED
    assert pair.match.state == MatchState.ACCEPTED
    assert {recipient for recipient, _ in mails(session)} >= {
        "helpt@example.nl",
        "vraagt@example.nl",
        "wijk@example.nl",
    }


def test_second_click_changes_nothing(session: Session) -> None:
    pair = make_match(session, asker_said=True)
    assert say(session, pair, MatchSide.HELPER) == Outcome.ACCEPTED
    version = pair.match.version
    mails(session)

    assert say(session, pair, MatchSide.HELPER) == Outcome.SETTLED
    assert say(session, pair, MatchSide.HELPER, says=False) == Outcome.SETTLED
    assert (pair.match.state, pair.match.version) == (MatchState.ACCEPTED, version)
    assert mails(session) == []


def test_a_no_closes_it_keeps_why_sealed_and_tells_the_other(session: Session) -> None:
    pair = make_match(session, asker_said=True, helper_email="helpt@example.nl", asker_email="vraagt@example.nl")

    assert say(session, pair, MatchSide.HELPER, says=False, why="Ik ben op reis") == Outcome.DECLINED

    match = pair.match
    assert (match.state, match.closed_at) == (MatchState.DECLINED, NOON)
    assert match.helper_words is not None
    assert b"reis" not in match.helper_words
    opened = ring().open_sealed(match.helper_words, table="match", column="helper_words", row=match.id)
    assert opened == "Ik ben op reis"
    told = dict(mails(session))
    assert told["vraagt@example.nl"] == "Een koppeling gaat niet door"
    assert "helpt@example.nl" not in told


def test_yes_can_become_a_no_while_the_other_is_waited_for(session: Session) -> None:
    pair = make_match(session, helper_said=True)

    assert say(session, pair, MatchSide.HELPER, says=False) == Outcome.DECLINED


def test_answer_that_comes_late_lets_it_lapse(session: Session) -> None:
    pair = make_match(session, answer_until=TODAY - timedelta(days=1))

    assert say(session, pair, MatchSide.HELPER) == Outcome.LATE
    assert pair.match.state == MatchState.EXPIRED


def test_answer_on_the_last_day_counts(session: Session) -> None:
    assert say(session, make_match(session, answer_until=TODAY), MatchSide.HELPER) == Outcome.WAITS


def test_need_that_lapsed_in_between_takes_it_back(session: Session) -> None:
    pair = make_match(session)
    let_need_lapse(session, pair.talent, pair.need)
    session.flush()

    assert say(session, pair, MatchSide.HELPER) == Outcome.NEED_CLOSED
    assert pair.match.state == MatchState.WITHDRAWN


def test_need_that_was_closed_in_between_took_it_back_already(session: Session) -> None:
    pair = make_match(session)
    close_need(session, pair.talent, pair.need)
    session.flush()

    assert say(session, pair, MatchSide.HELPER) == Outcome.SETTLED
    assert pair.match.state == MatchState.WITHDRAWN


@pytest.mark.parametrize("side", MatchSide)
def test_consent_that_was_taken_back_in_between_takes_it_back(session: Session, side: MatchSide) -> None:
    pair = make_match(session)
    withdraw_consent(session, pair.talent, pair.need)
    session.flush()

    assert say(session, pair, side) == Outcome.CONSENT_WITHDRAWN
    assert pair.match.state == MatchState.WITHDRAWN


def test_consent_given_anew_lets_it_go_on(session: Session) -> None:
    pair = make_match(session)
    withdraw_consent(session, pair.talent, pair.need)
    make_consent(session, pair.helper.id, ConsentPurpose.BE_ASKED, on=TODAY)

    assert say(session, pair, MatchSide.HELPER) == Outcome.WAITS


def test_plan_is_sealed_and_its_time_is_mailed_without_the_place(session: Session) -> None:
    pair = make_match(session, MatchState.ACCEPTED, helper_email="helpt@example.nl", asker_email="vraagt@example.nl")

    planned = Plan(LATER, 45, PLACE)
    plan(session, pair.match, planned, version=1, ring=ring(), links=LINKS, by=1, now=NOON)

    match = pair.match
    assert (match.task_at, match.minutes, match.version) == (LATER, 45, 2)
    assert match.sealed_place is not None
    assert b"Zonnelaan" not in match.sealed_place
    letters = session.scalars(select(OutboxMail)).all()
    assert {each.recipient for each in letters} == {"helpt@example.nl", "vraagt@example.nl"}
    assert not any("Zonnelaan" in each.body for each in letters)
    assert all("De tijd is: dinsdag 24 november, " in each.body for each in letters)

    plan(session, match, replace(planned, place="Elders"), version=2, ring=ring(), links=LINKS, by=1, now=NOON)
    assert len(session.scalars(select(OutboxMail)).all()) == len(letters)


@pytest.mark.parametrize(
    ("state", "planned", "code"),
    [
        (MatchState.PROPOSED, Plan(LATER, 60, ""), "match_step_impossible"),
        (MatchState.ACCEPTED, Plan(NOON - timedelta(minutes=1), 60, ""), "task_time_past"),
        (MatchState.ACCEPTED, Plan(NOON + timedelta(days=367), 60, ""), "task_too_far_away"),
        (MatchState.ACCEPTED, Plan(LATER, 4, ""), "task_minutes"),
        (MatchState.ACCEPTED, Plan(LATER, 1441, ""), "task_minutes"),
    ],
)
def test_plan_that_cannot_be_is_refused(session: Session, state: MatchState, planned: Plan, code: str) -> None:
    pair = make_match(session, state)

    with pytest.raises(DomainError) as refusal:
        plan(session, pair.match, planned, version=1, ring=ring(), links=LINKS, by=1, now=NOON)
    assert refusal.value.code == code


def test_plan_over_what_somebody_else_changed_is_refused(session: Session) -> None:
    pair = make_match(session, MatchState.ACCEPTED)

    with pytest.raises(EditConflict):
        plan(session, pair.match, Plan(LATER, 60, ""), version=0, ring=ring(), links=LINKS, by=1, now=NOON)


def tell_how(session: Session, pair: Pair, side: MatchSide, words: str = "") -> None:
    tell(
        session,
        pair.match,
        side,
        MatchOutcome.WELL,
        words,
        slug="vinkhuizen",
        ring=ring(),
        links=LINKS,
        by=1,
        now=NOON,
    )


def test_once_both_told_how_it_went_it_is_done(session: Session) -> None:
    pair = make_match(session, MatchState.ACCEPTED, task_at=NOON - timedelta(hours=3))

    tell_how(session, pair, MatchSide.HELPER, "Gezellig")
    assert pair.match.state == MatchState.ACCEPTED
    tell_how(session, pair, MatchSide.ASKER)

    match = pair.match
    assert (match.state, match.closed_at) == (MatchState.DONE, NOON)
    assert match.helper_words is not None
    assert ring().open_sealed(match.helper_words, table="match", column="helper_words", row=match.id) == "Gezellig"
    assert match.asker_words is None


def test_before_the_task_there_is_nothing_to_tell(session: Session) -> None:
    pair = make_match(session, MatchState.ACCEPTED, task_at=LATER)

    with pytest.raises(DomainError, match="match_step_impossible"):
        tell_how(session, pair, MatchSide.HELPER)


def test_what_is_weekly_goes_on_when_it_was_told(session: Session) -> None:
    place = find_place(session)
    need = make_need(session, place, make_asker(session, place).id, recurrence=Recurrence.WEEKLY)
    pair = make_match(session, MatchState.ACCEPTED, need=need, task_at=NOON - timedelta(hours=3))

    for side in MatchSide:
        tell_how(session, pair, side)
    assert pair.match.state == MatchState.ACCEPTED


def test_closing_keeps_what_a_side_told_itself(session: Session) -> None:
    pair = make_match(session, MatchState.ACCEPTED)
    pair.match.helper_outcome = MatchOutcome.WELL
    day = TODAY + timedelta(days=30)

    close(session, pair.match, Closing(MatchOutcome.NOT, MatchOutcome.PARTLY, day), by=1, now=NOON)

    match = pair.match
    assert (match.state, match.follow_up_on) == (MatchState.DONE, day)
    assert (match.helper_outcome, match.asker_outcome) == (MatchOutcome.WELL, MatchOutcome.PARTLY)
    follow_up(session, match, None, by=1)
    assert match.follow_up_on is None


def test_calling_off_tells_the_other_side_and_the_coordinator(session: Session) -> None:
    pair = make_match(
        session, MatchState.ACCEPTED, task_at=LATER, helper_email="helpt@example.nl", asker_email="vraagt@example.nl"
    )
    make_coordinator(session, pair.match.neighbourhood_id, "wijk@example.nl")

    cancel(session, pair.match, MatchSide.HELPER, slug="vinkhuizen", links=LINKS, by=1, now=NOON)

    assert pair.match.state == MatchState.WITHDRAWN
    told = dict(mails(session))
    assert told["vraagt@example.nl"] == "Een koppeling gaat niet door"
    assert told["wijk@example.nl"] == "Iemand kan toch niet"
    assert "helpt@example.nl" not in told


@pytest.mark.parametrize("state", [MatchState.DECLINED, MatchState.WITHDRAWN, MatchState.EXPIRED, MatchState.DONE])
def test_what_is_closed_takes_no_more_steps(session: Session, state: MatchState) -> None:
    match = make_match(session, state).match

    steps: list[Callable[[], None]] = [
        lambda: withdraw(session, match, links=LINKS, by=1, now=NOON),
        lambda: close(session, match, Closing(), by=1, now=NOON),
        lambda: cancel(session, match, MatchSide.ASKER, slug="vinkhuizen", links=LINKS, by=1, now=NOON),
    ]
    for step in steps:
        with pytest.raises(DomainError, match="match_step_impossible"):
            step()
    assert match.state == state


def test_follow_up_of_what_never_was_is_refused(session: Session) -> None:
    with pytest.raises(DomainError, match="match_step_impossible"):
        follow_up(session, make_match(session).match, TODAY, by=1)


def test_what_is_done_with_a_match_stands_in_the_audit(session: Session) -> None:
    talent, need = offer_and_need(session)
    match = put_forward(session, talent, need)
    withdraw(session, match, links=LINKS, by=1, now=NOON)
    waiting = [values for _, values in session.info["audit_events"]]

    assert [(each["action"], each["subject_table"], each["subject_id"]) for each in waiting] == [
        ("created", "match", str(match.id)),
        ("changed", "match", str(match.id)),
    ]
