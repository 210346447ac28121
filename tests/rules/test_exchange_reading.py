from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import TODAY
from tests.factories import property_test
from webapp.exchange.partner_reading import KINDS, PHONE, TRADITIONS, PartnerRow, named_places, read_partner
from webapp.exchange.reading import InitiativeRow, Known, KnownPartner, StreetPlace, read_initiative
from webapp.exchange.rules import FIELDS, NOTES, guess_mapping
from webapp.exchange.words import _FIELDS, _FINDINGS, field_name, finding_sentence, template_rows
from webapp.partners.forms import PHONE as FORM_PHONE
from webapp.vocabulary import ChurchTradition, ImportSubject, PartnerKind, Reach

SELWERD = StreetPlace("selwerd", "Selwerd", 6.5517, 53.2327)
BEIJUM = StreetPlace("beijum", "Beijum", 6.5860, 53.2490)
CHURCH = KnownPartner(5, "proefkerk", "Proefkerk")
KNOWN = Known(
    themes={"maaltijd": "maaltijd", "eten en samen eten": "samen-eten", "groen": "groen"},
    neighbourhoods={"selwerd": "selwerd", "beijum": "beijum", "de wijert": "de-wijert"},
    partners={"proefkerk": CHURCH},
    streets={"eikenlaan": [SELWERD], "dorpsweg": [SELWERD, BEIJUM]},
)
WHOLE = {
    "title": "Samen eten",
    "description": "We koken.",
    "for_whom": "Iedereen",
    "organiser": "Buren",
    "themes": "Maaltijd",
    "neighbourhoods": "Selwerd",
}


def read(**cells: str) -> InitiativeRow:
    texts = {name: text for name, text in {**WHOLE, **cells}.items() if text}
    return read_initiative(texts, KNOWN, KNOWN.offered, today=TODAY, new_key=lambda: "sleutel")


def wrong(**cells: str) -> set[tuple[str, str]]:
    row = read(**cells)
    assert row.content is None
    return {(each.field, each.code) for each in row.findings}


def content(**cells: str) -> Any:
    row = read(**cells)
    assert row.findings == []
    return row.content


def test_whole_row_is_an_initiative() -> None:
    made = content()
    assert (made.title, made.themes, made.reach, made.neighbourhoods) == (
        "Samen eten",
        ("maaltijd",),
        Reach.NEIGHBOURHOODS,
        ("selwerd",),
    )
    assert made.starts_on is None


@pytest.mark.parametrize("name", ["title", "description", "for_whom", "organiser", "themes"])
def test_what_is_needed_is_told_beside_its_column(name: str) -> None:
    assert wrong(**{name: ""}) == {(name, f"{name}_needed")}


def test_partner_stands_in_for_the_organiser() -> None:
    row = read(organiser="", partner="Proefkerk")
    assert row.content is not None
    assert (row.content.organiser, row.content.partners, row.partners) == ("Proefkerk", ("proefkerk",), (CHURCH,))
    assert wrong(partner="Onbekend") == {("partner", "partner_not_known")}


@pytest.mark.parametrize(
    "typed", ["Maaltijd; groen", "maaltijd, Groen", "maaltijd|groen", "MAALTIJD\nGroen", "maaltijd;maaltijd;groen"]
)
def test_themes_are_named_with_a_sign_between(typed: str) -> None:
    assert content(themes=typed).themes == ("maaltijd", "groen")


def test_unknown_word_is_told_by_itself() -> None:
    row = read(themes="Maaltijd; Raketbouw")
    assert [(each.field, each.code, each.about) for each in row.findings] == [("themes", "theme_unknown", "Raketbouw")]
    assert "Raketbouw" in finding_sentence_of(row)
    assert wrong(neighbourhoods="Selwerd; Atlantis") == {("neighbourhoods", "neighbourhood_unknown")}


def finding_sentence_of(row: InitiativeRow) -> str:
    return finding_sentence(row.findings[0])


def test_city_is_said_in_either_column() -> None:
    assert content(neighbourhoods="hele stad").reach == Reach.CITY
    assert content(neighbourhoods="", reach="Hele stad").reach == Reach.CITY
    assert wrong(reach="overal en nergens") == {("reach", "reach_unknown")}
    assert wrong(neighbourhoods="") == {("reach", "reach_needed")}


