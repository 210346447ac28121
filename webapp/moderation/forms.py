"""What coordinators send: why something is returned, what is kept of two."""

from collections.abc import Mapping

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from webapp.moderation.merging import LISTS, Take
from webapp.moderation.rules import REASON_LENGTH, Field
from webapp.ui.fields import one_newline, trimmed

SUGGESTIONS = (
    lazy_gettext("Schrijf wat meer over wat jullie doen, zodat buren weten wat ze kunnen verwachten."),
    lazy_gettext("Zet erbij wanneer het is."),
    lazy_gettext("De plek klopt niet helemaal. Zet de speld op de goede plek."),
    lazy_gettext("Er staan namen van mensen in. Haal die weg."),
    lazy_gettext("Dit lijkt op iets dat er al staat. Zullen we het samenvoegen?"),
)
"""What coordinators often have to ask; one click puts it in the field."""


class ReturnForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Why a version is returned; its organiser reads this."""

    reason = TextAreaField(
        lazy_gettext("Wat kan er beter?"),
        filters=[one_newline, trimmed],
        validators=[
            DataRequired(lazy_gettext("Schrijf wat er beter kan. Wie het organiseert leest dit.")),
            Length(min=REASON_LENGTH[0], message=lazy_gettext("Schrijf een paar woorden meer.")),
            Length(max=REASON_LENGTH[1], message=lazy_gettext("Houd het korter dan 1000 tekens.")),
        ],
    )


def parse_choices(sent: Mapping[str, str]) -> dict[Field, Take]:
    """What was chosen for each field, as `veld-title=ander`; what cannot be chosen is left out."""
    choices = {}
    for field in Field:
        word = sent.get(f"veld-{field.value}")
        if word in (Take.KEPT, Take.OTHER) or (word == Take.BOTH and field in LISTS):
            choices[field] = Take(word)
    return choices
