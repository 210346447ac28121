"""Forms with which ties are noted and changed, and somebody new is met."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Optional

from webapp.errors import BadInput, DomainError
from webapp.i18n import error_message, long_date
from webapp.networks.actions.ties import TieFacts
from webapp.networks.queries.naming import NODE, PERSON, Named, Namesake
from webapp.networks.queries.ties import TieRow
from webapp.networks.rules.network import BETWEEN, KnownNode
from webapp.networks.words.network import node_told, tie_kind_name, tie_strength_name
from webapp.ui.fields import choice, name_field, one_line, phone_field, text_of
from webapp.vocabulary import NodeKind, TieKind, TieStrength
from webapp.written_numbers import parse_number

FIELD_OF = {
    "tie_with_itself": "other",
    "tie_side_gone": "other",
    "tie_tells_church": "kind",
    "tie_not_between": "kind",
    "tie_there": "kind",
    "tie_in_future": "since",
    "tie_too_old": "since",
    "tie_ends_first": "until",
    "tie_ends_in_future": "until",
}
"""Beside which field a refusal is told."""

SAID = lazy_gettext("Ja, dat zei deze buur zelf")
WHO = lazy_gettext("Wie bedoel je?")
NO_DAY = lazy_gettext("Kies een dag, als 31-12-2026.")


def possible_kinds(one: NodeKind | None, other: NodeKind | None) -> list[TieKind]:
    """Which kinds of tie can be between these two, whichever does it; all while one is not known."""
    if one is None or other is None:
        return list(TieKind)
    return [
        kind
        for kind, (froms, tos) in BETWEEN.items()
        if (one in froms and other in tos) or (other in froms and one in tos)
    ]


def usual_kind(one: NodeKind | None, other: NodeKind | None) -> TieKind:
    """What mostly is between these two, whichever is named first; what is not known counts as a person."""
    things = [kind for kind in (one, other) if kind not in (None, NodeKind.PERSON)]
    if not things:
        return TieKind.KNOWS
    if NodeKind.PLACE in things:
        return TieKind.MEETS_AT
    if len(things) > 1:
        return TieKind.WORKS_WITH
    return TieKind.MEMBER_OF if things == [NodeKind.GROUP] else TieKind.HELPS


def usual_kinds() -> dict[str, str]:
    """As `usual_kind`, by both kinds in order with a plus between; for who chooses names while typing."""
    kinds = (None, *NodeKind)
    return {"+".join(sorted((one or "", other or ""))): usual_kind(one, other) for one in kinds for other in kinds}


def _name(label: str, missing: str) -> StringField:
    return name_field(
        label,
        missing=missing,
        too_long=lazy_gettext("Houd de naam korter dan 80 tekens."),
    )


def _kind_field() -> RadioField:
    return RadioField(
        lazy_gettext("Wat is de relatie?"), validators=[InputRequired(lazy_gettext("Kies wat de relatie is."))]
    )


def _strength_field() -> RadioField:
    return RadioField(
        lazy_gettext("Hoe vaak hebben ze met elkaar te maken?"),
        validators=[InputRequired(lazy_gettext("Kies hoe vaak."))],
    )


class _NetworkForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that tells beside a field why something was refused, and asks which of several is meant."""

    def __init__(self, *sent: Any, **kept: Any) -> None:
        # words only: a file that was sent in the place of a word is none
        super().__init__(*(sent or (request.form if request.method == "POST" else None,)), **kept)

    def refuse(self, error: DomainError) -> None:
        """Tell a refusal beside the field that it is about; beside the first when it is about none."""
        name = FIELD_OF.get(error.code, "")
        field: Field = self[name] if name in self else next(iter(self))
        field.errors = [error_message(error)]

    def which(self, side: str) -> str:
        """What was chosen when it was asked who or what is meant."""
        return text_of(self[f"{side}_which"]) if f"{side}_which" in self else ""

    def node_id(self, side: str) -> int | None:
        """What was chosen while typing."""
        return parse_number(self[f"{side}_id"].data)

    def take(self, side: str, node: KnownNode) -> None:
        """Know what is meant."""
        self[side].data, self[f"{side}_id"].data = node.name, str(node.id)

    def is_clear(self, side: str, named: Named) -> bool:
        """Whether it is clear what is meant, and may be noted; if not, that is asked beside the name."""
        if named.node is not None:
            self.take(side, named.node)
            return True
        which = self[f"{side}_which"]
        which.choices = [
            *(
                choice(f"{NODE}{each.id}", f"{each.name} ({node_told(each.kind, each.where)})")
                for each in named.choices
            ),
            *(
                choice(f"{PERSON}{person_id}", gettext("%(name)s, staat nog niet in het netwerk", name=name))
                for person_id, name in named.unlinked
            ),
        ]
        self[f"{side}_id"].data = ""
        if named.person_id is not None:
            return self._is_said(side)
        # each sentence has the name: both can be unclear
        typed = text_of(self[side])
        if named.is_unknown:
            self[side].errors = [gettext("%(name)s staat niet in het netwerk.", name=typed)]
        elif named.is_guess:
            self[side].errors = [
                gettext("%(name)s staat niet in het netwerk. Kies hieronder wie je bedoelt.", name=typed)
            ]
        else:
            which.errors = [
                gettext(
                    "Er is meer dan één met de naam %(name)s, of nog niet in het netwerk. Kies wie je bedoelt.",
                    name=typed,
                )
            ]
        return False

    def _is_said(self, side: str) -> bool:
        said = self[f"{side}_said"]
        if not said.data:
            said.errors = [gettext("Zonder ja noteren we niets. Vraag het, en vink het aan.")]
        return bool(said.data)


