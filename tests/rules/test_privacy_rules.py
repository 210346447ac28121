from datetime import date, timedelta
from hashlib import sha256
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import property_test
from webapp.models.personal import Retention
from webapp.privacy.consent_texts import REACHES_OTHERS, REMINDERS, TEXTS, current_text, text_of
from webapp.privacy.free_text import Reason, names_or_causes, unheeded
from webapp.privacy.rules import MONTHS, PERIODS, expiry, is_confirmed, is_live, is_within_bounds
from webapp.vocabulary import ConsentPurpose

DAY = date(2026, 11, 22)

DIGESTS = {
    (ConsentPurpose.BE_KNOWN, 1): "706fdcf55ee7e7d8",
    (ConsentPurpose.BE_ASKED, 1): "db0970a1e99aa61f",
    (ConsentPurpose.KEEP_CHURCH, 1): "299d910691351d04",
    (ConsentPurpose.BE_LINKED, 1): "bf906bbdfc2408a0",
}
"""Of every text that people have agreed to. A new text is a new version: never change a digest that is here."""


@pytest.mark.parametrize(
    ("given_on", "months", "expected"),
    [
        (date(2026, 1, 15), 3, date(2026, 4, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
    ],
)
def test_consent_lapses_on_the_same_day_of_a_later_month(given_on: date, months: int, expected: date) -> None:
    assert expiry(given_on, months) == expected


@property_test()
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(MONTHS))
def test_no_consent_lasts_longer_than_a_year(given_on: date, months: int) -> None:
    assert given_on < expiry(given_on, months) <= given_on + timedelta(days=366)


@pytest.mark.parametrize(
    ("expires_on", "ended_on", "live"),
    [
        (DAY + timedelta(days=1), None, True),
        (DAY, None, False),
        (DAY + timedelta(days=1), DAY, False),
    ],
)
def test_consent_works_until_the_day_of_its_expiry(expires_on: date, ended_on: date | None, live: bool) -> None:
    assert is_live(expires_on, ended_on, today=DAY) is live


@pytest.mark.parametrize(
    ("typed", "confirmed"), [("WISSEN", True), (" wissen ", True), ("erase", True), ("ja", False), ("", False)]
)
def test_only_the_word_confirms(typed: str, confirmed: bool) -> None:
    assert is_confirmed(typed) is confirmed


def test_every_kind_of_retention_has_a_period_within_its_bounds() -> None:
    assert set(PERIODS) == {kind.value for kind in Retention}
    for kind, period in PERIODS.items():
        assert is_within_bounds(kind, period.days)
        assert period.least <= period.most <= 3650
        assert not is_within_bounds(kind, period.least - 1)
        assert not is_within_bounds(kind, period.most + 1)


def test_only_fixed_periods_cannot_be_chosen() -> None:
    assert {kind for kind, period in PERIODS.items() if period.is_fixed} == {"rate", "receipt", "contact", "look"}
    assert PERIODS["account"].is_fixed is False


def test_text_that_somebody_agreed_to_is_never_changed() -> None:
    found = {
        (purpose, text.version): sha256(repr(text).encode()).hexdigest()[:16]
        for purpose, texts in TEXTS.items()
        for text in texts
    }

    assert found == DIGESTS


def test_versions_count_up_and_the_newest_is_asked_for() -> None:
    for purpose in ConsentPurpose:
        assert [text.version for text in TEXTS[purpose]] == list(range(1, len(TEXTS[purpose]) + 1))
        assert current_text(purpose) == TEXTS[purpose][-1] == text_of(purpose, len(TEXTS[purpose]))
        assert current_text(purpose).in_language("en") != current_text(purpose).in_language("nl")
        assert current_text(purpose).in_language("fr") == current_text(purpose).nl


def test_what_is_kept_for_oneself_reaches_nobody() -> None:
    assert ConsentPurpose.KEEP_CHURCH not in REACHES_OTHERS


@pytest.mark.parametrize("language", ["nl", "en"])
def test_reminder_has_a_place_for_a_link_and_none_for_a_name(language: str) -> None:
    subject, body = REMINDERS[language]

    assert body.count("{") == 1
    assert "{link}" in body
    assert "{" not in subject


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Bel me op 06-12345678", Reason.PHONE),
        ("Bel 050 311 22 33 na zes uur", Reason.PHONE),
        ("+31 6 1234 5678", Reason.PHONE),
        ("+31 (0)50 3112233", Reason.PHONE),
        ("Mail jan.de.boer@voorbeeld.nl maar", Reason.EMAIL),
        ("Het is op 9741 GT", Reason.POSTCODE),
        ("9741GT 12", Reason.POSTCODE),
        ("bsn 111222333", Reason.CITIZEN_NUMBER),
        ("bsn 1112.22.333", Reason.CITIZEN_NUMBER),
        ("Hij heeft een depressie", Reason.HEALTH),
        ("verslaafd aan gokken", Reason.HEALTH),
        ("She was diagnosed: diagnosis unclear", Reason.HEALTH),
        ("zij is ongedocumenteerd", Reason.LEGAL_STATUS),
        ("Een statushouder uit Syrië", Reason.LEGAL_STATUS),
        ("a refugee family", Reason.LEGAL_STATUS),
        ("Ze is geopereerd", Reason.HEALTH),
        ("een nieuwe heup", Reason.HEALTH),
        ("Help buurvrouw Jansen met de tuin", Reason.NAME),
        ("voor meneer de Vries", Reason.NAME),
        ("Mevrouw Öztürk zoekt een lift", Reason.NAME),
    ],
)
def test_text_that_points_to_somebody_is_noticed(text: str, reason: Reason) -> None:
    assert reason in names_or_causes(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Wie helpt op zaterdag 14 maart 2026 van 10.00 tot 12.00 uur in de moestuin?",
        "We zoeken 12 mensen die 2 uur kunnen sjouwen, 350 m van de Grote Markt.",
        "Een kast van 120 x 60 x 200 cm voor 25 euro",
        "In 2024 SA en in 2025 nog eens",
        "De fanfare speelt om 20:00",
        "Er zijn 12345678 redenen",
        "000000000",
        "Mijn buurvrouw zoekt een maatje",
        "Een buurman met een aanhanger. Wie weet er een?",
        "Een gezellig gezin met drie kinderen wil leren fietsen",
    ],
)
def test_text_about_what_is_asked_is_left_alone(text: str) -> None:
    assert names_or_causes(text) == []


@property_test(200)
@given(st.text(max_size=2000))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert all(isinstance(reason, Reason) for reason in names_or_causes(text))


@pytest.mark.parametrize(
    "text", ["a" * 20_000, "0" * 20_000, "a@" * 10_000, "a." * 10_000, "1 " * 10_000, "-" * 20_000]
)
def test_long_text_is_looked_at_in_little_time(text: str) -> None:
    began = process_time()
    names_or_causes(text)

    assert process_time() - began < 20  # with the square of its length it takes minutes


def test_writer_is_told_once_of_what_stands_in_the_words() -> None:
    noticed = [Reason.EMAIL, Reason.HEALTH]
    assert unheeded(noticed, "") == (Reason.EMAIL, Reason.HEALTH)
    assert unheeded(noticed, "email") == (Reason.HEALTH,)
    assert unheeded(noticed, "email,health") == ()
    assert unheeded([], "") == ()
