"""The forms about partners and what is theirs."""

from collections.abc import Callable, Sequence
from datetime import date

from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, InputRequired, Optional, Regexp, StopValidation

from geo.values import Point
from webapp.areas.queries import NeighbourhoodName
from webapp.areas.rules import parse_pin
from webapp.errors import BadInput, DomainError
from webapp.i18n import error_message
from webapp.partners import rules
from webapp.partners.actions.activities import ActivityFacts
from webapp.partners.actions.agreements import Promises
from webapp.partners.actions.contacts import ContactFacts
from webapp.partners.actions.partners import PartnerFacts
from webapp.partners.differing import differences_of
from webapp.partners.queries import PartnerName
from webapp.partners.words import (
    answer_name,
    audience_name,
    channel_name,
    partner_kind_name,
    relation_name,
    tradition_name,
)
from webapp.privacy.rules import MONTHS
from webapp.themes.queries import ThemeName
from webapp.ui.fields import EMAIL_LENGTH, choice, email_field, name_field, one_line, one_newline, text_of, trimmed
from webapp.vocabulary import (
    ActivityAnswer,
    Channel,
    ChurchTradition,
    ContactAudience,
    PartnerKind,
    RelationKind,
)
from webapp.written_numbers import parse_number

PHONE = r"^\+?[0-9][0-9 ()-]{7,18}$"
TOO_LONG = lazy_gettext("Houd dit korter.")

FIELD_OF = {
    "partner_name_taken": "name",
    "partner_slug_taken": "slug",
    "relation_to_itself": "whole",
    "relation_overlaps": "whole",
    "relation_in_a_ring": "whole",
    "ends_before_start": "last_day",
    "day_out_of_range": "last_day",
    "activity_twice": "theme",
    "place_twice": "label",
    "consent_needed": "agreed",
    "consent_months": "months",
}
"""Beside which field a refusal is told."""


def _line(label: str, longest: int, *, missing: str | None = None) -> StringField:
    needed = [DataRequired(missing)] if missing else []
    return StringField(label, filters=[one_line], validators=[*needed, _at_most(longest)])


def _text(label: str, longest: int, *, missing: str | None = None) -> TextAreaField:
    needed = [DataRequired(missing)] if missing else []
    return TextAreaField(label, filters=[one_newline, trimmed], validators=[*needed, _at_most(longest)])


def _at_most(longest: int) -> Callable[[FlaskForm, Field], None]:
    """A length that ends the checks: others take seconds over a text of a megabyte."""

    def check(_form: FlaskForm, field: Field) -> None:
        if len(text_of(field)) > longest:
            raise StopValidation(TOO_LONG)

    return check


def _day(label: str, *, missing: str | None = None) -> DateField:
    return DateField(label, validators=[InputRequired(missing) if missing else Optional(), _in_range])


def _in_range(_form: FlaskForm, field: Field) -> None:
    if field.data is not None and not rules.FIRST_DAY <= field.data <= rules.LAST_DAY:
        raise ValidationError(error_message(DomainError("date_out_of_range")))


def _phone(label: str) -> TelField:
    wrong = lazy_gettext("Schrijf het nummer als 06 12345678 of +31 6 12345678.")
    return TelField(
        label, filters=[one_line], validators=[Optional(), _at_most(rules.PHONE_LENGTH), Regexp(PHONE, message=wrong)]
    )


class RefusableForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that can tell beside a field why an action refused what was sent."""

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about; the first field when it is about none."""
        name = FIELD_OF.get(error.code, "")
        field = self[name] if name in self else next(each for each in self if each.name != "csrf_token")
        field.errors = [error_message(error)]

    def _version_seen(self) -> int:
        field = self["version"]
        return parse_number(field.raw_data[0] if field.raw_data else None) or 0


