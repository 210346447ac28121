"""The forms of pick-up points, addresses, rounds and who goes them."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, IntegerField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from geo.values import Point
from webapp.areas.gazetteer import Address
from webapp.areas.rules import FoundPlace, parse_found_place, parse_pin
from webapp.campaigns.actions.rounds import PickupFacts
from webapp.campaigns.queries.rounds import DeliveryLine, Pickup
from webapp.campaigns.rules.campaigns import MOST
from webapp.campaigns.rules.rounds_routing import (
    MOST_MINUTES,
    MOST_PARCELS,
    USUAL_MINUTES,
    USUAL_PARCELS,
    Load,
)
from webapp.campaigns.rules.rounds_stops import (
    MOST_AT_ADDRESS,
    REMARK_LENGTH,
    TEXT_LENGTH,
    ReadStops,
    TypedStop,
    WrongLine,
    check_stop,
    read_stops,
)
from webapp.campaigns.words.rounds import line_trouble_name
from webapp.errors import BadInput, DomainError
from webapp.i18n import error_message
from webapp.ui.fields import choice, email_field, name_field, one_line, one_newline, text_of
from webapp.written_numbers import parse_number

LABEL_LENGTH = 120
PLACE_LENGTH = 80
OPENING_LENGTH = 200
FIELD_OF = {
    "round_parcels": "parcels",
    "round_minutes": "minutes",
    "stops_none": "addresses",
    "too_many_stops": "addresses",
    "stop_twice": "address",
}
"""Beside which field a refusal is told; the first one for the rest."""
FIRST_YEAR, LAST_YEAR = 1990, 2200


class RefusableForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that can tell beside a field why an action refused what was sent."""

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about."""
        name = FIELD_OF.get(error.code, "")
        field = self[name] if name in self else next(each for each in self if each.name != "csrf_token")
        field.errors = [error_message(error)]


def _line(label: str, longest: int, *, missing: str | None = None) -> StringField:
    too_long = lazy_gettext("Houd dit korter: hooguit %(most)s tekens.", most=longest)
    needed = [DataRequired(missing)] if missing else []
    return StringField(label, filters=[one_line], validators=[*needed, Length(max=longest, message=too_long)])


def _count(label: str, least: int, most: int, usual: int) -> IntegerField:
    wrong = lazy_gettext("Schrijf een heel getal van %(least)s tot en met %(most)s.", least=least, most=most)
    return IntegerField(
        label, default=usual, validators=[InputRequired(wrong), NumberRange(least, most, message=wrong)]
    )


class LineChoiceForm(RefusableForm):
    """A form about one of the lines of which things are brought to addresses; with one line there is no choice."""

    line = RadioField(lazy_gettext("Waarvan?"), validate_choice=False, validators=[Optional()])

    def offer_lines(self, lines: Sequence[DeliveryLine]) -> None:
        """Give the lines to choose from, the first chosen."""
        self.lines = lines
        self.line.choices = [choice(str(each.id), each.name) for each in lines]
        if not self.line.data:
            self.line.data = str(lines[0].id)

    def validate_line(self, field: RadioField) -> None:
        """Refuse a line that is none of these."""
        if field.data not in {str(each.id) for each in self.lines}:
            raise ValidationError(gettext("Kies een onderdeel van deze actie."))

    @property
    def line_id(self) -> int:
        """The line that was chosen."""
        return parse_number(self.line.data) or 0


class PickupForm(LineChoiceForm):
    """Where volunteers fetch what they bring: what is there, a pin, when it is open and how much lies there."""

    label = _line(lazy_gettext("Wat is daar?"), LABEL_LENGTH, missing=lazy_gettext("Schrijf wat daar is."))
    address = _line(lazy_gettext("Waar is het?"), PLACE_LENGTH)
    lon = HiddenField()
    lat = HiddenField()
    opening = _line(lazy_gettext("Wanneer kan iemand er terecht?"), OPENING_LENGTH)
    stock = _count(lazy_gettext("Hoeveel ligt er?"), 0, MOST, 0)

    point: Point | None = None

    def validate_address(self, _field: StringField) -> None:
        """Refuse a pin that is none or outside the municipality, and no pin at all; told beside the address."""
        try:
            self.point = parse_pin(self.lon.data, self.lat.data) if self.lon.data or self.lat.data else None
        except BadInput as error:
            raise ValidationError(error_message(error)) from error
        if self.point is None:
            raise ValidationError(gettext("Zoek het adres op, of zet een speld op de kaart."))

    def to_facts(self) -> PickupFacts:
        """What was filled in, in a form that was found right."""
        if self.point is None:
            raise BadInput("point_invalid")
        return PickupFacts(
            text_of(self.label), text_of(self.address), text_of(self.opening), self.stock.data or 0, self.point
        )


def kept_pickup(pickup: Pickup) -> dict[str, object]:
    """A pick-up point as it stands in its form."""
    return {
        "line": str(pickup.line_id),
        "label": pickup.label,
        "address": pickup.place,
        "lon": str(pickup.lon),
        "lat": str(pickup.lat),
        "opening": pickup.opening,
        "stock": pickup.stock,
    }


class StopsForm(LineChoiceForm):
    """Addresses, one a line; `wrong` are the lines that cannot be taken in, and then nothing is."""

    addresses = TextAreaField(
        lazy_gettext("Adressen"),
        filters=[one_newline],
        validators=[Length(max=TEXT_LENGTH, message=lazy_gettext("Dit is te veel tekst. Plak de adressen in delen."))],
    )

    read: ReadStops | None = None

    def validate_addresses(self, field: TextAreaField) -> None:
        """Read the lines, and refuse all of them when one is wrong."""
        try:
            self.read = read_stops(text_of(field))
        except BadInput as error:
            raise ValidationError(error_message(error)) from error
        if self.read.wrong:
            raise ValidationError(gettext("Er is nog niets bewaard. Verbeter eerst de regels hieronder."))

    @property
    def wrong(self) -> Sequence[WrongLine]:
        """The lines that cannot be taken in."""
        return self.read.wrong if self.read else ()


class StopForm(RefusableForm):
    """One address anew; `found` is the street that was meant, as a radio button sends it."""

    address = _line(lazy_gettext("Adres"), PLACE_LENGTH, missing=lazy_gettext("Vul het adres in."))
    parcels = _count(lazy_gettext("Hoeveel gaat erheen?"), 1, MOST_AT_ADDRESS, 1)
    remark = _line(lazy_gettext("Opmerking voor wie bezorgt"), REMARK_LENGTH)
    found = RadioField(lazy_gettext("Welke straat bedoel je?"), validate_choice=False, validators=[Optional()])

    place: FoundPlace | None = None

    def offer(self, found: Sequence[Address]) -> None:
        """Give the streets to choose from."""
        self.spelled = {each.value: each.label for each in found}
        self.found.choices = [choice(each.value, f"{each.label}, {each.neighbourhood.name}") for each in found]

    def validate_found(self, field: RadioField) -> None:
        """Refuse what is no place."""
        try:
            self.place = parse_found_place(field.data) if field.data else None
        except BadInput as error:
            raise ValidationError(error_message(error)) from error

    def validate_remark(self, _field: StringField) -> None:
        """Refuse words that tell of somebody."""
        trouble = check_stop(self.to_stop())
        if trouble is not None:
            raise ValidationError(line_trouble_name(trouble).capitalize() + ".")

    def to_stop(self) -> TypedStop:
        """What was filled in; with a street that was chosen, spelled as it is there."""
        address = self.spelled.get(self.found.data or "", text_of(self.address))
        return TypedStop(address, self.parcels.data or 0, text_of(self.remark))


class PlanForm(RefusableForm):
    """From which pick-up point, on which day, and what one volunteer carries and how long they are on the way."""

    pickup = RadioField(lazy_gettext("Waar beginnen de rondes?"), validate_choice=False)
    on_day = DateField(lazy_gettext("Op welke dag?"), validators=[InputRequired(lazy_gettext("Kies een dag."))])
    parcels = _count(lazy_gettext("Hoeveel neemt iemand hooguit mee?"), 1, MOST_PARCELS, USUAL_PARCELS)
    minutes = _count(lazy_gettext("Hoe lang mag een ronde hooguit duren, in minuten?"), 1, MOST_MINUTES, USUAL_MINUTES)

    def offer(self, pickups: Sequence[Pickup], *, day: date) -> None:
        """Give the pick-up points to choose from, the first chosen, and the day that is likeliest."""
        self.pickups = {str(each.id): each for each in pickups}
        self.pickup.choices = [choice(str(each.id), each.label) for each in pickups]
        if not self.pickup.data and pickups:
            self.pickup.data = str(pickups[0].id)
        if not self.is_submitted():
            self.on_day.data = day

    def validate_pickup(self, field: RadioField) -> None:
        """Refuse a pick-up point that is none of these."""
        if field.data not in self.pickups:
            raise ValidationError(gettext("Kies een ophaalpunt."))

    def validate_on_day(self, field: Field) -> None:
        """Refuse a year that nobody means."""
        if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(gettext("Kies een dag van deze actie."))

    @property
    def day(self) -> date:
        """The day that was chosen, in a form that was found right."""
        return self.on_day.data or date.min

    @property
    def chosen(self) -> Pickup:
        """The pick-up point that was chosen, in a form that was found right."""
        return self.pickups[self.pickup.data]

    def to_load(self) -> Load:
        """What one volunteer can do."""
        return Load(parcels=self.parcels.data or 0, minutes=self.minutes.data or 0)


class WalkerForm(RefusableForm):
    """Who goes a round: the name that the coordinator sees, and where the link goes."""

    name = name_field(lazy_gettext("Wie loopt of fietst deze ronde?"))
    email = email_field(lazy_gettext("E-mailadres"))
