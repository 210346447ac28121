"""The form with which a list of ties comes in: the list itself goes along, since nothing is kept between."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FileField, TextAreaField

from webapp.errors import DomainError
from webapp.exchange.words import file_error
from webapp.networks.queries.naming import NODE
from webapp.networks.rules.importing import COLUMNS, LARGEST, Judged
from webapp.ui.cells import defused
from webapp.ui.fields import one_newline, text_of
from webapp.written_numbers import parse_number

NAME, CHOICE = "naam-", "keuze-"


@dataclass(frozen=True)
class Example:
    """What a list looks like: its text, and the static file that holds the same."""

    file: str
    text: str


EXAMPLES = {
    "nl": Example(
        "examples/relaties.csv",
        "van;relatie;naar;sterkte;sinds\n"
        "Aisha Jansen;kent;Truus de Boer;vaak en goed;1-3-2025\n"
        "Truus de Boer;hoort bij;Wandelclub;;\n",
    ),
    "en": Example(
        "examples/ties.csv",
        "from;relation;to;strength;since\n"
        "Aisha Jansen;knows;Truus de Boer;often and well;1-3-2025\n"
        "Truus de Boer;belongs to;Wandelclub;;\n",
    ),
}
"""By language."""


class ImportForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A list that was pasted, or a file."""

    text = TextAreaField(lazy_gettext("Plak hier je lijst"), filters=[one_newline])
    file = FileField(lazy_gettext("Of kies een bestand"))

    def refuse(self, error: DomainError) -> None:
        """Tell why a list cannot be read, beside where it came from."""
        (self.file if self.has_file else self.text).errors = [file_error(error)]

    @property
    def has_file(self) -> bool:
        """Whether a file came along; it goes before what was pasted."""
        return bool(getattr(self.file.data, "filename", ""))

    @property
    def content(self) -> bytes:
        """What came in; no more of a file than what tells that it is too large."""
        if self.has_file:
            self.file.data.stream.seek(0)
            read: bytes = self.file.data.stream.read(LARGEST + 1)
            return read
        return text_of(self.text).encode()


def chosen_names(sent: MultiDict[str, str]) -> dict[str, int]:
    """Per name the node that was chosen for it."""
    return dict(_chosen(sent))


def _chosen(sent: MultiDict[str, str]) -> Iterator[tuple[str, int]]:
    for field, value in sent.items():
        name = sent.get(NAME + field.removeprefix(CHOICE), "")
        node_id = parse_number(value.removeprefix(NODE))
        if field.startswith(CHOICE) and name and node_id is not None:
            yield name, node_id


def as_text(rows: Sequence[Judged]) -> str:
    """Rows as a list that can be sent again: with semicolons, and without anything that a spreadsheet would run."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([defused(cell) for cell in each.row.cells] for each in rows)
    return written.getvalue()
