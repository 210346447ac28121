"""Forms about talents: one's own, terms, scouting, stages and steps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from webapp.calendar.week_field import WeekTimesField
from webapp.errors import BadInput, DomainError
from webapp.i18n import error_message
from webapp.privacy.asking_again import AskingForm
from webapp.talents import rules
from webapp.talents.actions import TalentFacts
from webapp.talents.rules import LanguageCode, Paper, Terms
from webapp.talents.words import (
    language_name,
    level_name,
    reach_choice,
    requirement_name,
    step_name,
    talent_stage_name,
)
from webapp.themes.queries import ThemeName
from webapp.ui.fields import choice, name_field, one_line, one_newline, phone_field, text_of, trimmed
from webapp.vocabulary import DevelopmentStep, Requirement, TalentLevel, TalentStage, TravelReach
from webapp.written_numbers import parse_number

NO_DAY = lazy_gettext("Kies een dag, als 31-12-2026.")
FIELD_OF = {
    "talent_twice": "what",
    "theme_unknown": "theme",
    "talent_in_use": "what",
    "reach_needed": "reach_metres",
    "reach_invalid": "reach_metres",
    "reach_too_near": "reach_metres",
    "reach_too_far": "reach_metres",
    "reach_and_beyond": "goes_beyond",
    "capacity_invalid": "a_month",
    "capacity_below_zero": "a_month",
    "capacity_too_large": "a_month",
    "language_unknown": "languages",
    "languages_too_many": "languages",
    "pause_over": "paused_until",
    "pause_too_long": "paused_until",
    "address_without_place": "is_near",
    "requirement_expired": "valid_until",
    "requirement_own": "kind",
    "requirement_too_long": "valid_until",
    "stage_same": "stage",
    "stage_in_future": "on_day",
    "stage_before_last": "on_day",
    "step_over": "due_on",
    "step_too_far": "due_on",
    "step_done_later": "done_on",
    "step_done_before": "done_on",
}
"""Beside which field a refusal is told."""


def _what_field(label: str) -> StringField:
    return StringField(
        label,
        filters=[one_line],
        validators=[
            DataRequired(lazy_gettext("Schrijf in een paar woorden wat het is.")),
            Length(max=rules.WHAT_LENGTH, message=lazy_gettext("Maak het korter: hooguit 120 tekens.")),
        ],
    )


def _theme_field(label: str) -> RadioField:
    return RadioField(label, validators=[InputRequired(lazy_gettext("Kies waar het bij hoort."))], validate_choice=True)


def _day(label: str, *, needed: bool) -> DateField:
    return DateField(label, validators=[InputRequired(NO_DAY) if needed else Optional()])


class RefusableForm(AskingForm):
    """A form that can tell beside a field why something refused what was sent, and asks about what it `watched`."""

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about; beside the first when it is about none."""
        name = FIELD_OF.get(error.code, "")
        field = self[name if name in self else self.own_fields[0]]
        field.errors = [error_message(error)]

    def checked(self, rule: Callable[[], object]) -> bool:
        """Whether a rule lets pass what was filled in; if not, that is told beside its field."""
        try:
            rule()
        except BadInput as error:
            self.refuse(error)
            return False
        return True


class TalentForm(RefusableForm):
    """Something that somebody can do: what, under which theme, how well. `version` tells what was looked at."""

    watched = ("what",)
    what = _what_field(lazy_gettext("Wat kun je, of wat doe je graag?"))
    theme = _theme_field(lazy_gettext("Waar hoort het bij?"))
    level = RadioField(
        lazy_gettext("Hoe goed kun je het?"), validators=[InputRequired(lazy_gettext("Kies hoe goed je het kunt."))]
    )
    wants_to_learn = BooleanField(lazy_gettext("Ik wil hier graag meer in leren"))
    is_offered = BooleanField(lazy_gettext("Je mag me hiervoor vragen"))
    version = HiddenField()

    def offer(self, themes: Sequence[ThemeName]) -> None:
        """Fill the choices."""
        self.theme.choices = _theme_choices(themes)
        self.level.choices = [choice(level.value, level_name(level, own=True)) for level in TalentLevel]

    @property
    def version_seen(self) -> int:
        """The version of the record that was looked at; 0, which none is, when the form does not tell."""
        return parse_number(self.version.raw_data[0] if self.version.raw_data else None) or 0

    def to_facts(self) -> TalentFacts:
        """What was filled in."""
        return TalentFacts(
            theme_id=int(self.theme.data),
            what=text_of(self.what),
            level=TalentLevel(self.level.data),
            wants_to_learn=bool(self.wants_to_learn.data),
            is_offered=bool(self.is_offered.data),
        )

    def differences(self, kept: TalentFacts) -> list[tuple[str, str, str]]:
        """Per field in which they differ: its label, what is kept now, and what was filled in."""
        yes, no = gettext("ja"), gettext("nee")
        names = {str(value): str(label) for value, label, *_ in self.theme.iter_choices()}
        now = [
            (self.what, kept.what, text_of(self.what)),
            (self.theme, names.get(str(kept.theme_id), "?"), names.get(str(self.theme.data), "?")),
            (self.level, level_name(kept.level, own=True), level_name(TalentLevel(self.level.data), own=True)),
            (self.wants_to_learn, yes if kept.wants_to_learn else no, yes if self.wants_to_learn.data else no),
            (self.is_offered, yes if kept.is_offered else no, yes if self.is_offered.data else no),
        ]
        return [(str(field.label.text), theirs, own) for field, theirs, own in now if theirs != own]


