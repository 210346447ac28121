"""Forms of follow-ups: take something up, tell how it went, another day or somebody else."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from webapp.errors import BadInput, DomainError
from webapp.i18n import error_message
from webapp.networks.actions.follow_ups import Intent
from webapp.networks.rules.follow_ups import OUTCOME_LENGTH, FollowUpRow
from webapp.networks.rules.insights import InsightKind
from webapp.privacy.asking_again import AskingForm
from webapp.ui.fields import choice, one_newline, text_of, trimmed
from webapp.vocabulary import FollowUpKind
from webapp.written_numbers import parse_number

FIELD_OF = {"follow_up_owner": "owner", "follow_up_over": "due_on", "follow_up_too_far": "due_on"}
"""Beside which field a refusal is told."""
STILL, NOT_ANY_MORE = "ja", "nee"


def _number(field: Field) -> int:
    """A number that the page itself put in a form; raises `BadInput` `text_not_allowed` for what is none."""
    found = parse_number(text_of(field))
    if found is None:
        raise BadInput("text_not_allowed")
    return found


class _PlannedForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Who does it, and by when."""

    owner = SelectField(lazy_gettext("Wie doet het?"))
    due_on = DateField(lazy_gettext("Voor welke dag?"), validators=[InputRequired(lazy_gettext("Kies een dag."))])

    def offer(self, coordinators: Mapping[int, str], viewer: int, *, kept: tuple[int | None, str] = (None, "")) -> None:
        """Let choose the viewer, first, who else coordinates here, and who has it now, though no coordinator here."""
        others = [
            choice(str(each), name or gettext("Een coördinator zonder naam"))
            for each, name in coordinators.items()
            if each != viewer
        ]
        owner_id, name = kept
        if owner_id is not None and owner_id != viewer and owner_id not in coordinators:
            others.append(choice(str(owner_id), name or gettext("Iemand van de stad")))
        self.owner.choices = [choice(str(viewer), gettext("Ik")), *others]

    @property
    def owner_id(self) -> int:
        """Who was chosen."""
        return _number(self.owner)

    @property
    def day(self) -> date:
        """The day that was chosen."""
        if self.due_on.data is None:
            raise BadInput("date_invalid")
        return self.due_on.data

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about; beside the day when it is about none."""
        self[FIELD_OF.get(error.code, "due_on")].errors = [error_message(error)]


class TakeUpForm(_PlannedForm):
    """What an insight proposes."""

    kind = HiddenField()
    insight = HiddenField()
    node = HiddenField()
    other = HiddenField()

    @property
    def about(self) -> tuple[FollowUpKind, int, int | None] | None:
        """What would be done and with which nodes; None for what no page offers."""
        kind, node = text_of(self.kind), parse_number(text_of(self.node))
        if kind not in list(FollowUpKind) or node is None:
            return None
        return FollowUpKind(kind), node, parse_number(text_of(self.other))

    def to_intent(self) -> Intent:
        """What was chosen; raises `BadInput` `text_not_allowed` for what no page offers."""
        kind, insight = text_of(self.kind), text_of(self.insight)
        if kind not in list(FollowUpKind) or insight not in list(InsightKind):
            raise BadInput("text_not_allowed")
        other = _number(self.other) if text_of(self.other) else None
        node = _number(self.node)
        if other == node:
            raise BadInput("text_not_allowed")
        return Intent(FollowUpKind(kind), node, other, insight, self.owner_id, self.day)


class ChangeForm(_PlannedForm):
    """Another day, or somebody else."""

    version = HiddenField()

    @property
    def version_seen(self) -> int:
        """Which version was looked at."""
        return _number(self.version)


class DoneForm(AskingForm):
    """That it was done, and how it went."""

    watched: ClassVar[tuple[str, ...]] = ("outcome",)
    still = RadioField(lazy_gettext("Is het nog zo?"))
    outcome = TextAreaField(
        lazy_gettext("Hoe ging het?"),
        filters=[one_newline, trimmed],
        validators=[
            Optional(),
            Length(max=OUTCOME_LENGTH, message=lazy_gettext("Maak het korter: hooguit 500 tekens.")),
        ],
    )
    version = HiddenField()

    def offer(self, row: FollowUpRow) -> None:
        """Ask whether a tie is still there only where that was the question."""
        if row.kind == FollowUpKind.CONFIRM_TIE:
            self.still.choices = [choice(STILL, gettext("Ja, nog steeds")), choice(NOT_ANY_MORE, gettext("Nee"))]
            self.still.validators = [InputRequired(gettext("Kies of het nog zo is."))]
        else:
            del self.still

    @property
    def is_still_so(self) -> bool:
        """Whether the tie is still there, as far as it was asked."""
        return "still" in self and self.still.data == STILL

    @property
    def version_seen(self) -> int:
        """Which version was looked at."""
        return _number(self.version)
