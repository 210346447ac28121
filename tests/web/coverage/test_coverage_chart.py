from datetime import date
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from tests.web.conftest import Visitor
from webapp.coverage.chart import PADDING, WIDTH, CoverageChart, CoverageChartWords, coverage_chart
from webapp.coverage.rules import CoveragePoint, Target, target_share

TARGET = Target(2020, 2025)
SVG = "{http://www.w3.org/2000/svg}"


def point(day: date, reached: int) -> CoveragePoint:
    return CoveragePoint(
        at=day,
        neighbourhoods=reached,
        neighbourhoods_total=40,
        inhabitants=reached * 1000,
        inhabitants_total=40_000,
        fresh_neighbourhoods=max(0, reached - 1),
        target_share=target_share(day, TARGET),
    )


def draw(*points: CoveragePoint, description: str = "Aandeel van de wijken", words: str = "bereikt") -> CoverageChart:
    return coverage_chart(
        points, target=TARGET, words=CoverageChartWords(reached=words, target="doel", description=description)
    )


@pytest.fixture(scope="module")
def chart() -> CoverageChart:
    return draw(*(point(date(year, 1, 1), 4 * (year - 2020)) for year in range(2020, 2027)))


def test_picture_is_well_formed_and_has_one_description(chart: CoverageChart) -> None:
    root = ET.fromstring(chart.marked(date(2022, 1, 1)))

    assert root.tag == f"{SVG}svg"
    assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", "Aandeel van de wijken")
    assert root.attrib["viewBox"].startswith("0 0 ")


def test_picture_has_no_script_style_or_outside_address(chart: CoverageChart) -> None:
    root = ET.fromstring(chart.svg)
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}

    assert tags <= {"svg", "g", "path", "line", "text", "defs", "clipPath", "rect"}
    for each in root.iter():
        assert not [name for name in each.attrib if name.startswith("on") or name.endswith("href") or name == "style"]


def test_axes_have_years_and_shares(chart: CoverageChart) -> None:
    words = [each.text for each in ET.fromstring(chart.svg).iter(f"{SVG}text")]

    assert {"2020", "2025", "0%", "50%", "100%", "doel", "bereikt"} <= set(words)


def test_colours_are_those_of_the_page(chart: CoverageChart) -> None:
    colours = {each.attrib.get(name, "none") for each in ET.fromstring(chart.svg).iter() for name in ("fill", "stroke")}

    assert all(colour in ("none", "transparent") or colour.startswith("var(--") for colour in colours)


@pytest.mark.parametrize(("day", "share"), [(date(2020, 1, 1), 0.0), (date(2026, 1, 1), 1.0), (date(2023, 1, 1), 0.5)])
def test_mark_stands_at_its_date(chart: CoverageChart, day: date, share: float) -> None:
    root = ET.fromstring(chart.marked(day))
    marks = [each for each in root if each.attrib.get("class") == "chart-at"]

    assert len(marks) == 1
    assert marks[0].attrib["x1"] == marks[0].attrib["x2"]
    assert float(marks[0].attrib["x1"]) == pytest.approx(PADDING["left"] + WIDTH * share, abs=0.5)


def test_date_outside_the_picture_has_no_mark(chart: CoverageChart) -> None:
    assert chart.marked(date(2019, 12, 31)) == chart.svg
    assert chart.marked(date(2026, 1, 2)) == chart.svg


def test_picture_is_drawn_of_a_single_day() -> None:
    chart = draw(point(date(2020, 1, 1), 0))

    ET.fromstring(chart.marked(date(2020, 1, 1)))


def test_hostile_words_stay_words() -> None:
    hostile = "<script>alert(1)</script>\"'&${x}"
    root = ET.fromstring(draw(point(date(2021, 1, 1), 2), description=hostile, words=hostile).svg)

    assert root.attrib["aria-label"] == hostile
    assert hostile in [each.text for each in root.iter(f"{SVG}text")]
    assert not list(root.iter(f"{SVG}script"))


def test_picture_on_the_page_speaks_the_readers_language(visitor: Visitor) -> None:
    labels = [str(visitor.visit(f"/?taal={each}").soup.select_one(".chart svg")["aria-label"]) for each in ("nl", "en")]

    assert labels[0] == "Aandeel van de wijken waar Missie050 aanwezig is, per maand, naast de doellijn."
    assert labels[1] != labels[0]


def test_picture_on_the_page_is_the_one_that_was_drawn(visitor: Visitor) -> None:
    text = visitor.visit("/?op=2022-01-01").response.text
    svg = text[text.index("<svg role=") : text.index("</svg>", text.index("<svg role=")) + 6]

    ET.fromstring(svg)
    assert BeautifulSoup(svg, "html.parser").select_one(".chart-at") is not None
