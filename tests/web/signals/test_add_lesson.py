import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.signal_making import make_bundle
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems
from tests.web.signals.asking import filled
from webapp.models import Lesson
from webapp.vocabulary import BundleState

PATH = "/signalen/lessen/nieuw"
TEXT = {
    "title": "Vaste tijden",
    "what_was_done": "We zaten er elke week.",
    "what_came_of_it": "Mensen kwamen eerder.",
}


def test_lesson_is_made_from_an_answered_bundle(records: Session, city: Visitor) -> None:
    bundle = make_bundle(records, state=BundleState.ANSWERED)
    number, theme, path = bundle.id, bundle.theme_id, f"{PATH}?bundel={bundle.key}"
    records.commit()
    page = city.visit(path)
    assert "Uit signalen: Wachten op hulp" in page.text

    city.submit(path, filled(page, **TEXT), status=303)

    made = records.scalars(select(Lesson)).one()
    assert (made.bundle_id, made.theme_id, made.neighbourhood_id, made.learned_on) == (number, theme, None, TODAY)


def test_coordinator_of_a_neighbourhood_writes_one_by_hand(records: Session, local: Visitor) -> None:
    page = local.visit(f"{PATH}?bundel=bestaat-niet")
    options = page.soup.select("#theme option[value]")
    told = filled(page, **TEXT, theme=str(options[-1]["value"]))
    local.submit(PATH, told, status=303)
    assert records.scalars(select(Lesson.bundle_id)).one() is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"what_was_done": ""}, "what_was_done"),
        ({"what_came_of_it": ""}, "what_came_of_it"),
        ({"what_came_of_it": "Vooral mevrouw Jansen was blij."}, "sure"),
        ({"theme": ""}, "theme"),
        ({"learned_on": "2026-11-30"}, "learned_on"),
    ],
)
def test_lesson_that_cannot_be_is_told_beside_its_field(
    records: Session, local: Visitor, changes: dict[str, str], field: str
) -> None:
    page = local.visit(PATH)
    theme = str(page.soup.select("#theme option[value]")[-1]["value"])
    told = filled(page, **({**TEXT, "theme": theme} | changes))
    assert set(problems(local.submit(PATH, told, status=422))) == {field}
    assert records.scalars(select(Lesson)).all() == []


def test_who_only_raises_signals_writes_no_lessons(seer: Visitor) -> None:
    seer.visit(PATH, status=404)
