"""The form with which somebody brings a file."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import FileField, RadioField
from wtforms.validators import InputRequired

from webapp.exchange.words import subject_name
from webapp.ui.fields import choice
from webapp.vocabulary import ImportSubject


class ImportForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A file, and what is in it."""

    subject = RadioField(
        lazy_gettext("Wat staat erin?"), validators=[InputRequired(lazy_gettext("Kies wat erin staat."))]
    )
    file = FileField(lazy_gettext("Kies een bestand"))

    def offer(self) -> None:
        """Fill the choices."""
        self.subject.choices = [choice(each.value, subject_name(each)) for each in ImportSubject]

    def refuse(self, sentence: str) -> None:
        """Tell beside the file what is wrong with it."""
        self.file.errors = [sentence]

    @property
    def chosen(self) -> ImportSubject:
        """What was chosen."""
        return ImportSubject(self.subject.data)
