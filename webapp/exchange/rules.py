"""Rules of files that come in: how large they may be, what their columns can mean, what may become of a row.

Plain values. What is wrong with a row is a code; `webapp.exchange.words` makes the sentence.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from webapp.vocabulary import ImportSubject

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes of a file that is taken in."""

MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 10_000
MOST_TEXT = 10_000_000
"""Characters of all cells together: a small spreadsheet can say one long text in each of its cells."""

FILE_NAME_LENGTH = 200
HEADING_LENGTH = 80
ROWS_PER_PAGE = 25
MOST_MERGES = 100
"""Rows of one file that are merged into what is there: each is a version of its own, for somebody to look at."""

MOST_DAYS = 150_000
"""Days on which everything in one file takes place together: each is written out."""


class Choice(StrEnum):
    """What becomes of a row that looks like something else."""

    SKIP = "skip"
    KEEP = "keep"
    MERGE = "merge"


class Which(StrEnum):
    """Which rows are taken in; the values are what the form sends."""

    GOOD = "goede"
    ALL = "alles"


@dataclass(frozen=True)
class ImportField:
    """What a column can mean: its name, the headings by which it is known (`plain`), and whether it must be there."""

    name: str
    known_as: tuple[str, ...]
    is_needed: bool = False


INITIATIVE_FIELDS = (
    ImportField(
        "title",
        (
            "titel",
            "naam",
            "initiatief",
            "activiteit",
            "naam activiteit",
            "naam van de activiteit",
            "title",
            "name",
            "initiative",
        ),
        is_needed=True,
    ),
    ImportField(
        "description",
        ("omschrijving", "beschrijving", "wat jullie doen", "wat", "toelichting", "description", "what you do"),
        is_needed=True,
    ),
    ImportField("for_whom", ("voor wie", "doelgroep", "for whom", "audience"), is_needed=True),
    ImportField(
        "organiser",
        ("organisator", "wie", "wie organiseert het", "contactgroep", "groep", "organiser", "organizer"),
        is_needed=True,
    ),
    ImportField(
        "themes", ("themas", "thema s", "thema", "onderwerp", "onderwerpen", "themes", "theme"), is_needed=True
    ),
    ImportField("reach", ("bereik", "reach")),
    ImportField(
        "neighbourhoods", ("wijken", "wijk", "buurt", "buurten", "neighbourhoods", "neighbourhood", "neighborhood")
    ),
    ImportField("address", ("adres", "plek", "locatie", "straat", "address", "place", "location", "street")),
    ImportField("lon", ("lengtegraad", "lon", "lng", "longitude")),
    ImportField("lat", ("breedtegraad", "lat", "latitude")),
    ImportField("rd_x", ("rd x", "x", "x coordinaat", "x rd")),
    ImportField("rd_y", ("rd y", "y", "y coordinaat", "y rd")),
    ImportField(
        "starts_on", ("eerste dag", "startdatum", "datum", "begindatum", "dag", "first day", "start date", "date")
    ),
    ImportField(
        "starts_at", ("begint om", "begintijd", "starttijd", "tijd", "begin", "starts at", "start time", "time")
    ),
    ImportField("ends_at", ("duurt tot", "eindtijd", "tot hoe laat", "tot", "eind", "ends at", "end time")),
    ImportField("minutes", ("duur in minuten", "duur", "minuten", "duration in minutes", "duration", "minutes")),
    ImportField(
        "rhythm",
        (
            "herhaling",
            "hoe vaak",
            "ritme",
            "rrule",
            "wanneer in woorden",
            "wanneer",
            "repeats",
            "how often",
            "recurrence",
        ),
    ),
    ImportField("until", ("laatste dag", "tot en met", "einddatum", "last day", "until", "end date")),
    ImportField("website", ("website", "webadres", "link", "web address", "url")),
    ImportField("task", ("hulp", "taak", "help", "task")),
    ImportField("task_minutes", ("hulp minuten", "minuten hulp", "help minutes", "task minutes")),
    ImportField("task_needed", ("hulp aantal", "aantal hulp", "hoeveel mensen", "help people", "people needed")),
    ImportField("task_until", ("hulp tot en met", "hulp tot", "help until", "task until")),
    ImportField("partner", ("partner", "organisatie", "organisation", "organization")),
)
PARTNER_FIELDS = (
    ImportField("name", ("naam", "partner", "organisatie", "name", "organisation"), is_needed=True),
    ImportField("kind", ("soort", "type", "kind"), is_needed=True),
    ImportField("tradition", ("stroming", "traditie", "kerkverband", "tradition")),
    ImportField("description", ("omschrijving", "beschrijving", "description")),
    ImportField(
        "description_en", ("omschrijving in het engels", "omschrijving engels", "description in english", "english")
    ),
    ImportField("website", ("website", "webadres", "web address", "url")),
    ImportField("email", ("e mailadres", "e mail", "email", "mail", "e mail address", "email address")),
    ImportField("phone", ("telefoon", "telefoonnummer", "phone", "phone number", "telephone")),
    ImportField("places", ("plaatsen", "plaats", "adres", "adressen", "plek", "places", "place", "address")),
)
FIELDS = {ImportSubject.INITIATIVES: INITIATIVE_FIELDS, ImportSubject.PARTNERS: PARTNER_FIELDS}

