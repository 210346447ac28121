import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.signal_making import make_bundle, make_item
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems
from tests.web.signals.asking import filled, state_of
from webapp.models import AgendaItem
from webapp.vocabulary import BodyAnswer, BundleState

WORDS = "Er komt in elke wijk een spreekuur."


@pytest.fixture
def bundle(records: Session, member: int) -> int:
    made = make_bundle(records, by=member)
    make_item(records, made)
    records.commit()
    return made.id


def path_of(records: Session, bundle: int) -> str:
    return f"/signalen/bundels/{state_of(records, bundle).key}/agenda/{records.scalars(select(AgendaItem.id)).one()}"


def test_answer_is_kept_and_seen_by_who_raised_the_signals(
    records: Session, city: Visitor, seer: Visitor, bundle: int
) -> None:
    path = path_of(records, bundle)
    told = filled(city.visit(path), doe="antwoord", outcome="answered", answer=WORDS)

    city.submit(path, told, status=303)

    item = records.scalars(select(AgendaItem)).one()
    assert (item.outcome, item.answer, item.answered_on) == (BodyAnswer.ANSWERED, WORDS, TODAY)
    kept = state_of(records, bundle)
    assert (kept.state, kept.answered_on) == (BundleState.ANSWERED, TODAY)
    assert seer.visit("/signalen").text.count(WORDS) == 2
    assert WORDS in city.visit(path).text
    late = told | {"eenmalig": ""}
    assert "gewijzigd" in city.submit(path, late, status=409).text


def test_body_that_wants_to_be_asked_again_leaves_it_put(records: Session, city: Visitor, bundle: int) -> None:
    path = path_of(records, bundle)
    city.submit(path, filled(city.visit(path), doe="antwoord", outcome="asked_again", answer=WORDS), status=303)
    assert state_of(records, bundle).state == BundleState.PUT


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "misschien"}, "outcome"),
        ({"answer": ""}, "answer"),
        ({"answer": "x" * 2001}, "answer"),
        ({"answer": "Bel wethouder op 06 12345678"}, "answer"),
        ({"answered_on": "2026-11-23"}, "answered_on"),
        ({"answered_on": "2020-01-01"}, "answered_on"),
    ],
)
def test_answer_that_cannot_be_is_told_beside_its_field(
    records: Session, city: Visitor, bundle: int, changes: dict[str, str], field: str
) -> None:
    good = {"doe": "antwoord", "outcome": "answered", "answer": WORDS, "answered_on": str(TODAY), "version": "1"}
    assert set(problems(city.submit(path_of(records, bundle), good | changes, status=422))) == {field}
    assert state_of(records, bundle).state == BundleState.PUT


def test_meeting_is_moved_or_taken_off(records: Session, city: Visitor, local: Visitor, bundle: int) -> None:
    path = path_of(records, bundle)
    past = {"doe": "verzet", "verzet-version": "1", "verzet-meeting_on": "2026-11-01"}
    assert set(problems(city.submit(path, past, status=422))) == {"verzet-meeting_on"}
    city.submit(path, past | {"verzet-meeting_on": "2026-12-24"}, status=303)
    records.expire_all()
    assert str(records.scalars(select(AgendaItem.meeting_on)).one()) == "2026-12-24"
    local.visit(path, status=404)
    assert city.submit(path, {"doe": "weg", "verzet-version": "1"}, status=409)
    city.submit(path, {"doe": "weg", "verzet-version": "2"}, status=303)
    assert records.scalars(select(AgendaItem)).all() == []
    assert state_of(records, bundle).state == BundleState.BUNDLED
    city.visit(path, status=404)
