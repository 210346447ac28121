"""For which days a tie can be noted."""

from datetime import date, timedelta

import pytest

from webapp.errors import BadInput
from webapp.networks.rules.network import check_period

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (DAY + timedelta(days=1), None, "tie_in_future"),
        (date(1899, 12, 31), None, "tie_too_old"),
        (DAY, DAY, "tie_ends_first"),
        (DAY, DAY + timedelta(days=1), "tie_ends_in_future"),
    ],
)
def test_period_that_cannot_be_is_refused(since: date, until: date | None, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        check_period(since, until, today=DAY)


def test_period_until_today_or_still_going_on_is_taken() -> None:
    check_period(DAY - timedelta(days=9), DAY, today=DAY)
    check_period(DAY, None, today=DAY)
