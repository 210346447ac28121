from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.racing import at_once
from tests.factories import add_all_evidence, add_neighbourhood, make_present, one_example, property_test
from webapp.coverage.actions import add_evidence, set_stage
from webapp.coverage.queries import get_state, list_evidence, list_spells, list_states
from webapp.coverage.rules import EVIDENCE_KINDS_NEEDED, is_stale
from webapp.errors import DomainError
from webapp.models import Neighbourhood, Presence
from webapp.vocabulary import DatePrecision, EvidenceKind, Provenance, Stage

FIRST = date(2024, 1, 1)
days = st.integers(-3, 60).map(lambda number: FIRST + timedelta(days=number))
LAST = FIRST + timedelta(days=50)
"""What these tests call today: some days lie after it."""

Step = tuple[str, date, Stage, EvidenceKind]
steps = st.lists(
    st.tuples(
        st.sampled_from(["stage", "stage", "evidence"]), days, st.sampled_from(Stage), st.sampled_from(EvidenceKind)
    ),
    max_size=14,
)


@dataclass
class Model:
    """A neighbourhood's history in plain Python."""

    stages: list[tuple[date, Stage]] = field(default_factory=list)
    signs: list[tuple[date, EvidenceKind]] = field(default_factory=list)

    def refusal(self, stage: Stage, on: date) -> str | None:
        if self.stages and self.stages[-1][1] is stage:
            return "stage_unchanged"
        if on > LAST:
            return "stage_in_future"
        if self.stages and on <= self.stages[-1][0]:
            return "stage_before_current"
        if len({kind for day, kind in self.signs if day <= on}) < EVIDENCE_KINDS_NEEDED[stage]:
            return "stage_needs_evidence"
        return None

    def stage_on(self, day: date) -> tuple[Stage, date | None]:
        begun = [(since, stage) for since, stage in self.stages if since <= day]
        return (begun[-1][1], begun[-1][0]) if begun else (Stage.UNREACHED, None)

    def last_sign_on(self, day: date) -> date | None:
        return max((seen for seen, _ in self.signs if seen <= day), default=None)


def follow(session: Session, neighbourhood_id: int, given_steps: Sequence[Step]) -> Model:
    """Take the steps in the database and in the model, which must refuse the same ones for the same reason."""
    model = Model()
    for what, on, stage, kind in given_steps:
        actual = None
        try:
            if what == "evidence":
                expected = "evidence_in_future" if on > LAST else None
                add_evidence(session, neighbourhood_id, kind, observed_on=on, today=LAST)
                model.signs.append((on, kind))
            else:
                expected = model.refusal(stage, on)
                set_stage(session, neighbourhood_id, stage, on=on, today=LAST)
                model.stages.append((on, stage))
        except DomainError as error:
            actual = error.code
        assert actual == expected
    return model


@property_test(50)
@given(taken=steps, looked_at=st.lists(days, min_size=1, max_size=4))
def test_any_sequence_of_changes_reads_back_as_of_any_date(
    empty_session: Session, taken: list[Step], looked_at: list[date]
) -> None:
    with one_example(empty_session):
        here = add_neighbourhood(empty_session)
        model = follow(empty_session, here, taken)
        periods = empty_session.scalars(
            select(Presence.period).where(Presence.neighbourhood_id == here).order_by(func.lower(Presence.period))
        ).all()
        assert [period.lower for period in periods] == [since for since, _ in model.stages]
        assert [period.upper for period in periods] == [*(since for since, _ in model.stages[1:]), None][: len(periods)]
        for day in looked_at:
            (found,) = list_states(empty_session, at=day)
            assert (found.stage, found.since) == model.stage_on(day)
            assert found.last_sign_on == model.last_sign_on(day)
            assert found.is_stale == is_stale(found.stage, found.last_sign_on, day)


