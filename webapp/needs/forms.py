"""Forms about needs: one's own, those noted for somebody, and those of a neighbourhood."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Self

from flask_babel import gettext, lazy_gettext
from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from webapp.calendar.week_field import WeekTimesField
from webapp.calendar.week_ranges import from_multirange
from webapp.calendar.week_words import week_words
from webapp.errors import BadInput, DomainError
from webapp.i18n import error_message, long_date
from webapp.models import Need
from webapp.needs import rules
from webapp.needs.actions import PublicWords
from webapp.needs.figures import Measured
from webapp.needs.queries import Known
from webapp.needs.rules import Wish
from webapp.needs.words import (
    figure_name,
    figure_value,
    months_name,
    recurrence_name,
    urgency_name,
    wanted_level_name,
)
from webapp.privacy.asking_again import AskingForm
from webapp.talents.rules import LanguageCode
from webapp.talents.words import language_name, requirement_name
from webapp.themes.queries import ThemeName
from webapp.ui.fields import choice, one_newline, text_of, trimmed
from webapp.vocabulary import EffectDirection, NeedState, NeedUrgency, Recurrence, Requirement, TalentLevel
from webapp.written_numbers import parse_number

FIELD_OF = {
    "theme_unknown": "theme",
    "theme_not_for_people": "theme",
    "need_theme_matched": "theme",
    "need_without_neighbourhood": "person",
    "person_unknown": "person",
    "need_quantity": "quantity",
    "need_starts_in_past": "starts_on",
    "need_ends_before_start": "ends_on",
    "need_days_over": "ends_on",
    "need_days_after_expiry": "months",
    "language_unknown": "language",
    "need_months": "months",
    "need_words_missing": "words",
    "need_words_long": "words",
}
"""Beside which field a refusal is told."""

_NO_THEME = lazy_gettext("Kies waarmee iemand kan helpen.")
_NO_DAY = lazy_gettext("Dit is geen dag die we kennen. Schrijf hem als 2026-12-31.")


def _refusals(rule: Callable[[], None]) -> Sequence[BadInput]:
    """What a rule refuses, when it does."""
    try:
        rule()
    except BadInput as refusal:
        return (refusal,)
    return ()


class DayField(DateField):
    """A day that may be left open, refused in words of our own."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was sent."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(str(_NO_DAY)) from error


