"""The register at the command line."""

from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.db.conftest import CommandLine
from webapp.privacy import commands
from webapp.privacy.commands import BEGIN, END
from webapp.privacy.register import markdown


def test_register_is_printed(city_url: URL, missie050: CommandLine) -> None:
    assert missie050(city_url, "privacy", "register").out == markdown()


def test_register_is_written_between_its_marks_and_the_rest_stays(
    city_url: URL, missie050: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "privacy.md"
    page.write_text(f"# Ervoor\n\n{BEGIN}oud\n{END}\nErna\n", encoding="utf-8")
    monkeypatch.setattr(commands, "PAGE", page)

    missie050(city_url, "privacy", "register", "--write")

    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Ervoor\n")
    assert text.endswith("\nErna\n")
    assert markdown() in text
    assert "oud\n" not in text


@pytest.mark.parametrize("content", [None, "geen merktekens", BEGIN])
def test_page_without_marks_is_refused_and_left(
    city_url: URL, missie050: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    page = tmp_path / "privacy.md"
    if content is not None:
        page.write_text(content, encoding="utf-8")
    monkeypatch.setattr(commands, "PAGE", page)

    ended = missie050(city_url, "privacy", "register", "--write")

    assert (ended.exit_code, "mist de merktekens" in ended.err) == (2, True)
    assert (page.read_text(encoding="utf-8") if page.exists() else None) == content
