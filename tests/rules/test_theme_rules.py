import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.facts import read_toml
from tests.factories import property_test
from webapp.errors import BadInput, DomainError
from webapp.themes.rules import NAME_LENGTH, ThemeFacts, check_facts, check_level, slug_of

FACTS = ThemeFacts("Maaltijd", "Meals", 3, 1)
LABELS = {
    "armoede",
    "kinderarmoede",
    "schulden",
    "eenzaamheid",
    "alcohol",
    "prostitutie",
    "nieuwkomers",
    "vluchtelingen-zonder-papieren",
    "zingeving",
}
"""What would say of somebody how they are, what they are in law, or what they believe."""


@given(name=st.text(max_size=200), taken=st.sets(st.sampled_from(["maaltijd", "thema", "thema-2", "a", "nieuw"])))
@property_test()
def test_every_name_makes_an_address_of_its_own(name: str, taken: set[str]) -> None:
    slug = slug_of(name, taken)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert slug not in taken
    assert slug != "nieuw"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Eten & drinken", "eten-drinken"), ("Één Café", "een-cafe"), ("Nieuw", "nieuw-2"), ("™", "tm")],
)
def test_address_is_like_the_name(name: str, slug: str) -> None:
    assert slug_of(name, set()) == slug


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "theme_name_missing"),
        ({"name": "x" * (NAME_LENGTH + 1)}, "theme_name_long"),
        ({"name_en": "x" * (NAME_LENGTH + 1)}, "theme_name_long"),
        ({"position": -1}, "theme_position"),
        ({"position": 1000}, "theme_position"),
    ],
)
def test_what_the_vocabulary_cannot_hold_is_refused(changes: dict[str, object], code: str) -> None:
    check_facts(FACTS)
    with pytest.raises(BadInput, match=code):
        check_facts(replace(FACTS, **changes))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("group_is_part", "is_itself", "has_parts", "code"),
    [
        (False, False, False, None),
        (True, False, False, "theme_too_deep"),
        (False, True, False, "theme_of_itself"),
        (False, False, True, "theme_has_parts"),
    ],
)
def test_there_are_two_levels(group_is_part: bool, is_itself: bool, has_parts: bool, code: str | None) -> None:
    check_level(in_group=False, group_is_part=group_is_part, is_itself=is_itself, has_parts=has_parts)
    if code is None:
        check_level(in_group=True, group_is_part=group_is_part, is_itself=is_itself, has_parts=has_parts)
        return
    with pytest.raises(DomainError, match=code):
        check_level(in_group=True, group_is_part=group_is_part, is_itself=is_itself, has_parts=has_parts)


def test_each_change_makes_another_mark() -> None:
    others = [
        replace(FACTS, name="Eten"),
        replace(FACTS, name_en=""),
        replace(FACTS, parent_id=None),
        replace(FACTS, position=2),
        replace(FACTS, for_people=False),
        replace(FACTS, is_offered=False),
    ]
    assert len({FACTS.mark, *(each.mark for each in others)}) == len(others) + 1
    assert replace(FACTS).mark == FACTS.mark


def test_no_theme_of_the_city_labels_a_person() -> None:
    groups = read_toml("themes.toml")["theme"]
    themes = {each["slug"]: each.get("for_people", True) for group in groups for each in (group, *group["parts"])}
    assert {slug for slug in LABELS if themes[slug]} == set()
    asked = {"maaltijd", "formulieren", "vervoer", "gezelschap", "taal", "werk", "tuin", "klussen", "huiswerk"}
    assert all(themes[slug] for slug in asked)
