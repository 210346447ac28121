"""Forms in which somebody writes freely: what seems to tell of a person is kept only once its writer says so."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField

from webapp.privacy.free_text import Reason, names_or_causes, unheeded
from webapp.ui.fields import text_of


class AskingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that asks whether its words may stay as they are when they seem to tell of a person.

    `watched` names the fields with those words. `shown` carries what the writer was shown before, so that a tick says
    nothing of what was written after it. `noticed` is what there is to show now. `components/free_text_sure.html`
    shows it.
    """

    watched: ClassVar[tuple[str, ...]] = ()
    shown = HiddenField()
    sure = BooleanField(lazy_gettext("Ik heb gekeken, en laat het zo"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what Flask-WTF takes."""
        super().__init__(*args, **kwargs)
        self.noticed: tuple[Reason, ...] = ()

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Whether all can be kept; what the words tell is asked in one round with everything else that is wrong."""
        # all of them, also after one that is wrong
        return all([super().validate(extra_validators), self._holds_no_citizen_number(), not self.hints()])

    def noticed_in(self, text: str) -> Sequence[Reason]:
        """What the words seem to tell of a person; a form of other words can look at them in its own way."""
        return names_or_causes(text)

    def hints(self) -> tuple[Reason, ...]:
        """What in the words seems to tell of a person, told as an error too; empty when they can be kept so."""
        noticed = list(self.noticed_in("\n".join(text_of(self[name]) for name in self.watched)))
        noticed = [reason for reason in noticed if reason != Reason.CITIZEN_NUMBER]
        fresh = unheeded(noticed, text_of(self.shown))
        # also what was let stand: the tick stays on a form that comes back for something else
        self.noticed = tuple(noticed)
        if not fresh and (self.sure.data or not noticed):
            return ()
        self.shown.data, self.sure.data = ",".join(noticed), False
        self.sure.errors = [gettext("Er is nog niets bewaard. Kijk je tekst na, of vink aan dat je het zo laat.")]
        return self.noticed

    def _holds_no_citizen_number(self) -> bool:
        """Whether no field holds a citizen service number: nobody may keep that here, however sure they are."""
        held = [name for name in self.watched if Reason.CITIZEN_NUMBER in names_or_causes(text_of(self[name]))]
        for name in held:
            self[name].errors = [gettext("Hier staat een burgerservicenummer. Haal het weg: dat bewaren we nooit.")]
        return not held

    @property
    def own_fields(self) -> tuple[str, ...]:
        """The names of the fields that are about something else than this asking or the form itself."""
        apart = ("shown", "sure", "version", "csrf_token")
        return tuple(each.short_name for each in self if each.short_name not in apart)