class TieForm(_NetworkForm):
    """Two names and what is between them. `..._id` is what was chosen while typing, `..._which` when it was asked.

    `stays` is the side that a next tie begins with.
    """

    one = _name(lazy_gettext("Wie?"), lazy_gettext("Vul in om wie het gaat."))
    one_id = HiddenField()
    one_which = RadioField(WHO, validators=[Optional()], validate_choice=False)
    one_said = BooleanField(SAID)
    kind = _kind_field()
    other = _name(lazy_gettext("Met wie, of waarmee?"), lazy_gettext("Vul in met wie of waarmee."))
    other_id = HiddenField()
    other_which = RadioField(WHO, validators=[Optional()], validate_choice=False)
    other_said = BooleanField(SAID)
    strength = _strength_field()
    since = DateField(lazy_gettext("Sinds wanneer?"), validators=[InputRequired(NO_DAY)])
    stays = HiddenField()

    def offer(self, one: KnownNode | None = None, other: KnownNode | None = None) -> None:
        """Fill the choices; only kinds that can be between the two, once both are known."""
        kinds = possible_kinds(one.kind if one else None, other.kind if other else None)
        self.kind.choices = [choice(kind.value, tie_kind_name(kind)) for kind in kinds]
        self.strength.choices = [choice(each.value, tie_strength_name(each)) for each in TieStrength]
        for side in ("one", "other"):
            if self[f"{side}_which"].choices is None:
                self[f"{side}_which"].choices = []

    def choose_kind(self, wanted: str | None, one: KnownNode | None, other: KnownNode | None) -> None:
        """Choose this kind of tie; where it cannot be between these two, what mostly is."""
        both = one.kind if one else None, other.kind if other else None
        usual = usual_kind(*both)
        self.kind.data = wanted if wanted in possible_kinds(*both) else usual.value

    def to_facts(self) -> TieFacts:
        """What was filled in."""
        return TieFacts(TieKind(self.kind.data), TieStrength(self.strength.data), _given(self.since))


