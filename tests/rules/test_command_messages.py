import re
from pathlib import Path
from string import Formatter

import pytest

import webapp
from webapp.areas.source_report import SourceError
from webapp.command_messages import SENTENCES, message
from webapp.errors import DomainError
from webapp.roles.rules import Refusal
from webapp.words.errors import ERRORS as PAGE_SENTENCES

RAISED = re.compile(r'(?:DomainError|BadInput|NotFound|DatabaseNotReady|SealBroken)\(\s*"([a-z_]+)"')
ONLY_ON_PAGES = {"text_not_allowed", "point_invalid", "zoom_invalid", "sort_invalid", "query_too_long"}
ONLY_ON_PAGES |= {"page_unknown", "invitation_waits", "invitation_just_sent"}
ONLY_ON_PAGES |= {"sign_in_wrong", "code_wrong", "digits_wrong", "link_spent", "password_wrong", "password_same"}
ONLY_ON_PAGES |= {"person_unknown", "point_swapped", "point_outside", "box_invalid"}
ONLY_ON_PAGES |= {"coverage_sort_invalid", "measure_invalid", "correction_reason", "correction_reason_long"}
ONLY_ON_PAGES |= {"evidence_unknown", "evidence_not_by_hand", "stage_unknown"}
ONLY_ON_PAGES |= {"stage_not_by_hand", "stage_not_last", "stage_not_of_today", "overlap_shown"}
ONLY_ON_PAGES |= {"release_area_unknown", "release_view_invalid", "workspace_unknown"}
WITHOUT_COMMANDS = {
    "assets",
    "calendar",
    "campaigns",
    "discovery",
    "exchange",
    "following",
    "initiatives",
    "listings",
    "matching",
    "moderation",
    "needs",
    "networks",
    "partners",
    "planning",
    "reports",
    "signals",
    "talents",
    "themes",
    "volunteering",
}
"""Slices that no command reaches: what they raise has its sentence on pages."""

ALSO_OF_COMMANDS = {"calendar/dates.py", "campaigns/actions/rounds_streets.py"}
"""What commands do reach in them: dates that are asked for, and a file with streets."""

ONLY_FOR_PROGRAMMERS = {"no_migrations"}
FROM_THE_DRIVER = {"database_unreachable"}


def raised_codes(*, on_pages: bool = False) -> set[str]:
    """The codes of what a command can reach, or of what pages alone do."""
    root = Path(webapp.__file__).parent
    sources = [path for path in root.rglob("*.py") if (_is_of_pages(path.relative_to(root))) is on_pages]
    return {code for path in sources for code in RAISED.findall(path.read_text(encoding="utf-8"))}


def _is_of_pages(path: Path) -> bool:
    return path.parts[0] in WITHOUT_COMMANDS and path.as_posix() not in ALSO_OF_COMMANDS


def test_every_error_of_pages_has_a_sentence_there() -> None:
    codes = raised_codes(on_pages=True)
    assert "own_version" in codes
    # what is told beside a field has its words in the slice
    own_words = " ".join(path.read_text(encoding="utf-8") for path in Path(webapp.__file__).parent.glob("*/words.py"))
    assert [code for code in sorted(codes - set(PAGE_SENTENCES)) if f'"{code}"' not in own_words] == []


def test_every_error_that_a_command_can_meet_has_a_sentence() -> None:
    codes = raised_codes()
    assert "stage_unchanged" in codes
    assert (codes | FROM_THE_DRIVER) - ONLY_ON_PAGES - ONLY_FOR_PROGRAMMERS <= set(SENTENCES)


def test_no_sentence_is_left_over() -> None:
    assert set(SENTENCES) <= raised_codes() | FROM_THE_DRIVER | set(Refusal)


def test_sentence_holds_the_values_of_its_error() -> None:
    assert message(DomainError("neighbourhood_unknown", slug="nergens")) == "Er is geen wijk met de naam nergens."


def test_error_brings_its_own_sentence() -> None:
    assert message(SourceError("file_missing", path="x.json")).startswith("Bestand x.json is er niet.")


def test_unknown_error_shows_its_code_and_values() -> None:
    assert message(DomainError("no_migrations", folder="x")) == "no_migrations: folder=x"
    assert message(DomainError("no_migrations")) == "no_migrations"


@pytest.mark.parametrize("sentence", SENTENCES.values())
def test_sentences_end_as_sentences_or_with_a_command(sentence: str) -> None:
    assert sentence[0].isupper()
    assert sentence.endswith((".", "{value}")) or "./dev" in sentence or "--" in sentence
    assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(sentence))
