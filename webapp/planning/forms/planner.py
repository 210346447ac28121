"""The form of what a plan is asked for; it is sent by address, so that what it gives can be shared."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from webapp.planning.rules.criteria import LEAST_WEIGHT, MOST_WEIGHT, Criterion
from webapp.planning.rules.plan import LEAST_HORIZON, LEAST_PACE, MOST_HORIZON, MOST_PACE, MOST_WISHES
from webapp.planning.rules.settings import (
    METHOD_NAMES,
    WEIGHT_NAMES,
    WISH,
    WISH_NAMES,
    Settings,
    WrittenWish,
    parse_wish,
    parse_wishes,
)
from webapp.planning.words.criteria import criterion_name
from webapp.planning.words.plan import method_words
from webapp.ui.fields import choice
from webapp.vocabulary import PlanMethod, WishKind

FIRST_YEAR, LAST_YEAR = 2020, 2199
SHOWN_LENGTH = 60

Named = Iterable[tuple[str, str]]
"""Neighbourhoods to choose from: slug and name."""


def _whole(label: str, low: int, high: int) -> IntegerField:
    message = lazy_gettext("Kies een heel getal van %(low)s tot en met %(high)s.", low=low, high=high)
    return IntegerField(
        label,
        validators=[InputRequired(message), NumberRange(low, high, message)],
        render_kw={"min": low, "max": high, "inputmode": "numeric"},
    )


def _weight() -> IntegerField:
    return _whole(lazy_gettext("Gewicht"), LEAST_WEIGHT, MOST_WEIGHT)


class PlannerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Weights, pace, horizon, method, the wishes that stand and one more. What is not asked has its default."""

    class Meta:
        """It changes nothing, so that nothing can be forged with it."""

        csrf = False

    nood = _weight()
    signalen = _weight()
    assets = _weight()
    dragers = _weight()
    netwerk = _weight()
    bruggen = _weight()
    uitnodiging = _weight()
    kerk = _weight()
    tempo = _whole(lazy_gettext("Starts per jaar die het team aankan"), LEAST_PACE, MOST_PACE)
    jaren = _whole(lazy_gettext("Aantal jaren vooruit"), LEAST_HORIZON, MOST_HORIZON)
    volgens = RadioField(lazy_gettext("Het plan volgt"))
    nieuw = SelectField(lazy_gettext("Nieuwe wens"), default="")
    wijk = SelectField(lazy_gettext("Wijk"), default="")
    andere = SelectField(lazy_gettext("De andere wijk"), default="")
    jaar = IntegerField(
        lazy_gettext("Jaar"),
        validators=[Optional(), NumberRange(FIRST_YEAR, LAST_YEAR, lazy_gettext("Schrijf een jaar, zoals 2028."))],
        render_kw={"min": FIRST_YEAR, "max": LAST_YEAR, "inputmode": "numeric"},
    )

    def __init__(self, asked: MultiDict[str, str], places: Named) -> None:
        sent = MultiDict([(name, value) for name, each in Settings().query().items() for value in _listed(each)])
        for name in asked:
            sent.setlist(name, asked.getlist(name))
        super().__init__(sent)
        self.written = asked.getlist(WISH)
        for criterion, name in WEIGHT_NAMES.items():
            self[name].label.text = criterion_name(criterion)
        named = [choice("", gettext("Kies een wijk")), *(choice(slug, name) for slug, name in places)]
        self.volgens.choices = [choice(name, method_words(each)) for each, name in METHOD_NAMES.items()]
        self.nieuw.choices = [
            choice("", gettext("Geen")),
            choice(WISH_NAMES[WishKind.BEFORE], gettext("een wijk eerder dan een andere")),
            choice(WISH_NAMES[WishKind.NOT_BEFORE], gettext("een wijk niet voor een jaar")),
            choice(WISH_NAMES[WishKind.IN_YEAR], gettext("een wijk in een jaar")),
        ]
        self.wijk.choices = self.andere.choices = named

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all of it can be planned; every problem stands beside its field."""
        fields = super().validate(extra_validators)
        return all([fields, self._weighs(), self._new_is_whole(), self._wishes_are_read()])

    @property
    def weights(self) -> list[Any]:
        """The fields of the weights, in the order of the criteria."""
        return [self[WEIGHT_NAMES[each]] for each in Criterion]

    def to_settings(self) -> Settings:
        """What is asked for, the new wish behind the others."""
        method = next(each for each, name in METHOD_NAMES.items() if name == self.volgens.data)
        wishes = [*parse_wishes(self.written), *self._new_wish()]
        return Settings(
            weights={each: int(self[name].data) for each, name in WEIGHT_NAMES.items()},
            pace=self.tempo.data or 0,
            horizon=self.jaren.data or 0,
            method=PlanMethod(method),
            wishes=tuple(dict.fromkeys(wishes))[:MOST_WISHES],
        )

    def standing(self) -> tuple[WrittenWish, ...]:
        """The wishes that stand in the address."""
        return parse_wishes(self.written)

    def forget_new_wish(self) -> None:
        """Empty the fields of a wish that is among the others by now."""
        self.nieuw.data, self.wijk.data, self.andere.data, self.jaar.data = "", "", "", None
        self.jaar.raw_data = None

    def _new_wish(self) -> list[WrittenWish]:
        kind = next((each for each, name in WISH_NAMES.items() if name == self.nieuw.data), None)
        if kind is None:
            return []
        if kind == WishKind.BEFORE:
            return [WrittenWish(kind, self.wijk.data, other=self.andere.data)]
        return [WrittenWish(kind, self.wijk.data, year=self.jaar.data)]

    def _weighs(self) -> bool:
        first = self.weights[0]
        if any(each.errors or each.data for each in self.weights):
            return True
        first.errors = [gettext("Geef ten minste één ding een gewicht boven 0. Anders is elke wijk gelijk.")]
        return False

    def _new_is_whole(self) -> bool:
        if not self.nieuw.data or self.nieuw.errors:
            return True
        if not self.wijk.data:
            self.wijk.errors = [gettext("Kies om welke wijk het gaat.")]
        if self.nieuw.data == WISH_NAMES[WishKind.BEFORE]:
            if not self.andere.data or self.andere.data == self.wijk.data:
                self.andere.errors = [gettext("Kies een andere wijk, die later mag komen.")]
        elif self.jaar.data is None and not self.jaar.errors:
            self.jaar.errors = [gettext("Schrijf een jaar, zoals 2028.")]
        if len(self.standing()) >= MOST_WISHES:
            self.nieuw.errors = [gettext("Hooguit %(most)s wensen. Haal er eerst een weg.", most=MOST_WISHES)]
        return not (self.wijk.errors or self.andere.errors or self.jaar.errors or self.nieuw.errors)

    def _wishes_are_read(self) -> bool:
        wrong = next((text for text in self.written if parse_wish(text) is None), None)
        if wrong is None:
            return True
        told = gettext("Deze wens kunnen we niet lezen, en is weg: %(wish)s.", wish=wrong[:SHOWN_LENGTH])
        self.nieuw.errors = [*self.nieuw.errors, told]
        return False


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
