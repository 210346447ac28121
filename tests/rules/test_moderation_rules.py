from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.initiative_making import make_content, make_task
from webapp.initiatives.content import Content, Link
from webapp.moderation.rules import (
    ATTRIBUTES,
    PAGE_SIZE,
    Change,
    ChangeKind,
    Field,
    changes,
    is_empty,
    is_late,
    looks_since,
    may_mail_at,
    moves_out_of,
    page_count,
)
from webapp.vocabulary import Reach

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)


def test_every_attribute_of_a_content_stands_in_one_field() -> None:
    named = [name for names in ATTRIBUTES.values() for name in names]
    assert sorted(named) == sorted(each.name for each in fields(Content))
    assert set(ATTRIBUTES) == set(Field)


def test_equal_versions_have_no_changes() -> None:
    assert changes(make_content(), make_content()) == ()


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ({}, {"title": "Samen koken"}, Change(Field.TITLE, ChangeKind.CHANGED)),
        ({}, {"links": (Link("https://a.nl", "A"),)}, Change(Field.LINKS, ChangeKind.ADDED)),
        ({"tasks": (make_task(),)}, {"tasks": ()}, Change(Field.TASKS, ChangeKind.REMOVED)),
        ({}, {"starts_on": date(2026, 12, 1)}, Change(Field.RHYTHM, ChangeKind.ADDED)),
        ({"starts_at": time(9)}, {"starts_at": time(10)}, Change(Field.RHYTHM, ChangeKind.CHANGED)),
        ({}, {"reach": Reach.CITY, "lon": None, "lat": None}, Change(Field.PLACE, ChangeKind.CHANGED)),
        (
            {"themes": ("groen", "samen-eten")},
            {"themes": ("samen-eten", "groen")},
            Change(Field.THEMES, ChangeKind.CHANGED),
        ),
    ],
)
def test_change_tells_the_field_and_what_happened(
    before: dict[str, Any], after: dict[str, Any], change: Change
) -> None:
    assert changes(make_content(**before), make_content(**{**before, **after})) == (change,)


def test_changes_come_in_the_order_of_the_fields() -> None:
    found = changes(make_content(), make_content(faith="Bidden", title="Anders", for_whom=""))
    assert [each.field for each in found] == [Field.TITLE, Field.FOR_WHOM, Field.FAITH]


def test_pin_that_moved_tells_how_far() -> None:
    old, new = make_content(lon=6.55, lat=53.23), make_content(lon=6.55, lat=53.231)
    (change,) = changes(old, new)
    assert change.moved_metres == pytest.approx(111.3, abs=0.5)
    (east,) = changes(old, make_content(lon=6.551, lat=53.23))
    assert east.moved_metres == pytest.approx(66.6, abs=0.5)


def test_pin_that_is_not_there_moved_nowhere() -> None:
    (change,) = changes(make_content(lon=None, lat=None), make_content())
    assert change.moved_metres is None


def test_place_is_never_empty() -> None:
    everywhere = make_content(reach=Reach.CITY, lon=None, lat=None, address="")
    assert not is_empty(Field.PLACE, everywhere)
    assert is_empty(Field.FAITH, everywhere)


def test_what_waits_longer_than_three_days_is_late() -> None:
    assert not is_late(NOW - timedelta(days=3), now=NOW)
    assert is_late(NOW - timedelta(days=3, seconds=1), now=NOW)


def test_look_counts_for_two_minutes() -> None:
    assert looks_since(NOW) == NOW - timedelta(minutes=2)


@pytest.mark.parametrize(("hour", "may"), [(5, False), (6, True), (22, True), (23, False)])
def test_nobody_is_mailed_before_seven_in_groningen(hour: int, may: bool) -> None:
    assert may_mail_at(datetime(2026, 11, 22, hour, tzinfo=UTC)) is may


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (PAGE_SIZE, 1), (PAGE_SIZE + 1, 2)])
def test_rows_take_pages(total: int, pages: int) -> None:
    assert page_count(total) == pages


def test_coordinator_of_a_neighbourhood_keeps_to_it() -> None:
    assert not moves_out_of({1}, [1, 2], has_city=False)
    assert moves_out_of({1}, [2], has_city=False)
    assert moves_out_of({1}, [], has_city=False)
    assert not moves_out_of(set(), [], has_city=True)
