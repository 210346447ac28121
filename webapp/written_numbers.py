"""Numbers as they stand in addresses and forms: of rows, of pages, of days."""

LARGEST_NUMBER = 2**31 - 1
"""What the column of a row's number can hold; for more PostgreSQL would raise an error."""


def parse_number(text: str | None) -> int | None:
    """A whole number from 1 up to `LARGEST_NUMBER`, in plain digits and nothing else; None for what is none."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > len(str(LARGEST_NUMBER)):
        return None
    number = int(text)
    return number if 0 < number <= LARGEST_NUMBER else None
