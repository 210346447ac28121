"""What somebody typed in the form of an initiative, read as its content; and a content as it stands in that form.

Plain values: names of fields with the texts that were sent, cleaned of signs that nobody sees by whoever brings them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

from geo.values import Point
from webapp.areas.rules import parse_pin
from webapp.calendar.dates import parse_date
from webapp.errors import BadInput
from webapp.initiatives.content import Content, Effect, Link, TaskContent
from webapp.initiatives.rules import (
    ADDRESS_LENGTH,
    DESCRIPTION_LENGTH,
    FOR_WHOM_LENGTH,
    MOST_LINKS,
    MOST_NEIGHBOURHOODS,
    MOST_TASKS,
    MOST_THEMES,
    ORGANISER_LENGTH,
    TITLE_LENGTH,
)
from webapp.initiatives.typed_rhythm import ReadRhythm, TypedRhythm, read_rhythm, typed_rhythm
from webapp.vocabulary import EffectDirection, InitiativeLayer, Reach

TASK_LENGTH = 120
LINK_LENGTH, LABEL_LENGTH = 500, 80
ALT_LENGTH = 300
MOST_EFFECTS = 5
MOST_NEEDED = 500
TASK_MINUTES = (5, 24 * 60)
TASK_LASTS = timedelta(days=90)
"""How long help is welcome when nobody said until when."""

LATEST_TASK = timedelta(days=2 * 365)
ROWS = ("tasks", "links", "effects")
ROW = re.compile(r"(tasks|links|effects)-(\d{1,3})-([a-z_]+)", re.ASCII)
KEY = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class Fields(Mapping[str, Sequence[str]]):
    """Names of fields, each with the texts that were sent under it."""

    def __init__(self, sent: Mapping[str, Sequence[str]]) -> None:
        self._sent = {name: tuple(values) for name, values in sent.items()}

    def __getitem__(self, name: str) -> Sequence[str]:
        """All texts of a field."""
        return self._sent[name]

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._sent)

    def __len__(self) -> int:
        """How many names there are."""
        return len(self._sent)

    def one(self, name: str) -> str:
        """The text of a field; empty when it was not sent."""
        return (self._sent.get(name) or ("",))[0].strip()

    def many(self, name: str) -> tuple[str, ...]:
        """The texts of a field that can be sent several times, each once."""
        return tuple(dict.fromkeys(each for each in self._sent.get(name, ()) if each))

    def rows(self, name: str) -> list[tuple[str, dict[str, str]]]:
        """The rows of a list such as `tasks`: the beginning of their names (`tasks-0`), and their texts by name."""
        found: dict[int, dict[str, str]] = {}
        for each in self._sent:
            shape = ROW.fullmatch(each)
            if shape is not None and shape[1] == name:
                found.setdefault(int(shape[2]), {})[shape[3]] = self.one(each)
        return [(f"{name}-{number}", found[number]) for number in sorted(found)]


@dataclass(frozen=True)
class Offered:
    """What can be chosen: slugs of themes, of neighbourhoods, and of the partners that somebody is a member of."""

    themes: frozenset[str]
    neighbourhoods: frozenset[str]
    partners: frozenset[str] = frozenset()


@dataclass
class Reading:
    """What became of a form: its content, or by the name of each field that is wrong the code of what is."""

    content: Content | None = None
    errors: dict[str, str] = field(default_factory=dict)


def read_content(
    fields: Fields,
    offered: Offered,
    *,
    today: date,
    new_key: Callable[[], str],
    kept: Content | None = None,
) -> Reading:
    """The content that a form holds, or what is wrong with each of its fields.

    `kept` is what is being changed: what was in the past already may stay so. `new_key` makes a key for a task that
    has none yet. Whether a pin lies in the municipality, and whether a picture is there, the caller looks up.
    """
    reader = _Reader(fields, offered, today, new_key, kept)
    content = reader.read()
    return Reading(None if reader.errors else content, reader.errors)


def typed_when(fields: Fields) -> TypedRhythm:
    """What was filled in about when it is."""
    return TypedRhythm({name: fields.one(name) for name in TypedRhythm.NAMES}, fields.many("weekdays"))


def fields_of(content: Content) -> Fields:
    """A content as it stands in the form."""
    texts = {
        "title": content.title,
        "description": content.description,
        "for_whom": content.for_whom,
        "organiser": content.organiser,
        "layer": content.layer.value,
        "faith": content.faith,
        "main_theme": content.themes[0] if content.themes else "",
        "reach": content.reach.value,
        "address": content.address,
        "lon": "" if content.lon is None else f"{content.lon:.6f}",
        "lat": "" if content.lat is None else f"{content.lat:.6f}",
        "picture_key": content.picture_key or "",
        "picture_alt": content.picture_alt,
        **typed_rhythm(content.rhythm).texts,
    }
    sent: dict[str, Sequence[str]] = {name: (text,) for name, text in texts.items() if text}
    sent |= {
        "themes": content.themes,
        "neighbourhoods": content.neighbourhoods,
        "partners": content.partners,
        "weekdays": typed_rhythm(content.rhythm).weekdays,
    }
    for number, task in enumerate(content.tasks):
        row = {
            "key": task.key,
            "title": task.title,
            "minutes": str(task.minutes),
            "needed": str(task.needed),
            "each_time": "1" if task.each_time else "0",
            "open_until": task.open_until.isoformat(),
        }
        sent |= {f"tasks-{number}-{name}": (text,) for name, text in row.items()}
    for number, link in enumerate(content.links):
        sent |= {f"links-{number}-url": (link.url,), f"links-{number}-label": (link.label,)}
    for number, effect in enumerate(content.effects):
        sent |= {
            f"effects-{number}-direction": (effect.direction.value,),
            f"effects-{number}-theme": (effect.theme,),
        }
    return Fields(sent)


class _Reader:
    """Reads field by field; of each field the first thing that is wrong is kept."""

    def __init__(
        self, fields: Fields, offered: Offered, today: date, new_key: Callable[[], str], kept: Content | None
    ) -> None:
        self.fields, self.offered, self.today, self.new_key, self.kept = fields, offered, today, new_key, kept
        self.errors: dict[str, str] = {}

    def read(self) -> Content:
        layer, reach = self._layer(), self._reach()
        pin = self._pin() if reach == Reach.PLACE else None
        rhythm = self._rhythm()
        return Content(
            title=self._text("title", TITLE_LENGTH, needed=True),
            layer=layer,
            description=self._text("description", DESCRIPTION_LENGTH, needed=True),
            for_whom=self._text("for_whom", FOR_WHOM_LENGTH, needed=True),
            organiser=self._text("organiser", ORGANISER_LENGTH, needed=True),
            themes=self._themes(),
            reach=reach,
            faith=self._text("faith", DESCRIPTION_LENGTH, needed=True) if layer == InitiativeLayer.BOTH else "",
            effects=self._effects(),
            address=self._text("address", ADDRESS_LENGTH) if reach == Reach.PLACE else "",
            lon=pin.lon if pin else None,
            lat=pin.lat if pin else None,
            neighbourhoods=self._neighbourhoods() if reach == Reach.NEIGHBOURHOODS else (),
            starts_on=rhythm.starts_on,
            starts_at=rhythm.starts_at,
            minutes=rhythm.minutes,
            rrule=rhythm.rrule,
            tasks=self._tasks(rhythm),
            links=self._links(),
            picture_key=self._picture_key(),
            picture_alt=self._picture_alt(),
            partners=self._partners(),
        )

    def _wrong(self, name: str, code: str) -> None:
        self.errors.setdefault(name, code)

    def _text(self, name: str, longest: int, *, needed: bool = False) -> str:
        text = self.fields.one(name)
        if needed and not text:
            self._wrong(name, f"{name}_needed")
        if len(text) > longest:
            self._wrong(name, f"{name}_long")
        return text

    def _layer(self) -> InitiativeLayer:
        typed = self.fields.one("layer")
        if typed not in list(InitiativeLayer):
            self._wrong("layer", "layer_needed")
            return InitiativeLayer.SOCIAL
        return InitiativeLayer(typed)

    def _reach(self) -> Reach:
        typed = self.fields.one("reach")
        if typed not in list(Reach):
            self._wrong("reach", "reach_needed")
            return Reach.CITY
        return Reach(typed)

    def _pin(self) -> Point | None:
        lon, lat = self.fields.one("lon"), self.fields.one("lat")
        if not lon and not lat:
            self._wrong("address", "place_needed")
            return None
        try:
            return parse_pin(lon, lat)
        except BadInput as error:
            self._wrong("address", error.code)
            return None

    def _themes(self) -> tuple[str, ...]:
        chosen, main = self.fields.many("themes"), self.fields.one("main_theme")
        if not chosen:
            self._wrong("themes", "themes_needed")
        elif len(chosen) > MOST_THEMES:
            self._wrong("themes", "themes_many")
        elif not self.offered.themes.issuperset(chosen):
            self._wrong("themes", "theme_unknown")
        elif main and main not in chosen:
            self._wrong("main_theme", "main_theme_not_chosen")
        return tuple(sorted(chosen, key=lambda each: each != main))

    def _neighbourhoods(self) -> tuple[str, ...]:
        chosen = self.fields.many("neighbourhoods")
        if not chosen:
            self._wrong("neighbourhoods", "neighbourhoods_needed")
        elif len(chosen) > MOST_NEIGHBOURHOODS or not self.offered.neighbourhoods.issuperset(chosen):
            self._wrong("neighbourhoods", "neighbourhood_unknown")
        return tuple(sorted(chosen))

    def _partners(self) -> tuple[str, ...]:
        chosen = self.fields.many("partners")
        known = self.offered.partners | frozenset(self.kept.partners if self.kept else ())
        if not known.issuperset(chosen):
            self._wrong("partners", "partner_not_yours")
        return tuple(sorted(chosen))

    def _rhythm(self) -> ReadRhythm:
        kept = self.kept.rhythm if self.kept else None
        read = read_rhythm(typed_when(self.fields), today=self.today, kept=kept)
        for name, code in read.errors.items():
            self._wrong(name, code)
        return read

    def _tasks(self, rhythm: ReadRhythm) -> tuple[TaskContent, ...]:
        before = {task.key: task for task in self.kept.tasks} if self.kept else {}
        # a task without words was taken away
        rows = [(name, row) for name, row in self.fields.rows("tasks") if row.get("title")]
        if len(rows) > MOST_TASKS:
            self._wrong("tasks", "tasks_many")
            return ()
        return tuple(self._task(name, row, before, rhythm) for name, row in rows)

    def _task(
        self, name: str, row: Mapping[str, str], before: Mapping[str, TaskContent], rhythm: ReadRhythm
    ) -> TaskContent:
        title = row["title"]
        if len(title) > TASK_LENGTH:
            self._wrong(f"{name}-title", "task_long")
        key = row.get("key", "")
        known = before.get(key)
        return TaskContent(
            key=key if KEY.fullmatch(key) else self.new_key(),
            title=title,
            minutes=self._number(f"{name}-minutes", row.get("minutes"), *TASK_MINUTES, wrong="task_minutes"),
            needed=self._number(f"{name}-needed", row.get("needed"), 1, MOST_NEEDED, wrong="task_needed"),
            # what does not come back has no times to choose from
            each_time=row.get("each_time") == "1" and rhythm.rrule is not None,
            open_until=self._open_until(f"{name}-open_until", row.get("open_until", ""), known, rhythm),
        )

    def _open_until(self, name: str, typed: str, known: TaskContent | None, rhythm: ReadRhythm) -> date:
        if not typed:
            return rhythm.ends_on or self.today + TASK_LASTS
        try:
            day = parse_date(typed, today=self.today)
        except BadInput as error:
            self._wrong(name, error.code)
            return self.today
        if day < self.today and (known is None or known.open_until != day):
            self._wrong(name, "task_over")
        if day > self.today + LATEST_TASK:
            self._wrong(name, "task_far")
        return day

    def _number(self, name: str, typed: str | None, least: int, most: int, *, wrong: str) -> int:
        text = typed or ""
        if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most):
            self._wrong(name, wrong)
            return least
        return int(text)

    def _links(self) -> tuple[Link, ...]:
        rows = [(name, row) for name, row in self.fields.rows("links") if row.get("url") or row.get("label")]
        if len(rows) > MOST_LINKS:
            self._wrong("links", "links_many")
            return ()
        found = []
        for name, row in rows:
            address, label = whole_address(row.get("url", "")), row.get("label", "")
            if address is None:
                self._wrong(f"{name}-url", "link_invalid")
            if len(label) > LABEL_LENGTH:
                self._wrong(f"{name}-label", "link_label_long")
            found.append(Link(address or "", label or _host(address or "")))
        return tuple(found)

    def _effects(self) -> tuple[Effect, ...]:
        rows = [(name, row) for name, row in self.fields.rows("effects") if row.get("theme")]
        if len(rows) > MOST_EFFECTS:
            self._wrong("effects", "effects_many")
            return ()
        found: dict[str, Effect] = {}
        for name, row in rows:
            theme, direction = row["theme"], row.get("direction", "")
            if theme not in self.offered.themes:
                self._wrong(f"{name}-theme", "theme_unknown")
            elif direction not in list(EffectDirection):
                self._wrong(f"{name}-direction", "direction_needed")
            elif theme in found:
                self._wrong(f"{name}-theme", "effect_twice")
            else:
                found[theme] = Effect(theme, EffectDirection(direction))
        return tuple(found.values())

    def _picture_key(self) -> str | None:
        key = self.fields.one("picture_key")
        return key if KEY.fullmatch(key) else None

    def _picture_alt(self) -> str:
        # words for a picture that is not there are kept in the form, and not in the content
        return self._text("picture_alt", ALT_LENGTH, needed=True) if self._picture_key() else ""


def whole_address(typed: str) -> str | None:
    """An address elsewhere, http or https, as a link can hold it; None for what is none.

    One without a scheme gets https. A name before the host (`https://bank.nl@else.where`) is refused: it misleads.
    """
    text = typed.strip()
    if "://" not in text and not re.match(r"[a-z][a-z0-9+.-]*:", text, re.ASCII | re.IGNORECASE):
        text = f"https://{text}"
    if len(text) > LINK_LENGTH or re.search(r"[\s\x00-\x20\\<>\"`{}|^]", text):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    plain = re.fullmatch(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+", host)
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or plain is None or port == 0:
        return None
    return text


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
