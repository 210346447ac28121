"""Two people in the same second: nobody is promised twice, and no answer is lost. And any steps in any order."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.racing import Step, at_once
from tests.factories import one_example, property_test
from tests.match_making import (
    NOON,
    REASONS,
    find_place,
    look,
    make_asker,
    make_coordinator,
    make_match,
    make_need,
    ring,
)
from tests.talent_making import make_offerer, make_talent
from webapp.errors import DomainError
from webapp.matching.actions.answering import Reply, answer
from webapp.matching.actions.life import Closing, Proposal, cancel, close, propose, tell, withdraw
from webapp.matching.actions.rounds import post_match_mail
from webapp.matching.links import Links
from webapp.matching.rules.life import OPEN, STEPS
from webapp.models import Match, Need, Offering
from webapp.vocabulary import MatchOutcome, MatchSide, MatchState, NeedState

LINKS = Links("secret", "https://site.example")
RACES = 4


def proposing(by: int, need_id: int, talent_id: int) -> Step:
    def step(session: Session) -> str:
        look(session, by)
        proposal = Proposal(need_id, "vinkhuizen", talent_id, None, 0.5, REASONS)
        propose(session, proposal, links=LINKS, by=by, until=TODAY + timedelta(days=7), now=NOON)
        return "proposed"

    return step


def answering(match_id: int, key: str, side: MatchSide, *, says: bool = True) -> Step:
    def step(session: Session) -> str:
        session.execute(text("SELECT set_config('missie050.today', :day, true)"), {"day": TODAY.isoformat()})
        reply = Reply(match_id, key, "vinkhuizen", side, says)
        return answer(session, reply, ring=ring(), links=LINKS, by=None, now=NOON).value

    return step


def state_of(engine: Engine, match_id: int) -> MatchState:
    with Session(engine) as session:
        return session.get_one(Match, match_id).state


def test_of_two_who_propose_the_same_person_with_room_for_one_exactly_one_does(own_city: Engine) -> None:
    for _ in range(RACES):
        with Session(own_city) as session, session.begin():
            place = find_place(session)
            two = [make_coordinator(session, place).id for _ in range(2)]
            helper = make_offerer(session, place, capacity=1)
            talent = make_talent(session, helper.id).id
            needs = [make_need(session, place, make_asker(session, place).id).id for _ in range(2)]
            helper_id = helper.id

        found = at_once(own_city, proposing(two[0], needs[0], talent), proposing(two[1], needs[1], talent))

        assert found == ["helper_is_full", "proposed"]
        with Session(own_city) as session:
            count = select(func.count()).select_from(Match).where(Match.helper_id == helper_id)
            assert session.scalar(count) == 1


@pytest.mark.parametrize(("quantity", "other"), [(1, "need_has_enough"), (2, "already_proposed")])
def test_of_two_who_propose_the_same_pair_exactly_one_does(own_city: Engine, quantity: int, other: str) -> None:
    for _ in range(RACES):
        with Session(own_city) as session, session.begin():
            place = find_place(session)
            two = [make_coordinator(session, place).id for _ in range(2)]
            talent = make_talent(session, make_offerer(session, place, capacity=9).id).id
            need = make_need(session, place, make_asker(session, place).id, quantity=quantity).id

        found = at_once(own_city, *(proposing(by, need, talent) for by in two))

        assert found == sorted(["proposed", other])


def test_two_sides_that_say_yes_at_once_agree(own_city: Engine) -> None:
    for _ in range(RACES):
        with Session(own_city) as session, session.begin():
            match = make_match(session).match
            match_id, key = match.id, match.key

        found = at_once(own_city, *(answering(match_id, key, side) for side in MatchSide))

        assert found == ["accepted", "proposed"]
        assert state_of(own_city, match_id) == MatchState.ACCEPTED


def test_a_yes_and_a_no_at_once_end_it(own_city: Engine) -> None:
    for _ in range(RACES):
        with Session(own_city) as session, session.begin():
            match = make_match(session).match
            match_id, key = match.id, match.key

        found = at_once(
            own_city,
            answering(match_id, key, MatchSide.HELPER),
            answering(match_id, key, MatchSide.ASKER, says=False),
        )

        assert found in (["declined", "proposed"], ["declined", "match_settled"])
        assert state_of(own_city, match_id) == MatchState.DECLINED


@pytest.mark.parametrize("closed", [NeedState.MET, NeedState.WITHDRAWN])
def test_need_that_is_closed_while_it_is_answered_leaves_nothing_waiting(own_city: Engine, closed: NeedState) -> None:
    for _ in range(RACES):
        with Session(own_city) as session, session.begin():
            pair = make_match(session, asker_said=True)
            match_id, key, need_id = pair.match.id, pair.match.key, pair.need.id

        def close_need(session: Session, need_id: int = need_id) -> str:
            session.execute(update(Need).where(Need.id == need_id).values(state=closed, closed_on=TODAY))
            return "closed"

        found = at_once(own_city, close_need, answering(match_id, key, MatchSide.HELPER))

        state = state_of(own_city, match_id)
        if found == ["accepted", "closed"] and closed == NeedState.MET:
            assert state == MatchState.ACCEPTED
        else:
            assert found in (["accepted", "closed"], ["closed", "match_settled"])
            assert state == MatchState.WITHDRAWN


HELPERS, NEEDS, MATCHES = 2, 2, 6
a_match = st.integers(0, MATCHES - 1)
a_side = st.sampled_from(MatchSide)
steps = st.one_of(
    st.tuples(st.just("propose"), st.integers(0, HELPERS - 1), st.integers(0, NEEDS - 1)),
    st.tuples(st.just("propose"), st.integers(0, HELPERS - 1), st.integers(0, NEEDS - 1)),
    st.tuples(st.just("answer"), a_match, st.tuples(a_side, st.booleans())),
    st.tuples(st.just("answer"), a_match, st.tuples(a_side, st.just(value=True))),
    st.tuples(st.just("tell"), a_match, a_side),
    st.tuples(st.just("cancel"), a_match, a_side),
    st.tuples(st.just("withdraw"), a_match, st.none()),
    st.tuples(st.just("close"), a_match, st.none()),
    st.tuples(st.just("end_need"), st.integers(0, NEEDS - 1), st.sampled_from([NeedState.MET, NeedState.WITHDRAWN])),
    st.tuples(st.just("days_pass"), st.integers(1, 5), st.none()),
)


class Neighbours:
    """Two who help, two needs, a coordinator, and the matches that they get."""

    def __init__(self, session: Session) -> None:
        self.session, self.now = session, NOON
        place = find_place(session)
        self.by = make_coordinator(session, place).id
        self.helpers = [make_offerer(session, place, capacity=1 + number) for number in range(HELPERS)]
        self.talents = [make_talent(session, each.id) for each in self.helpers]
        self.needs = [
            make_need(session, place, make_asker(session, place).id, quantity=1 + number) for number in range(NEEDS)
        ]
        self.look()

    def look(self) -> None:
        look(self.session, self.by)
        self.session.execute(
            text("SELECT set_config('missie050.today', :day, true)"), {"day": self.now.date().isoformat()}
        )

    def matches(self) -> list[Match]:
        ids = [each.id for each in self.needs]
        return list(self.session.scalars(select(Match).where(Match.need_id.in_(ids)).order_by(Match.id)))

    def take(self, kind: str, which: int, how: Any) -> None:
        """Do one step; one that cannot be is refused and changes nothing."""
        if kind == "propose":
            proposing(self.by, self.needs[how].id, self.talents[which].id)(self.session)
        elif kind == "end_need":
            need = self.needs[which]
            if need.state == NeedState.OPEN:
                need.state, need.closed_on = how, self.now.date()
        elif kind == "days_pass":
            self.now += timedelta(days=which)
            self.look()
            post_match_mail(self.session, now=self.now, links=LINKS)
        elif which < len(self.matches()):
            self._take_with(kind, self.matches()[which], how)

    def _take_with(self, kind: str, match: Match, how: Any) -> None:
        if kind == "answer":
            side, says = how
            reply = Reply(match.id, match.key, "vinkhuizen", side, says)
            answer(self.session, reply, ring=ring(), links=LINKS, by=None, now=self.now)
        elif kind == "withdraw":
            withdraw(self.session, match, links=LINKS, by=self.by, now=self.now)
        elif kind == "close":
            close(self.session, match, Closing(), by=self.by, now=self.now)
        else:
            common: dict[str, Any] = {"slug": "vinkhuizen", "links": LINKS, "by": self.by, "now": self.now}
            if kind == "cancel":
                cancel(self.session, match, how, **common)
            else:
                tell(self.session, match, how, MatchOutcome.WELL, "", ring=ring(), **common)

    def check(self, before: dict[int, MatchState]) -> dict[int, MatchState]:
        """What holds after any step; gives the states of now."""
        self.session.expire_all()
        matches = self.matches()
        for each in matches:
            was = before.get(each.id, MatchState.PROPOSED)
            assert each.state == was or each.state in STEPS[was]
            assert (each.state in OPEN) == (each.closed_at is None)
        for need in self.needs:
            assert sum(each.need_id == need.id and each.state in OPEN for each in matches) <= need.quantity
        for helper in self.helpers:
            capacity = self.session.get_one(Offering, helper.id).capacity
            assert sum(each.helper_id == helper.id and each.state in OPEN for each in matches) <= capacity
        again = Counter(
            (each.need_id, each.talent_id)
            for each in matches
            if each.state not in (MatchState.WITHDRAWN, MatchState.EXPIRED)
        )
        assert all(count == 1 for count in again.values())
        return {each.id: each.state for each in matches}


@property_test(examples=30)
@given(taken=st.lists(steps, min_size=4, max_size=14))
def test_whatever_people_do_steps_are_legal_and_nobody_is_promised_twice(
    session: Session, taken: list[tuple[str, int, Any]]
) -> None:
    with one_example(session):
        neighbours = Neighbours(session)
        states: dict[int, MatchState] = {}
        for kind, which, how in taken:
            try:
                with session.begin_nested():
                    neighbours.take(kind, which, how)
            except DomainError:
                session.expire_all()
            states = neighbours.check(states)
