from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.signal_making import make_bundle, make_item
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems
from tests.web.signals.asking import events_of, filled, keys_of
from webapp.models import AgendaItem, Bundle
from webapp.vocabulary import BundleEventKind


def test_part_of_a_bundle_gets_its_own_and_what_was_asked_stays(
    records: Session, city: Visitor, local: Visitor
) -> None:
    bundle = make_bundle(records, signals=4)
    make_item(records, bundle)
    number, path = bundle.id, f"/signalen/bundels/{bundle.key}/splitsen"
    records.commit()
    keys, page = keys_of(records, number), city.visit(path)

    for chosen in (keys[:1], keys[:3]):
        refused = city.submit(path, filled(page, title="Andere helft", signals=chosen), status=422)
        assert set(problems(refused)) == {"signals"}
    city.submit(path, filled(page, title="Andere helft", signals=keys[:2]), status=303)

    made = records.scalars(select(Bundle).where(Bundle.id != number)).one()
    assert keys_of(records, made.id) == keys[:2]
    assert keys_of(records, number) == keys[2:]
    assert records.scalars(select(AgendaItem.bundle_id)).one() == number
    assert events_of(records, number) == [BundleEventKind.SPLIT_OFF]
    stale = city.submit(path, filled(page, title="Nog eens", signals=keys[2:]), status=409)
    assert "Er is nog niets van jou bewaard" in stale.text
    local.visit(path, status=404)
