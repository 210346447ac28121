from sqlalchemy.orm import Session

from tests.signal_making import make_bundle
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems
from tests.web.signals.asking import filled, state_of


def test_words_of_a_bundle_change_and_of_two_at_once_one_wins(records: Session, city: Visitor, local: Visitor) -> None:
    bundle = make_bundle(records)
    number, path = bundle.id, f"/signalen/bundels/{bundle.key}/wijzigen"
    records.commit()
    page = city.visit(path)
    assert set(problems(city.submit(path, filled(page, title="x"), status=422))) == {"title"}
    assert "about" in problems(city.submit(path, filled(page, about="x" * 2001), status=422))

    city.submit(path, filled(page, title="Hulp laat te lang op zich wachten"), status=303)
    late = city.submit(path, filled(page, title="Een andere titel"), status=409)

    assert "Hulp laat te lang op zich wachten" in late.text
    assert state_of(records, number).title == "Hulp laat te lang op zich wachten"
    city.submit(path, filled(late), status=303)
    assert state_of(records, number).title == "Een andere titel"
    local.visit(path, status=404)
