"""The slider of months beneath the map."""

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
