"""What states, outcomes, events and sources are called on screen."""

from datetime import date

from flask_babel import gettext, lazy_gettext, ngettext

from webapp.i18n import since
from webapp.signals.queries.bundles import Event
from webapp.signals.rules.lessons import LessonSource
from webapp.signals.rules.trends import Quarter
from webapp.vocabulary import BodyAnswer, BundleEventKind, BundleState, SignalState

_STATES = {
    SignalState.RAISED: lazy_gettext("gegeven"),
    SignalState.BUNDLED: lazy_gettext("gebundeld"),
    SignalState.PUT: lazy_gettext("voorgelegd"),
    SignalState.ANSWERED: lazy_gettext("beantwoord"),
    SignalState.CLOSED: lazy_gettext("afgesloten"),
}
_EXPLAINED = {
    SignalState.RAISED: lazy_gettext("We hebben je signaal. Een stadscoördinator kijkt ernaar."),
    SignalState.BUNDLED: lazy_gettext("We zien hetzelfde op meer plekken, en leggen het samen voor."),
    SignalState.PUT: lazy_gettext("Het is voorgelegd. Zodra er antwoord is, hoor je het."),
    SignalState.ANSWERED: lazy_gettext("Er is antwoord."),
    SignalState.CLOSED: lazy_gettext("Dit is afgesloten."),
}
_OUTCOMES = {
    BodyAnswer.ANSWERED: lazy_gettext("pakt dit op"),
    BodyAnswer.REFUSED: lazy_gettext("pakt dit niet op"),
    BodyAnswer.ASKED_AGAIN: lazy_gettext("vraagt ons om terug te komen"),
}
_OUTCOME_CHOICES = {
    BodyAnswer.ANSWERED: lazy_gettext("Ze pakken het op"),
    BodyAnswer.REFUSED: lazy_gettext("Ze pakken het niet op"),
    BodyAnswer.ASKED_AGAIN: lazy_gettext("We moeten het nog eens vragen"),
}
_SOURCES = {
    LessonSource.BUNDLE: lazy_gettext("Uit signalen"),
    LessonSource.CAMPAIGN: lazy_gettext("Uit een stedelijke actie"),
    LessonSource.INITIATIVE: lazy_gettext("Uit een initiatief"),
    LessonSource.HAND: lazy_gettext("Zelf opgeschreven"),
}
_EVENTS = {
    BundleEventKind.CHANGED: lazy_gettext("Titel of omschrijving gewijzigd"),
    BundleEventKind.SPLIT_OFF: lazy_gettext("Afgesplitst: “%(words)s”"),
    BundleEventKind.MERGED: lazy_gettext("Samengevoegd met “%(words)s”"),
    BundleEventKind.PUT: lazy_gettext("Op de agenda van %(words)s"),
    BundleEventKind.MEETING_MOVED: lazy_gettext("Verzet: %(words)s"),
    BundleEventKind.TAKEN_OFF: lazy_gettext("Van de agenda gehaald: %(words)s"),
    BundleEventKind.ANSWERED: lazy_gettext("%(words)s pakt het op"),
    BundleEventKind.REFUSED: lazy_gettext("%(words)s pakt het niet op"),
    BundleEventKind.ASKED_AGAIN: lazy_gettext("%(words)s vraagt ons om terug te komen"),
    BundleEventKind.STEP_SET: lazy_gettext("Volgende stap: %(words)s"),
    BundleEventKind.STEP_DONE: lazy_gettext("Gedaan: %(words)s"),
    BundleEventKind.CLOSED: lazy_gettext("Afgesloten"),
    BundleEventKind.REOPENED: lazy_gettext("Heropend"),
}


def state_name(state: SignalState | BundleState) -> str:
    """How far a signal or a bundle has come."""
    return str(_STATES[SignalState(state.value)])


def state_explained(state: SignalState) -> str:
    """What that means for who raised the signal."""
    return str(_EXPLAINED[state])


def outcome_name(outcome: BodyAnswer) -> str:
    """What a body did, after its name: "pakt dit op"."""
    return str(_OUTCOMES[outcome])


def outcome_choice(outcome: BodyAnswer) -> str:
    """What a body did, to choose from."""
    return str(_OUTCOME_CHOICES[outcome])


def source_name(source: LessonSource) -> str:
    """What a lesson came from."""
    return str(_SOURCES[source])


def event_told(event: Event) -> str:
    """What happened to a bundle."""
    if event.kind in (BundleEventKind.MADE, BundleEventKind.ADDED, BundleEventKind.TAKEN_OUT):
        count = int(event.words)
        if event.kind == BundleEventKind.MADE:
            return str(ngettext("Gemaakt van %(num)s signaal", "Gemaakt van %(num)s signalen", count))
        if event.kind == BundleEventKind.ADDED:
            return str(ngettext("%(num)s signaal erbij", "%(num)s signalen erbij", count))
        return str(ngettext("%(num)s signaal eruit", "%(num)s signalen eruit", count))
    words = event.words
    if event.kind in (BundleEventKind.PUT, BundleEventKind.MEETING_MOVED):
        body, _, day = words.rpartition(", ")
        words = f"{body}, {since(date.fromisoformat(day))}"
    return str(_EVENTS[event.kind]) % {"words": words}


def quarter_name(quarter: Quarter) -> str:
    """A quarter as it is read: "3e kwartaal van 2026"."""
    return str(gettext("%(number)se kwartaal van %(year)s", year=quarter.began.year, number=quarter.number))


def signals_counted(count: int) -> str:
    """How many signals."""
    return str(ngettext("%(num)s signaal", "%(num)s signalen", count))


def days_of(seen_on: date, raised_on: date) -> str:
    """When it was seen and given."""
    if seen_on == raised_on:
        return since(raised_on)
    return str(gettext("gezien %(seen)s, gegeven %(raised)s", seen=since(seen_on), raised=since(raised_on)))
