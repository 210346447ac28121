"""The slider of months beneath a map."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class TimeAxis:
    """The slider: month number `position` of `last`, counted from January of the start year.

    The last position is today itself; every other one is the first day of its month.
    """

    start: date
    today: date
    at: date
    position: int
    last: int

    @property
    def is_today(self) -> bool:
        """Whether the page shows the situation of today."""
        return self.at == self.today

    @property
    def is_future(self) -> bool:
        """Whether a day after today was asked for; the page then shows today."""
        return self.at > self.today

    @property
    def is_before_start(self) -> bool:
        """Whether the day lies before the start of the target line."""
        return self.at < self.start


def time_axis(*, start_year: int, today: date, at: date) -> TimeAxis:
    """Where `at` stands on the slider of months from January of `start_year` to today.

    A date before the start or after today stands at the near end; the page still shows that date.
    """
    start = min(date(start_year, 1, 1), today)
    last = months_between(start, today) + (1 if today.day > 1 else 0)
    position = last if at >= today else max(0, months_between(start, at))
    return TimeAxis(start=start, today=today, at=at, position=position, last=last)


def months_between(start: date, day: date) -> int:
    """How many months later the month of `day` is."""
    return (day.year - start.year) * 12 + day.month - start.month
