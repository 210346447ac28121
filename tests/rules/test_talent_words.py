"""Everything that can be kept of a talent has a name, and terms are told in sentences."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum

import pytest
from flask import Flask
from flask_babel import Babel

from webapp.talents import words
from webapp.talents.rules import FIRST_TERMS, LanguageCode, PaperState, Silence
from webapp.themes.queries import ThemeName
from webapp.vocabulary import DevelopmentStep, Requirement, TalentLevel, TalentStage, TravelReach


@pytest.fixture(scope="module", autouse=True)
def dutch() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, locale_selector=lambda: "nl")
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("kinds", "name"),
    [
        (TalentLevel, words.level_name),
        (TalentStage, words.talent_stage_name),
        (TalentStage, words.talent_stage_explanation),
        (TravelReach, words.reach_choice),
        (Requirement, words.requirement_name),
        (PaperState, words.paper_state_name),
        (DevelopmentStep, words.step_name),
        (Silence, words.silence_sentence),
        (LanguageCode, words.language_name),
    ],
)
def test_each_has_a_name_of_its_own(kinds: type[StrEnum], name: Callable[[StrEnum], str]) -> None:
    names = [name(each) for each in kinds]
    assert all(names)
    assert len(set(names)) == len(names)
    assert not {each.value for each in kinds} & set(names)


def test_terms_are_told_line_by_line() -> None:
    told = dict(words.terms_in_words(replace(FIRST_TERMS, languages=("nl", "ar"), paused_until=date(2026, 12, 1))))
    assert told == {
        "Wanneer": "altijd",
        "Hoe vaak": "hooguit 1 keer per maand",
        "Hoe ver": "tot 1.500 m, ongeveer 19 minuten lopen, alleen in de eigen wijk",
        "Talen": "Nederlands, Arabisch",
        "Pauze tot": "1 december 2026",
    }


@pytest.mark.parametrize(
    ("reach", "told"),
    [
        (TravelReach.BUILDING, "alleen in het eigen gebouw, alleen in de eigen wijk"),
        (TravelReach.CITY, "overal in de eigen wijk"),
    ],
)
def test_how_far_is_told_without_a_distance_too(reach: TravelReach, told: str) -> None:
    assert dict(words.terms_in_words(replace(FIRST_TERMS, reach=reach, reach_metres=None)))["Hoe ver"] == told


def test_only_the_lines_in_which_terms_differ_are_compared() -> None:
    other = replace(FIRST_TERMS, a_month=0, paused_until=date(2026, 12, 1))
    assert words.differing_terms(FIRST_TERMS, other) == [
        ("Hoe vaak", "hooguit 1 keer per maand", "niet"),
        ("Pauze tot", "-", "1 december 2026"),
    ]
    assert words.differing_terms(FIRST_TERMS, FIRST_TERMS) == []


def test_themes_stay_in_their_order_under_their_group() -> None:
    themes = [
        ThemeName(1, "a", "A", "Zon", 9),
        ThemeName(2, "b", "B", "Zon", 9),
        ThemeName(3, "c", "C", "Aarde", 8),
    ]
    assert [(group, [each.id for each in within]) for group, within in words.by_group(themes)] == [
        ("Zon", [1, 2]),
        ("Aarde", [3]),
    ]
