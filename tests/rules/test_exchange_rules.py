import pytest

from webapp.errors import BadInput
from webapp.exchange.alike import MOST_HAVING, Index, Pairs, Titled, trigrams
from webapp.exchange.rules import (
    FIELDS,
    Finding,
    cells_of,
    guess_mapping,
    missing_fields,
    plain,
    read_mapping,
)
from webapp.exchange.spoken import clock_times, iso_day, later, length_in_minutes
from webapp.exchange.spoken_rhythms import last_day_of, rule_of
from webapp.vocabulary import ImportSubject

INITIATIVES, PARTNERS = ImportSubject.INITIATIVES, ImportSubject.PARTNERS


def test_plain_leaves_letters_and_digits() -> None:
    assert plain("  Thema’s:  CAFÉ-Één ") == "themas cafe een"
    assert plain("'s-Gravenhage") == "s gravenhage"


@pytest.mark.parametrize(
    ("headings", "mapping"),
    [
        (["Titel", "VOOR WIE", "Thema's"], {"title": "Titel", "for_whom": "VOOR WIE", "themes": "Thema's"}),
        (["Title", "For whom", "Themes"], {"title": "Title", "for_whom": "For whom", "themes": "Themes"}),
        (["Naam", "Startdatum", "X"], {"title": "Naam", "starts_on": "Startdatum", "rd_x": "X"}),
        (["starts_on", "ends at"], {"starts_on": "starts_on", "ends_at": "ends at"}),
        (
            ["Naam activiteit", "Buurt", "Onderwerp", "Contactgroep", "Dag", "Begin", "Tot", "Wanneer in woorden"],
            {
                "title": "Naam activiteit",
                "neighbourhoods": "Buurt",
                "themes": "Onderwerp",
                "organiser": "Contactgroep",
                "starts_on": "Dag",
                "starts_at": "Begin",
                "ends_at": "Tot",
                "rhythm": "Wanneer in woorden",
            },
        ),
        (["Opmerking", ""], {}),
    ],
)
def test_columns_are_guessed_by_their_headings(headings: list[str], mapping: dict[str, str]) -> None:
    assert guess_mapping(INITIATIVES, headings) == mapping


def test_no_two_fields_are_known_by_the_same_first_word() -> None:
    for fields in FIELDS.values():
        first = [field.known_as[0] for field in fields]
        assert len(set(first)) == len(first)
        assert all(plain(words) == words for field in fields for words in field.known_as)


def test_heading_is_guessed_once() -> None:
    assert guess_mapping(PARTNERS, ["Naam", "naam (2)", "Partner"]) == {"name": "Naam"}


def test_field_that_is_chosen_twice_is_told_at_the_second_column() -> None:
    assert read_mapping(INITIATIVES, ["a", "b", "c"], ["title", "title", "raket"]) == (
        {"title": "a"},
        {1: "field_twice", 2: "field_unknown"},
    )


def test_missing_fields_are_those_without_which_no_row_can_be_good() -> None:
    most = {name: name for name in ("title", "description", "for_whom", "themes")}
    assert missing_fields(INITIATIVES, most) == ["organiser", "where"]
    assert missing_fields(INITIATIVES, {**most, "partner": "p", "address": "a"}) == []
    assert missing_fields(INITIATIVES, {**most, "organiser": "o", "lon": "l"}) == ["lat"]
    assert missing_fields(INITIATIVES, {**most, "organiser": "o", "rd_y": "l", "reach": "r"}) == ["rd_x"]
    assert missing_fields(PARTNERS, {"name": "n"}) == ["kind"]


def test_cells_are_found_by_field_and_empty_ones_left_out() -> None:
    assert cells_of({"a": " x ", "b": ""}, {"title": "a", "themes": "b", "address": "weg"}) == {"title": "x"}


def test_finding_comes_back_as_it_was_kept() -> None:
    found = Finding("title", "title_needed", "over")
    assert Finding.from_json(found.to_json()) == found
    assert found.is_error
    assert not Finding("title", "alike_row").is_error


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-03-14", "2027-03-14"),
        ("2027-3-4", "2027-03-04"),
        ("2027-03-14 00:00:00", "2027-03-14"),
        ("14-3-2027", "2027-03-14"),
        ("14/03/2027", "2027-03-14"),
        ("14.03.2027", "2027-03-14"),
        ("14 maart 2027", "2027-03-14"),
        ("za 14 MRT 2027", "2027-03-14"),
        ("14 March 2027", "2027-03-14"),
        ("31-02-2027", "2027-02-31"),
        ("14 brumaire 2027", "14 brumaire 2027"),
        ("14-3-27", "14-3-27"),
        ("morgen", "morgen"),
        ("1e308", "1e308"),
        ("", ""),
    ],
)
def test_day_is_read_as_people_write_it(typed: str, day: str) -> None:
    assert iso_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "times"),
    [
        ("19:30", ("19:30", "")),
        ("19.30 uur", ("19.30", "")),
        ("19:30:00", ("19:30", "")),
        ("19:30-21:00", ("19:30", "21:00")),
        ("19.30 uur tot 21.00 uur", ("19.30", "21.00")),
        ("10 uur", ("10:00", "")),
        ("'s avonds", ("'s avonds", "")),
        ("", ("", "")),
    ],
)
def test_time_is_read_as_people_write_it(typed: str, times: tuple[str, str]) -> None:
    assert clock_times(typed) == times


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("90", 90), ("90 min", 90), ("90 minuten", 90), ("1,5 uur", 90), ("2 uur", 120), ("1.25 u", 75), ("1:30", 90)],
)
def test_length_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    assert length_in_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["lang", "-5", "1e3", "", "99999", "een uur"])
def test_length_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="length_unreadable"):
        length_in_minutes(typed)


