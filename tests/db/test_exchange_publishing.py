"""What is made of many at once is what is made of one, down to the last column."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.db.importing import NOW, coordinator_id, table
from tests.factories import make_partner
from tests.initiative_making import make_content, make_task
from webapp.errors import DomainError
from webapp.exchange.actions import publishing
from webapp.exchange.actions.publishing import Coming, make_approved, numbered
from webapp.exchange.actions.starting import start_import
from webapp.initiatives.actions import approve, register
from webapp.initiatives.content import Content, Link
from webapp.initiatives.publishing import neighbourhoods_of
from webapp.initiatives.queries import find_waiting
from webapp.models import Initiative, Neighbourhood
from webapp.vocabulary import ImportSubject, Reach

CONTENTS = {
    "at a place": make_content("Aan de Eikenlaan"),
    "in neighbourhoods": make_content(
        "In twee wijken",
        reach=Reach.NEIGHBOURHOODS,
        lon=None,
        lat=None,
        address="",
        neighbourhoods=("beijum", "selwerd"),
    ),
    "in the city": make_content("Overal", reach=Reach.CITY, lon=None, lat=None, address=""),
    "once": make_content("Eén keer", starts_on=date(2026, 12, 8), starts_at=time(19, 30), minutes=90),
    "each week": make_content(
        "Elke week",
        starts_on=date(2026, 12, 8),
        starts_at=time(10),
        minutes=60,
        rrule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270629",
        themes=("samen-eten", "eenzaamheid"),
        tasks=(make_task("koken"), make_task("dragen", each_time=True, until=date(2027, 3, 1))),
        links=(Link("https://www.voorbeeld.nl", "voorbeeld.nl"),),
    ),
}
NOT_COMPARED = {"id", "initiative_id", "slug", "created_at"}
TABLES = (
    "initiative",
    "initiative_revision",
    "initiative_organiser",
    "initiative_task",
    "listing",
    "listing_theme",
    "listing_neighbourhood",
    "listing_day",
    "listing_partner",
    "listing_effect",
    "faith_side",
)


def rows_of(session: Session, initiative_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept of an initiative, but for what is its own."""
    found = {}
    for name in TABLES:
        key = "id" if name == "initiative" else "initiative_id"
        rows = session.execute(
            text(f"SELECT to_jsonb(t) AS row FROM {name} t WHERE {key} = :id"), {"id": initiative_id}
        )
        plain = [{column: value for column, value in row.items() if column not in NOT_COMPARED} for (row,) in rows]
        found[name] = sorted(plain, key=str)
    return found


def one_by_one(session: Session, content: Content, partner_ids: tuple[int, ...], *, by: int, run_id: int) -> int:
    initiative = register(session, content, by=None, today=TODAY, now=NOW, partner_ids=partner_ids, import_id=run_id)
    waiting = find_waiting(session, initiative.id)
    assert waiting is not None
    approve(session, initiative, waiting, by=by, today=TODAY, now=NOW)
    session.flush()
    return initiative.id


@pytest.mark.parametrize("name", CONTENTS)
def test_one_of_many_is_as_one_that_was_registered_and_approved(session: Session, name: str) -> None:
    by = coordinator_id(session)
    partner = make_partner(session)
    content = CONTENTS[name]
    if name == "each week":
        content = Content(**{**vars(content), "partners": (partner.slug,)})
    partners = (partner.id,) if content.partners else ()
    run_id = _run(session, by)
    alone = one_by_one(session, content, partners, by=by, run_id=run_id)
    place = neighbourhoods_of(session, content)[0] if content.reach == Reach.PLACE else None
    coming = Coming(content, partners, place)
    (many,) = make_approved(session, [coming], run_id=run_id, by=by, today=TODAY, now=NOW)
    session.flush()
    expected = rows_of(session, alone)
    assert rows_of(session, many) == expected
    assert expected["listing"]
    assert expected["initiative"][0]["version"] == publishing.MADE_VERSION


def test_addresses_are_numbered_past_those_that_are_taken() -> None:
    assert list(numbered(["a", "a", "b", "a"], {"a", "a-3"})) == ["a-2", "a-4", "b", "a-5"]


def test_address_of_many_alike_is_free(session: Session) -> None:
    by = coordinator_id(session)
    one_by_one(session, make_content("Buurttafel proef"), (), by=by, run_id=_run(session, by))
    ids = make_approved(
        session, [Coming(make_content("Buurttafel proef"))] * 3, run_id=_run(session, by), by=by, today=TODAY, now=NOW
    )
    slugs = session.scalars(select(Initiative.slug).where(Initiative.id.in_(ids)).order_by(Initiative.id)).all()
    assert slugs == ["buurttafel-proef-2", "buurttafel-proef-3", "buurttafel-proef-4"]


def test_more_days_than_can_be_written_out_are_refused(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "MOST_DAYS", 50)
    by = coordinator_id(session)
    before = session.scalar(select(func.count()).select_from(Initiative))
    coming = [Coming(CONTENTS["each week"])] * 2
    with pytest.raises(DomainError, match="import_many_days"):
        make_approved(session, coming, run_id=_run(session, by), by=by, today=TODAY, now=NOW)
    assert session.scalar(select(func.count()).select_from(Initiative)) == before
    assert make_approved(session, coming[:1], run_id=_run(session, by), by=by, today=TODAY, now=NOW)


def test_pin_is_in_the_neighbourhood_that_was_found_for_it(session: Session) -> None:
    by = coordinator_id(session)
    selwerd = session.scalars(select(Neighbourhood.id).where(Neighbourhood.slug == "selwerd")).one()
    coming = Coming(make_content("Met een pin"), (), selwerd)
    (number,) = make_approved(session, [coming], run_id=_run(session, by), by=by, today=TODAY, now=NOW)
    assert session.get_one(Initiative, number).neighbourhood_ids == [selwerd]


def _run(session: Session, by: int) -> int:
    file = table({"titel": "x"})
    return start_import(session, file, subject=ImportSubject.INITIATIVES, file_name="x", by=by, now=NOW).id
