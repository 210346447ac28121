"""The form of a group of neighbours."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import DateField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from webapp.errors import DomainError
from webapp.i18n import error_message, long_date
from webapp.networks.actions.groups import GroupFacts
from webapp.networks.queries.groups import GroupRow
from webapp.networks.words.network import group_kind_name
from webapp.privacy.asking_again import AskingForm
from webapp.ui.fields import choice, name_field, one_newline, text_of, trimmed
from webapp.vocabulary import GroupKind
from webapp.written_numbers import parse_number

FIELD_OF = {"group_twice": "name", "group_ends_first": "ended_on", "group_has_later_ties": "ended_on"}
"""Beside which field a refusal is told; the day on which it began for the rest."""

ABOUT_LENGTH = 300


class GroupForm(AskingForm):
    """What a group is called and is about. `version` is that of the group that was looked at, empty for a new one."""

    watched = ("about",)
    name = name_field(
        lazy_gettext("Hoe heet de groep?"),
        missing=lazy_gettext("Vul de naam van de groep in."),
        too_long=lazy_gettext("Houd de naam korter dan 80 tekens."),
    )
    kind = RadioField(
        lazy_gettext("Wat voor groep is het?"), validators=[InputRequired(lazy_gettext("Kies wat voor groep het is."))]
    )
    about = TextAreaField(
        lazy_gettext("Wat doet de groep?"),
        filters=[one_newline, trimmed],
        validators=[Length(max=ABOUT_LENGTH, message=lazy_gettext("Maak het korter: hooguit 300 tekens."))],
    )
    started_on = DateField(lazy_gettext("Begonnen op"), validators=[Optional()])
    ended_on = DateField(lazy_gettext("Geëindigd op"), validators=[Optional()])
    version = HiddenField()

    def offer(self) -> None:
        """Fill the choices."""
        self.kind.choices = [choice(kind.value, group_kind_name(kind)) for kind in GroupKind]

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about."""
        own = "ended_on" if error.code == "group_in_future" and self.started_on.data is None else "started_on"
        self[FIELD_OF.get(error.code, own)].errors = [error_message(error)]

    @property
    def version_seen(self) -> int:
        """The version that was looked at; 0, which none is, when the form does not tell."""
        return parse_number(self.version.raw_data[0] if self.version.raw_data else None) or 0

    def to_facts(self) -> GroupFacts:
        """What was filled in."""
        return GroupFacts(
            kind=GroupKind(self.kind.data),
            name=text_of(self.name),
            about=text_of(self.about),
            started_on=self.started_on.data or None,
            ended_on=self.ended_on.data or None,
        )

    def differences(self, kept: GroupRow) -> list[tuple[str, str, str]]:
        """Per field in which they differ: its label, what is kept now, and what was filled in."""
        own, empty = self.to_facts(), gettext("(leeg)")
        told = (
            (self.name, kept.name, own.name),
            (self.kind, group_kind_name(kept.kind), group_kind_name(own.kind)),
            (self.about, kept.about, own.about),
            (
                self.started_on,
                long_date(kept.started_on) if kept.started_on else empty,
                long_date(own.started_on) if own.started_on else empty,
            ),
            (
                self.ended_on,
                long_date(kept.ended_on) if kept.ended_on else empty,
                long_date(own.ended_on) if own.ended_on else empty,
            ),
        )
        return [(str(field.label.text), theirs, mine) for field, theirs, mine in told if theirs != mine]


def kept_group(row: GroupRow) -> dict[str, Any]:
    """A group as the data of a form."""
    return {
        "name": row.name,
        "kind": row.kind.value,
        "about": row.about,
        "started_on": row.started_on,
        "ended_on": row.ended_on,
        "version": str(row.version),
    }