class TermsForm(RefusableForm):
    """When, how far, in which languages and how often somebody helps; also their papers."""

    weekly = WeekTimesField(lazy_gettext("Wanneer kun je?"))
    a_month = StringField(
        lazy_gettext("Hoe vaak wil je hooguit gevraagd worden, per maand?"),
        filters=[trimmed],
        validators=[DataRequired(lazy_gettext("Vul in hoe vaak, bijvoorbeeld 2. Kies 0 voor nooit."))],
    )
    reach = RadioField(
        lazy_gettext("Hoe ver wil je gaan?"), validators=[InputRequired(lazy_gettext("Kies hoe ver je wilt gaan."))]
    )
    reach_metres = StringField(lazy_gettext("Afstand"), filters=[trimmed], validators=[Length(max=20)])
    goes_beyond = BooleanField(lazy_gettext("Ik wil ook in een andere wijk helpen"))
    languages = SelectMultipleField(lazy_gettext("Welke talen spreek je?"), validate_choice=False)
    paused_until = _day(lazy_gettext("Pauze: vraag me niet tot"), needed=False)
    is_near = BooleanField(lazy_gettext("Vind me bij mijn adres, ongeveer"))
    version = HiddenField()
    terms: Terms

    def offer(self) -> None:
        """Fill the choices."""
        self.reach.choices = [choice(reach.value, reach_choice(reach)) for reach in TravelReach]
        self.languages.choices = [choice(code.value, language_name(code)) for code in LanguageCode]

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Whether the terms can be kept; everything that is wrong is told at once, each beside its field."""
        good = [super().validate(extra_validators)]
        # all of them, also after one that is wrong
        good += [self._check_a_month(), self._check_metres(), self._check_pause(), self._check_papers()]
        return all(good) and self.checked(self._read)

    @property
    def version_seen(self) -> int | None:
        """The version of the record that was looked at; None when there was none."""
        return parse_number(self.version.raw_data[0] if self.version.raw_data else None)

    @property
    def paper_fields(self) -> Iterator[tuple[Requirement, Field, Field]]:
        """Per paper: its kind, the box that somebody has it, and the field for its last day."""
        for kind in Requirement:
            yield kind, self[f"paper_{kind.value}"], self[f"until_{kind.value}"]

    @property
    def papers(self) -> dict[Requirement, date | None]:
        """Which papers somebody says to have, and until when.

        Who fills in a last day has the paper, ticked or not; who takes the tick from a kept one has it no more.
        """
        return {
            kind: until.data
            for kind, has, until in self.paper_fields
            if has.data or (until.data is not None and kind not in self.kept_papers)
        }

    def _check_a_month(self) -> bool:
        return bool(self.a_month.errors) or self.checked(lambda: rules.parse_a_month(text_of(self.a_month)))

    def _check_metres(self) -> bool:
        if self.reach.data != TravelReach.METRES:
            return True
        if not text_of(self.reach_metres):
            self.refuse(BadInput("reach_needed"))
            return False
        return bool(self.reach_metres.errors) or self.checked(lambda: rules.parse_metres(text_of(self.reach_metres)))

    def _check_pause(self) -> bool:
        return self.checked(lambda: rules.check_pause(self.paused_until.data, today=self.today))

    def _check_papers(self) -> bool:
        good = True
        for kind, valid_until in self.papers.items():
            field = self[f"until_{kind.value}"]
            if field.errors or self.kept_papers.get(kind) == valid_until:
                continue
            try:
                rules.check_paper(valid_until, today=self.today)
            except BadInput as error:
                field.errors, good = [error_message(error)], False
        return good

    def _read(self) -> None:
        """Make the terms of what was filled in; raises `BadInput`."""
        reach = TravelReach(self.reach.data)
        self.terms = Terms(
            reach=reach,
            reach_metres=rules.parse_metres(text_of(self.reach_metres)) if reach == TravelReach.METRES else None,
            goes_beyond=bool(self.goes_beyond.data),
            weekly=self.weekly.data,
            languages=tuple(self.languages.data or ()),
            a_month=rules.parse_a_month(text_of(self.a_month)),
            paused_until=self.paused_until.data,
        )

    def look_from(self, today: date, papers: Sequence[Paper]) -> None:
        """Know what day it is, and what papers are kept: one that has lapsed since may stand."""
        self.today = today
        self.kept_papers = {paper.kind: paper.valid_until for paper in papers}


for _kind in Requirement:
    setattr(TermsForm, f"paper_{_kind.value}", BooleanField())
    setattr(TermsForm, f"until_{_kind.value}", DateField(lazy_gettext("Geldig tot en met"), validators=[Optional()]))


class ScoutForm(RefusableForm):
    """Who can do what, at the door; `person` is somebody who is known already, or `nieuw`."""

    watched = ("name", "what")
    name = name_field(
        lazy_gettext("Hoe heet deze buur?"),
        missing=lazy_gettext("Vul de naam van deze buur in."),
        too_long=lazy_gettext("Houd de naam korter dan 80 tekens."),
    )
    phone = phone_field(lazy_gettext("Telefoonnummer, als deze buur dat wil geven"))
    theme = _theme_field(lazy_gettext("Waar hoort het bij?"))
    what = _what_field(lazy_gettext("Wat kan deze buur, of doet die graag?"))
    agreed = BooleanField(
        lazy_gettext("Ja, dat zei deze buur zelf"),
        validators=[DataRequired(lazy_gettext("Zonder ja bewaren we niets. Vraag het, en vink het aan."))],
    )
    person = RadioField(lazy_gettext("Ken je deze buur al?"), validators=[Optional()], validate_choice=False)

    def offer(self, themes: Sequence[ThemeName]) -> None:
        """Fill the themes to choose from."""
        self.theme.choices = _theme_choices(themes)
        self.person.choices = []

    def ask_who(self, namesakes: Sequence[tuple[int, str]]) -> None:
        """Let choose whom it is about, of people with a name like this one."""
        self.person.choices = [
            *(choice(str(person_id), name) for person_id, name in namesakes),
            choice("nieuw", gettext("Nee, dit is iemand anders")),
        ]

    @property
    def known_person(self) -> int | None:
        """The known person that was chosen; None for a new one, and while nobody was chosen."""
        return parse_number(self.person.data)

    def to_facts(self) -> TalentFacts:
        """What was filled in; how well somebody can do it is for a second talk."""
        return TalentFacts(
            theme_id=int(self.theme.data),
            what=text_of(self.what),
            level=TalentLevel.ABLE,
            wants_to_learn=False,
            is_offered=True,
        )


class StageForm(RefusableForm):
    """To which stage a talent came, and on what day."""

    stage = SelectField(lazy_gettext("Fase"), validators=[InputRequired(lazy_gettext("Kies een fase."))])
    on_day = _day(lazy_gettext("Sinds"), needed=True)

    def offer(self) -> None:
        """Fill the choices."""
        self.stage.choices = [choice(stage.value, talent_stage_name(stage)) for stage in TalentStage]


class StepForm(RefusableForm):
    """A step that helps a talent on, and when to ask after it."""

    watched = ("words",)
    kind = SelectField(lazy_gettext("Soort stap"), validators=[InputRequired(lazy_gettext("Kies wat het is."))])
    words = StringField(
        lazy_gettext("Wat spraken jullie af?"),
        filters=[one_line],
        validators=[
            DataRequired(lazy_gettext("Schrijf kort wat jullie afspraken.")),
            Length(max=rules.STEP_LENGTH, message=lazy_gettext("Maak het korter: hooguit 200 tekens.")),
        ],
    )
    due_on = _day(lazy_gettext("Wanneer vraag je hoe het gaat?"), needed=True)

    def offer(self) -> None:
        """Fill the choices."""
        self.kind.choices = [
            choice("", gettext("Kies een soort")),
            *(choice(kind.value, step_name(kind)) for kind in DevelopmentStep),
        ]


class DoneForm(RefusableForm):
    """When a step was done, and what came of it."""

    watched = ("outcome",)
    done_on = _day(lazy_gettext("Afgerond op"), needed=True)
    outcome = TextAreaField(
        lazy_gettext("Wat kwam eruit?"),
        filters=[one_newline, trimmed],
        validators=[
            DataRequired(lazy_gettext("Schrijf kort hoe het ging.")),
            Length(max=rules.OUTCOME_LENGTH, message=lazy_gettext("Maak het korter: hooguit 500 tekens.")),
        ],
    )


class SeenForm(RefusableForm):
    """That a coordinator saw a paper, and until when it works."""

    kind = SelectField(lazy_gettext("Welk bewijs zag je?"), validators=[InputRequired(lazy_gettext("Kies welk."))])
    valid_until = _day(lazy_gettext("Geldig tot en met"), needed=False)

    def offer(self) -> None:
        """Fill the choices."""
        self.kind.choices = [choice(kind.value, requirement_name(kind)) for kind in Requirement]


def _theme_choices(themes: Sequence[ThemeName]) -> list[Any]:
    return [choice(str(theme.id), theme.name) for theme in themes]
