"""English is complete: nothing missing, nothing left over, placeholders the same."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from tests.repo.tree import ROOT, modules, templates

CATALOGUE = ROOT / "webapp/translations/en/LC_MESSAGES/messages.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%[a-z]|\{\w*\}")
SAME_IN_BOTH = {
    "%(num)s asset",
    "%(num)s assets",
    "%(num)s buurt",
    "%(num)s buurten",
    "%(num)s helper",
    "%(num)s helpers",
    "%(num)s parameter",
    "%(num)s parameters",
    "%(num)s partner",
    "%(num)s partners",
    "%(num)s talent",
    "1 partner",
    "Account",
    "Account %(number)s",
    "Assets",
    "Band",
    "Buurten",
    "Code",
    "Cookies",
    "Effect",
    "Filters",
    "Gronings",
    "Later",
    "Link",
    "Links",
    "Missie050 in %(name)s",
    "Missie050 in %(year)s",
    "Missie050 in Groningen",
    "Missie050, %(address)s, %(day)s",
    "Open",
    "Open data",
    "Orthodox",
    "Parameter “%(name)s”:",
    "Partner",
    "Partners",
    "Planner",
    "Postcode",
    "Privacy",
    "Recent",
    "Scenario ‘%(name)s’",
    "School",
    "Score",
    "Stop",
    "Stop: %(title)s",
    "Talent",
    "Trends",
    "Website",
    "account",
    "account %(number)s",
    "code",
    "effect",
    "in %(num)s buurt.",
    "in %(num)s buurten.",
    "link",
    "open",
    "partner",
    "partners",
    "reserve",
    "score",
    "score %(score)s",
    "talent",
    "website",
}
"""Words that English writes as Dutch does; anything else that is equal was forgotten."""


def extracted() -> dict[str | tuple[str, str], list[str]]:
    """Every message in the code and the templates, and where it stands."""
    found: dict[str | tuple[str, str], list[str]] = {}
    options = {"trim_blocks": "true", "lstrip_blocks": "true"}
    for method, paths in (("python", modules("webapp")), ("jinja2", templates())):
        for path in paths:
            for line, message, _comments, _context in extract_from_file(
                method, str(ROOT / path), keywords=KEYWORDS, options=options if method == "jinja2" else {}
            ):
                key = (message[0], message[1]) if isinstance(message, tuple) else message
                found.setdefault(key, []).append(f"{path}:{line}")
    return found


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def variants(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_there_is_much_to_translate() -> None:
    found = extracted()

    assert len(found) > 150
    assert any(isinstance(key, tuple) for key in found)


def test_nothing_is_missing_and_nothing_is_left_over(catalogue: Catalog) -> None:
    wanted = extracted()
    present = {message.id if isinstance(message.id, str) else tuple(message.id) for message in messages(catalogue)}

    assert {str(key): wanted[key] for key in wanted.keys() - present} == {}
    assert present - wanted.keys() == set()
    assert list(catalogue.obsolete) == []


def test_nothing_is_empty_or_unsure(catalogue: Catalog) -> None:
    assert [message.id for message in messages(catalogue) if message.fuzzy] == []
    assert [message.id for message in messages(catalogue) if not all(variants(message.string))] == []


def test_plural_has_both_forms(catalogue: Catalog) -> None:
    assert [
        message.id for message in messages(catalogue) if len(variants(message.id)) != len(variants(message.string))
    ] == []


def test_placeholders_are_the_same(catalogue: Catalog) -> None:
    different = []
    for message in messages(catalogue):
        for dutch, english in zip(variants(message.id), variants(message.string), strict=True):
            if Counter(PLACEHOLDER.findall(dutch)) != Counter(PLACEHOLDER.findall(english)):
                different.append((dutch, english))
    assert different == []


def test_spaces_and_closing_signs_are_the_same(catalogue: Catalog) -> None:
    def shape(text: str) -> tuple[bool, bool, bool, bool]:
        return (
            text[:1].isspace(),
            text[-1:].isspace(),
            text.rstrip().endswith((".", "?", "!")),
            text.rstrip().endswith(":"),
        )

    different = [
        (dutch, english)
        for message in messages(catalogue)
        for dutch, english in zip(variants(message.id), variants(message.string), strict=True)
        if shape(dutch) != shape(english)
    ]
    assert different == []


def test_translation_is_not_the_dutch_again(catalogue: Catalog) -> None:
    same = {
        text
        for message in messages(catalogue)
        for text in set(variants(message.id)) & set(variants(message.string))
        if re.search(r"[a-z]{3}", PLACEHOLDER.sub("", text))
    }

    assert same == SAME_IN_BOTH


def test_compiled_catalogue_is_not_committed() -> None:
    assert "*.mo" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert Path(CATALOGUE).is_file()
