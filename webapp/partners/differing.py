"""In which fields what somebody filled in differs from what is kept now, as people read it."""

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field, SelectField


def differences_of(form: FlaskForm, now: dict[str, object]) -> list[tuple[str, str, str]]:
    """Per field: its label, what is kept now (by name in `now`), and what was filled in."""
    return [
        (str(field.label.text), _in_words(field, now[field.name]), _in_words(field, field.data))
        for field in form
        if field.name in now and (now[field.name] or "") != (field.data or "")
    ]


def _in_words(field: Field, value: object) -> str:
    """What stands in a field, as people read it."""
    if isinstance(field, SelectField):
        return next((str(label) for code, label, *_ in field.iter_choices() if code == (value or "")), str(value))
    return str(value) if value else gettext("(leeg)")
