from sqlalchemy.orm import Session

from tests.signal_making import make_bundle, make_item
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems
from tests.web.signals.asking import filled, keys_of, state_of
from webapp.models import Bundle
from webapp.vocabulary import BodyAnswer, BundleState


def test_everything_of_a_bundle_goes_into_another(records: Session, city: Visitor) -> None:
    one, two = make_bundle(records), make_bundle(records, title="Ook wachten")
    make_item(records, one, outcome=BodyAnswer.ANSWERED)
    first, second, into = one.id, two.id, two.key
    path = f"/signalen/bundels/{one.key}/samenvoegen"
    records.commit()
    page = city.visit(path)
    assert "into" in problems(city.submit(path, filled(page, into=""), status=422))
    assert "into" in problems(city.submit(path, filled(page, into="onzin"), status=422))

    answer = city.submit(path, filled(page, into=into), status=303)

    assert f"/signalen/bundels/{into}" in answer.response.location
    assert len(keys_of(records, second)) == 4
    merged, kept = state_of(records, first), state_of(records, second)
    assert (merged.state, merged.merged_into_id) == (BundleState.CLOSED, second)
    assert kept.state == BundleState.ANSWERED
    assert "ging op in een andere" in city.visit(f"/signalen/bundels/{merged.key}").text


def test_bundles_that_wait_for_the_same_body_stay_apart(records: Session, city: Visitor, local: Visitor) -> None:
    one, two = make_bundle(records), make_bundle(records)
    make_item(records, one)
    make_item(records, two)
    path, into = f"/signalen/bundels/{one.key}/samenvoegen", two.key
    records.commit()

    assert set(problems(city.submit(path, filled(city.visit(path), into=into), status=422))) == {"into"}
    records.expire_all()
    assert records.get_one(Bundle, one.id).state == BundleState.PUT
    local.visit(path, status=404)
