"""The field in which somebody chooses times of a week (`components/week_times.html` shows it)."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from wtforms import Field

from webapp.calendar.week_times import DAY_PARTS, DAYS, DayPart, WeekPart, day_parts_in, parse_part, parse_week
from webapp.calendar.week_words import day_name, day_part_name, minutes_as_clock
from webapp.errors import BadInput
from webapp.i18n import error_message

FREE_ROWS = 2
"""Rows for times of one's own that stand empty below what is chosen."""

_NOTHING: tuple[WeekPart, ...] = ()


class WeekTimesField(Field):
    """Boxes for the parts of each day, times of one's own, and one box for any time.

    `data` is None for any time, otherwise the parts (`webapp.calendar.week_times`), empty when nothing was chosen,
    which `needed` refuses. After an error it still shows everything that was ticked and typed.
    """

    def __init__(self, label: str | None = None, *, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(label, default=kwargs.pop("default", _NOTHING), **kwargs)
        self.needed = needed
        self.always = False
        self.ticked: frozenset[str] = frozenset()
        self.typed: list[tuple[str, str, str]] = []
        self.wrong: dict[int, str] = {}

    def process(self, formdata: Any, data: Any = ..., extra_filters: Any = None) -> None:  # noqa: ARG002  (the base class has it)
        """Take what is kept, or what was sent: nothing that was sent is lost when it cannot be read."""
        self.process_errors = []
        kept = self.object_data = self.default if data is ... else data
        self.data = kept
        if formdata is None or not formdata:
            self._show(kept)
            return
        self.always = bool(formdata.get(f"{self.name}-altijd"))
        self.ticked = frozenset(formdata.getlist(self.name))
        columns = (formdata.getlist(f"{self.name}-{part}") for part in ("dag", "van", "tot"))
        self.typed = [row for row in zip(*columns, strict=False) if row[1].strip() or row[2].strip()]
        self.wrong = self._wrong_rows()
        if self.wrong:
            told = ((row + 1, problem) for row, problem in self.wrong.items())
            self.process_errors += [gettext("Tijd %(num)s: %(problem)s", num=row, problem=each) for row, each in told]
            self.data = _NOTHING
            return
        try:
            self.data = self._read()
        except BadInput as error:
            self.data = _NOTHING
            self.process_errors.append(error_message(error))

    @property
    def day_choices(self) -> list[tuple[str, str]]:
        """The weekdays for the rows of one's own times: number and name."""
        return [(str(day), day_name(day)) for day in range(DAYS)]

    @property
    def grid(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """Per weekday its name and its boxes: what each sends, what it is called, whether it is ticked."""
        return [
            (
                day_name(day),
                [(f"{day}-{part}", day_part_name(part), f"{day}-{part}" in self.ticked) for part in DayPart],
            )
            for day in range(DAYS)
        ]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The heads of the columns of the grid: ochtend, and its hours: 9-12."""
        return [(day_part_name(part), f"{start // 60}-{end // 60}") for part, (start, end) in DAY_PARTS.items()]

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """The rows of one's own times: day, from, until; with empty ones at the end."""
        return [*self.typed, *[("", "", "")] * FREE_ROWS]

    def _wrong_rows(self) -> dict[int, str]:
        """What is wrong with each row of typed times that cannot be, by its place."""
        found = {}
        for row, each in enumerate(self.typed):
            try:
                parse_part(*each)
            except BadInput as error:
                found[row] = error_message(error)
        return found

    def _show(self, kept: Sequence[WeekPart] | None) -> None:
        self.always = kept is None
        boxes, rest = day_parts_in(kept or ())
        self.ticked = frozenset(f"{day}-{part}" for day, part in boxes)
        self.typed = [(str(part.day), minutes_as_clock(part.start), minutes_as_clock(part.end)) for part in rest]

    def _read(self) -> tuple[WeekPart, ...] | None:
        parts = parse_week(sorted(self.ticked), self.typed)
        if self.always and parts:
            raise BadInput("week_always_and_times")
        if self.needed and not parts and not self.always:
            raise BadInput("week_times_needed")
        return parts or None
