"""The glossary and the code use the same words."""

import re
from pathlib import Path

import pytest

from tests.repo.tree import modules, read
from webapp import models, vocabulary
from webapp.models import Base
from webapp.vocabulary import Stage

GLOSSARY = Path("docs/glossary.md")
COLUMNS = ["code", "Dutch", "English", "meaning"]
ENUMS = [
    value
    for value in vars(vocabulary).values()
    if isinstance(value, type) and value.__module__.startswith(f"{vocabulary.__name__}.")
]


def rows() -> list[list[str]]:
    """The rows of the table, header first."""
    lines = [line for line in read(GLOSSARY).splitlines() if line.startswith("|") and not line.startswith("|--")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in lines]


def terms() -> list[str]:
    return [row[0].strip("`") for row in rows()[1:]]


def test_table_has_its_four_columns_everywhere() -> None:
    assert rows()[0] == COLUMNS
    assert all(len(row) == len(COLUMNS) and row[0] and row[3] for row in rows()[1:])


def test_no_term_stands_there_twice() -> None:
    assert len(terms()) == len(set(terms()))


@pytest.mark.parametrize("term", terms())
def test_term_is_used_in_the_code(term: str) -> None:
    """A name as it is; words as a name, a value or a sentence of the code."""
    code = "\n".join(read(path) for path in modules("geo", "webapp", "seeds"))
    words = re.sub(r"\s*\[.*?\].*$", "", term)  # source [S0] ... names its documents

    assert re.search(rf"\b{re.escape(words)}", code) or re.search(
        rf"\b{re.escape(words.replace(' ', '_'))}", code, re.IGNORECASE
    )


@pytest.mark.parametrize("name", sorted(mapper.class_.__name__ for mapper in Base.registry.mappers))
def test_model_is_explained(name: str) -> None:
    assert name in terms()
    assert name in models.__all__


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: str(enum.__name__))
def test_closed_list_and_each_of_its_words_are_explained(enum: type[Stage]) -> None:
    text = read(GLOSSARY)

    assert enum.__name__ in terms()
    for word in enum:
        assert f"`{word.value}`" in text, word