class PartnerForm(RefusableForm):
    """What is kept about a partner; `version` tells which record was looked at. The tradition is that of a church."""

    name = _line(lazy_gettext("Naam"), rules.NAME_LENGTH, missing=lazy_gettext("Vul de naam in."))
    kind = SelectField(lazy_gettext("Soort"), validators=[InputRequired(lazy_gettext("Kies wat het is."))])
    tradition = SelectField(lazy_gettext("Stroming"), default="")
    description = _text(lazy_gettext("Wie zijn jullie en wat doen jullie?"), rules.DESCRIPTION_LENGTH)
    description_en = _text(lazy_gettext("Hetzelfde in het Engels"), rules.DESCRIPTION_LENGTH)
    website = StringField(
        lazy_gettext("Website"), filters=[one_line, rules.with_scheme], validators=[_at_most(rules.WEBSITE_LENGTH)]
    )
    email = StringField(
        lazy_gettext("E-mailadres van de organisatie"),
        filters=[trimmed],
        validators=[
            Optional(),
            _at_most(EMAIL_LENGTH),
            Email(lazy_gettext("Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl.")),
        ],
    )
    phone = _phone(lazy_gettext("Telefoonnummer van de organisatie"))
    version = HiddenField()

    def offer(self) -> None:
        """Fill the choices."""
        kinds = sorted((partner_kind_name(kind), kind.value) for kind in PartnerKind)
        self.kind.choices = [choice("", gettext("Kies wat het is")), *(choice(value, name) for name, value in kinds)]
        self.tradition.choices = [
            choice("", gettext("Geen kerk, of niet bekend")),
            *(choice(each.value, tradition_name(each)) for each in ChurchTradition),
        ]

    def validate_website(self, field: StringField) -> None:
        """Refuse what is no address of a page."""
        if text_of(field) and not rules.is_web_address(text_of(field)):
            raise ValidationError(gettext("Schrijf het hele adres, zoals https://www.voorbeeld.nl."))

    def validate_tradition(self, field: SelectField) -> None:
        """Refuse the tradition of what is no church."""
        if field.data and self.kind.data and self.kind.data != PartnerKind.CHURCH and not self.kind.errors:
            raise ValidationError(gettext("Alleen een kerk heeft een stroming. Laat dit leeg, of kies: kerk."))

    @property
    def version_seen(self) -> int:
        """The version of the record that was looked at; 0, which none is, when the form does not tell."""
        return self._version_seen()

    def differences(self, kept: PartnerFacts) -> list[tuple[str, str, str]]:
        """Per field in which they differ: its label, what is kept now, and what was filled in."""
        return differences_of(self, vars(kept))

    def to_facts(self) -> PartnerFacts:
        """What was filled in."""
        return PartnerFacts(
            name=text_of(self.name),
            kind=PartnerKind(self.kind.data),
            tradition=ChurchTradition(self.tradition.data) if self.tradition.data else None,
            description=text_of(self.description),
            description_en=text_of(self.description_en),
            website=text_of(self.website),
            email=text_of(self.email).lower(),
            phone=text_of(self.phone),
        )


class NewPartnerForm(PartnerForm):
    """A new partner, and the word for it in its address."""

    slug = StringField(
        lazy_gettext("Adres van de pagina"),
        filters=[one_line],
        validators=[
            Optional(),
            _at_most(rules.SLUG_LENGTH),
            Regexp(
                r"^[a-z0-9]+(-[a-z0-9]+)*$",
                message=lazy_gettext("Gebruik kleine letters, cijfers en streepjes: kerk-aan-de-laan."),
            ),
        ],
    )


class EndPartnerForm(RefusableForm):
    """The last day of a partner; empty when it goes on."""

    last_day = _day(lazy_gettext("Laatste dag"))
    version = HiddenField()

    @property
    def version_seen(self) -> int:
        """The version of the record that was looked at."""
        return self._version_seen()


