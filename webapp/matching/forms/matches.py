"""Forms of the life of a match: propose, answer, plan, tell how it went, close, come back to it."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from webapp.calendar.rules import parse_time
from webapp.clock import CITY_TIMEZONE
from webapp.errors import BadInput, DomainError
from webapp.i18n import error_message
from webapp.matching.actions.life import Closing, Plan
from webapp.matching.rules.life import MAX_MINUTES, MIN_MINUTES, PLACE_LENGTH, WORDS_LENGTH, Doubt
from webapp.matching.words.life import doubt_sentence, match_outcome_name
from webapp.ui.fields import choice, one_line, one_newline, text_of, trimmed
from webapp.vocabulary import MatchOutcome
from webapp.written_numbers import parse_number

TOO_LONG = lazy_gettext("Maak het korter: hooguit 500 tekens.")
NO_DAY = lazy_gettext("Kies een dag.")
USUAL_MINUTES = 60
FIELD_OF = {"task_time_past": "day", "task_too_far_away": "day", "task_minutes": "minutes"}
"""Beside which field a refusal of a plan is told."""


def _words(label: str) -> TextAreaField:
    return TextAreaField(
        label, filters=[one_newline, trimmed], validators=[Optional(), Length(max=WORDS_LENGTH, message=TOO_LONG)]
    )


def _outcomes() -> list[Any]:
    return [choice(each.value, match_outcome_name(each)) for each in MatchOutcome]


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Yes or no, by the button that was pressed; with a no one may say why."""

    answer = HiddenField(name="antwoord")
    reason = _words(lazy_gettext("Wil je zeggen waarom niet? Dat hoeft niet."))

    @property
    def says(self) -> bool | None:
        """What was answered; None for something else."""
        return {"ja": True, "nee": False}.get(text_of(self.answer))

    def validate_answer(self, _field: Field) -> None:
        """Only yes and no are answers."""
        if self.says is None:
            raise ValidationError(gettext("Kies ja of nee."))


class TellForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """How it went, and some words if one likes."""

    outcome = RadioField(
        lazy_gettext("Hoe ging het?"), validators=[InputRequired(lazy_gettext("Kies wat het beste past."))]
    )
    words = _words(lazy_gettext("Wil je er iets bij vertellen? Dat hoeft niet."))

    def offer(self) -> "TellForm":
        """Give the outcomes to choose from."""
        self.outcome.choices = _outcomes()
        return self


class PlanForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """When the task is, how long it takes, and where."""

    version = HiddenField()
    day = DateField(lazy_gettext("Dag"), validators=[InputRequired(NO_DAY)])
    starts_at = StringField(
        lazy_gettext("Begintijd"),
        filters=[trimmed],
        validators=[InputRequired(lazy_gettext("Vul in hoe laat het begint, bijvoorbeeld 14.30."))],
    )
    minutes = IntegerField(
        lazy_gettext("Hoeveel minuten?"),
        default=USUAL_MINUTES,
        validators=[
            InputRequired(lazy_gettext("Vul in hoe lang het duurt.")),
            NumberRange(MIN_MINUTES, MAX_MINUTES, lazy_gettext("Kies 5 tot 1440 minuten.")),
        ],
    )
    place = StringField(
        lazy_gettext("Waar?"),
        filters=[one_line],
        validators=[Length(max=PLACE_LENGTH, message=lazy_gettext("Maak het korter: hooguit 200 tekens."))],
    )

    anyway = BooleanField(lazy_gettext("Zet deze tijd toch: ik heb het met allebei afgesproken"))

    def doubt(self, doubts: Sequence[Doubt]) -> bool:
        """Tell what speaks against the time, unless the coordinator wants it all the same; gives whether it did."""
        if not doubts or self.anyway.data:
            return False
        self.anyway.errors = [doubt_sentence(each) for each in doubts]
        return True

    def validate_starts_at(self, field: Field) -> None:
        """A time of day, as 14:30 or 14.30."""
        try:
            parse_time(text_of(field))
        except BadInput as error:
            raise ValidationError(error_message(error)) from error

    def to_plan(self) -> Plan:
        """What was filled in, by the clock in Groningen."""
        at = parse_time(text_of(self.starts_at)) or time()
        assert isinstance(self.day.data, date)  # noqa: S101  (narrows: the field is required)
        return Plan(
            task_at=datetime.combine(self.day.data, at, CITY_TIMEZONE),
            minutes=self.minutes.data or USUAL_MINUTES,
            place=text_of(self.place),
        )

    @property
    def version_seen(self) -> int:
        """The version of the match that the form was made of."""
        return parse_number(self.version.data) or 0

    def refuse(self, error: DomainError) -> bool:
        """Tell a refusal beside its field; False when it belongs to none."""
        name = FIELD_OF.get(error.code)
        if name is None:
            return False
        self[name].errors = [error_message(error)]
        return True


class _LaterForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form with a day to come back to a match on."""

    follow_up_on = DateField(lazy_gettext("Wanneer vraag je nog eens hoe het gaat?"), validators=[Optional()])

    def refuse_past(self, *, today: date) -> bool:
        """Tell beside the field that its day is over; False when it is not."""
        day = self.follow_up_on.data
        if day is None or day >= today:
            return False
        self.follow_up_on.errors = [error_message(DomainError("follow_up_past"))]
        return True


class CloseForm(_LaterForm):
    """How it went, as the coordinator heard it, and when to come back to it."""

    helper = RadioField(lazy_gettext("Hoe ging het volgens wie hielp?"), validators=[Optional()])
    asker = RadioField(lazy_gettext("Hoe ging het volgens wie vroeg?"), validators=[Optional()])

    def offer(self, *, helper_told: bool, asker_told: bool) -> "CloseForm":
        """Give the outcomes to choose from, for the sides that did not tell themselves."""
        for name, told in (("helper", helper_told), ("asker", asker_told)):
            if told:
                del self[name]
            else:
                self[name].choices = [*_outcomes(), choice("", gettext("Weet ik niet"))]
        return self

    def to_closing(self) -> Closing:
        """What was filled in."""
        helper, asker = (text_of(self[name]) if name in self else "" for name in ("helper", "asker"))
        return Closing(
            helper=MatchOutcome(helper) if helper else None,
            asker=MatchOutcome(asker) if asker else None,
            follow_up_on=self.follow_up_on.data,
        )


class FollowUpForm(_LaterForm):
    """Another day to come back to a match; left empty, it was done."""
