"""The forms with which roles are given and ended."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from webapp.access.policy import SCOPES
from webapp.errors import DomainError
from webapp.i18n import error_message, role_name
from webapp.roles.queries import Choice
from webapp.roles.rules import GRANTABLE, REASON_LENGTH, Refusal, Wish, refusal_of_period, refusal_of_scope
from webapp.ui.fields import choice, email_field, one_newline, text_of, trimmed
from webapp.vocabulary import Role, ScopeKind

WHAT_ROLES_DO = {
    Role.NEIGHBOURHOOD_COORDINATOR: lazy_gettext("ziet de mensen en berichten van één wijk"),
    Role.CITY_COORDINATOR: lazy_gettext("ziet mensen en berichten van de hele stad"),
    Role.PARTNER_MEMBER: lazy_gettext("hoort bij een organisatie"),
    Role.MUNICIPALITY_VIEWER: lazy_gettext("ziet cijfers, geen mensen"),
    Role.TRACK_COUNSELLOR: lazy_gettext("begeleidt een kerk"),
    Role.ADMINISTRATOR: lazy_gettext("geeft rollen en leest het logboek"),
}
"""What each role is for, in a few words."""

FIELD_OF: dict[str, str] = {
    Refusal.GRANT_TO_ONESELF: "email",
    Refusal.NEIGHBOURHOOD_NEEDED: "neighbourhood_id",
    Refusal.PARTNER_NEEDED: "partner_id",
    Refusal.CHURCH_NEEDED: "partner_id",
    Refusal.ROLE_STARTS_IN_PAST: "since",
    Refusal.ROLE_ENDS_BEFORE_START: "last_day",
    Refusal.ROLE_TOO_FAR_AWAY: "last_day",
}
"""Beside which field a refusal is told; the others stand beside the role."""


def reason_field(label: str) -> TextAreaField:
    """Why something is done with a role; whoever it is about reads it."""
    return TextAreaField(
        label,
        filters=[one_newline, trimmed],
        validators=[
            DataRequired(lazy_gettext("Schrijf in een paar woorden waarom.")),
            Length(min=REASON_LENGTH[0], message=lazy_gettext("Schrijf minstens 3 tekens.")),
            Length(max=REASON_LENGTH[1], message=lazy_gettext("Maak het korter: hooguit 500 tekens.")),
        ],
    )


class InviteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Who gets which role, where, how long and why. A place that the role does not need is not looked at.

    `today` is the day from which a role can begin.
    """

    today = date.min

    email = email_field(lazy_gettext("E-mailadres"))
    role = RadioField(
        lazy_gettext("Rol"),
        validators=[InputRequired(lazy_gettext("Kies een rol."))],
        validate_choice=True,
    )
    neighbourhood_id = SelectField(lazy_gettext("Wijk"), default="")
    partner_id = SelectField(lazy_gettext("Organisatie of kerk"), default="")
    since = DateField(lazy_gettext("Van"), validators=[InputRequired(lazy_gettext("Kies een datum."))])
    last_day = DateField(lazy_gettext("Tot en met"), validators=[Optional()])
    reason = reason_field(lazy_gettext("Waarom?"))

    def offer(self, neighbourhoods: Sequence[Choice], partners: Sequence[Choice]) -> None:
        """Fill the choices."""
        self.kinds = {partner.id: partner.kind for partner in partners}
        self.role.choices = [
            (role.value, f"{role_name(role).capitalize()}: {WHAT_ROLES_DO[role]}") for role in GRANTABLE
        ]
        for field, nothing, choices in (
            (self.neighbourhood_id, lazy_gettext("Kies een wijk"), neighbourhoods),
            (self.partner_id, lazy_gettext("Kies een organisatie of kerk"), partners),
        ):
            field.choices = [
                choice("", nothing),
                *(choice(str(place.id), place.name) for place in choices),
            ]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check each field, and what the role asks of place and days: all that is wrong is told in one round."""
        is_complete = bool(super().validate(extra_validators))
        if self.email.errors and not text_of(self.email):
            # the address of somebody else
            self.email.errors = [gettext("Vul het e-mailadres in.")]
        if self.role.errors:
            return is_complete
        wish, refusals = self.to_wish(), []
        if not (self.neighbourhood_id.errors or self.partner_id.errors):
            refusals.append(refusal_of_scope(wish))
        if not (self.since.errors or self.last_day.errors):
            refusals.append(refusal_of_period(wish, today=self.today))
        for refusal in refusals:
            if refusal is not None:
                self.refuse(refusal, error_message(DomainError(refusal)))
                is_complete = False
        return is_complete

    def to_wish(self) -> Wish:
        """What was asked, with the place that goes with the role."""
        role = Role(self.role.data)
        scope = SCOPES[role]
        partner_id = _number(self.partner_id.data) if scope == ScopeKind.PARTNER else None
        return Wish(
            role=role,
            since=self.since.data or date.min,
            last_day=self.last_day.data,
            neighbourhood_id=_number(self.neighbourhood_id.data) if scope == ScopeKind.NEIGHBOURHOOD else None,
            partner_id=partner_id,
            partner_kind=self.kinds.get(partner_id) if partner_id is not None else None,
        )

    def refuse(self, code: str, sentence: str) -> None:
        """Tell a refusal beside the field that it is about."""
        self[FIELD_OF.get(code, "role")].errors = [sentence]


class EndForm(FlaskForm):  # type: ignore[misc]  # as above
    """Why a role ends, or is refused; and that it may leave one administrator, when it does."""

    reason = reason_field(lazy_gettext("Waarom?"))
    sure = BooleanField(lazy_gettext("Ja, beëindig: daarna is er nog één beheerder"))


def _number(text: str | None) -> int | None:
    return int(text) if text else None