class WishForm(AskingForm):
    """What help is asked; before words are kept that seem to tell of a person, it asks whether that is meant."""

    watched = ("words",)

    theme = RadioField(lazy_gettext("Waarmee?"), validators=[InputRequired(_NO_THEME)])
    words = TextAreaField(lazy_gettext("In je eigen woorden"), filters=[one_newline, trimmed])
    urgency = RadioField(
        lazy_gettext("Hoe snel?"),
        default=NeedUrgency.THIS_MONTH.value,
        validators=[InputRequired(lazy_gettext("Kies hoe snel."))],
    )
    recurrence = SelectField(lazy_gettext("Hoe vaak?"), default=Recurrence.ONCE.value)
    quantity = IntegerField(
        lazy_gettext("Hoeveel mensen tegelijk?"),
        default=1,
        validators=[InputRequired(lazy_gettext("Schrijf een getal, zoals 1."))],
    )
    weekly = WeekTimesField(lazy_gettext("Wanneer komt het uit?"), needed=False)
    starts_on = DayField(lazy_gettext("Vanaf"), validators=[Optional()])
    ends_on = DayField(lazy_gettext("Tot en met"), validators=[Optional()])
    language = SelectField(lazy_gettext("In welke taal?"), default="")
    level = SelectField(lazy_gettext("Hoe goed moet iemand het kunnen?"), default=TalentLevel.ABLE.value)
    requirements = SelectMultipleField(lazy_gettext("Wat moet iemand kunnen laten zien?"), default=list)
    months = SelectField(lazy_gettext("Hoe lang laten we dit staan?"), default=str(rules.USUAL_MONTHS))
    version = HiddenField()
    themes: Sequence[ThemeName] = ()
    today: date | None = None
    kept: Need | None = None
    longest_words: ClassVar[int] = rules.OWN_WORDS_LENGTH
    needs_words: ClassVar[bool] = False

    def look_from(self, today: date, *, kept: Need | None = None) -> Self:
        """Know what day it is, and which need is to be changed, so that days can be told wrong with the rest."""
        self.today, self.kept = today, kept
        return self

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Whether all that was sent can be; every rule on it is told in one round."""
        good = super().validate(extra_validators)
        return all([good, *(self._passes(rule) for rule in (self._check_people, self._check_words, self._check_days))])

    def _passes(self, rule: Callable[[], Sequence[BadInput]]) -> bool:
        found = rule()
        for problem in found:
            if not self[FIELD_OF[problem.code]].errors:
                self.refuse(problem)
        return not found

    def _check_people(self) -> Sequence[BadInput]:
        return () if self.quantity.data is None else _refusals(lambda: rules.check_quantity(self.quantity.data or 0))

    def _check_words(self) -> Sequence[BadInput]:
        words = text_of(self.words)
        return _refusals(lambda: rules.check_words(words, longest=self.longest_words, needed=self.needs_words))

    def _check_days(self) -> Sequence[BadInput]:
        if self.today is None or self.months.errors:
            return ()
        days, kept = (self.starts_on.data, self.ends_on.data), self.kept
        if kept is None:
            until = rules.expires_on(self.today, self.months_wished)
            return rules.day_problems(*days, until=until, today=self.today)
        until = rules.prolonged(kept.expires_on, asked_on=kept.created_on, months=self.months_wished, today=self.today)
        return rules.day_problems(*days, until=until, today=self.today, is_new=days[0] != kept.starts_on)

    @property
    def has_more(self) -> bool:
        """Whether something is filled in, or wrong, of what is folded away at first."""
        folded = (self.weekly, self.starts_on, self.ends_on, self.language, self.requirements)
        others = ((self.quantity, 1), (self.level, TalentLevel.ABLE.value), (self.months, self.months.default))
        return (
            any(each.data or each.errors for each in folded)
            or any(each.errors for each, _ in others)
            or any(each.data != usual for each, usual in others)
        )

    def offer(self, themes: Sequence[ThemeName]) -> None:
        """Fill the choices."""
        self.themes = themes
        self.theme.choices = [choice(str(each.id), each.name) for each in themes]
        self.urgency.choices = [choice(each.value, urgency_name(each)) for each in NeedUrgency]
        self.recurrence.choices = [choice(each.value, recurrence_name(each)) for each in Recurrence]
        self.language.choices = [
            choice("", gettext("Dat maakt niet uit")),
            *(choice(each.value, language_name(each.value)) for each in LanguageCode),
        ]
        self.level.choices = [choice(each.value, wanted_level_name(each)) for each in TalentLevel]
        self.requirements.choices = [choice(each.value, requirement_name(each)) for each in Requirement]
        self.months.choices = [choice(str(each), months_name(each)) for each in rules.MONTHS]

    @property
    def theme_groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The themes to choose from, by the name of their group."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for each in self.themes:
            groups.setdefault(each.group or each.name, []).append((str(each.id), each.name))
        return list(groups.items())

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about; the first field when it is about none."""
        name = FIELD_OF.get(error.code, "")
        field = self[name] if name in self else self.theme  # noqa: SIM401  (a form is no dict)
        field.errors = [error_message(error)]

    @property
    def months_wished(self) -> int:
        """For how many months it is to stand; 0 leaves it as it was."""
        return parse_number(self.months.data) or 0

    @property
    def version_seen(self) -> int:
        """The version of the need that was looked at; 0, which none is, when the form does not tell."""
        return parse_number(self.version.raw_data[0] if self.version.raw_data else None) or 0

    def to_wish(self) -> Wish:
        """What was filled in."""
        return Wish(
            theme_id=parse_number(self.theme.data) or 0,
            urgency=NeedUrgency(self.urgency.data),
            recurrence=Recurrence(self.recurrence.data),
            quantity=self.quantity.data or 0,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            weekly=self.weekly.data or None,
            language=self.language.data or None,
            level=TalentLevel(self.level.data),
            requirements=tuple(Requirement(each) for each in self.requirements.data or ()),
        )


class _Changing(WishForm):
    """What is asked, to be changed."""

    months = SelectField(lazy_gettext("Hoe lang laten we dit staan?"), default="0")

    def offer_longer(self, need: Need) -> None:
        """Let choose how much longer it stands, and keep a theme to choose that is offered no more."""
        until = gettext("Tot %(day)s, zoals het nu staat", day=long_date(need.expires_on))
        more = [choice(str(each), gettext("Nog %(long)s", long=months_name(each))) for each in rules.MONTHS]
        self.months.choices = [choice("0", until), *more]

    def keep_theme(self, theme: ThemeName) -> None:
        """Also offer the theme that it has, when that is offered no more."""
        if all(each.id != theme.id for each in self.themes):
            self.themes = [*self.themes, theme]
            self.theme.choices = [choice(str(each.id), each.name) for each in self.themes]

    def differences(self, kept: "_Changing") -> list[tuple[str, str, str]]:
        """Per field in which they differ: its label, what is kept now, and what was filled in."""
        told = (
            (str(field.label.text), _in_words(kept[field.name]), _in_words(field))
            for field in self
            if field.short_name in self.own_fields and field.name != "months"
        )
        return [(label, theirs, own) for label, theirs, own in told if theirs != own]


