"""Forms about people."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import Length

from webapp.i18n import location_level_name
from webapp.people.actions import Profile
from webapp.people.queries import Choice
from webapp.people.rules import Address, is_postcode, normal_postcode
from webapp.ui.fields import choice, name_field, one_line, phone_field, text_of
from webapp.vocabulary import LocationLevel
from webapp.written_numbers import parse_number


def _line(label: str, longest: int) -> StringField:
    too_long = lazy_gettext("Houd dit korter.")
    return StringField(label, filters=[one_line], validators=[Length(max=longest, message=too_long)])


def _code(value: str | None) -> str:
    return value or ""


def _in_words(field: Field, value: str | None) -> str:
    """What stands in a field, as people read it."""
    if isinstance(field, SelectField):
        return next((label for code, label, *_ in field.iter_choices() if code == (value or "")), str(value))
    return value or gettext("(leeg)")


class PersonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A name, phone number and buurt. `version` tells which record was looked at."""

    name = name_field(lazy_gettext("Naam"))
    phone = phone_field(lazy_gettext("Telefoon"))
    buurt_code = SelectField(lazy_gettext("Buurt"), coerce=_code)
    version = HiddenField()

    def offer(self, buurten: Sequence[tuple[str, list[Choice]]], kept: str | None) -> None:
        """Give the buurten to choose from, by neighbourhood; also the one that is kept, when it is no more."""
        self.buurt_code.choices = [
            choice("", gettext("Zeg ik liever niet")),
            *(choice(each.value, each.label, neighbourhood) for neighbourhood, choices in buurten for each in choices),
        ]
        if kept and not any(kept == each.value for _, choices in buurten for each in choices):
            self.buurt_code.choices.append(choice(kept, gettext("%(code)s, bestaat niet meer", code=kept)))

    @property
    def version_seen(self) -> int:
        """The version of the record that was looked at; 0, which none is, when the form does not tell."""
        return parse_number(self.version.raw_data[0] if self.version.raw_data else None) or 0

    def differences(self, kept: Profile) -> list[tuple[str, str, str]]:
        """Per field in which they differ: its label, what is kept now, and what was filled in."""
        now = {**vars(kept), **vars(kept.address or Address())}
        return [
            (str(field.label.text), _in_words(field, now[field.name]), _in_words(field, field.data))
            for field in self
            if field.name in now and (now[field.name] or "") != (field.data or "")
        ]

    def to_profile(self, kept: Profile) -> Profile:
        """What was filled in; the rest stays as it was kept."""
        return Profile(
            name=text_of(self.name),
            phone=text_of(self.phone),
            buurt_code=(self.buurt_code.data or None) if "buurt_code" in self else kept.buurt_code,
            location_level=kept.location_level,
        )


class CorrectionForm(PersonForm):
    """What a coordinator may correct; by a buurt of elsewhere they lose sight of somebody, and `leaves` says so."""

    name = name_field(
        lazy_gettext("Naam"),
        missing=lazy_gettext("Vul de naam van deze buur in."),
        too_long=lazy_gettext("Houd de naam korter dan 80 tekens."),
    )
    # again, since errors are told in the order in which fields were made
    phone = phone_field(lazy_gettext("Telefoon"))
    buurt_code = SelectField(lazy_gettext("Buurt"), coerce=_code)
    leaves = BooleanField(lazy_gettext("Ja, ik weet dat ik deze buur dan niet meer zie"))
    asks_to_leave = False

    def ask_to_leave(self) -> None:
        """Ask whether it is meant that the viewer loses sight of somebody by the buurt that was chosen."""
        self.asks_to_leave = True
        self.leaves.errors = [
            gettext(
                "Met deze keuze hoort deze buur niet meer bij een wijk van jou. Dan zie jij deze buur niet meer. "
                "Klopt dat?"
            )
        ]


class ProfileForm(PersonForm):
    """What somebody keeps about themselves; the church only with consent to keep it."""

    street = _line(lazy_gettext("Straat"), 80)
    number = _line(lazy_gettext("Huisnummer"), 12)
    postcode = StringField(lazy_gettext("Postcode"), filters=[one_line])
    town = _line(lazy_gettext("Plaats"), 60)
    location_level = RadioField(lazy_gettext("Wat mag je coördinator van je adres zien?"))
    church = _line(lazy_gettext("Kerk of geloofsgemeenschap"), 120)

    def validate_postcode(self, field: StringField) -> None:
        """Refuse what is no Dutch postcode, when one is given."""
        typed = text_of(field)
        if typed and not is_postcode(normal_postcode(typed)):
            raise ValidationError(gettext("Schrijf je postcode als 1234 AB."))

    def offer_levels(self) -> None:
        """Give the choices of what others may see of one's address."""
        self.location_level.choices = [choice(level.value, location_level_name(level)) for level in LocationLevel]

    def to_profile(self, kept: Profile) -> Profile:
        """What was filled in. The place of an address is kept as long as that address stays the same."""
        address = Address(
            text_of(self.street),
            text_of(self.number),
            normal_postcode(text_of(self.postcode)),
            text_of(self.town),
        )
        before = kept.address or Address()
        same = (before.street, before.number, before.postcode, before.town) == (
            address.street,
            address.number,
            address.postcode,
            address.town,
        )
        return Profile(
            name=text_of(self.name),
            phone=text_of(self.phone),
            buurt_code=self.buurt_code.data or None,
            location_level=LocationLevel(self.location_level.data),
            address=before if same else address,
            church=text_of(self.church) if "church" in self else None,
        )
