"""Reads a date that somebody asks for."""

import re
from datetime import date

from webapp.errors import BadInput

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)


def known_day(asked: date, *, today: date) -> date:
    """The day whose situation answers a question about `asked`: of the future nothing is known beyond today."""
    return min(asked, today)


def parse_date(text: str | None, *, today: date) -> date:
    """The date in an address (`2021-06-01`), today when it is left out.

    Raises `BadInput` code `date_invalid`, or `date_out_of_range` before 1900 or after 2200.
    """
    if text is None or text == "":
        return today
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise BadInput("date_invalid", value=text[:20])
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput("date_invalid", value=text[:20]) from None
    if not EARLIEST <= day <= LATEST:
        raise BadInput("date_out_of_range", value=day)
    return day
