"""The sentence that says when it is, while somebody fills in the form."""

import pytest

from tests.web.conftest import Visitor

RHYTHM = "/initiatieven/nieuw/ritme"


def sentence(visitor: Visitor, query: str) -> str:
    answer = visitor.client.get(f"{RHYTHM}?{query}")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    (told,) = answer.json.values()
    return str(told)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (
            "rhythm=weekly&starts_on=2026-12-01&until=2027-06-29&starts_at=10:00&ends_at=12:00",
            "Elke dinsdag van 10.00 tot 12.00, van 1 december 2026 tot en met 29 juni 2027",
        ),
        (
            "rhythm=weekly&starts_on=2026-12-01&until=2027-06-29&weekdays=TU&weekdays=TH",
            "Elke dinsdag en donderdag, van 1 december 2026 tot en met 29 juni 2027",
        ),
    ],
)
def test_sentence_says_when_it_is(visitor: Visitor, query: str, told: str) -> None:
    assert sentence(visitor, query) == told


@pytest.mark.parametrize(
    "query",
    [
        "",
        "rhythm=weekly",
        "rhythm=onzin&starts_on=2026-12-01",
        "rhythm=weekly&starts_on=x&weekdays=MO&weekdays=" + "x" * 50,
        "rhythm=weekly&starts_on=2026-12-01&until=2026-11-30",
        "rhythm=kept&starts_on=2026-12-01&until=2027-01-01&rrule=FREQ=SECONDLY",
        "&".join(["rhythm=weekly", "starts_on=9999-12-31", *["weekdays=MO"] * 200]),
    ],
)
def test_what_is_not_whole_or_right_says_nothing(visitor: Visitor, query: str) -> None:
    assert sentence(visitor, query) == ""


def test_it_is_in_the_language_of_who_reads(visitor: Visitor) -> None:
    query = "rhythm=weekly&starts_on=2026-12-01&until=2027-06-29"
    assert "dinsdag" in sentence(visitor, query)
    visitor.client.set_cookie("taal", "en")
    assert "Tuesday" in sentence(visitor, query)
