"""The forms of the discovery board: begin, note what happened, end."""

from collections.abc import Callable, Sequence
from datetime import date
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
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, StopValidation, ValidationError

from webapp.discovery.actions import Beginning, Happening
from webapp.discovery.queries import Event, ShortDiscovery
from webapp.discovery.rules import AIM_LENGTH, MOST_PEOPLE, OUTCOME_LENGTH, WHOSE_LENGTH, WORDS_LENGTH, check_event
from webapp.discovery.words import discovery_event_name, discovery_start_name
from webapp.errors import BadInput, DomainError
from webapp.i18n import error_message, long_date
from webapp.partners.queries import PartnerName
from webapp.privacy.free_text import Reason, names_or_causes
from webapp.ui.fields import choice, one_line, one_newline, text_of, trimmed
from webapp.vocabulary import DiscoveryEventKind, DiscoveryStart
from webapp.written_numbers import parse_number

FIELD_OF = {
    "discovery_starts_in_future": "started_on",
    "discovery_overlaps": "started_on",
    "discovery_whose": "whose",
    "partner_unknown": "partner",
    "discovery_event_in_future": "on_day",
    "discovery_event_before_start": "on_day",
    "discovery_event_after_end": "on_day",
    "discovery_ends_in_future": "ended_on",
    "discovery_ends_too_early": "ended_on",
    "discovery_outcome": "outcome",
}
"""Beside which field a refusal is told."""


def _at_most(longest: int) -> Callable[[FlaskForm, Field], None]:
    def check(_form: FlaskForm, field: Field) -> None:
        if len(text_of(field)) > longest:
            raise StopValidation(gettext("Houd dit korter: hooguit %(num)s tekens.", num=longest))

    return check


def _day(label: str) -> DateField:
    return DateField(label, validators=[InputRequired(lazy_gettext("Vul een dag in."))])


def _given(field: DateField) -> date:
    """The day in a field that was found to hold one."""
    if field.data is None:
        raise BadInput("date_invalid")
    return field.data


def _text(label: str, longest: int, *, missing: str | None = None) -> TextAreaField:
    needed = [DataRequired(missing)] if missing else []
    return TextAreaField(label, filters=[one_newline, trimmed], validators=[*needed, _at_most(longest)])


def _is_written(field: Field) -> bool:
    return isinstance(field, StringField) and not isinstance(field, HiddenField)


class _BoardForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that tells beside a field why it was refused, and what in its words seems to point to somebody."""

    sure = BooleanField(lazy_gettext("Ik heb gekeken, en laat het zo"))

    running: ShortDiscovery | None = None
    today: date | None = None

    def look_from(self, running: ShortDiscovery | None, *, today: date) -> None:
        """Know what day it is and which process there is, so that a day is told wrong in one round with the rest."""
        self.running, self.today = running, today

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about; the first field when it is about none."""
        name = FIELD_OF.get(error.code, "")
        others = (each for each in self if each.name not in ("sure", "version", "csrf_token"))
        field = self[name] if name in self else next(others)
        field.errors = [error_message(error)]

    @property
    def hints(self) -> Sequence[Reason]:
        """What in the words seems to tell of a person; nothing once the writer is sure."""
        if self.sure.data:
            return ()
        return names_or_causes("\n".join(text_of(each) for each in self if _is_written(each)))