@pytest.mark.parametrize(
    "cells",
    [
        {"lon": "6.5517", "lat": "53.2327"},
        {"lon": "6,5517", "lat": "53,2327"},
        {"rd_x": "232811.5", "rd_y": "584054"},
        {"rd_x": "232811,5", "rd_y": "584054"},
        {"address": "Eikenlaan 12"},
    ],
)
def test_place_is_given_in_degrees_metres_or_as_an_address(cells: dict[str, str]) -> None:
    made = content(**cells)
    assert made.reach == Reach.PLACE
    assert made.lon == pytest.approx(6.5517, abs=0.02)
    assert made.lat == pytest.approx(53.2327, abs=0.02)


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        ({"lon": "53.2327", "lat": "6.5517"}, ("lon", "point_swapped")),
        ({"lon": "NaN", "lat": "NaN"}, ("lon", "point_invalid")),
        ({"lon": "inf", "lat": "53.2"}, ("lon", "point_invalid")),
        ({"lon": "1e308", "lat": "53.2"}, ("lon", "point_invalid")),
        ({"lon": "6.55"}, ("lon", "point_invalid")),
        ({"lon": "4.9", "lat": "52.4"}, ("lon", "point_outside")),
        ({"rd_x": "584054", "rd_y": "232811"}, ("rd_x", "rd_swapped")),
        ({"rd_x": "nan", "rd_y": "584054"}, ("rd_x", "rd_invalid")),
        ({"rd_x": "1e308", "rd_y": "1e308"}, ("rd_x", "rd_invalid")),
        ({"rd_x": "9" * 400, "rd_y": "1"}, ("rd_x", "rd_invalid")),
        ({"rd_x": "232811"}, ("rd_x", "rd_invalid")),
        ({"address": "Nergensstraat 1"}, ("address", "street_unknown")),
        ({"address": "Dorpsweg 1", "neighbourhoods": ""}, ("address", "street_which")),
        ({"address": "Eikenlaan 1", "neighbourhoods": "Beijum"}, ("address", "street_elsewhere")),
        ({"address": "", "reach": "plek"}, ("address", "place_needed")),
    ],
)
def test_place_that_is_none_is_told_beside_its_column(cells: dict[str, str], error: tuple[str, str]) -> None:
    assert wrong(**cells) == {error}


def test_neighbourhood_tells_which_of_two_streets() -> None:
    assert content(address="Dorpsweg 1", neighbourhoods="Beijum").lat == BEIJUM.lat


def test_rhythm_in_words_has_its_last_day() -> None:
    made = content(starts_on="8-12-2026", starts_at="19.30-21.00", rhythm="elke dinsdag", until="29-6-2027")
    assert (made.starts_at, made.minutes) == (time(19, 30), 90)
    assert made.rrule == "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270629"
    made = content(starts_on="2026-12-08", rhythm="FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    assert made.rrule == "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261222"
    made = content(starts_on="2026-12-08 19:30", minutes="1,5 uur", rhythm="FREQ=WEEKLY;UNTIL=20270101")
    assert (made.starts_at, made.minutes) == (time(19, 30), 90)


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        ({"starts_on": "31-02-2027"}, ("starts_on", "date_invalid")),
        ({"starts_on": "2020-01-01"}, ("starts_on", "once_over")),
        ({"starts_on": "2026-12-08", "rhythm": "elke dinsdag"}, ("until", "rhythm_without_end")),
        (
            {"starts_on": "2026-12-08", "rhythm": "elke dinsdag", "until": "2026-12-01"},
            ("until", "rhythm_ends_before_start"),
        ),
        ({"starts_on": "2026-12-08", "rhythm": "elke dinsdag", "until": "2099-12-01"}, ("until", "rhythm_too_long")),
        ({"starts_on": "2026-12-08", "rhythm": "soms"}, ("rhythm", "rhythm_words_unknown")),
        ({"starts_on": "2026-12-08", "until": "2027-01-01"}, ("rhythm", "rhythm_missing")),
        ({"rhythm": "elke dinsdag", "until": "2027-01-01"}, ("starts_on", "start_needed")),
        ({"starts_on": "2026-12-08", "starts_at": "25:00"}, ("starts_at", "time_invalid")),
        ({"starts_on": "2026-12-08", "minutes": "90"}, ("starts_at", "time_needed")),
        ({"starts_on": "2026-12-08", "starts_at": "10:00", "minutes": "lang"}, ("minutes", "length_unreadable")),
        ({"starts_on": "2026-12-08", "starts_at": "10:00", "minutes": "2000"}, ("minutes", "length_invalid")),
        ({"starts_on": "2026-12-08", "rhythm": "FREQ=WEEKLY;COUNT=100000"}, ("rhythm", "rhythm_too_long")),
    ],
)
def test_time_that_is_none_is_told_beside_its_column(cells: dict[str, str], error: tuple[str, str]) -> None:
    assert error in wrong(**cells)


def test_help_that_is_welcome_is_a_task() -> None:
    (task,) = content(task="Koken", task_minutes="1,5 uur").tasks
    assert (task.title, task.minutes, task.needed, task.each_time) == ("Koken", 90, 1, False)
    assert wrong(task="Koken") == {("task_minutes", "task_minutes")}
    assert wrong(task="Koken", task_minutes="lang") == {("task_minutes", "task_minutes")}
    assert wrong(task="Koken", task_minutes="60", task_needed="veel") == {("task_needed", "task_needed")}
    assert wrong(task="Koken", task_minutes="60", task_until="1-1-2020") == {("task_until", "task_over")}
    assert wrong(task_minutes="60") == {("task", "task_title_needed")}


