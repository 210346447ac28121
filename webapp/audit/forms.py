"""The form with which the audit is searched."""

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, StringField, ValidationError
from wtforms.validators import Length, Optional

from webapp.audit.rules import SEARCH_LENGTH, TABLES, AuditFilter, Side
from webapp.audit.words import action_name, table_name
from webapp.ui.fields import choice, text_of, trimmed
from webapp.vocabulary import AuditAction
from webapp.written_numbers import parse_number


class SearchForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """By whom or about whom, what, and when."""

    class Meta:
        """It changes nothing, so nobody can gain by forging it."""

        csrf = False

    who = StringField(
        lazy_gettext("Wie"),
        name="wie",
        filters=[trimmed],
        validators=[Length(max=SEARCH_LENGTH, message=lazy_gettext("Zoek met hooguit 80 tekens."))],
    )
    side = SelectField(
        lazy_gettext("Door of over"),
        name="kant",
        default="",
        choices=[
            choice(Side.BOTH.value, lazy_gettext("Door en over")),
            choice(Side.BY.value, lazy_gettext("Wat zij deden")),
            choice(Side.ABOUT.value, lazy_gettext("Wat met hen gebeurde")),
        ],
    )
    action = SelectField(lazy_gettext("Wat"), name="wat", default="")
    table = SelectField(lazy_gettext("Waarvan"), name="waarvan", default="")
    since = DateField(lazy_gettext("Van"), name="van", validators=[Optional()])
    last_day = DateField(lazy_gettext("Tot en met"), name="tot", validators=[Optional()])
    before = HiddenField(name="voor")

    def offer(self) -> None:
        """Fill the choices, in the reader's language."""
        everything = choice("", lazy_gettext("Alles"))
        self.action.choices = [everything, *(choice(action.value, action_name(action)) for action in AuditAction)]
        self.table.choices = [everything, *(choice(table, table_name(table)) for table in TABLES)]

    def validate_last_day(self, field: DateField) -> None:
        """Refuse days of which the last comes before the first."""
        if self.since.data is not None and field.data is not None and field.data < self.since.data:
            raise ValidationError(gettext("De laatste dag ligt voor de eerste. Kies een latere dag."))

    def to_filter(self) -> AuditFilter:
        """What is looked for."""
        return AuditFilter(
            who=text_of(self.who),
            side=Side(text_of(self.side)),
            action=AuditAction(self.action.data) if self.action.data else None,
            table=text_of(self.table),
            since=self.since.data,
            last_day=self.last_day.data,
            before=parse_number(text_of(self.before)),
        )
