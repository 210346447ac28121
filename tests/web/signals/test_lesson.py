from sqlalchemy.orm import Session

from tests.signal_making import make_bundle, make_lesson
from tests.web.conftest import Visitor


def test_lesson_is_read_by_who_may_raise_signals(
    records: Session, seer: Visitor, city: Visitor, visitor: Visitor
) -> None:
    bundle = make_bundle(records, title="Intern: wachten")
    path = f"/signalen/lessen/{make_lesson(records, bundle_id=bundle.id).id}"
    records.commit()

    page = seer.visit(path)
    assert "Mensen durfden eerder te komen." in page.text
    # which bundle it came from is theirs who handle signals
    assert "Intern: wachten" not in page.text
    assert "Wijzig deze les" not in page.text
    assert "Intern: wachten" in city.visit(path).text
    assert visitor.client.get(path).status_code == 303
    seer.visit("/signalen/lessen/2147483647", status=404)