PLACES = ("reach", "neighbourhoods", "address", "lon", "rd_x")
"""One of these tells where an initiative is."""

DOUBTS = frozenset({"faith_words", "personal_data"})
"""Codes of what somebody has to say of, row by row, that it is right."""

NOTES = DOUBTS | {
    "alike_existing",
    "alike_row",
    "filled",
    "nothing_to_fill",
    "kept_changed",
    "kept_confirmed",
    "kept_in_use",
}
"""Codes of what is told of a row and does not make it wrong."""


@dataclass(frozen=True)
class Finding:
    """Something about a row: beside which field, what (a code), and what its sentence needs."""

    field: str
    code: str
    about: str = ""

    def to_json(self) -> dict[str, str]:
        """As it is kept with the row."""
        return {"field": self.field, "code": self.code, "about": self.about}

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> "Finding":
        """As it was kept."""
        return cls(kept.get("field", ""), kept["code"], kept.get("about", ""))

    @property
    def is_error(self) -> bool:
        """Whether the row cannot be taken in like this."""
        return self.code not in NOTES

    @property
    def is_doubt(self) -> bool:
        """Whether somebody has to say that it is right before the row is taken in."""
        return self.code in DOUBTS


def plain(text: str) -> str:
    """A text to compare by: lower case letters and digits, without accents, with single spaces between."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare.replace("'", "")).split())


def guess_mapping(subject: ImportSubject, headings: Sequence[str]) -> dict[str, str]:
    """Which column each field most likely is, by its heading; a field and a column each at most once."""
    found: dict[str, str] = {}
    by_words = {plain(heading): heading for heading in reversed(headings)}
    for field in FIELDS[subject]:
        for words in (field.name.replace("_", " "), *field.known_as):
            heading = by_words.get(words)
            if heading is not None and heading not in found.values():
                found[field.name] = heading
                break
    return found


def read_mapping(
    subject: ImportSubject, headings: Sequence[str], chosen: Sequence[str]
) -> tuple[dict[str, str], dict[int, str]]:
    """What was chosen for each column (a field's name, or empty), as field to heading; and by column what is wrong.

    Codes: `field_unknown`, `field_twice`.
    """
    known = {field.name for field in FIELDS[subject]}
    mapping: dict[str, str] = {}
    errors: dict[int, str] = {}
    for number, (heading, name) in enumerate(zip(headings, chosen, strict=False)):
        if not name:
            continue
        if name not in known:
            errors[number] = "field_unknown"
        elif name in mapping:
            errors[number] = "field_twice"
        else:
            mapping[name] = heading
    return mapping, errors


def missing_fields(subject: ImportSubject, mapping: Mapping[str, str]) -> list[str]:
    """The fields without which no row can be good; `where` when nothing tells where an initiative is.

    A partner can stand in for the name of the organiser. Half a pair of coordinates is missing too.
    """
    missing = [field.name for field in FIELDS[subject] if field.is_needed and field.name not in mapping]
    if subject == ImportSubject.PARTNERS:
        return missing
    if "partner" in mapping and "organiser" in missing:
        missing.remove("organiser")
    if not any(name in mapping for name in PLACES):
        missing.append("where")
    for one, other in (("lon", "lat"), ("rd_x", "rd_y")):
        missing += [there for here, there in ((one, other), (other, one)) if here in mapping and there not in mapping]
    return missing


def cells_of(cells: Mapping[str, str], mapping: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row by field, those that are empty left out."""
    found = {name: cells.get(heading, "").strip() for name, heading in mapping.items()}
    return {name: text for name, text in found.items() if text}
