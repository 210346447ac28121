"""Who goes, or takes a consent back, leaves nobody waiting: their matches end, and the others are told."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.match_making import NOON, Pair, find_place, make_coordinator, make_match
from tests.web.conftest import SignIn, Visitor
from tests.web.matching.following import ASKER, HELPER, answer_path, subjects, task_path
from webapp.models import Match, Offering, OutboxMail
from webapp.vocabulary import MatchSide, MatchState

LOCAL = "wijk@example.nl"
ERASE, WITHDRAW = "/mijn/gegevens/wissen", "/mijn/toestemming/intrekken"
OFF = "Een koppeling gaat niet door"


def pair_of(records: Session, state: MatchState, **facts: object) -> Pair:
    make_coordinator(records, find_place(records), LOCAL)
    return make_match(records, state, helper_email=HELPER, asker_email=ASKER, **facts)  # type: ignore[arg-type]  # passed on


@pytest.mark.parametrize(
    ("state", "told"),
    [(MatchState.ACCEPTED, ["Iemand kan toch niet"]), (MatchState.PROPOSED, ["Een voorstel gaat niet door"])],
)
@pytest.mark.parametrize("side", MatchSide)
def test_who_erases_everything_leaves_nobody_waiting(
    records: Session, sign_in: SignIn, visitor: Visitor, *, side: MatchSide, state: MatchState, told: list[str]
) -> None:
    pair = pair_of(records, state, task_at=NOON + timedelta(days=2))
    goes, stays = (pair.helper, pair.asker) if side == MatchSide.HELPER else (pair.asker, pair.helper)
    assert goes is not None
    assert stays is not None
    left = MatchSide.ASKER if side == MatchSide.HELPER else MatchSide.HELPER
    task, link = task_path(pair.match), answer_path(pair.match, left)

    sign_in(goes.account_id).submit(ERASE, {"word": "WISSEN"}, status=303)

    records.expire_all()
    assert records.scalars(select(Match)).all() == []
    assert subjects(records, ASKER if side == MatchSide.HELPER else HELPER) == [OFF]
    assert subjects(records, LOCAL) == told
    bodies = " ".join(records.scalars(select(OutboxMail.body)))
    assert "Hanna" not in bodies
    assert "Aafke" not in bodies
    assert "Deze afspraak gaat niet door of is er niet meer." in sign_in(stays.account_id).visit(task, status=404).text
    assert "Deze afspraak gaat niet door of is er niet meer." in visitor.visit(link, status=410).text


def test_what_is_over_is_erased_without_a_mail(records: Session, sign_in: SignIn) -> None:
    pair = pair_of(records, MatchState.DONE)

    sign_in(pair.helper.account_id).submit(ERASE, {"word": "WISSEN"}, status=303)

    assert subjects(records, ASKER) == subjects(records, LOCAL) == []


def test_erasing_tells_before_what_becomes_of_appointments_and_questions(records: Session, sign_in: SignIn) -> None:
    pair = pair_of(records, MatchState.ACCEPTED, task_at=NOON + timedelta(days=2))
    assert pair.asker is not None

    helps = sign_in(pair.helper.account_id).visit(ERASE).text
    assert "1 afspraak of voorstel met een buur loopt nog." in helps
    assert "1 talent" in helps
    asks = sign_in(pair.asker.account_id).visit(ERASE).text
    assert "1 vraag om hulp" in asks
    assert "ook wat de ander vertelde" in asks


@pytest.mark.parametrize(
    ("purpose", "state", "told"),
    [
        ("be_asked", MatchState.WITHDRAWN, "Een voorstel gaat niet door"),
        ("be_known", MatchState.DECLINED, "Een voorstel is afgewezen"),
    ],
)
def test_who_no_longer_wants_to_be_asked_is_rid_of_proposals_at_once(
    records: Session, sign_in: SignIn, visitor: Visitor, *, purpose: str, state: MatchState, told: str
) -> None:
    pair = pair_of(records, MatchState.PROPOSED)
    agreed = make_match(records, MatchState.ACCEPTED, talent=pair.talent).match
    browser = sign_in(pair.helper.account_id)

    browser.submit(WITHDRAW, {"purpose": purpose}, status=303)

    records.expire_all()
    assert (pair.match.state, agreed.state) == (state, MatchState.ACCEPTED)
    assert subjects(records, ASKER) == [OFF]
    assert subjects(records, LOCAL) == [told]
    page = browser.visit(task_path(pair.match))
    assert "Je wilt nu niet gevonden of gevraagd worden." in page.text
    assert page.soup.select('main a[href="/mijn/toestemming"]')
    assert page.soup.select("main form") == []
    assert "Trok je zelf je toestemming in" in visitor.visit(answer_path(pair.match, MatchSide.HELPER)).text or (
        purpose == "be_known"
    )


def test_who_keeps_no_church_any_more_keeps_proposals(records: Session, sign_in: SignIn) -> None:
    pair = pair_of(records, MatchState.PROPOSED)

    sign_in(pair.helper.account_id).submit(WITHDRAW, {"purpose": "keep_church"}, status=303)

    records.refresh(pair.match)
    assert pair.match.state == MatchState.PROPOSED


def test_who_paused_is_told_so_and_answers_all_the_same(records: Session, sign_in: SignIn) -> None:
    pair = pair_of(records, MatchState.PROPOSED)
    records.get_one(Offering, pair.helper.id).paused_until = TODAY + timedelta(days=10)
    browser, path = sign_in(pair.helper.account_id), task_path(pair.match)

    assert "Je zei dat je tot 2 december 2026 even niet kunt. Antwoorden" in browser.visit(path).text
    browser.submit(path, {"doe": "antwoorden", "antwoord": "ja"}, status=303)

    records.refresh(pair.match)
    assert pair.match.helper_said is True


@pytest.mark.parametrize("state", [MatchState.PROPOSED, MatchState.ACCEPTED])
def test_who_says_aloud_that_it_stops_leaves_nobody_waiting(
    records: Session, sign_in: SignIn, state: MatchState
) -> None:
    local = make_coordinator(records, find_place(records), LOCAL)
    pair = make_match(records, state, asker_email=ASKER, with_accounts=False)
    path = f"/werkplek/vinkhuizen/mensen/{pair.helper.id}/toestemming"

    sign_in(local.id).submit(path, {"zegt": "nee"}, status=303)

    records.refresh(pair.match)
    assert pair.match.state == MatchState.WITHDRAWN
    expected = "Iemand kan toch niet" if state == MatchState.ACCEPTED else "Een voorstel gaat niet door"
    assert subjects(records, LOCAL) == [expected]
