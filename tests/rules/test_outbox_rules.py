from datetime import timedelta

import pytest

from webapp.outbox.rules import FIRST_DELAY, LONGEST_DELAY, MAX_ATTEMPTS, delay_after, masked, without_address


def test_first_failure_is_tried_again_after_a_minute() -> None:
    assert delay_after(1) == FIRST_DELAY == timedelta(minutes=1)


def test_delays_grow_up_to_six_hours() -> None:
    delays = [delay for attempt in range(1, MAX_ATTEMPTS) if (delay := delay_after(attempt)) is not None]
    assert len(delays) == MAX_ATTEMPTS - 1
    assert delays == sorted(delays)
    assert delays[1] == timedelta(minutes=4)
    assert delays[-1] == LONGEST_DELAY == timedelta(hours=6)


def test_mail_is_given_up_after_eight_attempts() -> None:
    assert delay_after(MAX_ATTEMPTS - 1) is not None
    assert delay_after(MAX_ATTEMPTS) is None
    assert delay_after(MAX_ATTEMPTS + 1) is None


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("anna@example.nl", "a…@example.nl"),
        ('"a@b"@example.nl', '"…@example.nl'),
        ("@example.nl", "…@example.nl"),
        ("anna", "…"),
        ("", "…"),
    ],
)
def test_address_is_shown_by_its_first_letter_and_its_domain(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_complaint_of_a_server_does_not_name_the_recipient() -> None:
    complaint = "{'Anna+1@example.nl': (550, b'anna+1@EXAMPLE.nl unknown; ask postmaster@example.nl')}"
    assert without_address(complaint, "anna+1@example.nl") == (
        "{'a…@example.nl': (550, b'a…@example.nl unknown; ask postmaster@example.nl')}"
    )
    assert without_address(complaint, "") == complaint
