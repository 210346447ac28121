"""What a signal may say, whom it seems to name, and how far it has come."""

from datetime import date, timedelta

import pytest

from tests.conftest import TODAY
from webapp.errors import BadInput
from webapp.privacy.free_text import Reason
from webapp.signals.rules.names import FIRST_NAMES, named_in
from webapp.signals.rules.raising import (
    check_reason,
    check_seen,
    check_words,
    signal_state,
)
from webapp.signals.rules.telling import is_news, standing
from webapp.vocabulary import BundleState, SignalState

PLACES = ("Vinkhuizen", "De Wijert", "Diaconaal Platform Groningen (DPG)")


@pytest.mark.parametrize(
    ("bundle", "closed_on", "state"),
    [
        (None, None, SignalState.RAISED),
        (None, TODAY, SignalState.CLOSED),
        (BundleState.BUNDLED, None, SignalState.BUNDLED),
        (BundleState.PUT, None, SignalState.PUT),
        (BundleState.ANSWERED, None, SignalState.ANSWERED),
        (BundleState.CLOSED, None, SignalState.CLOSED),
    ],
)
def test_state_of_a_signal_is_that_of_its_bundle_or_its_own(
    bundle: BundleState | None, closed_on: date | None, state: SignalState
) -> None:
    assert signal_state(bundle, closed_on) == state


@pytest.mark.parametrize(
    ("words", "code"),
    [("", "signal_words_missing"), ("kort", "signal_words_missing"), ("x" * 1001, "signal_words_long")],
)
def test_words_that_say_nothing_or_too_much_are_refused(words: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_words(words)
    assert refused.value.code == code
    check_words("x" * 1000)


@pytest.mark.parametrize(
    ("day", "code"),
    [(TODAY + timedelta(days=1), "signal_seen_later"), (TODAY - timedelta(days=366), "signal_seen_long_ago")],
)
def test_what_is_to_come_or_long_past_is_no_signal(day: date, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_seen(day, today=TODAY)
    assert refused.value.code == code
    check_seen(TODAY - timedelta(days=365), today=TODAY)


def test_nothing_is_ended_without_a_reason() -> None:
    for reason, code in (("", "signal_reason_missing"), ("x" * 501, "signal_reason_long")):
        with pytest.raises(BadInput) as refused:
            check_reason(reason)
        assert refused.value.code == code
    check_reason("Het is opgelost.")


@pytest.mark.parametrize(
    "words",
    [
        "Vooral mevrouw Jansen heeft het zwaar.",
        "Fatima durft de post niet open te doen.",
        "Het gaat slecht met haar buurman Ahmed in de flat.",
        "Wij spraken met Berend Kuipers over de huur.",
        "Wij spraken met Berend van der Kuip over de huur.",
        "Ook Jan-Peter, Henk en zijn dochter wachten al lang.",
    ],
)
def test_name_of_somebody_is_noticed(words: str) -> None:
    assert Reason.NAME in named_in(words, PLACES)


@pytest.mark.parametrize(
    "words",
    [
        "In De Wijert en Vinkhuizen wachten mensen op het Diaconaal Platform.",
        "Bij het Leger Heils en de Oude Kerk komen er elke week meer.",
        "Langs de Korreweg Noord en het Floresplein is geen licht.",
        "Het spreekuur is dicht. Daarna Gaan mensen nergens meer heen.",
        "Bij de Sociale Raadslieden en Humanitas Thuisadministratie is een wachtlijst.",
    ],
)
def test_place_or_organisation_is_nobody(words: str) -> None:
    places = (*PLACES, "Sociale Raadslieden", "Humanitas Thuisadministratie", "Gaan")
    assert named_in(words, places) == []


def test_what_is_the_matter_counts_beside_a_name_only() -> None:
    alone = "Veel vluchtelingen en mensen met een verslaving slapen buiten."
    assert named_in(alone) == []
    assert named_in(f"{alone} Fatima ook.") == [Reason.HEALTH, Reason.LEGAL_STATUS, Reason.NAME]


def test_address_and_number_of_somebody_are_told_apart() -> None:
    assert named_in("Mail naar iemand@example.nl of bel 06 12345678.") == [Reason.EMAIL, Reason.PHONE]
    assert named_in("Een wijk die Mark heet", ("Mark",)) == []
    assert "Mark" in FIRST_NAMES


def test_news_is_told_once_and_not_that_it_is_back_where_it_was() -> None:
    put = standing(SignalState.PUT, 3, TODAY)
    assert put == f"put-3-{TODAY}"
    assert standing(SignalState.PUT, None, None) == "put"
    assert standing(SignalState.ANSWERED, 3, None) == "answered-3-"
    assert standing(SignalState.BUNDLED, 3, TODAY) == "bundled"
    assert is_news("bundled", put)
    assert not is_news(put, put)
    assert not is_news(put, standing(SignalState.RAISED, None, None))
