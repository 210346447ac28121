"""Reads a file of rows: CSV as spreadsheets write it, or XLSX. Plain values out, and a clear word for what is none.

Nothing in a file is run or followed: of a formula only the value counts that was kept with it.
"""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import isfinite
from typing import Any
from unicodedata import category
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from webapp.errors import BadInput
from webapp.exchange.rules import (
    HEADING_LENGTH,
    LARGEST_FILE,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXT,
)

LARGEST_UNPACKED = 30 * 1024 * 1024
MOST_PARTS = 500
MOST_TAGS = 3_000_000
"""Of all XML in a spreadsheet: its reader takes a moment for each."""

LAST_LINE = 100_000
"""How far down a sheet is read, empty lines counted."""

EXACT = 1e15
"""Below this a number in a sheet is exact."""

DELIMITERS = (";", ",", "\t")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
KEPT_SIGNS = frozenset("\n\u200c\u200d")
DEFUSED = re.compile(r"^'(?=[=+\-@\t\r\n])")
"""The apostrophe that our own files have before what a spreadsheet would take for a formula."""

SPREADSHEET_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What openpyxl raises on a file that is no sound spreadsheet: it has no error of its own for that."""


@dataclass(frozen=True)
class Row:
    """A row with something in it: its number as a spreadsheet shows it, and its cells by heading."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """What a file holds: the headings of its columns, each once, and its rows. What is beyond them is in `kolom 7`."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(content: bytes) -> Table:
    """The table in a file, whatever it is called.

    Raises
    ------
    BadInput
        `file_empty`, `file_large`, `file_old_excel` (an .xls, or one with a password), `file_macros`,
        `file_not_spreadsheet` (another zip), `file_damaged`, `file_unpacks_large`, `file_encoding`, `file_not_text`,
        `file_quotes` (with `line`), `file_no_rows`, `file_many_rows`, `file_many_columns`, `file_long_cell` (with
        `line`), `file_much_text`.
    """
    if len(content) > LARGEST_FILE:
        raise BadInput("file_large")
    if content.startswith(OLD_EXCEL):
        raise BadInput("file_old_excel")
    if content.startswith(ZIP):
        return _table(_sheet_lines(content))
    return _table(_csv_lines(_decoded(content)))


def _table(lines: Iterable[Sequence[str]]) -> Table:
    """The first line that is not empty has the headings."""
    head: list[str] | None = None
    found: list[tuple[int, list[str]]] = []
    room = MOST_TEXT
    for number, line in enumerate(lines, start=1):
        cells = _trimmed(line, number)
        if not cells:
            continue
        room -= sum(map(len, cells))
        if room < 0:
            raise BadInput("file_much_text")
        if head is None:
            head = cells
            continue
        found.append((number, cells))
        if len(found) > MOST_ROWS:
            raise BadInput("file_many_rows")
    if head is None:
        raise BadInput("file_empty")
    if not found:
        raise BadInput("file_no_rows")
    names = _names(head, found)
    headings = tuple(name for number, name in enumerate(names) if number < len(head) and name)
    rows = (Row(number, _by_heading(names, cells)) for number, cells in found)
    return Table(headings, tuple(rows))


def _trimmed(line: Sequence[str], number: int) -> list[str]:
    """The cells of a line, without what nobody sees, and without empty ones at the end."""
    cells = [_clean(cell) if cell else "" for cell in line]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise BadInput("file_many_columns")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise BadInput("file_long_cell", line=number)
    return cells


def _clean(text: str) -> str:
    """Without spaces around it, control signs and directions of writing; as forms clean what is typed."""
    bare = DEFUSED.sub("", text)
    if bare.isascii() and bare.isprintable():
        return bare.strip()
    lines = bare.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = (sign for sign in lines if sign in KEPT_SIGNS or category(sign) not in ("Cc", "Cf", "Cs", "Cn", "Co"))
    return "".join(kept).strip()


