"""Columns that the product's own functions fill: without any filter of ours the database refuses the site the rest."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.somebody import looking_as
from tests.factories import make_account, make_grant
from tests.match_making import (
    NOON,
    Pair,
    find_place,
    make_coordinator,
    make_match,
)
from tests.talent_making import make_offerer, make_talent, show_paper
from webapp.models import Match
from webapp.vocabulary import MatchOutcome, MatchState, Role

REFUSED = "42501"
NEXT_YEAR = TODAY + timedelta(days=300)
SIDES = ("helper", "asker")


@dataclass(frozen=True)
class World:
    """Two sides of a match and who coordinates where it is, by account; and a stranger."""

    pair: Pair
    helper: int
    asker: int
    coordinator: int
    stranger: int


def a_world(session: Session, state: MatchState = MatchState.ACCEPTED) -> World:
    pair = make_match(session, state)
    assert pair.asker is not None
    coordinator = make_coordinator(session, pair.match.neighbourhood_id)
    elsewhere = make_coordinator(session, find_place(session, "selwerd"))
    return World(pair, pair.helper.account_id or 0, pair.asker.account_id or 0, coordinator.id, elsewhere.id)


def refusal(session: Session, viewer: int, statement: str, **values: object) -> str | None:
    """What the database says to the site, which looks for this viewer: the SQLSTATE of a refusal, None for none.

    A statement that no row answers to counts as refused, `no rows`. Whatever was done is undone.
    """
    with looking_as(session, viewer, today=TODAY):
        try:
            with session.begin_nested():
                result = session.execute(text(statement), values)
                return None if result.rowcount else "no rows"  # type: ignore[attr-defined]  # of a cursor
        except DBAPIError as error:
            return str(getattr(error.orig, "sqlstate", None))


def change(session: Session, world: World, viewer: int, changes: str) -> str | None:
    return refusal(session, viewer, f"UPDATE match SET {changes} WHERE id = :id", id=world.pair.match.id)


def test_nobody_says_of_their_own_paper_that_it_was_seen(session: Session) -> None:
    world = a_world(session)
    show_paper(session, world.pair.helper.id, seen_on=None)
    own = {"id": world.pair.helper.id, "today": TODAY}
    seen = "UPDATE person_requirement SET seen_on = :today WHERE person_id = :id"
    by = "UPDATE person_requirement SET seen_on = :today, seen_by = app_account() WHERE person_id = :id"
    new = "INSERT INTO person_requirement (person_id, kind, seen_on, seen_by) VALUES (:id, 'first_aid', :today, :by)"

    assert refusal(session, world.helper, seen, **own) == REFUSED
    assert refusal(session, world.helper, by, **own) == REFUSED
    assert refusal(session, world.helper, new, **own, by=world.helper) == REFUSED
    assert refusal(session, world.helper, new, **own, by=world.coordinator) == REFUSED
    # the controls: one tells of a paper, and a coordinator who saw it notes that
    told = "UPDATE person_requirement SET valid_until = :until WHERE person_id = :id"
    assert refusal(session, world.helper, told, id=own["id"], until=NEXT_YEAR) is None
    assert refusal(session, world.coordinator, by, **own) is None


def test_a_paper_that_was_seen_cannot_be_stretched_by_its_owner(session: Session) -> None:
    world = a_world(session)
    show_paper(session, world.pair.helper.id, valid_until=TODAY, seen_on=TODAY)
    longer = "UPDATE person_requirement SET valid_until = :until WHERE person_id = :id"
    anew = longer.replace("valid_until = :until", "valid_until = :until, seen_on = NULL, seen_by = NULL")
    values = {"id": world.pair.helper.id, "until": NEXT_YEAR}

    assert refusal(session, world.helper, longer, **values) == REFUSED
    assert refusal(session, world.helper, anew, **values) is None


def test_a_coordinator_notes_a_paper_as_seen_by_themselves_and_today(session: Session) -> None:
    world = a_world(session)
    show_paper(session, world.pair.helper.id, seen_on=None)
    seen = "UPDATE person_requirement SET seen_on = :on, seen_by = :by WHERE person_id = :id"
    about = {"id": world.pair.helper.id}

    assert refusal(session, world.coordinator, seen, **about, on=TODAY, by=world.helper) == REFUSED
    yesterday = TODAY - timedelta(days=1)
    assert refusal(session, world.coordinator, seen, **about, on=yesterday, by=world.coordinator) == REFUSED
    assert refusal(session, world.stranger, seen, **about, on=TODAY, by=world.stranger) == "no rows"
    assert refusal(session, world.coordinator, seen, **about, on=TODAY, by=world.coordinator) is None


@pytest.mark.parametrize("viewer", ["helper", "asker", "coordinator"])
@pytest.mark.parametrize(
    "column",
    [
        "key",
        "need_id",
        "talent_id",
        "asset_id",
        "helper_id",
        "asker_id",
        "neighbourhood_id",
        "score",
        "reasons",
        "proposed_by",
        "proposed_at",
        "answer_until",
        "helper_said",
        "helper_said_at",
        "asker_said",
        "asker_said_at",
        "mailed",
    ],
)
def test_who_is_asked_what_and_what_they_answered_is_written_by_functions_alone(
    session: Session, viewer: str, column: str
) -> None:
    world = a_world(session)
    assert change(session, world, getattr(world, viewer), f"{column} = {column}") == REFUSED
    assert change(session, world, getattr(world, viewer), "version = version + 1") is None


@pytest.mark.parametrize("side", SIDES)
def test_a_side_does_not_answer_past_the_function_that_looks_again(session: Session, side: str) -> None:
    world = a_world(session, MatchState.PROPOSED)
    account = getattr(world, side)
    for state in ("accepted", "declined", "withdrawn", "expired", "done"):
        assert change(session, world, account, f"state = '{state}'") is not None, state
    assert change(session, world, account, "closed_at = now()") == REFUSED
    # the controls: the function, and the coordinator who takes it back
    answer = "SELECT answer_match(:key, :side, true, :moment, NULL) WHERE true"
    assert refusal(session, account, answer, key=world.pair.match.key, side=side, moment=NOON) is None
    assert change(session, world, world.coordinator, "state = 'withdrawn', closed_at = now()") is None


@pytest.mark.parametrize(
    "changes", ["task_at = now()", "minutes = 45", "sealed_place = '\\x00'", "follow_up_on = now()"]
)
def test_only_a_coordinator_plans(session: Session, changes: str) -> None:
    world = a_world(session)
    for side in (world.helper, world.asker):
        assert change(session, world, side, changes) == REFUSED
    assert change(session, world, world.stranger, changes) == "no rows"
    assert change(session, world, world.coordinator, changes) is None


@pytest.mark.parametrize(("side", "other"), [("helper", "asker"), ("asker", "helper")])
def test_each_side_tells_for_itself_how_it_went(session: Session, side: str, other: str) -> None:
    world = a_world(session)
    account = getattr(world, side)
    assert change(session, world, account, f"{other}_outcome = 'not'") == REFUSED
    assert change(session, world, account, f"{other}_words = '\\x00'") == REFUSED
    assert change(session, world, account, f"{side}_outcome = 'well', {side}_words = '\\x00'") is None


def test_a_coordinator_notes_what_nobody_told_and_changes_nothing_that_was(session: Session) -> None:
    world = a_world(session)
    world.pair.match.helper_outcome = MatchOutcome.NOT
    session.flush()
    assert change(session, world, world.coordinator, "helper_outcome = 'well'") == REFUSED
    assert change(session, world, world.coordinator, "asker_words = '\\x00'") == REFUSED
    done = "asker_outcome = 'well', state = 'done', closed_at = now()"
    assert change(session, world, world.coordinator, done) is None


def test_a_side_calls_off_and_closes_what_both_told_of(session: Session) -> None:
    world = a_world(session)
    done = "helper_outcome = 'well', state = 'done', closed_at = now()"
    assert change(session, world, world.helper, done) == REFUSED
    assert change(session, world, world.helper, "state = 'withdrawn', closed_at = now()") is None
    world.pair.match.asker_outcome = MatchOutcome.WELL
    session.flush()
    assert change(session, world, world.helper, done) is None


@pytest.mark.parametrize("state", [MatchState.DECLINED, MatchState.WITHDRAWN, MatchState.EXPIRED, MatchState.DONE])
def test_what_is_over_does_not_begin_again(session: Session, state: MatchState) -> None:
    world = a_world(session, state)
    for viewer in (world.helper, world.coordinator):
        for after in ("proposed", "accepted"):
            assert change(session, world, viewer, f"state = '{after}', closed_at = NULL") is not None


def test_the_city_plans_what_a_neighbourhood_asks_and_no_household(session: Session) -> None:
    public = make_match(session, MatchState.ACCEPTED, is_public=True)
    private = make_match(session, MatchState.ACCEPTED)
    city = make_account(session)
    make_grant(session, city.id, Role.CITY_COORDINATOR)
    plan = "UPDATE match SET minutes = 45 WHERE id = :id"

    assert refusal(session, city.id, plan, id=public.match.id) is None
    assert refusal(session, city.id, plan, id=private.match.id) == "no rows"


def test_the_worker_is_not_held_to_it(session: Session) -> None:
    world = a_world(session, MatchState.PROPOSED)
    session.execute(
        text("UPDATE match SET state = 'expired', mailed = '{told}' WHERE id = :id"), {"id": world.pair.match.id}
    )
    session.expire_all()
    assert session.get_one(Match, world.pair.match.id).state == MatchState.EXPIRED


def test_talents_of_who_pauses_are_not_counted(session: Session) -> None:
    place = find_place(session)
    count = text("SELECT coalesce(sum(offered), 0) FROM talent_counts(NULL) WHERE neighbourhood_id = :place")
    coordinator = make_coordinator(session, place).id

    def counted() -> int:
        with looking_as(session, coordinator, today=TODAY):
            return int(session.scalar(count, {"place": place}) or 0)

    before, paused = counted(), make_offerer(session, place)
    make_talent(session, paused.id)
    assert counted() == before + 1
    pause = text("UPDATE offering SET paused_until = :until WHERE person_id = :id")
    session.execute(pause, {"until": TODAY + timedelta(days=1), "id": paused.id})
    assert counted() == before
    # a pause ends on its day
    session.execute(pause, {"until": TODAY, "id": paused.id})
    assert counted() == before + 1
