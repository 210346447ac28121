"""What several forms share: how typed text is cleaned, and fields that come in the same words everywhere."""

from collections.abc import Callable
from unicodedata import category

from flask_babel import lazy_gettext
from wtforms import EmailField, Field, Form, StringField, TelField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, Email, Length, Optional, Regexp, StopValidation

UNSEEN = frozenset({"Cc", "Cf"})
KEPT_SIGNS = frozenset("\n\u200c\u200d")
NAME_LENGTH = 80
EMAIL_LENGTH = 254
PHONE = r"^\+?[0-9][0-9 ()-]{7,18}$"
NO_EMAIL = lazy_gettext("Vul je e-mailadres in.")
NO_NAME = lazy_gettext("Vul je naam in.")
LONG_NAME = lazy_gettext("Houd je naam korter dan 80 tekens.")


def trimmed(text: str | None) -> str | None:
    """Without spaces around it, and without signs that nobody sees: control signs, directions of writing.

    Line ends stay, and tabs become spaces. So do the two joiners, which some scripts and emoji are written with.
    """
    if not text:
        return text
    kept = (sign for sign in text.replace("\t", " ") if sign in KEPT_SIGNS or category(sign) not in UNSEEN)
    return "".join(kept).strip()


def one_line(text: str | None) -> str | None:
    """As `trimmed`, with what was typed on several lines put behind each other."""
    return trimmed(" ".join(text.splitlines())) if text else text


def one_newline(text: str | None) -> str | None:
    """Browsers send CR LF and count it as one character."""
    return text.replace("\r\n", "\n") if text else text


def text_of(field: Field) -> str:
    """What was typed in a field; empty when nothing was."""
    return field.data or ""


def choice(value: str, label: str, group: str | None = None) -> SelectChoice:
    """One option of a select or of radio buttons, under the name of its group."""
    return SelectChoice(value, label, optgroup=group)


def _at_most(length: int, message: str) -> Callable[[Form, Field], None]:
    """A length that ends the checks: those of an address take seconds over a text of a megabyte."""

    def check(_form: Form, field: Field) -> None:
        if len(text_of(field)) > length:
            raise StopValidation(message)

    return check


def email_field(label: str, *, missing: str = NO_EMAIL) -> EmailField:
    """A full e-mail address; `missing` is what is said when there is none."""
    return EmailField(
        label,
        filters=[trimmed],
        validators=[
            DataRequired(missing),
            _at_most(EMAIL_LENGTH, lazy_gettext("Dit e-mailadres is te lang.")),
            Email(lazy_gettext("Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl.")),
        ],
    )


def name_field(label: str, *, missing: str = NO_NAME, too_long: str = LONG_NAME) -> StringField:
    """What somebody is called; `missing` and `too_long` say whose name it is when not that of who fills it in."""
    return StringField(
        label,
        filters=[one_line],
        validators=[
            DataRequired(missing),
            Length(max=NAME_LENGTH, message=too_long),
        ],
    )


def phone_field(label: str) -> TelField:
    """A phone number, which may be left out."""
    wrong = lazy_gettext("Schrijf het nummer als 06 12345678 of +31 6 12345678.")
    return TelField(label, filters=[one_line], validators=[Optional(), Regexp(PHONE, message=wrong)])
