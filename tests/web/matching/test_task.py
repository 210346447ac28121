"""One's own match: yes or no, with whom and where, and how it went; each side sees its own."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.match_making import NOON, PLACE, SECRET_WORDS, Pair, make_coordinator, make_match, ring
from tests.web.conftest import SignIn, Visitor
from tests.web.matching.following import ASKER, HELPER, subjects, task_path
from tests.web.people.browsing import events
from webapp.vocabulary import AuditAction, MatchOutcome, MatchState

TASK_AT = NOON + timedelta(days=2)
DAY = timedelta(hours=24)
SECOND = timedelta(seconds=1)
NOW = f"{TODAY}T12:00:00+01:00"


@pytest.fixture
def agreed(records: Session) -> Pair:
    """Both said yes to a task in two days, and the coordinator noted where."""
    return make_match(
        records,
        MatchState.ACCEPTED,
        task_at=TASK_AT,
        place=PLACE,
        helper_email=HELPER,
        asker_email=ASKER,
    )


@pytest.fixture
def helper(agreed: Pair, sign_in: SignIn) -> Visitor:
    return sign_in(agreed.helper.account_id)


@pytest.fixture
def asker(agreed: Pair, sign_in: SignIn) -> Visitor:
    assert agreed.asker is not None
    return sign_in(agreed.asker.account_id)


def test_yes_signed_in_counts_and_stays_open_to_a_no(records: Session, sign_in: SignIn) -> None:
    pair = make_match(records)
    helper, path = sign_in(pair.helper.account_id), task_path(pair.match)

    asked = helper.visit(path)
    assert SECRET_WORDS not in asked.text
    assert "Je zei dat je dit kunt: Brieven en formulieren" in asked.text
    helper.submit(path, {"doe": "antwoorden", "antwoord": "ja"}, status=303)
    assert "Je zei ja." in helper.visit(path).text
    helper.submit(path, {"doe": "antwoorden", "antwoord": "nee", "reason": ""}, status=303)

    records.refresh(pair.match)
    assert pair.match.state == MatchState.DECLINED


def test_once_accepted_the_helper_reads_the_words_and_that_is_accounted_for(
    helper: Visitor, agreed: Pair, records: Session
) -> None:
    page = helper.visit(task_path(agreed.match))

    assert SECRET_WORDS in page.text
    assert "Aafke Vraagt" in page.text
    assert agreed.asker is not None
    assert events(records, "need", agreed.need.id) == [
        (AuditAction.READ, agreed.helper.account_id, agreed.asker.id, ["sealed_words"])
    ]


@pytest.mark.parametrize("state", [MatchState.PROPOSED, MatchState.DECLINED, MatchState.WITHDRAWN, MatchState.DONE])
def test_in_any_other_state_the_helper_reads_neither_words_nor_place(
    records: Session, sign_in: SignIn, state: MatchState
) -> None:
    pair = make_match(records, state, task_at=NOON, place=PLACE)

    page = sign_in(pair.helper.account_id).visit(task_path(pair.match))

    assert SECRET_WORDS not in page.text
    assert PLACE not in page.text


@pytest.mark.parametrize(
    ("at", "is_told"),
    [(TASK_AT - DAY - SECOND, False), (TASK_AT - DAY, True), (TASK_AT + timedelta(hours=5), True)],
)
def test_place_is_told_to_the_helper_from_exactly_a_day_before(
    app: Flask, records: Session, agreed: Pair, sign_in: SignIn, *, at: object, is_told: bool
) -> None:
    del app
    with time_machine.travel(at, tick=False):  # type: ignore[arg-type]  # a moment
        page = sign_in(agreed.helper.account_id).visit(task_path(agreed.match))
        assert (PLACE in page.text) == is_told
    read = [event[3] for event in events(records, "match", agreed.match.id)]
    assert read == ([["sealed_place"]] if is_told else [])
    if not is_told:
        assert "Dat zie je hier vanaf 24 uur van tevoren." in page.text


def test_once_closed_the_place_is_told_no_more(agreed: Pair, records: Session, sign_in: SignIn) -> None:
    with time_machine.travel(TASK_AT, tick=False):
        browser = sign_in(agreed.helper.account_id)
        assert PLACE in browser.visit(task_path(agreed.match)).text
        agreed.match.state, agreed.match.closed_at = MatchState.DONE, TASK_AT
        records.commit()
        assert PLACE not in browser.visit(task_path(agreed.match)).text


def test_what_was_not_set_yet_is_told_so(records: Session, sign_in: SignIn) -> None:
    bare, timed = make_match(records, MatchState.ACCEPTED), make_match(records, MatchState.ACCEPTED, task_at=NOON)

    assert "spreekt nog een tijd en een plek af" in sign_in(bare.helper.account_id).visit(task_path(bare.match)).text
    assert "spreekt nog een plek met je af" in sign_in(timed.helper.account_id).visit(task_path(timed.match)).text


def test_who_asked_sees_who_comes_and_where(asker: Visitor, agreed: Pair) -> None:
    page = asker.visit(task_path(agreed.match))

    assert "Je krijgt hulp: Formulieren" in page.text
    assert "Hanna Helpt" in page.text
    assert PLACE in page.text


def test_nobody_else_opens_it(agreed: Pair, records: Session, sign_in: SignIn, visitor: Visitor) -> None:
    path = task_path(agreed.match)
    stranger = make_match(records).helper.account_id
    local = make_coordinator(records, agreed.match.neighbourhood_id).id

    for account_id in (stranger, local):
        page = sign_in(account_id).visit(path, status=404)
        assert SECRET_WORDS not in page.text
        sign_in(account_id).submit(path, {"doe": "afzeggen"}, status=404)
    visitor.visit(path, status=303)


def test_both_tell_how_it_went_and_it_is_done(agreed: Pair, records: Session, sign_in: SignIn) -> None:
    path = task_path(agreed.match)
    make_coordinator(records, agreed.match.neighbourhood_id, "wijk@example.nl")
    with time_machine.travel(TASK_AT + timedelta(hours=2), tick=False):
        for person, words in ((agreed.helper, "Gezellig samen"), (agreed.asker, "")):
            assert person is not None
            browser = sign_in(person.account_id)
            browser.submit(path, {"doe": "vertellen", "outcome": "well", "words": words}, status=303)
            assert "Wat jij vertelde: Het ging goed." in browser.visit(path).text

    match = agreed.match
    records.refresh(match)
    assert (match.state, match.helper_outcome) == (MatchState.DONE, MatchOutcome.WELL)
    assert match.helper_words is not None
    opened = ring().open_sealed(match.helper_words, table="match", column="helper_words", row=match.id)
    assert opened == "Gezellig samen"
    assert subjects(records, "wijk@example.nl") == ["Er is verteld hoe het ging"] * 2


def test_telling_needs_an_outcome(agreed: Pair, sign_in: SignIn) -> None:
    with time_machine.travel(TASK_AT, tick=False):
        page = sign_in(agreed.helper.account_id).submit(
            task_path(agreed.match), {"doe": "vertellen", "words": "Tja"}, status=422
        )
    assert "Kies wat het beste past." in page.text
    assert "Tja" in page.text


def test_before_the_task_there_is_no_telling_and_calling_off_is_possible(
    helper: Visitor, agreed: Pair, records: Session
) -> None:
    path = task_path(agreed.match)
    page = helper.visit(path)
    assert "Vertel hoe het ging" not in page.text
    helper.submit(path, {"doe": "vertellen", "outcome": "well", "words": ""}, status=400)

    helper.submit(path, {"doe": "afzeggen"}, status=303)

    records.refresh(agreed.match)
    assert agreed.match.state == MatchState.WITHDRAWN
    assert subjects(records, ASKER) == ["Een koppeling gaat niet door"]
    assert "Dit gaat niet door" in helper.visit(path).text


def test_step_that_does_not_exist_is_refused(helper: Visitor, agreed: Pair) -> None:
    helper.submit(task_path(agreed.match), {"doe": "toveren"}, status=400)


def test_what_was_told_stands_with_its_words_and_is_asked_once(agreed: Pair, records: Session, sign_in: SignIn) -> None:
    path = task_path(agreed.match)
    with time_machine.travel(TASK_AT + timedelta(hours=2), tick=False):
        browser = sign_in(agreed.helper.account_id)
        browser.submit(path, {"doe": "vertellen", "outcome": "not", "words": "Er was niemand"}, status=303)

        page = browser.visit(path)

    assert "Wat jij vertelde: Het is er niet van gekomen. Er was niemand" in page.text
    assert page.soup.select("main > div > section form") == []
    assert page.soup.select("details form input[value=vertellen]")


def test_two_sides_that_contradict_each_other_are_told_nothing_of_it(
    agreed: Pair, records: Session, sign_in: SignIn
) -> None:
    path = task_path(agreed.match)
    make_coordinator(records, agreed.match.neighbourhood_id, "wijk@example.nl")
    assert agreed.asker is not None
    with time_machine.travel(TASK_AT + timedelta(hours=2), tick=False):
        for person, outcome in ((agreed.helper, "well"), (agreed.asker, "not")):
            browser = sign_in(person.account_id)
            browser.submit(path, {"doe": "vertellen", "outcome": outcome, "words": ""}, status=303)
        asks, helps = browser.visit(path).text, sign_in(agreed.helper.account_id).visit(path).text

    assert subjects(records, "wijk@example.nl")[-1] == "Twee kanten vertellen het anders"
    assert "Dit is afgesloten." in asks
    assert "Heb je nog hulp nodig?" in asks
    assert "Dit is afgesloten." in helps
    assert "niet van gekomen" not in helps
    told = [event[2] for event in events(records, "match", agreed.match.id) if event[0] == AuditAction.CHANGED]
    assert told == [agreed.helper.id, agreed.asker.id]
