"""The forms with which a campaign is closed and opened again, and lessons are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from webapp.campaigns.rules.board import Line, Place
from webapp.campaigns.rules.campaigns import OUTCOME_LENGTH, REASON_LENGTH, WORDS_LENGTH, CarryOn
from webapp.errors import DomainError
from webapp.i18n import error_message
from webapp.partners.queries import PartnerName
from webapp.privacy.asking_again import AskingForm
from webapp.signals.rules import lessons
from webapp.themes.queries import ThemeName
from webapp.ui.fields import choice, one_line, one_newline, text_of, trimmed
from webapp.vocabulary import CarriedOnBy
from webapp.written_numbers import parse_number

BY = "wie-"
PARTNER = "partner-"
WORDS = "hoe-"
AS_LINE = "als-lijn"


@dataclass(frozen=True)
class CarryOnFields:
    """What was chosen of who carries on, per line: as it was typed, and what is wrong.

    With `may_follow` a neighbourhood may answer as the line as a whole does (`AS_LINE`).
    """

    lines: tuple[Line, ...]
    partners: tuple[PartnerName, ...]
    chosen: dict[int, str] = field(default_factory=dict)
    partner: dict[int, str] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)

    @classmethod
    def kept(
        cls, lines: tuple[Line, ...], partners: tuple[PartnerName, ...], answers: Mapping[int, CarryOn | None]
    ) -> "CarryOnFields":
        """As it is kept now."""
        made = cls(lines, partners)
        for line in lines:
            answer = answers.get(line.id)
            made.chosen[line.id] = answer.by.value if answer else ""
            made.partner[line.id] = str(answer.partner_id or "") if answer else ""
            made.words[line.id] = answer.words if answer else ""
        return made

    @classmethod
    def typed(
        cls,
        lines: tuple[Line, ...],
        partners: tuple[PartnerName, ...],
        fields: Mapping[str, str],
        *,
        may_follow: bool = False,
    ) -> "CarryOnFields":
        """As it was sent."""
        made = cls(lines, partners)
        known = {str(each.id) for each in partners}
        allowed = {each.value for each in CarriedOnBy} | ({AS_LINE} if may_follow else set())
        for line in lines:
            by, partner = fields.get(f"{BY}{line.id}", ""), fields.get(f"{PARTNER}{line.id}", "")
            words = one_line(fields.get(f"{WORDS}{line.id}", "")) or ""
            made.chosen[line.id], made.partner[line.id], made.words[line.id] = by, partner, words
            if by not in allowed:
                made.errors[line.id] = gettext("Kies wie hiermee verdergaat. Niemand is ook een antwoord.")
            elif partner and partner not in known:
                made.errors[line.id] = error_message(DomainError("partner_unknown"))
            elif len(words) > WORDS_LENGTH:
                made.errors[line.id] = gettext("Houd dit korter: hooguit %(most)s tekens.", most=WORDS_LENGTH)
        return made

    def answers(self) -> dict[int, CarryOn | None]:
        """What was chosen, of fields without errors; None: as the line as a whole."""
        return {line.id: self._answer(line.id) for line in self.lines}

    def _answer(self, line_id: int) -> CarryOn | None:
        if self.chosen[line_id] == AS_LINE:
            return None
        by = CarriedOnBy(self.chosen[line_id])
        # a partner is named only where one carries on, whatever stood in the other field
        partner = parse_number(self.partner[line_id]) if by == CarriedOnBy.PARTNER else None
        return CarryOn(by, partner, self.words[line_id])


_LESSON_FIELD_OF = {
    "lesson_done_missing": "what_was_done",
    "lesson_result_missing": "what_came_of_it",
    "lesson_words_long": "what_was_done",
    "theme_unknown": "theme",
    "neighbourhood_unknown": "place",
}
"""Beside which field a refusal is told; the heading for the rest."""


def _line(label: str, longest: int) -> StringField:
    too_long = lazy_gettext("Houd dit korter: hooguit %(most)s tekens.", most=longest)
    return StringField(label, filters=[one_line], validators=[Length(max=longest, message=too_long)])


def _text(label: str, longest: int) -> TextAreaField:
    too_long = lazy_gettext("Houd dit korter: hooguit %(most)s tekens.", most=longest)
    return TextAreaField(label, filters=[one_newline, trimmed], validators=[Length(max=longest, message=too_long)])


class CloseForm(AskingForm):
    """What came of a campaign, for everyone."""

    watched = ("outcome",)
    outcome = TextAreaField(
        lazy_gettext("Wat kwam ervan?"),
        filters=[one_newline, trimmed],
        validators=[
            DataRequired(lazy_gettext("Schrijf in een paar zinnen wat ervan kwam.")),
            Length(max=OUTCOME_LENGTH, message=lazy_gettext("Houd dit korter: hooguit 4000 tekens.")),
        ],
    )


class ReopenForm(AskingForm):
    """Why a campaign must be opened again."""

    watched = ("reason",)
    reason = TextAreaField(
        lazy_gettext("Waarom moet de actie weer open?"),
        filters=[one_newline, trimmed],
        validators=[
            DataRequired(lazy_gettext("Schrijf waarom de actie weer open moet.")),
            Length(max=REASON_LENGTH, message=lazy_gettext("Houd dit korter: hooguit 500 tekens.")),
        ],
    )


class LessonForm(AskingForm):
    """What was learned; for the knowledge base, where everyone finds it who may raise signals."""

    watched = ("heading", "what_was_done", "what_came_of_it")
    heading = _line(lazy_gettext("De les in één zin"), lessons.TITLE_LENGTH)
    what_was_done = _text(lazy_gettext("Wat hebben jullie gedaan?"), lessons.WORDS_LENGTH)
    what_came_of_it = _text(lazy_gettext("Wat kwam daarvan?"), lessons.WORDS_LENGTH)
    theme = SelectField(lazy_gettext("Thema"), default="", validate_choice=False)
    place = SelectField(lazy_gettext("Wijk"), default="", validate_choice=False)

    def offer(self, themes: Sequence[ThemeName], places: Sequence[Place]) -> None:
        """Fill the choices."""
        self.theme.choices = [choice(str(each.id), each.name, each.group or each.name) for each in themes]
        self.place.choices = [
            choice("", gettext("De hele stad")),
            *(choice(str(each.id), each.name) for each in places),
        ]

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about."""
        self[_LESSON_FIELD_OF.get(error.code, "heading")].errors = [error_message(error)]

    def to_lesson(self, campaign_id: int, *, today: date) -> lessons.LessonWords:
        """What was filled in; an unknown theme or neighbourhood has number 0."""
        return lessons.LessonWords(
            title=text_of(self.heading),
            what_was_done=text_of(self.what_was_done),
            what_came_of_it=text_of(self.what_came_of_it),
            theme_id=parse_number(text_of(self.theme)) or 0,
            learned_on=today,
            neighbourhood_id=(parse_number(text_of(self.place)) or 0) if text_of(self.place) else None,
            campaign_id=campaign_id,
        )
