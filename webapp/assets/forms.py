"""The form of an asset."""

from collections.abc import Callable, Sequence

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, StopValidation

from geo.values import Point
from webapp.areas.queries import NeighbourhoodName
from webapp.areas.rules import parse_pin
from webapp.assets import rules
from webapp.assets.actions import ALWAYS_OPEN, AssetFacts
from webapp.assets.effects_field import EffectsField
from webapp.assets.words import asset_kind_name
from webapp.calendar.week_field import WeekTimesField
from webapp.errors import BadInput, DomainError
from webapp.i18n import error_message
from webapp.partners.queries import PartnerName
from webapp.themes.queries import ThemeName
from webapp.ui.fields import choice, one_line, one_newline, text_of, trimmed
from webapp.vocabulary import AssetKind
from webapp.written_numbers import parse_number

TOO_LONG = lazy_gettext("Houd dit korter.")
FIELD_OF = {
    "asset_of_a_person": "kind",
    "asset_without_place": "place",
    "asset_not_yours": "place",
    "asset_outside": "address",
    "asset_themes_needed": "themes",
    "asset_capacity_wrong": "capacity",
    "asset_alike": "really_new",
    "effect_twice": "effects",
    "effect_in_future": "effects",
}
"""Beside which field a refusal is told."""


def _at_most(longest: int) -> Callable[[FlaskForm, Field], None]:
    def check(_form: FlaskForm, field: Field) -> None:
        if len(text_of(field)) > longest:
            raise StopValidation(TOO_LONG)

    return check


def _line(label: str, longest: int, *, missing: str | None = None) -> StringField:
    needed = [DataRequired(missing)] if missing else []
    return StringField(label, filters=[one_line], validators=[*needed, _at_most(longest)])


def _text(label: str, longest: int) -> TextAreaField:
    return TextAreaField(label, filters=[one_newline, trimmed], validators=[_at_most(longest)])


class AssetForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What is kept about an asset; `version` tells which record was looked at, `really_new` that it was compared."""

    name = _line(lazy_gettext("Hoe heet het?"), rules.NAME_LENGTH, missing=lazy_gettext("Vul de naam in."))
    kind = RadioField(
        lazy_gettext("Wat is het?"),
        validators=[InputRequired(lazy_gettext("Kies wat voor soort het is."))],
        validate_choice=False,
    )
    themes = SelectMultipleField(lazy_gettext("Waar is het goed voor?"), validate_choice=False)
    description = _text(lazy_gettext("Vertel erover"), rules.DESCRIPTION_LENGTH)
    how_to_use = _text(lazy_gettext("Hoe maak je er gebruik van?"), rules.USE_LENGTH)
    place = SelectField(lazy_gettext("Wijk"), default="", validate_choice=False)
    address = _line(lazy_gettext("Waar is het?"), rules.ADDRESS_LENGTH)
    lon = HiddenField()
    lat = HiddenField()
    partner = SelectField(lazy_gettext("Van welke partner is het?"), default="", validate_choice=False)
    owner = _line(lazy_gettext("Of van wie anders?"), rules.OWNER_LENGTH)
    opening = WeekTimesField(lazy_gettext("Wanneer is het open?"), needed=False)
    opening_words = _line(lazy_gettext("Wat moet je nog weten van die tijden?"), rules.OPENING_LENGTH)
    capacity = StringField(lazy_gettext("Voor hoeveel mensen tegelijk?"), filters=[trimmed])
    effects = EffectsField(lazy_gettext("Wat doet het met de wijk?"))
    is_public = BooleanField(lazy_gettext("Iedereen mag dit zien"), default=True)
    really_new = BooleanField(lazy_gettext("Ik heb gekeken: dit is iets anders"))
    version = HiddenField()

    point: Point | None = None

    def offer(
        self, places: Sequence[NeighbourhoodName], partners: Sequence[PartnerName], themes: Sequence[ThemeName]
    ) -> None:
        """Fill the choices."""
        # what one person can do is a talent, and not noted here
        kinds = (each for each in AssetKind if each != AssetKind.INDIVIDUALS)
        self.kind.choices = [choice(each.value, asset_kind_name(each)) for each in kinds]
        self.place.choices = [
            choice("", gettext("De wijk waar de speld staat")),
            *(choice(str(each.id), each.name) for each in places),
        ]
        self.partner.choices = [
            choice("", gettext("Geen partner")),
            *(choice(str(each.id), each.name) for each in partners),
        ]
        self.themes.choices = [choice(str(each.id), each.name, each.group or each.name) for each in themes]
        self.effects.known = frozenset(each.id for each in themes)

    def validate_kind(self, field: RadioField) -> None:
        """Refuse what one person can do: that is a talent."""
        if field.data == AssetKind.INDIVIDUALS:
            raise ValidationError(error_message(DomainError("asset_of_a_person")))
        if field.data not in {value for value, *_ in field.iter_choices()}:
            raise ValidationError(gettext("Kies wat voor soort het is."))

    def validate_themes(self, field: SelectMultipleField) -> None:
        """Refuse none, too many, and what is not offered."""
        chosen = field.data or []
        if not 1 <= len(chosen) <= rules.MOST_THEMES or not set(chosen) <= _values(field):
            raise ValidationError(error_message(DomainError("asset_themes_needed")))

    def validate_place(self, field: SelectField) -> None:
        """Refuse a neighbourhood that is not the viewer's, and none when there is no pin."""
        if field.data and field.data not in _values(field):
            raise ValidationError(error_message(DomainError("asset_not_yours")))
        if not field.data and not (self.lon.data or self.lat.data):
            raise ValidationError(error_message(DomainError("asset_without_place")))

    def validate_partner(self, field: SelectField) -> None:
        """Refuse a partner that is not offered."""
        if field.data and field.data not in _values(field):
            raise ValidationError(error_message(DomainError("partner_unknown")))

    def validate_address(self, _field: StringField) -> None:
        """Refuse a pin that is none, or outside the municipality; told beside the address."""
        self.point = None
        if not (self.lon.data or self.lat.data):
            return
        try:
            self.point = parse_pin(self.lon.data, self.lat.data)
        except BadInput as error:
            raise ValidationError(error_message(error)) from error

    def validate_capacity(self, field: StringField) -> None:
        """Refuse what is no number of people."""
        if text_of(field) and not rules.CAPACITY[0] <= (parse_number(text_of(field)) or 0) <= rules.CAPACITY[1]:
            raise ValidationError(error_message(DomainError("asset_capacity_wrong")))

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about."""
        self[FIELD_OF.get(error.code, "name")].errors = [error_message(error)]

    @property
    def version_seen(self) -> int:
        """The version of the record that was looked at; 0, which none is, when the form does not tell."""
        return parse_number(self.version.raw_data[0] if self.version.raw_data else None) or 0

    def to_facts(self) -> AssetFacts:
        """What was filled in."""
        return AssetFacts(
            kind=AssetKind(self.kind.data),
            name=text_of(self.name),
            theme_ids=tuple(sorted(int(each) for each in self.themes.data or ())),
            neighbourhood_id=int(self.place.data) if self.place.data else None,
            point=self.point,
            address=text_of(self.address),
            description=text_of(self.description),
            how_to_use=text_of(self.how_to_use),
            owner=text_of(self.owner),
            partner_id=int(self.partner.data) if self.partner.data else None,
            opening=ALWAYS_OPEN if self.opening.always else (self.opening.data or None),
            opening_words=text_of(self.opening_words),
            capacity=parse_number(text_of(self.capacity)) if text_of(self.capacity) else None,
            is_public=bool(self.is_public.data),
            effects=self.effects.data,
        )


def typed_of(facts: AssetFacts, version: int) -> dict[str, object]:
    """What is kept, as it stands in the form."""
    return {
        "name": facts.name,
        "kind": facts.kind.value,
        "themes": [str(each) for each in facts.theme_ids],
        "description": facts.description,
        "how_to_use": facts.how_to_use,
        "place": str(facts.neighbourhood_id or ""),
        "address": facts.address,
        "lon": str(facts.point.lon) if facts.point else "",
        "lat": str(facts.point.lat) if facts.point else "",
        "partner": str(facts.partner_id or ""),
        "owner": facts.owner,
        # the field takes None for any time, and nothing for what is unknown
        "opening": None if facts.opening == ALWAYS_OPEN else (facts.opening or ()),
        "opening_words": facts.opening_words,
        "capacity": str(facts.capacity or ""),
        "effects": facts.effects,
        "is_public": facts.is_public,
        "version": str(version),
    }


def _values(field: SelectField | SelectMultipleField) -> set[str]:
    """What can be chosen."""
    return {str(value) for value, *_ in field.iter_choices()}