class ChangeForm(_Changing):
    """What somebody asks, to be changed."""


class NoteForm(WishForm):
    """What somebody told a coordinator that they ask."""

    words = TextAreaField(lazy_gettext("In de woorden van wie het vraagt"), filters=[one_newline, trimmed])
    person = SelectField(
        lazy_gettext("Wie vraagt het?"), validators=[InputRequired(lazy_gettext("Kies wie het vraagt."))]
    )

    def offer_people(self, people: Sequence[Known]) -> None:
        """Let choose from who made themselves known."""
        self.person.choices = [
            choice("", gettext("Kies iemand")),
            *(choice(str(each.id), each.name) for each in people),
        ]


class PublicForm(WishForm):
    """What a neighbourhood lacks, for everyone to read."""

    longest_words = rules.PUBLIC_WORDS_LENGTH
    needs_words = True
    words = TextAreaField(lazy_gettext("Wat mist de wijk?"), filters=[one_newline, trimmed])
    direction = RadioField(
        lazy_gettext("Welke kant moet het op?"),
        validators=[InputRequired(lazy_gettext("Kies meer of minder."))],
    )
    figure = SelectField(lazy_gettext("Cijfer van het CBS dat dit laat zien"), default="")

    def offer_figures(self, figures: Sequence[Measured], *, kept: str | None = None) -> None:
        """Let choose the direction, and from the figures that there are of this neighbourhood.

        One that it has already stays to be chosen when it is not measured any more.
        """
        self.direction.choices = [
            choice(EffectDirection.MORE.value, gettext("Meer hiervan in de wijk")),
            choice(EffectDirection.LESS.value, gettext("Minder hiervan in de wijk")),
        ]
        told = [(each.code, figure_name(each.code), each) for each in figures]
        self.figure.choices = [
            choice("", gettext("Geen cijfer")),
            *(choice(code, f"{name}: {figure_value(code, each.value)}") for code, name, each in told),
        ]
        if kept and all(code != kept for code, _, _ in told):
            self.figure.choices.append(choice(kept, figure_name(kept)))

    def to_public_words(self) -> PublicWords:
        """What was filled in."""
        return PublicWords(text_of(self.words), EffectDirection(self.direction.data), self.figure.data or None)


class ChangePublicForm(PublicForm, _Changing):
    """What a neighbourhood lacks, to be changed."""


class EndForm(AskingForm):
    """That a neighbourhood asks for something no more, and why."""

    watched = ("because",)

    because = TextAreaField(lazy_gettext("Waarom?"), filters=[one_newline, trimmed])
    outcome = RadioField(
        lazy_gettext("Hoe liep het af?"), validators=[InputRequired(lazy_gettext("Kies hoe het afliep."))]
    )

    def offer(self) -> None:
        """Fill the choices."""
        self.outcome.choices = [
            choice(NeedState.MET.value, gettext("Dit is er nu, of er is geholpen")),
            choice(NeedState.WITHDRAWN.value, gettext("De wijk vraagt dit niet meer")),
        ]

    @property
    def state(self) -> NeedState:
        """What it comes to."""
        return NeedState(self.outcome.data)

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside why it is closed, or beside the outcome."""
        field = self.outcome if error.code == "need_is_closed" else self.because
        field.errors = [error_message(error)]


def kept_data(need: Need, words: str) -> dict[str, Any]:
    """A need as the data of a form."""
    return {
        "theme": str(need.theme_id),
        "words": words,
        "urgency": need.urgency.value,
        "recurrence": need.recurrence.value,
        "quantity": need.quantity,
        "weekly": from_multirange(need.weekly),
        "starts_on": need.starts_on,
        "ends_on": need.ends_on,
        "language": need.language or "",
        "level": need.level.value,
        "requirements": list(need.requirements),
        "direction": need.direction.value if need.direction else None,
        "figure": need.figure or "",
        "months": "0",
        "version": str(need.version),
    }


def _in_words(field: Field) -> str:
    """What stands in a field, as people read it."""
    if isinstance(field, WeekTimesField):
        return week_words(field.data or None)
    if isinstance(field, SelectMultipleField | SelectField):
        chosen = field.data if isinstance(field, SelectMultipleField) else [field.data]
        names = [str(label) for code, label, *_ in field.iter_choices() if code in (chosen or ())]
        return ", ".join(names) or gettext("(leeg)")
    if isinstance(field, DateField):
        return long_date(field.data) if field.data else gettext("(leeg)")
    return str(field.data or "") or gettext("(leeg)")
