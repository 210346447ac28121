"""The words of initiatives on screen: how far they are, what they are, and what is wrong in their form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext, lazy_gettext, ngettext

from webapp.calendar.words import rhythm_in_words
from webapp.errors import DomainError
from webapp.i18n import error_message, long_date
from webapp.initiatives.content import Content, TaskContent
from webapp.initiatives.lookalikes import Reason
from webapp.initiatives.rules import Progress
from webapp.initiatives.typed_rhythm import Choice, ReadRhythm
from webapp.vocabulary import EffectDirection, InitiativeLayer, Reach

_PROGRESS = {
    Progress.RECEIVED: (
        lazy_gettext("Ontvangen"),
        lazy_gettext("Een coördinator kijkt ernaar. Het is nog niet te zien."),
    ),
    Progress.RETURNED: (lazy_gettext("Terug bij jou"), lazy_gettext("Een coördinator heeft een vraag. Pas het aan.")),
    Progress.APPROVED: (lazy_gettext("Goedgekeurd"), lazy_gettext("Het staat op de kaart, en begint nog.")),
    Progress.RUNNING: (lazy_gettext("Loopt"), lazy_gettext("Het staat op de kaart.")),
    Progress.PAUSED: (lazy_gettext("Gepauzeerd"), lazy_gettext("Het staat op de kaart, met erbij dat het stilligt.")),
    Progress.ENDED: (lazy_gettext("Gestopt"), lazy_gettext("Het staat niet meer op de kaart.")),
    Progress.MERGED: (lazy_gettext("Samengevoegd"), lazy_gettext("Het ging op in een ander initiatief.")),
}
_LAYERS = {
    InitiativeLayer.SOCIAL: lazy_gettext("Sociaal: iets goeds doen met of voor mensen"),
    InitiativeLayer.MISSIONARY: lazy_gettext("Rond geloof: bidden, vieren of over geloof praten"),
    InitiativeLayer.BOTH: lazy_gettext("Allebei"),
}
_REACHES = {
    Reach.PLACE: lazy_gettext("Op één plek"),
    Reach.NEIGHBOURHOODS: lazy_gettext("In een paar wijken"),
    Reach.CITY: lazy_gettext("In de hele stad"),
}
_DIRECTIONS = {EffectDirection.MORE: lazy_gettext("meer"), EffectDirection.LESS: lazy_gettext("minder")}
_CHOICES = {
    Choice.ALWAYS: lazy_gettext("Altijd open, of op afspraak"),
    Choice.ONCE: lazy_gettext("Eén keer"),
    Choice.DAILY: lazy_gettext("Elke dag"),
    Choice.WEEKLY: lazy_gettext("Elke week"),
    Choice.BIWEEKLY: lazy_gettext("Om de week"),
    Choice.MONTHLY_WEEKDAY: lazy_gettext("Elke maand op een vaste weekdag"),
    Choice.MONTHLY_DAY: lazy_gettext("Elke maand op een vaste datum"),
    Choice.YEARLY: lazy_gettext("Elk jaar"),
    Choice.KEPT: lazy_gettext("Zoals het nu is"),
}
_DURATIONS = {
    15: lazy_gettext("een kwartier"),
    30: lazy_gettext("een half uur"),
    45: lazy_gettext("drie kwartier"),
    60: lazy_gettext("een uur"),
    90: lazy_gettext("anderhalf uur"),
    120: lazy_gettext("twee uur"),
    180: lazy_gettext("drie uur"),
    240: lazy_gettext("een dagdeel"),
    480: lazy_gettext("een dag"),
}
_ERRORS = {
    "title_needed": lazy_gettext("Geef je initiatief een naam."),
    "title_long": lazy_gettext("Maak de naam korter: hooguit 100 tekens."),
    "description_needed": lazy_gettext("Schrijf in een paar zinnen wat jullie doen."),
    "description_long": lazy_gettext("Maak de tekst korter: hooguit 3000 tekens."),
    "for_whom_needed": lazy_gettext("Schrijf voor wie het is, bijvoorbeeld: voor iedereen uit de buurt."),
    "for_whom_long": lazy_gettext("Maak dit korter: hooguit 300 tekens."),
    "organiser_needed": lazy_gettext("Schrijf wie het organiseert. Een voornaam of de naam van een groep is genoeg."),
    "organiser_long": lazy_gettext("Maak de naam korter: hooguit 120 tekens."),
    "layer_needed": lazy_gettext("Kies wat voor initiatief het is."),
    "faith_needed": lazy_gettext("Schrijf ook wat jullie rond geloof doen."),
    "faith_long": lazy_gettext("Maak de tekst korter: hooguit 3000 tekens."),
    "themes_needed": lazy_gettext("Kies minstens één thema."),
    "themes_many": lazy_gettext("Kies hooguit vijf thema’s."),
    "theme_unknown": lazy_gettext("Dit thema is er niet (meer). Kies een ander."),
    "main_theme_not_chosen": lazy_gettext("Kies als belangrijkste een thema dat je ook aankruiste."),
    "reach_needed": lazy_gettext("Kies waar het is."),
    "place_needed": lazy_gettext("Zoek de plek, of zet de speld op de kaart."),
    "place_which": lazy_gettext("Kies welke plek je bedoelt."),
    "address_long": lazy_gettext("Maak het adres korter: hooguit 200 tekens."),
    "neighbourhoods_needed": lazy_gettext("Kies minstens één wijk."),
    "rhythm_needed": lazy_gettext("Kies wanneer het is."),
    "start_needed": lazy_gettext("Vul de eerste dag in."),
    "once_over": lazy_gettext("Deze dag is al geweest. Kies een dag die nog komt."),
    "rhythm_over": lazy_gettext("Deze dag is al geweest. Kies tot en met welke dag het doorgaat."),
    "duration_short": lazy_gettext("Het duurt minder dan vijf minuten. Kies een later einde."),
    "end_before_start": lazy_gettext("Het einde is vóór het begin. Kies een later einde."),
    "place_apart": lazy_gettext(
        "De plek die je typte en de speld liggen in verschillende wijken. Verplaats de speld, of verbeter wat je typte."
    ),
    "tasks_many": lazy_gettext("Vraag hulp voor hooguit tien dingen tegelijk."),
    "task_long": lazy_gettext("Maak dit korter: hooguit 120 tekens."),
    "task_minutes": lazy_gettext("Kies hoe lang het ongeveer duurt."),
    "task_needed": lazy_gettext("Vul een getal in van 1 tot en met 500."),
    "task_over": lazy_gettext("Deze dag is al geweest. Kies een dag die nog komt."),
    "task_far": lazy_gettext("Kies een dag binnen twee jaar."),
    "links_many": lazy_gettext("Geef hooguit vijf links."),
    "link_invalid": lazy_gettext("Dit is geen webadres. Schrijf het als https://www.voorbeeld.nl."),
    "link_label_long": lazy_gettext("Maak dit korter: hooguit 80 tekens."),
    "effects_many": lazy_gettext("Kies hooguit vijf effecten."),
    "direction_needed": lazy_gettext("Kies meer of minder."),
    "effect_twice": lazy_gettext("Dit thema staat er al. Kies een ander."),
    "partner_not_yours": lazy_gettext("Je kunt alleen een organisatie kiezen waar je lid van bent."),
    "picture_alt_needed": lazy_gettext("Schrijf in één zin wat er op de foto te zien is, voor wie hem niet kan zien."),
    "picture_alt_long": lazy_gettext("Maak dit korter: hooguit 300 tekens."),
    "picture_too_large": lazy_gettext("Deze foto is te groot. Kies er een van hooguit 10 MB."),
    "picture_too_many_pixels": lazy_gettext("Deze foto heeft te veel beeldpunten. Maak hem eerst kleiner."),
    "picture_unreadable": lazy_gettext("Deze foto kunnen we niet openen. Kies een JPEG, PNG of WebP."),
    "picture_gone": lazy_gettext("Deze foto is er niet meer. Kies hem opnieuw."),
}


def error_sentence(code: str) -> str:
    """What is wrong, and how to mend it."""
    known = _ERRORS.get(code)
    return str(known) if known is not None else error_message(DomainError(code))


def progress_name(progress: Progress) -> str:
    """How far it is, in a word or two."""
    return str(_PROGRESS[progress][0])


def progress_explanation(progress: Progress) -> str:
    """What that means for who keeps it."""
    return str(_PROGRESS[progress][1])


def layer_name(layer: InitiativeLayer) -> str:
    """Which side it has, in plain words."""
    return str(_LAYERS[layer])


def reach_name(reach: Reach) -> str:
    """Where it is, roughly."""
    return str(_REACHES[reach])


def direction_name(direction: EffectDirection) -> str:
    """Which way something moves a theme."""
    return str(_DIRECTIONS[direction])


def choice_name(choice: Choice) -> str:
    """A choice of the rhythm picker."""
    return str(_CHOICES[choice])


def duration_name(minutes: int) -> str:
    """How long a task takes: a word where there is one, else minutes."""
    known = _DURATIONS.get(minutes)
    return str(known) if known is not None else str(ngettext("%(num)s minuut", "%(num)s minuten", minutes))


def usual_durations() -> list[int]:
    """The durations to choose from, in minutes."""
    return list(_DURATIONS)


def reason_in_words(reason: Reason, metres: int | None) -> str:
    """Why an initiative looks like another one."""
    if reason == Reason.NEAR:
        return str(gettext("op %(metres)s m", metres=round(metres or 0, -1)))
    words = {
        Reason.SAME_TITLE: gettext("heet hetzelfde"),
        Reason.TITLE: gettext("de naam lijkt erop"),
        Reason.WORDS: gettext("de tekst lijkt erop"),
    }
    return str(words[reason])


def sentence_of(read: ReadRhythm, *, today: date) -> str:
    """When it is, as a sentence; empty while something is wrong."""
    if read.errors:
        return ""
    rhythm = read.rhythm
    return str(gettext("Altijd open, of op afspraak")) if rhythm is None else rhythm_in_words(rhythm, today=today)


@dataclass(frozen=True)
class Names:
    """What themes, neighbourhoods and partners are called, by slug; and the neighbourhood of each pin."""

    themes: Mapping[str, str]
    neighbourhoods: Mapping[str, str]
    partners: Mapping[str, str]
    pins: Mapping[tuple[float, float], str] = field(default_factory=dict)


def rows_of(content: Content, names: Names) -> list[tuple[str, str]]:
    """What a content says, as labels and words; what it does not say is left out."""
    rhythm = content.rhythm
    rows = [
        (gettext("Naam"), content.title),
        (gettext("Wat jullie doen"), content.description),
        (gettext("Voor wie"), content.for_whom),
        (gettext("Soort"), layer_name(content.layer)),
        (gettext("Rond geloof"), content.faith),
        (gettext("Thema’s"), _named(content.themes, names.themes)),
        (gettext("Waar"), _place(content, names)),
        (gettext("Wanneer"), rhythm_in_words(rhythm) if rhythm else gettext("Altijd open, of op afspraak")),
        (gettext("Wie het organiseert"), content.organiser),
        (gettext("Samen met"), _named(content.partners, names.partners)),
        (gettext("Hulp die welkom is"), "\n".join(map(_task, content.tasks))),
        (gettext("Foto"), content.picture_alt),
        (gettext("Links"), "\n".join(f"{link.label}: {link.url}" for link in content.links)),
        (gettext("Wat je hoopt"), "\n".join(_effects(content, names))),
    ]
    return [(str(label), words) for label, words in rows if words]


def differences(before: Content, after: Content, names: Names) -> list[tuple[str, str, str]]:
    """Per label in which two contents differ: the words of the one and of the other; of what is missing, empty."""
    old, new = dict(rows_of(before, names)), dict(rows_of(after, names))
    return [
        (label, old.get(label, ""), new.get(label, ""))
        for label in dict.fromkeys((*old, *new))
        if old.get(label) != new.get(label)
    ]


def _named(slugs: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(slug, slug) for slug in slugs)


def _place(content: Content, names: Names) -> str:
    if content.reach == Reach.NEIGHBOURHOODS:
        return _named(content.neighbourhoods, names.neighbourhoods)
    if content.reach == Reach.PLACE:
        words = content.address or str(gettext("De speld op de kaart"))
        there = names.pins.get((content.lon or 0.0, content.lat or 0.0), "")
        return f"{words} ({there})" if there else words
    return reach_name(content.reach)


def _task(task: TaskContent) -> str:
    people = ngettext("%(num)s persoon", "%(num)s mensen", task.needed)
    often = gettext(", elke keer") if task.each_time else ""
    until = gettext("tot en met %(day)s", day=long_date(task.open_until))
    return f"{task.title}: {duration_name(task.minutes)}, {people}{often}, {until}"


def _effects(content: Content, names: Names) -> list[str]:
    return [f"{direction_name(each.direction)} {names.themes.get(each.theme, each.theme)}" for each in content.effects]
