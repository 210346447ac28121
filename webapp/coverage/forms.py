"""The forms with which presence and the target are kept."""

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, StopValidation

from webapp.coverage.rules.keeping import NOTE_LENGTH, REASON_LENGTH
from webapp.coverage.rules.presence import STAGES, Target
from webapp.errors import BadInput, DomainError
from webapp.i18n import error_message, evidence_name, long_date, stage_name
from webapp.privacy.asking_again import AskingForm
from webapp.ui.fields import choice, one_newline, text_of, trimmed
from webapp.vocabulary import EvidenceKind, Stage
from webapp.written_numbers import parse_number

FIELD_OF = {
    "evidence_in_future": "observed_on",
    "stage_in_future": "on",
    "stage_before_current": "on",
    "stage_needs_evidence": "stage",
    "stage_unchanged": "stage",
    "target_years": "target_year",
    "target_needs_reason": "reason",
}
"""Beside which field a refusal is told; the first one for others."""


def _at_most(longest: int) -> Callable[[FlaskForm, Field], None]:
    def check(_form: FlaskForm, field: Field) -> None:
        if len(text_of(field)) > longest:
            raise StopValidation(gettext("Houd dit korter: hooguit %(num)s tekens.", num=longest))

    return check


def _text(label: str, longest: int, *, missing: str | None = None) -> TextAreaField:
    needed = [DataRequired(missing)] if missing else []
    return TextAreaField(label, filters=[one_newline, trimmed], validators=[*needed, _at_most(longest)])


def _year(label: str) -> IntegerField:
    return IntegerField(label, validators=[InputRequired(lazy_gettext("Vul een jaar in, zoals 2030."))])


def _given(field: DateField) -> date:
    """The day in a field that was found to hold one."""
    if field.data is None:
        raise BadInput("date_invalid")
    day: date = field.data
    return day


class _KeepingForm(AskingForm):
    """A form that tells beside a field why it was refused. `version` is the id of what was looked at."""

    version = HiddenField()

    @property
    def seen(self) -> int | None:
        """The id of the stage or target that was looked at; None when there was none."""
        return parse_number(self.version.raw_data[0] if self.version.raw_data else None) or None

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about."""
        name = FIELD_OF.get(error.code, "")
        field = self[name] if name in self else self[self.own_fields[0]]
        field.errors = [self.words_of(error)]

    def words_of(self, error: DomainError) -> str:
        """The sentence for a refusal, with the figures that it is about."""
        if error.code == "stage_needs_evidence":
            missing = int(str(error.detail["missing"]))
            return str(
                ngettext(
                    "Voor deze fase ontbreekt nog %(num)s soort bewijs op die dag. Noteer eerst een teken van leven.",
                    "Voor deze fase ontbreken nog %(num)s soorten bewijs op die dag. Noteer eerst tekens van leven.",
                    missing,
                )
            )
        if error.code == "stage_before_current":
            since = error.detail["current_since"]
            assert isinstance(since, date)  # noqa: S101  (as `check_stage_change` raises it)
            return str(gettext("Kies een dag na %(day)s: toen begon de fase van nu.", day=long_date(since)))
        return error_message(error)


class SignForm(_KeepingForm):
    """A sign of life."""

    watched: ClassVar[tuple[str, ...]] = ("note",)

    kind = RadioField(
        lazy_gettext("Wat is er gezien?"), validators=[DataRequired(lazy_gettext("Kies wat er gezien is."))]
    )
    observed_on = DateField(lazy_gettext("Op welke dag?"), validators=[InputRequired(lazy_gettext("Vul een dag in."))])
    note = _text(lazy_gettext("Wat was er?"), NOTE_LENGTH)

    def offer(self) -> None:
        """Let choose from what there is."""
        self.kind.choices = [choice(each.value, evidence_name(each)) for each in EvidenceKind]

    @property
    def chosen_kind(self) -> EvidenceKind:
        """What was seen."""
        return EvidenceKind(self.kind.data)

    @property
    def day(self) -> date:
        """When it was seen."""
        return _given(self.observed_on)


class StageForm(_KeepingForm):
    """The stage that begins."""

    watched: ClassVar[tuple[str, ...]] = ("note",)

    stage = RadioField(lazy_gettext("Welke fase begint?"), validators=[DataRequired(lazy_gettext("Kies een fase."))])
    on = DateField(lazy_gettext("Vanaf welke dag?"), validators=[InputRequired(lazy_gettext("Vul een dag in."))])
    note = _text(lazy_gettext("Wat is er veranderd?"), NOTE_LENGTH)

    def offer(self, current: Stage | None) -> None:
        """Let choose from the stages, but for the one that runs."""
        self.stage.choices = [choice(each.value, stage_name(each)) for each in STAGES if each != current]

    @property
    def chosen_stage(self) -> Stage:
        """What begins."""
        return Stage(self.stage.data)

    @property
    def day(self) -> date:
        """When it begins."""
        return _given(self.on)


class TakeBackForm(_KeepingForm):
    """Why something that was noted is taken back."""

    watched: ClassVar[tuple[str, ...]] = ("reason",)

    reason = _text(
        lazy_gettext("Waarom klopt het niet?"), REASON_LENGTH, missing=lazy_gettext("Schrijf waarom het niet klopt.")
    )


class TargetForm(_KeepingForm):
    """A target line, and why."""

    watched: ClassVar[tuple[str, ...]] = ("reason",)

    start_year = _year(lazy_gettext("Beginjaar"))
    target_year = _year(lazy_gettext("Doeljaar"))
    reason = _text(
        lazy_gettext("Waarom dit doel?"), REASON_LENGTH, missing=lazy_gettext("Schrijf waarom het doel verandert.")
    )

    @property
    def chosen(self) -> Target:
        """The line."""
        return Target(self.start_year.data or 0, self.target_year.data or 0)

    def differences(self, kept: Target | None) -> list[tuple[str, str, str]]:
        """Its label, what is kept now, and what was filled in."""
        theirs = gettext("nog geen") if kept is None else f"{kept.start_year} – {kept.target_year}"
        return [(gettext("Doel"), str(theirs), f"{self.start_year.data} – {self.target_year.data}")]
