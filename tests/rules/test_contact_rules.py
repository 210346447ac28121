from datetime import date

from webapp.contact.rules import erase_on


def test_message_is_erased_ninety_days_later() -> None:
    assert erase_on(date(2026, 11, 22)) == date(2027, 2, 20)
    assert (erase_on(date(2024, 2, 29)) - date(2024, 2, 29)).days == 90