class EditTieForm(_NetworkForm):
    """A tie to be changed or ended. `version` is that of the tie that was looked at."""

    kind = _kind_field()
    turned = BooleanField(lazy_gettext("Draai om wie het doet"))
    strength = _strength_field()
    since = DateField(lazy_gettext("Sinds wanneer?"), validators=[InputRequired(NO_DAY)])
    until = DateField(lazy_gettext("Geëindigd op"), validators=[Optional()])
    version = HiddenField()

    def offer(self, row: TieRow) -> None:
        """Fill the choices."""
        kinds = possible_kinds(row.from_side.kind, row.to_side.kind)
        self.kind.choices = [choice(kind.value, tie_kind_name(kind)) for kind in kinds]
        self.strength.choices = [choice(each.value, tie_strength_name(each)) for each in TieStrength]

    @property
    def version_seen(self) -> int:
        """The version that was looked at; 0, which none is, when the form does not tell."""
        return parse_number(self.version.raw_data[0] if self.version.raw_data else None) or 0

    def to_facts(self) -> TieFacts:
        """What was filled in."""
        return TieFacts(
            TieKind(self.kind.data), TieStrength(self.strength.data), _given(self.since), self.until.data or None
        )

    def differences(self, kept: TieRow) -> list[tuple[str, str, str]]:
        """Per field in which they differ: its label, what is kept now, and what was filled in."""
        own = self.to_facts()
        told = (
            (self.kind, tie_kind_name(kept.kind), tie_kind_name(own.kind)),
            (self.strength, tie_strength_name(kept.strength), tie_strength_name(own.strength)),
            (self.since, long_date(kept.since), long_date(own.since)),
            (self.until, _day(kept.until), _day(own.until)),
        )
        return [(str(field.label.text), theirs, mine) for field, theirs, mine in told if theirs != mine]


class MeetForm(_NetworkForm):
    """Somebody new, with the yes that they said aloud; `person` is somebody who is known already, or `nieuw`.

    `van`, `naar` and `soort` are of the tie for which somebody was met, as in the address of the form of a tie: it is
    noted next.
    """

    name = name_field(
        lazy_gettext("Hoe heet deze buur?"),
        missing=lazy_gettext("Vul de naam van deze buur in."),
        too_long=lazy_gettext("Houd de naam korter dan 80 tekens."),
    )
    person = RadioField(lazy_gettext("Ken je deze buur al?"), validators=[Optional()], validate_choice=False)
    other = StringField(lazy_gettext("Via wie ken je deze buur?"), filters=[one_line])
    other_id = HiddenField()
    other_which = RadioField(WHO, validators=[Optional()], validate_choice=False)
    other_said = BooleanField(SAID)
    phone = phone_field(lazy_gettext("Telefoonnummer, als deze buur dat wil geven"))
    agreed = BooleanField(
        SAID, validators=[DataRequired(lazy_gettext("Zonder ja bewaren we niets. Vraag het, en vink het aan."))]
    )
    van = HiddenField()
    naar = HiddenField()
    soort = HiddenField()

    def offer(self) -> None:
        """Have no choices as long as nothing has to be asked."""
        for field in (self.person, self.other_which):
            field.choices = field.choices or []

    def goes_on_with(self, side: str, node: KnownNode, kind: str) -> None:
        """Remember the tie for which somebody was met: with whom or what, on which side, and which kind."""
        self[side].data, self.soort.data = str(node.id), kind

    @property
    def known_side(self) -> int | None:
        """With whom or what a tie is noted next, if any is."""
        return parse_number(self.van.data) or parse_number(self.naar.data)

    def knows_who(self, namesakes: Sequence[Namesake]) -> bool:
        """Whether it is clear whom it is about, of known people with a name like this one; if not, that is asked."""
        if not namesakes:
            self.person.data = None
            return True
        self.person.choices = [
            *(
                choice(str(each.person_id), f"{each.name} ({each.where})" if each.where else each.name)
                for each in namesakes
            ),
            choice("nieuw", gettext("Nee, dit is iemand anders")),
        ]
        if self.person.data in {value for value, *_ in self.person.iter_choices()}:
            return True
        self.person.errors = [gettext("Je kent al iemand die zo heet, of bijna zo. Kies wie je bedoelt.")]
        return False

    @property
    def known_person(self) -> int | None:
        """The known person that was chosen; None for a new one, and while nobody was chosen."""
        return parse_number(self.person.data)


def kept_tie(row: TieRow) -> dict[str, Any]:
    """A tie as the data of a form."""
    return {
        "kind": row.kind.value,
        "strength": row.strength.value,
        "since": row.since,
        "until": row.until,
        "version": str(row.version),
    }


def _given(field: DateField) -> date:
    """The day in a field that was found to hold one."""
    if field.data is None:
        raise BadInput("date_invalid")
    return field.data


def _day(day: date | None) -> str:
    return gettext("(leeg)") if day is None else long_date(day)