def test_address_elsewhere_is_a_link() -> None:
    (link,) = content(website="www.voorbeeld.nl").links
    assert link.url == "https://www.voorbeeld.nl"
    assert wrong(website="javascript:alert(1)") == {("website", "link_invalid")}


@property_test(150)
@given(
    st.dictionaries(st.sampled_from([field.name for field in FIELDS[ImportSubject.INITIATIVES]]), st.text(max_size=60))
)
def test_no_words_in_cells_are_too_odd(cells: dict[str, str]) -> None:
    row = read_initiative(cells, KNOWN, KNOWN.offered, today=TODAY, new_key=lambda: "sleutel")
    assert (row.content is None) == bool(row.findings)
    for finding in row.findings:
        assert field_name(ImportSubject.INITIATIVES, finding.field)
        assert finding_sentence(finding) != finding.code


# --- partners ---


def partner(**cells: str) -> PartnerRow:
    return read_partner({"name": "Proefkerk", "kind": "kerk", **cells}, KNOWN)


def test_whole_row_is_a_partner() -> None:
    row = partner(tradition="Protestants", website="www.kerk.nl", email="Info@Kerk.nl", phone="050 1234567")
    assert row.findings == []
    assert row.facts is not None
    assert (row.facts.kind, row.facts.tradition) == (PartnerKind.CHURCH, ChurchTradition.PROTESTANT)
    assert (row.facts.website, row.facts.email) == ("https://www.kerk.nl", "info@kerk.nl")


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        ({"name": ""}, ("name", "name_needed")),
        ({"name": "x" * 121}, ("name", "too_long")),
        ({"kind": ""}, ("kind", "kind_needed")),
        ({"kind": "voetbalclub"}, ("kind", "kind_unknown")),
        ({"tradition": "raar"}, ("tradition", "tradition_unknown")),
        ({"kind": "school", "tradition": "baptist"}, ("tradition", "tradition_of_church")),
        ({"website": "javascript:alert(1)"}, ("website", "link_invalid")),
        ({"email": "geen adres"}, ("email", "email_invalid")),
        ({"email": "x" * 300}, ("email", "too_long")),
        ({"phone": "bel maar"}, ("phone", "phone_invalid")),
        ({"places": ";".join(f"plek {number}" for number in range(30))}, ("places", "places_many")),
        ({"places": "x" * 200}, ("places", "place_long")),
        ({"description": "x" * 4001}, ("description", "too_long")),
    ],
)
def test_what_is_wrong_with_a_partner_is_told_beside_its_column(cells: dict[str, str], error: tuple[str, str]) -> None:
    row = partner(**cells)
    assert row.facts is None
    assert error in {(each.field, each.code) for each in row.findings}


def test_places_have_a_pin_where_the_street_is_known() -> None:
    named = [
        (place.label, place.address, place.lon)
        for place in partner(places="kerk: Eikenlaan 5; kantoor: Dorpsweg 1\nBus").places
    ]
    assert named == [("kerk", "Eikenlaan 5", SELWERD.lon), ("kantoor", "Dorpsweg 1", None), ("Bus", "", None)]
    assert named_places(": Eikenlaan 5; a; a; ") == [("Eikenlaan 5", ""), ("a", "")]


def test_every_kind_and_tradition_can_be_written() -> None:
    assert set(KINDS.values()) == set(PartnerKind)
    assert set(TRADITIONS.values()) == set(ChurchTradition)
    assert f"^{PHONE.pattern}$" == FORM_PHONE


@property_test(100)
@given(st.dictionaries(st.sampled_from([field.name for field in FIELDS[ImportSubject.PARTNERS]]), st.text(max_size=60)))
def test_no_words_of_a_partner_are_too_odd(cells: dict[str, str]) -> None:
    row = read_partner(cells, KNOWN)
    assert (row.facts is None) == bool(row.findings)
    for finding in row.findings:
        assert finding_sentence(finding) != finding.code


# --- words ---


@pytest.mark.parametrize("subject", ImportSubject)
def test_every_field_has_a_name_by_which_it_is_guessed_again(subject: ImportSubject) -> None:
    names = [field.name for field in FIELDS[subject]]
    assert list(_FIELDS[subject]) == names
    headings, rows = template_rows(subject)
    assert guess_mapping(subject, headings) == dict(zip(names, headings, strict=True))
    assert all(len(row) == len(headings) for row in rows)


def test_every_note_has_a_sentence() -> None:
    assert set(_FINDINGS) >= NOTES
