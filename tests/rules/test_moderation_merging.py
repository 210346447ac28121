from dataclasses import replace

import pytest

from tests.initiative_making import make_content, make_task
from webapp.errors import DomainError
from webapp.initiatives.content import Content, Effect, Link
from webapp.moderation.merging import Take, differing, first_choice, merge
from webapp.moderation.rules import Field
from webapp.vocabulary import EffectDirection, InitiativeLayer, Reach

KEPT = make_content(
    "Samen eten", themes=("samen-eten",), tasks=(make_task("koken"),), links=(Link("https://a.nl", "A"),), for_whom=""
)
OTHER = make_content(
    "Eten met buren",
    themes=("samen-eten", "groen"),
    tasks=(make_task("koken", needed=5), make_task("afwas")),
    links=(Link("https://a.nl", "Anders genoemd"), Link("https://b.nl", "B")),
    address="Elzenlaan",
    lat=53.2350,
    for_whom="Voor buren",
)


def test_what_differs_is_to_be_chosen() -> None:
    assert differing(KEPT, OTHER) == (
        Field.TITLE,
        Field.FOR_WHOM,
        Field.THEMES,
        Field.PLACE,
        Field.TASKS,
        Field.LINKS,
    )
    assert differing(KEPT, KEPT) == ()


def test_first_choice_is_what_stays_unless_it_says_nothing_and_both_for_lists() -> None:
    assert first_choice(Field.TITLE, KEPT) == Take.KEPT
    assert first_choice(Field.FOR_WHOM, KEPT) == Take.OTHER
    assert first_choice(Field.THEMES, KEPT) == Take.BOTH


def test_without_choices_the_first_choices_count() -> None:
    made = merge(KEPT, OTHER, {}).content
    assert (made.title, made.for_whom, made.address) == ("Samen eten", "Voor buren", "Eikenlaan")
    assert made.themes == ("samen-eten", "groen")
    assert [link.url for link in made.links] == ["https://a.nl", "https://b.nl"]
    assert made.links[0].label == "A"


def test_place_goes_as_a_whole() -> None:
    city = replace(OTHER, reach=Reach.CITY, lon=None, lat=None, address="")
    made = merge(KEPT, city, {Field.PLACE: Take.OTHER}).content
    assert (made.reach, made.lon, made.lat, made.address) == (Reach.CITY, None, None, "")


def test_task_that_goes_along_gets_a_key_that_is_free() -> None:
    merged = merge(KEPT, OTHER, {}, used_keys=("koken", "koken-2", "oud"))
    assert merged.moved == {"koken": "koken-3", "afwas": "afwas"}
    assert [(task.key, task.needed) for task in merged.content.tasks] == [("koken", 2), ("koken-3", 5), ("afwas", 2)]


def test_task_that_somebody_took_goes_along_whatever_was_chosen() -> None:
    merged = merge(KEPT, OTHER, {Field.TASKS: Take.KEPT}, promised=("afwas",))
    assert merged.moved == {"afwas": "afwas"}
    assert [task.key for task in merged.content.tasks] == ["koken", "afwas"]


def test_task_of_what_stays_that_somebody_took_stays_whatever_was_chosen() -> None:
    chosen = {Field.TASKS: Take.OTHER}
    assert [task.key for task in merge(KEPT, OTHER, chosen).content.tasks] == ["koken-2", "afwas"]
    kept = merge(KEPT, OTHER, chosen, promised_by_kept=("koken",)).content
    assert [task.key for task in kept.tasks] == ["koken", "koken-2", "afwas"]


def test_task_that_is_not_chosen_stays_behind() -> None:
    merged = merge(KEPT, OTHER, {Field.TASKS: Take.KEPT})
    assert merged.moved == {}
    assert merged.content.tasks == KEPT.tasks


def test_of_two_effects_on_one_theme_the_first_stays() -> None:
    less, more = EffectDirection.LESS, EffectDirection.MORE
    kept = replace(KEPT, effects=(Effect("eenzaamheid", less),))
    other = replace(KEPT, effects=(Effect("eenzaamheid", more), Effect("groen", more)))
    assert merge(kept, other, {}).content.effects == (Effect("eenzaamheid", less), Effect("groen", more))


def test_social_initiative_says_nothing_of_faith() -> None:
    both = replace(KEPT, layer=InitiativeLayer.BOTH, faith="Bidden")
    assert merge(KEPT, both, {Field.LAYER: Take.KEPT}).content.faith == ""
    assert merge(KEPT, both, {Field.LAYER: Take.OTHER}).content.faith == "Bidden"


def test_more_than_an_initiative_can_have_is_refused() -> None:
    def with_themes(prefix: str) -> Content:
        return replace(KEPT, themes=tuple(f"{prefix}-{number}" for number in range(3)))

    with pytest.raises(DomainError) as refused:
        merge(with_themes("een"), with_themes("twee"), {})
    assert (refused.value.code, refused.value.detail["field"]) == ("merged_too_much", "themes")
    merge(with_themes("een"), with_themes("twee"), {Field.THEMES: Take.OTHER})
