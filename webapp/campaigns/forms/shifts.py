"""The forms of shifts: which initiative carries a campaign, and when somebody comes if they are needed."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, TimeField, ValidationError
from wtforms.validators import InputRequired, NumberRange

from webapp.campaigns.queries.shifts import Carrier
from webapp.campaigns.rules.board import Place
from webapp.campaigns.rules.shifts import MOST_PEOPLE, Availability, minute_of, time_of_minute
from webapp.errors import DomainError
from webapp.i18n import error_message
from webapp.models import FlexibleHelper
from webapp.ui.fields import choice, name_field
from webapp.written_numbers import parse_number

FIELD_OF = {"helper_days": "until_day", "helper_hours": "until_time", "helper_people": "people"}
NO_DAY = lazy_gettext("Kies een dag.")
NO_TIME = lazy_gettext("Kies een tijd, bijvoorbeeld 13:00.")


class CarrierForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Which initiative carries the campaign with its tasks."""

    initiative = SelectField(lazy_gettext("Initiatief"), validate_choice=False)

    def offer(self, carriers: Sequence[Carrier]) -> None:
        """Give the initiatives to choose from."""
        self.offered = frozenset(str(each.id) for each in carriers)
        self.initiative.choices = [choice(str(each.id), each.title or "") for each in carriers]

    def validate_initiative(self, field: SelectField) -> None:
        """Refuse what is none of these."""
        if field.data not in self.offered:
            raise ValidationError(gettext("Kies een initiatief uit de lijst."))

    @property
    def initiative_id(self) -> int:
        """The initiative that was chosen."""
        return parse_number(self.initiative.data) or 0


class HelperForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """When somebody comes if they are needed, where, and with how many."""

    name = name_field(lazy_gettext("De naam die de coördinator ziet"))
    people = IntegerField(
        lazy_gettext("Met hoeveel mensen kom je?"),
        default=1,
        validators=[
            InputRequired(lazy_gettext("Schrijf met hoeveel mensen je komt.")),
            NumberRange(
                1, MOST_PEOPLE, message=lazy_gettext("Schrijf een getal van 1 tot en met %(most)s.", most=MOST_PEOPLE)
            ),
        ],
    )
    place = SelectField(lazy_gettext("Waar kun je helpen?"), validate_choice=False)
    from_day = DateField(lazy_gettext("Eerste dag"), validators=[InputRequired(NO_DAY)])
    until_day = DateField(lazy_gettext("Laatste dag"), validators=[InputRequired(NO_DAY)])
    from_time = TimeField(lazy_gettext("Vanaf hoe laat?"), validators=[InputRequired(NO_TIME)])
    until_time = TimeField(lazy_gettext("Tot hoe laat?"), validators=[InputRequired(NO_TIME)])

    def offer(self, places: Sequence[Place]) -> None:
        """Give the neighbourhoods to choose from; the first is anywhere."""
        self.offered = frozenset(str(each.id) for each in places) | {""}
        own = [choice(str(each.id), each.name) for each in places]
        self.place.choices = [choice("", gettext("Overal in de stad")), *own]

    def validate_place(self, field: SelectField) -> None:
        """Refuse what is none of these."""
        if (field.data or "") not in self.offered:
            raise ValidationError(gettext("Kies een wijk uit de lijst."))

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about."""
        self[FIELD_OF.get(error.code, "name")].errors = [error_message(error)]

    @property
    def place_id(self) -> int | None:
        """Where; None: anywhere."""
        return parse_number(self.place.data)

    def to_availability(self) -> Availability:
        """When, in a form that was found right."""
        return Availability(
            from_day=self.from_day.data or date.min,
            until_day=self.until_day.data or date.min,
            from_minute=minute_of(self.from_time.data) if self.from_time.data else 0,
            until_minute=minute_of(self.until_time.data) if self.until_time.data else 0,
            people=self.people.data or 0,
        )


def kept_helper(kept: FlexibleHelper | None, *, name: str, first: date, last: date) -> dict[str, object]:
    """What somebody said, as it stands in the form; else the whole campaign, from one to five."""
    if kept is None:
        afternoon = {"from_time": time_of_minute(13 * 60), "until_time": time_of_minute(17 * 60)}
        return {"name": name, "people": 1, "place": "", "from_day": first, "until_day": last, **afternoon}
    return {
        "name": kept.name,
        "people": kept.people,
        "place": str(kept.neighbourhood_id or ""),
        "from_day": kept.from_day,
        "until_day": kept.until_day,
        "from_time": time_of_minute(kept.from_minute),
        "until_time": time_of_minute(kept.until_minute),
    }