def test_change_of_stage_leaves_what_was_there_standing(session: Session) -> None:
    selwerd = session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "selwerd")).one()
    before = [(row.id, row.stage, row.period.lower) for row in list_spells(session, selwerd, at=TODAY)]
    set_stage(session, selwerd, Stage.EXPLORING, on=TODAY, today=TODAY, note="Even pas op de plaats.")
    session.expire_all()
    after = [(row.id, row.stage, row.period.lower) for row in list_spells(session, selwerd, at=TODAY)]
    assert after[1:] == before
    yesterday = get_state(session, "selwerd", at=TODAY - timedelta(days=1))
    today = get_state(session, "selwerd", at=TODAY)
    assert yesterday is not None
    assert today is not None
    assert (yesterday.stage, yesterday.since) == before[0][1:]
    assert (today.stage, today.since, today.provenance) == (Stage.EXPLORING, TODAY, Provenance.ENTERED)


def test_stage_can_fall_back_and_rise_again(empty_session: Session) -> None:
    here = add_neighbourhood(empty_session)
    add_all_evidence(empty_session, here, on=FIRST)
    path = [Stage.SELF_SUSTAINING, Stage.UNREACHED, Stage.ACTIVE]
    for number, stage in enumerate(path):
        set_stage(empty_session, here, stage, on=FIRST + timedelta(days=number), today=LAST)
    seen = [list_states(empty_session, at=FIRST + timedelta(days=number))[0].stage for number in range(3)]
    assert seen == path


def test_evidence_after_the_first_day_does_not_carry_a_stage(empty_session: Session) -> None:
    here = add_neighbourhood(empty_session)
    add_all_evidence(empty_session, here, on=FIRST + timedelta(days=1))
    with pytest.raises(DomainError, match="stage_needs_evidence"):
        set_stage(empty_session, here, Stage.STARTING, on=FIRST, today=LAST)
    set_stage(empty_session, here, Stage.STARTING, on=FIRST + timedelta(days=1), today=LAST)


def test_spells_and_evidence_are_listed_newest_first_up_to_the_date(empty_session: Session) -> None:
    here = add_neighbourhood(empty_session)
    make_present(empty_session, here, on=FIRST)
    add_evidence(empty_session, here, EvidenceKind.NETWORK, observed_on=LAST, today=LAST, note="later")
    set_stage(empty_session, here, Stage.EXPLORING, on=LAST, today=LAST, precision=DatePrecision.MONTH)
    assert [row.stage for row in list_spells(empty_session, here, at=LAST)] == [Stage.EXPLORING, Stage.ACTIVE]
    assert [row.stage for row in list_spells(empty_session, here, at=FIRST)] == [Stage.ACTIVE]
    assert list_spells(empty_session, here, at=FIRST - timedelta(days=1)) == []
    assert list_evidence(empty_session, here, at=LAST)[0].note == "later"
    assert len(list_evidence(empty_session, here, at=FIRST)) == 4
    assert list_states(empty_session, at=LAST)[0].since_precision is DatePrecision.MONTH


def test_unknown_neighbourhood_has_no_state(empty_session: Session) -> None:
    add_neighbourhood(empty_session, "hier")
    assert get_state(empty_session, "nergens", at=TODAY) is None
    found = get_state(empty_session, "hier", at=TODAY)
    assert found is not None
    assert (found.stage, found.since, found.provenance, found.is_stale) == (Stage.UNREACHED, None, None, False)


def test_two_people_who_change_one_neighbourhood_at_once_make_one_history(scratch: Engine) -> None:
    with Session(scratch) as session, session.begin():
        here = add_neighbourhood(session, "tegelijk")
    rounds = 5

    def changing(stage: Stage, on: date) -> Callable[[Session], str]:
        def step(session: Session) -> str:
            set_stage(session, here, stage, on=on, today=LAST)
            return "done"

        return step

    for number in range(rounds):
        # both change to the same stage on the same day: one comes first, the other finds it done
        stage = Stage.EXPLORING if number % 2 == 0 else Stage.UNREACHED
        on = FIRST + timedelta(days=number)
        assert at_once(scratch, *[changing(stage, on)] * 2) == ["done", "stage_unchanged"]
    with Session(scratch) as session:
        spells = list_spells(session, here, at=LAST)
        assert [row.period.lower for row in spells] == [FIRST + timedelta(days=n) for n in reversed(range(rounds))]
        assert [row.period.upper for row in reversed(spells)] == [
            *(FIRST + timedelta(days=n) for n in range(1, rounds)),
            None,
        ]