def _names(head: Sequence[str], found: Iterable[tuple[int, Sequence[str]]]) -> list[str]:
    """What each column is called, each once; empty for a column without a heading in which nothing stands."""
    filled: set[int] = set()
    for _, cells in found:
        filled.update(place for place, cell in enumerate(cells) if cell)
    names: list[str] = []
    for place in range(max(len(head), max(filled, default=-1) + 1)):
        words = " ".join(head[place].split())[:HEADING_LENGTH].strip() if place < len(head) else ""
        name = words or (f"kolom {place + 1}" if place in filled else "")
        names.append(_unique(name, names) if name else "")
    return names


def _unique(name: str, taken: Sequence[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free


def _by_heading(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {names[place]: cell for place, cell in enumerate(cells) if cell}


# --- CSV ---


def _decoded(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or else Windows-1252 as Excel still writes it here."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if is_wide else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if NOT_TEXT.search(text):
            raise BadInput("file_not_text")
        return text
    raise BadInput("file_encoding")


def _csv_lines(text: str) -> Iterator[list[str]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    told = re.match(r"sep=(.)\n", text, re.IGNORECASE)
    delimiter = told[1] if told and told[1] in DELIMITERS else _delimiter(text)
    reader = _reader(text[told.end() :] if told else text, delimiter)
    while True:
        try:
            line = next(reader, None)
        except csv.Error as error:
            too_long = "field larger than" in str(error)
            raise BadInput("file_long_cell" if too_long else "file_quotes", line=reader.line_num) from None
        if line is None:
            return
        yield line


def _reader(text: str, delimiter: str) -> Any:
    # strict: else a quote that is not closed takes all rows after it into one cell
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _delimiter(text: str) -> str:
    """What stands between the cells: of three signs the one that makes most of the first line."""

    def count(delimiter: str) -> int:
        try:
            first: list[str] = next(_reader(text.lstrip("\n"), delimiter), [])
            return len(first)
        except csv.Error:
            return 0

    return max(DELIMITERS, key=count)


# --- XLSX ---


def _sheet_lines(content: bytes) -> Iterator[list[str]]:
    """The lines of the first sheet that is shown."""
    try:
        _check_parts(content)
        # what openpyxl leaves out, as charts and headers, it warns of; nobody here can do anything with that
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from _lines_of(load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False))
    except SPREADSHEET_ERRORS as error:
        raise BadInput("file_damaged") from error


def _check_parts(content: bytes) -> None:
    """Refuse what is no spreadsheet, has macros, or is much more than it seems; nothing is unpacked beyond limits."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename.lower() for part in parts}
        if any(name.endswith("vbaproject.bin") for name in names):
            raise BadInput("file_macros")
        if not any(name.endswith("workbook.xml") for name in names):
            raise BadInput("file_not_spreadsheet")
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise BadInput("file_unpacks_large")
        tags = 0
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels")):
                # never more than the size it has told, whatever it unpacks to
                text = archive.read(part)
                if b"<!DOCTYPE" in text or text.startswith((b"\xff\xfe", b"\xfe\xff")):
                    raise BadInput("file_damaged")
                tags += text.count(b"<")
        if tags > MOST_TAGS:
            raise BadInput("file_unpacks_large")


def _lines_of(book: Any) -> Iterator[list[str]]:
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        if not shown:
            raise BadInput("file_empty")
        lines = shown[0].iter_rows(max_row=LAST_LINE, max_col=MOST_COLUMNS + 1, values_only=True)
        for number, line in enumerate(lines, start=1):
            if number == LAST_LINE:
                raise BadInput("file_many_rows")
            # a row may say that it is far down; then this goes past all that are not there
            yield [] if line.count(None) == len(line) else [_words(cell) for cell in line]
    finally:
        book.close()


def _words(value: object) -> str:
    """A cell as somebody would type it: 2026-03-14, 19:30, 12.5, ja."""
    words = "" if value is None else str(value)
    if isinstance(value, bool):
        words = "ja" if value else "nee"
    elif isinstance(value, datetime):
        words = value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    elif isinstance(value, time):
        words = f"{value:%H:%M}"
    elif isinstance(value, timedelta):
        words = f"{value // timedelta(minutes=1)} min"
    elif isinstance(value, float) and isfinite(value) and value == int(value) and abs(value) < EXACT:
        words = str(int(value))
    return words
