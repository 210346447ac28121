"""Templates: all used, short, one macro of its name per component, nothing that runs or slips through unescaped."""

import re
from pathlib import Path

import pytest

from tests.repo.tree import files, modules, read, templates

LINES = 120
FOLDER = Path("webapp/templates")
COMPONENTS = [path for path in templates() if path.parent.name == "components"]

UNESCAPED = {
    "components/area_map.html": {
        "frame.parts.html",  # made and escaped by geo/folium_map.py
        "frame.parts.script",
        "frame.parts.style",
    },
    "components/place_picker.html": {"frame.parts.html"},  # made by the same
    "atlas/start.html": {"drawn_standing"},  # rendered from atlas/standing.html, which escapes
    "components/coverage_chart.html": {"svg"},  # drawn by vl-convert; its words are escaped as XML
    "components/coverage_forecast.html": {"standing.chart"},  # drawn by the same
    "coverage/index.html": {"drawn_standing"},  # rendered from coverage/standing.html, which escapes
    "components/municipality_time.html": {"chart"},  # drawn by the same
    "components/network_health_chart.html": {"svg"},  # drawn by the same
    "components/planner_compared_years.html": {"svg"},  # drawn by the same
    "components/planner_plan.html": {"svg"},  # drawn by the same
    "components/signal_chart.html": {"svg"},  # drawn by the same
}
"""What may go into a page without escaping, and why."""

PARTS = {
    "area_map": {"area_map_scripts", "area_map_styles"},  # a map's style and script stand elsewhere in the page
    "asset_item": {"gifts_item"},  # what people offer stands in the same list
    "asset_reach_table": {"asset_reach_legend"},  # the same signs, explained
    "asset_signs": {"asset_sign"},  # the sprite, and one of its signs
    "city_pages": {"is_city_page"},  # which pages have the row
    "coverage_line": {"tally_words"},  # the same words for two tallies
    "network_card": {"network_own_page", "network_sentences"},  # what a card of the chosen one consists of
    "network_kinds": {"network_groups", "network_lines"},  # the three parts of one key
    "network_table": {"network_sort"},  # the headings of the same table
    "network_ties": {"network_side", "network_tie_remarks"},  # the cells of a row
}
"""Macros beside the one that the file is named after."""


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def unescaped(text: str) -> set[str]:
    return set(re.findall(r"([\w.]+)\s*\|\s*safe\b", text))


def event_handlers(text: str) -> list[str]:
    return re.findall(r"<[^>]*\s(on[a-z]+)\s*=", text)


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_template_is_short(path: Path) -> None:
    assert len(read(path).splitlines()) <= LINES


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_template_is_used(path: Path) -> None:
    elsewhere = [read(other) for other in (*templates(), *modules("webapp")) if other != path]

    assert any(f'"{name_of(path)}"' in text for text in elsewhere)


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_component_is_the_macro_that_its_file_is_named_after(path: Path) -> None:
    macros = re.findall(r"\{%-?\s*macro (\w+)\(", read(path))

    assert set(macros) == {path.stem} | PARTS.get(path.stem, set())
    assert len(macros) == len(set(macros))


@pytest.mark.parametrize("path", [path for path in templates() if path not in COMPONENTS], ids=name_of)
def test_page_defines_no_macro_of_its_own(path: Path) -> None:
    assert "macro " not in read(path)


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_every_macro_is_used(path: Path) -> None:
    for macro in re.findall(r"\{%-?\s*macro (\w+)\(", read(path)):
        calls = sum(len(re.findall(rf"(?<!macro ){macro}\(", read(other))) for other in templates())
        assert calls, macro


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_only_what_we_made_ourselves_goes_unescaped(path: Path) -> None:
    text = read(path)

    assert unescaped(text) == UNESCAPED.get(name_of(path), set())
    assert not re.search(r"autoescape\s+false|Markup\(", text)


def test_code_marks_nothing_as_safe() -> None:
    marked = [
        path for path in modules("webapp", "geo") if re.search(r"\bMarkup\(|\|safe|autoescape *= *False", read(path))
    ]

    assert marked == []


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_nothing_runs_or_is_styled_inline(path: Path) -> None:
    text = read(path)

    assert event_handlers(text) == []
    assert "javascript:" not in text.lower()
    assert not re.search(r"\sstyle\s*=", text)
    for tag in re.findall(r"<(?:script|style)\b[^>]*>", text):
        assert "src=" in tag or 'nonce="{{ csp_nonce() }}"' in tag


def test_alarms_go_off() -> None:
    assert event_handlers('<a href="#" onclick="x()">') == ["onclick"]
    assert unescaped("{{ body | safe }}{{ a.b|safe }}") == {"body", "a.b"}


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_words_on_screen_go_through_gettext(path: Path) -> None:
    """Outside tags and Jinja there are no words but the product's own names."""
    plain = re.sub(r"\{% block body_class %\}\w+\{% endblock %\}", " ", read(path))
    text = re.sub(r"&\w+;|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<code>.*?</code>", " ", plain, flags=re.DOTALL)
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>", " ", text))

    assert set(words) <= {"Missie", "Missie050"}


def test_every_stylesheet_and_script_is_loaded_by_a_template_or_another_script() -> None:
    ours = [path for path in files() if path.is_relative_to("webapp/static") and path.suffix in (".css", ".mjs", ".js")]
    loading = [*templates(), *ours]
    unused = []
    for path in ours:
        name = path.relative_to("webapp/static").as_posix()
        if not any(name in read(other) or f'"./{path.name}"' in read(other) for other in loading if other != path):
            unused.append(name)
    assert unused == []
