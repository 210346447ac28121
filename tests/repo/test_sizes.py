"""Sizes of modules and functions, and names. Every exception stands here, with its reason."""

import ast
import re
from pathlib import Path

import pytest

from tests.repo.tree import files, modules, read

MODULE_LINES = 400
TEST_LINES = 500
MODEL_LINES = 300
FUNCTION_LINES = 50

LONG_MODULES: dict[str, str] = {}
J2 = "tests/e2e/test_j2_volunteer.py"
LONG_FUNCTIONS = {
    "webapp/atlas/queries.py:get_neighbourhood_page": "the parts of the page named one by one, each from its own query",
    "webapp/listings/details.py:_of_churches": "the same parts for what has no listing, named one by one",
    "tests/db/somebody.py:_add_rows": "a row of each table, one by one",
    "tests/db/somebody.py:_add_initiative_rows": "a row of each table, one by one",
    "tests/db/somebody.py:_add_matching_rows": "a row of each table, one by one",
    f"{J2}:test_volunteer_registers_an_initiative_and_follows_it_onto_the_map": "one journey, told in order",
    "tests/e2e/test_j3_j4_matching.py:test_help_is_offered_asked_found_given_and_told": "one journey, told in order",
    "seeds/reference.py:seed_presence": "the record of one neighbourhood after the other, compared and written",
}
"""Functions above 50 lines without their docstring. Migrations are lists of operations, and are not measured."""

FORBIDDEN = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "services",
    "service",
    "manager",
    "managers",
    "lib",
}


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, docstring left out."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        lines -= (function.body[0].end_lineno or 0) - function.body[0].lineno + 1
    return lines


def long_functions(path: Path) -> dict[str, int]:
    found = {}
    for node in ast.walk(ast.parse(read(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > FUNCTION_LINES:
            found[f"{path.as_posix()}:{node.name}"] = length(node)
    return found


@pytest.mark.parametrize("path", modules(), ids=str)
def test_module_is_not_too_long(path: Path) -> None:
    limit = TEST_LINES if path.parts[0] == "tests" else MODULE_LINES
    if path.is_relative_to("webapp/models"):
        limit = MODEL_LINES

    assert len(read(path).splitlines()) <= limit or path.as_posix() in LONG_MODULES


def test_functions_are_not_too_long_but_for_these() -> None:
    found: dict[str, int] = {}
    for path in modules("geo", "webapp", "seeds", "bench", "tests"):
        found |= long_functions(path)

    assert sorted(found) == sorted(LONG_FUNCTIONS), found


def test_long_function_is_seen() -> None:
    body = "\n".join(f"    x = {number}" for number in range(FUNCTION_LINES))
    function = ast.parse(f"def f():\n{body}").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert length(function) == FUNCTION_LINES + 1


def test_every_exception_has_a_reason_and_is_still_needed() -> None:
    for path, reason in LONG_MODULES.items():
        assert len(reason) > 20
        assert len(read(path).splitlines()) > MODULE_LINES
    assert all(len(reason) > 20 for reason in LONG_FUNCTIONS.values())


def test_nothing_is_named_after_nothing() -> None:
    vague = [path for path in files() if {part.partition(".")[0] for part in path.parts} & FORBIDDEN]

    assert vague == []


def test_nothing_is_left_to_do() -> None:
    marks = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
    kinds = {".py", ".html", ".css", ".js", ".mjs", ".md", ".toml", ".yml", ".sh", ".cfg", ""}
    left = [
        f"{path}:{number}"
        for path in files()
        if path.suffix in kinds and "vendor" not in path.parts
        for number, line in enumerate(read(path).splitlines(), start=1)
        if marks.search(line)
    ]

    assert left == []


def test_no_error_is_caught_whatever_it_is() -> None:
    blind = [
        f"{path}:{node.lineno}"
        for path in modules("geo", "webapp", "seeds", "migrations")
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
    ]

    assert blind == []


def test_no_test_waits_for_the_clock() -> None:
    waiting = [str(path) for path in modules("tests") if re.search(r"\btime\.sleep\(|\bwait_for_timeout\(", read(path))]

    assert waiting == []


@pytest.mark.parametrize("path", modules("geo", "webapp", "seeds"), ids=str)
def test_ignored_type_says_which_error(path: Path) -> None:
    assert not re.search(r"#\s*type:\s*ignore(?!\[)", read(path))
    assert not re.search(r"#\s*noqa(?!:)", read(path))
