"""The form with which somebody asks for news, and the one to get it more or less often."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import Length

from geo.values import Point
from webapp.areas.queries import NeighbourhoodName
from webapp.areas.rules import QUERY_LENGTH, parse_found_place, parse_pin
from webapp.errors import BadInput
from webapp.following.rules import RADII, Circle, Corners, Wish, parse_area
from webapp.i18n import error_message
from webapp.themes.queries import ThemeName
from webapp.ui.fields import choice, email_field, one_line, text_of
from webapp.vocabulary import DigestRhythm, FollowKind

KINDS = {
    FollowKind.NEIGHBOURHOOD: lazy_gettext("Een wijk"),
    FollowKind.THEME: lazy_gettext("Een thema"),
    FollowKind.AREA: lazy_gettext("Een gebied op de kaart"),
}
RHYTHMS = {
    DigestRhythm.DAILY: lazy_gettext("Hooguit elke dag"),
    DigestRhythm.WEEKLY: lazy_gettext("Hooguit elke week"),
}
UNCHOSEN = lazy_gettext("Kies er een uit de lijst.")


def _rhythm_field() -> RadioField:
    return RadioField(
        lazy_gettext("Hoe vaak?"),
        choices=[choice(rhythm.value, words) for rhythm, words in RHYTHMS.items()],
        default=DigestRhythm.WEEKLY.value,
    )


class RhythmForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """How often news comes."""

    rhythm = _rhythm_field()


class FollowForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What to follow, how often, and at which address; `website` is a trap that people do not see.

    An area is drawn (`area`, as GeoJSON), or a circle around a pin or an address.
    """

    kind = RadioField(
        lazy_gettext("Wat wil je volgen?"),
        choices=[choice(kind.value, words) for kind, words in KINDS.items()],
        default=FollowKind.NEIGHBOURHOOD.value,
    )
    neighbourhood = SelectField(lazy_gettext("Wijk"), validate_choice=False)
    theme = SelectField(lazy_gettext("Thema"), validate_choice=False)
    address = StringField(
        lazy_gettext("Rond welke plek?"),
        filters=[one_line],
        validators=[Length(max=QUERY_LENGTH, message=lazy_gettext("Zoek met hooguit 80 tekens."))],
    )
    lon = HiddenField()
    lat = HiddenField()
    metres = SelectField(lazy_gettext("Hoe ver eromheen?"), default="1000", validate_choice=False)
    area = HiddenField(lazy_gettext("Het getekende gebied"))
    rhythm = _rhythm_field()
    email = email_field(lazy_gettext("Je e-mailadres"))
    website = StringField(lazy_gettext("Laat dit veld leeg"))

    def offer(self, neighbourhoods: Sequence[NeighbourhoodName], themes: Sequence[ThemeName]) -> None:
        """Give what there is to choose from."""
        self._places = {each.slug: each.id for each in neighbourhoods}
        self._themes = {each.slug: each.id for each in themes}
        unchosen = choice("", gettext("Maak een keuze"))
        self.neighbourhood.choices = [unchosen, *(choice(each.slug, each.name) for each in neighbourhoods)]
        self.theme.choices = [
            unchosen,
            *(choice(each.slug, each.name, None if each.parent_id is None else each.group) for each in themes),
        ]
        self.metres.choices = [choice(str(each), _distance(each)) for each in RADII]

    def checked_wish(self, *, found: str | None) -> Wish | None:
        """What is asked; None with each error beside its field. `found` is the place chosen out of search results."""
        is_valid = self.validate()
        wish = None if self.kind.errors or self.rhythm.errors else self._wish(found)
        return wish if is_valid else None

    @property
    def seeks_place(self) -> bool:
        """Whether a place was typed that is still to be chosen out of what is found."""
        return bool(self.address.errors and text_of(self.address) and not text_of(self.lon))

    def _wish(self, found: str | None) -> Wish | None:
        kind, rhythm = FollowKind(self.kind.data), DigestRhythm(self.rhythm.data)
        if kind == FollowKind.NEIGHBOURHOOD:
            number = self._places.get(text_of(self.neighbourhood))
            self.neighbourhood.errors = () if number else [str(UNCHOSEN)]
            return Wish(kind, rhythm, neighbourhood_id=number) if number else None
        if kind == FollowKind.THEME:
            number = self._themes.get(text_of(self.theme))
            self.theme.errors = () if number else [str(UNCHOSEN)]
            return Wish(kind, rhythm, theme_id=number) if number else None
        area = self._area(found)
        return Wish(kind, rhythm, area=area) if area else None

    def refuse_area(self, error: BadInput) -> None:
        """Say beside the field what is wrong with the area; what was drawn goes, the rest stays."""
        # the field that holds it is not one to look at: its words stand at the search for a place
        self.address.errors = [error_message(error)]
        self.area.data = ""

    def _area(self, found: str | None) -> Corners | Circle | None:
        try:
            if text_of(self.area):
                return parse_area(text_of(self.area))
            return self._circle(found)
        except BadInput as error:
            self.refuse_area(error)
            return None

    def _circle(self, found: str | None) -> Circle:
        if text_of(self.metres) not in map(str, RADII):
            raise BadInput("radius_invalid")
        return Circle(self._center(found), int(self.metres.data))

    def _center(self, found: str | None) -> Point:
        if text_of(self.lon) or text_of(self.lat):
            return parse_pin(self.lon.data, self.lat.data)
        if found:
            return parse_found_place(found).point
        raise BadInput("area_missing" if not text_of(self.address) else "place_unchosen")


def _distance(metres: int) -> str:
    if metres < 1000:  # noqa: PLR2004  (metres in a kilometre)
        return str(gettext("%(metres)s meter", metres=metres))
    return str(gettext("%(km)s kilometer", km=metres // 1000))
