"""Tables that leave the product: CSV and XLSX, in which no cell is a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from webapp.clock import CITY_TIMEZONE
from webapp.ui.cells import defused

Cell: TypeAlias = str | int | float | date | None

Written: TypeAlias = str | int | float | date

SHEET_NAME_LENGTH = 31
CELL_LENGTH = 32_000
"""A sheet holds 32,767 signs in a cell; what is longer is cut off, with an ellipsis."""
NARROWEST, WIDEST = 8, 60
"""How many signs a column of a sheet shows at least and at most."""

FIRST_DAY_OF_A_SHEET = date(1900, 3, 1)
"""Earlier days a sheet does not know, or a day wrong: it takes 1900 for a leap year."""

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
    headings too. Numbers stay numbers. Dates are written as 2026-03-14, and are dates in a sheet, moments by the clock
    of Groningen. None is an empty cell. A sheet has its headings in sight, and columns as wide as what stands in them.
    """
    safe_headings = [_text(heading) for heading in headings]
    safe_rows = ([_cell(each) for each in row] for row in rows)
    if file_format == TableFormat.CSV:
        return _csv(safe_headings, safe_rows)
    return _xlsx(title, safe_headings, list(safe_rows))


def _cell(value: Cell) -> Written:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    text = NOT_IN_A_SHEET.sub("", value)
    if len(text) > CELL_LENGTH:
        text = f"{text[:CELL_LENGTH]}…"
    return defused(text)


def _csv(headings: Sequence[str], rows: Iterable[Sequence[Written]]) -> bytes:
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    writer.writerow(headings)
    writer.writerows([each.isoformat() if isinstance(each, date) else each for each in row] for row in rows)
    # a spreadsheet knows UTF-8 by this mark
    return ("\ufeff" + content.getvalue()).encode()


def _xlsx(title: str, headings: Sequence[str], rows: Sequence[Sequence[Written]]) -> bytes:
    book = Workbook(write_only=True)
    name = NOT_IN_A_SHEET_NAME.sub(" ", NOT_IN_A_SHEET.sub("", title))[:SHEET_NAME_LENGTH].strip()
    sheet = book.create_sheet(name or "Missie050")
    # a sheet that is written row by row has to know these beforehand
    sheet.freeze_panes = "A2"
    for number, column in enumerate(zip(headings, *rows, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(column)
    sheet.append([_styled(sheet, each, font=Font(bold=True)) for each in headings])
    for row in rows:
        sheet.append([_in_sheet(sheet, each) for each in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _width(column: Sequence[Written]) -> int:
    """As many signs as the longest line of a column has, and room for the edge; bold headings are a little wider."""
    longest = max(len(line) for each in column for line in str(each).splitlines() or [""])
    return min(max(longest, NARROWEST), WIDEST) + 2


def _in_sheet(sheet: Any, value: Written) -> Any:
    """What a sheet takes for a cell: it knows no time zones, and shows more than one line only when told so."""
    if isinstance(value, datetime):
        value = value.astimezone(CITY_TIMEZONE).replace(tzinfo=None)
        return value if value.date() >= FIRST_DAY_OF_A_SHEET else value.isoformat()
    if isinstance(value, date):
        return value if value >= FIRST_DAY_OF_A_SHEET else value.isoformat()
    if isinstance(value, str):
        return _styled(sheet, value, alignment=Alignment(wrap_text=True)) if "\n" in value else value or None
    return value


def _styled(sheet: Any, value: str, **style: Font | Alignment) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    for name, each in style.items():
        setattr(cell, name, each)
    return cell
