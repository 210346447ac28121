"""The field for what an asset brings about: rows of a theme, which way, how sure, since when, and who says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms import Field, ValidationError
from wtforms.form import BaseForm

from webapp.assets.actions import EffectFacts
from webapp.assets.rules import FIRST_DAY, MOST_EFFECTS, SOURCE_LENGTH
from webapp.calendar.dates import parse_date
from webapp.errors import BadInput
from webapp.i18n import error_message
from webapp.ui.fields import one_line
from webapp.vocabulary import EffectCertainty, EffectDirection

PARTS = ("theme", "direction", "certainty", "since", "source")
FREE_ROWS = 2


@dataclass(frozen=True, slots=True)
class TypedEffect:
    """A row as it was typed."""

    theme: str = ""
    direction: str = EffectDirection.MORE.value
    certainty: str = EffectCertainty.CLAIMED.value
    since: str = ""
    source: str = ""


class EffectsField(Field):
    """Rows of effects; a row without a theme is none. After an error it still shows everything that was typed.

    `data` is a tuple of `EffectFacts`. Whoever uses it tells with `known` which themes there are.
    """

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, default=kwargs.pop("default", ()), **kwargs)
        self.typed: list[TypedEffect] = []
        self.known: frozenset[int] = frozenset()

    def process(self, formdata: Any, data: Any = ..., extra_filters: Any = None) -> None:  # noqa: ARG002  (WTForms' own)
        """Take what is kept, or what was sent."""
        self.process_errors = []
        kept: Sequence[EffectFacts] | None = self.default if data is ... else data
        self.data = self.object_data = tuple(kept or ())
        self.typed = [
            TypedEffect(
                str(each.theme_id),
                each.direction.value,
                each.certainty.value,
                each.since.isoformat() if each.since else "",
                each.source,
            )
            for each in self.data
        ]
        if formdata:
            columns = [formdata.getlist(f"{self.name}-{part}") for part in PARTS]
            self.typed = [TypedEffect(*row) for row in zip(*columns, strict=False) if row[0]][: MOST_EFFECTS + 1]
            self.data = ()

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002  (WTForms' own)
        """Read what was typed; what cannot be read is told beside the rows."""
        try:
            self.data = tuple(self._read(each) for each in self.typed)
        except BadInput as error:
            raise ValidationError(error_message(error)) from error
        if len(self.data) > MOST_EFFECTS:
            raise ValidationError(gettext("Noem hooguit acht effecten."))
        if len({each.theme_id for each in self.data}) < len(self.data):
            raise ValidationError(error_message(BadInput("effect_twice")))

    @property
    def rows(self) -> list[TypedEffect]:
        """The rows to show, with empty ones at the end."""
        return [*self.typed, *[TypedEffect()] * max(1, min(FREE_ROWS, MOST_EFFECTS - len(self.typed)))]

    def _read(self, typed: TypedEffect) -> EffectFacts:
        if not typed.theme.isdecimal() or int(typed.theme) not in self.known:
            raise BadInput("theme_unknown")
        source = one_line(typed.source) or ""
        if len(source) > SOURCE_LENGTH:
            raise BadInput("effect_source_long")
        try:
            direction, certainty = EffectDirection(typed.direction), EffectCertainty(typed.certainty)
        except ValueError as error:
            raise BadInput("effect_unreadable") from error
        since = parse_date(typed.since, today=FIRST_DAY) if typed.since.strip() else None
        return EffectFacts(int(typed.theme), direction, certainty, since, source)
