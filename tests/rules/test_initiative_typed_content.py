"""What somebody typed in the form of an initiative, read as its content."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.initiative_making import make_content, make_task
from webapp.initiatives.content import Content, Effect, Link
from webapp.initiatives.typed_content import Fields, Offered, Reading, fields_of, read_content, whole_address
from webapp.vocabulary import EffectDirection, InitiativeLayer, Reach

TODAY = date(2026, 11, 22)
OFFERED = Offered(
    themes=frozenset({"samen-eten", "maaltijd", "eenzaamheid", "tuin", "taal", "groen"}),
    neighbourhoods=frozenset({"selwerd", "vinkhuizen"}),
    partners=frozenset({"present"}),
)
WHOLE = {
    "title": "Samen eten",
    "description": "We koken en eten samen.",
    "for_whom": "Voor iedereen",
    "layer": "social",
    "themes": ("samen-eten",),
    "reach": "place",
    "address": "Eikenlaan",
    "lon": "6.5517",
    "lat": "53.2327",
    "rhythm": "always",
    "organiser": "Buren",
}


def fields(**changes: str | tuple[str, ...] | None) -> Fields:
    """The whole form, with some fields other than usual, or left out."""
    sent = {**WHOLE, **changes}
    return Fields(
        {name: (value,) if isinstance(value, str) else value for name, value in sent.items() if value is not None}
    )


def read(kept: Content | None = None, **changes: str | tuple[str, ...] | None) -> Reading:
    keys: Iterator[str] = (f"taak{number}" for number in range(20))
    return read_content(fields(**changes), OFFERED, today=TODAY, new_key=lambda: next(keys), kept=kept)


def content(**changes: str | tuple[str, ...] | None) -> Content:
    reading = read(**changes)
    assert reading.errors == {}
    assert reading.content is not None
    return reading.content


def test_whole_form_is_a_content() -> None:
    found = content()

    assert (found.title, found.organiser, found.themes) == ("Samen eten", "Buren", ("samen-eten",))
    assert (found.reach, found.lon, found.lat, found.address) == (Reach.PLACE, 6.5517, 53.2327, "Eikenlaan")
    assert found.rhythm is None


def test_empty_form_says_what_is_needed_at_each_field() -> None:
    reading = read_content(Fields({}), OFFERED, today=TODAY, new_key=str)

    assert reading.content is None
    assert reading.errors == {
        "title": "title_needed",
        "description": "description_needed",
        "for_whom": "for_whom_needed",
        "layer": "layer_needed",
        "themes": "themes_needed",
        "reach": "reach_needed",
        "rhythm": "rhythm_needed",
        "organiser": "organiser_needed",
    }


@pytest.mark.parametrize(
    ("name", "longest"),
    [("title", 100), ("description", 3000), ("for_whom", 300), ("organiser", 120), ("address", 200)],
)
def test_text_is_as_long_as_it_may_be_and_not_longer(name: str, longest: int) -> None:
    assert read(**{name: "a" * longest}).errors == {}
    assert read(**{name: "a" * (longest + 1)}).errors == {name: f"{name}_long"}


@pytest.mark.parametrize("text", ["<b>vet</b>", "${alert(1)}", "`x`", "<script>alert(1)</script>", "{{ 7*7 }}", "a\\b"])
def test_signs_stay_as_they_were_typed(text: str) -> None:
    found = content(title=text, description=text, for_whom=text, organiser=text, address=text)

    assert {found.title, found.description, found.for_whom, found.organiser, found.address} == {text}


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        ("53.2327", "6.5517", "point_swapped"),
        ("NaN", "53.2", "point_invalid"),
        ("6.55", "inf", "point_invalid"),
        ("abc", "53.2", "point_invalid"),
        ("6.55", "", "point_invalid"),
        ("4.89", "52.37", "point_outside"),
        ("953", "6.55", "point_invalid"),
        ("", "", "place_needed"),
    ],
)
def test_pin_that_is_no_place_here_is_told_beside_the_address(lon: str, lat: str, code: str) -> None:
    assert read(lon=lon, lat=lat).errors == {"address": code}


def test_pin_and_address_do_not_count_for_what_is_in_the_whole_city() -> None:
    found = content(reach="city", lon="NaN")
    assert (found.reach, found.lon, found.address, found.neighbourhoods) == (Reach.CITY, None, "", ())


def test_neighbourhoods_are_chosen_from_those_there_are() -> None:
    assert content(reach="neighbourhoods", neighbourhoods=("vinkhuizen", "selwerd")).neighbourhoods == (
        "selwerd",
        "vinkhuizen",
    )
    assert read(reach="neighbourhoods").errors == {"neighbourhoods": "neighbourhoods_needed"}
    unknown = read(reach="neighbourhoods", neighbourhoods=("atlantis",))
    assert unknown.errors == {"neighbourhoods": "neighbourhood_unknown"}


def test_themes_are_one_to_five_and_the_main_one_comes_first() -> None:
    many = ("samen-eten", "maaltijd", "eenzaamheid", "tuin", "taal")
    assert content(themes=many).themes == many
    assert content(themes=many, main_theme="tuin").themes[0] == "tuin"
    assert read(themes=(*many, "groen")).errors == {"themes": "themes_many"}
    assert read(themes=("onzin",)).errors == {"themes": "theme_unknown"}
    assert read(main_theme="tuin").errors == {"main_theme": "main_theme_not_chosen"}


def test_words_on_faith_belong_to_two_sides_only() -> None:
    assert read(layer="both").errors == {"faith": "faith_needed"}
    assert content(layer="both", faith="Samen bidden").faith == "Samen bidden"
    assert content(layer="social", faith="Samen bidden").faith == ""
    assert content(layer="missionary").layer == InitiativeLayer.MISSIONARY
    assert read(layer="geheim").errors == {"layer": "layer_needed"}


def task(number: int = 0, **changes: str) -> dict[str, str]:
    row = {"key": "", "title": "Tafels klaarzetten", "minutes": "60", "needed": "2", "each_time": "0", "open_until": ""}
    return {f"tasks-{number}-{name}": text for name, text in {**row, **changes}.items()}


def test_task_gets_a_key_and_a_last_day_when_it_has_none() -> None:
    (found,) = content(**task()).tasks

    assert (found.key, found.title, found.minutes, found.needed) == ("taak0", "Tafels klaarzetten", 60, 2)
    assert found.open_until == TODAY + timedelta(days=90)


def test_task_of_a_rhythm_is_open_until_its_last_day() -> None:
    weekly = {"rhythm": "weekly", "starts_on": "2026-12-01", "until": "2027-06-29"}
    (found,) = content(**weekly, **task(each_time="1")).tasks
    assert (found.open_until, found.each_time) == (date(2027, 6, 29), True)


def test_what_happens_once_has_no_task_for_each_time() -> None:
    (found,) = content(**task(each_time="1")).tasks
    assert not found.each_time


@pytest.mark.parametrize(
    ("changes", "at", "code"),
    [
        ({"minutes": "4"}, "minutes", "task_minutes"),
        ({"minutes": "1441"}, "minutes", "task_minutes"),
        ({"minutes": "veel"}, "minutes", "task_minutes"),
        ({"needed": "0"}, "needed", "task_needed"),
        ({"needed": "501"}, "needed", "task_needed"),
        ({"needed": "٣"}, "needed", "task_needed"),
        ({"open_until": "2026-11-21"}, "open_until", "task_over"),
        ({"open_until": "2029-01-01"}, "open_until", "task_far"),
        ({"open_until": "gisteren"}, "open_until", "date_invalid"),
        ({"title": "a" * 121}, "title", "task_long"),
    ],
)
def test_wrong_task_is_told_at_its_own_field(changes: dict[str, str], at: str, code: str) -> None:
    assert read(**task(), **task(3, **changes)).errors == {f"tasks-3-{at}": code}


def test_task_without_words_was_taken_away() -> None:
    assert content(**task(title="")).tasks == ()


def test_ten_tasks_and_not_eleven() -> None:
    ten = {name: text for number in range(10) for name, text in task(number).items()}
    assert len(content(**ten).tasks) == 10
    assert read(**ten, **task(10)).errors == {"tasks": "tasks_many"}


def test_task_that_is_over_may_stay_but_not_come() -> None:
    over = make_task("koken", until=date(2026, 10, 1))
    kept = replace(make_content(), tasks=(over,))
    same = {name: text[0] for name, text in fields_of(kept).items() if name.startswith("tasks-")}

    assert read(kept, **same).errors == {}
    assert read(**same).errors == {"tasks-0-open_until": "task_over"}


@pytest.mark.parametrize(
    "address",
    ["https://www.voorbeeld.nl", "http://voorbeeld.nl/pad?a=1#b", "https://voorbeeld.nl:8443/", "https://ëxample.nl"],
)
def test_address_elsewhere_stays_as_it_is(address: str) -> None:
    assert whole_address(address) == address


def test_address_without_a_scheme_gets_one() -> None:
    assert whole_address(" www.voorbeeld.nl/agenda ") == "https://www.voorbeeld.nl/agenda"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://voorbeeld.nl",
        "https://bank.nl@else.where",
        "https://",
        "https://localhost",
        "https://voorbeeld.nl/a b",
        'https://voorbeeld.nl/"x',
        "https://[::1",
        "https://voorbeeld.nl:99999",
        "https://voorbeeld.nl:0",
        "https://" + "a" * 500 + ".nl",
        "",
    ],
)
def test_what_is_no_address_elsewhere_is_refused(address: str) -> None:
    assert whole_address(address) is None


def test_link_is_called_after_its_host_when_nobody_said() -> None:
    found = content(**{"links-0-url": "www.voorbeeld.nl/x", "links-1-url": "https://a.nl", "links-1-label": "Poster"})
    assert found.links == (Link("https://www.voorbeeld.nl/x", "voorbeeld.nl"), Link("https://a.nl", "Poster"))


def test_wrong_link_is_told_at_its_own_field() -> None:
    assert read(**{"links-1-label": "Poster"}).errors == {"links-1-url": "link_invalid"}
    long = {"links-0-url": "a.nl", "links-0-label": "a" * 81}
    assert read(**long).errors == {"links-0-label": "link_label_long"}
    many = {f"links-{number}-url": "a.nl" for number in range(6)}
    assert read(**many).errors == {"links": "links_many"}


def effect(number: int, direction: str, theme: str) -> dict[str, str]:
    return {f"effects-{number}-direction": direction, f"effects-{number}-theme": theme}


def test_effects_move_a_theme_one_way() -> None:
    found = content(**effect(0, "less", "eenzaamheid"), **effect(1, "more", ""))
    assert found.effects == (Effect("eenzaamheid", EffectDirection.LESS),)
    assert read(**effect(0, "zijwaarts", "tuin")).errors == {"effects-0-direction": "direction_needed"}
    assert read(**effect(0, "more", "onzin")).errors == {"effects-0-theme": "theme_unknown"}
    twice = {**effect(0, "more", "tuin"), **effect(1, "less", "tuin")}
    assert read(**twice).errors == {"effects-1-theme": "effect_twice"}
    many = {name: text for number in range(6) for name, text in effect(number, "more", "tuin").items()}
    assert read(**many).errors == {"effects": "effects_many"}


def test_picture_needs_words() -> None:
    assert read(picture_key="abc").errors == {"picture_alt": "picture_alt_needed"}
    assert content(picture_key="abc", picture_alt="Een tafel").picture_key == "abc"
    assert content(picture_alt="Een tafel").picture_alt == ""
    assert content(picture_key="../../etc/passwd").picture_key is None


def test_partner_is_one_that_somebody_is_a_member_of_or_that_was_there() -> None:
    assert content(partners=("present",)).partners == ("present",)
    assert read(partners=("andere",)).errors == {"partners": "partner_not_yours"}
    assert read(make_content(partners=("andere",)), partners=("andere",)).errors == {}


def test_content_comes_back_from_its_own_form_unchanged() -> None:
    whole = make_content(
        layer=InitiativeLayer.BOTH,
        faith="Wie wil, bidt mee",
        effects=(Effect("eenzaamheid", EffectDirection.LESS), Effect("tuin", EffectDirection.MORE)),
        themes=("tuin", "samen-eten"),
        starts_on=date(2026, 12, 1),
        rrule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270629",
        tasks=(make_task("koken"), make_task("tafels", each_time=True)),
        links=(Link("https://voorbeeld.nl/", "Website"),),
        picture_key="abc",
        picture_alt="Een tafel",
        partners=("present",),
    )
    reading = read_content(fields_of(whole), OFFERED, today=TODAY, new_key=str, kept=whole)

    assert reading.errors == {}
    assert reading.content == whole
