"""What an initiative says, in words for who judges it: field by field, and what is different."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from babel.lists import format_list
from flask_babel import gettext, lazy_gettext, ngettext

from webapp.calendar.words import rhythm_in_words
from webapp.i18n import decimal, locale_code, number, since
from webapp.initiatives.content import Content, TaskContent
from webapp.initiatives.rules import Freshness
from webapp.moderation.comparing import Line, Pieces, compare
from webapp.moderation.merging import Take
from webapp.moderation.rules import Change, ChangeKind, Field, changes
from webapp.privacy.free_text import Reason
from webapp.vocabulary import EffectDirection, InitiativeLayer, InitiativeState, Reach, RevisionState

KILOMETRE = 1000
FIELDS = {
    Field.TITLE: lazy_gettext("Titel"),
    Field.DESCRIPTION: lazy_gettext("Wat er gebeurt"),
    Field.FOR_WHOM: lazy_gettext("Voor wie"),
    Field.ORGANISER: lazy_gettext("Wie het organiseert"),
    Field.LAYER: lazy_gettext("Soort"),
    Field.FAITH: lazy_gettext("Missionaire kant"),
    Field.THEMES: lazy_gettext("Thema’s"),
    Field.EFFECTS: lazy_gettext("Wat het hoopt te bereiken"),
    Field.PLACE: lazy_gettext("Waar"),
    Field.RHYTHM: lazy_gettext("Wanneer"),
    Field.TASKS: lazy_gettext("Hulp die welkom is"),
    Field.LINKS: lazy_gettext("Links"),
    Field.PICTURE: lazy_gettext("Foto"),
    Field.PARTNERS: lazy_gettext("Partners"),
}
_KINDS = {
    ChangeKind.ADDED: lazy_gettext("erbij gekomen"),
    ChangeKind.REMOVED: lazy_gettext("weggehaald"),
    ChangeKind.CHANGED: lazy_gettext("gewijzigd"),
}
_LAYERS = {
    InitiativeLayer.SOCIAL: lazy_gettext("Sociaal: iedereen mag dit zien"),
    InitiativeLayer.MISSIONARY: lazy_gettext("Missionair: alleen voor wie is ingelogd, nooit voor de gemeente"),
    InitiativeLayer.BOTH: lazy_gettext("Sociaal en missionair: iedereen ziet alleen de sociale kant"),
}
_REASONS = {
    Reason.EMAIL: lazy_gettext("een e-mailadres"),
    Reason.PHONE: lazy_gettext("een telefoonnummer"),
    Reason.POSTCODE: lazy_gettext("een postcode"),
    Reason.CITIZEN_NUMBER: lazy_gettext("een burgerservicenummer"),
    Reason.HEALTH: lazy_gettext("iets over iemands gezondheid"),
    Reason.LEGAL_STATUS: lazy_gettext("iets over iemands status of straf"),
    Reason.NAME: lazy_gettext("een naam van iemand"),
}
_STATES = {
    InitiativeState.RECEIVED: lazy_gettext("wacht op goedkeuring"),
    InitiativeState.RETURNED: lazy_gettext("teruggestuurd"),
    InitiativeState.RUNNING: lazy_gettext("loopt"),
    InitiativeState.PAUSED: lazy_gettext("pauze"),
    InitiativeState.ENDED: lazy_gettext("gestopt"),
    InitiativeState.MERGED: lazy_gettext("samengevoegd"),
}
_DECISIONS = {
    RevisionState.WAITING: lazy_gettext("wacht op goedkeuring"),
    RevisionState.APPROVED: lazy_gettext("goedgekeurd"),
    RevisionState.RETURNED: lazy_gettext("teruggestuurd"),
    RevisionState.WITHDRAWN: lazy_gettext("vervangen of ingetrokken"),
}
_FRESHNESS = {
    Freshness.FRESH: lazy_gettext("onlangs bevestigd"),
    Freshness.ASKED: lazy_gettext("gevraagd, nog geen antwoord"),
    Freshness.FADED: lazy_gettext("staat vaag op de kaart"),
    Freshness.HIDDEN: lazy_gettext("staat niet meer op de kaart"),
}
_TAKES = {
    Take.KEPT: lazy_gettext("van wat blijft"),
    Take.OTHER: lazy_gettext("van het andere"),
    Take.BOTH: lazy_gettext("van allebei"),
}
_DONE = {
    "goedgekeurd": lazy_gettext("Goedgekeurd. Het staat nu op de site, en we mailen wie het organiseert."),
    "teruggestuurd": lazy_gettext("Teruggestuurd. We mailen wie het organiseert dat jouw uitleg klaarstaat."),
    "samengevoegd": lazy_gettext("Samengevoegd. Het oude adres leidt nu naar wat bleef."),
    "teruggezet": lazy_gettext("Teruggezet. Deze versie staat nu op de site."),
    "voorgesteld": lazy_gettext("Voorgesteld. Deze versie was nooit goedgekeurd: een ander kijkt er nog naar."),
    "vraag": lazy_gettext("We vragen vandaag nog een keer per mail of het klopt."),
    "klopt": lazy_gettext("Genoteerd: het klopt nog. Het staat weer gewoon op de kaart."),
    "pauze": lazy_gettext("Op pauze gezet. Op de kaart staat dat erbij."),
    "hervat": lazy_gettext("Het loopt weer."),
    "stop": lazy_gettext("Gestopt. Het staat niet meer op de kaart."),
}


@dataclass(frozen=True)
class Names:
    """What slugs are called: themes, neighbourhoods and partners."""

    themes: Mapping[str, str]
    neighbourhoods: Mapping[str, str]
    partners: Mapping[str, str]


@dataclass(frozen=True)
class Told:
    """A field of one version: its lines."""

    field: Field
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Difference:
    """A field in which two versions are different: both, in pieces, and what happened to it in words."""

    field: Field
    label: str
    remark: str
    old: tuple[Pieces, ...]
    new: tuple[Pieces, ...]


def tell(content: Content, names: Names, places: Sequence[str] = ()) -> list[Told]:
    """What a version says, without the fields that say nothing; `places` are the neighbourhoods that its pin is in."""
    told = [Told(field, str(FIELDS[field]), _lines(field, content, names, places)) for field in Field]
    return [each for each in told if each.lines]


def tell_changes(
    old: Content, new: Content, names: Names, *, old_places: Sequence[str] = (), new_places: Sequence[str] = ()
) -> list[Difference]:
    """What is different between two versions, word by word."""
    found = []
    for change in changes(old, new):
        both = compare(
            _lines(change.field, old, names, old_places),
            _lines(change.field, new, names, new_places),
        )
        found.append(Difference(change.field, str(FIELDS[change.field]), _remark(change), both.old, both.new))
    return found


def distance(metres: float) -> str:
    """A distance on screen: 350 m, or 1,2 km."""
    if metres < KILOMETRE:
        return str(gettext("%(metres)s m", metres=number(round(metres, -1) or metres)))
    return str(gettext("%(kilometres)s km", kilometres=decimal(metres / KILOMETRE)))


def apart_in_words(metres: float | None) -> str:
    """How far two pins lie from each other; empty when there are no two, or they are one."""
    return str(gettext("%(distance)s uit elkaar", distance=distance(metres))) if metres else ""


def field_name(field: Field) -> str:
    """What a field is called."""
    return str(FIELDS[field])


def layer_name(layer: InitiativeLayer) -> str:
    """What a kind means, and for whom."""
    return str(_LAYERS[layer])


def reason_name(reason: Reason) -> str:
    """What seems to stand in a text."""
    return str(_REASONS[reason])


def state_name(state: InitiativeState) -> str:
    """How far an initiative has come."""
    return str(_STATES[state])


def decision_name(state: RevisionState) -> str:
    """What became of a version."""
    return str(_DECISIONS[state])


def freshness_name(freshness: Freshness) -> str:
    """How sure we are, and what that does on the map."""
    return str(_FRESHNESS[freshness])


def take_name(take: Take) -> str:
    """Whose value is kept."""
    return str(_TAKES[take])


def done_message(code: str | None) -> str | None:
    """The sentence after something was done, by the code in the address; None for none of ours."""
    sentence = _DONE.get(code or "")
    return str(sentence) if sentence else None


def _remark(change: Change) -> str:
    if change.moved_metres:
        return str(gettext("%(distance)s verplaatst", distance=distance(change.moved_metres)))
    return str(_KINDS[change.kind])


def _lines(field: Field, content: Content, names: Names, places: Sequence[str]) -> tuple[Line, ...]:
    makers: dict[Field, Callable[[], list[Line]]] = {
        Field.TITLE: lambda: _text(content.title),
        Field.DESCRIPTION: lambda: _text(content.description),
        Field.FOR_WHOM: lambda: _text(content.for_whom),
        Field.ORGANISER: lambda: _text(content.organiser),
        Field.LAYER: lambda: _text(layer_name(content.layer)),
        Field.FAITH: lambda: _text(content.faith),
        Field.THEMES: lambda: _themes(content, names),
        Field.EFFECTS: lambda: _effects(content, names),
        Field.PLACE: lambda: _place(content, names, places),
        Field.RHYTHM: lambda: _text(rhythm_in_words(content.rhythm) if content.rhythm else gettext("Altijd")),
        Field.TASKS: lambda: [Line(task.key, _task(task)) for task in content.tasks],
        Field.LINKS: lambda: [Line(link.url, f"{link.label} ({link.url})") for link in content.links],
        Field.PICTURE: lambda: [Line(content.picture_key, content.picture_alt)] if content.picture_key else [],
        Field.PARTNERS: lambda: [Line(slug, names.partners.get(slug, slug)) for slug in content.partners],
    }
    return tuple(makers[field]())


def _text(text: str) -> list[Line]:
    return [Line("", text)] if text else []


def _themes(content: Content, names: Names) -> list[Line]:
    main = content.themes[0] if content.themes else None
    named = {slug: names.themes.get(slug, slug) for slug in content.themes}
    return [
        Line(slug, gettext("%(theme)s (hoofdthema)", theme=name) if slug == main else name)
        for slug, name in named.items()
    ]


def _effects(content: Content, names: Names) -> list[Line]:
    words = {
        EffectDirection.MORE: lambda name: gettext("meer: %(theme)s", theme=name),
        EffectDirection.LESS: lambda name: gettext("minder: %(theme)s", theme=name),
    }
    return [
        Line(each.theme, words[each.direction](names.themes.get(each.theme, each.theme))) for each in content.effects
    ]


def _place(content: Content, names: Names, places: Sequence[str]) -> list[Line]:
    if content.reach == Reach.CITY:
        return [Line("reach", gettext("In de hele stad"))]
    if content.reach == Reach.NEIGHBOURHOODS:
        return [Line(slug, names.neighbourhoods.get(slug, slug)) for slug in content.neighbourhoods]
    pin = f"{content.lat:.5f}, {content.lon:.5f}" if content.lon is not None and content.lat is not None else ""
    address = content.address or gettext("Een speld op de kaart: %(pin)s", pin=pin)
    # two pins at one address are two places
    return [Line("address", address), *(Line(f"wijk {name}", name) for name in places)]


def _task(task: TaskContent) -> str:
    people = ngettext("%(num)s mens", "%(num)s mensen", task.needed)
    words = {"title": task.title, "minutes": task.minutes, "people": people, "until": since(task.open_until)}
    if task.each_time:
        return str(gettext("%(title)s: %(minutes)s minuten, elke keer %(people)s, tot en met %(until)s", **words))
    return str(gettext("%(title)s: %(minutes)s minuten, %(people)s, tot en met %(until)s", **words))


def lookers_sentence(names: Sequence[str]) -> str:
    """Who else looks at this now; empty for nobody."""
    if not names:
        return ""
    called = [name or str(gettext("Een collega")) for name in names]
    listed = str(format_list(called, locale=locale_code()))
    return str(
        ngettext("%(names)s kijkt hier nu ook naar.", "%(names)s kijken hier nu ook naar.", len(called), names=listed)
    )


def waited(lasted: timedelta) -> str:
    """How long something waits: minder dan een uur, 5 uur, 3 dagen."""
    if lasted.days:
        return str(ngettext("%(num)s dag", "%(num)s dagen", lasted.days))
    hours = lasted.seconds // 3600
    return str(gettext("%(hours)s uur", hours=hours) if hours else gettext("minder dan een uur"))


def taken_up_note(number_: int) -> str:
    """What the history says of a version that was taken up again."""
    return str(gettext("Teruggezet naar versie %(number)s", number=number_))


def merged_note(slug: str) -> str:
    """What the history says of a version that was merged."""
    return str(gettext("Samengevoegd met %(address)s", address=f"/initiatieven/{slug}"))