class RelationForm(RefusableForm):
    """To which other partner this one belongs, how and when."""

    whole = SelectField(
        lazy_gettext("Bij welke partner?"), validators=[InputRequired(lazy_gettext("Kies een partner."))]
    )
    kind = RadioField(lazy_gettext("Hoe?"), validators=[InputRequired(lazy_gettext("Kies hoe."))], validate_choice=True)
    since = _day(lazy_gettext("Vanaf"))
    last_day = _day(lazy_gettext("Tot en met"))

    def offer(self, partners: Sequence[PartnerName]) -> None:
        """Fill the choices."""
        self.whole.choices = [
            choice("", gettext("Kies een partner")),
            *(choice(str(each.id), each.name) for each in partners),
        ]
        self.kind.choices = [choice(kind.value, relation_name(kind)) for kind in RelationKind]


class LastDayForm(RefusableForm):
    """The last day of something that ends."""

    last_day = _day(lazy_gettext("Laatste dag"), missing=lazy_gettext("Kies de laatste dag."))


class PlaceForm(RefusableForm):
    """Where a partner can be found: what is there, and a pin or an address."""

    label = _line(
        lazy_gettext("Wat is daar?"),
        rules.LABEL_LENGTH,
        missing=lazy_gettext("Schrijf wat daar is, bijvoorbeeld: kerk of kantoor."),
    )
    address = _line(lazy_gettext("Waar is het?"), rules.ADDRESS_LENGTH)
    lon = HiddenField()
    lat = HiddenField()

    point: Point | None = None

    def validate_address(self, _field: StringField) -> None:
        """Refuse a pin that is none or outside the municipality, and neither pin nor address; told beside that."""
        self.point = None
        if not (self.lon.data or self.lat.data):
            if not text_of(self.address):
                raise ValidationError(gettext("Vul een adres in, of zet een speld op de kaart."))
            return
        try:
            self.point = parse_pin(self.lon.data, self.lat.data)
        except BadInput as error:
            raise ValidationError(error_message(error)) from error


class ContactForm(RefusableForm):
    """Somebody who can be reached, what they agreed to, and for how long; no `months`: it stays as it is."""

    name = name_field(
        lazy_gettext("Naam"),
        missing=lazy_gettext("Vul de naam van de contactpersoon in."),
        too_long=lazy_gettext("Houd de naam van de contactpersoon korter dan 80 tekens."),
    )
    position = _line(lazy_gettext("Functie"), rules.PERSON_LENGTH)
    email = email_field(lazy_gettext("E-mailadres"), missing=lazy_gettext("Vul het e-mailadres in."))
    phone = _phone(lazy_gettext("Telefoonnummer"))
    audience = RadioField(
        lazy_gettext("Wie mag dit zien?"),
        default=ContactAudience.COORDINATORS.value,
        validators=[InputRequired(lazy_gettext("Kies wie dit mag zien."))],
    )
    months = RadioField(lazy_gettext("Hoe lang?"), validators=[InputRequired(lazy_gettext("Kies hoe lang."))])
    channel = RadioField(lazy_gettext("Hoe is dit afgesproken?"), validators=[InputRequired(lazy_gettext("Kies hoe."))])
    agreed = BooleanField(lazy_gettext("Deze persoon weet dit, en vindt het goed"))

    own_email = ""
    """That of whoever fills it in: only about oneself one can say that it was agreed on this site."""

    def offer(self, own_email: str, kept_until: str | None = None) -> None:
        """Fill the choices; `kept_until` is the day, in words, until which it was agreed already."""
        self.own_email = own_email
        self.audience.choices = [choice(each.value, audience_name(each)) for each in ContactAudience]
        self.channel.choices = [choice(each.value, channel_name(each)) for each in Channel]
        self.months.choices = [
            choice(str(number), ngettext("%(num)s maand", "%(num)s maanden", number)) for number in MONTHS
        ]
        if kept_until:
            self.months.choices.insert(0, choice("0", gettext("Zo laten: tot %(day)s", day=kept_until)))

    def validate_channel(self, field: RadioField) -> None:
        """Refuse that somebody else agreed on this site: only who is signed in with that address can."""
        is_own = text_of(self.email).lower() == self.own_email
        if self.months_agreed is not None and field.data == Channel.WEB.value and not is_own:
            raise ValidationError(gettext("Dit kan alleen als het over jezelf gaat. Kies hoe je het hebt gevraagd."))

    def validate_agreed(self, field: BooleanField) -> None:
        """Refuse what nobody agreed to."""
        if self.months_agreed is not None and not field.data:
            raise ValidationError(gettext("Vraag het eerst aan deze persoon, en vink dit dan aan."))

    @property
    def months_agreed(self) -> int | None:
        """For how many months it was agreed now; None when it stays as it is."""
        return parse_number(self.months.data)

    def to_facts(self) -> ContactFacts:
        """What was filled in."""
        return ContactFacts(
            name=text_of(self.name),
            position=text_of(self.position),
            email=text_of(self.email).lower(),
            phone=text_of(self.phone),
            audience=ContactAudience(self.audience.data),
            channel=Channel(self.channel.data),
        )


