"""Tables that leave the product: CSV and XLSX, in which no cell is a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from tablib import Dataset

from webapp.ui.cells import defused

Cell: TypeAlias = str | int | float | date | None

SHEET_NAME_LENGTH = 31
CELL_LENGTH = 32_000
"""A sheet holds 32,767 signs in a cell; what is longer is cut off, with an ellipsis."""
NOT_IN_A_SHEET = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_IN_A_SHEET_NAME = re.compile(r"[\\/*?:\[\]']")


class TableFormat(StrEnum):
    """In which shape a table is written; the value ends the name of the file."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES = {
    TableFormat.CSV: "text/csv",
    TableFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], file_format: TableFormat) -> bytes:
    """A table as a file; `rows` has a cell for each heading, and `title` names the sheet.

    Text that a spreadsheet could take for a formula gets an apostrophe before it (`webapp.ui.cells.defused`), in the
    headings too. Numbers stay numbers. Dates are written as 2026-03-14. None is an empty cell.
    """
    safe_headings = [str(_cell(heading)) for heading in headings]
    safe_rows = ([_cell(each) for each in row] for row in rows)
    if file_format == TableFormat.CSV:
        return _csv(safe_headings, safe_rows)
    return _xlsx(title, safe_headings, safe_rows)


def _cell(value: Cell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    text = NOT_IN_A_SHEET.sub("", value)
    if len(text) > CELL_LENGTH:
        text = f"{text[:CELL_LENGTH]}…"
    return defused(text)


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    writer.writerow(headings)
    writer.writerows(rows)
    # a spreadsheet knows UTF-8 by this mark
    return ("\ufeff" + content.getvalue()).encode()


def _xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    name = NOT_IN_A_SHEET_NAME.sub(" ", NOT_IN_A_SHEET.sub("", title))[:SHEET_NAME_LENGTH].strip()
    table = Dataset(*rows, headers=headings, title=name or "Missie050")
    written: bytes = table.export("xlsx")
    return written
