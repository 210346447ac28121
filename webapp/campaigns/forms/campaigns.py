"""The forms of a campaign and of a line."""

from dataclasses import asdict
from datetime import date

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from webapp.campaigns.rules import campaigns as rules
from webapp.campaigns.rules.board import Line
from webapp.campaigns.rules.campaigns import CampaignFacts, LineFacts
from webapp.campaigns.words.campaigns import campaign_kind_name
from webapp.errors import DomainError
from webapp.i18n import error_message, long_date
from webapp.ui.fields import choice, one_line, one_newline, text_of, trimmed
from webapp.vocabulary import CampaignLineKind
from webapp.written_numbers import parse_number

NO_DAY = lazy_gettext("Kies een dag, of schrijf hem als 2026-12-01.")
FIELD_OF = {
    "campaign_name_taken": "name",
    "campaign_line_name_taken": "name",
    "campaign_lines_full": "name",
    "campaign_is_closed": "name",
    "campaign_line_end": "ends_on",
    "campaign_period_far": "starts_on",
}
"""Beside which field a refusal is told; the last day for the rest."""


class VersionedForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What both forms share: the version that was looked at, and telling a refusal beside its field."""

    version = HiddenField()

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about."""
        self[FIELD_OF.get(error.code, "ends_on")].errors = [error_message(error)]

    @property
    def version_seen(self) -> int:
        """The version that was looked at; 0, which none is, when the form does not tell."""
        return parse_number(self.version.raw_data[0] if self.version.raw_data else None) or 0


def _line(label: str, longest: int, *, missing: str | None = None) -> StringField:
    too_long = lazy_gettext("Houd dit korter: hooguit %(most)s tekens.", most=longest)
    needed = [DataRequired(missing)] if missing else []
    return StringField(label, filters=[one_line], validators=[*needed, Length(max=longest, message=too_long)])


def _text(label: str, longest: int) -> TextAreaField:
    too_long = lazy_gettext("Houd dit korter: hooguit %(most)s tekens.", most=longest)
    return TextAreaField(label, filters=[one_newline, trimmed], validators=[Length(max=longest, message=too_long)])


def _chosen(_form: FlaskForm, field: Field) -> None:
    """Refuse nothing and what is no day, in one sentence."""
    if field.data is None:
        field.errors = []
        raise StopValidation(str(NO_DAY))


def _day(label: str) -> DateField:
    return DateField(label, validators=[_chosen])


def _day_of(field: DateField) -> date:
    """The day that was chosen, in a form that was found right."""
    return field.data or date.min


class CampaignForm(VersionedForm):
    """What everyone reads about a campaign, and when it is."""

    name = _line(lazy_gettext("Hoe heet de actie?"), rules.NAME_LENGTH, missing=lazy_gettext("Vul de naam in."))
    summary = _line(lazy_gettext("De actie in één zin"), rules.SUMMARY_LENGTH)
    starts_on = _day(lazy_gettext("Eerste dag"))
    ends_on = _day(lazy_gettext("Laatste dag"))
    story = _text(lazy_gettext("Waarom deze actie, en hoe gaat het?"), rules.STORY_LENGTH)
    how_to_help = _text(lazy_gettext("Hoe kan iemand helpen?"), rules.HELP_LENGTH)
    outcome = _text(lazy_gettext("Wat kwam ervan?"), rules.OUTCOME_LENGTH)
    is_public = BooleanField(lazy_gettext("Iedereen mag deze actie zien"))

    def to_facts(self) -> CampaignFacts:
        """What was filled in."""
        return CampaignFacts(
            name=text_of(self.name),
            summary=text_of(self.summary),
            starts_on=_day_of(self.starts_on),
            ends_on=_day_of(self.ends_on),
            story=text_of(self.story),
            how_to_help=text_of(self.how_to_help),
            outcome=text_of(self.outcome),
            is_public=bool(self.is_public.data),
        )

    def differences(self, kept: CampaignFacts) -> list[tuple[str, str, str]]:
        """Where what was typed is not what is kept: the label, what is kept, what was typed."""
        now = kept_campaign(kept, 0)
        return [
            (str(self[name].label.text), _said(now[name]), _said(self[name].data))
            for name in ("name", "summary", "starts_on", "ends_on", "story", "how_to_help", "outcome")
            if self[name].data != now[name]
        ]


class LineForm(VersionedForm):
    """What a line brings, how it is counted, and when it ends."""

    kind = RadioField(
        lazy_gettext("Wat is het?"),
        validators=[InputRequired(lazy_gettext("Kies wat het is."))],
        validate_choice=False,
    )
    name = _line(lazy_gettext("Hoe heet dit onderdeel?"), rules.NAME_LENGTH, missing=lazy_gettext("Vul de naam in."))
    unit = _line(
        lazy_gettext("Wat tel je?"),
        rules.UNIT_LENGTH,
        missing=lazy_gettext("Vul in wat je telt, zoals pakketten of uren."),
    )
    ends_on = _day(lazy_gettext("Laatste dag"))

    def offer(self) -> None:
        """Fill the choices."""
        self.kind.choices = [choice(each.value, campaign_kind_name(each)) for each in CampaignLineKind]

    def validate_kind(self, field: RadioField) -> None:
        """Refuse what is none of the four."""
        if field.data not in {each.value for each in CampaignLineKind}:
            raise ValidationError(gettext("Kies wat het is."))

    def to_facts(self) -> LineFacts:
        """What was filled in."""
        return LineFacts(
            kind=CampaignLineKind(self.kind.data),
            name=text_of(self.name),
            unit=text_of(self.unit),
            ends_on=_day_of(self.ends_on),
        )


def kept_campaign(facts: CampaignFacts, version: int) -> dict[str, object]:
    """A campaign as it stands in its form."""
    return {**asdict(facts), "version": str(version)}


def _said(value: object) -> str:
    return long_date(value) if isinstance(value, date) else str(value or "")


def kept_line(line: Line, version: int) -> dict[str, object]:
    """A line as it stands in its form."""
    return {
        "kind": line.kind.value,
        "name": line.name,
        "unit": line.unit,
        "ends_on": line.ends_on,
        "version": str(version),
    }
