from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.signal_making import make_lesson
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems
from tests.web.signals.asking import filled
from webapp.models import Lesson


def test_lesson_changes_once_for_two_at_once_and_goes(records: Session, local: Visitor, seer: Visitor) -> None:
    path = f"/signalen/lessen/{make_lesson(records).id}/wijzigen"
    records.commit()
    page = local.visit(path)
    assert "title" in problems(local.submit(path, filled(page, title="x"), status=422))

    local.submit(path, filled(page, title="Altijd dezelfde tijd"), status=303)
    late = local.submit(path, filled(page, title="Iets anders"), status=409)
    assert "Altijd dezelfde tijd" in late.text
    local.submit(path, filled(page, doe="verwijder"), status=409)
    records.expire_all()
    assert records.scalars(select(Lesson.title)).one() == "Altijd dezelfde tijd"

    seer.visit(path, status=404)
    local.submit(path, filled(late, doe="verwijder"), status=303)
    assert records.scalars(select(Lesson)).all() == []
    local.visit(path, status=404)
