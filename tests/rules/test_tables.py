import csv
import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from webapp.ui.tables import CELL_LENGTH, Cell, TableFormat, write_table

FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0")


def sheet_of(rows: list[list[Cell]], title: str = "Tabel") -> tuple[str, list[list[object]]]:
    book = load_workbook(io.BytesIO(write_table(title, ["a", "b"], rows, TableFormat.XLSX)))
    sheet = book.active
    assert sheet is not None
    return str(sheet.title), [[cell.value for cell in row] for row in sheet.iter_rows()]


def lines_of(rows: list[list[Cell]], headings: tuple[str, str] = ("a", "b")) -> list[list[str]]:
    written = write_table("Tabel", headings, rows, TableFormat.CSV).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(written, newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_begins_as_a_formula(text: str) -> None:
    ((_, _), (first, second)) = lines_of([[text, "gewoon"]], headings=(text, "b"))
    assert first == f"'{text}"
    assert second == "gewoon"
    assert lines_of([], headings=(text, "b"))[0][0] == f"'{text}"
    _, rows = sheet_of([[text, "gewoon"]])
    assert str(rows[1][0]).startswith("'")


def test_numbers_dates_and_nothing_are_what_they_are() -> None:
    row: list[Cell] = [-5, None]
    assert lines_of([row])[1] == ["-5", ""]
    assert sheet_of([row])[1][1] == [-5, None]
    assert lines_of([[date(2026, 3, 14), 1.5]])[1] == ["2026-03-14", "1.5"]
    moment = datetime(2026, 3, 14, 12, 30, tzinfo=UTC)
    assert lines_of([[moment, True]])[1] == ["2026-03-14T12:30:00+00:00", "True"]


def test_signs_that_no_sheet_can_hold_are_left_out() -> None:
    assert sheet_of([["a\x00b\x1fc\ufffe", "é — 日本"]])[1][1] == ["abc", "é — 日本"]
    assert lines_of([["a\x00\ud800b", "twee\nregels"]])[1] == ["ab", "twee\nregels"]


def test_text_of_a_megabyte_is_cut_off() -> None:
    (_, (first, _)) = lines_of([["x" * 1_000_000, ""]])
    assert first == "x" * CELL_LENGTH + "…"


def test_csv_begins_with_the_mark_by_which_a_spreadsheet_knows_its_letters() -> None:
    assert write_table("t", ["a"], [], TableFormat.CSV) == b"\xef\xbb\xbfa\r\n"


@pytest.mark.parametrize(
    ("title", "name"), [("Wat [ik] doe: 1/2?", "Wat  ik  doe  1 2"), ("x" * 60, "x" * 31), ("***", "Missie050")]
)
def test_sheet_has_a_name_that_a_workbook_takes(title: str, name: str) -> None:
    assert sheet_of([], title)[0] == name


def test_table_without_rows_has_its_headings() -> None:
    assert sheet_of([])[1] == [["a", "b"]]