class AgreementForm(RefusableForm):
    """What each side promises, from when and until when."""

    ours = _text(
        lazy_gettext("Wat belooft Missie050?"),
        rules.PROMISE_LENGTH,
        missing=lazy_gettext("Schrijf wat wij doen."),
    )
    theirs = _text(
        lazy_gettext("Wat belooft de partner?"),
        rules.PROMISE_LENGTH,
        missing=lazy_gettext("Schrijf wat zij doen."),
    )
    since = _day(lazy_gettext("Vanaf"), missing=lazy_gettext("Kies een datum."))
    last_day = _day(lazy_gettext("Tot en met"))

    def to_promises(self) -> Promises:
        """What was filled in."""
        return Promises(text_of(self.ours), text_of(self.theirs), self.since.data or date.min, self.last_day.data)


class ActivityForm(RefusableForm):
    """An answer about a theme in a neighbourhood, or in the whole city; `version` tells which one was looked at."""

    theme = SelectField(lazy_gettext("Thema"), validators=[InputRequired(lazy_gettext("Kies een thema."))])
    place = SelectField(lazy_gettext("Wijk"), validators=[InputRequired(lazy_gettext("Kies een wijk."))])
    answer = SelectField(lazy_gettext("Antwoord"), default=ActivityAnswer.DOES.value)
    what = _line(lazy_gettext("Wat"), rules.WHAT_LENGTH)
    since = _day(lazy_gettext("Vanaf"))
    last_day = _day(lazy_gettext("Tot en met"))
    version = HiddenField()

    def offer(self, themes: Sequence[ThemeName], neighbourhoods: Sequence[NeighbourhoodName]) -> None:
        """Fill the choices."""
        self.theme.choices = [
            choice("", gettext("Kies een thema")),
            *(choice(str(each.id), each.name, each.group or each.name) for each in themes),
        ]
        self.place.choices = [
            choice("", gettext("Kies een wijk")),
            choice(rules.CITY_ROW, gettext("Hele stad")),
            *(choice(str(each.id), each.name) for each in neighbourhoods),
        ]
        self.answer.choices = [choice(each.value, answer_name(each)) for each in ActivityAnswer]

    @property
    def version_seen(self) -> int:
        """The version of the answer that was looked at."""
        return self._version_seen()

    def differences(self, kept: ActivityFacts) -> list[tuple[str, str, str]]:
        """Per field in which they differ: its label, what is kept now, and what was filled in."""
        now = {**vars(kept), "theme": str(kept.theme_id), "place": str(kept.neighbourhood_id or rules.CITY_ROW)}
        return differences_of(self, now)

    def to_facts(self) -> ActivityFacts:
        """What was filled in."""
        return ActivityFacts(
            theme_id=int(self.theme.data),
            neighbourhood_id=None if self.place.data == rules.CITY_ROW else int(self.place.data),
            answer=ActivityAnswer(self.answer.data),
            what=text_of(self.what),
            since=self.since.data,
            last_day=self.last_day.data,
        )