class StartForm(_BoardForm):
    """How a process begins."""

    start = RadioField(
        lazy_gettext("Beginnen of meedoen?"),
        default=DiscoveryStart.STARTED.value,
        validators=[DataRequired(lazy_gettext("Kies of jullie beginnen of meedoen."))],
    )
    partner = SelectField(lazy_gettext("Van welke partner is het?"), validators=[Optional()])
    whose = StringField(lazy_gettext("Of van wie anders?"), filters=[one_line], validators=[_at_most(WHOSE_LENGTH)])
    started_on = _day(lazy_gettext("Sinds"))
    aim = _text(lazy_gettext("Wat willen jullie ontdekken?"), AIM_LENGTH)

    def offer(self, partners: Sequence[PartnerName]) -> None:
        """Let choose from what there is."""
        self.start.choices = [choice(each.value, discovery_start_name(each)) for each in DiscoveryStart]
        self.partner.choices = [
            choice("", gettext("Geen partner van Missie050")),
            *(choice(str(each.id), each.name) for each in partners),
        ]

    def to_beginning(self) -> Beginning:
        """What was filled in; whose it is only for one that is joined."""
        start = DiscoveryStart(self.start.data)
        joined = start == DiscoveryStart.JOINED
        return Beginning(
            start=start,
            started_on=_given(self.started_on),
            partner_id=parse_number(self.partner.data) if joined else None,
            whose=text_of(self.whose) if joined else "",
            aim=text_of(self.aim),
        )


class EventForm(_BoardForm):
    """What happened."""

    kind = RadioField(lazy_gettext("Wat was het?"), validators=[DataRequired(lazy_gettext("Kies wat het was."))])
    on_day = _day(lazy_gettext("Op welke dag?"))
    people = IntegerField(
        lazy_gettext("Met hoeveel mensen?"),
        validators=[
            Optional(),
            NumberRange(min=0, max=MOST_PEOPLE, message=lazy_gettext("Vul een getal in van 0 tot 100.000.")),
        ],
    )
    words = _text(
        lazy_gettext("Wat gebeurde er?"), WORDS_LENGTH, missing=lazy_gettext("Schrijf in een paar woorden wat er was.")
    )

    def offer(self) -> None:
        """Let choose from what there is."""
        self.kind.choices = [choice(each.value, discovery_event_name(each)) for each in DiscoveryEventKind]

    def validate_on_day(self, field: DateField) -> None:
        """Refuse a day on which nothing of this process can have happened."""
        if self.today is None or field.data is None:
            return
        try:
            check_event(
                field.data, started_on=self.running.started_on if self.running else field.data, today=self.today
            )
        except DomainError as error:
            raise ValidationError(error_message(error)) from error

    def to_happening(self) -> Happening:
        """What was filled in."""
        return Happening(
            DiscoveryEventKind(self.kind.data), _given(self.on_day), text_of(self.words), people=self.people.data
        )


class ChangeEventForm(EventForm):
    """What happened, to be put right. `version` is that of the event that was looked at."""

    version = HiddenField()

    @property
    def version_seen(self) -> int:
        """The version that was looked at; 0, which none is, when the form does not tell."""
        return parse_number(self.version.raw_data[0] if self.version.raw_data else None) or 0

    def differences(self, kept: Event) -> list[tuple[str, str, str]]:
        """Per field in which they differ: its label, what is kept now, and what was filled in."""
        own = self.to_happening()
        told = (
            (self.kind, discovery_event_name(kept.kind), discovery_event_name(own.kind)),
            (self.on_day, long_date(kept.on_day), long_date(own.on_day)),
            (self.people, _number(kept.people), _number(own.people)),
            (self.words, kept.words, own.words),
        )
        return [(str(field.label.text), theirs, mine) for field, theirs, mine in told if theirs != mine]


def kept_event(event: Event) -> dict[str, Any]:
    """An event as the data of a form."""
    return {
        "kind": event.kind.value,
        "on_day": event.on_day,
        "people": event.people,
        "words": event.words,
        "version": str(event.version),
    }


def _number(people: int | None) -> str:
    return gettext("(leeg)") if people is None else str(people)


class EndForm(_BoardForm):
    """That it ended, and what came of it."""

    ended_on = _day(lazy_gettext("Laatste dag"))
    outcome = _text(
        lazy_gettext("Wat kwam ervan?"), OUTCOME_LENGTH, missing=lazy_gettext("Schrijf wat het heeft opgeleverd.")
    )

    @property
    def last_day(self) -> date:
        """The day that was filled in."""
        return _given(self.ended_on)