def test_later_goes_on_past_midnight() -> None:
    assert later("23.30", 90) == "01:00"


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("elke dinsdag", "FREQ=WEEKLY;BYDAY=TU"),
        ("wekelijks op dinsdag en donderdag", "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("Iedere dag", "FREQ=DAILY"),
        ("dagelijks", "FREQ=DAILY"),
        ("elke week", "FREQ=WEEKLY"),
        ("om de week op maandag", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("elke 3 weken", "FREQ=WEEKLY;INTERVAL=3"),
        ("tweewekelijks", "FREQ=WEEKLY;INTERVAL=2"),
        ("dinsdags", "FREQ=WEEKLY;BYDAY=TU"),
        ("elke eerste zaterdag van de maand", "FREQ=MONTHLY;BYDAY=1SA"),
        ("eerste en derde zaterdag van de maand", "FREQ=MONTHLY;BYDAY=1SA,3SA"),
        ("laatste vrijdag", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("maandelijks", "FREQ=MONTHLY"),
        ("elk jaar", "FREQ=YEARLY"),
        ("every Tuesday", "FREQ=WEEKLY;BYDAY=TU"),
        ("every second week", "FREQ=WEEKLY;INTERVAL=2"),
        ("every other week on Monday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("fortnightly", "FREQ=WEEKLY;INTERVAL=2"),
        ("RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=5", "FREQ=WEEKLY;BYDAY=TU;COUNT=5"),
        ("eenmalig", None),
    ],
)
def test_rhythm_is_read_from_a_rule_or_plain_words(typed: str, rule: str | None) -> None:
    assert rule_of(typed) == rule


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("soms", "rhythm_words_unknown"),
        ("elke", "rhythm_words_unknown"),
        ("elke 2 3 weken", "rhythm_words_unknown"),
        ("elke dag en elke week", "rhythm_words_unknown"),
        ("elke dinsdag van het jaar 2027", "rhythm_words_unknown"),
        ("eerste en tweede week", "rhythm_words_unknown"),
        ("laatste week", "rhythm_words_unknown"),
        ("elke maand op maandag", "rhythm_words_unknown"),
        ("elke 99 weken", "rhythm_interval_invalid"),
        ("FREQ=SECONDLY", "rhythm_too_often"),
        ("FREQ=WEEKLY;BYDAY=XX", "rhythm_unreadable"),
        ("FREQ=", "rhythm_unreadable"),
    ],
)
def test_rhythm_that_says_nothing_clear_is_refused(typed: str, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        rule_of(typed)


def test_last_day_is_that_of_the_rule() -> None:
    assert str(last_day_of("FREQ=WEEKLY;UNTIL=20270629")) == "2027-06-29"
    assert last_day_of("FREQ=WEEKLY") is None


def test_trigrams_are_those_of_the_database() -> None:
    assert trigrams("een kat") == {"  e", " ee", "een", "en ", "  k", " ka", "kat", "at "}
    assert trigrams("") == frozenset()


def test_most_alike_is_found_and_what_is_only_a_little_alike_is_not() -> None:
    index = Index()
    for key, words in enumerate(("samen eten in selwerd", "samen koken", "bidden", "samen eten in selwerd noord")):
        index.add(Titled(key, words))
    assert index.find(Titled(99, "samen eten selwerd")) == 0
    assert index.find(Titled(99, "samen eten in selwerd noord")) == 3
    assert index.find(Titled(99, "taalles voor vrouwen")) is None
    assert index.find(Titled(99, "")) is None


def test_what_is_far_away_is_something_else_unless_it_is_called_the_same() -> None:
    index = Index()
    index.add(Titled(1, "samen eten in selwerd", 0.0, 0.0))
    assert index.find(Titled(99, "samen eten selwerd", 500.0, 500.0)) == 1
    assert index.find(Titled(99, "samen eten selwerd", 5000.0, 0.0)) is None
    assert index.find(Titled(99, "samen eten in selwerd", 5000.0, 0.0)) == 1
    index.add(Titled(2, "samen eten in selwerd", 5000.0, 0.0))
    assert index.find(Titled(99, "samen eten in selwerd", 5100.0, 0.0)) == 2


def test_row_is_compared_with_what_is_there_and_with_rows_before_it() -> None:
    pairs = Pairs([Titled(7, "samen eten")])
    assert pairs.find(Titled(1, "samen eten")) == (7, None)
    assert pairs.find(Titled(2, "samen eten")) == (7, 1)
    assert pairs.find(Titled(3, "fietsen maken")) == (None, None)
    assert pairs.find(Titled(4, "fietsen maken")) == (None, 3)


def test_word_that_hundreds_of_titles_have_does_not_make_it_slow() -> None:
    index = Index()
    for key in range(2000):
        index.add(Titled(key, f"buurtmaaltijd {key}"))
    assert max(len(keys) for keys in index._having.values()) == MOST_HAVING
    assert index.find(Titled(-1, "buurtmaaltijd 1999")) == 1999
