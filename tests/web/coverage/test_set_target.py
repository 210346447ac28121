import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import TODAY
from tests.web.conftest import Visitor
from tests.web.people.browsing import problems, sent_by
from webapp.coverage.actions import set_target
from webapp.coverage.rules import Target
from webapp.models import CoverageCorrection, CoverageTarget

PATH = "/dekking/doel"


def target(**changes: str) -> dict[str, str]:
    return {"start_year": "2020", "target_year": "2030", "reason": "De eerste termijn is voorbij."} | changes


def lines(records: Session) -> list[tuple[int, int]]:
    rows = records.execute(
        select(CoverageTarget.start_year, CoverageTarget.target_year).order_by(
            func.lower(CoverageTarget.period).nulls_first()
        )
    )
    return [(start, end) for start, end in rows]


def test_new_target_holds_from_today_and_the_one_before_is_kept(
    city: Visitor, visitor: Visitor, records: Session
) -> None:
    city.submit(PATH, sent_by(city.visit(PATH), **target()), status=303)
    assert lines(records) == [(2020, 2025), (2020, 2030)]
    page = visitor.visit("/dekking")
    assert "Nodig voor 2030" in page.text
    assert "De eerste termijn is voorbij." in page.text
    # a day before the decision is held to what was promised then
    assert "Nodig voor 2025" in visitor.visit("/dekking?op=2024-01-01").text


def test_second_decision_of_a_day_takes_the_place_of_the_first_which_is_kept_apart(
    city: Visitor, records: Session
) -> None:
    city.submit(PATH, sent_by(city.visit(PATH), **target(target_year="2035")), status=303)
    city.submit(PATH, sent_by(city.visit(PATH), **target(reason="Tikfout.")), status=303)
    assert lines(records) == [(2020, 2025), (2020, 2030)]
    (kept,) = records.scalars(select(CoverageCorrection))
    assert (kept.target_year, kept.on_day, kept.reason) == (2035, TODAY, "Tikfout.")
    assert "Doel van 2020 tot 2035" in city.visit(PATH).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target_year": "2020"}, "target_year"),
        ({"target_year": "2999"}, "target_year"),
        ({"target_year": ""}, "target_year"),
        ({"start_year": "twintig"}, "start_year"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_a_target_is_told_beside_its_field(
    city: Visitor, records: Session, changes: dict[str, str], field: str
) -> None:
    form = sent_by(city.visit(PATH))
    assert list(problems(city.submit(PATH, form | target(**changes), status=422))) == [field]
    assert lines(records) == [(2020, 2025)]


def test_who_looked_at_another_target_is_shown_both(city: Visitor, records: Session) -> None:
    form = sent_by(city.visit(PATH), **target())
    set_target(records, Target(2020, 2028), on=TODAY, reason="Eerder.")
    records.commit()
    page = city.submit(PATH, form, status=409)
    assert [cell.text.strip() for cell in page.soup.select("tbody tr td")] == ["2020 – 2028", "2020 – 2030"]
    city.submit(PATH, sent_by(page, **target()), status=303)


def test_target_is_for_who_coordinates_the_city(coordinator: Visitor, visitor: Visitor, records: Session) -> None:
    coordinator.submit(PATH, target(), status=404)
    assert visitor.visit(PATH, status=303).response.location.startswith("/inloggen")
    assert lines(records) == [(2020, 2025)]
