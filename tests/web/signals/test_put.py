import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.signal_making import find_body, make_bundle
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems
from tests.web.signals.asking import events_of, filled, state_of
from webapp.models import AgendaItem
from webapp.vocabulary import BundleEventKind, BundleState


@pytest.fixture
def bundle(records: Session) -> int:
    made = make_bundle(records).id
    find_body(records)
    records.commit()
    return made


def test_bundle_comes_on_the_agenda_of_a_body_once(records: Session, city: Visitor, bundle: int) -> None:
    path = f"/signalen/bundels/{state_of(records, bundle).key}/agenda"
    page, body = city.visit(path), find_body(records).id
    told = filled(page, body=str(body), meeting_on="2026-12-10", question="Kan het eerste gesprek binnen een week?")

    city.submit(path, told, status=303)

    item = records.scalars(select(AgendaItem)).one()
    assert (item.partner_id, item.body_name, str(item.meeting_on), item.put_on) == (
        body,
        "Proefoverleg",
        "2026-12-10",
        TODAY,
    )
    assert state_of(records, bundle).state == BundleState.PUT
    assert events_of(records, bundle) == [BundleEventKind.PUT]
    city.submit(path, told | {"eenmalig": ""}, status=409)
    again = filled(city.visit(path), body=str(body), meeting_on="2026-12-11", question="Nog eens?")
    assert set(problems(city.submit(path, again, status=422))) == {"body"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"meeting_on": "2026-11-21"}, "meeting_on"),
        ({"meeting_on": "2030-01-01"}, "meeting_on"),
        ({"meeting_on": "ooit"}, "meeting_on"),
        ({"body": "2147483647"}, "body"),
        ({"question": ""}, "question"),
        ({"question": "x" * 1001}, "question"),
    ],
)
def test_what_cannot_be_asked_is_told_beside_its_field(
    records: Session, city: Visitor, bundle: int, changes: dict[str, str], field: str
) -> None:
    path = f"/signalen/bundels/{state_of(records, bundle).key}/agenda"
    good = {"body": str(find_body(records).id), "meeting_on": str(TODAY), "question": "Kan dat?", "version": "1"}
    assert set(problems(city.submit(path, good | changes, status=422))) == {field}
    assert records.scalars(select(AgendaItem)).all() == []


def test_agenda_is_the_citys_and_a_church_is_no_body(records: Session, city: Visitor, local: Visitor) -> None:
    key = make_bundle(records).key
    records.commit()
    names = {each.text for each in city.visit(f"/signalen/bundels/{key}/agenda").soup.select("#body option")}
    assert any("DPG" in each for each in names)
    assert not any("kerk " in each.lower() and "raad" not in each.lower() for each in names)
    local.visit(f"/signalen/bundels/{key}/agenda", status=404)
