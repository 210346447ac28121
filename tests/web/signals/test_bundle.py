import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.signal_making import make_bundle, make_item, make_lesson, make_signal
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems
from tests.web.signals.asking import events_of, filled_in, keys_of, state_of
from webapp.models import Bundle, BundleStep
from webapp.vocabulary import BodyAnswer, BundleEventKind, BundleState


@pytest.fixture
def bundle(records: Session, member: int) -> int:
    made = make_bundle(records, signals=3, by=member).id
    records.commit()
    return made


def path_of(records: Session, bundle_id: int) -> str:
    return f"/signalen/bundels/{state_of(records, bundle_id).key}"


def test_page_shows_signals_who_raised_them_answers_steps_lessons_and_history(
    records: Session, city: Visitor, bundle: int
) -> None:
    made = records.get_one(Bundle, bundle)
    make_item(records, made, outcome=BodyAnswer.REFUSED, answer="Daar is nu geen geld voor.")
    records.add(BundleStep(bundle_id=bundle, words="Nog eens bellen", due_on=TODAY))
    make_lesson(records, "Bel eerst", bundle_id=bundle)
    records.commit()

    text = city.visit(path_of(records, bundle)).text

    for told in (
        "3 signalen",
        "Aafke Ziet",
        "Daar is nu geen geld voor.",
        "Nog eens bellen",
        "Bel eerst",
        "beantwoord",
    ):
        assert told in text


def test_signals_come_in_and_go_out_but_never_to_one(records: Session, city: Visitor, bundle: int) -> None:
    path = path_of(records, bundle)
    extra = make_signal(records, slug="beijum").key
    records.commit()

    city.submit(path, filled_in(1, doe="erbij", met=extra), status=303)
    assert len(keys_of(records, bundle)) == 4
    inside = keys_of(records, bundle)
    city.submit(path, filled_in(2, doe="eruit", met=inside[:2]), status=303)
    refused = city.submit(path, filled_in(3, doe="eruit", met=inside[2:3]), status=422)
    assert "ten minste twee signalen overblijven" in refused.text
    assert keys_of(records, bundle) == inside[2:]
    assert events_of(records, bundle) == [BundleEventKind.ADDED, BundleEventKind.TAKEN_OUT]


def test_two_at_once_see_that_the_other_was_first(records: Session, city: Visitor, bundle: int) -> None:
    path, inside = path_of(records, bundle), keys_of(records, bundle)
    city.submit(path, filled_in(1, doe="eruit", met=inside[:1]), status=303)

    late = city.submit(path, filled_in(1, doe="erbij", met=inside[:1]), status=409)

    assert "Iemand anders heeft dit intussen gewijzigd" in late.text
    assert keys_of(records, bundle) == inside[1:]


def test_next_step_is_agreed_and_done(records: Session, city: Visitor, bundle: int, handler: int) -> None:
    path = path_of(records, bundle)
    past = {"doe": "stap", "stap-words": "Bellen", "stap-owner": str(handler), "stap-due_on": "2026-11-01"}
    assert set(problems(city.submit(path, past, status=422))) == {"stap-due_on"}
    nothing = past | {"stap-words": "", "stap-due_on": str(TODAY)}
    assert set(problems(city.submit(path, nothing, status=422))) == {"stap-words"}

    city.submit(path, past | {"stap-due_on": str(TODAY)}, status=303)
    step = records.scalars(select(BundleStep)).one()
    assert (step.words, step.owner_id, step.done_on) == ("Bellen", handler, None)
    city.submit(path, {"doe": "stap-klaar", "nummer": str(step.id)}, status=303)
    records.expire_all()
    assert records.scalars(select(BundleStep.done_on)).one() == TODAY
    city.submit(path, {"doe": "stap-klaar", "nummer": "987654"}, status=404)


def test_bundle_is_closed_once_no_body_is_to_answer_and_opens_again(
    records: Session, city: Visitor, bundle: int
) -> None:
    path = path_of(records, bundle)
    item = make_item(records, records.get_one(Bundle, bundle))
    records.commit()
    closing = filled_in(1, doe="sluit", **{"sluit-reason": "Het is opgelost."})
    assert "agendapunt open" in city.submit(path, closing, status=422).text
    records.delete(item)
    records.commit()
    nameless = city.submit(path, closing | {"sluit-reason": ""}, status=422)
    assert set(problems(nameless)) == {"sluit-reason"}

    city.submit(path, closing, status=303)
    assert state_of(records, bundle).state == BundleState.CLOSED
    city.submit(path, filled_in(2, doe="eruit", met=keys_of(records, bundle)[:1]), status=422)
    city.submit(path, filled_in(2, doe="heropen"), status=303)
    assert state_of(records, bundle).state == BundleState.BUNDLED


def test_what_no_page_offers_is_refused_and_a_bundle_is_the_citys(
    records: Session, city: Visitor, local: Visitor, seer: Visitor, bundle: int
) -> None:
    path = path_of(records, bundle)
    city.submit(path, {"doe": "ontplof"}, status=422)
    city.submit(path, filled_in(1, doe="erbij"), status=422)
    city.visit("/signalen/bundels/bestaat-niet", status=404)
    for browser in (local, seer):
        browser.visit(path, status=404)
        browser.submit(path, {"doe": "heropen"}, status=404)


def test_signal_that_another_bundle_has_is_not_taken_and_the_page_shows_what_is_so(
    records: Session, city: Visitor, bundle: int
) -> None:
    path = path_of(records, bundle)
    free, other = make_signal(records, slug="beijum").key, keys_of(records, make_bundle(records).id)
    records.commit()

    page = city.submit(path, filled_in(1, doe="erbij", met=[free, other[0]]), status=422)

    assert "intussen opgepakt" in page.text
    assert "3 signalen" in page.text
    assert len(keys_of(records, bundle)) == 3
