"""Forms of ranking: the weights of the city, what a neighbourhood keeps for itself, and what was chosen of a plan."""

from dataclasses import asdict
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from webapp.errors import BadInput
from webapp.i18n import error_message
from webapp.matching.rules.allocation import Chosen
from webapp.matching.rules.ranking import DEFAULT_WEIGHTS, MOST_KEPT, PARTS, Weights, bounds_of
from webapp.matching.words.ranking import weight_name
from webapp.ui.fields import choice
from webapp.written_numbers import parse_number

NUMBERS = ("rest_days", "default_reserve", "answer_days")
MOST_CHOSEN = 200
CHOSEN = "koppeling"


def _weight(name: str) -> IntegerField:
    low, high = bounds_of(name)
    message = lazy_gettext("Kies een heel getal van %(low)s tot en met %(high)s.", low=low, high=high)
    return IntegerField(
        lazy_gettext("Gewicht"),
        validators=[InputRequired(message), NumberRange(low, high, message)],
        render_kw={"min": low, "max": high, "inputmode": "numeric"},
    )


class WeightsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """How much each reason weighs, and the city's numbers."""

    theme = _weight("theme")
    level = _weight("level")
    distance = _weight("distance")
    time = _weight("time")
    language = _weight("language")
    capacity = _weight("capacity")
    rest = _weight("rest")
    rest_days = _weight("rest_days")
    default_reserve = _weight("default_reserve")
    answer_days = _weight("answer_days")

    def __init__(self, sent: MultiDict[str, str] | None, kept: Weights) -> None:
        super().__init__(sent, data=asdict(kept))
        for name in asdict(DEFAULT_WEIGHTS):
            self[name].label.text = weight_name(name)

    @property
    def parts(self) -> list[Any]:
        """The fields that are weighed against each other."""
        return [self[name] for name in PARTS]

    @property
    def numbers(self) -> list[Any]:
        """The other fields."""
        return [self[name] for name in NUMBERS]

    def refuse(self, error: BadInput) -> None:
        """Show why a decision was refused, beside the first of what is weighed."""
        self[PARTS[0]].errors = [*self[PARTS[0]].errors, error_message(error)]

    def to_weights(self) -> Weights:
        """What was filled in."""
        return Weights(**{name: int(self[name].data) for name in asdict(DEFAULT_WEIGHTS)})


class ReserveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """How many people one neighbourhood keeps for itself on one theme."""

    neighbourhood = SelectField(lazy_gettext("Wijk"), coerce=int, name="wijk")
    theme = SelectField(lazy_gettext("Thema"), coerce=int, name="thema")
    kept = IntegerField(
        lazy_gettext("Zoveel mensen houdt de wijk zelf"),
        name="houdt",
        validators=[
            Optional(),
            NumberRange(0, MOST_KEPT, lazy_gettext("Kies een heel getal van 0 tot en met 50, of laat het leeg.")),
        ],
        render_kw={"min": 0, "max": MOST_KEPT, "inputmode": "numeric"},
    )

    def offer(self, places: list[tuple[int, str]], themes: list[tuple[int, str, str]]) -> "ReserveForm":
        """Fill in what can be chosen: neighbourhoods, and themes with the name of their group."""
        self.neighbourhood.choices = [choice(str(key), name) for key, name in places]
        self.theme.choices = [choice(str(key), name, group or str(gettext("Overige"))) for key, name, group in themes]
        return self


def chosen_of(sent: MultiDict[str, str]) -> list[Chosen]:
    """What was ticked in a plan: `<key of the need>:t<talent>` or `:a<asset>`; anything else is passed over."""
    found = []
    for each in sent.getlist(CHOSEN)[:MOST_CHOSEN]:
        key, _, offer = each.rpartition(":")
        number = parse_number(offer[1:])
        if key and number is not None and offer[0] in "ta":
            is_talent = offer[0] == "t"
            found.append(Chosen(key, number if is_talent else None, None if is_talent else number))
    return found
