"""The form in which somebody registers or changes an initiative."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FileField, HiddenField, SelectMultipleField, StringField, TextAreaField

from webapp.initiatives.typed_content import ROWS, Fields
from webapp.initiatives.words import error_sentence
from webapp.ui.fields import email_field, one_line, one_newline, trimmed

ON_LINES = frozenset({"description", "faith"})


@dataclass
class Row:
    """A row of a list in the form: how its names begin, its texts, and by name what is wrong with them."""

    prefix: str
    texts: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def _ticked(label: str) -> SelectMultipleField:
    # what can be chosen the page itself offers, in groups; `typed_content` refuses the rest
    return SelectMultipleField(label, choices=[], validate_choice=False)


class InitiativeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What an initiative says of itself, as it was typed. What is wrong with it, `typed_content` says.

    `rows` are the lists of it: tasks, links, effects. `version` is that of the initiative that was looked at.
    """

    title = StringField(lazy_gettext("Hoe heet het?"))
    description = TextAreaField(lazy_gettext("Wat gaan jullie doen?"))
    for_whom = StringField(lazy_gettext("Voor wie is het?"))
    layer = StringField(lazy_gettext("Wat voor initiatief is het?"))
    faith = TextAreaField(lazy_gettext("Wat doen jullie rond geloof?"))
    themes = _ticked(lazy_gettext("Waar gaat het over?"))
    main_theme = StringField(lazy_gettext("Welk thema is het belangrijkst?"))
    reach = StringField(lazy_gettext("Waar is het?"))
    address = StringField(lazy_gettext("Zoek de plek"))
    lon = HiddenField()
    lat = HiddenField()
    neighbourhoods = _ticked(lazy_gettext("In welke wijken?"))
    rhythm = StringField(lazy_gettext("Wanneer is het?"))
    starts_on = StringField(lazy_gettext("Eerste dag"))
    starts_at = StringField(lazy_gettext("Begint om"))
    ends_at = StringField(lazy_gettext("Duurt tot"))
    until = StringField(lazy_gettext("Laatste dag"))
    weekdays = _ticked(lazy_gettext("Op welke dagen?"))
    nth = StringField(lazy_gettext("De hoeveelste van de maand?"))
    nth_weekday = StringField(lazy_gettext("Welke dag?"))
    rrule = HiddenField()
    organiser = StringField(lazy_gettext("Wie organiseert het?"))
    partners = _ticked(lazy_gettext("Samen met jouw organisatie?"))
    picture = FileField(lazy_gettext("Kies een foto"))
    picture_key = HiddenField()
    picture_alt = StringField(lazy_gettext("Wat is er op de foto te zien?"))
    email = email_field(
        lazy_gettext("Je e-mailadres"),
        missing=lazy_gettext("Vul je e-mailadres in, dan sturen we je een link om te bevestigen."),
    )
    copied_from = HiddenField()
    version = HiddenField()

    def __init__(self, fields: Fields, *, asks_email: bool, blank: str | None = None) -> None:
        """`blank` is the list to which a row is added, besides those that hold something."""
        super().__init__(MultiDict((name, value) for name, values in fields.items() for value in values))
        self.rows = {name: _rows(fields, name, with_blank=name == blank) for name in ROWS}
        self.list_errors: dict[str, str] = {}
        self.picture_errors: list[str] = []
        if not asks_email:
            del self.email

    def show(self, errors: Mapping[str, str]) -> None:
        """Put a sentence beside each field with an error."""
        rows = {f"{row.prefix}-{name}": (row, name) for rows in self.rows.values() for row in rows for name in _NAMES}
        for name, code in errors.items():
            if name in rows:
                row, part = rows[name]
                row.errors[part] = error_sentence(code)
            elif name in ROWS:
                self.list_errors[name] = error_sentence(code)
            else:
                self[name].errors = [*self[name].errors, error_sentence(code)]

    def problems(self) -> Iterator[tuple[str, str]]:
        """Of everything that is wrong the element to go to, and the sentence; in the order of the page."""
        for each in self:
            if each.errors:
                yield each.id, str(each.errors[0])
        for name in ROWS:
            if name in self.list_errors:
                yield name, self.list_errors[name]
            for row in self.rows[name]:
                for part, sentence in row.errors.items():
                    yield f"{row.prefix}-{part}", sentence

    def wrong(self, *names: str) -> bool:
        """Whether something is wrong in one of these fields or lists."""
        first = {element.partition("-")[0] for element, _ in self.problems()}
        return not first.isdisjoint(names)

    def has(self, *names: str) -> bool:
        """Whether something stands in one of these fields or lists."""
        return any(self[name].data if name not in ROWS else self.rows[name][0].texts for name in names)


_NAMES = ("title", "minutes", "needed", "each_time", "open_until", "url", "label", "direction", "theme")


_HELD_BY = ("title", "url", "label", "theme")


def clean(sent: MultiDict[str, str]) -> Fields:
    """What was sent, without signs that nobody sees, and on one line where the field has one."""
    return Fields({name: [_clean(name, value) for value in values] for name, values in sent.lists()})


def _clean(name: str, value: str) -> str:
    cleaned = trimmed(one_newline(value)) if name in ON_LINES else one_line(value)
    return cleaned or ""


def _rows(fields: Fields, name: str, *, with_blank: bool) -> list[Row]:
    """The rows that hold something under their own numbers, and an empty one when there is none or one is asked for."""
    rows = [Row(prefix, texts) for prefix, texts in fields.rows(name) if any(texts.get(each) for each in _HELD_BY)]
    if not rows or with_blank:
        last = int(rows[-1].prefix.partition("-")[2]) if rows else -1
        rows.append(Row(f"{name}-{last + 1}"))
    return rows
