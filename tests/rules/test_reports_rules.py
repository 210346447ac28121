"""Who may have which report, what a form asks for, and pictures and maps as they are printed."""

from dataclasses import dataclass
from datetime import date

import pytest

from webapp.access.policy import VISITOR, Actor, Holding
from webapp.errors import BadInput, DomainError
from webapp.reports.rules.asking import (
    Wanted,
    check_may_have,
    file_name,
    kinds_for,
    may_have,
    parse_wanted,
    years_for,
)
from webapp.reports.rules.colours import light_colours, on_paper, resolved
from webapp.reports.rules.maps import is_near, scale_of, sheet_of
from webapp.reports.rules.telling import outside
from webapp.vocabulary import ReportKind, Role

CITY = Actor(1, holdings=(Holding(Role.CITY_COORDINATOR),))
LOCAL = Actor(2, holdings=(Holding(Role.NEIGHBOURHOOD_COORDINATOR, neighbourhood_id=7),))
VIEWER = Actor(3, holdings=(Holding(Role.MUNICIPALITY_VIEWER),))
MEMBER = Actor(4, holdings=(Holding(Role.PARTNER_MEMBER, partner_id=1),))


@pytest.mark.parametrize(
    ("actor", "kinds"),
    [
        (CITY, tuple(ReportKind)),
        (LOCAL, (ReportKind.NEIGHBOURHOOD,)),
        (VIEWER, (ReportKind.MUNICIPALITY,)),
        (MEMBER, ()),
        (VISITOR, ()),
    ],
)
def test_everyone_can_ask_for_the_kinds_of_their_role(actor: Actor, kinds: tuple[ReportKind, ...]) -> None:
    assert kinds_for(actor) == kinds


def test_neighbourhood_coordinator_has_reports_of_the_own_neighbourhood_only() -> None:
    assert may_have(LOCAL, ReportKind.NEIGHBOURHOOD, 7)
    assert not may_have(LOCAL, ReportKind.NEIGHBOURHOOD, 8)
    assert may_have(CITY, ReportKind.NEIGHBOURHOOD, 8)
    assert not may_have(VIEWER, ReportKind.NEIGHBOURHOOD, 7)
    check_may_have(CITY, Wanted(ReportKind.YEAR, year=2026))
    with pytest.raises(DomainError, match="report_not_yours"):
        check_may_have(LOCAL, Wanted(ReportKind.CITY))


def parsed(**typed: str) -> Wanted:
    return parse_wanted(typed, kinds=tuple(ReportKind), places={"selwerd": 7}, years=(2026, 2025))


def test_form_says_what_is_wanted() -> None:
    assert parsed(soort="city") == Wanted(ReportKind.CITY)
    assert parsed(soort="neighbourhood", wijk="selwerd", bereik="binnen") == Wanted(
        ReportKind.NEIGHBOURHOOD, neighbourhood_id=7, leaves_house=False
    )
    assert parsed(soort="year", jaar="2025", taal_verslag="en") == Wanted(ReportKind.YEAR, year=2025, language="en")
    # what goes to the municipality leaves the house, whatever is sent; fields of other kinds mean nothing
    assert parsed(soort="municipality", bereik="binnen", wijk="selwerd", jaar="x") == Wanted(ReportKind.MUNICIPALITY)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({}, "report_kind"),
        ({"soort": "alles"}, "report_kind"),
        ({"soort": "neighbourhood"}, "report_neighbourhood"),
        ({"soort": "neighbourhood", "wijk": "nergens"}, "report_neighbourhood"),
        ({"soort": "year"}, "report_year"),
        ({"soort": "year", "jaar": "1999"}, "report_year"),
        ({"soort": "year", "jaar": "2026,5"}, "report_year"),
        ({"soort": "city", "taal_verslag": "fr"}, "report_language"),
    ],
)
def test_form_that_says_something_else_is_refused(typed: dict[str, str], code: str) -> None:
    with pytest.raises(BadInput, match=code):
        parsed(**typed)


def test_kind_that_is_not_offered_is_refused() -> None:
    with pytest.raises(BadInput, match="report_kind"):
        parse_wanted({"soort": "city"}, kinds=(ReportKind.MUNICIPALITY,), places={}, years=())


def test_years_run_back_to_the_first() -> None:
    assert years_for(first=2024, today=date(2026, 11, 22)) == (2026, 2025, 2024)
    assert years_for(first=2030, today=date(2026, 11, 22)) == (2026,)


def test_file_says_what_is_in_it() -> None:
    day = date(2026, 11, 22)
    names = [
        file_name(ReportKind.CITY, "nl", on=day, place=None, year=None),
        file_name(ReportKind.NEIGHBOURHOOD, "en", on=day, place="selwerd", year=None),
        file_name(ReportKind.YEAR, "nl", on=day, place=None, year=2025),
        file_name(ReportKind.MUNICIPALITY, "nl", on=day, place=None, year=None),
    ]
    assert names == [
        "missie050-stad-2026-11-22.pdf",
        "missie050-neighbourhood-selwerd-2026-11-22.pdf",
        "missie050-jaar-2025-2026-11-22.pdf",
        "missie050-gemeente-2026-11-22.pdf",
    ]


def test_picture_gets_the_colours_of_the_light_screen() -> None:
    colours = light_colours(":root { --ink: #111; --soft: var(--ink); } @media (dark) { :root { --ink: #eee; } }")
    svg = '<path fill="var(--soft)" stroke="var(--nothing)"/><text font-family="inherit">a</text>'
    assert on_paper(svg, colours) == ('<path fill="#111" stroke="#000000"/><text font-family="Source Sans 3">a</text>')


def test_colour_that_stands_for_itself_ends() -> None:
    assert resolved("var(--a)", {"a": "var(--a)"}) == "var(--a)"


def test_small_numbers_do_not_leave_the_house() -> None:
    assert [outside(count) for count in (None, 0, 4, 5, 7, 8, 12, 13)] == [None, None, None, 5, 5, 10, 10, 15]


@dataclass(frozen=True)
class Box:
    left: int
    top: int
    right: int
    bottom: int


def test_sheet_holds_all_shapes_and_is_not_higher_than_asked() -> None:
    sheet = sheet_of([Box(0, 0, 1000, 200), Box(500, 100, 2000, 300)], ratio=0.5, margin=0)
    assert (sheet.left, sheet.top, sheet.width, sheet.height) == (0, -350, 2000, 1000)
    high = sheet_of([Box(0, 0, 100, 1000)], ratio=0.5, margin=0)
    assert (high.width, high.height) == (2000, 1000)


def test_scale_is_a_nice_length() -> None:
    assert [scale_of(width) for width in (90, 2100, 22_000, 900_000)] == [100, 500, 5000, 10_000]
    assert sheet_of([Box(0, 0, 20_000, 10_000)], ratio=1, margin=0).scale_words == (5, "km")
    assert sheet_of([Box(0, 0, 2000, 1000)], ratio=1, margin=0).scale_words == (500, "m")


def test_shape_is_near_when_it_reaches_into_the_picture() -> None:
    sheet = sheet_of([Box(0, 0, 100, 100)], ratio=1, margin=0)
    assert is_near(Box(90, 90, 300, 300), sheet)
    assert not any(
        is_near(box, sheet)
        for box in (Box(101, 0, 200, 90), Box(-90, 0, -1, 90), Box(0, 101, 9, 200), Box(0, -9, 9, -1))
    )
