"""Forms about people."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField, TelField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional, Regexp

from webapp.i18n import location_level_name
from webapp.people.actions import Profile
from webapp.people.queries import Choice
from webapp.people.rules import Address, normal_postcode
from webapp.ui.fields import name_field, text_of, trimmed
from webapp.vocabulary import LocationLevel

PHONE = r"^\+?[0-9][0-9 ()-]{7,18}$"


def _line(label: str, longest: int) -> StringField:
    too_long = lazy_gettext("Houd dit korter.")
    return StringField(label, filters=[trimmed], validators=[Length(max=longest, message=too_long)])


class PersonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What a coordinator may correct: name, phone number, buurt. `version` tells which record was looked at."""

    name = name_field(lazy_gettext("Naam"))
    phone = TelField(
        lazy_gettext("Telefoon"),
        filters=[trimmed],
        validators=[
            Optional(),
            Regexp(PHONE, message=lazy_gettext("Schrijf het nummer als 06 12345678 of +31 6 12345678.")),
        ],
    )
    buurt_code = SelectField(lazy_gettext("Buurt"), filters=[lambda code: code or None])
    version = IntegerField()

    def offer(self, buurten: Sequence[tuple[str, list[Choice]]]) -> None:
        """Give the buurten to choose from, by neighbourhood."""
        self.buurt_code.choices = [
            SelectChoice("", gettext("Zeg ik liever niet")),
            *(
                SelectChoice(choice.value, choice.label, optgroup=neighbourhood)
                for neighbourhood, choices in buurten
                for choice in choices
            ),
        ]

    def to_profile(self, kept: Profile) -> Profile:
        """What was filled in; the rest stays as it was kept."""
        return Profile(
            name=text_of(self.name),
            phone=text_of(self.phone),
            buurt_code=self.buurt_code.data,
            location_level=kept.location_level,
        )


class ProfileForm(PersonForm):
    """What somebody keeps about themselves; the church only with consent to keep it."""

    street = _line(lazy_gettext("Straat"), 80)
    number = _line(lazy_gettext("Huisnummer"), 12)
    postcode = _line(lazy_gettext("Postcode"), 10)
    town = _line(lazy_gettext("Plaats"), 60)
    location_level = RadioField(lazy_gettext("Wat mag je coördinator van je adres zien?"))
    church = _line(lazy_gettext("Kerk of geloofsgemeenschap"), 120)

    def offer_levels(self) -> None:
        """Give the choices of what others may see of one's address."""
        self.location_level.choices = [SelectChoice(level.value, location_level_name(level)) for level in LocationLevel]

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
            buurt_code=self.buurt_code.data,
            location_level=LocationLevel(self.location_level.data),
            address=before if same else address,
            church=text_of(self.church) if "church" in self else None,
        )
