"""What is committed: no build output, no machine's paths, no geometry of others, no large files."""

import re
from pathlib import Path

import pytest

from tests.repo.tree import ROOT, files, read

LARGE = 300_000
LARGE_FILES = {"webapp/translations/en/LC_MESSAGES/messages.po": "every sentence of the site, twice"}
"""Files above 300 kB, and why."""

BINARY = {".woff2", ".png", ".jpg", ".webp"}
BUILT = re.compile(
    r"\.(pyc|mo|gz|br|whl|egg-info|sqlite3?|log|dump|coverage)$|(^|/)(__pycache__|dist|build|htmlcov|node_modules)/"
)
GEOMETRY = re.compile(r"\.(geojson|gpkg|shp|shx|dbf|prj|kml|gml|topojson|parquet|fgb)$", re.IGNORECASE)
MACHINE = re.compile(r"/(?:home|Users)/[a-z]\w+|/root/|/work/(?:main|shared)|[A-Z]:\\\\Users")


def texts() -> list[Path]:
    return [path for path in files() if path.suffix not in BINARY]


def test_there_is_no_build_output() -> None:
    assert [path for path in files() if BUILT.search(path.as_posix())] == []


def test_there_is_no_geometry_of_others() -> None:
    assert [path for path in files() if GEOMETRY.search(path.name)] == []


@pytest.mark.parametrize("folder", ["seeds/data", "tests", "docs"])
def test_no_file_holds_a_polygon_of_many_corners(folder: str) -> None:
    """The outline of the municipality is coarse and our own; anything finer would be somebody's boundary."""
    pair = re.compile(r"\[?\s*-?\d{1,6}\.\d{4,}\s*[, ]\s*-?\d{1,6}\.\d{4,}\s*\]?")
    for path in texts():
        if path.is_relative_to(folder):
            assert len(pair.findall(read(path))) <= 60, path


def test_points_are_facts_of_three_decimals() -> None:
    for name in ("buurten.csv", "outline.csv"):
        longest = max(
            len(number.partition(".")[2]) for number in re.findall(r"\b(?:6|53)\.\d+", read(f"seeds/data/{name}"))
        )
        assert longest <= 3


def test_no_file_is_large_but_for_these() -> None:
    large = {path.as_posix() for path in files() if (ROOT / path).stat().st_size > LARGE}

    assert large == set(LARGE_FILES)


def test_no_path_of_one_machine() -> None:
    found = [
        f"{path}:{number}"
        for path in texts()
        if "vendor" not in path.parts and path != Path("tests/repo/test_tree.py")
        for number, line in enumerate(read(path).splitlines(), start=1)
        if MACHINE.search(line)
    ]

    assert found == []


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", ".editorconfig", ".gitignore"]
)
def test_customary_files_are_there(name: str) -> None:
    assert (ROOT / name).is_file()


def test_text_files_end_with_one_newline_and_have_no_trailing_space() -> None:
    odd = [
        str(path)
        for path in texts()
        if "vendor" not in path.parts
        and path.suffix != ".po"  # Babel writes it
        and (text := read(path))
        and (not text.endswith("\n") or text.endswith("\n\n") or re.search(r"[ \t]$|\r", text, re.MULTILINE))
    ]

    assert odd == []


def test_vendored_files_are_listed_with_version_and_licence() -> None:
    table = read("webapp/static/vendor/README.md")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("| ")
    ]
    listed = {name for row in rows[1:] for name in re.findall(r"`([^`]+)`", row[4])}
    licences = {name for row in rows[1:] for name in re.findall(r"`([^`]+)`", row[2])}
    folder = Path("webapp/static/vendor")
    here = {path.relative_to(folder).as_posix() for path in files() if path.is_relative_to(folder)} - {"README.md"}

    assert here == listed | licences
    for row in rows[1:]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", row[1])
        assert row[3].strip("`").endswith("@" + row[1])


def test_vendored_file_says_the_version_that_is_listed() -> None:
    assert "1.9.4" in read("webapp/static/vendor/leaflet/leaflet.js")[:400]
    assert 'version:"2.0.11"' in read("webapp/static/vendor/htmx/htmx.min.js")


def test_no_script_or_style_of_ours_names_another_site() -> None:
    ours = [
        path
        for path in files()
        if path.is_relative_to("webapp/static")
        and "vendor" not in path.parts
        and path.suffix in (".css", ".js", ".mjs")
    ]
    found = [str(path) for path in ours if re.search(r"https?://|url\(\s*[\"']?//", read(path))]

    assert found == []


def test_no_script_of_ours_turns_text_into_code() -> None:
    risky = re.compile(
        r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|bindPopup|bindTooltip)"
    )
    found = [
        f"{path}: {match[0]}"
        for path in files()
        if path.is_relative_to("webapp/static/js")
        for match in risky.finditer(read(path))
    ]

    assert found == []
